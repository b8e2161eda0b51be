"""Visits of the manager's pages: a link that lets one person in once, then a short visit that can be ended.

What the link and the browser hold is random (256 bits) and only its SHA-256 is kept, so that nobody who reads the
database can walk in. Whether the person still belongs to the desk is looked up in the book at each step.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.desk import events
from bot.desk.models import DoorLink, Visit
from bot.desk.people import BELONG, Person, allowed, person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.texts import _

LINK_LASTS = timedelta(minutes=5)
VISIT_LASTS = timedelta(hours=8)
IDLE_LASTS = timedelta(hours=1)
TOUCHED_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)  # who was at the pages when; then it is dropped
THEMES = ("", "light", "dark")
LANGUAGES = ("", "en", "fr")
SPENT = _("This link has been used, or its five minutes are over. Type /amends desk in Slack for a new one.")


@dataclass(frozen=True)
class Visitor:
    """Whoever is there: the person as the book knows them now, and what they chose on the page."""

    visit: int
    person: Person
    chosen_language: str
    theme: str
    stale: bool
    """Whether it is time to note that they are still there."""

    @property
    def language(self) -> str:
        """The language they read the pages in."""
        return self.chosen_language or self.person.language


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(session: Session, book: Book, person_id: str, now: datetime) -> str:
    """A new one-time link for ``person_id``: what is to stand in it. Refuses whoever is not on the desk."""
    found = allowed(book, person_id, BELONG)
    _sweep(session, now)
    token = secrets.token_urlsafe(32)
    session.add(DoorLink(hash=_hash(token), person=found.id, made_at=now, until=now + LINK_LASTS))
    return token


def invited(session: Session, book: Book, token: str, now: datetime) -> Person:
    """Whom the link lets in; nothing changes. Refuses one that is used or old, or whose person left the desk."""
    link = session.scalars(select(DoorLink).where(DoorLink.hash == _hash(token))).one_or_none()
    if link is None or link.used_at is not None or now > link.until:
        raise Refused(SPENT)
    return allowed(book, link.person, BELONG)


def enter(session: Session, book: Book, token: str, now: datetime) -> str:
    """Use the link: what the browser is to hold from now on. Of two at once one wins, the other is refused."""
    found = invited(session, book, token, now)
    spend = update(DoorLink).where(DoorLink.hash == _hash(token), DoorLink.used_at.is_(None)).values(used_at=now)
    if session.execute(spend.returning(DoorLink.id)).first() is None:
        raise Refused(SPENT)
    return _begun(session, found, now)


def arrive(session: Session, book: Book, person_id: str, now: datetime) -> str:
    """A visit of somebody of whom Slack has said who they are: what the browser is to hold from now on. Refuses whoever
    is not on the desk."""
    found = allowed(book, person_id, BELONG)
    _sweep(session, now)
    return _begun(session, found, now)


def _begun(session: Session, found: Person, now: datetime) -> str:
    held = secrets.token_urlsafe(32)
    events.note(session, "signed_in", found.id, now)
    session.add(Visit(hash=_hash(held), person=found.id, begun_at=now, seen_at=now, until=now + VISIT_LASTS))
    return held


def visitor(session: Session, book: Book, held: str, now: datetime) -> Visitor | None:
    """Who holds ``held``; None when the visit is over, was idle for too long, or its person has left the desk."""
    visit = session.scalars(select(Visit).where(Visit.hash == _hash(held))).one_or_none() if held else None
    if visit is None or visit.ended_at is not None or now > visit.until or now > visit.seen_at + IDLE_LASTS:
        return None
    found = person(book, visit.person)
    if found is None or not found.roles:
        return None
    return Visitor(visit.id, found, visit.language, visit.theme, now - visit.seen_at >= TOUCHED_EVERY)


def touch(session: Session, visit_id: int, now: datetime) -> None:
    """They are still there."""
    session.execute(update(Visit).where(Visit.id == visit_id, Visit.seen_at < now).values(seen_at=now))


def choose(session: Session, visit_id: int, *, language: str | None = None, theme: str | None = None) -> None:
    """What they want to see; what is no choice changes nothing."""
    if language in LANGUAGES:
        session.execute(update(Visit).where(Visit.id == visit_id).values(language=language))
    if theme in THEMES:
        session.execute(update(Visit).where(Visit.id == visit_id).values(theme=theme))


def leave(session: Session, visit_id: int, now: datetime) -> None:
    """End this visit."""
    session.execute(update(Visit).where(Visit.id == visit_id, Visit.ended_at.is_(None)).values(ended_at=now))


def leave_everywhere(session: Session, person_id: str, now: datetime) -> int:
    """End every visit of a person, and spend the links that wait for them; how many visits ended."""
    links = update(DoorLink).where(DoorLink.person == person_id, DoorLink.used_at.is_(None)).values(used_at=now)
    session.execute(links)
    open_ = update(Visit).where(Visit.person == person_id, Visit.ended_at.is_(None), Visit.until >= now)
    return len(session.execute(open_.values(ended_at=now).returning(Visit.id)).all())


def _sweep(session: Session, now: datetime) -> None:
    session.execute(delete(DoorLink).where(DoorLink.until < now - KEPT))
    session.execute(delete(Visit).where(Visit.until < now - KEPT))
