"""What waits for somebody: a reply or a closing line for its approval, a ticket for its claim, a promise to be kept."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import sla
from bot.desk.models import Closure, Complaint, Draft, Ticket
from bot.desk.vocabulary import CLOSING, DRAFT_IN_FLIGHT, ComplaintState, DraftState, TicketState


def is_waiting(session: Session, complaint: Complaint) -> bool:
    """Whether the complaint still waits for somebody's approval."""
    if complaint.state != ComplaintState.OPEN:
        return False
    beyond = DRAFT_IN_FLIGHT | {DraftState.PUBLISHED}
    found = select(Draft.id).where(Draft.complaint_id == complaint.id, Draft.state.in_(beyond)).limit(1)
    return session.scalar(found) is None


def is_unclaimed(session: Session, complaint: Complaint) -> bool:
    """Whether its ticket waits for somebody to take it."""
    ticket = ticket_of(session, complaint)
    return ticket is not None and ticket.state == TicketState.QUEUED and ticket.owner is None


def is_broken(session: Session, complaint: Complaint) -> bool:
    """Whether a promise is late and not kept yet."""
    if complaint.state in (ComplaintState.DISMISSED, ComplaintState.ABSTAINED):
        return False
    return any(c.breached_at and c.state not in sla.ENDED for c in sla.of_complaint(session, complaint.id))


def ticket_of(session: Session, complaint: Complaint) -> Ticket | None:
    """The ticket behind the reply; None before that is public."""
    return session.scalars(select(Ticket).where(Ticket.complaint_id == complaint.id)).first()


def line_waits(session: Session, complaint: Complaint) -> bool:
    """Whether its public closing line waits for somebody's approval."""
    if line_wanted(session, complaint) is None:
        return False
    found = select(Draft.id).where(Draft.complaint_id == complaint.id, Draft.kind == CLOSING)
    return session.scalar(found.where(Draft.state.in_(DRAFT_IN_FLIGHT)).limit(1)) is None


def line_wanted(session: Session, complaint: Complaint) -> Closure | None:
    """The closing that holds and whose line is not public yet."""
    query = select(Closure).where(Closure.complaint_id == complaint.id).order_by(Closure.episode.desc()).limit(1)
    found = session.scalars(query).first()
    return found if found is not None and found.reopened_at is None and found.line == "wanted" else None
