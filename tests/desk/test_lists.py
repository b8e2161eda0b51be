"""Lists behind numbers: each holds exactly what its number counts, once, page by page; the boards are the reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import figures, lists
from bot.desk.figures import Count, Line, boards
from bot.desk.figures.quiet import quiet
from bot.desk.lists import Asked
from bot.desk.lists.asked import key_of, read_key
from bot.desk.models import Clock, Commitment, Rollup
from tests.conftest import TUESDAY
from tests.desk import month
from tests.desk.conftest import with_desk

NUMBER = 90


@pytest.fixture
def filled(store, book, clock):
    store.write(lambda session: month.write(session, book, NUMBER, clock()))
    return store


def everything(session, book, asked, now, limit=7):
    """All items of a list, page by page."""
    found, after = [], asked.after
    while True:
        page = lists.page(session, book, replace(asked, after=after), now, limit)
        found += page.items
        if not page.following:
            return found
        after = page.following


KINDS = [
    Asked("unanswered"), Asked("unanswered", team="care", days=28), Asked("drafts"), Asked("look"), Asked("late"),
    Asked("mine", owner="U0NOE"), Asked("queue", team="delivery"), Asked("load", owner=lists.NOBODY), Asked("load"),
    Asked("broken"), Asked("promises", owner="U0IVY"), Asked("missed", metric="first_response", days=28),
    Asked("missed", metric="commitment", days=28, venue="x"), Asked("held", number=1), Asked("surge", number=1),
]  # fmt: skip


@pytest.mark.parametrize("asked", KINDS, ids=lambda one: one.written())
def test_pages_hold_everything_once_in_order(filled, book, clock, asked):
    with filled.read() as session:
        found = everything(session, book, asked, clock())
        assert len(found) == lists.count(session, book, asked, clock())
        seen = [(one.complaint.id, one.metric, one.promise and one.promise.id) for one in found]
        assert len(set(seen)) == len(seen)
        moments = [one.at for one in found if one.at is not None]
        assert moments == sorted(moments, reverse=asked.metric == "first_response")
    assert found or asked.kind in ("look", "held", "surge")


def test_every_list_is_known():
    assert {one.kind for one in KINDS} == set(lists.KINDS)


@pytest.mark.parametrize("days", boards.SPANS)
@pytest.mark.parametrize(("by", "value"), [("", ""), ("team", "care"), ("venue", "x"), ("playbook", "late-delivery")])
def test_the_lists_are_the_figures(filled, book, clock, days, by, value):
    """Of each number of the manager's board, as many complaints stand in the list behind it."""
    now = clock()
    with filled.read() as session:
        found = figures.report(session, book, figures.last_days(book, days, now), [by] if by else [], now)
        group = (value,) if by else ()
        line = next((one for one in found.lines if one.group == group), Line(group, {}))
        narrowed = replace(Asked("unanswered", days=days), **({by: value} if by else {}))
        assert lists.count(session, book, narrowed, now) == line.unanswered
        for metric in ("first_response", Count.COMMITMENT):
            missed = replace(narrowed, kind="missed", metric=metric)
            assert lists.count(session, book, missed, now) == line.of(metric).breached
    assert days < 28 or (line.unanswered and line.of("first_response").breached)


def test_the_lists_are_how_things_stand(filled, book, clock):
    now = clock()
    with filled.read() as session:
        found = figures.standing(session, now)
        assert lists.count(session, book, Asked("unanswered"), now) == found.unanswered > 0
        assert lists.count(session, book, Asked("late"), now) == found.late > 0
        assert lists.count(session, book, Asked("load"), now) == found.backlog > 0
        broken = everything(session, book, Asked("broken"), now)
        assert [one.complaint.ref for one in broken][: len(found.broken)] == [one.ref for one in found.broken]
        for load in found.load:
            asked = Asked("load", team=load.team, owner=load.owner or lists.NOBODY)
            assert lists.count(session, book, asked, now) == load.at_work + load.waiting


