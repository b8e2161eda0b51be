"""``amends incidents``: what there was, and the story of one, masked."""

from __future__ import annotations

import pytest

from bot.desk.incidents import declaring, ending
from bot.desk.people import allowed


@pytest.fixture
def incident(store, book, clock, take):
    take()
    hel = allowed(book, "U0HEL", "incident")
    why = "call me on 06 12 34 56 78: one depot"

    def happening(session):
        declared = declaring.declare(session, book, hel, "late-delivery", "Lille", why, clock())
        ending.end(session, book, declared, hel, "the depot works", clock(), false_alarm=True)
        return declared.id

    return store.write(happening)


def test_the_list_says_where_each_stands(desk, incident):
    said = desk("incidents list")
    assert (said.code, said.err) == (0, "")
    assert "late-delivery  ended  Lille" in said.out
    assert "1 complaints, 0 answered, 1 waiting" in said.out
    (one,) = desk("incidents list --json").json
    assert (one["number"], one["false_alarm"], one["figures"]["authors"]) == (incident, True, 1)


def test_the_story_is_told_with_the_exact_words_and_no_personal_data(desk, incident):
    said = desk(f"incidents show {incident}")
    assert (said.code, said.err) == (0, "")
    assert "Hélène Duvivier ended it as a false alarm" in said.out and "| the depot works" in said.out
    assert "34 56" not in said.out
    assert "complaints: " in said.out and "(open)" in said.out
    told = desk(f"incidents show {incident} --json").json
    assert [line["kind"] for line in told["story"]] == ["declared", "false_alarm"]
    assert len(told["complaints"]) == 1


def test_an_unknown_number_and_none_at_all_are_said(desk):
    said = desk("incidents show 9")
    assert said.code == 1 and "There is no incident 9" in said.err
    assert desk("incidents list").out == "There has been no incident yet.\n"
