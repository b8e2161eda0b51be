"""Commitments: what a public reply says we will do, by when; a row each from the moment it is public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, events
from bot.desk.models import Commitment, Complaint, Draft
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import CommitmentState, Refused
from bot.texts import _
from bot.voice import deadlines


def standing(draft: Draft, text: str) -> list[dict[str, Any]]:
    """The promises of ``draft`` whose words are (still) in ``text``: ``{what, by, said, until?}`` each."""
    return [item for item in draft.commitments if item["said"] in text]


def promised(what: str, said: str, by: datetime, body: str, now: datetime) -> dict[str, Any]:
    """A promise that a person wrote into ``body``, for :func:`bot.desk.drafts.edit`: the words that name the time and
    the moment they mean."""
    if not said.strip() or said.strip() not in body:
        raise Refused(_("These words are not in the reply: copy the time exactly as it is said there."), field="said")
    if by <= now:
        raise Refused(_("This time has passed already: promise one that can be kept."), field="by")
    return {"what": what.strip() or said.strip(), "said": said.strip(), "by": by.isoformat(), "until": by.isoformat()}


def noticed(book: Book, playbook: Playbook, complaint: Complaint, draft: Draft, body: str, now: datetime) -> list[Any]:
    """The promises of ``body``, a rewriting of ``draft``: those of before that still stand in it, and one whose words
    and moment can be read off it, so that somebody is reminded of it."""
    kept = standing(draft, body)
    calendar = book.desk.calendar(
        playbook.commitment.calendar if playbook.commitment else next(iter(book.desk.calendars))
    )
    local = calendar.local(now)
    found = deadlines.promised(body, complaint.mention.text, local)
    if found is None:
        return kept
    said, at = found
    if any(item["said"] in said or said in item["said"] for item in kept):
        return kept
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until = min(at, midnight) if deadlines.seen_from_today(body) else at  # "today" means another day tomorrow
    return [*kept, promised("", said, at, body, local) | {"until": until.isoformat()}]


def begin(session: Session, draft: Draft, now: datetime) -> None:
    """The reply is public: each promise in it becomes a row, owned by whoever has the ticket, else the approver."""
    complaint = draft.complaint
    ticket = complaints.ticket_of(session, complaint.id)
    owner = (ticket.owner if ticket else None) or draft.approved_by or events.AMENDS
    for item in standing(draft, draft.reply_text or draft.body):
        due_at = datetime.fromisoformat(item["by"])
        session.add(
            Commitment(
                complaint_id=complaint.id, draft_id=draft.id, what=item["what"], said=item["said"], due_at=due_at,
                owner=owner, state=CommitmentState.OPEN, created_at=now,
            )
        )  # fmt: skip
        events.record(
            session, complaint, "promised", owner, now, what=item["what"], said=item["said"], by=due_at.isoformat()
        )


def of_complaint(session: Session, complaint_id: int) -> Sequence[Commitment]:
    """Everything promised to one customer, the nearest first."""
    query = select(Commitment).where(Commitment.complaint_id == complaint_id)
    return session.scalars(query.order_by(Commitment.due_at, Commitment.id)).all()
