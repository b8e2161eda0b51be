"""Ending: an incident is over, or never was one; then people write down what happened and what changes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import actions, complaints, freezes
from bot.desk.incidents import belonging, rooms, story
from bot.desk.incidents.telling import A_DAY
from bot.desk.models import Complaint, Incident
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, IncidentState, Refused, move
from bot.texts import _

MOST = 2000


def end(
    session: Session, book: Book, incident: Incident, person: Person, why: str, now: datetime, *, false_alarm: bool
) -> None:
    """``person`` ends the incident, as over or as a false alarm, and says why. Nothing is held back any more; each
    complaint goes on by itself, and the review is asked for."""
    belonging.locked(session, incident)
    if incident.state in (IncidentState.ENDED, IncidentState.REVIEWED):
        raise Refused(_("{who} has ended this incident already."), who=name_of(book, incident.ended_by or ""))
    belonging.guard_why(why)
    if incident.state == IncidentState.DECLARED and not false_alarm:
        raise Refused(
            _("Nobody has been told anything yet: either approve a statement first, or end it as a false alarm."),
            field="how",
        )
    was_declared = incident.state == IncidentState.DECLARED
    incident.state = move(IncidentState(incident.state), IncidentState.ENDED)
    incident.ended_at, incident.ended_by, incident.end_reason = now, person.id, why.strip()
    incident.false_alarm = false_alarm
    incident.next_telling_at = now + A_DAY
    story.record(session, incident, "false_alarm" if false_alarm else "ended", person.id, now, why=why.strip())
    session.flush()
    _let_go(session, book, incident, person, now, held_back=was_declared)
    rooms.show(session, incident, now)


def _let_go(
    session: Session, book: Book, incident: Incident, person: Person, now: datetime, *, held_back: bool
) -> None:
    """What still waits has its card say so; what was never drafted because it was held back is drafted now."""
    query = select(Complaint).where(
        (Complaint.incident_id == incident.id) | (Complaint.playbook == incident.topic),
        Complaint.state == ComplaintState.OPEN,
    )
    waiting = session.scalars(query.order_by(Complaint.id)).all()
    for complaint in waiting if held_back else ():
        if not complaints.awaits_clearance(complaint, complaints.frozen_playbook(book, complaint)):
            _draft_if_none(session, complaint, person, now)
    complaints.show_all(session, waiting, now, urgency=3)


def _draft_if_none(session: Session, complaint: Complaint, person: Person, now: datetime) -> None:
    if not complaints.has_draft(session, complaint):
        complaints.ask_for_draft(session, complaint, now, asked_by=person.id)


def review(
    session: Session,
    book: Book,
    incident: Incident,
    person: Person,
    now: datetime,
    *,
    what: str,
    change: str,
    who: str,
    by: str,
) -> None:
    """``person`` writes down what happened, what changes, who sees to it and by when (a day, ISO): an action item,
    whose effect is measured, unless it was a false alarm."""
    belonging.locked(session, incident)
    if incident.state == IncidentState.REVIEWED:
        raise Refused(_("{who} has written the review already."), who=name_of(book, incident.reviewed_by or ""))
    if incident.state != IncidentState.ENDED:
        raise Refused(_("The incident is not over yet: end it first, then write what is learned from it."))
    if not what.strip():
        raise Refused(_("Say what happened."), field="what")
    if not change.strip():
        raise Refused(_("Say what you change, or why nothing needs to change."), field="change")
    if who not in book.desk.people:
        raise Refused(_("Choose who sees to it."), field="who")
    day = _day(book, by, now)
    incident.state = move(IncidentState.ENDED, IncidentState.REVIEWED)
    incident.review = {"what": what.strip()[:MOST], "change": change.strip()[:MOST], "who": who, "by": by}
    incident.reviewed_at, incident.reviewed_by, incident.next_telling_at = now, person.id, None
    story.record(session, incident, "reviewed", person.id, now, what=f"{what.strip()}\n{change.strip()}")
    if not incident.false_alarm and incident.topic in book.playbooks:
        changed = change.strip()[: actions.LONGEST]
        actions.open(session, book, cause=incident.topic, what=changed, owner=who, due=day, by=person.id, now=now)
    rooms.show(session, incident, now)


def _day(book: Book, said: str, now: datetime) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Refused(_("Choose the day by which it is done."), field="by") from None
    try:
        actions.end_of(book, day, now)
    except Refused as refusal:
        raise Refused(refusal.text, field="by", **refusal.values) from None
    return day


def concerns(session: Session, complaint: Complaint) -> Incident | None:
    """The incident that ``complaint`` is part of, open or over, or the open one on its topic."""
    if complaint.incident_id is not None:
        return session.get(Incident, complaint.incident_id)
    return freezes.concerning(complaint, freezes.open_incidents(session))
