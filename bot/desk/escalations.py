"""Escalation while something waits: who is told after which time, frozen when the complaint begins.

Four things can wait: the approval of the reply, the claim of the ticket, a promise that was broken, and what we said we
would do. One effect for each carries the chain and the next step; it ends when nobody needs to be told any more. A step
that comes late is done late, never left out: what comes next is counted from the beginning, or from the deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import chains, duty, events, freezes, outbox, sla, telling, waiting
from bot.desk.calendars import ALWAYS, calendar_of
from bot.desk.models import Clock, Closure, Commitment, Complaint, Effect
from bot.desk.playbooks import Book, Playbook
from bot.desk.telling import About
from bot.desk.vocabulary import (
    ClockState,
    CommitmentState,
    ComplaintState,
    Lane,
    Metric,
)

ESCALATE = "approval.escalate"
CLAIM = "claim.escalate"
BREACH = "breach.escalate"
COMMITMENT = "commitment.escalate"
KINDS = {"approval": ESCALATE, "claim": CLAIM, "breach": BREACH, "commitment": COMMITMENT}
ABOUT = {ESCALATE: About.APPROVAL, CLAIM: About.CLAIM, BREACH: About.BREACH, COMMITMENT: About.COMMITMENT_BROKEN}
EVENTS = {
    ESCALATE: "escalated", CLAIM: "claim_escalated", BREACH: "breach_escalated", COMMITMENT: "commitment_escalated",
}  # fmt: skip
# Where a desk had no chain when the complaint began: what we said is never left to itself.
USUAL_STEPS: list[dict[str, Any]] = [{"after": "0m", "tell": ["owner", "lead"]}, {"after": "2h", "tell": ["manager"]}]
HELD_BACK = timedelta(minutes=10)  # how often it is looked whether an incident still holds the reply back
IN_TIME = timedelta(seconds=1)  # the moment itself is still in time
NOBODY_THERE = timedelta(minutes=5)  # how often it is looked whether somebody is on duty by now


def key_of(complaint_id: int) -> str:
    """The key of the effect that watches over the approval."""
    return f"escalate:approval:{complaint_id}"


def line_key(complaint_id: int) -> str:
    """The key of the effect that watches over the approval of the closing line."""
    return f"escalate:line:{complaint_id}"


def claim_key(complaint_id: int) -> str:
    """The key of the effect that watches over the claim of the ticket."""
    return f"escalate:claim:{complaint_id}"


def breach_key(clock_id: int) -> str:
    """The key of the effect that watches over a broken promise."""
    return f"escalate:breach:{clock_id}"


def commitment_key(commitment_id: int) -> str:
    """The key of the effect that watches over what we said."""
    return f"escalate:commitment:{commitment_id}"


# ---- the chain, frozen


def begin(session: Session, book: Book, begun: Sequence[tuple[Complaint, Playbook]], now: datetime) -> None:
    """Freeze the chain of each complaint and arm its first step; in one statement, however many begin."""
    frozen = [(complaint, _frozen(book, playbook, complaint, now)) for complaint, playbook in begun]
    clocks = sla.of_complaints(
        session, [complaint.id for complaint, payload in frozen if payload and chains.relative(payload)]
    )
    armed = [
        _arming(complaint, payload, _due(clocks.get(complaint.id, ()), Metric.FIRST_RESPONSE))
        for complaint, payload in frozen if payload
    ]  # fmt: skip
    outbox.arm_all(session, armed, now)


def _frozen(book: Book, playbook: Playbook, complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    chain = book.desk.chains.get(playbook.chain or book.desk.chain)
    if chain is None or not chain.approval:
        return None
    calendar = book.desk.calendar(chain.calendar)
    steps = [step.model_dump(mode="json", exclude_defaults=True) for step in chain.approval]
    return {
        "complaint": complaint.id, "step": 0, "since": now.isoformat(),
        "calendar": calendar.spec.around(now.date()).kept(), "steps": chains.unrolled(calendar, steps),
        "first": duty.first_asked(book, playbook),
    }  # fmt: skip


def _due(clocks: Iterable[Clock], metric: Metric) -> datetime | None:
    return next((clock.due_at for clock in clocks if clock.metric == metric and clock.state not in sla.ENDED), None)


def _deadline(session: Session, kind: str, payload: dict[str, Any]) -> datetime | None:
    if kind == COMMITMENT:
        return session.get_one(Commitment, payload["commitment"]).due_at
    waited = Metric.CLOSING if payload.get("line") else Metric.FIRST_RESPONSE
    metric = {ESCALATE: waited, CLAIM: Metric.RESOLUTION}.get(kind)
    return _due(sla.of_complaint(session, payload["complaint"]), metric) if metric else None


def _arming(
    complaint: Complaint, payload: dict[str, Any], due: datetime | None, chain: str = "approval", key: str = ""
) -> outbox.Arming:
    return outbox.Arming(
        key or key_of(complaint.id), KINDS[chain], Lane.CHAT, payload, urgency=3, correlation=complaint.correlation,
        due_at=chains.moment(payload, due),
    )  # fmt: skip


# ---- what waits


def again(session: Session, complaint: Complaint, now: datetime) -> None:
    """The reply needs an approval once more: the same chain, from its first step."""
    effect = session.scalars(select(Effect).where(Effect.key == key_of(complaint.id))).first()
    if effect is None:
        return  # the desk had no chain when the complaint began
    if complaint.state != ComplaintState.OPEN:
        if closure := waiting.line_wanted(session, complaint):
            line_begins(session, complaint, closure, now)
        return
    payload = {**effect.payload, "step": 0, "since": now.isoformat()}
    outbox.tick(session, effect, now)
    due = _deadline(session, ESCALATE, payload) if chains.relative(payload) else None
    outbox.arm_all(session, [_arming(complaint, payload, due)], now)


def stop(session: Session, complaint: Complaint, now: datetime) -> None:
    """It is approved, or nobody needs to approve it any more."""
    outbox.disarm(session, [key_of(complaint.id), line_key(complaint.id)], now)


def line_begins(session: Session, complaint: Complaint, closure: Closure, now: datetime) -> None:
    """The public closing line needs an approval: the chain of approvals that was frozen when the complaint began."""
    effect = session.scalars(select(Effect).where(Effect.key == key_of(complaint.id))).first()
    if effect is None:
        return
    payload = {**effect.payload, "step": 0, "since": now.isoformat(), "line": closure.id}
    session.flush()
    due = _deadline(session, ESCALATE, payload) if chains.relative(payload) else None
    outbox.arm_all(session, [_arming(complaint, payload, due, key=line_key(complaint.id))], now)


def unclaimed(session: Session, complaint: Complaint, now: datetime) -> None:
    """The ticket waits for somebody to take it: the chain that was frozen when the complaint began, from its first
    step. It ends by itself when somebody has it."""
    clocks = sla.of_complaint(session, complaint.id)
    chain = chains.of_clocks(clocks)
    if chain is None or not chain["claim"]:
        return
    steps = chains.unrolled(calendar_of(chain["calendar"]), chain["claim"])
    payload = {
        "complaint": complaint.id,
        "step": 0,
        "since": now.isoformat(),
        "calendar": chain["calendar"],
        "steps": steps,
    }
    due = _due(clocks, Metric.RESOLUTION)
    outbox.arm_all(session, [_arming(complaint, payload, due, "claim", claim_key(complaint.id))], now)


def breached(session: Session, clocks: Iterable[Clock], now: datetime) -> None:
    """Promises were broken: their chains begin at the deadline, whenever that was found, and end with the promise."""
    armed = []
    for clock in clocks:
        chain = clock.policy.get("chain")
        if not chain or not chain["breach"] or clock.breached_at is None:
            continue
        payload = {
            "complaint": clock.complaint_id, "clock": clock.id, "step": 0, "since": clock.breached_at.isoformat(),
            "calendar": chain["calendar"], "steps": chains.unrolled(calendar_of(chain["calendar"]), chain["breach"]),
        }  # fmt: skip
        armed.append(_arming(clock.complaint, payload, None, "breach", breach_key(clock.id)))
    outbox.arm_all(session, armed, now)


def committed(session: Session, complaint: Complaint, row: Commitment, now: datetime) -> None:
    """We said that we would do something: from now on its chain is watched, the one that was frozen when the complaint
    began. It is counted from the moment that was said, before it and after it, and ends when that is kept."""
    chain = chains.of_clocks(sla.of_complaint(session, complaint.id)) or {"calendar": ALWAYS.kept()}
    calendar = calendar_of(chain["calendar"])
    steps = chains.unrolled(calendar, chain.get("commitment") or chain.get("breach") or USUAL_STEPS)
    payload = {
        "complaint": complaint.id, "commitment": row.id, "step": 0, "begun": now.isoformat(),
        "since": (row.due_at + IN_TIME).isoformat(), "calendar": chain["calendar"], "steps": steps,
    }  # fmt: skip
    payload["steps"] = chains.in_order(payload, row.due_at)
    arming = _arming(complaint, payload, row.due_at, "commitment", commitment_key(row.id))
    outbox.arm_all(session, [arming], now)


def _still_waits(session: Session, effect: Effect, complaint: Complaint) -> bool:
    if effect.kind == CLAIM:
        return waiting.is_unclaimed(session, complaint)
    if effect.kind == BREACH:
        clock = session.get_one(Clock, effect.payload["clock"])
        return clock.state in (ClockState.RUNNING, ClockState.PAUSED) and waiting.is_broken(session, complaint)
    if effect.kind == COMMITMENT:
        return session.get_one(Commitment, effect.payload["commitment"]).state == CommitmentState.OPEN
    if effect.payload.get("line"):
        closure = waiting.line_wanted(session, complaint)
        return closure is not None and closure.id == effect.payload["line"] and waiting.line_waits(session, complaint)
    return waiting.is_waiting(session, complaint)


# ---- a step


def escalate(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """The effect is due: if it still waits, tell the people of this step and arm the next one."""
    outbox.tick(session, effect, now)
    complaint, payload = session.get_one(Complaint, effect.payload["complaint"]), effect.payload
    if not _still_waits(session, effect, complaint):
        return None
    if effect.kind == ESCALATE and freezes.held(session, complaint):
        # Nobody could approve it: whoever decides about the incident is asked there.
        return _later(session, effect, {**payload, "since": now.isoformat()}, now + HELD_BACK, now)
    due = _deadline(session, effect.kind, payload) if chains.relative(payload) else None
    if (moment := chains.moment(payload, due)) > now:  # the deadline has moved since
        return _later(session, effect, payload, moment, now)
    asked = _asked(session, book, effect, complaint, now)
    if not asked:
        return _later(session, effect, payload, now + NOBODY_THERE, now)
    number = payload["step"]
    _tell(session, book, effect, complaint, asked, now)
    if number + 1 < len(payload["steps"]):
        chain = next(name for name, kind in KINDS.items() if kind == effect.kind)
        arming = _arming(complaint, {**payload, "step": number + 1}, due, chain, effect.key)
        outbox.arm_all(session, [arming], now)
    return None


def _tell(session: Session, book: Book, effect: Effect, complaint: Complaint, asked: duty.Asked, now: datetime) -> None:
    """Remind the people of this step, and say on the timeline who they were."""
    number, more, near = effect.payload["step"], dict[str, Any](), False
    if effect.kind == COMMITMENT:
        more = {"what": session.get_one(Commitment, effect.payload["commitment"]).what}
        near = bool(effect.payload["steps"][number].get("before"))
    telling.remind(session, book, asked, About.COMMITMENT if near else ABOUT[effect.kind], complaint, now)
    told = ", ".join(telling.names(book, asked))
    events.record(
        session, complaint, "commitment_near" if near else EVENTS[effect.kind], events.AMENDS, now,
        step=number + 1, told=told, **more,
    )  # fmt: skip


def _asked(session: Session, book: Book, effect: Effect, complaint: Complaint, now: datetime) -> duty.Asked:
    payload = effect.payload
    step, ticket = payload["steps"][payload["step"]], waiting.ticket_of(session, complaint)
    owner = ticket.owner if ticket else None
    if owner is None and effect.kind == COMMITMENT:  # whoever has the ticket keeps it, else whoever said it
        owner = session.get_one(Commitment, payload["commitment"]).owner
    known: dict[str, Any] = {"first": payload.get("first", []), "team": complaint.team, "owner": owner}
    if step.get("hold"):
        return duty.called(book, step["tell"], now, held=True, **known)
    return duty.resolved(book, step["tell"], now, **known)


def _later(session: Session, effect: Effect, payload: dict[str, Any], at: datetime, now: datetime) -> None:
    outbox.arm(
        session, effect.key, effect.kind, Lane.CHAT, now, urgency=3, due_at=at, payload=payload,
        correlation=effect.correlation,
    )  # fmt: skip
