"""Handing a ticket on, to a person or a team, with a note. Each time counts: the customer pays for hand-offs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import complaints, events
from bot.desk.models import Complaint, Ticket
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.routing import crew, giving
from bot.desk.tickets import guards
from bot.desk.tickets.holding import RESTING
from bot.desk.vocabulary import Refused, TicketState, move
from bot.texts import _

BY_PERSON = _("{who} passed it on")
HANDED_YOU = _("{who} passed the ticket {ref} on to you: {note}")


def transfer(
    session: Session, book: Book, complaint: Complaint, person: Person, to: str, note: str, now: datetime
) -> None:
    """``to``: a person's Slack id, or the key of a team. The note says what the next one must know."""
    ticket = guards.of(session, complaint)
    guards.guard_mine_or_leads(session, book, ticket, person)
    if not note.strip():
        raise Refused(
            _("Say what the next one must know: the customer should not have to tell it again."), field="note"
        )
    if to in book.desk.teams:
        _to_team(session, book, ticket, person, to, now)
    elif to in book.desk.people:
        _to_person(session, book, ticket, person, to, note.strip(), now)
    else:
        raise Refused(_("There is no team and nobody called {to} in desk.yaml."), field="to", to=to)
    ticket.handoffs += 1
    events.record(session, complaint, "transferred", person.id, now, to=to, text=note.strip())
    complaints.show(session, complaint, now, urgency=1)


def _to_team(session: Session, book: Book, ticket: Ticket, person: Person, team: str, now: datetime) -> None:
    if ticket.team == team and ticket.state == TicketState.QUEUED:
        raise Refused(_("The ticket is in this team's queue already."), field="to")
    before = ticket.owner
    if ticket.state in RESTING:
        complaints.wake(session, ticket, ticket.complaint, now)
    ticket.complaint.team = ticket.team = team
    ticket.routed = {"why": BY_PERSON, "who": person.name, "given_back_by": before or ""}
    if ticket.state == TicketState.QUEUED:
        session.flush()
        giving.drain_soon(session, book, team, now)
    else:
        giving.requeue(session, book, ticket, now)
    giving.show_in(session, book, ticket.complaint, team)
    if before:
        giving.drain_of(session, book, before, now)


def _to_person(session: Session, book: Book, ticket: Ticket, person: Person, to: str, note: str, now: datetime) -> None:
    before = ticket.owner
    if before == to:
        raise Refused(_("{who} has this ticket already."), field="to", who=name_of(book, to))
    if not crew.may_work(book, to):
        raise Refused(_("{who} does not work on tickets: choose a support agent."), field="to", who=name_of(book, to))
    if to != person.id:
        guards.guard_there(session, book, to, now)
    guards.guard_room(session, book, ticket.team, to, adds=before is None)
    if ticket.state in RESTING:
        complaints.wake(session, ticket, ticket.complaint, now)
    if ticket.state == TicketState.QUEUED:
        ticket.state = move(TicketState.QUEUED, TicketState.CLAIMED)
    ticket.owner, ticket.claimed_at = to, now
    giving.look_later(book, ticket, now)
    giving.tell(session, ticket.complaint, to, HANDED_YOU, {"who": person.name, "note": note[:300]}, now)
    if before:
        giving.drain_of(session, book, before, now)
