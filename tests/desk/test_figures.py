"""Figures: days of the team's zone, late corrections, intervals, the messages of the morning and the week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import complaints, figures, tickets
from bot.desk.figures import digests, folding, keeping, telling
from bot.desk.figures.asking import Line, Period, Rate
from bot.desk.figures.digests import Step
from bot.desk.figures.parts import Fact, Key, Of, Sum, duration_class, middle_of, summed
from bot.desk.models import Complaint, Effect, Recount
from bot.desk.vocabulary import Refused
from tests.conftest import TUESDAY
from tests.desk.conftest import with_desk
from tests.desk.test_walk import approve, draft_for, publish

FACTS = st.lists(
    st.builds(
        Fact, st.sampled_from(["2026-11-01", "2026-11-02"]), st.sampled_from(["claim", "resolution"]),
        st.sampled_from(["", "met", "breached"]), st.none() | st.integers(0, 10**7),
    )
)  # fmt: skip
OF = Of("care", "generic", "x", "general", "P3")


@given(FACTS, FACTS)
def test_taking_back_is_the_opposite_of_counting(first, second):
    total: dict[Key, Sum] = {}
    summed(OF, first, total)
    summed(OF, second, total)
    summed(OF, second, total, -1)
    only: dict[Key, Sum] = {}
    summed(OF, first, only)
    assert {key: sum_ for key, sum_ in total.items() if sum_ != Sum()} == only


@given(st.integers(0, 10**8))
def test_a_class_stands_for_durations_that_are_close(seconds):
    assert middle_of(duration_class(seconds)) == pytest.approx(seconds, rel=0.1, abs=1)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60), st.floats(0.01, 1))
def test_a_percentile_is_one_of_the_durations(durations, share):
    total: dict[Key, Sum] = {}
    summed(OF, [Fact("2026-11-01", "claim", "", one) for one in durations], total)
    (sum_,) = total.values()
    rank = max(1, -(-round(share * len(durations) * 1e9) // 10**9))
    assert sum_.percentile(share) == pytest.approx(sorted(durations)[min(rank, len(durations)) - 1], rel=0.1, abs=1)


def test_fewer_than_thirty_have_no_rate_but_an_interval():
    few, many = Rate(29, 29), Rate(27, 30)
    assert few.share is None
    assert few.interval[0] < 0.9
    assert many.share == pytest.approx(0.9)
    assert Rate(0, 0).interval is None
    assert telling.rate(few, "en") == "29 of 29"
    assert telling.rate(many, "fr") == "90\u00a0% (27 sur 30)"


def test_the_first_of_a_month_is_an_ordinal_in_french_only():
    assert telling.day(date(2026, 12, 1), "fr") == "1er déc. 2026"
    assert telling.day(date(2026, 12, 11), "fr") == "11 déc. 2026"
    assert telling.day(date(2026, 12, 1), "en") == "Dec 1, 2026"


def folded(store, book):
    while store.write(lambda session: figures.fold(session, book)):
        pass


def line(store, book, now, days=3):
    with store.read() as session:
        return figures.report(session, book, figures.last_days(book, days, now), [], now).all


def test_a_late_correction_is_exact(store, book, clock, complaint, lea, noe):
    folded(store, book)
    assert line(store, book, clock()).unanswered == 1
    clock.pass_(minutes=20)
    draft_for(store, book, clock, complaint)
    publish(store, book, clock, approve(store, book, clock, complaint, lea).id)
    assert line(store, book, clock()).unanswered == 1  # not counted yet
    folded(store, book)
    after = line(store, book, clock())
    assert (after.unanswered, after.answered) == (0, Rate(1, 1))
    assert after.of("first_response").met == 1
    clock.pass_(minutes=5)
    store.write(lambda s: tickets.claim(s, book, s.get_one(Complaint, complaint), noe, clock()))
    folded(store, book)
    assert 300 <= line(store, book, clock()).of("claim").seconds <= 330

    def moved(session):  # to another playbook: the figures move with it
        session.get_one(Complaint, complaint).playbook = "general"
        session.add(Recount(complaint_id=complaint))

    store.write(moved)
    folded(store, book)
    with store.read() as session:
        kept = keeping.rollups(session)
        assert {key.of.playbook for key in kept} == {"general"}
        assert kept == folding.counted_live(session, book)


def test_a_dismissed_one_is_no_genuine_complaint(store, book, clock, complaint, lea):
    store.write(lambda s: complaints.dismiss(s, book, s.get_one(Complaint, complaint), lea, "another shop", clock()))
    folded(store, book)
    found = line(store, book, clock())
    assert (found.answered.n, found.of("dismissed").count) == (0, 1)


def test_counting_twice_changes_nothing(store, book, complaint):
    folded(store, book)
    store.write(lambda session: session.add_all(Recount(complaint_id=complaint) for _one in range(2)))
    with store.read() as session:
        before = keeping.rollups(session)
    folded(store, book)
    with store.read() as session:
        assert keeping.rollups(session) == before


def test_late_is_judged_by_the_deadline_also_when_no_scan_ran(store, book, clock, complaint):
    folded(store, book)
    clock.pass_(days=1)
    assert line(store, book, clock()).of("first_response").breached == 1


def test_a_day_is_one_of_the_teams_zone(store, book, clock, take):
    clock.now = TUESDAY.replace(hour=23, minute=30)  # half past midnight in Paris
    take(id="night", posted_at=clock().isoformat())
    folded(store, book)
    with store.read() as session:
        assert {key.day for key in keeping.rollups(session) if key.metric == "complaint"} == {"2026-11-25"}


def test_what_is_not_kept_is_refused(store, book, clock):
    period = Period(date(2026, 11, 1), date(2026, 11, 28))
    assert (period.before.first, period.before.days) == (date(2026, 10, 4), 28)
    with store.read() as session, pytest.raises(Refused, match="not kept by “colour”"):
        figures.report(session, book, period, ["colour"], clock())


def keys(store):
    with store.read() as session:
        return sorted(session.scalars(select(Effect.key).where(Effect.kind == digests.TELL)))


def promise(store, book, now):
    return store.write(lambda session: digests.promise(session, book, now))


def test_each_morning_once_and_also_when_the_beat_was_late(store, book):
    assert promise(store, book, TUESDAY.replace(hour=6)) == 0  # seven o'clock in Paris
    assert promise(store, book, TUESDAY.replace(hour=15)) == 3  # two teams, and Monday's weekly one a day late
    assert promise(store, book, TUESDAY.replace(hour=16)) == 0
    assert keys(store) == [
        "figures:day:care:2026-11-24", "figures:day:delivery:2026-11-24", "figures:week:2026-11-23",
    ]  # fmt: skip
    assert promise(store, book, TUESDAY + timedelta(days=1)) == 2


def test_nobody_is_told_on_a_closed_day_and_monday_looks_back(store, book):
    sunday = TUESDAY + timedelta(days=5)
    assert promise(store, book, sunday) == 0
    promise(store, book, sunday + timedelta(days=1))
    with store.read() as session:
        effect = session.scalars(select(Effect).where(Effect.key == "figures:day:care:2026-11-30")).one()
    assert (effect.payload["first"], effect.payload["last"]) == ("2026-11-28", "2026-11-29")  # Saturday is open


def test_a_teams_own_hours_say_when_its_morning_is(store, book):
    calendars = {
        **book.desk.calendars,
        "east": book.desk.calendars["staffed"].model_copy(update={"zone": "Asia/Tokyo", "name": "east"}),
    }
    teams = {**book.desk.teams, "care": book.desk.teams["care"].model_copy(update={"hours": "east"})}
    there = with_desk(book, calendars=calendars, teams=teams)
    at = TUESDAY.replace(hour=1)  # ten o'clock in Tokyo, two in Paris
    assert promise(store, there, at) == 1
    assert keys(store) == ["figures:day:care:2026-11-24"]


def digest(store, book, now, **payload):
    asked = {"first": "2026-11-24", "last": "2026-11-24", **payload}
    with store.read() as session:
        return digests.read(session, book, asked, now)


def test_the_next_step_is_what_presses_most(store, book, clock, complaint):
    folded(store, book)
    assert digest(store, book, clock(), team="delivery").step == Step.NONE
    assert digest(store, book, clock(), team="care").is_empty
    clock.pass_(days=2)
    found = digest(store, book, clock(), team="delivery")
    assert (found.step, found.is_empty) == (Step.OLDEST, False)


def test_the_worst_come_first():
    def kept(team, met, breached):
        return Line((team,), {"first_response": Sum(count=met + breached, met=met, breached=breached)})

    lines = [kept("a", 9, 1), kept("b", 1, 9), kept("c", 5, 5)]
    period = Period(date(2026, 11, 1), date(2026, 11, 7))
    report = figures.Report(period, ("team",), Line((), {}), lines, Line((), {}), {}, ["first_response"])
    found = digests.Digest("", report, None, Line((), {}), Line((), {}))
    assert [one.group for one in found.worst_first] == [("b",), ("c",), ("a",)]
