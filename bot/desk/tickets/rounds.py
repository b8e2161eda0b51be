"""What a scan finds: nothing was done for too long, the customer is silent for too long, the day of a snoozed ticket
has come. One range of ``ix_ticket_look``; judged by the row, told with the reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, events
from bot.desk.models import Ticket
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.vocabulary import TicketState
from bot.texts import _

NOTHING_DONE = _("nothing was done with it for longer than the team allows")
RETURNED = _("The ticket {ref} went back to the queue: nothing was done with it for longer than the team allows.")
SILENT = _("The customer has not answered: the ticket {ref} is awake again. Write to them, or decide.")
ITS_DAY = _("The day for which you had put the ticket {ref} aside has come.")


def scan(session: Session, book: Book, now: datetime, limit: int) -> int:
    """See to at most ``limit`` tickets whose moment has come; returns how many."""
    query = select(Ticket).where(Ticket.look_at <= now).order_by(Ticket.look_at).limit(limit)
    found = session.scalars(query.with_for_update(of=Ticket, skip_locked=True)).all()
    for ticket in found:
        _see_to(session, book, ticket, now)
        complaints.show(session, ticket.complaint, now)
    return len(found)


def _see_to(session: Session, book: Book, ticket: Ticket, now: datetime) -> None:
    complaint, owner, spec = ticket.complaint, ticket.owner, book.desk.teams.get(ticket.team)
    if ticket.state == TicketState.CLAIMED and owner:
        after = spec.idle if spec else ""
        ticket.routed = {**(ticket.routed or {}), "given_back_by": owner}
        giving.requeue(session, book, ticket, now)
        events.record(session, complaint, "returned", events.AMENDS, now, owner=owner, why=NOTHING_DONE, after=after)
        return giving.tell(session, complaint, owner, RETURNED, {}, now)
    if ticket.state not in (TicketState.WAITING, TicketState.SNOOZED):
        ticket.look_at = None
        return None
    silent, after = ticket.state == TicketState.WAITING, spec.wait_at_most if spec else ""
    complaints.wake(session, ticket, complaint, now)
    if silent:
        events.record(session, complaint, "silent", events.AMENDS, now, after=after)
    else:
        events.record(session, complaint, "woke", events.AMENDS, now)
    if owner:
        giving.tell(session, complaint, owner, SILENT if silent else ITS_DAY, {}, now)
    return giving.came_back(session, book, ticket, complaint, now)


def drain_all(session: Session, book: Book, now: datetime) -> int:
    """Somebody came on duty, or back: give the queues out; returns how many tickets were given."""
    total = 0
    for team in book.desk.teams:
        given = giving.drain(session, book, team, now)
        total += len(given)
        complaints.show_all(session, [ticket.complaint for ticket in given], now)
    return total
