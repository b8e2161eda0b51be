"""SLA clocks: a promise is a row, a deadline is an indexed column, and lateness is judged by the row alone.

The first response counts from when the customer wrote, not from when a tool found it. Policies and calendars are
copied into the clock when it starts; editing a file moves no running clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.calendars import Calendar, calendar_of
from bot.desk.models import Clock, Complaint
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import ClockState, Metric

ENDED = (ClockState.MET, ClockState.BREACHED, ClockState.STOPPED)


def start(
    session: Session,
    book: Book,
    playbook: Playbook,
    complaint: Complaint,
    metric: Metric,
    since: datetime,
    *,
    round_: int = 1,
) -> Clock:
    """Start ``metric``'s clock at ``since`` with the policy of this moment, frozen."""
    name, target = book.target(playbook, complaint.mention.network, metric)
    calendar = book.desk.calendar(target.calendar)
    warn, limit = calendar.seconds(target.target), calendar.seconds(target.limit)
    clock = Clock(
        complaint_id=complaint.id,
        metric=metric,
        round=round_,
        state=ClockState.RUNNING,
        started_at=since,
        warn_at=calendar.add(since, warn),
        due_at=calendar.add(since, limit),
        policy={
            "name": name,
            "warn": warn,
            "limit": limit,
            "calendar": calendar.spec.model_dump(mode="json"),
        },
        pauses=[],
    )
    clock.next_at = clock.warn_at
    session.add(clock)
    return clock


def of_complaint(session: Session, complaint_id: int) -> Sequence[Clock]:
    """All clocks of a complaint, oldest first."""
    return session.scalars(select(Clock).where(Clock.complaint_id == complaint_id).order_by(Clock.id)).all()


def of_complaints(session: Session, complaint_ids: Collection[int]) -> dict[int, list[Clock]]:
    """All clocks of several complaints, by complaint, oldest first."""
    found: dict[int, list[Clock]] = {complaint_id: [] for complaint_id in complaint_ids}
    if found:
        for clock in session.scalars(select(Clock).where(Clock.complaint_id.in_(found)).order_by(Clock.id)):
            found[clock.complaint_id].append(clock)
    return found


def running(session: Session, complaint_id: int, metric: Metric) -> Clock | None:
    """The clock of ``metric`` that has not ended, or None."""
    clocks = of_complaint(session, complaint_id)
    return next((c for c in clocks if c.metric == metric and c.state not in ENDED), None)


def calendar_of_clock(clock: Clock) -> Calendar:
    """The calendar frozen into ``clock``."""
    return calendar_of(clock.policy["calendar"])


def end(clock: Clock, at: datetime) -> None:
    """The promise was kept, or broken, at ``at``: one second late is late, whenever a scan ran."""
    if clock.state in ENDED:
        return
    if clock.state == ClockState.PAUSED:
        resume(clock, at)
    clock.ended_at = at
    clock.next_at = None
    if at > clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
    clock.state = ClockState.BREACHED if clock.breached_at else ClockState.MET


def stop(clock: Clock, at: datetime) -> None:
    """The promise no longer applies; a breach that happened stays."""
    if clock.state in ENDED:
        return
    if at > clock.due_at and clock.state == ClockState.RUNNING:
        clock.breached_at = clock.breached_at or clock.due_at
    clock.state, clock.ended_at, clock.next_at = ClockState.STOPPED, at, None


def pause(clock: Clock, at: datetime, reason: str) -> None:
    """Stop counting from ``at``. A clock that is already late is marked so first and cannot hide in a pause."""
    if clock.state != ClockState.RUNNING:
        return
    if at > clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
    clock.state, clock.paused_at, clock.pause_reason, clock.next_at = ClockState.PAUSED, at, reason, None


def resume(clock: Clock, at: datetime) -> None:
    """Count on from ``at``: the deadline moves by the opening time that the pause took."""
    if clock.state != ClockState.PAUSED or clock.paused_at is None:
        return
    calendar = calendar_of_clock(clock)
    paused = clock.paused_at
    clock.pauses = [
        *clock.pauses,
        {"from": paused.isoformat(), "to": at.isoformat(), "reason": clock.pause_reason},
    ]
    if clock.breached_at is None:
        clock.due_at = _moved(calendar, clock.due_at, paused, at)
        if clock.warned_at is None:
            clock.warn_at = _moved(calendar, clock.warn_at, paused, at)
    clock.state, clock.paused_at, clock.pause_reason = ClockState.RUNNING, None, None
    clock.next_at = _next(clock)


def _moved(calendar: Calendar, deadline: datetime, paused: datetime, resumed: datetime) -> datetime:
    if deadline < paused:
        return deadline  # a warning that the scan had not come to
    return calendar.add(resumed, calendar.between(paused, deadline))


def _next(clock: Clock) -> datetime | None:
    if clock.breached_at is not None:
        return None
    # due_at itself is still in time
    return clock.warn_at if clock.warned_at is None else clock.due_at + timedelta(seconds=1)


def restart(
    session: Session, book: Book, playbook: Playbook, complaint: Complaint, metric: Metric, since: datetime
) -> Clock:
    """A new round of ``metric`` (reopened work); the old clock, and its breach, stay as they are."""
    rounds = [clock.round for clock in of_complaint(session, complaint.id) if clock.metric == metric]
    return start(session, book, playbook, complaint, metric, since, round_=max(rounds, default=0) + 1)


def due(session: Session, now: datetime, limit: int = 500) -> Sequence[Clock]:
    """Clocks whose next moment has come, earliest first: one range of ``ix_clock_next``."""
    query = select(Clock).where(Clock.next_at <= now).order_by(Clock.next_at).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return session.scalars(query).all()


def pass_moment(clock: Clock, now: datetime) -> None:
    """The scan found ``clock`` due: it is warned, or breached at its deadline (never at the scan's time)."""
    if now > clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
        clock.warned_at = clock.warned_at or clock.warn_at
    elif now >= clock.warn_at:
        clock.warned_at = clock.warned_at or clock.warn_at
    clock.next_at = _next(clock)
    clock.told_at = None
