"""Escalation while nobody approves: who is told after which time, frozen when the complaint begins.

One effect per complaint carries the chain and the next step. It ends when the reply is approved, or the complaint
dismissed; when an approval no longer counts, it begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import duty, events, outbox, telling
from bot.desk.calendars import calendar_of
from bot.desk.models import Complaint, Draft, Effect
from bot.desk.playbooks import Book, Playbook
from bot.desk.telling import About
from bot.desk.vocabulary import DRAFT_IN_FLIGHT, ComplaintState, DraftState, Lane

ESCALATE = "approval.escalate"


def key_of(complaint_id: int) -> str:
    """The key of the effect that watches over the approval."""
    return f"escalate:approval:{complaint_id}"


def begin(session: Session, book: Book, begun: Sequence[tuple[Complaint, Playbook]], now: datetime) -> None:
    """Freeze the chain of each complaint and arm its first step; in one statement, however many begin."""
    armed = []
    for complaint, playbook in begun:
        payload = _frozen(book, playbook, complaint, now)
        if payload is not None:
            armed.append(_arming(complaint, payload))
    outbox.arm_all(session, armed, now)


def _frozen(book: Book, playbook: Playbook, complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    chain = book.desk.chains.get(playbook.chain or book.desk.chain)
    if chain is None or not chain.approval:
        return None
    return {
        "complaint": complaint.id, "step": 0, "since": now.isoformat(),
        "calendar": book.desk.calendar(chain.calendar).spec.model_dump(mode="json"),
        "steps": [step.model_dump(mode="json") for step in chain.approval],
        "first": duty.first_asked(book, playbook),
    }  # fmt: skip


def _arming(complaint: Complaint, payload: dict[str, Any]) -> outbox.Arming:
    calendar = calendar_of(payload["calendar"])
    after = calendar.seconds(payload["steps"][payload["step"]]["after"])
    due_at = calendar.add(datetime.fromisoformat(payload["since"]), after)
    return outbox.Arming(
        key_of(complaint.id), ESCALATE, Lane.CHAT, payload, urgency=3, correlation=complaint.correlation, due_at=due_at
    )


def again(session: Session, complaint: Complaint, now: datetime) -> None:
    """The reply needs an approval once more: the same chain, from its first step."""
    effect = session.scalars(select(Effect).where(Effect.key == key_of(complaint.id))).first()
    if effect is None:
        return  # the desk had no chain when the complaint began
    payload = {**effect.payload, "step": 0, "since": now.isoformat()}
    outbox.tick(session, effect, now)
    outbox.arm_all(session, [_arming(complaint, payload)], now)


def stop(session: Session, complaint: Complaint, now: datetime) -> None:
    """It is approved, or nobody needs to approve it any more."""
    outbox.disarm(session, [key_of(complaint.id)], now)


def is_waiting(session: Session, complaint: Complaint) -> bool:
    """Whether the complaint still waits for somebody's approval."""
    if complaint.state != ComplaintState.OPEN:
        return False
    beyond = DRAFT_IN_FLIGHT | {DraftState.PUBLISHED}
    found = select(Draft.id).where(Draft.complaint_id == complaint.id, Draft.state.in_(beyond)).limit(1)
    return session.scalar(found) is None


def escalate(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """The effect is due: if still nobody has approved, tell the people of this step and arm the next one."""
    outbox.tick(session, effect, now)
    complaint, payload = session.get_one(Complaint, effect.payload["complaint"]), effect.payload
    if not is_waiting(session, complaint):
        return
    number = payload["step"]
    asked = duty.resolved(
        book, payload["steps"][number]["tell"], now, first=payload.get("first", []), team=complaint.team
    )
    telling.remind(session, book, asked, About.APPROVAL, complaint, now)
    told = ", ".join(telling.names(book, asked))
    events.record(session, complaint, "escalated", events.AMENDS, now, step=number + 1, told=told)
    if number + 1 < len(payload["steps"]):
        outbox.arm_all(session, [_arming(complaint, {**payload, "step": number + 1})], now)
