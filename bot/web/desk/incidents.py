"""Incidents for the pages: the list, the newest first, and the story of one with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.incidents import figures, story
from bot.desk.incidents.figures import Figures
from bot.desk.models import Complaint, Incident, Statement
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.texts import _
from bot.web.desk.words import Words

PAGE = 25
MEMBERS = 20


@dataclass(frozen=True)
class Page:
    """Incidents with their figures, and the number that the next page begins behind."""

    rows: Sequence[tuple[Incident, Figures]]
    following: str


@dataclass(frozen=True)
class Told:
    """One incident: its figures, its story in words, its statements, and the complaints that wait, the worst first."""

    incident: Incident
    figures: Figures
    why: str
    lines: Sequence[tuple[datetime, str, str]]
    statements: Sequence[Statement]
    waiting: Sequence[Complaint]


def page(session: Session, book: Book, after: str, now: datetime) -> Page:
    """One page of the list."""
    query = select(Incident).order_by(Incident.id.desc()).limit(PAGE + 1)
    if after.isdecimal() and len(after) < 19:
        query = query.where(Incident.id < int(after))
    found = session.scalars(query).all()
    rows = [(one, figures.of_incident(session, book, one, now)) for one in found[:PAGE]]
    return Page(rows, str(rows[-1][0].id) if len(found) > PAGE else "")


def one(session: Session, book: Book, number: str, words: Words, now: datetime) -> Told:
    """The incident with this number; refuses what is none."""
    found = session.get(Incident, int(number)) if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Refused(_("There is no incident {number}."), number=number[:20])
    lines = []
    for event in story.of_incident(session, found.id):
        said, exact = story.words(event, book, words.language)
        lines.append((event.at, words.masked(said), words.masked(exact)))
    statements = session.scalars(
        select(Statement)
        .where(Statement.incident_id == found.id)
        .order_by(Statement.revision.desc(), Statement.language)
    ).all()
    waiting = figures.worst(session, found, MEMBERS)
    return Told(
        found, figures.of_incident(session, book, found, now), story.why(found, words.language), lines, statements,
        waiting,
    )  # fmt: skip
