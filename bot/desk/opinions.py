"""Second opinions: what becomes of one when it comes in. The card stands long before, and a person has the last word.

What somebody corrected, chose or wrote meanwhile stays as it is: then the opinion is only shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, editing, events, folds, hotlines, opening, steering
from bot.desk.models import Complaint, Correction
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, MentionState
from bot.triage import opinions
from bot.triage.deciding import KIND_NAMES
from bot.triage.kinds import STAKES
from bot.triage.opinions import Opinion


def is_awaited(session: Session, complaint: Complaint, revision: int) -> bool:
    """Whether the opinion is still of use: nobody has answered or dismissed it, and the words (their ``revision``) are
    the ones that triage read."""
    mention = complaint.mention
    same = mention.revision == revision and mention.state != MentionState.GONE and not _is_there(complaint)
    return same and complaint.state == ComplaintState.OPEN and not _is_corrected(session, complaint)


def missing(session: Session, complaint: Complaint, why: str, now: datetime) -> None:
    """There is no second opinion, and ``why`` (a marked text): what triage said stands."""
    _keep(complaint, {"why": why})
    complaints.show(session, complaint, now, urgency=3)


def take(session: Session, book: Book, complaint: Complaint, opinion: Opinion, now: datetime) -> None:
    """``opinion`` joins what triage said of the mention: it may raise, never lower; the timeline says what it did."""
    complaints.lock(session, complaint)
    session.refresh(complaint.mention)
    if _is_there(complaint):
        return  # asked twice, after a crash: it must not count as two readers
    mention, changed = complaint.mention, list[str]()
    before = mention.kind
    if complaint.state == ComplaintState.OPEN and not _is_corrected(session, complaint):
        mention.triage, changed = opinions.joined(mention.triage or {}, opinion)
        mention.kind = mention.triage["kind"]
        if "stakes" in changed:
            _raise(session, book, complaint, now)
    _keep(complaint, opinion.as_json() | {"changed": changed, "instead_of": before})
    # Without the passages: they are the customer's words, and are dropped with the mention's.
    events.record(session, complaint, "opinion", events.MODEL, now, what=KIND_NAMES[opinion.kind], changed=changed)
    if {"kind", "topics", "risks"} & set(changed):
        _follow(session, book, complaint, "risks" in changed, now)
    complaints.show(session, complaint, now)


def _follow(session: Session, book: Book, complaint: Complaint, risky: bool, now: datetime) -> None:
    """The playbook that triage leads to by now applies. Where a person has the reply in hand, theirs stays; but the
    people whom a new risk concerns (``risky``) are told all the same."""
    choice = opening.choice_for(book, complaint.mention)
    free = not _is_being_edited(session, complaint, now)
    if free and steering.follow_triage(session, book, complaint, choice, events.MODEL, now):
        return
    there = complaints.frozen_playbook(book, complaint).hotline
    if risky and choice.playbook.hotline and choice.playbook.hotline != there:
        hotlines.begin(session, book, choice.playbook, complaint, now)


def _keep(complaint: Complaint, opinion: dict[str, Any]) -> None:
    complaint.mention.triage = {**(complaint.mention.triage or {}), "opinion": opinion}


def _is_there(complaint: Complaint) -> bool:
    return "kind" in (complaint.mention.triage or {}).get("opinion", {})


def _raise(session: Session, book: Book, complaint: Complaint, now: datetime) -> None:
    """What is at stake is graver than it was taken for: the priority follows, and a folded card is shown on its own."""
    found = opening.stakes_of(complaint.mention)
    if STAKES.index(found) < STAKES.index(complaint.stakes or "P4"):
        complaint.stakes = found
        complaint.weigh_at = now  # the next scan sums its priority anew
        if found in folds.GRAVE:
            folds.unfold_complaints(session, book, [complaint.id], now)


def _is_corrected(session: Session, complaint: Complaint) -> bool:
    """Whether a person has said what the mention is."""
    query = select(Correction.id).where(Correction.mention_id == complaint.mention_id).limit(1)
    return session.scalar(query) is not None


def _is_being_edited(session: Session, complaint: Complaint, now: datetime) -> bool:
    """Whether somebody is at the reply: their window must not become out of date under their hands."""
    return complaint.id in editing.who_edits(session, [complaint.id], now)
