"""An incident's story: one line for each thing that happened to it, and what each line says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import sorting
from bot.desk.models import Incident, IncidentEvent
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.texts import _, say

# kind → (sentence, which part of the data holds exact words)
SENTENCES: dict[str, tuple[str, str | None]] = {
    "declared": (_("{who} declared the incident; complaints that were part of it: {count}"), "words"),
    "grew": (_("it surges again"), "words"),
    "held_back": (_("approved replies on the topic that were taken back before they left: {count}"), None),
    "put_in": (_("{who} put {ref} in"), None),
    "taken_out": (_("{who} took {ref} out"), "why"),
    "alone": (_("{who} had {ref} answered on its own"), "why"),
    "clustered": (_("{who} chose whose doing it is: {cluster}"), "known"),
    "owner": (_("{who} made {owner} its owner"), None),
    "statement_written": (_("{who} wrote revision {revision} of the statement"), "text"),
    "statement_approved": (_("{who} approved revision {revision} of the statement"), "text"),
    "statement_withdrawn": (_("{who} withdrew the statement: no reply leaves until there is another"), "why"),
    "batch_approved": (_("{who} approved with one press: {count}"), None),
    "batch_carried": (_("replies approved: {count}, left out: {left}"), None),
    "stopped": (_("{who} stopped the replies; taken back before they left: {count}"), None),
    "told": (_("the room was told: complaints {complaints}, answered {answered}, waiting {waiting}"), None),
    "ended": (_("{who} ended the incident"), "why"),
    "false_alarm": (_("{who} ended it as a false alarm"), "why"),
    "review_asked": (_("a review was missing: the managers were reminded"), None),
    "reviewed": (_("{who} wrote the review"), "what"),
}


def record(session: Session, incident: Incident, kind: str, actor: str, now: datetime, **data: Any) -> None:
    """Add one line to the story. ``data`` is JSON; ``actor`` is a person's id or "amends"."""
    session.add(IncidentEvent(incident_id=incident.id, at=now, kind=kind, actor=actor, data=data))


def of_incident(session: Session, incident_id: int) -> Sequence[IncidentEvent]:
    """The whole story, oldest first."""
    query = select(IncidentEvent).where(IncidentEvent.incident_id == incident_id).order_by(IncidentEvent.id)
    return session.scalars(query).all()


def words(event: IncidentEvent, book: Book, language: str) -> tuple[str, str]:
    """``(sentence, exact words or "")`` for ``event``."""
    sentence, exact = SENTENCES[event.kind]
    values = {key: say(language, value) if isinstance(value, str) else value for key, value in event.data.items()}
    if "owner" in values:
        values["owner"] = name_of(book, str(event.data["owner"]))
    said = say(language, sentence, **values | {"who": say(language, name_of(book, event.actor))})
    return said[:1].upper() + said[1:], str(event.data.get(exact) or "") if exact else ""


def why(incident: Incident, language: str) -> str:
    """Why it was opened, in ``language``: the numbers of a surge, or what a person wrote."""
    return why_of(incident.why, language)


def why_of(kept: Mapping[str, Any], language: str) -> str:
    """The reasons of a surge in ``language``, or what a person wrote."""
    said = " ".join(reason.said(language) for reason in sorting.reasons(kept))
    return said or str(kept.get("words", ""))
