"""Tickets: the work behind the reply. Claimed by one person, released, waiting for the customer, resolved, reopened."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.desk import complaints, events, sla
from bot.desk.models import Complaint, Ticket
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, Metric, Outcome, Refused, TicketState, move
from bot.texts import _


def _ticket(session: Session, complaint: Complaint) -> Ticket:
    ticket = complaints.ticket_of(session, complaint.id)
    if ticket is None:
        raise Refused(_("There is no ticket yet: it opens when the public reply is out."))
    return ticket


def claim(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """``person`` takes the ticket; one who comes second is told who has it. Claiming a waiting one ends the wait."""
    ticket = _ticket(session, complaint)
    if ticket.state == TicketState.RESOLVED:
        raise Refused(_("This ticket is resolved. Reopen it if it is not solved."))
    if ticket.owner not in (None, person.id):
        raise Refused(_("{who} claimed this ticket already."), who=name_of(book, ticket.owner or ""))
    if ticket.state == TicketState.CLAIMED:
        raise Refused(_("You have this ticket already."))
    if ticket.state == TicketState.WAITING:
        complaints.wake(session, ticket, complaint, now)
        events.record(session, complaint, "resumed", person.id, now)
    else:
        ticket.state = move(TicketState(ticket.state), TicketState.CLAIMED)
        ticket.owner, ticket.claimed_at = person.id, now
        events.record(session, complaint, "claimed", person.id, now)
    complaints.show(session, complaint, now, urgency=1)


def _guard_mine(book: Book, ticket: Ticket, person: Person) -> None:
    if ticket.state == TicketState.RESOLVED:
        raise Refused(_("This ticket is resolved. Reopen it if it is not solved."))
    if ticket.owner is None:
        raise Refused(_("Nobody has this ticket. Press Claim first."))
    if ticket.owner != person.id:
        raise Refused(_("{who} has this ticket. Ask them to release it first."), who=name_of(book, ticket.owner))


def release(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """Back to the team's queue."""
    ticket = _ticket(session, complaint)
    _guard_mine(book, ticket, person)
    if ticket.state == TicketState.WAITING:
        complaints.wake(session, ticket, complaint, now)
    ticket.state = move(TicketState(ticket.state), TicketState.QUEUED)
    ticket.owner = ticket.claimed_at = None
    events.record(session, complaint, "released", person.id, now)
    complaints.show(session, complaint, now, urgency=1)


def note(session: Session, complaint: Complaint, person: Person, text: str, now: datetime) -> None:
    """An internal note: on the timeline, never to the customer."""
    _ticket(session, complaint)
    if not text.strip():
        raise Refused(_("The note is empty."), field="note")
    events.record(session, complaint, "note", person.id, now, text=text.strip())
    complaints.show(session, complaint, now, urgency=1)


def wait(session: Session, book: Book, complaint: Complaint, person: Person, what: str, now: datetime) -> None:
    """Waiting for the customer: the resolution clock pauses, with the reason."""
    ticket = _ticket(session, complaint)
    _guard_mine(book, ticket, person)
    if ticket.state == TicketState.WAITING:
        raise Refused(_("This ticket is waiting for the customer already."), field="what")
    if not what.strip():
        raise Refused(_("Say what the customer was asked for."), field="what")
    ticket.state = move(TicketState(ticket.state), TicketState.WAITING)
    ticket.waiting_for = what.strip()
    if clock := sla.running(session, complaint.id, Metric.RESOLUTION):
        sla.pause(clock, now, complaints.WAITING)
    events.record(session, complaint, "waiting", person.id, now, what=what.strip())
    complaints.show(session, complaint, now, urgency=1)


def resolve(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    now: datetime,
    *,
    outcome: str,
    reason: str,
    done: str,
    on: str,
) -> None:
    """Closed by a solution, or by a refusal with its reason; words alone close nothing."""
    ticket = _ticket(session, complaint)
    _guard_mine(book, ticket, person)
    if outcome not in set(Outcome):
        raise Refused(_("Choose what came out of it."), field="outcome")
    if not done.strip():
        raise Refused(_("Say what was done."), field="done")
    if outcome == Outcome.REFUSED and not reason.strip():
        raise Refused(_("A refusal needs its reason: the customer has a right to it."), field="reason")
    _guard_date(on, now)
    if ticket.state == TicketState.WAITING:
        complaints.wake(session, ticket, complaint, now)
    ticket.state = move(TicketState(ticket.state), TicketState.RESOLVED)
    ticket.resolved_at, ticket.outcome, ticket.outcome_reason = now, outcome, reason.strip()
    ticket.done_what, ticket.done_on = done.strip(), on
    complaint.state = move(ComplaintState(complaint.state), ComplaintState.RESOLVED)
    complaint.resolved_at = now
    if clock := sla.running(session, complaint.id, Metric.RESOLUTION):
        sla.end(clock, now)
    events.record(
        session,
        complaint,
        "resolved",
        person.id,
        now,
        outcome=outcome,
        reason=reason.strip(),
        done=done.strip(),
        on=on,
    )
    complaints.show(session, complaint, now, urgency=1)


def _guard_date(on: str, now: datetime) -> None:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Refused(_("Say on which day it was done."), field="on") from None
    # The person may be a day ahead of UTC.
    if (day - now.date()).days > 1:
        raise Refused(_("That day is still to come: resolve it when it is done."), field="on")


def reopen(session: Session, book: Book, complaint: Complaint, person: Person, why: str, now: datetime) -> None:
    """Not solved after all: back to the team, with a new resolution clock."""
    ticket = _ticket(session, complaint)
    if ticket.state != TicketState.RESOLVED:
        raise Refused(_("This ticket is not resolved, so there is nothing to reopen."))
    if not why.strip():
        raise Refused(_("Say why it is not solved."), field="why")
    complaints.reopen(session, book, complaint, ticket, person.id, why.strip(), now)
