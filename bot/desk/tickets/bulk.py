"""Many tickets at once: those of one incident. What cannot be done with one of them is told, and the others go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Ticket
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.tickets import handing, holding, noting
from bot.desk.vocabulary import Refused, TicketState
from bot.texts import _

CLAIM, TRANSFER, NOTE, RESOLVE = "claim", "transfer", "note", "resolve"
MOST = 500
Left = list[tuple[str, Refused]]  # reference → why not


def of_incident(session: Session, number: int) -> list[Complaint]:
    """The complaints of incident ``number`` whose tickets are open, the oldest first."""
    query = (
        select(Complaint)
        .join(Ticket, Ticket.complaint_id == Complaint.id)
        .where(Complaint.incident_id == number)
        .where(Ticket.state.not_in([TicketState.RESOLVED, TicketState.MERGED]))
        .order_by(Ticket.opened_at, Ticket.id)
        .limit(MOST)
    )
    return list(session.scalars(query))


def act(
    session: Session, book: Book, number: int, person: Person, what: str, to: str, text: str, now: datetime
) -> tuple[list[str], Left]:
    """Claim, transfer (``to``, with the note ``text``) or note every open ticket of the incident; the references of
    those with which it was done, and of the others with the reason."""
    verbs: dict[str, Callable[[Complaint], Any]] = {
        CLAIM: lambda one: holding.claim(session, book, one, person, now),
        TRANSFER: lambda one: handing.transfer(session, book, one, person, to, text, now),
        NOTE: lambda one: noting.note(session, book, one, person, text, now),
    }
    if what not in verbs:
        raise Refused(_("Choose what is to be done with them."), field="what")
    return each(session, number, verbs[what])


def each(session: Session, number: int, verb: Callable[[Complaint], Any]) -> tuple[list[str], Left]:
    """Do ``verb`` with every open ticket of incident ``number``: the references of those with which it was done, and of
    the others with the reason. Refused when it could be done with none."""
    found = of_incident(session, number)
    if not found:
        raise Refused(_("Incident {number} has no open tickets."), field="what", number=str(number))
    done: list[str] = []
    left: Left = []
    for complaint in found:
        try:
            verb(complaint)
        except Refused as refusal:
            left.append((complaint.ref, refusal))
        else:
            session.flush()
            done.append(complaint.ref)
    if not done:  # what the person can put right in the window comes first
        raise next((refusal for _ref, refusal in left if refusal.field), left[0][1])
    return done, left
