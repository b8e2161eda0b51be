"""The risk lanes hold under misspelling, irony and SMS spelling; and what only sounds like a risk calls nobody."""

from __future__ import annotations

import random
from functools import cache

import pytest

from bot.desk import playbooks, sorting
from bot.desk.playbooks import Book
from bot.triage import fitted
from bot.triage.deciding import Triaged
from bot.triage.features import Said
from tests.conftest import ROOT
from tests.triage import development, measures
from tests.triage.lanes_said import NO_RISK, SAID, VARIANTS

HOLDS = 0.95  # of the variants of a lane
CALLED_FOR_NOTHING = 0.10
ANGRY_CALLED_ABUSIVE = 0.05


@cache
def book() -> Book:
    return playbooks.load(ROOT / "playbooks")


def triaged(text: str, language: str) -> Triaged:
    return sorting.sort(book(), fitted.shipped(), Said(text, language=language, network="x"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("lane", sorted(SAID))
def test_a_lane_holds_however_it_is_spelt(lane, language):
    lost = [
        (name, changed)
        for text in SAID[lane][language]
        for name, change in VARIANTS.items()
        for changed in (change(text, language, random.Random(f"{name} {text}")),)  # the same in every run
        if lane not in triaged(changed, language).risks
    ]
    assert len(lost) <= (1 - HOLDS) * len(SAID[lane][language]) * len(VARIANTS), lost


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_only_sounds_like_a_risk_calls_nobody(language):
    called = [(found.sure_risks, text) for text in NO_RISK[language] if (found := triaged(text, language)).sure_risks]
    assert len(called) <= CALLED_FOR_NOTHING * len(NO_RISK[language]), called


def test_anger_and_swearing_are_not_taken_for_abuse():
    angry = [
        pair for pair in measures.judged(development.MENTIONS) if pair[0].arousal == "high" and not pair[0].abusive
    ]
    called = [row.said.text for row, found in angry if found.abusive]
    assert len(called) <= ANGRY_CALLED_ABUSIVE * len(angry), called
