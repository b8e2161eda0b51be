"""A second opinion is a ratchet: it calls for more attention or for none, never for less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage import opinions
from bot.triage.deciding import GRAVE
from bot.triage.kinds import KINDS, RISKS, STAKES
from bot.triage.opinions import CHANGES, Opinion, is_wanted, joined

TOPICS = ["late-delivery", "general", "refund-not-received", "idea"]
OPINIONS = st.builds(
    Opinion, kind=st.sampled_from(KINDS), stakes=st.none() | st.sampled_from(STAKES),
    arousal=st.sampled_from(["high", "low", None]), topics=st.lists(st.sampled_from(TOPICS), unique=True).map(tuple),
    risks=st.lists(st.sampled_from(RISKS), unique=True).map(tuple), abusive=st.booleans(), reasons=st.just(("late",)),
)  # fmt: skip


@st.composite
def decisions(draw):
    """What triage may have kept."""
    kind = draw(st.sampled_from(KINDS))
    asked = draw(st.lists(st.sampled_from(RISKS), unique=True))
    sure = asked[: draw(st.integers(0, len(asked)))]
    topics = draw(st.lists(st.sampled_from(TOPICS), unique=True))
    return {
        "kind": kind, "confidence": draw(st.floats(0, 1)), "doubtful": draw(st.booleans()), "risks": list(asked),
        "stakes": draw(st.sampled_from(STAKES)) if kind == "complaint" else None,
        "arousal": draw(st.sampled_from(["high", "low", None])), "topics": [[name, 0.2] for name in topics],
        "asked_risks": asked, "sure_risks": sure, "abusive": draw(st.booleans()), "needs": "reply", "reasons": [],
    }  # fmt: skip


@given(decisions(), OPINIONS)
def test_nothing_is_ever_taken_back(triage, opinion):
    before = dict(triage)
    found, changed = joined(triage, opinion)
    assert triage == before, "what was kept is not changed under somebody's hands"
    if triage["kind"] == "complaint":
        assert found["kind"] == "complaint"
    if triage["stakes"]:
        assert STAKES.index(found["stakes"]) <= STAKES.index(triage["stakes"])
    for risks in ("risks", "asked_risks", "sure_risks"):
        assert set(found[risks]) >= set(triage[risks])
    assert found["abusive"] >= triage["abusive"]
    assert found["doubtful"] == triage["doubtful"] or found["kind"] == "complaint"
    assert {name for name, _chance in found["topics"]} >= {name for name, _chance in triage["topics"]}
    assert set(changed) <= set(CHANGES)
    assert found["reasons"] == triage["reasons"]


@given(decisions(), OPINIONS)
def test_it_takes_two_to_be_sure_of_a_risk_and_a_risk_to_be_p1(triage, opinion):
    found, _changed = joined(triage, opinion)
    new = set(found["sure_risks"]) - set(triage["sure_risks"])
    assert new <= set(triage["asked_risks"]) & set(opinion.risks)
    if found["stakes"] == "P1" and triage["stakes"] != "P1":
        assert set(found["sure_risks"]) & GRAVE


DECIDED = {"kind": "complaint", "confidence": 0.9, "doubtful": False, "asked_risks": ["legal"], "sure_risks": ["legal"]}


@pytest.mark.parametrize(
    ("more", "words", "wanted"),
    [
        ({}, "My table is late", False),
        ({"confidence": 0.55}, "My table is late", True),
        ({"doubtful": True}, "My table is late", True),
        ({"asked_risks": ["legal", "safety"]}, "My table is late", True),
        ({"doubtful": True}, "  ", False),
    ],
)
def test_only_what_triage_doubts_is_asked_about(more, words, wanted):
    assert is_wanted(DECIDED | more, words) is wanted
    assert not is_wanted(None, words)


def test_a_topic_that_both_name_is_believed():
    triage = DECIDED | {"topics": [["late-delivery", 0.2], ["general", 0.1]], "stakes": "P3", "risks": []}
    opinion = Opinion("complaint", "P3", None, ("general", "idea"), (), False, ("late",))
    found, changed = joined(triage, opinion)
    assert found["topics"] == [["general", opinions.TOPIC_AGREED], ["late-delivery", 0.2], ["idea", 0.3]]
    assert "topics" in changed
