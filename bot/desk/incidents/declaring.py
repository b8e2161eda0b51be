"""Declaring: an incident opens, by a surge that was found or by a manager; from then on nothing on its topic leaves."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, drafts, events, freezes, surges
from bot.desk.incidents import rooms, story
from bot.desk.models import Complaint, Incident, Surge
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import INCIDENT_OPEN, ComplaintState, DraftState, IncidentState, Refused
from bot.texts import _

BY_HAND_WINDOW = timedelta(days=1)  # what was opened since then joins an incident that a person declares
MOST_WORDS = 1000
MOST_JOINING = 10_000  # of one surge


def declare(session: Session, book: Book, person: Person, topic: str, title: str, why: str, now: datetime) -> Incident:
    """``person`` declares an incident on ``topic`` (a playbook's name): complaints of the last day join it."""
    if topic not in book.playbooks:
        raise Refused(_("Choose what the complaints are about."), field="topic")
    if not why.strip():
        raise Refused(_("Say why: what makes you think that these have one cause?"), field="why")
    if standing := open_on(session, topic):
        raise Refused(
            _("Incident {number} (“{title}”) is open on this already, declared by {who}. Go on with that one."),
            field="topic", number=str(standing.id), title=standing.title, who=name_of(book, standing.opened_by),
        )  # fmt: skip
    because = {"words": why.strip()[:MOST_WORDS]}
    joining = _joining(session, topic, now - BY_HAND_WINDOW)
    return _open(session, book, topic, title.strip(), because, None, person.id, joining, now)


def open_on(session: Session, topic: str) -> Incident | None:
    """The incident on ``topic`` that has not ended, or None."""
    return session.scalars(
        select(Incident).where(Incident.topic == topic, Incident.state.in_(INCIDENT_OPEN))
    ).first()  # fmt: skip


def by_surge(session: Session, book: Book, surge: Surge, now: datetime) -> Incident:
    """A surge opens an incident, of which its complaints are part; where one is open on the topic, they have joined
    that as they came, and its room hears that it grows."""
    why = {"reasons": surge.reasons}
    usual = surge.expected / surge.hours if surge.hours and not math.isnan(surge.expected) else None
    if standing := open_on(session, surge.topic):
        standing.usual = standing.usual if usual is None else usual
        story.record(
            session, standing, "grew", events.AMENDS, now, words=story.why_of(why, book.desk.channels.language)
        )
        rooms.tell(session, book, standing, rooms.WHERE_IT_STANDS, now, ask=True)
        rooms.show(session, standing, now)
        return standing
    elsewhere = freezes.open_incidents(session)
    waiting = surges.complaints_of(session, surge, MOST_JOINING)
    joining = [one for one in waiting if freezes.part_of(one, elsewhere) is None]
    return _open(session, book, surge.topic, "", why, usual, events.AMENDS, joining, now)


def _open(
    session: Session,
    book: Book,
    topic: str,
    title: str,
    why: dict[str, Any],
    usual: float | None,
    by: str,
    joining: Sequence[Complaint],
    now: datetime,
) -> Incident:
    playbook = book.playbooks.get(topic)  # one that was found may have gone since the complaints opened
    named = title or (playbook.title[code_of(book.desk.channels.language)] if playbook else topic)
    incident = Incident(
        topic=topic, title=named[:120], state=IncidentState.DECLARED, opened_at=now, opened_by=by, why=why,
        usual=usual, owner=by if by != events.AMENDS else None, safety="", known="", done="", false_alarm=False,
        next_telling_at=rooms.next_telling(book, now), correlation=uuid.uuid4().hex,
    )  # fmt: skip
    session.add(incident)
    session.flush()  # it has its number, and nobody else opens one on this topic
    for complaint in joining:
        freezes.enter(session, complaint, incident, by, now)
    story.record(session, incident, "declared", by, now, count=len(joining), words=why.get("words", ""))
    hold_back(session, incident, now)
    rooms.post(session, book, incident, now)
    return incident


def _joining(session: Session, topic: str, since: datetime) -> Sequence[Complaint]:
    """Complaints on ``topic`` that wait and were opened since ``since``."""
    elsewhere = select(Incident.id).where(Incident.state.in_(INCIDENT_OPEN))
    query = select(Complaint).where(
        Complaint.playbook == topic, Complaint.state == ComplaintState.OPEN, Complaint.opened_at >= since,
        or_(Complaint.incident_id.is_(None), Complaint.incident_id.not_in(elsewhere)),
    )  # fmt: skip
    return session.scalars(query.order_by(Complaint.id)).all()


def hold_back(session: Session, incident: Incident, now: datetime) -> int:
    """What was approved on the topic and has not left goes back to be read again; returns how much. The cards of
    everything that waits on the topic say why nothing leaves."""
    query = select(Complaint).where(
        (Complaint.playbook == incident.topic) | (Complaint.incident_id == incident.id),
        Complaint.state == ComplaintState.OPEN,
    )
    waiting = [
        one for one in session.scalars(query.order_by(Complaint.id))
        if freezes.holding(one, [incident])
    ]  # fmt: skip
    current = drafts.currents(session, [one.id for one in waiting])
    taken = 0
    for complaint in waiting:
        draft = current.get(complaint.id)
        half = draft is not None and draft.state == DraftState.PROPOSED and draft.reply_text is not None
        if draft is not None and (half or draft.state == DraftState.APPROVED):
            approvals.void(session, draft, complaint, freezes.HELD_BACK, now)
            taken += 1
    if taken:
        story.record(session, incident, "held_back", events.AMENDS, now, count=taken)
    complaints.show_all(session, waiting, now, urgency=3)
    return taken
