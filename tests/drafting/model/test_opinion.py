"""A model's second opinion: asked with the mention as data, believed only where each value is one that there is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import settings
from bot.drafting.model import opinion
from bot.drafting.model.answer import Invalid
from bot.drafting.model.client import Endpoint
from bot.drafting.model.ledger import Tally
from bot.drafting.model.opinion import Question, messages_of, read, schema_of
from tests.drafting.model import endpoint as does
from tests.drafting.model.disguises import disguised

TEXT = "Great job, Brindelune: third time the cup arrives in two pieces. Call 06 12 34 56 78. C'est l’été !"
QUESTION = Question(TEXT, "Again", "x", None, {"damaged-item": "Damaged item", "general": "General"})
GOOD = {
    "kind": "complaint", "complaint": True, "stakes": "P3", "arousal": "high", "topics": ["damaged-item"],
    "risks": [], "abusive": False, "reasons": ["arrives in two pieces", "Third time"],
}  # fmt: skip
MESSAGES = messages_of(QUESTION, schema_of(QUESTION))


def said(**changes):
    return json.dumps(GOOD | changes)


def test_a_good_answer_is_read():
    found = read(said(), QUESTION, MESSAGES)
    assert (found.kind, found.stakes, found.topics) == ("complaint", "P3", ("damaged-item",))
    assert found.reasons == ("arrives in two pieces", "Third time")
    assert read(said(reasons=["c'est l'ete"]), QUESTION, MESSAGES).reasons, (
        "spelling of quotes and accents is no matter"
    )
    fenced = f"```json\n{said(kind='noise', complaint=False, stakes=None)}\n```"
    assert read(fenced, QUESTION, MESSAGES).kind == "noise"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "rant"}, {"kind": None}, {"kind": ["complaint"]}, {"complaint": False}, {"complaint": "yes"},
        {"stakes": "P0"}, {"stakes": None}, {"kind": "praise", "complaint": False}, {"arousal": "furious"},
        {"topics": ["refund"]}, {"topics": "general"}, {"topics": ["general", "general"]}, {"topics": [["general"]]},
        {"risks": ["war"]}, {"risks": [1]}, {"risks": None}, {"abusive": 1}, {"abusive": None}, {"reasons": []},
        {"reasons": ["see https://evil.example"]}, {"reasons": ["the customer is lying"]}, {"reasons": "late"},
        {"reasons": [""]}, {"reasons": ["🙂"]}, {"reasons": ["cup"] * 4}, {"reasons": ["06 12 34 56 78"]},
        {"reasons": ["Great " * 60]}, {"kinds": "complaint"},
    ],
)  # fmt: skip
def test_anything_else_is_refused_whole(changes):
    with pytest.raises(Invalid):
        read(said(**changes), QUESTION, MESSAGES)


@given(st.text(max_size=80) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "x"]), inner, max_size=9),
    max_leaves=12,
).map(json.dumps))  # fmt: skip
def test_no_answer_whatever_makes_it_fail_otherwise(text):
    with pytest.raises(Invalid):
        read(text, QUESTION, MESSAGES)


@pytest.fixture
def asked(scripted):
    """``asked(act, …)``: what comes of one question; ``question`` and settings may be named."""

    def run(*acts, question=QUESTION, timeout=5.0, **environ):
        scripted.will(*acts)
        given = {"OPENAI_MODEL": "m", "OPENAI_BASE_URL": scripted.url} | environ
        return opinion.ask(Endpoint("m", "sk-test", scripted.url), question, Tally(settings.load(given)), timeout)

    return run


def test_at_the_wire_the_mention_is_data_and_personal_data_stays_here(asked, scripted):
    found = asked(does.says(said()))
    assert found.outcome == opinion.GIVEN and found.opinion is not None and found.why == ""
    system, user = scripted.asked[0]["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert "two pieces" not in system["content"]
    assert "06 12" not in user["content"] and "[phone]" in scripted.mention()["mention"]["text"]
    form = scripted.asked[0]["response_format"]["json_schema"]
    assert form["strict"] and set(form["schema"]["required"]) == set(GOOD)
    assert form["schema"]["properties"]["topics"]["items"]["enum"] == ["damaged-item", "general"]


@pytest.mark.parametrize(
    ("act", "outcome", "later"),
    [
        (does.fails(429, headers={"Retry-After": "7"}), "rate_limited", 7.0),
        (does.fails(402), "no_balance", None),
        (does.fails(500), "server_error", opinion.LATER),
        (does.hangs_up, "unreachable", opinion.LATER),
        (does.says("I'd say it is praise."), "invalid", None),
        (does.says(said(kind="rant")), "invalid", None),
        (does.says("half", "length"), "cut_off", None),
        (does.says(None, refusal="no"), "refused", None),
    ],
)
def test_every_trouble_has_its_reason(asked, act, outcome, later):
    found = asked(act)
    assert (found.outcome, found.opinion, found.retry_after) == (outcome, None, later)
    assert found.why


def test_an_endpoint_that_hangs_is_left(asked, scripted):
    assert asked(does.hangs(scripted), timeout=0.3).outcome == "timeout"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_mention_that_gives_orders_reaches_no_model(asked, scripted, language):
    for text in disguised(language).values():
        question = Question(text, "", "x", None, {"general": "General"})
        assert asked(does.says(said()), question=question).outcome == opinion.ORDERS
    assert scripted.asked == []


def test_the_budget_of_a_run_ends_the_asking(asked, scripted):
    prices = {"AMENDS_MODEL_PRICE_IN": "1", "AMENDS_MODEL_PRICE_OUT": "10"}
    assert asked(does.says(said()), AMENDS_MODEL_DAILY_BUDGET="0.000001", **prices).outcome == "over_budget"
    assert scripted.asked == []
    assert asked(does.says(said()), AMENDS_MODEL_DAILY_BUDGET="1", **prices).outcome == opinion.GIVEN
