"""Telling: the room hears at intervals where an incident stands; and when it has ended, that its review is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import events
from bot.desk.incidents import figures, rooms, story
from bot.desk.models import Incident
from bot.desk.playbooks import Book
from bot.desk.vocabulary import INCIDENT_OPEN, IncidentState

A_DAY = timedelta(days=1)
AT_ONCE = 50  # incidents looked at in one round


def due(session: Session, now: datetime, limit: int = AT_ONCE) -> Sequence[Incident]:
    """The incidents whose next telling has come, from one range of an index."""
    query = select(Incident).where(Incident.next_telling_at <= now).order_by(Incident.next_telling_at)
    return session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()


def scan(session: Session, book: Book, now: datetime) -> int:
    """Tell each room what is due; returns of how many incidents. Judged by the row, however late the round comes."""
    found = due(session, now)
    for incident in found:
        if incident.state in INCIDENT_OPEN:
            _tell(session, book, incident, now)
        elif incident.state == IncidentState.ENDED:
            incident.next_telling_at = now + A_DAY
            story.record(session, incident, "review_asked", events.AMENDS, now)
            rooms.tell(session, book, incident, rooms.REVIEW_MISSING, now, ask=True)
        else:
            incident.next_telling_at = None
    return len(found)


def _tell(session: Session, book: Book, incident: Incident, now: datetime) -> None:
    stands = figures.of_incident(session, book, incident, now)
    incident.next_telling_at = rooms.next_telling(book, now)
    story.record(
        session, incident, "told", events.AMENDS, now, complaints=stands.complaints, authors=stands.authors,
        answered=stands.answered, waiting=stands.waiting,
    )  # fmt: skip
    asks = incident.state == IncidentState.DECLARED or stands.calm
    rooms.tell(session, book, incident, rooms.WHERE_IT_STANDS, now, ask=asks)
    rooms.show(session, incident, now)
