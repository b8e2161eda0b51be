"""Freezes: while an incident has no statement, no reply on its topic leaves; and what opens on the topic joins it.

Whoever speaks of safety is not kept waiting: playbooks whose strategy is safety first are never held back, and a
manager can let any single one be answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import events, outbox
from bot.desk.models import Card, Complaint, Incident
from bot.desk.playbooks import Book
from bot.desk.vocabulary import INCIDENT_OPEN, IncidentState, Lane, Refused, Role
from bot.texts import _

MAKE = "incident.batch"  # the effect that gathers replies to be approved together
GATHER = timedelta(seconds=5)  # many drafts become one batch, many arrivals one redrawn card
CARDS = ("incident", "batch")
HELD_BACK = _("an incident holds every reply on this back until its statement is approved")


def open_incidents(session: Session) -> Sequence[Incident]:
    """Those that have not ended; one at most for each topic, so they are few."""
    return session.scalars(select(Incident).where(Incident.state.in_(INCIDENT_OPEN)).order_by(Incident.id)).all()


def part_of(complaint: Complaint, incidents: Sequence[Incident]) -> Incident | None:
    """The one of ``incidents`` that ``complaint`` belongs to, or None."""
    return next((one for one in incidents if one.id == complaint.incident_id), None)


def concerning(complaint: Complaint, incidents: Sequence[Incident]) -> Incident | None:
    """The one of ``incidents`` that ``complaint`` is part of, or whose topic it has, unless a person took it out."""
    about = (one for one in incidents if one.topic == complaint.playbook and one.id != complaint.apart_from)
    return part_of(complaint, incidents) or next(about, None)


def is_exempt(complaint: Complaint) -> bool:
    """Whether its reply never waits: "stop using it" is not to be late because of a wording."""
    return complaint.frozen.get("strategy") == "safety_first"


def holding(complaint: Complaint, incidents: Sequence[Incident]) -> Incident | None:
    """The one of ``incidents`` that holds every reply to ``complaint`` back, or None."""
    found = concerning(complaint, incidents)
    if found is None or found.state != IncidentState.DECLARED:
        return None
    return None if complaint.alone_by is not None or is_exempt(complaint) else found


def held(session: Session, complaint: Complaint) -> Incident | None:
    """:func:`holding`, among all open incidents."""
    return holding(complaint, open_incidents(session))


def guard(session: Session, book: Book, complaint: Complaint) -> None:
    """Refuse while an incident holds the replies on this topic back, and say who is asked and what to do."""
    if incident := held(session, complaint):
        raise Refused(
            _(
                "Incident {number} (“{title}”) holds every reply on this back until its statement is approved; {names} "
                "decides. Is this one no part of it, or can it not wait? Say so on the card."
            ),
            number=str(incident.id), title=incident.title, names=deciders(book, incident),
        )  # fmt: skip


def deciders(book: Book, incident: Incident) -> str:
    """Names of those who decide about ``incident``: its owner, else the managers."""
    owner = book.desk.people.get(incident.owner or "")
    managers = [spec.name for spec in book.desk.people.values() if Role.MANAGER in spec.roles]
    return owner.name if owner else ", ".join(managers[:3]) or "an admin"


def join(session: Session, opened: Sequence[Complaint], now: datetime) -> None:
    """Complaints that have just opened, or changed their topic, become part of the open incident on it, if there is
    one. One statement when there is none, however many open."""
    if not opened:
        return
    incidents = open_incidents(session)
    joined = set()
    for complaint in opened if incidents else ():
        found = concerning(complaint, incidents)
        if found is not None and part_of(complaint, incidents) is None:
            enter(session, complaint, found, events.AMENDS, now)
            joined.add(found.id)
    show(session, joined, now)


def enter(session: Session, complaint: Complaint, incident: Incident, actor: str, now: datetime) -> None:
    """``complaint`` is part of ``incident`` from now on, and its timeline says so."""
    complaint.incident_id, complaint.apart_from = incident.id, None
    events.record(
        session, complaint, "incident_joined", actor, now, number=incident.id, title=incident.title,
        topic=incident.topic,
    )  # fmt: skip


def leave(session: Session, complaint: Complaint, actor: str, why: str, now: datetime) -> None:
    """``complaint`` is no part of its incident any more; it does not join it again by itself."""
    left = complaint.incident_id
    complaint.apart_from, complaint.incident_id, complaint.alone_by = left, None, None
    events.record(session, complaint, "incident_left", actor, now, number=left, why=why)


def topic_changed(session: Session, complaint: Complaint, before: str, actor: str, now: datetime) -> None:
    """Another playbook was chosen: what had joined because of its topic leaves, and joins where it belongs now."""
    incidents = open_incidents(session)
    found = part_of(complaint, incidents)
    if found is not None and found.topic == before:
        leave(session, complaint, actor, _("it is about something else"), now)
        show(session, {found.id}, now)
    join(session, [complaint], now)


def show(session: Session, incident_ids: set[int], now: datetime, *, after: timedelta = GATHER) -> None:
    """Redraw the cards of these incidents."""
    if not incident_ids:
        return
    session.flush()
    subjects = [str(one) for one in sorted(incident_ids)]
    cards = session.scalars(select(Card).where(Card.kind.in_(CARDS), Card.subject.in_(subjects)).order_by(Card.id))
    armed = [
        outbox.Arming(
            f"card:{card.id}", "card.show", Lane.CHAT, {"card": card.id}, channel=card.channel,
            urgency=2 if card.ts else 1, due_at=now + after if card.ts else now,
        )
        for card in cards
    ]  # fmt: skip
    outbox.arm_all(session, armed, now)


def gather(session: Session, incident_id: int, now: datetime, *, after: timedelta = GATHER) -> None:
    """Promise that the replies of an incident which are ready are gathered into one batch."""
    outbox.arm(
        session, f"batch:{incident_id}", MAKE, Lane.CHAT, now, urgency=3, payload={"incident": incident_id},
        due_at=now + after,
    )  # fmt: skip
