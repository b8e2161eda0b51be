"""What is written beside a ticket: notes, what other systems call it, facts, what the customer had to repeat."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import commitments, complaints, events, facts
from bot.desk.models import Complaint
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.tickets import guards
from bot.desk.vocabulary import Refused
from bot.texts import _

REFERENCE = re.compile(r"[\w#][\w./#\- ]{0,63}")


def note(session: Session, book: Book, complaint: Complaint, person: Person, text: str, now: datetime) -> None:
    """An internal note: on the timeline, never to the customer. A promise that it tells of is asked about."""
    ticket = guards.of(session, complaint)
    if not text.strip():
        raise Refused(_("The note is empty."), field="note")
    giving.look_later(book, ticket, now)
    events.record(session, complaint, "note", person.id, now, text=text.strip())
    commitments.heard(session, book, complaint, person, text, now)
    complaints.show(session, complaint, now, urgency=1)


def refer(
    session: Session, book: Book, complaint: Complaint, person: Person, order: str, incident: str, now: datetime
) -> None:
    """What the shop calls the order, and what another system calls the incident. Empty takes it out."""
    ticket = guards.of(session, complaint)
    guards.guard_open(session, ticket)
    for field, said in (("order", order), ("incident", incident)):
        if said.strip() and not REFERENCE.fullmatch(said.strip()):
            raise Refused(_("A reference has letters, digits and - . / # only, at most 64."), field=field)
    given = (order.strip() or None, incident.strip() or None)
    if given == (ticket.order_ref, ticket.incident_ref):
        raise Refused(_("Nothing was filled in."), field="order")
    ticket.order_ref, ticket.incident_ref = given
    giving.look_later(book, ticket, now)
    # References may be personal data: the ticket has them, the timeline says that they were noted.
    events.record(session, complaint, "referred", person.id, now)
    complaints.show(session, complaint, now, urgency=1)


def fill(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    values: Mapping[str, str],
    now: datetime,
    confirmed: Collection[str] = (),
) -> None:
    """Fields that the playbook asks for, each by its type; they go with the complaint from the reply to the end.
    ``confirmed``: the slots that ``person`` confirms to be so."""
    ticket = guards.of(session, complaint)
    guards.guard_open(session, ticket)
    playbook = complaints.frozen_playbook(book, complaint)
    complaint.facts = facts.taken(book, playbook, complaint, person, values, now, confirmed)
    giving.look_later(book, ticket, now)
    events.record(session, complaint, "facts_filled", person.id, now, slots=", ".join(values))
    complaints.show(session, complaint, now, urgency=1)


def repeated(session: Session, complaint: Complaint, person: Person, now: datetime) -> None:
    """The customer had to tell it once more. Counted: it says more about us than most numbers."""
    ticket = guards.of(session, complaint)
    ticket.repeats += 1
    events.record(session, complaint, "had_to_repeat", person.id, now, count=ticket.repeats)
    complaints.show(session, complaint, now, urgency=1)
