"""Approvals: a named person, or two, say yes to one exact text; until it is on its way, the yes can be taken back.

Approval names a text: its hash covers the signed words, where they go, the account and the language, and it remembers
what the approver had seen of the thread. The first approver signs; where two must agree, both agree to the same hash.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk import (
    complaints,
    conduct,
    drafts,
    duty,
    escalations,
    events,
    facts,
    freezes,
    gestures,
    judging,
    outbox,
    passages,
    quorum,
)  # fmt: skip
from bot.desk.judging import Known
from bot.desk.models import Approval, Complaint, Draft, Override
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import DraftState, Lane, MentionState, Refused, Role
from bot.texts import _

# A promise ("by 6 pm") must leave the person who made it this long to keep it.
LEAST_TIME_TO_KEEP = timedelta(minutes=15)
PUBLISH = "reply.publish"


def of_draft(session: Session, draft: Draft) -> Sequence[Approval]:
    """Who has agreed to this version, the signer first."""
    session.flush()
    return session.scalars(select(Approval).where(Approval.draft_id == draft.id).order_by(Approval.id)).all()


def of_drafts(session: Session, draft_ids: Collection[int]) -> dict[int, list[Approval]]:
    """Version → who has agreed to it, the signer first; those that nobody agreed to are left out."""
    found: dict[int, list[Approval]] = {}
    if draft_ids:
        query = select(Approval).where(Approval.draft_id.in_(draft_ids)).order_by(Approval.id)
        for row in session.scalars(query):
            found.setdefault(row.draft_id, []).append(row)
    return found


def approve(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    shown: str,
    now: datetime,
    overrides: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
) -> Draft:
    """``person`` approves exactly the words that the card showed (``shown``, from :func:`drafts.shown_as`).

    ``overrides``: check → why its warning is set aside; ``not_before``: when it leaves at the soonest. The draft comes
    back ``approved``, or still ``proposed`` when somebody more must agree. Refused (:class:`conduct.NotAcknowledged`,
    :class:`judging.Blocked`, :class:`judging.ReasonsNeeded`, or plainly) with what to do next.
    """
    complaints.lock(session, complaint)
    conduct.guard(session, book, person)
    playbook = complaints.frozen_playbook(book, complaint)
    freezes.guard(session, book, complaint)
    draft = _guard_shown(session, book, complaint, shown)
    guard_sendable(book, playbook, complaint, draft, now)
    given = _still_given(session, book, complaint, draft)
    rules = quorum.needed(book, playbook, complaint, draft)
    before = [quorum.approver(book, one.person) for one in given]
    quorum.guard(book, playbook, rules, before, person)
    signer = before[0] if before else person
    text = drafts.signed(book, draft.body, signer, draft.language)
    _guard_checks(session, book, complaint, draft, text, [*before, person], overrides or {}, now)
    draft.reply_text, draft.thread_revision = text, complaint.thread_revision
    sha256 = drafts.digest(book, text, draft.target, draft.language)
    session.add(Approval(draft_id=draft.id, person=person.id, at=now, hash=sha256))
    if rules.lacks([*before, person]):
        events.record(
            session, complaint, "agreed", person.id, now, number=draft.number, text=text, sha256=sha256
        )  # fmt: skip
        complaints.show(session, complaint, now, urgency=1)
        return draft
    draft.approved_by, draft.approved_at, draft.approved_hash = signer.id, now, sha256
    _send_off(session, book, playbook, complaint, draft, person, now, not_before or now)
    return draft


def _guard_shown(session: Session, book: Book, complaint: Complaint, shown: str) -> Draft:
    draft = drafts.guard_changeable(session, book, complaint)
    if draft is None:
        raise Refused(_("There is no draft yet. Wait a moment, or write the reply with Edit."))
    if draft.state != DraftState.PROPOSED or drafts.shown_as(draft, complaint) != shown:
        raise Refused(_why_not_what_was_shown(draft, complaint, shown), who=name_of(book, draft.written_by))
    return draft


def _why_not_what_was_shown(draft: Draft, complaint: Complaint, shown: str) -> str:
    if shown.rsplit(":", 1)[-1] != str(complaint.thread_revision):
        return _("The customer edited, deleted or wrote again since you read this. Read the card once more.")
    if draft.reply_text and shown.split(":")[0] == str(draft.id):
        return _("Somebody else has approved this meanwhile, and it bears their name now. Read it, then approve it.")
    return _("{who} changed this reply since you read it. Read the new version, then approve that one.")


def guard_sendable(book: Book, playbook: Playbook, complaint: Complaint, draft: Draft, now: datetime) -> None:
    """Refuse a draft that nobody may approve now: empty, its post gone, its promise over, a fact missing."""
    if not draft.body.strip():
        raise Refused(_("The reply is empty. Write it with Edit."))
    if complaint.mention.state == MentionState.GONE:
        raise Refused(_("The customer deleted the post: there is nothing left to reply to. Dismiss it, saying so."))
    ends, soonest = promise_ends(draft), min(_promised(draft, "by"), default=now + LEAST_TIME_TO_KEEP)
    # Only the promised time must leave room to keep it: "tomorrow" may be said until the last minute of the day.
    if (ends is not None and ends < now) or soonest < now + LEAST_TIME_TO_KEEP:
        raise Refused(
            _("The time promised in this reply has passed or is about to. Press New draft, or Edit the time.")
        )
    if lacking := facts.missing(playbook, complaint):
        raise Refused(
            _("Before this may leave, somebody fills in: {slots}."),
            slots=", ".join(facts.label(book, playbook, slot, book.desk.channels.language) for slot in lacking),
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


def _still_given(session: Session, book: Book, complaint: Complaint, draft: Draft) -> list[Approval]:
    """The approvals that count; those of another text, account or state of the thread are taken out."""
    given = list(of_draft(session, draft))
    if not given:
        return []
    same = given[0].hash == drafts.digest(book, draft.reply_text or "", draft.target, draft.language)
    if same and draft.thread_revision == complaint.thread_revision:
        return given
    session.execute(delete(Approval).where(Approval.draft_id == draft.id))
    draft.reply_text = None
    return []


def known_of(session: Session, book: Book, complaint: Complaint, approvers: Sequence[Person], now: datetime) -> Known:
    """What a judgement needs beside the draft, when ``approvers`` answer for it."""
    return known_of_all(session, book, [complaint], now, {complaint.id: approvers})[complaint.id]


def known_of_all(
    session: Session,
    book: Book,
    asked: Sequence[Complaint],
    now: datetime,
    answering: Mapping[int, Sequence[Person]] | None = None,
) -> dict[int, Known]:
    """:func:`known_of` several complaints, with three statements for all of them. Where nobody answers for a reply yet
    (a card), what anybody of its possible approvers may promise counts."""
    ids = [one.id for one in asked]
    recent, further = judging.recent_replies(session, now), judging.further_words(session, asked)
    decided = gestures.decided(session, ids)
    statements = passages.of_complaints(session, asked, book)
    found = {}
    for complaint in asked:
        playbook = complaints.frozen_playbook(book, complaint)
        roles = [one.roles for one in (answering or {}).get(complaint.id, ())] or _roles_that_approve(book, playbook)
        own = [one for held in roles for one in gestures.authority(book, playbook, held)]
        granted = [*decided.get(complaint.id, []), *own]
        passage = passages.for_reader(statements.get(complaint.id, {}), complaint.mention.language, book)
        found[complaint.id] = Known(recent, further.get(complaint.id, ()), granted, passage)
    return found


def _roles_that_approve(book: Book, playbook: Playbook) -> list[frozenset[Role]]:
    held = {frozenset(spec.roles) for spec in book.desk.people.values()}
    return [roles for roles in held if duty.may_approve(playbook, roles)]


def _guard_checks(
    session: Session,
    book: Book,
    complaint: Complaint,
    draft: Draft,
    text: str,
    approvers: Sequence[Person],
    overrides: Mapping[str, str],
    now: datetime,
) -> None:
    """Blocks refuse; each failing warning needs a reason, which is kept with who gave it."""
    playbook = complaints.frozen_playbook(book, complaint)
    known = known_of(session, book, complaint, approvers, now)
    judged = judging.judge(book, playbook, complaint, draft, text, known, approvers[0])
    given = set(session.scalars(select(Override.check).where(Override.draft_id == draft.id)))
    for one in judging.guard(judged, overrides, given):
        reason, who = overrides[one.id].strip(), approvers[-1].id
        session.add(Override(draft_id=draft.id, check=one.id, passage=one.passage, reason=reason, person=who, at=now))
        events.record(session, complaint, "overridden", who, now, check=one.id, passage=one.passage, reason=reason)


def _send_off(
    session: Session,
    book: Book,
    playbook: Playbook,
    complaint: Complaint,
    draft: Draft,
    person: Person,
    now: datetime,
    not_before: datetime,
) -> None:
    """The text is approved: after the time to take it back it leaves by itself, or a person posts it by hand."""
    through = book.reply_through(complaint.mention.network)
    drafts.to_state(draft, DraftState.APPROVED, now)
    if through != "manual":
        draft.publish_at = max(now + hold_of(book, playbook), not_before)
        outbox.arm(
            session, f"publish:{draft.id}", PUBLISH, Lane.MODEL, now, urgency=1, due_at=draft.publish_at,
            payload={"draft": draft.id}, correlation=complaint.correlation,
        )  # fmt: skip
    session.flush()
    events.record(
        session, complaint, "approved", person.id, now, number=draft.number, text=draft.reply_text,
        sha256=draft.approved_hash, through=through,
    )  # fmt: skip
    escalations.stop(session, complaint, now)
    complaints.show(session, complaint, now, urgency=1)


def hold_of(book: Book, playbook: Playbook) -> timedelta:
    """How long an approval can be taken back before the reply leaves."""
    own = playbook.approval.hold_seconds
    return timedelta(seconds=book.desk.approval.hold_seconds if own is None else own)


def undo(session: Session, complaint: Complaint, person: Person, now: datetime) -> Draft:
    """``person`` takes an approval back before the reply is on its way: the same words are proposed again."""
    complaints.lock(session, complaint)
    draft = drafts.in_hand(session, complaint)
    if draft is None or (draft.state == DraftState.PROPOSED and not draft.reply_text):
        raise Refused(_("There is no approval to take back; the card shows where the reply stands."))
    if draft.state not in (DraftState.PROPOSED, DraftState.APPROVED):
        raise Refused(_("It is too late to take this back: the reply is on its way or public. The card shows which."))
    events.record(session, complaint, "approval_undone", person.id, now, number=draft.number)
    return _propose_again(session, complaint, draft, {"undone": person.id}, now)


def what_moved(session: Session, book: Book, draft: Draft, complaint: Complaint, now: datetime) -> str | None:
    """Why the approval of ``draft`` no longer counts (a marked text), or None while it does."""
    if complaint.mention.state == MentionState.GONE:
        return _("the customer deleted the post")
    if freezes.held(session, complaint):
        return freezes.HELD_BACK
    if draft.thread_revision != complaint.thread_revision:
        return _("the customer edited or wrote again")
    sha256 = drafts.digest(book, draft.reply_text or "", draft.target, draft.language)
    if any(one.hash != sha256 for one in of_draft(session, draft)) or draft.approved_hash not in (None, sha256):
        return _("the text, its target or the account changed")
    ends = promise_ends(draft)
    if ends is not None and ends < now:
        return _("the time promised in it has passed")
    return None


def what_blocks(session: Session, book: Book, draft: Draft, complaint: Complaint, now: datetime) -> str | None:
    """Why a check would block the approved text by now (a marked text): a twin of it may have gone out meanwhile."""
    approvers = [quorum.approver(book, one.person) for one in of_draft(session, draft)]
    approvers = approvers or [quorum.approver(book, draft.approved_by or "")]
    playbook = complaints.frozen_playbook(book, complaint)
    known = known_of(session, book, complaint, approvers, now)
    judged = judging.judge(book, playbook, complaint, draft, draft.reply_text or "", known, approvers[0])
    return None if judged.passes else _("a check blocks it by now; the card says which")


def void(session: Session, draft: Draft, complaint: Complaint, why: str, now: datetime) -> None:
    """The approval no longer counts: the same words go back to be read and approved again."""
    events.record(session, complaint, "approval_voided", events.AMENDS, now, number=draft.number, why=why)
    _propose_again(session, complaint, draft, {"voided": why}, now)


def _propose_again(
    session: Session, complaint: Complaint, draft: Draft, why: Mapping[str, str], now: datetime
) -> Draft:
    drafts.to_state(draft, DraftState.SUPERSEDED, now)
    outbox.disarm(session, [f"publish:{draft.id}"], now)
    escalations.again(session, complaint, now)
    return drafts.add_version(
        session, complaint, draft.body, draft.language, draft.written_by, now, commitments=draft.commitments,
        why={**draft.why, **why}, made_from=draft.number, kind=draft.kind,
    )  # fmt: skip


def void_overtaken(session: Session, book: Book, complaint: Complaint, now: datetime) -> None:
    """The thread moved on: an approval that waits to be sent, to be posted by hand or for a second person goes back to
    be read again."""
    draft = drafts.in_hand(session, complaint)
    waits = draft is not None and (draft.state == DraftState.APPROVED or _is_half_approved(draft))
    if draft is not None and waits and (why := what_moved(session, book, draft, complaint, now)):
        void(session, draft, complaint, why, now)


def _is_half_approved(draft: Draft) -> bool:
    return draft.state == DraftState.PROPOSED and draft.reply_text is not None
