"""Fitting the model from labelled mentions, with scikit-learn: logistic regression over tf-idf, one for each label.

The vocabulary is what stands in at least ``SEEN`` mentions and tells most (chi-squared, over all labels). Thresholds
are chosen on people whom the model has not read: each file of labelled mentions is one author's.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.triage import fitted, misspelling
from bot.triage.features import features
from bot.triage.labels import Labelled, asked_of

SEEN = 3
KEPT = 30_000
C = 10.0  # inverse strength of the regularisation
WEIGHS = {"w": 1.25, "b": 1.0, "c": 0.5, "f": 1.0}
"""Times idf, by what a feature is. A word has nine pieces: weighed alike, they would drown it."""
LENT = 0.5
"""How much what a word means weighs beside the word itself, chosen on people whom the model had not read."""
UNSEEN = 8.0  # as much as the idf of a rare word: what a word weighs that is not fitted itself
LEAST_OF = 8  # a label that stands on fewer mentions is not fitted: it would only repeat them


@dataclass(frozen=True)
class Fit:
    """A fitted model that has not been stored yet. ``weighed``: features × labels, times idf; the idf of a feature that
    only lends what it means is 0, so that it leaves the length of a mention as it is."""

    labels: list[str]
    vocabulary: list[str]
    idf: Any
    weighed: Any
    bias: list[float]

    def scores(self, found: Sequence[set[str]]) -> Any:
        """Mentions × labels, each from 0 to 1."""
        import numpy as np

        counts = _counts(found, self.vocabulary)
        sums = counts @ self.weighed / _lengths(counts, self.idf)[:, None]
        return 1 / (1 + np.exp(-(sums + np.array(self.bias))))


def fit(
    rows: Sequence[Labelled], found: Sequence[set[str]], labels: Sequence[str], means: Mapping[str, Any] | None = None
) -> Fit:
    """Fit every label on ``rows``, whose features are ``found``; ``means``: words with their vectors, see
    :mod:`bot.triage.meaning`."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags_array, hstack
    from sklearn.linear_model import LogisticRegression

    truth = np.array([[label in held for label in labels] for held in (set(row.labels()) for row in rows)])
    vocabulary, idf = _vocabulary(found, truth)
    vocabulary, idf, lends = _lending(vocabulary, idf, means or {})
    counts = _counts(found, vocabulary)
    matrix = hstack([counts @ diags_array(idf), csr_matrix(counts @ lends)])
    matrix = csr_matrix(diags_array(1 / _lengths(counts, idf)) @ matrix)
    weighed, bias = np.zeros((len(vocabulary), len(labels)), dtype="float32"), [-20.0] * len(labels)
    for place, label in enumerate(labels):
        asked = np.array([asked_of(label, row) for row in rows])
        if truth[asked, place].sum() < LEAST_OF:
            continue
        model = LogisticRegression(C=C, solver="liblinear", max_iter=300)
        model.fit(matrix[asked], truth[asked, place])
        words, meanings = model.coef_[0][: len(vocabulary)], model.coef_[0][len(vocabulary) :]
        weighed[:, place] = words * idf + lends @ meanings
        bias[place] = float(model.intercept_[0])
    return Fit(list(labels), vocabulary, idf, weighed, bias)


def _lending(vocabulary: list[str], idf: Any, means: Mapping[str, Any]) -> tuple[list[str], Any, Any]:
    """The vocabulary with the words that only lend what they mean, its idf, and what each lends."""
    import numpy as np

    known = set(vocabulary)
    more = [name for word in means if (name := f"w:{word}") not in known]
    lends = np.zeros((len(vocabulary) + len(more), len(next(iter(means.values()))) if means else 0))
    strength = [*idf, *[UNSEEN] * len(more)]
    for place, name in enumerate([*vocabulary, *more]):
        vector = means.get(name[2:]) if name[0] == "w" else None
        if vector is not None:
            lends[place] = LENT * strength[place] * vector
    return [*vocabulary, *more], np.array([*idf, *[0.0] * len(more)]), lends


def _vocabulary(found: Sequence[set[str]], truth: Any) -> tuple[list[str], Any]:
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.feature_selection import chi2

    counter = CountVectorizer(analyzer=sorted, min_df=SEEN, binary=True)
    counts = counter.fit_transform(found)
    names = counter.get_feature_names_out()
    told = np.zeros(len(names))
    for place in range(truth.shape[1]):
        if truth[:, place].any():
            told = np.maximum(told, np.nan_to_num(chi2(counts, truth[:, place])[0]))
    kept = np.sort(np.argsort(-told, kind="stable")[:KEPT])
    seen = np.asarray(counts.sum(axis=0)).ravel()[kept]
    chosen = [str(name) for name in names[kept]]
    weighs = np.array([WEIGHS[name[0]] for name in chosen])
    idf = np.round(weighs * (np.log((1 + len(found)) / (1 + seen)) + 1) * fitted.IDF) / fitted.IDF
    return chosen, idf


def _counts(found: Sequence[set[str]], vocabulary: Sequence[str]) -> Any:
    """Mentions × features, 1 where it is there."""
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer=sorted, binary=True, vocabulary=list(vocabulary))
    return counter.transform(found).astype("float64")


def _lengths(counts: Any, idf: Any) -> Any:
    """Of each mention, as :class:`bot.triage.fitted.Model` divides by it."""
    import numpy as np

    return np.sqrt(counts @ (idf * idf)) + (counts @ (idf * idf) == 0)


