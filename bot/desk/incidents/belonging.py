"""Belonging: what a person puts into an incident, takes out of it, or has answered on its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, drafts, events, freezes
from bot.desk.incidents import rooms, story
from bot.desk.models import Complaint, Incident
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import INCIDENT_OPEN, DraftState, IncidentState, Refused
from bot.texts import _


def by_number(session: Session, said: str) -> Incident:
    """The incident that people call ``said`` ("12", "#12", "incident 12"), or a refusal."""
    digits = said.strip().casefold().removeprefix("incident").strip().lstrip("#n°o ").strip()
    found = session.get(Incident, int(digits)) if digits.isdecimal() and len(digits) < 15 else None
    if found is None:
        raise Refused(_("There is no incident {number}. `/amends incident` lists them."), number=said.strip() or "?")
    return found


def locked(session: Session, incident: Incident) -> Incident:
    """Wait for whoever is changing ``incident``, and see what they left."""
    session.refresh(incident, with_for_update=True)
    return incident


def guard_open(incident: Incident) -> None:
    """Refuse when the incident is over."""
    if incident.state not in INCIDENT_OPEN:
        raise Refused(
            _("Incident {number} has ended. If it begins anew, declare one with `/amends incident declare`."),
            number=str(incident.id),
        )


def put_in(
    session: Session, book: Book, incident: Incident, complaint: Complaint, person: Person, now: datetime
) -> None:
    """``person`` says that ``complaint`` has the same cause."""
    guard_open(locked(session, incident))
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    if complaint.incident_id == incident.id:
        raise Refused(_("{ref} is part of incident {number} already."), ref=complaint.ref, number=str(incident.id))
    if other := freezes.part_of(complaint, freezes.open_incidents(session)):
        raise Refused(
            _("{ref} is part of incident {number} (“{title}”). Take it out there first."),
            ref=complaint.ref, number=str(other.id), title=other.title,
        )  # fmt: skip
    complaint.alone_by = None
    freezes.enter(session, complaint, incident, person.id, now)
    story.record(session, incident, "put_in", person.id, now, ref=complaint.ref)
    _next_draft(session, incident, complaint, person, now)
    rooms.show(session, incident, now)


def _next_draft(session: Session, incident: Incident, complaint: Complaint, person: Person, now: datetime) -> None:
    """What stands is written anew with (or without) the statement, unless it is on its way."""
    latest = drafts.current(session, complaint.id)
    waits = latest is None or latest.state == DraftState.PROPOSED
    if waits and incident.state != IncidentState.DECLARED:
        number = latest.number if latest else None
        complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=number)
    complaints.show(session, complaint, now, urgency=1)


def take_out(session: Session, book: Book, complaint: Complaint, person: Person, why: str, now: datetime) -> None:
    """``person`` says that ``complaint`` is no part of the incident on its topic: it goes its own way."""
    complaints.lock(session, complaint)
    incident = _of(session, complaint)
    guard_why(why)
    complaint.incident_id = incident.id  # of one that was only held back because of its topic
    freezes.leave(session, complaint, person.id, why.strip(), now)
    story.record(session, incident, "taken_out", person.id, now, ref=complaint.ref, why=why.strip())
    _on_its_way(session, book, complaint, person, now)
    rooms.show(session, incident, now)


def answer_alone(session: Session, book: Book, complaint: Complaint, person: Person, why: str, now: datetime) -> None:
    """A manager lets ``complaint`` be answered on its own: it cannot wait, or needs other words. It stays part of the
    incident."""
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    incident = _of(session, complaint)
    guard_why(why)
    if complaint.alone_by is not None:
        raise Refused(_("{ref} is answered on its own already: its card has the buttons."), ref=complaint.ref)
    complaint.alone_by = person.id
    events.record(session, complaint, "incident_alone", person.id, now, number=incident.id, why=why.strip())
    story.record(session, incident, "alone", person.id, now, ref=complaint.ref, why=why.strip())
    _on_its_way(session, book, complaint, person, now)
    rooms.show(session, incident, now)


def _on_its_way(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """A draft of its own, where the one that stands was never written or says the statement."""
    latest = drafts.current(session, complaint.id)
    of_its_own = latest is not None and (latest.state != DraftState.PROPOSED or "statement" not in latest.why)
    if not of_its_own and not complaints.awaits_clearance(complaint, complaints.frozen_playbook(book, complaint)):
        number = latest.number if latest else None
        complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=number)
    if complaint.incident_id is not None:
        freezes.gather(session, complaint.incident_id, now)
    complaints.show(session, complaint, now, urgency=1)


def _of(session: Session, complaint: Complaint) -> Incident:
    incident = freezes.concerning(complaint, freezes.open_incidents(session))
    if incident is None:
        raise Refused(_("{ref} is part of no open incident."), ref=complaint.ref)
    return incident


def guard_why(why: str) -> None:
    """Refuse a decision without its reason."""
    if not why.strip():
        raise Refused(_("Say why, so that a colleague can follow the decision."), field="why")


def listed(session: Session, limit: int = 50) -> list[Incident]:
    """The incidents, the latest first."""
    return list(session.scalars(select(Incident).order_by(Incident.id.desc()).limit(limit)))
