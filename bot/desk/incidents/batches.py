"""Batches: replies that are ready, gathered to be approved with one press. A batch names exact texts.

What needs more than one look is left out and named: what a check stops, what needs two people, what carries a risk,
what somebody has rewritten without the statement. What comes later forms the next batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, drafts, judging, outbox, quorum
from bot.desk.incidents import rooms, statements
from bot.desk.models import Batch, Card, Complaint, Draft, Effect, Incident
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import ComplaintState, DraftState, IncidentState, Refused
from bot.texts import _

CARRY = "incident.approve"  # the effect
STOPPED = _("the replies of its incident were stopped")
LEFT = (DraftState.PUBLISHING, DraftState.PUBLISHED)


@dataclass(frozen=True)
class Ready:
    """One reply of a batch, with the words that it names."""

    complaint: Complaint
    draft: Draft
    shown: str


class _NotReady(Exception):
    """Why a reply is left out: a marked text and what fills it."""

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def make(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """Gather what is ready into a batch, unless the one that stands holds just that already."""
    outbox.tick(session, effect, now)
    gathered(session, book, session.get_one(Incident, effect.payload["incident"]), now)


def gathered(session: Session, book: Book, incident: Incident, now: datetime) -> Batch | None:
    """The batch that stands after a look at all replies; None when there is nothing to decide or to name."""
    if incident.state != IncidentState.ANSWERING or incident.revision is None:
        return None
    items, left_out = _looked_through(session, book, incident, now)
    before = latest(session, incident)
    asked = before if before is not None and before.decided_at is None else None
    if asked is not None and (asked.items, asked.left_out) == (items, left_out):
        return asked
    if not items and not left_out and before is None:
        return None
    if not items and before is not None and before.decided_at is not None and before.left_out == left_out:
        return before
    batch = Batch(
        incident_id=incident.id, revision=incident.revision, items=items, left_out=left_out, made_at=now, outcome=[]
    )
    session.add(batch)
    session.flush()
    if rooms.card_of(session, incident, rooms.BATCH) is None:
        session.add(Card(kind=rooms.BATCH, subject=str(incident.id), channel=book.desk.channels.approvals))
    rooms.show(session, incident, now)
    return batch


def latest(session: Session, incident: Incident) -> Batch | None:
    """The newest batch of ``incident``."""
    query = select(Batch).where(Batch.incident_id == incident.id).order_by(Batch.id.desc())
    return session.scalars(query.limit(1)).first()


def waiting(session: Session, incident: Incident) -> Sequence[Complaint]:
    """The complaints of ``incident`` that wait for their reply, those that are answered on their own left out."""
    query = select(Complaint).where(
        Complaint.incident_id == incident.id, Complaint.state == ComplaintState.OPEN, Complaint.alone_by.is_(None)
    )
    return session.scalars(query.order_by(Complaint.id)).all()


def _looked_through(
    session: Session, book: Book, incident: Incident, now: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    asked = waiting(session, incident)
    current = drafts.currents(session, [one.id for one in asked])
    known = approvals.known_of_all(session, book, asked, now) if asked else {}
    reasons = statements.set_aside(session, incident)
    items: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    recent: list[str] = []  # those of this batch, which will be public before the next of them is
    for complaint in asked:
        draft = current.get(complaint.id)
        if draft is not None and draft.state != DraftState.PROPOSED:
            continue  # approved, on its way, or in a person's hands: its card shows where it stands
        try:
            look = _Look(book, incident, complaint, draft, known[complaint.id], recent, reasons)
            recent.append(_text_if_ready(look, now))
        except _NotReady as why:
            left_out.append({"complaint": complaint.id, "ref": complaint.ref, "why": why.why, "values": why.values})
        else:
            assert draft is not None
            items.append({
                "complaint": complaint.id, "draft": draft.id, "shown": drafts.shown_as(draft, complaint),
            })  # fmt: skip
    return items, left_out


@dataclass(frozen=True)
class _Look:
    book: Book
    incident: Incident
    complaint: Complaint
    draft: Draft | None
    known: judging.Known
    recent: Sequence[str]
    reasons: Mapping[str, str]


def _text_if_ready(look: _Look, now: datetime) -> str:
    """The reply's words, if it can be approved together with others; else :class:`_NotReady`."""
    book, complaint, draft = look.book, look.complaint, look.draft
    playbook = complaints.frozen_playbook(book, complaint)
    if complaints.awaits_clearance(complaint, playbook):
        raise _NotReady(_("a manager must clear it first"))
    if draft is None:
        raise _NotReady(_("its draft is not written yet"))
    if risks := (complaint.mention.triage or {}).get("sure_risks"):
        raise _NotReady(_("it carries a risk ({risks})"), risks=", ".join(risks))
    if playbook.hotline:
        raise _NotReady(_("named people see to it"))
    if draft.why.get("statement") != look.incident.revision:
        raise _NotReady(_("it does not say the statement that holds"))
    rules = quorum.needed(book, playbook, complaint, draft)
    if rules.people > 1 or rules.not_alone is not None or draft.reply_text is not None:
        raise _NotReady(_("two people must agree"))
    if rules.manager:
        raise _NotReady(_("a manager approves it"))
    _guard_sendable(look, playbook, draft, now)
    return _text_if_it_passes(look, playbook, draft)


def _guard_sendable(look: _Look, playbook: Playbook, draft: Draft, now: datetime) -> None:
    try:
        approvals.guard_sendable(look.book, playbook, look.complaint, draft, now)
    except Refused as refusal:
        raise _NotReady(refusal.text, **{key: str(value) for key, value in refusal.values.items()}) from refusal


def _text_if_it_passes(look: _Look, playbook: Playbook, draft: Draft) -> str:
    book, complaint = look.book, look.complaint
    text = drafts.signed_by_longest_name(book, draft.body, draft.language)
    known = judging.Known(
        [*look.recent, *look.known.recent], look.known.further, look.known.granted, look.known.passage
    )
    judged = judging.judge(book, playbook, complaint, draft, text, known, None)
    for check in judged.failing():
        if check.level == "block" or check.id not in look.reasons:
            raise _NotReady(check.why, **{key: str(value) for key, value in check.values.items()})
    return text


def shown_in(session: Session, batch: Batch) -> list[Ready]:
    """The replies of ``batch`` with the words that it names, in its order."""
    drawn = {one.id: one for one in session.scalars(
        select(Draft).where(Draft.id.in_([item["draft"] for item in batch.items]))
    )}  # fmt: skip
    asked = {one.id: one for one in session.scalars(
        select(Complaint).where(Complaint.id.in_([item["complaint"] for item in batch.items]))
    )}  # fmt: skip
    return [Ready(asked[item["complaint"]], drawn[item["draft"]], item["shown"]) for item in batch.items]
