"""Whose complaints somebody may see: on the manager's pages and in what they look for, by one rule."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Ticket
from bot.desk.people import MAY, Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Role

OVERSEEING = MAY["oversee"] | {Role.ADMIN}


@dataclass(frozen=True)
class Scope:
    """Whose complaints somebody may see: of these teams, and their own. None: everybody's."""

    person: str
    teams: tuple[str, ...]

    def holds(self) -> ColumnElement[bool]:
        """The condition on a complaint."""
        mine = select(Ticket.id).where(Ticket.complaint_id == Complaint.id, Ticket.owner == self.person)
        # Only the complaint is the outer query's: that may have joined the ticket too.
        return or_(Complaint.team.in_(self.teams), mine.correlate(Complaint).exists())


def scope_of(book: Book, person: Person) -> Scope | None:
    """What ``person`` may see."""
    if person.roles & OVERSEEING:
        return None
    return Scope(person.id, tuple(book.desk.people[person.id].teams))


def visible(session: Session, complaint: Complaint, scope: Scope | None) -> bool:
    """Whether somebody may see this complaint."""
    if scope is None:
        return True
    return session.scalar(select(Complaint.id).where(Complaint.id == complaint.id, scope.holds())) is not None
