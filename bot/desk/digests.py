"""Deadlines that came near or passed: marked by the scan, told in one message per channel, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.desk import complaints, events, folds, outbox, sla
from bot.desk.models import Clock, Complaint
from bot.desk.playbooks import Book
from bot.desk.vocabulary import METRIC_NAMES, ComplaintState, Lane, Metric

GATHER = timedelta(seconds=3)  # a burst of deadlines becomes one message
CHANNEL_OF = {Metric.FIRST_RESPONSE: "approvals", Metric.RESOLUTION: "tickets"}


@dataclass(frozen=True)
class Untold:
    """A clock that a channel has not been told about, with its complaint."""

    clock: Clock
    complaint: Complaint


def scan(session: Session, book: Book, now: datetime, limit: int) -> int:
    """Pass every due clock's moment, redraw its cards, promise the digests; returns how many clocks."""
    due = sla.due(session, now, limit)
    for clock in due:
        breached_before = clock.breached_at
        sla.pass_moment(clock, now)
        late = clock.breached_at is not None and breached_before is None
        name = METRIC_NAMES[Metric(clock.metric)]
        events.record(session, clock.complaint, "breached" if late else "warned", events.AMENDS, now, metric=name)
        complaints.show(session, clock.complaint, now, urgency=3)
    folds.unfold_complaints(session, [clock.complaint_id for clock in due], now)
    for metric in {Metric(clock.metric) for clock in due}:
        channel = getattr(book.desk.channels, CHANNEL_OF[metric])
        outbox.arm(
            session,
            f"digest:{metric}",
            "digest.post",
            Lane.CHAT,
            now,
            channel=channel,
            urgency=2,
            payload={"kind": metric, "channel": channel},
            due_at=now + GATHER,
        )
    return len(due)


def untold(session: Session, metric: str) -> Sequence[Untold]:
    """Clocks of ``metric`` that were warned or breached and not told yet, most overdue first."""
    query = (
        select(Clock, Complaint)
        .join(Complaint, Complaint.id == Clock.complaint_id)
        .where(Clock.metric == metric, Clock.told_at.is_(None), Clock.ended_at.is_(None))
        .where(or_(Clock.warned_at.is_not(None), Clock.breached_at.is_not(None)))
        .where(Complaint.state != ComplaintState.DISMISSED)
        .order_by(Clock.due_at)
    )
    return [Untold(clock, complaint) for clock, complaint in session.execute(query)]


def told(session: Session, clock_ids: list[int], now: datetime) -> None:
    """These have been told."""
    if clock_ids:
        session.execute(update(Clock).where(Clock.id.in_(clock_ids)).values(told_at=now))
