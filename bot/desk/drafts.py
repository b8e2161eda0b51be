"""Drafts: proposed, edited into new versions, approved as one exact text, published once.

Approval names a text: its hash covers the signed words, where they go, the account and the language, and it remembers
what the approver had seen of the thread. Publishing is held before the call; an outcome nobody knows goes to a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, events, outbox
from bot.desk.models import Complaint, Draft
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import (
    DRAFT_IN_FLIGHT,
    ComplaintState,
    DraftState,
    Lane,
    MentionState,
    Refused,
    move,
)
from bot.texts import _
from bot.voice import checks

# A promise ("by 6 pm") must leave the person who made it this long to keep it.
LEAST_TIME_TO_KEEP = timedelta(minutes=15)
PUBLISH = "reply.publish"


def propose(
    session: Session,
    complaint: Complaint,
    body: str,
    language: str,
    written_by: str,
    now: datetime,
    *,
    commitments: list[Any],
    why: dict[str, Any],
) -> Draft | None:
    """A new version takes the place of the one proposed before; None when none is wanted: a reply is already on its way
    or out, or the complaint was dismissed."""
    complaints.lock(session, complaint)
    if complaint.state != ComplaintState.OPEN:
        return None
    versions = all_versions(session, complaint.id)
    if any(draft.state in DRAFT_IN_FLIGHT | {DraftState.PUBLISHED} for draft in versions):
        return None
    for draft in versions:
        if draft.state == DraftState.PROPOSED:
            to_state(draft, DraftState.SUPERSEDED, now)
    return add_version(
        session, complaint, body, language, written_by, now, commitments=commitments, why=why, versions=versions
    )


def add_version(
    session: Session,
    complaint: Complaint,
    body: str,
    language: str,
    written_by: str,
    now: datetime,
    *,
    commitments: list[Any],
    why: dict[str, Any],
    versions: Sequence[Draft] | None = None,
    show: bool = True,
) -> Draft:
    """The next version, proposed; what becomes of ``versions`` before (read, if not given) is the caller's business,
    and so are the cards unless ``show``."""
    before = all_versions(session, complaint.id) if versions is None else versions
    number = max((draft.number for draft in before), default=0) + 1
    draft = Draft(
        complaint_id=complaint.id, number=number, state=DraftState.PROPOSED, body=body, language=language,
        written_by=written_by, commitments=commitments, why=why, created_at=now, changed_at=now,
        playbook=complaint.playbook, playbook_version=complaint.playbook_version, target=_target(complaint),
    )  # fmt: skip
    session.add(draft)
    events.record(session, complaint, "drafted", written_by, now, number=number, text=body)
    if show:
        complaints.show(session, complaint, now)
    return draft


def _target(complaint: Complaint) -> dict[str, Any]:
    mention = complaint.mention
    return {
        "source": mention.source,
        "id": mention.external_id,
        "network": mention.network,
        "url": mention.url,
    }


def to_state(draft: Draft, state: DraftState, now: datetime) -> None:
    """Move ``draft`` to ``state``, if the table allows it, and note when."""
    draft.state, draft.changed_at = move(DraftState(draft.state), state), now


def all_versions(session: Session, complaint_id: int) -> Sequence[Draft]:
    """Every version of the reply to a complaint, oldest first."""
    session.flush()
    return session.scalars(select(Draft).where(Draft.complaint_id == complaint_id).order_by(Draft.number)).all()


def current(session: Session, complaint_id: int) -> Draft | None:
    """The version that counts now: the latest one that no newer one has replaced."""
    return currents(session, [complaint_id]).get(complaint_id)


def currents(session: Session, complaint_ids: Collection[int]) -> dict[int, Draft]:
    """:func:`current` of several complaints, by complaint; one without such a version is left out."""
    session.flush()
    query = select(Draft).where(Draft.complaint_id.in_(complaint_ids), Draft.state != DraftState.SUPERSEDED)
    return {draft.complaint_id: draft for draft in session.scalars(query.order_by(Draft.number))}


def signed(book: Book, body: str, person: Person, language: str) -> str:
    """``body`` with the signature of the person who approves it: the exact words that will be public."""
    return f"{body.rstrip()}\n{book.desk.signature(person.sign, person.initials, language)}"


def signed_by_longest_name(book: Book, body: str, language: str) -> str:
    """``body`` as long as it can become with anybody's signature: what a length is judged by before approval."""
    signatures = [book.desk.signature(who.sign, who.initials, language) for who in book.desk.people.values()]
    return f"{body.rstrip()}\n{max(signatures, key=len, default='')}"


