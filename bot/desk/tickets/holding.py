"""Holding a ticket: one person claims it, gives it back, or has it taken from them by whoever leads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import complaints, episodes, events
from bot.desk.models import Complaint
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.tickets import guards
from bot.desk.vocabulary import Refused, TicketState, move
from bot.texts import _

RESTING = (TicketState.WAITING, TicketState.SNOOZED)


def claim(
    session: Session, book: Book, complaint: Complaint, person: Person, now: datetime, *, anyway: bool = False
) -> None:
    """``person`` takes the ticket; one who comes second is told who has it. Claiming a resting one ends the rest.
    ``anyway``: although it is another team's (see :func:`guards.guard_member`)."""
    ticket = guards.of(session, complaint)
    guards.guard_open(session, ticket)
    if ticket.owner not in (None, person.id):
        raise Refused(_("{who} claimed this ticket already."), who=name_of(book, ticket.owner or ""))
    if ticket.state == TicketState.CLAIMED:
        raise Refused(_("You have this ticket already."))
    episodes.guard_decider(session, book, ticket, person)
    if ticket.owner is None:
        guards.guard_member(session, book, ticket, person, anyway=anyway)
    if ticket.state in RESTING:
        was_waiting = ticket.state == TicketState.WAITING
        complaints.wake(session, ticket, complaint, now)
        if was_waiting:
            events.record(session, complaint, "resumed", person.id, now)
        else:
            events.record(session, complaint, "unsnoozed", person.id, now)
    else:
        guards.guard_room(session, book, ticket.team, person.id)
        ticket.state = move(TicketState(ticket.state), TicketState.CLAIMED)
        ticket.owner, ticket.claimed_at = person.id, now
        events.record(session, complaint, "claimed", person.id, now)
    giving.look_later(book, ticket, now)
    complaints.show(session, complaint, now, urgency=1)


def release(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """Back to the team's queue. Whoever gave it back is not given it again."""
    ticket = guards.of(session, complaint)
    guards.guard_mine(session, book, ticket, person)
    if ticket.state in RESTING:
        complaints.wake(session, ticket, complaint, now)
    ticket.routed = {**(ticket.routed or {}), "given_back_by": person.id}
    events.record(session, complaint, "released", person.id, now)
    giving.requeue(session, book, ticket, now)
    complaints.show(session, complaint, now, urgency=1)


def take(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """Whoever leads takes a colleague's ticket over; the colleague is told. It counts as a hand-off."""
    ticket = guards.of(session, complaint)
    guards.guard_open(session, ticket)
    if ticket.owner is None:
        raise Refused(_("Nobody has this ticket. Press Claim first."))
    if ticket.owner == person.id:
        raise Refused(_("You have this ticket already."))
    if not guards.leads(book, ticket.team, person):
        text = _("{who} has this ticket; only the team's lead or a manager may take it. Ask them to release it.")
        raise Refused(text, who=name_of(book, ticket.owner))
    guards.guard_room(session, book, ticket.team, person.id, adds=False)
    if ticket.state in RESTING:
        complaints.wake(session, ticket, complaint, now)
    before, ticket.owner, ticket.claimed_at = ticket.owner, person.id, now
    ticket.handoffs += 1
    giving.look_later(book, ticket, now)
    events.record(session, complaint, "taken", person.id, now, owner=before)
    giving.tell(session, complaint, before, TAKEN, {"who": person.name}, now)
    giving.drain_of(session, book, before, now)
    complaints.show(session, complaint, now, urgency=1)


TAKEN = _("{who} has taken the ticket {ref} over from you.")
