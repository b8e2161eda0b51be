"""Variants and their conditions, names in both forms, and what a playbook makes of its own keys."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.desk.playbooks import Circumstances, Fact, Playbook, Variant
from bot.desk.playbooks.lexicon import joined
from bot.desk.playbooks.moves import GIVEN_SLOTS, MOVES, Moves

SEEN = Circumstances("google", "reviews", {"cause", "by"}, "high", "blame", True)
NOBODY_KNOWS = Circumstances("x", "social")


@pytest.mark.parametrize(
    "when",
    [
        {"venue": "reviews"},
        {"venue": ["press", "reviews"]},
        {"network": "google"},
        {"arousal": "high"},
        {"severity": ["accusation", "blame"]},
        {"again": True},
        {"has": "cause"},
        {"has": ["cause", "by"]},
        {"lacks": ["object"]},
        {"venue": "reviews", "arousal": "high", "has": "cause", "lacks": "object"},
    ],
)
def test_a_condition_that_holds(when):
    assert Variant.model_validate({"say": "x", "when": when}).fits(SEEN)


@pytest.mark.parametrize(
    "when",
    [
        {"venue": "social"},
        {"network": ["x", "facebook"]},
        {"arousal": "low"},
        {"severity": "none"},
        {"again": False},
        {"has": ["cause", "object"]},
        {"lacks": "cause"},
        {"venue": "reviews", "arousal": "low"},
    ],
)
def test_a_condition_that_does_not_hold(when):
    assert not Variant.model_validate({"say": "x", "when": when}).fits(SEEN)


@pytest.mark.parametrize("when", [{"arousal": "high"}, {"severity": "none"}, {"again": False}, {"has": "cause"}])
def test_what_nobody_knows_holds_for_no_condition(when):
    assert not Variant.model_validate({"say": "x", "when": when}).fits(NOBODY_KNOWS)


def test_a_plain_text_always_fits_and_stays_one():
    variant = Variant.model_validate("You waited {duration} for {object}.")
    assert variant.fits(NOBODY_KNOWS)
    assert variant.slots() == ["duration", "object"]
    assert variant.model_dump() == "You waited {duration} for {object}."
    with_condition = Variant.model_validate({"say": "x", "when": {"arousal": "high"}, "promises": "voucher"})
    assert Variant.model_validate(with_condition.model_dump(mode="json")) == with_condition


def test_moves_are_said_in_their_order():
    assert [move for move, _variants in Moves().in_order()] == list(MOVES)
    assert MOVES[0] == "protect", "people must be told how to stay safe before anything else"


def test_a_name_has_a_form_for_each_address():
    fact = Fact.model_validate({
        "en": {"your parcel": ["parcel"]},
        "fr": {"votre colis | ton colis": ["colis"], "l'attente": ["queue"]},
    })  # fmt: skip
    assert list(fact.names("fr")) == [("votre colis", ["colis"]), ("l'attente", ["queue"])]
    assert list(fact.names("fr", familiar=True)) == [("ton colis", ["colis"]), ("l'attente", ["queue"])]
    assert list(fact.names("en", familiar=True)) == [("your parcel", ["parcel"])]
    assert list(fact.names("de")) == []


def test_a_playbooks_own_names_come_first_and_the_shared_ones_behind():
    shared = Fact.model_validate({"label": {"en": "thing", "fr": "chose"}, "en": {"your cup": ["cup"], "it": ["x"]}})
    own = Fact.model_validate({"label": {"en": "what is late"}, "en": {"your gift": ["gift"], "it": ["y"]}})
    both = joined(own, shared)
    assert list(both.names("en")) == [("your gift", ["gift"]), ("it", ["y"]), ("your cup", ["cup"])]
    assert both.label == {"en": "what is late", "fr": "chose"}
    alone = own.model_copy(update={"only_these": True})
    assert joined(alone, shared) == alone
    assert joined(own, None) == own


def test_a_book_joins_only_what_the_playbook_says(book):
    late = book.playbooks["late-delivery"]
    assert set(book.facts_of(late)) == {"event", "object", "occasion"}
    assert book.facts_of(late)["object"].label == {"en": "what is late", "fr": "ce qui est en retard"}
    assert "your teapot" in dict(book.facts_of(late)["object"].names("en"))


BARE = {"name": "x", "title": {"en": "x", "fr": "x"}, "team": "care"}


@pytest.mark.parametrize(
    ("keys", "holds_legally", "engages", "asks_satisfaction", "model_may_draft"),
    [
        ({}, False, True, True, True),
        ({"strategy": "explain"}, False, True, True, True),
        ({"legal_hold": True}, True, True, False, False),
        ({"strategy": "legal_hold"}, True, True, False, False),
        ({"strategy": "safety_first"}, False, True, False, False),
        ({"strategy": "safety_first", "satisfaction": True, "model": "may"}, False, True, False, False),
        ({"strategy": "do_not_engage"}, False, False, False, False),
        ({"serious": True}, False, True, False, True),
        ({"hotline": "press"}, False, True, False, True),
        ({"satisfaction": False, "model": "never"}, False, True, False, False),
    ],
)
def test_what_follows_from_the_strategy(keys, holds_legally, engages, asks_satisfaction, model_may_draft):
    playbook = Playbook.model_validate({**BARE, **keys})
    assert (playbook.holds_legally, playbook.engages) == (holds_legally, engages)
    assert (playbook.asks_satisfaction, playbook.model_may_draft) == (asks_satisfaction, model_may_draft)


def test_slots_that_are_said_or_asked_about():
    moves = {"en": {"act": ["{by}{here}", {"say": "{object}", "when": {"has": "cause", "lacks": "name"}}]}}
    playbook = Playbook.model_validate({**BARE, "moves": moves, "closing": {"fr": ["{remedy}"]}})
    assert playbook.said_slots == {"by", "here", "object", "cause", "name", "remedy"}


def test_every_given_slot_is_explained():
    assert all(GIVEN_SLOTS.values())


@pytest.mark.parametrize("rating", [{}, {"least": 3, "most": 2}])
def test_a_range_holds_something(rating):
    with pytest.raises(ValidationError, match="holds"):
        Playbook.model_validate({**BARE, "applies": {"rating": rating}})
