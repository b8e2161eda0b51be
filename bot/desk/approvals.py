"""Approvals: a named person, or two, say yes to one exact text; until it is on its way, the yes can be taken back.

Approval names a text: its hash covers the signed words, where they go, the account and the language, and it remembers
what the approver had seen of the thread. The first approver signs; where two must agree, both agree to the same hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk import complaints, conduct, drafts, duty, escalations, events, facts, gestures, judging, outbox
from bot.desk.judging import Known
from bot.desk.models import Approval, Complaint, Draft, Override
from bot.desk.people import Person, name_of
from bot.desk.people import person as person_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.notions import SEVERITIES
from bot.desk.vocabulary import DraftState, Lane, MentionState, Refused, Role
from bot.texts import _

# A promise ("by 6 pm") must leave the person who made it this long to keep it.
LEAST_TIME_TO_KEEP = timedelta(minutes=15)
PUBLISH = "reply.publish"


@dataclass(frozen=True)
class Needed:
    """Who must agree before a reply leaves: how many ``people``, whether one is a ``manager``, and whether one is
    somebody else than the person who wrote this version (``not_alone``)."""

    people: int
    manager: bool
    not_alone: str | None

    def lacks(self, approvers: Sequence[Person]) -> bool:
        """Whether somebody more must agree."""
        alone = self.not_alone is not None and all(one.id == self.not_alone for one in approvers)
        return len(approvers) < self.people or alone or self._lacks_manager(approvers)

    def _lacks_manager(self, approvers: Iterable[Person]) -> bool:
        return self.manager and not any(_manages(one) for one in approvers)

    def takes(self, approvers: Sequence[Person], person: Person) -> bool:
        """Whether a yes of ``person`` brings it nearer: the last place is a manager's where one is needed."""
        places = max(self.people - len(approvers), 1)
        return not self._lacks_manager(approvers) or _manages(person) or places > 1


def _manages(person: Person) -> bool:
    return bool(person.roles & {Role.MANAGER, Role.ADMIN})


def needed(book: Book, playbook: Playbook, complaint: Complaint, draft: Draft) -> Needed:
    """What the playbook, the severity and the desk ask for."""
    rules = book.desk.approval
    two = playbook.approval.people == 2 or _at_least(complaint.severity, rules.two_people_from)
    by_hand = draft.written_by if draft.written_by not in drafts.MACHINES else None
    return Needed(
        people=2 if two else 1,
        manager=_at_least(complaint.severity, rules.manager_from),
        not_alone=None if rules.editor_may_approve_alone else by_hand,
    )


def _at_least(severity: str | None, threshold: str | None) -> bool:
    order: Sequence[str] = SEVERITIES
    known = severity in order and threshold in order
    return known and order.index(severity or "") >= order.index(threshold or "")


def of_draft(session: Session, draft: Draft) -> Sequence[Approval]:
    """Who has agreed to this version, the signer first."""
    session.flush()
    return session.scalars(select(Approval).where(Approval.draft_id == draft.id).order_by(Approval.id)).all()


def approve(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    shown: str,
    now: datetime,
    overrides: Mapping[str, str] | None = None,
) -> Draft:
    """``person`` approves exactly the words that the card showed (``shown``, from :func:`drafts.shown_as`).

    ``overrides``: check → why its warning is set aside. The draft comes back ``approved``, or still ``proposed`` when
    somebody more must agree. Refused (:class:`conduct.NotAcknowledged`, :class:`judging.Blocked`,
    :class:`judging.ReasonsNeeded`, or plainly) with what to do next.
    """
    complaints.lock(session, complaint)
    conduct.guard(session, book, person)
    playbook = complaints.frozen_playbook(book, complaint)
    draft = _guard_shown(session, book, complaint, shown)
    _guard_sendable(book, playbook, complaint, draft, now)
    given = _still_given(session, book, complaint, draft)
    rules = needed(book, playbook, complaint, draft)
    before = [_approver(book, one.person) for one in given]
    _guard_person(book, playbook, rules, before, person)
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
    _send_off(session, book, playbook, complaint, draft, person, now)
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


