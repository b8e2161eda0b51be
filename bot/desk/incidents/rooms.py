"""Rooms: where people hear of an incident: one card, redrawn; a few words in its thread now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import duty, freezes, outbox
from bot.desk.models import Card, Incident
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane
from bot.texts import _

TELL = "incident.tell"  # the effect
CARD, BATCH = "incident", "batch"  # kinds of cards
AT_ONCE = timedelta(0)
WHERE_IT_STANDS = "figures"  # what is told, beside a sentence
REVIEW_MISSING = _("The review of this incident is missing: what happened, what changes, who sees to it, by when?")


def room(book: Book) -> str:
    """The channel that is told."""
    return book.desk.incidents.room.lstrip("#") or book.desk.channels.managers


def every(book: Book) -> timedelta:
    """How often it is told where things stand."""
    return timedelta(seconds=book.desk.calendar("always").seconds(book.desk.incidents.tell_every))


def next_telling(book: Book, now: datetime) -> datetime:
    """When the room is told next."""
    return now + every(book)


def post(session: Session, book: Book, incident: Incident, now: datetime) -> None:
    """The incident's card is promised: managers are asked there."""
    session.add(Card(kind=CARD, subject=str(incident.id), channel=room(book)))
    show(session, incident, now)


def show(session: Session, incident: Incident, now: datetime) -> None:
    """Redraw the cards of ``incident``, at once: a person has just done something."""
    freezes.show(session, {incident.id}, now, after=AT_ONCE)


def card_of(session: Session, incident: Incident, kind: str = CARD) -> Card | None:
    """The card of ``incident``, or None while it has none."""
    return session.scalars(select(Card).where(Card.kind == kind, Card.subject == str(incident.id))).first()


def tell(session: Session, book: Book, incident: Incident, about: str, now: datetime, *, ask: bool = False) -> None:
    """A few words in the thread of the incident's card. ``about``: :data:`WHERE_IT_STANDS` or a marked text; ``ask``:
    the managers on duty are called by name."""
    called = list(duty.managers(book, now).people) if ask else []
    outbox.arm(
        session, f"incident:{incident.id}:{now.isoformat()}", TELL, Lane.CHAT, now, urgency=2, channel=room(book),
        payload={"incident": incident.id, "about": about, "call": called}, correlation=incident.correlation,
    )  # fmt: skip