def digest(book: Book, text: str, target: dict[str, Any], language: str) -> str:
    """What an approval binds: text, target, account and language (SHA-256, hex)."""
    bound = json.dumps([text, target, book.desk.voice.account, language], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(bound.encode()).hexdigest()


def shown_as(draft: Draft, complaint: Complaint) -> str:
    """What the card's Approve button carries: which version, which words and which state of the thread were shown."""
    words = hashlib.sha256(draft.body.encode()).hexdigest()[:16]
    return f"{draft.id}:{words}:{complaint.thread_revision}"


def edit(
    session: Session, book: Book, complaint: Complaint, person: Person, number: int, body: str, now: datetime
) -> Draft:
    """``person`` rewrites version ``number``; the new version stands beside the old."""
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    latest = current(session, complaint.id)
    if latest is not None:
        _guard_not_in_flight(book, latest)
    if latest is not None and latest.number != number:
        raise Refused(
            _("{who} changed this reply meanwhile. Close, look at the new version and edit that one."),
            field="body",
            who=name_of(book, latest.written_by),
        )
    if not body.strip():
        raise Refused(_("The reply is empty."), field="body")
    if latest is not None and latest.state in (DraftState.PROPOSED, DraftState.FAILED):
        to_state(latest, DraftState.SUPERSEDED, now)
    kept = latest.commitments if latest else []
    return add_version(
        session,
        complaint,
        body.strip(),
        _language(latest, complaint),
        person.id,
        now,
        commitments=kept,
        why={"edited": number},
    )


def _language(latest: Draft | None, complaint: Complaint) -> str:
    return latest.language if latest else complaint.mention.language


def _guard_not_in_flight(book: Book, draft: Draft) -> None:
    if draft.state == DraftState.FAILED:
        return  # the network refused it: nothing is public, so it may be rewritten
    if draft.state in DRAFT_IN_FLIGHT | {DraftState.PUBLISHED}:
        raise Refused(
            _("{who} approved this reply already; the card shows where it stands."),
            who=name_of(book, draft.approved_by or ""),
        )


def regenerate(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """Ask for a new draft with today's times; the old version stays beside it."""
    complaints.guard_open(book, complaint)
    if latest := current(session, complaint.id):
        _guard_not_in_flight(book, latest)
    complaints.ask_for_draft(session, complaint, now, asked_by=person.id)


def approve(session: Session, book: Book, complaint: Complaint, person: Person, shown: str, now: datetime) -> Draft:
    """``person`` approves exactly the words that the card showed (``shown``, from :func:`shown_as`)."""
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    draft = current(session, complaint.id)
    if draft is None:
        raise Refused(_("There is no draft yet. Wait a moment, or write the reply with Edit."))
    _guard_not_in_flight(book, draft)
    if draft.state != DraftState.PROPOSED or shown_as(draft, complaint) != shown:
        raise Refused(_why_not_what_was_shown(complaint, shown), who=name_of(book, draft.written_by))
    _guard_sendable(draft, complaint, now)
    draft.reply_text = signed(book, draft.body, person, draft.language)
    _guard_checks(book, draft.reply_text if draft.body.strip() else "", complaint)
    to_state(draft, DraftState.APPROVED, now)
    draft.approved_by, draft.approved_at = person.id, now
    draft.thread_revision = complaint.thread_revision
    draft.approved_hash = digest(book, draft.reply_text, draft.target, draft.language)
    session.flush()
    through = book.reply_through(complaint.mention.network)
    events.record(
        session,
        complaint,
        "approved",
        person.id,
        now,
        number=draft.number,
        text=draft.reply_text,
        sha256=draft.approved_hash,
        through=through,
    )
    if through != "manual":
        outbox.arm(
            session,
            f"publish:{draft.id}",
            PUBLISH,
            Lane.MODEL,
            now,
            urgency=1,
            payload={"draft": draft.id},
            correlation=complaint.correlation,
        )
    complaints.show(session, complaint, now, urgency=1)
    return draft


def _why_not_what_was_shown(complaint: Complaint, shown: str) -> str:
    if shown.rsplit(":", 1)[-1] != str(complaint.thread_revision):
        return _("The customer edited, deleted or wrote again since you read this. Read the card once more.")
    return _("{who} changed this reply since you read it. Read the new version, then approve that one.")


def _guard_sendable(draft: Draft, complaint: Complaint, now: datetime) -> None:
    if complaint.mention.state == MentionState.GONE:
        raise Refused(_("The customer deleted the post: there is nothing left to reply to. Dismiss it, saying so."))
    ends, soonest = promise_ends(draft), min(_promised(draft, "by"), default=now + LEAST_TIME_TO_KEEP)
    # Only the promised time must leave room to keep it: "tomorrow" may be said until the last minute of the day.
    if (ends is not None and ends < now) or soonest < now + LEAST_TIME_TO_KEEP:
        raise Refused(
            _("The time promised in this reply has passed or is about to. Press New draft, or Edit the time.")
        )


def promise_ends(draft: Draft) -> datetime | None:
    """From when on a promise in the text is no longer right: its time has come, or "tomorrow" means another day.

    None when no promise is in the text (any more): an editor may have taken the words out.
    """
    return min(_promised(draft, "until"), default=None)


def _promised(draft: Draft, which: str) -> list[datetime]:
    """The times (``by`` or ``until``) of the promises that still stand in the text."""
    said = [item for item in draft.commitments if item["said"] in draft.body]
    return [datetime.fromisoformat(item.get(which) or item["by"]) for item in said]


def _guard_checks(book: Book, text: str, complaint: Complaint) -> None:
    findings = checks.blocking(text, complaint.mention.network, book.desk.voice.limits)
    if findings:
        raise Refused(findings[0].text, None, **findings[0].values)


def what_moved(book: Book, draft: Draft, complaint: Complaint, now: datetime) -> str | None:
    """Why the approval of ``draft`` no longer counts (a marked text), or None while it does."""
    if complaint.mention.state == MentionState.GONE:
        return _("the customer deleted the post")
    if draft.thread_revision != complaint.thread_revision:
        return _("the customer edited or wrote again")
    if draft.approved_hash != digest(book, draft.reply_text or "", draft.target, draft.language):
        return _("the text, its target or the account changed")
    ends = promise_ends(draft)
    if ends is not None and ends < now:
        return _("the time promised in it has passed")
    return None


def void(session: Session, draft: Draft, complaint: Complaint, why: str, now: datetime) -> None:
    """The approval no longer counts: the same words go back to be read and approved again."""
    to_state(draft, DraftState.SUPERSEDED, now)
    events.record(session, complaint, "approval_voided", events.AMENDS, now, number=draft.number, why=why)
    add_version(
        session, complaint, draft.body, draft.language, draft.written_by, now, commitments=draft.commitments,
        why={"voided": why},
    )  # fmt: skip


def void_overtaken(session: Session, book: Book, complaint: Complaint, now: datetime) -> None:
    """The thread moved on: an approval that waits to be sent, or to be posted by hand, goes back to be read again."""
    draft = current(session, complaint.id)
    if draft is not None and draft.state == DraftState.APPROVED and (why := what_moved(book, draft, complaint, now)):
        void(session, draft, complaint, why, now)
