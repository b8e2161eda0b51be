"""Promising: what a reply says we will do, from the moment it is public, and what an agent writes down to have said."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, events
from bot.desk.commitments.due import put_under_watch
from bot.desk.models import Commitment, Complaint, Draft
from bot.desk.people import Person
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import CommitmentState, Refused
from bot.texts import _
from bot.voice import deadlines

MOST_WHAT = 300
OURSELVES = re.compile(r"(?<!\w)(?:je|j['’]\w+|nous|on|i|i['’](?:ll|m)|we|we['’](?:ll|re))(?!\w)", re.IGNORECASE)
SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")


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
    return [
        *kept,
        promised(_sentence_with(body, said)[:MOST_WHAT], said, at, body, local) | {"until": until.isoformat()},
    ]


def begin(session: Session, draft: Draft, now: datetime) -> None:
    """The reply is public: each promise in it becomes a row, owned by whoever has the ticket, else the approver."""
    complaint = draft.complaint
    ticket = complaints.ticket_of(session, complaint.id)
    owner = (ticket.owner if ticket else None) or draft.approved_by or events.AMENDS
    for item in standing(draft, draft.reply_text or draft.body):
        due_at = datetime.fromisoformat(item["by"])
        row = Commitment(
            complaint_id=complaint.id, draft_id=draft.id, what=item["what"], said=item["said"], due_at=due_at,
            owner=owner, state=CommitmentState.OPEN, created_at=now,
        )  # fmt: skip
        put_under_watch(session, complaint, row, now)
        events.record(
            session, complaint, "promised", owner, now, what=item["what"], said=item["said"], by=due_at.isoformat()
        )


def heard(session: Session, book: Book, complaint: Complaint, person: Person, words: str, now: datetime) -> None:
    """``person`` wrote ``words`` down (a note, a message to the customer): a promise that can be read in them waits for
    one click that says whether it was made."""
    playbook = complaints.frozen_playbook(book, complaint)
    name = playbook.commitment.calendar if playbook.commitment else next(iter(book.desk.calendars))
    found = deadlines.promised(words, complaint.mention.text, book.desk.calendar(name).local(now))
    if found is None:
        return
    said, at = found
    what = _sentence_with(words, said)[:MOST_WHAT]
    if not OURSELVES.search(what):
        return  # "leaves with tonight's truck": nobody says that they will do something
    if any(row.said == said and row.due_at == at for row in of_complaint(session, complaint.id)):
        return
    session.add(
        Commitment(
            complaint_id=complaint.id, what=what, said=said, due_at=at, owner=person.id,
            state=CommitmentState.NOTICED, created_at=now,
        )
    )  # fmt: skip
    events.record(session, complaint, "promise_noticed", person.id, now, what=what, said=said, by=at.isoformat())


def _sentence_with(words: str, said: str) -> str:
    return next((one.strip() for one in SENTENCES.split(words) if said in one), said)


def of_complaint(session: Session, complaint_id: int) -> Sequence[Commitment]:
    """Everything promised to one customer, the nearest first."""
    return of_complaints(session, [complaint_id]).get(complaint_id, [])


def of_complaints(session: Session, complaint_ids: Collection[int]) -> dict[int, list[Commitment]]:
    """:func:`of_complaint` of several; those without any are left out."""
    found: dict[int, list[Commitment]] = {}
    query = select(Commitment).where(Commitment.complaint_id.in_(complaint_ids))
    for row in session.scalars(query.order_by(Commitment.due_at, Commitment.id)):
        found.setdefault(row.complaint_id, []).append(row)
    return found