def store(path: Path, made: Fit, thresholds: Mapping[str, float], made_of: Mapping[str, int]) -> None:
    """Write ``made`` as a model file: weights times idf, each label's scaled to one signed byte."""
    import numpy as np

    scale = np.maximum(np.abs(made.weighed).max(axis=0), 1e-6) / 127
    stored = np.round(made.weighed / scale).astype(int)
    columns = {
        name: struct.pack(
            f"<H{len(made.labels)}b", round(float(made.idf[place]) * fitted.IDF), *map(int, stored[place])
        )
        for place, name in enumerate(made.vocabulary)
    }
    head = {
        "labels": made.labels, "bias": [round(bias, 4) for bias in made.bias],
        "scale": [round(float(one), 8) for one in scale], "thresholds": dict(thresholds), "made_of": dict(made_of),
    }  # fmt: skip
    fitted.store(path, head, columns)


def by_author(
    rows: Sequence[Labelled], labels: Sequence[str], means: Mapping[str, Any] | None = None, folds: int = 4
) -> tuple[Any, tuple[list[Labelled], list[set[str]]]]:
    """``(scores, read)``: each mention judged by a model that has read nothing of its author's; and all that a model
    reads, ``rows`` with misspelt variants and the features of each."""
    import numpy as np

    read = [*rows, *misspelling.variants(rows)]
    found = [features(row.said) for row in read]
    scores = np.zeros((len(rows), len(labels)))
    names = sorted({row.author for row in rows})
    fold = np.array([names.index(row.author) % folds for row in read])
    for turn in sorted(set(fold)):
        others, own = np.flatnonzero(fold != turn), np.flatnonzero(fold[: len(rows)] == turn)
        made = fit([read[int(place)] for place in others], [found[int(place)] for place in others], labels, means)
        scores[own] = made.scores([found[int(place)] for place in own])
    return scores, (read, found)


PRECISE = 0.83  # of what is called a complaint, on people whom the model has not read
SURE_NOISE = 0.93  # of the complaints are at or above the threshold of doubt
ANGRY_CALLED_ABUSIVE = 0.025
RISK_FOUND = 0.975  # of the mentions with a risk are at or above its threshold (0.95 is the aim, and strangers differ),
RISK_PRECISE = 0.15  # unless less than this of what is above it were right
TOPIC = 0.2


def thresholds(rows: Sequence[Labelled], scores: Any, labels: Sequence[str]) -> dict[str, float]:
    """From which likelihood on each decision is taken, by the ``scores`` of :func:`by_author`."""
    import numpy as np

    column = {label: scores[:, place] for place, label in enumerate(labels)}
    held = [set(row.labels()) for row in rows]
    truth = {label: np.array([label in one for one in held]) for label in labels}
    of = np.array([row.said.language for row in rows])
    complaint, is_one = column["kind:complaint"], truth["kind:complaint"]
    chosen = {
        f"complaint:{language}": _precise(complaint[of == language], is_one[of == language], PRECISE)
        for language in ("en", "fr")
    }
    chosen["complaint:unknown"] = _precise(complaint, is_one, PRECISE)
    chosen["doubt"] = float(np.quantile(complaint[is_one], 1 - SURE_NOISE))
    angry = truth["arousal:high"] & ~truth["abusive"] & np.array([asked_of("arousal:high", row) for row in rows])
    chosen["abusive"] = float(np.quantile(column["abusive"][angry], 1 - ANGRY_CALLED_ABUSIVE))
    for label in labels:
        if label.startswith("risk:"):
            asked = np.array([asked_of(label, row) for row in rows])
            chosen[label] = _found(column[label][asked], truth[label][asked])
    chosen["topic"] = TOPIC
    return {name: round(min(value, 0.95), 4) for name, value in chosen.items()}


def _ordered(score: Any, truth: Any) -> tuple[Any, Any, Any]:
    """``(scores from the highest down, hits so far, number so far)``."""
    import numpy as np

    order = np.argsort(-score, kind="stable")
    return score[order], np.cumsum(truth[order]), np.arange(1, len(order) + 1)


def _precise(score: Any, truth: Any, least: float) -> float:
    """The lowest threshold at which ``least`` of what is above it is right."""
    import numpy as np

    ordered, hits, number = _ordered(score, truth)
    good = np.flatnonzero(hits / number >= least)
    return float(ordered[good[-1]]) if len(good) else 0.5


def _found(score: Any, truth: Any) -> float:
    """The highest threshold with :data:`RISK_FOUND`, or the lowest with :data:`RISK_PRECISE` where that is higher."""
    import numpy as np

    if not truth.any():
        return 0.5
    ordered, hits, number = _ordered(score, truth)
    enough = int(np.argmax(hits >= RISK_FOUND * truth.sum()))
    precise = np.flatnonzero(hits / number >= RISK_PRECISE)
    return float(ordered[min(enough, int(precise[-1])) if len(precise) else enough])


def of_complaints(
    rows: Sequence[Labelled], scores: Any, labels: Sequence[str], chosen: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Language → ``(recall, precision)`` of complaints, by the ``scores`` of :func:`by_author`."""
    place = list(labels).index("kind:complaint")
    result = {}
    for language in ("en", "fr"):
        own = [number for number, row in enumerate(rows) if row.said.language == language]
        called = [number for number in own if scores[number, place] >= chosen[f"complaint:{language}"]]
        right = sum(rows[number].kind == "complaint" for number in called)
        there = sum(rows[number].kind == "complaint" for number in own)
        result[language] = (right / max(1, there), right / max(1, len(called)))
    return result
