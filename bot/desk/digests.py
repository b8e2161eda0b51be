"""Deadlines that came near or passed: marked by the scan, told in one message per channel, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.desk import clockwork, complaints, escalations, events, folds, outbox, sla
from bot.desk.models import Clock, Complaint, Effect
from bot.desk.playbooks import Book
from bot.desk.vocabulary import METRIC_NAMES, ClockState, ComplaintState, Lane, Metric

GATHER = timedelta(seconds=3)  # a burst of deadlines becomes one message
APART = timedelta(minutes=10)  # between two digests when deadlines keep coming near
CHANNEL_OF = dict.fromkeys(Metric, "tickets") | dict.fromkeys((Metric.FIRST_RESPONSE, Metric.CLOSING), "approvals")


@dataclass(frozen=True)
class Untold:
    """A clock that a channel has not been told about, with its complaint."""

    clock: Clock
    complaint: Complaint


def scan(session: Session, book: Book, now: datetime, limit: int) -> int:
    """Pass every due clock's moment, redraw its cards, promise the digests; returns how many clocks."""
    due = clockwork.due(session, now, limit)
    numbers = {clock.complaint_id for clock in due}
    known = {one.id: one for one in session.scalars(select(Complaint).where(Complaint.id.in_(numbers)))}
    away = folds.folded_away(session, numbers)
    broken, shown = list[Clock](), dict[int, Complaint]()
    with session.no_autoflush:  # what is asked meanwhile would write the clocks one by one
        for clock in due:
            if _pass(session, clock, now):
                broken.append(clock)
            if clock.metric != Metric.FIRST_RESPONSE or clock.complaint_id not in away:  # a fold shows no warning
                shown[clock.complaint_id] = known[clock.complaint_id]
        clockwork.write_all(session, due)
    escalations.breached(session, broken, now)
    complaints.show_all(session, list(shown.values()), now, urgency=3)
    folds.unfold_complaints(session, book, [clock.complaint_id for clock in due], now)
    for channel in sorted({_channel(book, Metric(clock.metric)) for clock in due}):
        key = f"digest:{channel}"[:120]
        before = session.scalars(select(Effect).where(Effect.key == key).with_for_update()).first()
        due_at, left = outbox.apart(before, now + GATHER, APART)
        outbox.arm(
            session, key, "digest.post", Lane.CHAT, now, channel=channel, urgency=2, due_at=due_at,
            payload={"metrics": [metric for metric in Metric if _channel(book, metric) == channel],
                     "channel": channel, "left": left},
        )  # fmt: skip
    return len(due)


def _pass(session: Session, clock: Clock, now: datetime) -> bool:
    """Pass the clock's moment, and write on the timeline what that was; whether it has become late by it."""
    before, warned_before, was_paused = clock.breached_at, clock.warned_at, clock.state == ClockState.PAUSED
    sla.pass_moment(clock, now)
    late = clock.breached_at is not None and before is None
    name = METRIC_NAMES[Metric(clock.metric)]
    if was_paused:
        events.record(session, clock.complaint, "pause_over", events.AMENDS, now, metric=name)
    if late or clock.warned_at != warned_before:
        events.record(session, clock.complaint, "breached" if late else "warned", events.AMENDS, now, metric=name)
    return late


def _channel(book: Book, metric: Metric) -> str:
    return str(getattr(book.desk.channels, CHANNEL_OF[metric]))


def untold(session: Session, *metrics: str) -> Sequence[Untold]:
    """Clocks of ``metrics`` that were warned or breached and not told yet: the late ones first, of these the worst."""
    query = (
        select(Clock, Complaint)
        .join(Complaint, Complaint.id == Clock.complaint_id)
        .where(Clock.metric.in_(metrics), Clock.told_at.is_(None), Clock.ended_at.is_(None))
        .where(or_(Clock.warned_at.is_not(None), Clock.breached_at.is_not(None)))
        .where(Complaint.state.not_in([ComplaintState.DISMISSED, ComplaintState.ABSTAINED]))
        .order_by(Clock.breached_at.is_(None), *folds.WORST_FIRST)
    )
    return [Untold(clock, complaint) for clock, complaint in session.execute(query)]


def told(session: Session, clock_ids: list[int], now: datetime) -> None:
    """These have been told."""
    if clock_ids:
        session.execute(update(Clock).where(Clock.id.in_(clock_ids)).values(told_at=now))