def _guard_sendable(book: Book, playbook: Playbook, complaint: Complaint, draft: Draft, now: datetime) -> None:
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


def _approver(book: Book, who: str) -> Person:
    """The person who approved before, also when ``desk.yaml`` has lost them since."""
    return person_of(book, who) or Person(who, who, who, book.desk.channels.language, frozenset())


def _guard_person(book: Book, playbook: Playbook, rules: Needed, before: Sequence[Person], person: Person) -> None:
    names = ", ".join(_others(book, playbook, rules, before, person)) or "an admin"
    if any(one.id == person.id for one in before):
        raise Refused(_("You have approved this already; one more person must agree. Ask {names}."), names=names)
    if not duty.may_approve(playbook, person.roles):
        raise Refused(_("Replies of this playbook are approved by others. Ask {names}."), names=names)
    if not rules.takes(before, person):
        raise Refused(_("What is missing is the approval of a manager. Ask {names}."), names=names)


def _others(book: Book, playbook: Playbook, rules: Needed, before: Sequence[Person], person: Person) -> list[str]:
    """Names of people whose approval would count, whoever is there first."""
    done = {person.id, *(one.id for one in before)}
    may = [
        one for who in book.desk.people
        if who not in done and (one := person_of(book, who))
        and duty.may_approve(playbook, one.roles) and rules.takes(before, one)
    ]  # fmt: skip
    return [one.name for one in may][:3]


def known_of(session: Session, book: Book, complaint: Complaint, approvers: Sequence[Person], now: datetime) -> Known:
    """What a judgement needs beside the text, when ``approvers`` answer for it."""
    playbook = complaints.frozen_playbook(book, complaint)
    decided = gestures.decided(session, [complaint.id]).get(complaint.id, [])
    own = [one for person in approvers for one in gestures.authority(book, playbook, person.roles)]
    return Known(recent=judging.recent_replies(session, now), granted=[*decided, *own])


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
    known = known_of(session, book, complaint, approvers, now)
    judged = text if draft.body.strip() else ""
    found = judging.findings(book, complaint, draft, judged, known, approvers[0])
    given = set(session.scalars(select(Override.check).where(Override.draft_id == draft.id)))
    for one in judging.guard(found, overrides, given):
        reason, who = overrides[one.check].strip(), approvers[-1].id
        session.add(
            Override(draft_id=draft.id, check=one.check, passage=one.passage, reason=reason, person=who, at=now)
        )
        events.record(session, complaint, "overridden", who, now, check=one.check, passage=one.passage, reason=reason)


def _send_off(
    session: Session, book: Book, playbook: Playbook, complaint: Complaint, draft: Draft, person: Person, now: datetime
) -> None:
    """The text is approved: after the time to take it back it leaves by itself, or a person posts it by hand."""
    through = book.reply_through(complaint.mention.network)
    drafts.to_state(draft, DraftState.APPROVED, now)
    if through != "manual":
        draft.publish_at = now + hold_of(book, playbook)
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
    draft = drafts.current(session, complaint.id)
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
    """A check that would block the approved text by now (a marked text), for example because its twin went out."""
    approvers = [_approver(book, one.person) for one in of_draft(session, draft)]
    approvers = approvers or [_approver(book, draft.approved_by or "")]
    known = known_of(session, book, complaint, approvers, now)
    found = judging.findings(book, complaint, draft, draft.reply_text or "", known, approvers[0])
    return _("a check would block it now") if any(one.level == "block" for one in found) else None


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
        why={**draft.why, **why}, made_from=draft.number,
    )  # fmt: skip


def void_overtaken(session: Session, book: Book, complaint: Complaint, now: datetime) -> None:
    """The thread moved on: an approval that waits to be sent, to be posted by hand or for a second person goes back to
    be read again."""
    draft = drafts.current(session, complaint.id)
    waits = draft is not None and (draft.state == DraftState.APPROVED or _is_half_approved(draft))
    if draft is not None and waits and (why := what_moved(session, book, draft, complaint, now)):
        void(session, draft, complaint, why, now)


def _is_half_approved(draft: Draft) -> bool:
    return draft.state == DraftState.PROPOSED and draft.reply_text is not None
