"""The public closing line: one sentence where the complaint was made, that it is solved, without personal facts.

It is a draft of the kind ``closing``, approved and published like any other; or it is skipped, with a reason.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import clocks, complaints, drafts, episodes, escalations, events, outbox
from bot.desk.models import Card, Closure, Complaint, Draft
from bot.desk.people import Person
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.deskfile import SPOKEN_OF
from bot.desk.vocabulary import (
    CLOSING,
    DRAFT_IN_FLIGHT,
    ComplaintState,
    DraftState,
    Lane,
    MentionState,
    Refused,
)
from bot.texts import _

NONE, WANTED, PUBLISHED, SKIPPED = "none", "wanted", "published", "skipped"
CARD = "closing"
SETTLED = (NONE, PUBLISHED, SKIPPED)


def is_public(book: Book, complaint: Complaint, playbook: Playbook | None = None) -> bool:
    """Whether it was said where others read it, and a closing line has a place (``playbook``: the frozen one, where it
    is at hand)."""
    playbook, mention = playbook or complaints.frozen_playbook(book, complaint), complaint.mention
    spoken = book.desk.venue(mention.network) in SPOKEN_OF
    return bool(playbook.closing) and not spoken and mention.state != MentionState.GONE


def begin(session: Session, book: Book, complaint: Complaint, closure: Closure, now: datetime) -> bool:
    """Ask for the closing line where one has a place; returns whether nothing stands between the closing and the
    satisfaction question (no line is wanted, or, as a person posts replies there by hand, it may be left out)."""
    if not is_public(book, complaint):
        closure.line, closure.line_why = NONE, _("it was not said in public, or the playbook has no closing line")
        return True
    closure.line = WANTED
    clocks.closing_wanted(session, book, complaints.frozen_playbook(book, complaint), complaint, now)
    escalations.line_begins(session, complaint, closure, now)
    known = session.scalars(select(Card).where(Card.kind == CARD, Card.subject == str(complaint.id))).first()
    if known is None:
        channel = book.desk.channels.approvals
        session.add(Card(kind=CARD, subject=str(complaint.id), complaint_id=complaint.id, channel=channel))
    outbox.arm(
        session, f"closing:{complaint.id}", "closing.compose", Lane.CHAT, now, urgency=3,
        payload={"complaint": complaint.id, "closure": closure.id}, correlation=complaint.correlation,
    )  # fmt: skip
    return book.reply_through(complaint.mention.network) == "manual"


def propose(
    session: Session,
    complaint: Complaint,
    closure_id: int,
    body: str,
    language: str,
    why: dict[str, Any],
    now: datetime,
) -> Draft | None:
    """The line that was composed, to be read and approved; None when none is wanted any more."""
    complaints.lock(session, complaint)
    closure = episodes.standing(session, complaint.id)
    if complaint.state != ComplaintState.RESOLVED or closure is None or closure.id != closure_id:
        return None
    if closure.line != WANTED or in_hand(session, complaint) is not None:
        return None
    return drafts.add_version(
        session, complaint, body, language, "playbook", now, commitments=[], why={**why, "closure": closure.id},
        kind=CLOSING,
    )  # fmt: skip


def in_hand(session: Session, complaint: Complaint) -> Draft | None:
    """The line that waits for somebody, or is on its way; None when there is none of this episode."""
    found = drafts.current(session, complaint.id, CLOSING)
    return found if found is not None and found.state in {DraftState.PROPOSED} | DRAFT_IN_FLIGHT else None


def skip(session: Session, complaint: Complaint, person: Person, why: str, now: datetime) -> Closure:
    """``person`` says why there is no public line here."""
    complaints.lock(session, complaint)
    closure = episodes.standing(session, complaint.id)
    if closure is None or closure.line != WANTED:
        raise Refused(_("No public line is waited for here; the card shows where it stands."))
    draft = in_hand(session, complaint)
    if draft is not None and draft.state not in (DraftState.PROPOSED, DraftState.FAILED):
        raise Refused(_("The line is on its way already. Take the approval back first, if there is still time."))
    if not why.strip():
        raise Refused(_("Say why nothing is said in public at the end: others were reading along."), field="why")
    if draft is not None:
        to = DraftState.WITHDRAWN if draft.state == DraftState.PROPOSED else DraftState.SUPERSEDED
        drafts.to_state(draft, to, now)
    closure.line, closure.line_why, closure.line_by = SKIPPED, why.strip(), person.id
    outbox.disarm(session, [f"closing:{complaint.id}"], now)
    clocks.closing_over(session, complaint, now)
    escalations.stop(session, complaint, now)
    events.record(session, complaint, "line_skipped", person.id, now, why=why.strip())
    complaints.show(session, complaint, now, urgency=1)
    return closure


def published(session: Session, draft: Draft, at: datetime, now: datetime) -> Closure | None:
    """The line is public since ``at``; returns the closing it belongs to while that holds."""
    closure = episodes.standing(session, draft.complaint_id)
    complaints.show(session, draft.complaint, now)
    if closure is None or draft.why.get("closure") not in (None, closure.id):
        return None  # taken up again while it was on its way
    closure.line, closure.line_by = PUBLISHED, draft.approved_by
    clocks.closing_said(session, draft.complaint, at)
    return closure
