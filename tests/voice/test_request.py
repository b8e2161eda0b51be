"""A reply to be judged, as JSON says it: every field read, every wrong one named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice.request import Request, RequestError, read
from bot.voice.rubric import judge
from bot.voice.situation import Grant
from tests.conftest import examples


def test_the_least_that_is_needed():
    asked = read({"reply": "Hi"})
    assert (asked.id, asked.reply, asked.playbook) == (None, "Hi", None)
    assert asked.situation.facts is None and asked.situation.grants is None and asked.situation.recent == ()


def test_every_field():
    asked = read({
        "id": "r1", "reply": "Hi", "complaint": "late", "title": "Bad", "language": "en", "network": "x",
        "recent": ["a", "b"], "approver": "Sam", "playbook": "late-delivery", "more": 1,
        "facts": {
            "cause": "c", "cause_confirmed_by": "Ines", "legal_hold": True, "serious": False,
            "private_reason": "identity", "signers": ["Ivy", {"name": "Noé"}],
            "commitments": [{"said": "by 6 pm", "by": "2026-11-24"}, "on Friday"],
            "brand": {"name": "Halecraft", "domains": "halecraft.example", "tu_allowed": False},
        },
    })  # fmt: skip
    situation = asked.situation
    assert (asked.id, asked.playbook) == ("r1", "late-delivery")
    assert (situation.complaint, situation.title, situation.language, situation.network) == ("late", "Bad", "en", "x")
    assert (situation.recent, situation.approver, situation.signers) == (("a", "b"), "Sam", ("Ivy", "Noé"))
    assert (situation.legal_hold, situation.serious, situation.private_reason) == (True, False, "identity")
    assert situation.commitments == ("by 6 pm", "on Friday")
    assert situation.brand is not None and situation.brand.domains == ("halecraft.example",)
    assert not situation.brand.tu_allowed


@pytest.mark.parametrize(
    ("facts", "grants"),
    [
        ({}, None),
        ({"grants": []}, ()),
        ({"grants": [{"kind": "refund", "amount": 20}]}, (Grant("refund", Decimal(20)),)),
        ({"grants": {"refund": 20, "voucher": True, "discount": False}},
         (Grant("refund", Decimal(20)), Grant("voucher"))),
        ({"decisions": [{"id": "D1", "kind": "voucher", "amount": "12,50 €", "public": True}]},
         (Grant("voucher", Decimal("12.50"), "D1", True),)),
        ({"decisions": ["refund of 45 € approved"]}, (Grant("refund", Decimal(45)),)),
        ({"authority": "remboursement validé"}, (Grant("refund"),)),
        ({"granted": ["refund of 24 €", "a new lamp"]}, (Grant("refund", Decimal(24)), Grant("replacement"))),
        ({"gestures": "geste commercial de 20 €"}, (Grant("voucher", Decimal(20)), Grant("credit", Decimal(20)))),
        ({"allowed": ["seats in the front row"]}, (Grant("other", said="seats in the front row"),)),
        ({"granted": "none"}, ()),
        ({"granted": ["rien pour le moment"]}, ()),
        ({"granted": ["no charge for the repair"]}, (Grant("no charge"), Grant("repair"))),
        ({"granted": None, "complete": False}, None),
        ({"complete": True}, ()),
        ({"granted": [], "promised": ["refund"]}, (Grant("refund"),)),
        ({"decisions": [{"id": "D2", "kind": "refund", "what": "the overage"}]},
         (Grant("refund", None, "D2", said="the overage"),)),
    ],
)  # fmt: skip
def test_what_may_be_granted(facts, grants):
    assert read({"reply": "Hi", "facts": {"x": 1, **facts}}).situation.grants == grants


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"confirmed_by": "Ines", "cause": "c"}, {"cause_confirmed_by": "Ines"}),
        ({"hold": True}, {"legal_hold": True}),
        ({"why_private": "identity"}, {"private_reason": "identity"}),
        ({"deadlines": ["by 6 pm"]}, {"commitments": ["by 6 pm"]}),
    ],
)
def test_a_key_may_be_called_as_strangers_call_it(given, meant):
    facts = read({"reply": "Hi", "facts": given}).situation.facts
    assert facts is not None and {key: facts[key] for key in meant} == meant


def test_dates_and_hours_are_read_as_people_say_them():
    facts = {"visit": "2026-06-02", "call": "16:00", "complete": True}
    reply = "Hi. Your lamp was looked at on Tuesday at 4 pm. I'm sorry. Ann"
    asked = read({"reply": reply, "complaint": "My lamp is broken", "facts": facts})
    assert judge(reply, asked.situation).check("R15").ok
    other = reply.replace("Tuesday", "Friday")
    assert not judge(other, asked.situation).check("R15").ok


def test_a_playbook_given_in_full_is_a_source_and_sets_rules():
    asked = read({"reply": "Hi", "playbook": {"legal_hold": True, "moves": {"en": ["The kiln failed on 3 May."]}}})
    assert asked.playbook is None
    assert asked.situation.legal_hold
    assert "The kiln failed on 3 May." in asked.situation.sources


def test_null_is_as_good_as_nothing():
    nothing = dict.fromkeys("complaint title language network recent approver facts playbook".split())
    assert read({"reply": "Hi", **nothing}) == read({"reply": "Hi"})


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ([], "the line"), ("x", "the line"), (None, "the line"), ({}, "reply"), ({"reply": None}, "reply"),
        ({"reply": 1}, "reply"), ({"reply": "a", "recent": "b"}, "recent"), ({"reply": "a", "recent": [1]}, "recent.0"),
        ({"reply": "a", "facts": []}, "facts"), ({"reply": "a", "complaint": {}}, "complaint"),
        ({"reply": "a", "id": {}}, "id"), ({"reply": "a", "facts": {"serious": "yes"}}, "facts.serious"),
        ({"reply": "a", "facts": {"private_reason": 1}}, "facts.private_reason"),
        ({"reply": "a", "facts": {"brand": 1}}, "facts.brand"), ({"reply": "a" * 100_001}, "reply"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(data, named):
    with pytest.raises(RequestError, match=rf"(^|; ){named.replace('.', chr(92) + '.')}"):
        read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = "id reply complaint title language network recent approver facts playbook".split()
FACTS = "cause brand grants decisions authority commitments signers legal_hold serious private_reason complete".split()


@settings(max_examples=examples(300), deadline=None)
@given(JSON | st.dictionaries(st.sampled_from(KEYS), JSON | st.dictionaries(st.sampled_from(FACTS), JSON)))
def test_any_json_is_read_or_refused_in_words(data):
    try:
        assert isinstance(read(data), Request)
    except RequestError as error:
        assert ": " in str(error)
