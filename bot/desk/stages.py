"""Which stage a broken promise is laid to: the one that took most of the clock's own opening time.

The stages are those of :mod:`bot.desk.figures`; for a resolution the work after the claim is one more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import events, sla
from bot.desk.figures.parts import Stage
from bot.desk.models import Clock, Complaint, Draft, Ticket
from bot.desk.vocabulary import DraftState, Metric

WORK = "work"  # claimed → resolved
STAGES_OF: dict[str, tuple[str, ...]] = {
    Metric.FIRST_RESPONSE: (Stage.DETECT, Stage.DRAFT, Stage.APPROVE, Stage.POST),
    Metric.RESOLUTION: (*Stage, WORK),
}


@dataclass(frozen=True)
class Span:
    """One stage of one complaint; ``end`` is None while it lasts."""

    stage: str
    begin: datetime
    end: datetime | None


def spans(moments: Sequence[datetime | None]) -> list[Span]:
    """``moments``: when the customer wrote, then when each stage was over; None: not yet, or nobody knows.

    A moment that is missing while a later one is known took no time of its own (a reply that was posted by hand); one
    that came before its time neither.
    """
    last = max((number for number, at in enumerate(moments) if at is not None), default=-1)
    found, at = list[Span](), moments[0]
    for number, stage in enumerate((*Stage, WORK)):
        if at is None or number > last:
            break
        end = None if number == last else max(at, moments[number + 1] or at)
        found.append(Span(stage, at, end))
        at = end
    return found


def of_complaint(session: Session, complaint: Complaint) -> list[Span]:
    """The stages of ``complaint``, as far as it has come."""
    query = select(Draft).where(Draft.complaint_id == complaint.id, Draft.kind == "reply").order_by(Draft.number)
    drafts = session.scalars(query).all()
    public = next((draft for draft in drafts if draft.state == DraftState.PUBLISHED), None)
    ticket = session.scalars(select(Ticket).where(Ticket.complaint_id == complaint.id)).first()
    claimed = next((one.at for one in events.of_complaint(session, complaint.id) if one.kind == "claimed"), None)
    return spans([
        complaint.mention.posted_at, complaint.mention.received_at, drafts[0].created_at if drafts else None,
        public.approved_at if public else None, public.published_at if public else None,
        ticket.opened_at if ticket else None, claimed, complaint.resolved_at,
    ])  # fmt: skip


def seconds(clock: Clock, found: Sequence[Span], now: datetime) -> dict[str, int]:
    """Stage → seconds of the clock's own opening time that it took, until the clock ended (or ``now``)."""
    calendar, over = sla.calendar_of_clock(clock), clock.ended_at or now
    return {
        span.stage: calendar.between(max(span.begin, clock.started_at), min(span.end or over, over))
        for span in found if span.stage in STAGES_OF.get(clock.metric, ())
    }  # fmt: skip


def cause(clock: Clock, found: Sequence[Span], now: datetime) -> str | None:
    """The stage that the broken promise is laid to; the later of two equal ones. None: it is not broken, or no stage of
    ours is measured for it."""
    if clock.breached_at is None and not (clock.ended_at is None and now > clock.due_at):
        return None
    took = seconds(clock, found, now)
    return max(reversed(took), key=lambda stage: took[stage]) if took else None
