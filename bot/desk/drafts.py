"""Drafts: versions of one reply. Each rewriting stands beside what it was made from; one of them counts.

The same words in new hands are a new version; which of competing versions counts is decided by whoever was first.
What becomes of a version that a person approves is :mod:`bot.desk.approvals`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk import complaints, events, freezes
from bot.desk.differences import changed_share
from bot.desk.models import Complaint, Draft, Editing
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import (
    CHANGE_NAMES,
    CLOSING,
    DRAFT_IN_FLIGHT,
    REPLY,
    Change,
    ComplaintState,
    DraftState,
    Refused,
    move,
)
from bot.texts import _

MACHINES = frozenset({"playbook", "model"})  # what `written_by` says of a version that no person wrote


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
    after: int | None = None,
) -> Draft | None:
    """A new version takes the place of the one proposed before; None when none is wanted: a reply is already on its way
    or out, the complaint was dismissed, or a manager has to decide first.

    ``after`` is the number of the version it was asked to replace. If a person has made another one meanwhile, theirs
    stays, and the new one is kept beside it, to be read and chosen (:func:`use_version`).
    """
    complaints.lock(session, complaint)
    if complaint.state != ComplaintState.OPEN or complaints.awaits_clearance(complaint):
        return None
    versions = all_versions(session, complaint.id)
    if any(draft.state in DRAFT_IN_FLIGHT | {DraftState.PUBLISHED} for draft in versions):
        return None
    standing = [draft for draft in versions if draft.state == DraftState.PROPOSED]
    overtaken = any(draft.number != after and draft.written_by not in MACHINES for draft in standing)
    made_from = after if any(draft.number == after for draft in versions) else None
    if not overtaken:
        for draft in standing:
            to_state(draft, DraftState.SUPERSEDED, now)
    new = add_version(
        session, complaint, body, language, written_by, now,
        commitments=commitments, why=why, versions=versions, made_from=made_from,
    )  # fmt: skip
    if overtaken:
        to_state(new, DraftState.SUPERSEDED, now)
    return new


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
    made_from: int | None = None,
    show: bool = True,
    kind: str = REPLY,
) -> Draft:
    """The next version, proposed; what becomes of ``versions`` before (read, if not given) is the caller's business,
    and so are the cards unless ``show``. ``made_from``: the number of the version it is a rewriting of; ``kind``: the
    reply, or the closing line (both are numbered in one row)."""
    before = all_versions(session, complaint.id, None) if versions is None else versions
    number = max((draft.number for draft in before), default=0) + 1
    original = next((draft for draft in before if draft.number == made_from), None)
    draft = Draft(
        complaint_id=complaint.id, kind=kind, number=number, state=DraftState.PROPOSED, body=body, language=language,
        written_by=written_by, commitments=commitments, why=why, created_at=now, changed_at=now,
        playbook=complaint.playbook, playbook_version=complaint.playbook_version, target=_target(complaint),
        edit_of=original.number if original else None,
        edit_size=changed_share(original.body, body) if original else None,
    )  # fmt: skip
    session.add(draft)
    events.record(session, complaint, "drafted", written_by, now, number=number, text=body)
    if complaint.incident_id is not None:
        freezes.gather(session, complaint.incident_id, now)
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


def unwritten(complaint: Complaint) -> Draft:
    """A version that nobody has written yet, never saved: what a reply is judged beside while it is typed."""
    return Draft(
        complaint_id=complaint.id, kind=REPLY, number=0, state=DraftState.PROPOSED, body="", written_by="",
        language=complaint.mention.language, commitments=[], why={}, target=_target(complaint),
    )  # fmt: skip


def to_state(draft: Draft, state: DraftState, now: datetime) -> None:
    """Move ``draft`` to ``state``, if the table allows it, and note when."""
    draft.state, draft.changed_at = move(DraftState(draft.state), state), now


def all_versions(session: Session, complaint_id: int, kind: str | None = REPLY) -> Sequence[Draft]:
    """Every version of the reply to a complaint (or of its closing line; None: of both), oldest first."""
    session.flush()
    query = select(Draft).where(Draft.complaint_id == complaint_id)
    query = query if kind is None else query.where(Draft.kind == kind)
    return session.scalars(query.order_by(Draft.number)).all()


def current(session: Session, complaint_id: int, kind: str = REPLY) -> Draft | None:
    """The version that counts now: the latest one that no other one has replaced."""
    return currents(session, [complaint_id], kind).get(complaint_id)


def in_hand(session: Session, complaint: Complaint) -> Draft | None:
    """What people work on now: the reply, and once that is public, a closing line that is not settled."""
    line = current(session, complaint.id, CLOSING) if complaint.answered_at is not None else None
    if line is not None and line.state not in (DraftState.PUBLISHED, DraftState.WITHDRAWN):
        return line
    return current(session, complaint.id)


def currents(session: Session, complaint_ids: Collection[int], kind: str = REPLY) -> dict[int, Draft]:
    """:func:`current` of several complaints, by complaint; one without such a version is left out."""
    session.flush()
    query = select(Draft).where(
        Draft.complaint_id.in_(complaint_ids), Draft.kind == kind, Draft.state != DraftState.SUPERSEDED
    )
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
    """What the card's Approve button carries: which version, which words (with the signature, once a first person has
    approved) and which state of the thread were shown."""
    words = hashlib.sha256((draft.reply_text or draft.body).encode()).hexdigest()[:16]
    return f"{draft.id}:{words}:{complaint.thread_revision}"


def edit(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    number: int,
    body: str,
    now: datetime,
    *,
    commitments: list[Any] | None = None,
) -> Draft:
    """``person`` rewrites version ``number``; the new version stands beside the old. The same words change nothing.

    ``commitments`` are those of the new text (see :func:`bot.desk.commitments.promised`); by default those before, of
    which only what is still said in the text counts.
    """
    complaints.lock(session, complaint)
    latest = guard_changeable(session, book, complaint, number)
    if not body.strip():
        raise Refused(_("The reply is empty."), field="body")
    session.execute(delete(Editing).where(Editing.complaint_id == complaint.id, Editing.person == person.id))
    if latest is not None and latest.body.strip() == body.strip() and commitments is None:
        complaints.show(session, complaint, now)  # they no longer edit
        return latest
    if latest is not None:
        to_state(latest, DraftState.SUPERSEDED, now)
    promised = latest.commitments if latest else []
    return add_version(
        session,
        complaint,
        body.strip(),
        latest.language if latest else complaint.mention.language,
        person.id,
        now,
        commitments=promised if commitments is None else commitments,
        why={"edited": number}
        | {
            kept: latest.why[kept]
            for kept in ("used", "facts", "statement", "closure")
            if latest and kept in latest.why
        },
        made_from=number,
        kind=latest.kind if latest else REPLY,
    )


def guard_changeable(session: Session, book: Book, complaint: Complaint, number: int | None = None) -> Draft | None:
    """The version that counts, or None; refused when it may not be changed now, or is not version ``number``."""
    latest = in_hand(session, complaint)
    if latest is None or latest.kind == REPLY:
        complaints.guard_open(book, complaint)
        complaints.guard_cleared(book, complaint)
    elif complaint.state != ComplaintState.RESOLVED:
        raise Refused(_("This was taken up again: nothing is said in public at the end before it is solved."))
    if latest is not None:
        guard_not_in_flight(book, latest)
        if number is not None and latest.number != number:
            raise Refused(
                _("{who} changed this reply meanwhile. Close, look at the new version and edit that one."),
                field="body",
                who=name_of(book, latest.written_by),
            )
    return latest


def guard_not_in_flight(book: Book, draft: Draft) -> None:
    """Refuse when somebody's approval of ``draft`` stands, and say whose."""
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
    latest = guard_changeable(session, book, complaint)
    complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=latest.number if latest else None)


def ask_for_change(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    number: int,
    kind: str,
    words: str,
    now: datetime,
) -> None:
    """Ask for version ``number`` in another wording: ``kind`` is a :class:`Change`, ``words`` say more about it.

    The effect that composes finds the request as ``payload["change"]``: ``{number, kind, words}``.
    """
    complaints.guard_open(book, complaint)
    latest = guard_changeable(session, book, complaint, number)
    if latest is None:
        raise Refused(_("There is no draft yet. Wait a moment, or write the reply with Edit."))
    if kind not in set(Change):
        raise Refused(_("Choose what to change."), field="kind")
    if kind == Change.FREE and not words.strip():
        raise Refused(_("Say what to change."), field="words")
    said = words.strip()[:1000]
    change: Mapping[str, Any] = {"number": number, "kind": kind, "words": said}
    events.record(
        session, complaint, "change_asked", person.id, now, number=number, what=CHANGE_NAMES[Change(kind)], words=said
    )
    complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=number, change=change)
