"""Fitting: what is stored says what was fitted, and a word that nobody labelled borrows from those that mean alike."""

from __future__ import annotations

import numpy as np
import pytest

from bot.triage import fitted, fitting
from bot.triage.features import Said, features
from bot.triage.labels import Labelled

LABELS = ["kind:complaint", "kind:praise", "risk:safety"]
ALIKE, APART = np.array([1.0, 0.0]), np.array([0.0, 1.0])
MEANS = {"smoke": ALIKE, "sparks": ALIKE, "lovely": APART, "charming": APART}


def mention(text, kind, *risks):
    return Labelled(Said(text, language="en"), kind, None, None, (), risks, False, "author-01")


ROWS = [
    row
    for number in range(12)
    for row in (
        mention(f"the toaster made smoke on day {number}", "complaint", "safety"),
        mention(f"still waiting for the toaster on day {number}", "complaint"),
        mention(f"what a lovely toaster on day {number}", "praise"),
    )
]


@pytest.fixture(scope="module", params=[None, MEANS], ids=["words alone", "what words mean too"])
def made(request):
    return fitting.fit(ROWS, [features(row.said) for row in ROWS], LABELS, request.param)


@pytest.fixture
def model(made, tmp_path):
    fitting.store(tmp_path / "one.gz", made, {}, {"mentions": len(ROWS)})
    return fitted.load(tmp_path / "one.gz")


TEXTS = [*(row.said.text for row in ROWS[:3]), "sparks everywhere", "charming", "nothing of it is known"]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_stored_says_what_was_fitted(made, model, text):
    said = Said(text, language="en")
    likely = model.probabilities(model.found(said))
    for label, expected in zip(LABELS, made.scores([features(said)])[0], strict=True):
        assert likely[label] == pytest.approx(expected, abs=0.03), label  # weights are kept in one byte


def test_what_was_labelled_is_told_apart(made):
    smoke, waits, lovely = made.scores([features(row.said) for row in ROWS[:3]])
    assert smoke[2] > 0.5 > max(waits[2], lovely[2])
    assert lovely[1] > 0.5 > max(smoke[1], waits[1])


def safety(made, text):
    return made.scores([features(Said(text, language="en"))])[0][2]


def test_an_unheard_word_is_told_by_what_it_means():
    found = [features(row.said) for row in ROWS]
    alone, meant = (fitting.fit(ROWS, found, LABELS, means) for means in (None, MEANS))
    assert safety(meant, "sparks") > safety(alone, "sparks") + 0.1
    assert safety(meant, "charming") < safety(alone, "charming") + 0.1


def test_a_word_that_only_lends_does_not_make_others_weigh_less():
    made = fitting.fit(ROWS, [features(row.said) for row in ROWS], LABELS, MEANS | {"teapot": np.zeros(2)})
    assert safety(made, "smoke teapot") == pytest.approx(safety(made, "smoke"), abs=0.02)
    assert "w:teapot" in made.vocabulary
