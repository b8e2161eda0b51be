"""Whose ground somebody spoke on, and whether they spoke to the brand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage.kinds import GROUNDS
from bot.triage.places import House, is_our_page, place

HOUSE = House(
    "Brindelune", ("brindelune", "brindelune_help"), ("brindelune.example",),
    {"complaints": ["plaints.example"], "press": ["localpaper.example", "gazette"], "own": ["clubhouse"]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("network", "url", "text", "ground", "solicited"),
    [
        ("x", "https://x.com/nadia/status/1", "my table is late again", "consumers", False),
        ("x", "https://x.com/nadia/status/1", "@Brindelune_Help my table is late", "consumers", True),
        ("x", "https://x.com/nadia/status/1", "merci @brindelune.", "consumers", True),
        ("x", "https://x.com/nadia/status/1", "ask @brindelune_helper or mail me@brindelune", "consumers", False),
        ("x", "https://x.com/brindelune/status/7", "late again", "own", True),
        ("tiktok", "https://www.tiktok.com/@brindelune/video/7", "late again", "own", True),
        ("facebook", "", "Brindelune, where is my table?", "consumers", True),
        ("facebook", "", "Hey Brindelune still nothing", "consumers", True),
        ("facebook", "", "Bonjour Brindelune !", "consumers", True),
        ("facebook", "", "Brindelune is late again", "consumers", False),
        ("facebook", "", "Brindelune's tables are late", "consumers", False),
        ("reviews", "", "One star", "reviews", True),
        ("web", "https://fr.trustpilot.com/review/brindelune.example", "nul", "reviews", True),
        ("web", "https://www.plaints.example/p/1", "late", "complaints", True),
        ("web", "https://news.localpaper.example/a", "A shop that does not deliver", "press", False),
        ("gazette", "", "A shop that does not deliver", "press", False),
        ("clubhouse", "", "late", "own", True),
        ("web", "https://shop.brindelune.example/reviews", "late", "own", True),
        ("web", "https://notbrindelune.example/x", "late", "consumers", False),
        ("phone", "", "late", "own", True),
        ("somewhere", "not an address", "late", "consumers", False),
        ("somewhere", "https://[broken", "late", "consumers", False),
        ("", "", "", "consumers", False),
    ],
)
def test_ground_and_addressee(network, url, text, ground, solicited):
    found = place(HOUSE, network, url, text)
    assert (found.ground, found.solicited) == (ground, solicited)
    assert found.asks_for_restraint == (ground == "consumers" and not solicited)
    assert found.why.said("en") != "" and "{" not in found.why.said("fr")


def test_a_reply_to_our_post_and_a_colleagues_note_are_said_to_us():
    assert place(HOUSE, "x", "", "still late", answers_us=True).solicited
    found = place(HOUSE, "x", "", "still late", logged=True)
    assert (found.ground, found.solicited) == ("own", True)


def test_our_posts_are_known_by_their_address():
    assert is_our_page(HOUSE, "https://x.com/brindelune/status/1")
    assert is_our_page(HOUSE, "https://brindelune.example/blog")
    assert not is_our_page(HOUSE, "https://x.com/nadia/status/1")
    assert not is_our_page(HOUSE, "1860")


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=60))
def test_whatever_comes_there_is_one_answer(network, url, text):
    for house in (HOUSE, House()):
        found = place(house, network, f"https://{url}", text)
        assert found.ground in GROUNDS
