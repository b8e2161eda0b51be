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
LEAST_OF = 8  # a label that stands on fewer mentions is not fitted: it would only repeat them


@dataclass(frozen=True)
class Fit:
    """A fitted model that has not been stored yet: features × labels."""

    labels: list[str]
    vocabulary: list[str]
    idf: Any
    weights: Any
    bias: list[float]

    def scores(self, found: Sequence[set[str]]) -> Any:
        """Mentions × labels, each from 0 to 1."""
        import numpy as np

        return 1 / (1 + np.exp(-(_matrix(found, self.vocabulary, self.idf) @ self.weights + np.array(self.bias))))


def fit(rows: Sequence[Labelled], found: Sequence[set[str]], labels: Sequence[str]) -> Fit:
    """Fit every label on ``rows``, whose features are ``found``."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    truth = np.array([[label in held for label in labels] for held in (set(row.labels()) for row in rows)])
    vocabulary, idf = _vocabulary(found, truth)
    matrix = _matrix(found, vocabulary, idf)
    weights, bias = np.zeros((len(vocabulary), len(labels)), dtype="float32"), [-20.0] * len(labels)
    for place, label in enumerate(labels):
        asked = np.array([asked_of(label, row) for row in rows])
        if truth[asked, place].sum() < LEAST_OF:
            continue
        model = LogisticRegression(C=C, solver="liblinear", max_iter=300)
        model.fit(matrix[asked], truth[asked, place])
        weights[:, place], bias[place] = model.coef_[0], float(model.intercept_[0])
    return Fit(list(labels), vocabulary, idf, weights, bias)


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


def _matrix(found: Sequence[set[str]], vocabulary: Sequence[str], idf: Any) -> Any:
    from scipy.sparse import diags_array
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    counter = CountVectorizer(analyzer=sorted, binary=True, vocabulary=list(vocabulary))
    return normalize(counter.transform(found).astype("float64") @ diags_array(idf))


def store(path: Path, made: Fit, thresholds: Mapping[str, float], made_of: Mapping[str, int]) -> None:
    """Write ``made`` as a model file: weights times idf, each label's scaled to one signed byte."""
    import numpy as np

    weighed = made.weights * np.asarray(made.idf)[:, None]
    scale = np.maximum(np.abs(weighed).max(axis=0), 1e-6) / 127
    stored = np.round(weighed / scale).astype(int)
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
    rows: Sequence[Labelled], labels: Sequence[str], folds: int = 4
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
        made = fit([read[int(place)] for place in others], [found[int(place)] for place in others], labels)
        scores[own] = made.scores([found[int(place)] for place in own])
    return scores, (read, found)


PRECISE = 0.83  # of what is called a complaint, on people whom the model has not read
SURE_NOISE = 0.93  # of the complaints are at or above the threshold of doubt
ANGRY_CALLED_ABUSIVE = 0.025
RISK_FOUND = 0.95  # of the mentions with a risk are at or above its threshold,
RISK_PRECISE = 0.2  # unless less than this of what is above it were right
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
