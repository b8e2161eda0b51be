"""Due: a commitment is warned of before its moment, and broken when it has passed; then people are told, in turn.

Judged by the row, never by when the scan ran: what is kept a second late is broken, and stays so.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, duty, escalations, events, telling
from bot.desk.models import Commitment, Complaint, Effect
from bot.desk.playbooks import Book
from bot.desk.telling import About
from bot.desk.vocabulary import CommitmentState

ESCALATE = escalations.COMMITMENT
WARN_SHARE = 0.75  # of the time between saying and doing
LEAST_WARNING = timedelta(minutes=30)


def put_under_watch(session: Session, complaint: Complaint, row: Commitment, now: datetime) -> None:
    """Somebody looks at it again: before its moment, and when that has passed, step by step."""
    warn = now + (row.due_at - now) * WARN_SHARE
    row.warn_at = max(now, min(warn, row.due_at - LEAST_WARNING))
    row.next_at = row.warn_at
    session.add(row)
    session.flush()
    escalations.committed(session, complaint, row, now)


def judge(row: Commitment, at: datetime) -> None:
    """Whether it is broken as of ``at``; a breach is history."""
    if at > row.due_at:
        row.broken_at = row.broken_at or row.due_at


def scan(session: Session, book: Book, now: datetime, limit: int) -> int:
    """Warn of what is near, call broken what has passed; returns how many. One range of ``ix_commitment_next``."""
    query = select(Commitment).where(Commitment.next_at <= now).order_by(Commitment.next_at).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    due = session.scalars(query).all()
    for row in due:
        complaint = session.get_one(Complaint, row.complaint_id)
        if row.state != CommitmentState.OPEN:
            row.next_at = None
            continue
        judge(row, now)
        if row.broken_at is not None:
            row.next_at = None
            _broken(session, complaint, row, now)
        else:
            row.next_at = row.due_at + timedelta(seconds=1)  # due_at itself is still in time
            _near(session, book, complaint, row, now)
        complaints.show(session, complaint, now, urgency=3)
    return len(due)


def _near(session: Session, book: Book, complaint: Complaint, row: Commitment, now: datetime) -> None:
    asked = duty.resolved(book, ["owner"], now, team=complaint.team, owner=_owner(session, row))
    telling.remind(session, book, asked, About.COMMITMENT, complaint, now)
    told = ", ".join(telling.names(book, asked))
    events.record(session, complaint, "commitment_near", events.AMENDS, now, what=row.what, told=told)


def _owner(session: Session, row: Commitment) -> str:
    """Whoever has the ticket by now keeps what was said before they had it."""
    ticket = complaints.ticket_of(session, row.complaint_id)
    return (ticket.owner if ticket else None) or row.owner


def _broken(session: Session, complaint: Complaint, row: Commitment, now: datetime) -> None:
    events.record(session, complaint, "commitment_broken", events.AMENDS, now, what=row.what, said=row.said)
    key = escalations.commitment_key(row.id)
    if session.scalar(select(Effect.id).where(Effect.key == key)) is None:  # said before its chain began with it
        escalations.committed(session, complaint, row, now)


def escalate(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """The effect is due: while it is still neither kept nor renegotiated, tell this step's people, arm the next."""
    if "complaint" not in effect.payload:  # armed before its chain began with it
        row = session.get_one(Commitment, effect.payload["commitment"])
        effect.payload = {**effect.payload, "complaint": row.complaint_id}
    escalations.escalate(session, book, effect, now)