def test_a_team_has_its_own_days(filled, book, clock):
    """Where a team's clock is ten hours ahead, its day ends ten hours earlier, in the figures and in the list."""
    calendars = {**book.desk.calendars, "far": {"zone": "Pacific/Auckland", "week": {"mon": ["00:00-24:00"]}}}
    desk = type(book.desk).model_validate(book.desk.model_dump() | {
        "calendars": {name: one if isinstance(one, dict) else one.model_dump() for name, one in calendars.items()},
        "teams": {name: one.model_dump() | ({"hours": "far"} if name == "care" else {})
                  for name, one in book.desk.teams.items()},
    })  # fmt: skip
    far = with_desk(book, teams=desk.teams, calendars=desk.calendars)
    filled.write(lambda session: figures.rebuild(session, far))
    with filled.read() as session:
        for days in boards.SPANS:
            found = figures.report(session, far, figures.last_days(far, days, clock()), ["team"], clock())
            for line in found.lines:
                asked = Asked("unanswered", team=line.group[0], days=days)
                assert lists.count(session, far, asked, clock()) == line.unanswered


def test_the_board_is_the_reports(filled, book, clock):
    now = clock()
    with filled.read() as session:
        board = boards.board(session, book, now)
        for (days, by), found in board.reports.items():
            assert found == figures.report(session, book, figures.last_days(book, days, now), [by], now)
        worst = board.groups("venue", "first_response")
        kept = [board.line(28, "venue", one).kept("first_response") for one in worst]
        assert [one.part / one.n for one in kept] == sorted(one.part / one.n for one in kept)
        assert board.rates("first_response") == [board.of(days).all.kept("first_response") for days in (1, 7, 28)]
        assert board.line(7, "team", ("nobody",)).unanswered == 0


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(st.builds(Asked, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.integers(0, 2**31), st.integers(0, 366), TEXT))
def test_what_a_button_carries_comes_back(asked):
    assert Asked.read(asked.written()) == asked


@given(TEXT)
def test_any_button_reads_as_some_list(text):
    assert Asked.read(text).days in range(367)
    assert read_key(text) is None or "_" in text


@given(st.datetimes(min_value=TUESDAY.replace(year=1971, tzinfo=None)), st.integers(0, 2**60))
def test_a_key_comes_back(at, number):
    at = at.replace(tzinfo=TUESDAY.tzinfo)
    assert read_key(key_of(at, number)) == (at, number)


# Quiet sources


def heard(store, source, days, count=2):
    rows = [
        Rollup(metric=Count.COMPLAINT, day=(TUESDAY - timedelta(days=back)).date(), team="care", source=source,
               network="x", playbook="general", stakes="P3", count=count, met=0, breached=0, timed=0, seconds=0,
               spread={})
        for back in days
    ]  # fmt: skip
    store.write(lambda session: session.add_all(rows))


def test_a_source_that_should_have_brought_something_is_quiet(store, book, clock):
    heard(store, "alerts", range(5, 28))
    heard(store, "reviews", range(0, 28))
    heard(store, "rare", [5, 27], count=1)
    with store.read() as session:
        (found,) = quiet(session, book, clock())
    assert (found.source, found.since, found.days) == ("alerts", (TUESDAY - timedelta(days=5)).date(), 22)
    assert found.usual == pytest.approx(2 * (4 + 10 / 24), abs=0.01)  # since then, in Paris


def test_as_long_a_silence_as_before_is_none(store, book, clock):
    heard(store, "weekdays", [4, 10, 11, 12, 17, 18, 19, 24, 25, 26], count=9)
    with store.read() as session:
        assert quiet(session, book, clock()) == []


def test_praise_shows_that_a_source_is_alive(store, book, clock, aside):
    heard(store, "alerts", range(5, 28))
    aside(source="alerts", received_at=TUESDAY - timedelta(days=1))
    with store.read() as session:
        assert quiet(session, book, clock()) == []


def test_nothing_is_written_by_reading(filled, book, clock):
    with filled.read() as session:
        for asked in KINDS:
            everything(session, book, asked, clock())
        assert not session.dirty and not session.new
        assert session.query(Clock).count() == NUMBER
        assert session.query(Commitment).count() > 0
