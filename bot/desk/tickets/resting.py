"""A ticket rests: until the customer answers (the clock pauses), or until a day (it does not). It wakes by itself."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from bot.desk import clocks, complaints, events
from bot.desk.models import Complaint
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.tickets import guards
from bot.desk.vocabulary import Refused, TicketState, move
from bot.texts import _

MORNING = time(8)  # of a day for which something was snoozed, on the desk's own clock
LONGEST_DAYS = 60


def wait(session: Session, book: Book, complaint: Complaint, person: Person, what: str, now: datetime) -> None:
    """Waiting for the customer: the resolution clock pauses, with the reason, for as long as the team allows."""
    ticket = guards.of(session, complaint)
    guards.guard_mine(session, book, ticket, person)
    if ticket.state == TicketState.WAITING:
        raise Refused(_("This ticket is waiting for the customer already."), field="what")
    if not what.strip():
        raise Refused(_("Say what the customer was asked for."), field="what")
    if ticket.state == TicketState.SNOOZED:
        complaints.wake(session, ticket, complaint, now)
    ticket.state = move(TicketState(ticket.state), TicketState.WAITING)
    ticket.waiting_for = what.strip()
    giving.look_later(book, ticket, now)
    clocks.responded(session, book, complaints.frozen_playbook(book, complaint), complaint, now)
    clocks.waits(session, complaint, now, complaints.WAITING)
    events.record(session, complaint, "waiting", person.id, now, what=what.strip())
    complaints.show(session, complaint, now, urgency=1)


def snooze(
    session: Session, book: Book, complaint: Complaint, person: Person, until: str, why: str, now: datetime
) -> None:
    """Look again on the day ``until`` (``2026-12-04``), in the morning, or earlier when the customer writes. No clock
    pauses: nobody but us decides to wait."""
    ticket = guards.of(session, complaint)
    guards.guard_mine(session, book, ticket, person)
    if ticket.state != TicketState.CLAIMED:
        raise Refused(_("This ticket rests already. Take it up first, then say until when."), field="until")
    if not why.strip():
        raise Refused(_("Say what is waited for."), field="why")
    moment = _morning(book, until, now)
    ticket.state = move(TicketState.CLAIMED, TicketState.SNOOZED)
    ticket.snoozed_until = moment
    giving.look_later(book, ticket, now)
    events.record(session, complaint, "snoozed", person.id, now, until=until, text=why.strip())
    complaints.show(session, complaint, now, urgency=1)


def _morning(book: Book, until: str, now: datetime) -> datetime:
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise Refused(_("Write the day like {example}."), field="until", example="2026-12-04") from None
    local = book.desk.local(now)
    moment = datetime.combine(day, MORNING, local.tzinfo)
    if moment <= now:
        raise Refused(_("That is over already: name a day to come."), field="until")
    if (day - local.date()).days > LONGEST_DAYS:
        raise Refused(_("At most {n} days: a complaint is not forgotten."), field="until", n=str(LONGEST_DAYS))
    return moment
