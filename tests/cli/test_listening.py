"""`amends insights`, `amends actions`, `amends suggestions`: readable, machine-readable, in the person's language."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import suggestions
from tests.desk import months

OPEN = 'actions open late-delivery --what "Warn by SMS" --owner U0IVY --due {day} --by U0HEL'


@pytest.fixture
def month(store, book):
    """An invented month that ends now: the command has the real clock."""
    now = datetime.now(UTC)
    said = months.invent(5, 300, now - timedelta(days=60), now)
    store.write(lambda session: months.store(session, said, book=book))
    return said


def in_days(days):
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def test_insights_are_a_table_that_people_read(desk, month):
    told = desk("insights --days 28")
    assert (told.code, told.err) == (0, "")
    for said in ("Late delivery", "of everybody who complained", "answered (median", "Who complains of what"):
        assert said in told.out
    assert "Le livreur" not in told.out, "numbers, nobody's words"


def test_insights_speak_the_language_of_the_installation(desk, month, environ):
    environ.setenv("AMENDS_LANGUAGE", "fr")
    told = desk("insights")
    assert "Livraison en retard" in told.out and "de tous ceux qui se sont plaints" in told.out
    assert "everybody" not in told.out


def test_insights_for_programs(desk, month):
    told = desk("insights --days 28 --json").json
    assert {"causes", "personas", "people", "mentions", "corrections"} <= set(told)
    assert sum(cause["complaints"] for cause in told["causes"]) == told["complaints"]
    lines = list(csv.DictReader(io.StringIO(desk("insights --days 28 --csv").out)))
    assert [line["cause"] for line in lines] == [cause["cause"] for cause in told["causes"]]
    assert {line["people"] for line in lines} == {str(cause["people"]) for cause in told["causes"]}


def test_insights_of_nothing_and_of_too_much_asked(desk):
    assert "0 complaints by 0 people" in desk("insights").out
    both = desk("insights --json --csv")
    assert both.code == 1 and "not both" in both.err
    assert desk("insights --days 0").code == 2


def test_an_action_item_from_opening_to_done(desk):
    assert "No action item" in desk("actions list").out
    made = desk(OPEN.format(day=in_days(20)) + " --json").json
    assert (made["cause"], made["owner_name"], made["state"]) == ("late-delivery", "Ivy Ashdown", "open")
    assert "#1  open  late-delivery  Ivy Ashdown" in desk("actions list").out
    assert desk('actions done 1 --note "SMS since today" --by U0IVY').code == 0
    assert [one["state"] for one in desk("actions list --state done --json").json] == ["done"]
    dropped = desk('actions drop 1 --why "no" --by U0HEL')
    assert dropped.code == 1 and "Ivy Ashdown has noted this action item as done" in dropped.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (OPEN.format(day="tomorrow"), "This is no date"), (OPEN.format(day="2020-01-01"), "This day is over"),
        (OPEN.format(day=in_days(9)).replace("U0HEL", "U0NOE"), "needs the role"),
        (OPEN.format(day=in_days(9)).replace("late-delivery", "lateness"), "There is no playbook lateness"),
        ("actions list --state nowhere", "No action item is ever"),
        ('actions drop 7 --why "x" --by U0HEL', "No action item has the number 7"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_the_mend(desk, line, said):
    told = desk(line)
    assert told.code == 1
    assert said in told.err


def test_suggestions_are_listed_without_the_critics_words(desk, month, store, book):
    assert "No suggestion waits" in desk("suggestions list").out
    now = datetime.now(UTC)
    found = store.write(lambda session: suggestions.gather(session, book, now))
    assert found > 0
    told = desk("suggestions list --json").json
    assert len(told) == found
    assert {one["state"] for one in told} == {"new"}
    assert "Pourquoi" not in desk("suggestions list").out
