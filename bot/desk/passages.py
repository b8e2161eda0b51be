"""Passages: what a holding statement says, a sentence a line, with other ways to say it behind ``||``.

Replies of one incident agree on these facts and differ in the words around them; where a line offers several ways to
say it, they differ in those too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import spoken
from bot.desk.models import Complaint, Incident, Statement
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import Cluster

OR = "||"


@dataclass(frozen=True)
class Passage:
    """A statement in one language. ``lines``: the ways to say each of its sentences; ``word``: how it says when the
    next word comes, and when that is."""

    revision: int
    language: str
    lines: tuple[tuple[str, ...], ...]
    cluster: Cluster | None = None
    keeps_safe: bool = False  # its first line says how to stay safe: it comes before everything else
    word: tuple[str, datetime] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything it may say."""
        return tuple(way for line in self.lines for way in line)

    @property
    def owes_apology(self) -> bool:
        """Whether whoever says it has something to apologise for."""
        return self.cluster != Cluster.VICTIM

    def first_ways(self) -> str:
        """It, with the first way of each line."""
        return " ".join(line[0] for line in self.lines)

    def promised(self, body: str) -> list[dict[str, Any]]:
        """The promise of the next word, as a draft keeps it, where ``body`` says it."""
        if self.word is None or self.word[0] not in body:
            return []
        said, at = self.word
        whole = next((way for way in self.texts if said in way and way in body), said)
        return [{"what": whole, "said": said, "by": at.isoformat(), "until": at.isoformat()}]


def lines(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say each line of ``text``; empty lines and ways are left out."""
    found = (tuple(" ".join(way.split()) for way in line.split(OR) if way.strip()) for line in text.splitlines())
    return tuple(line for line in found if line)


def next_word(at: datetime, language: str) -> str:
    """A moment (in the zone it is said in) so that it stays right on the next day: "by 6 pm on 25 November"."""
    code = code_of(language)
    clock, day = spoken.clock(at.hour, at.minute, code), spoken.day(at, code)
    return f"le {day} avant {clock}" if code == "fr" else f"by {clock} on {day}"


def read(book: Book, incident: Incident, statement: Statement) -> Passage:
    """``statement`` of ``incident``, its next word promised on the desk's own clock."""
    at = book.desk.local(statement.next_word_at) if statement.next_word_at else None
    word = (next_word(at, statement.language), at) if at else None
    cluster = Cluster(incident.cluster) if incident.cluster else None
    keeps_safe = bool(incident.safety.strip())
    return Passage(statement.revision, statement.language, lines(statement.text), cluster, keeps_safe, word)


def standing(session: Session, book: Book, incident_ids: Collection[int]) -> dict[int, dict[str, Passage]]:
    """Incident → language → the statement that stands, of those that have one."""
    found: dict[int, dict[str, Passage]] = {}
    if incident_ids:
        query = (
            select(Incident, Statement)
            .join(Statement, (Statement.incident_id == Incident.id) & (Statement.revision == Incident.revision))
            .where(Incident.id.in_(incident_ids))
        )
        for incident, statement in session.execute(query):
            found.setdefault(incident.id, {})[statement.language] = read(book, incident, statement)
    return found


def of_complaints(session: Session, asked: Sequence[Complaint], book: Book) -> Mapping[int, dict[str, Passage]]:
    """Complaint → language → the statement that stands for its incident. Asks only where one is part of an incident
    and not answered on its own."""
    part = {one.id: one.incident_id for one in asked if one.incident_id is not None and one.alone_by is None}
    statements = standing(session, book, {incident for incident in part.values() if incident is not None})
    return {complaint: statements[of] for complaint, of in part.items() if of in statements}


def for_reader(statements: Mapping[str, Passage], language: str, book: Book) -> Passage | None:
    """The statement for somebody who wrote in ``language``; in the desk's own where nobody knows theirs."""
    return statements.get(book.desk.channels.language if language == "unknown" else language)
