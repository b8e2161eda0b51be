"""Closing many at once: those of one incident. What came of it, how and who explained it is said once; each ticket
passes the same guards as alone, and those that do not are named with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk.closing import process, resolving
from bot.desk.closing.resolving import Said
from bot.desk.models import Complaint
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.tickets import bulk


def languages(session: Session, number: int) -> list[str]:
    """The languages of those who complain in incident ``number`` and whose tickets are open."""
    return sorted({code_of(one.mention.language) for one in bulk.of_incident(session, number)})


def resolve(
    session: Session, book: Book, number: int, person: Person, said: Said, lines: Mapping[str, str], now: datetime
) -> tuple[list[str], bulk.Left]:
    """Close every open ticket of the incident that ``person`` has: the references of those that are closed, and of the
    others with the reason.

    ``lines``: language → how it ended as the public may read it. Without a number in ``said.repeated`` each customer
    had to repeat themselves as often as their own timeline says.
    """

    def close(complaint: Complaint) -> None:
        repeated = said.repeated.strip() or str(process.of_complaint(session, complaint).repeated)
        line = lines.get(code_of(complaint.mention.language), "")
        resolving.resolve(session, book, complaint, person, replace(said, repeated=repeated, line=line), now)

    return bulk.each(session, number, close)
