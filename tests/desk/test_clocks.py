"""One clock from start to end: pauses, lateness to the second, and what the scan may and may not change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event as hooks
from sqlalchemy import select

from bot.desk import complaints, digests, events, reports, sla
from bot.desk.calendars import CalendarSpec, calendar_of
from bot.desk.models import Clock, Complaint, Effect
from bot.desk.vocabulary import ClockState, Metric
from tests.conftest import examples

OFFICE = CalendarSpec(
    name="office", zone="Europe/Paris", week={day: ["09:00-13:00", "14:00-18:00"] for day in ["tue", "wed", "thu"]}
)
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Paris, a Tuesday
SECOND = timedelta(seconds=1)


def clock(limit: int = 7200, warn: int = 3600, since: datetime = START, spec: CalendarSpec = OFFICE) -> Clock:
    calendar = calendar_of(spec)
    made = Clock(
        complaint_id=1, metric=Metric.RESOLUTION, round=1, state=ClockState.RUNNING, started_at=since, pauses=[],
        warn_at=calendar.add(since, warn), due_at=calendar.add(since, limit),
        policy={"name": "p", "warn": warn, "limit": limit, "calendar": spec.model_dump(mode="json")},
    )  # fmt: skip
    made.next_at = made.warn_at
    return made


def test_ended_at_the_deadline_is_in_time_and_one_second_later_is_late():
    for late, state in ((-SECOND, ClockState.MET), (timedelta(), ClockState.MET), (SECOND, ClockState.BREACHED)):
        running = clock()
        sla.end(running, running.due_at + late)
        assert running.state == state
        assert running.breached_at == (running.due_at if state == ClockState.BREACHED else None)
        assert running.next_at is None


def test_an_ended_clock_does_not_end_again():
    ended = clock()
    sla.end(ended, START + SECOND)
    for again in (sla.end, sla.stop, lambda c, at: sla.pause(c, at, "x"), sla.resume):
        again(ended, ended.due_at + timedelta(days=9))
    assert (ended.state, ended.ended_at, ended.breached_at) == (ClockState.MET, START + SECOND, None)


def test_two_pauses_in_one_minute():
    running, due = clock(), clock().due_at
    for begins, ends in ((10, 15), (20, 37)):
        sla.pause(running, START + timedelta(seconds=begins), "asked")
        sla.resume(running, START + timedelta(seconds=ends))
    assert running.due_at == due + timedelta(seconds=5 + 17)
    assert running.warn_at == clock().warn_at + timedelta(seconds=5 + 17)
    assert [pause["reason"] for pause in running.pauses] == ["asked", "asked"]


def test_a_pause_within_a_pause_counts_once():
    running, due = clock(), clock().due_at
    sla.pause(running, START + timedelta(minutes=1), "first")
    sla.pause(running, START + timedelta(minutes=2), "second")
    sla.resume(running, START + timedelta(minutes=11))
    sla.resume(running, START + timedelta(minutes=50))
    assert running.due_at == due + timedelta(minutes=10)
    assert len(running.pauses) == 1


def test_a_pause_over_night_costs_only_opening_time():
    running = clock()
    sla.pause(running, datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "asked")  # 10:30 in Paris, half an hour used
    sla.resume(running, datetime(2026, 11, 25, 5, 0, tzinfo=UTC))  # before opening
    assert running.due_at == datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def test_a_pause_that_begins_at_the_deadline_itself_leaves_no_time_and_is_not_late():
    running = clock()
    sla.pause(running, running.due_at, "asked")
    sla.resume(running, datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert running.due_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert running.breached_at is None


def test_a_late_clock_cannot_hide_in_a_pause():
    running, due = clock(), clock().due_at
    sla.pause(running, due + SECOND, "asked")
    assert running.breached_at == due
    sla.resume(running, due + timedelta(days=3))
    assert running.due_at == due
    sla.end(running, due + timedelta(days=4))
    assert running.state == ClockState.BREACHED


def test_ending_in_a_pause_takes_the_pause_off():
    running = clock()
    sla.pause(running, START + timedelta(minutes=5), "asked")
    sla.end(running, START + timedelta(days=20))
    assert running.state == ClockState.MET
    assert len(running.pauses) == 1


def test_stopping_keeps_what_was_late():
    late, early = clock(), clock()
    sla.stop(late, late.due_at + SECOND)
    sla.stop(early, early.due_at)
    assert (late.state, late.breached_at) == (ClockState.STOPPED, late.due_at)
    assert (early.state, early.breached_at) == (ClockState.STOPPED, None)


def test_the_scan_warns_at_the_warning_and_breaches_after_the_deadline():
    running = clock()
    sla.pass_moment(running, running.warn_at)
    assert (running.warned_at, running.breached_at) == (running.warn_at, None)
    assert running.next_at == running.due_at + SECOND, "the deadline itself is still in time"
    sla.pass_moment(running, running.due_at)
    assert running.breached_at is None
    sla.pass_moment(running, running.due_at + timedelta(hours=3))
    assert (running.breached_at, running.next_at) == (running.due_at, None)


def test_a_scan_that_comes_late_finds_both_moments_and_dates_them_right():
    running = clock()
    sla.pass_moment(running, running.due_at + timedelta(days=2))
    assert (running.warned_at, running.breached_at) == (running.warn_at, running.due_at)


def test_after_a_pause_a_warned_clock_is_not_warned_again():
    running = clock()
    sla.pass_moment(running, running.warn_at)
    sla.pause(running, running.warn_at + SECOND, "asked")
    assert running.next_at is None
    sla.resume(running, running.warn_at + timedelta(minutes=30))
    assert running.next_at == running.due_at + SECOND


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(st.integers(1, 3 * 86400) | st.integers(1, 400), max_size=7),
    st.sampled_from([60, 3600, 7200, 28800, 100_000]),
)
def test_lateness_is_the_running_opening_time_alone(steps, limit):
    """Model: count opening seconds while running; late once an instant after the last allowed one is reached."""
    running, calendar = clock(limit=limit, warn=limit // 2), calendar_of(OFFICE)
    now, left, late = START, limit, False
    for number, step in enumerate(steps):
        after = now + timedelta(seconds=step)
        if number % 2 == 0:
            if not late and after > calendar.add(now, left):
                late = True
            left -= calendar.between(now, after)
            sla.pause(running, after, "x")
        else:
            sla.resume(running, after)
        now = after
    if len(steps) % 2:  # paused at the moment
        sla.end(running, now)
    else:
        end = now + timedelta(seconds=1000)
        late = late or end > calendar.add(now, left)
        sla.end(running, end)
    assert (running.state == ClockState.BREACHED) == late
    assert (running.breached_at is not None) == late


# ------------------------------------------------------------------------------------------- with rows


def metric_clock(session, metric=Metric.FIRST_RESPONSE):
    return session.scalars(select(Clock).where(Clock.metric == metric).order_by(Clock.id.desc())).first()


def scan(store, book, now):
    return store.write(lambda session: digests.scan(session, book, now, 500))


def test_the_scan_tells_once_at_each_moment(store, book, clock, complaint):
    with store.read() as session:
        first = metric_clock(session)
    assert scan(store, book, first.warn_at - SECOND) == 0
    assert scan(store, book, first.warn_at) == 1
    assert scan(store, book, first.warn_at + timedelta(minutes=5)) == 0
    with store.read() as session:
        assert [item.clock.id for item in digests.untold(session, Metric.FIRST_RESPONSE)] == [first.id]
    store.write(lambda session: digests.told(session, [first.id], first.warn_at))
    with store.read() as session:
        assert digests.untold(session, Metric.FIRST_RESPONSE) == []
    assert scan(store, book, first.due_at + SECOND) == 1
    assert scan(store, book, first.due_at + timedelta(hours=9)) == 0
    with store.read() as session:
        assert [item.clock.id for item in digests.untold(session, Metric.FIRST_RESPONSE)] == [first.id]
        kinds = [event.kind for event in events.of_complaint(session, complaint)]
    assert kinds == ["opened", "warned", "breached"]


def test_the_policy_is_frozen_when_the_clock_starts(store, book, clock, complaint):
    slower = book.desk.model_copy(update={"calendars": {}, "sla": book.desk.sla[-1:]})
    with store.read() as session:
        first = metric_clock(session)
        assert sla.calendar_of_clock(first).spec.name == "staffed"
        assert (first.policy["warn"], first.policy["limit"]) == (3600, 10800)
        assert slower.calendar("staffed").spec.name == "always", "the files say something else by now"
        before = first.due_at
        sla.pause(first, clock.pass_(minutes=1), "asked")
        sla.resume(first, clock.pass_(minutes=1))
        assert first.due_at == before + timedelta(minutes=1)


def test_the_report_counts_late_clocks_that_no_scan_has_seen(store, book, clock, complaint):
    with store.read() as session:
        first = metric_clock(session)
        at_due = {item.metric: item for item in reports.attainment(session, first.due_at)}
        late = {item.metric: item for item in reports.attainment(session, first.due_at + SECOND)}
    assert (at_due[Metric.FIRST_RESPONSE].running, at_due[Metric.FIRST_RESPONSE].breached) == (1, 0)
    assert (late[Metric.FIRST_RESPONSE].running, late[Metric.FIRST_RESPONSE].breached) == (0, 1)
    assert late[Metric.FIRST_RESPONSE].rate == 0.0
    assert at_due[Metric.FIRST_RESPONSE].rate is None


@pytest.mark.parametrize("pauses", [0, 2])
def test_the_explanation_adds_up_to_the_deadline(store, book, clock, complaint, pauses):
    def pausing(session):
        running = sla.running(session, complaint, Metric.RESOLUTION)
        for _ in range(pauses):
            sla.pause(running, clock.pass_(hours=20), "asked")
            sla.resume(running, clock.pass_(hours=30))

    store.write(pausing)
    with store.read() as session:
        for told in reports.explain(session, session.get_one(Complaint, complaint)):
            counted = sum(window["seconds"] for window in told["windows"])
            paused = sum(pause["seconds"] for pause in told["pauses"])
            assert counted - paused == told["limit_seconds"], told["metric"]


def test_dismissed_and_restored_the_clocks_start_a_new_round(store, book, clock, complaint, lea):
    def act(verb):
        store.write(lambda session: verb(session, session.get_one(Complaint, complaint)))

    clock.pass_(hours=5)
    act(lambda s, c: complaints.dismiss(s, book, c, lea, "not ours", clock()))
    clock.pass_(days=9)
    act(lambda s, c: complaints.restore(s, book, c, lea, clock()))
    with store.read() as session:
        rounds = [(c.metric, c.round, c.state) for c in sla.of_complaint(session, complaint)]
        first = sla.of_complaint(session, complaint)[0]
        assert first.breached_at is not None, "five hours were too long already"
        assert session.scalars(select(Effect).where(Effect.kind == "draft.compose")).one().done_at is None
    assert rounds == [
        (Metric.FIRST_RESPONSE, 1, ClockState.STOPPED), (Metric.RESOLUTION, 1, ClockState.STOPPED),
        (Metric.FIRST_RESPONSE, 2, ClockState.RUNNING), (Metric.RESOLUTION, 2, ClockState.RUNNING),
    ]  # fmt: skip


def test_a_round_writes_its_clocks_together_and_not_one_by_one(store, book, clock, take):
    for number in range(12):
        take(id=f"p{number}", author={"handle": f"h{number}", "name": "Nadia Orsel"})
    clock.pass_(days=40)
    said = []
    hooks.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert store.write(lambda s: digests.scan(s, book, clock(), 100)) == 24
    updates = [one for one in said if one.startswith("UPDATE clock")]
    assert 1 <= len(updates) <= 2
    with store.read() as session:
        late = session.scalars(select(Clock)).all()
    assert all(one.breached_at == one.due_at and one.version == 2 for one in late)
