"""The audit log: who did what, by person, kind and day; pages that begin behind a key, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk import timeline
from bot.desk.models import Complaint, Event
from bot.desk.playbooks import Book
from bot.web.desk import queue

PAGE = 100
OTHERS = ("customer", "amends", "playbook", "model")


@dataclass(frozen=True)
class Asked:
    """What is asked for; all of it stands in the address."""

    person: str = ""
    kind: str = ""
    day: str = ""
    after: str = ""

    @classmethod
    def read(cls, book: Book, query: Mapping[str, str]) -> Asked:
        """From an address; what means nothing is left out."""
        given = {field.name: query.get(field.name, "").strip()[: queue.LONGEST_SEARCH] for field in fields(cls)}
        known = given["person"] in book.desk.people or given["person"] in OTHERS
        return cls(
            given["person"] if known else "", given["kind"] if given["kind"] in timeline.SENTENCES else "",
            given["day"] if _day(given["day"]) else "", given["after"],
        )  # fmt: skip

    def address(self, **changed: str) -> str:
        """The query string, ``changed``."""
        one = replace(self, **changed)
        return urlencode({field.name: value for field in fields(one) if (value := getattr(one, field.name))})


@dataclass(frozen=True)
class Page:
    """Events with the reference of their complaint ("" for the desk's own), and the key that the next page begins
    behind."""

    lines: Sequence[tuple[Event, str]]
    following: str


def page(session: Session, book: Book, asked: Asked, limit: int = PAGE) -> Page:
    """One page of the log."""
    query = select(Event, Complaint.ref).outerjoin(Complaint, Complaint.id == Event.complaint_id)
    if asked.person:
        query = query.where(Event.actor == asked.person)
    if asked.kind:
        query = query.where(Event.kind == asked.kind)
    if day := _day(asked.day):
        start = _midnight(book, day)
        query = query.where(Event.at >= start, Event.at < _midnight(book, day + timedelta(days=1)))
    if key := queue.read(asked.after):
        at = queue.EPOCH + (key[0] or 0) * queue.MICROSECOND
        query = query.where(Event.at <= at, or_(Event.at < at, Event.id < key[1]))
    found = session.execute(query.order_by(Event.at.desc(), Event.id.desc()).limit(limit + 1)).all()
    lines = [(event, ref or "") for event, ref in found[:limit]]
    following = queue.written((lines[-1][0].at, lines[-1][0].id)) if len(found) > limit else ""
    return Page(lines, following)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(book: Book, day: date) -> datetime:
    """When ``day`` begins on the desk's own clock."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=queue.EPOCH.tzinfo)
    zone = book.desk.local(noon).tzinfo
    return datetime(day.year, day.month, day.day, tzinfo=zone)
