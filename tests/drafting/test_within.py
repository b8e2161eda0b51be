"""Drafts within an incident: a sentence for the person, then what all replies have in common."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.desk import passages, playbooks
from bot.desk.passages import Passage
from bot.desk.vocabulary import Cluster
from bot.drafting import compose
from tests.conftest import ROOT, TUESDAY

BOOK = playbooks.load(ROOT / "playbooks")
AT = BOOK.desk.local(datetime(2026, 11, 25, 17, 0, tzinfo=UTC))
TEXT = """
Our Lille depot has been flooded since Sunday. || Since Sunday, our depot in Lille has been under water.

We are sending the orders from Lyon instead.
I will write to you here again by 6 pm on 25 November.
"""
PASSAGE = Passage(1, "en", passages.lines(TEXT), Cluster.ACCIDENTAL, word=(passages.next_word(AT, "en"), AT))


def draft(passage: Passage, network: str = "facebook", seed: str = "1", **fields) -> compose.Composition:
    said: compose.Said = {
        "text": "I have been waiting for my desk for three weeks, still nothing.", "title": "", "language": "en",
        "network": network, "name": "Omar Finch", "seed": seed, "passage": passage, **fields,
    }  # fmt: skip
    composed = compose.compose(BOOK, BOOK.playbooks["late-delivery"], said, TUESDAY)
    assert isinstance(composed, compose.Composition)
    return composed


def test_a_line_is_a_sentence_and_has_other_ways_behind_it():
    assert [len(line) for line in PASSAGE.lines] == [2, 1, 1]
    assert passages.lines(" \n || \n a ||  || b\n") == (("a", "b"),)
    assert passages.next_word(AT, "fr") == "le 25 novembre avant 18 h"
    assert passages.next_word(AT, "en") == "by 6 pm on 25 November"


def test_it_speaks_to_the_person_then_says_the_facts_in_changing_words():
    found = [draft(PASSAGE, seed=str(number)) for number in range(12)]
    for one in found:
        assert one.body.startswith("Hi Omar,\n") and "your desk" in one.body
        assert one.body.endswith("by 6 pm on 25 November.")
        assert set(one.used) == {"acknowledge", "own"}
        assert one.judgement.passes and not one.judgement.failing()
    assert {"under water" in one.body for one in found} == {True, False}


def test_the_next_word_is_a_promise_with_a_clock():
    (promise,) = draft(PASSAGE).commitments
    assert promise["said"] == "by 6 pm on 25 November"
    assert datetime.fromisoformat(promise["by"]) == AT
    assert promise["what"] == "I will write to you here again by 6 pm on 25 November."
    assert draft(replace(PASSAGE, word=None)).commitments == []


def test_where_it_was_done_to_us_nobody_apologises():
    found = draft(replace(PASSAGE, cluster=Cluster.VICTIM))
    assert set(found.used) == {"acknowledge"}
    assert found.judgement.passes


def test_how_to_stay_safe_comes_before_everything_else():
    lines = (("Please stop using the heater.",), *PASSAGE.lines)
    body = draft(replace(PASSAGE, lines=lines, keeps_safe=True)).body
    assert body.startswith("Hi Omar,\nPlease stop using the heater. ")
    assert body.endswith("by 6 pm on 25 November.")


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_where_a_network_takes_few_characters_the_first_line_and_the_promise_stay(seed):
    long = ("Each order gets a new label there, and the carrier calls you before it comes to your door.",)
    lines = (PASSAGE.lines[0], PASSAGE.lines[1], PASSAGE.lines[2], long)
    body = draft(replace(PASSAGE, lines=lines), network="x", seed=seed).body
    assert "Lille" in body and "by 6 pm on 25 November" in body and "your desk" in body
    assert "label" not in body
    assert len(body) < 280 - len("\n— Hélène, Brindelune customer care")


def test_held_back_nothing_is_drafted():
    said: compose.Said = {
        "text": "x", "title": "", "language": "en", "network": "x", "name": "", "seed": "1", "frozen": True,
    }  # fmt: skip
    withheld = compose.compose(BOOK, BOOK.playbooks["late-delivery"], said, TUESDAY)
    assert isinstance(withheld, compose.Withheld)
    assert withheld.reason == "incident" and "statement" in withheld.why
