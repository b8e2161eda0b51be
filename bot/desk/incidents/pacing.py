"""Pacing: one press approves a batch, each text by itself; they leave one after the other, and can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, conduct, events, freezes, outbox
from bot.desk.incidents import belonging, rooms, statements, story
from bot.desk.models import Batch, Complaint, Draft, Effect, Incident, Mention
from bot.desk.people import Person, name_of
from bot.desk.people import person as person_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import DraftState, IncidentState, Lane, Refused
from bot.texts import _

CARRY = "incident.approve"  # the effect
STOPPED = _("the replies of its incident were stopped")
LEFT = (DraftState.PUBLISHING, DraftState.PUBLISHED)


def approve(session: Session, book: Book, batch: Batch, person: Person, now: datetime) -> None:
    """``person`` approves every text of ``batch``, exactly as it was shown; each is approved by itself right after."""
    incident = belonging.locked(session, session.get_one(Incident, batch.incident_id))
    session.refresh(batch, with_for_update=True)
    conduct.guard(session, book, person)
    if batch.decided_by is not None:
        raise Refused(
            _("{who} has approved these replies already; the card shows what became of them."),
            who=name_of(book, batch.decided_by),
        )
    if incident.state != IncidentState.ANSWERING or batch.revision != incident.revision:
        raise Refused(_("The statement has changed since these were written. The card shows the replies that hold."))
    if not batch.items:
        raise Refused(_("No reply is ready to be approved here."))
    batch.decided_by, batch.decided_at = person.id, now
    incident.stopped_by = incident.stopped_at = None
    story.record(session, incident, "batch_approved", person.id, now, count=len(batch.items))
    outbox.arm(
        session, f"approve:{batch.id}", CARRY, Lane.CHAT, now, urgency=1, payload={"batch": batch.id},
        correlation=incident.correlation,
    )  # fmt: skip
    rooms.show(session, incident, now)


def undecided(session: Session, batch_id: int) -> list[dict[str, Any]]:
    """The items of a batch that was pressed and of which it is not known yet what became of them."""
    batch = session.get_one(Batch, batch_id)
    known = {one["complaint"] for one in batch.outcome}
    return [item for item in batch.items if item["complaint"] not in known]


def approve_one(session: Session, book: Book, batch_id: int, item: dict[str, Any], now: datetime) -> None:
    """One text of a batch that somebody pressed: approved as any other, in their name, or left out with the reason."""
    batch = session.get_one(Batch, batch_id, with_for_update=True)
    incident = session.get_one(Incident, batch.incident_id, with_for_update={"read": True})
    complaint = session.get_one(Complaint, item["complaint"])
    if any(one["complaint"] == complaint.id for one in batch.outcome):
        return  # another worker was quicker, or it was stopped
    refused: Refused | None = None
    try:
        with session.begin_nested():  # what is refused has changed nothing
            _approve_one(session, book, batch, incident, complaint, item["shown"], now)
    except Refused as refusal:
        refused = refusal
    said = {"why": refused.text, "values": {k: str(v) for k, v in refused.values.items()}} if refused else {"why": None}
    batch.outcome = [*batch.outcome, {"complaint": complaint.id, "ref": complaint.ref, **said}]


def _approve_one(
    session: Session, book: Book, batch: Batch, incident: Incident, complaint: Complaint, shown: str, now: datetime
) -> None:
    person = person_of(book, batch.decided_by or "")
    if person is None:
        raise Refused(_("Whoever pressed is not on this desk any more."))
    if incident.state != IncidentState.ANSWERING or incident.revision != batch.revision:
        raise Refused(_("The statement changed before it could be approved."))
    complaints.lock(session, complaint)
    session.refresh(complaint, ["incident_id", "alone_by"])
    if complaint.incident_id != incident.id or complaint.alone_by is not None:
        raise Refused(_("It was taken out, to be answered on its own."))
    approvals.approve(
        session, book, complaint, person, shown, now, statements.set_aside(session, incident),
        not_before=_next_turn(session, book, incident, complaint, now),
    )  # fmt: skip


def _next_turn(session: Session, book: Book, incident: Incident, complaint: Complaint, now: datetime) -> datetime:
    """When this reply may leave: a pace behind the one before it on the same network."""
    pace = timedelta(seconds=book.desk.calendar("always").seconds(book.desk.incidents.pace))
    last = session.scalar(
        select(func.max(Draft.publish_at))
        .join(Complaint, Complaint.id == Draft.complaint_id)
        .join(Mention, Mention.id == Complaint.mention_id)
        .where(Complaint.incident_id == incident.id, Mention.network == complaint.mention.network)
        .where(Draft.state.in_([DraftState.APPROVED, *LEFT]))
    )
    return max(now, last + pace) if last is not None else now


def carried(session: Session, effect: Effect, now: datetime) -> None:
    """Every text of the batch was decided: the card says what became of them, and the next batch is gathered."""
    batch = session.get_one(Batch, effect.payload["batch"])
    outbox.tick(session, effect, now)
    if batch.done_at is not None:
        return
    batch.done_at = now
    incident = session.get_one(Incident, batch.incident_id)
    approved = sum(one["why"] is None for one in batch.outcome)
    left = len(batch.outcome) - approved
    story.record(session, incident, "batch_carried", events.AMENDS, now, count=approved, left=left)
    freezes.gather(session, incident.id, now)
    rooms.show(session, incident, now)


def stop(session: Session, incident: Incident, person: Person, now: datetime) -> int:
    """``person`` stops the replies: what was approved and has not left is proposed again; returns how many.

    Going on is approving them again, with one press, by whoever answers for it then.
    """
    belonging.locked(session, incident)
    on_the_way = _approved(session, incident)
    pressed = latest_pressed(session, incident)
    if not on_the_way and (pressed is None or pressed.done_at is not None):
        raise Refused(_("Nothing is on its way at the moment: every approved reply has left or was taken back."))
    incident.stopped_by, incident.stopped_at = person.id, now
    if pressed is not None and pressed.done_at is None:
        _let_none_follow(session, pressed, person)
    for draft in on_the_way:
        approvals.void(session, draft, draft.complaint, STOPPED, now)
    story.record(session, incident, "stopped", person.id, now, count=len(on_the_way))
    freezes.gather(session, incident.id, now, after=rooms.AT_ONCE)
    rooms.show(session, incident, now)
    return len(on_the_way)


def _let_none_follow(session: Session, pressed: Batch, person: Person) -> None:
    """What somebody pressed for and the worker has not come to yet is not approved any more."""
    session.refresh(pressed, with_for_update=True)
    refs = {one.id: one.ref for one in session.scalars(
        select(Complaint).where(Complaint.id.in_([item["complaint"] for item in pressed.items]))
    )}  # fmt: skip
    why = _("{who} stopped the replies before it could be approved.")
    left = [
        {"complaint": item["complaint"], "ref": refs[item["complaint"]], "why": why, "values": {"who": person.name}}
        for item in undecided(session, pressed.id)
    ]
    pressed.outcome = [*pressed.outcome, *left]


def latest_pressed(session: Session, incident: Incident) -> Batch | None:
    """The batch that was approved last."""
    query = select(Batch).where(Batch.incident_id == incident.id, Batch.decided_at.is_not(None))
    return session.scalars(query.order_by(Batch.id.desc()).limit(1)).first()


def _approved(session: Session, incident: Incident) -> Sequence[Draft]:
    query = (
        select(Draft)
        .join(Complaint, Complaint.id == Draft.complaint_id)
        .where(Complaint.incident_id == incident.id, Complaint.alone_by.is_(None))
        .where(Draft.state == DraftState.APPROVED)
    )
    return session.scalars(query.order_by(Draft.id)).all()


def on_their_way(session: Session, incident: Incident) -> int:
    """How many approved replies have not left yet."""
    return len(_approved(session, incident))


def leave_out(session: Session, book: Book, batch: Batch, number: int, person: Person, now: datetime) -> None:
    """``person`` takes one text out of the batch: it is answered on its own, with its own card."""
    complaint = session.get(Complaint, number)
    if complaint is None or not any(item["complaint"] == number for item in batch.items):
        raise Refused(_("This reply is in no batch any more; the card shows those that are."))
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    if complaint.alone_by is not None:
        raise Refused(_("{ref} is answered on its own already: its card has the buttons."), ref=complaint.ref)
    incident = session.get_one(Incident, batch.incident_id)
    complaint.alone_by = person.id
    why = _("it was read among the others and taken out")
    events.record(session, complaint, "incident_alone", person.id, now, number=incident.id, why=why)
    story.record(session, incident, "alone", person.id, now, ref=complaint.ref, why=why)
    freezes.gather(session, incident.id, now, after=rooms.AT_ONCE)
    complaints.show(session, complaint, now, urgency=1)
