"""What a changed set of playbooks would have done with the complaints that are stored: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, gestures, judging, opening, quorum, sla
from bot.desk.calendars import calendar_of
from bot.desk.models import Clock, Complaint, Draft, Mention
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import REPLY, DraftState, MentionState

AT_ONCE = 500
Stored = dict[tuple[str, str], Playbook]
CHANGES = ("playbook", "team", "sla", "approval", "checks")


@dataclass(frozen=True)
class _Then:
    """A complaint as it was: the playbook it began with, its first clocks, and its reply as it was published."""

    complaint: Complaint
    playbook: Playbook
    clocks: list[Clock]
    reply: Draft | None
    known: judging.Known


@dataclass(frozen=True)
class Replayed:
    """One complaint: as it was (``before``) and as it would have been (``after``), by what can change.

    ``after`` is None for a complaint whose author took the words back: nothing can be chosen by them any more.
    """

    ref: str
    opened_at: datetime
    text: str
    why: str
    before: Mapping[str, Any]
    after: Mapping[str, Any] | None

    @property
    def changes(self) -> list[str]:
        """What would have been different."""
        after = self.after
        return [] if after is None else [what for what in CHANGES if self.before[what] != after[what]]


def replay(session: Session, live: Book, changed: Book, since: datetime) -> Iterator[Replayed]:
    """Every complaint opened since, oldest first. ``live`` says how approvals go today; ``changed`` is tried."""
    last, stored = 0, Stored()
    while batch := _batch(session, since, last):
        ids = [complaint.id for complaint in batch]
        clocks, replies = sla.of_complaints(session, ids), _replies(session, ids)
        granted, further = gestures.decided(session, list(replies)), judging.further_words(session, batch)
        for complaint in batch:
            known = judging.Known((), further.get(complaint.id, ()), granted.get(complaint.id, ()))
            playbook, reply = _stored(stored, live, complaint), replies.get(complaint.id)
            yield _replayed(_Then(complaint, playbook, clocks[complaint.id], reply, known), live, changed)
        last = batch[-1].id
        session.expunge_all()


def _batch(session: Session, since: datetime, last: int) -> list[Complaint]:
    query = (
        select(Complaint).where(Complaint.opened_at >= since, Complaint.id > last).order_by(Complaint.id).limit(AT_ONCE)
    )
    return list(session.scalars(query))


def _stored(stored: Stored, live: Book, complaint: Complaint) -> Playbook:
    """The complaint's own playbook; each version is read once, however many complaints began with it."""
    key = (complaint.playbook, complaint.playbook_version)
    if key not in stored:
        stored[key] = complaints.frozen_playbook(live, complaint)
    return stored[key]


def _replies(session: Session, complaint_ids: Sequence[int]) -> dict[int, Draft]:
    """Complaint → what was published as its reply, the last of them."""
    query = select(Draft).where(
        Draft.complaint_id.in_(complaint_ids), Draft.kind == REPLY, Draft.state == DraftState.PUBLISHED
    )
    return {draft.complaint_id: draft for draft in session.scalars(query.order_by(Draft.number))}


def _replayed(then: _Then, live: Book, changed: Book) -> Replayed:
    complaint, mention = then.complaint, then.complaint.mention
    before = _seen(live, then, then.playbook, complaint.playbook, complaint.team, _promised_then(then.clocks))
    if mention.state == MentionState.GONE:
        return Replayed(complaint.ref, complaint.opened_at, "", "", before, None)
    choice = opening.choice_for(changed, mention)
    new = choice.playbook
    after = _seen(changed, then, new, new.name, new.team, _promised_now(changed, new, mention, before["sla"]))
    return Replayed(complaint.ref, complaint.opened_at, mention.text, choice.explained(), before, after)


def _seen(
    book: Book, then: _Then, playbook: Playbook, name: str, team: str, promised: dict[str, str]
) -> dict[str, Any]:
    return {
        "playbook": name,
        "team": team,
        "sla": promised,
        "approval": _approval(book, playbook, then.complaint.severity),
        "checks": _checks(playbook) | _verdict(book, playbook, then),
    }


def _promised_then(clocks: list[Clock]) -> dict[str, str]:
    first = [clock for clock in clocks if clock.round == 1]
    return {
        clock.metric: _target(
            clock.policy["warn"], clock.policy["limit"], calendar_of(clock.policy["calendar"]).spec.name
        )
        for clock in first
    }  # fmt: skip


def _promised_now(book: Book, playbook: Playbook, mention: Mention, then: Mapping[str, str]) -> dict[str, str]:
    """The targets of the metrics that had a clock then: a promise without a clock is no difference."""
    promised = book.promised(playbook, mention.network)
    found = {}
    for metric in then:
        if metric in promised:
            _policy, target = promised[metric]
            calendar = book.desk.calendar(target.calendar)
            found[metric] = _target(calendar.seconds(target.target), calendar.seconds(target.limit), calendar.spec.name)
    return found


def _target(warn: int, limit: int, calendar: str) -> str:
    return f"{_hours(warn)} / {_hours(limit)} {calendar}"


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:g}h" if seconds >= 3600 else f"{seconds / 60:g}m"


def _approval(book: Book, playbook: Playbook, severity: str | None) -> dict[str, Any]:
    """What this complaint's reply asked of approvers: a rule that does not reach it is no difference."""
    own, usual = playbook.approval, book.desk.approval
    people, manager = quorum.asked_of(book, playbook, severity)
    return {
        "by": sorted(own.by),
        "people": people,
        "manager": manager,
        "editor_alone": usual.editor_may_approve_alone,
        "manager_first": own.manager_first,
        "hold_seconds": usual.hold_seconds if own.hold_seconds is None else own.hold_seconds,
        "hotline": playbook.hotline,
        "chain": playbook.chain or book.desk.chain,
    }


def _checks(playbook: Playbook) -> dict[str, Any]:
    """What decides how the voice checks judge a reply, and what may stand in it."""
    return {
        "strategy": playbook.strategy,
        "legal_hold": playbook.holds_legally,
        "serious": playbook.serious,
        "model_may_draft": playbook.model_may_draft,
        "grants": {kind: grant.model_dump(mode="json") for kind, grant in playbook.grants.items()},
    }


def _verdict(book: Book, playbook: Playbook, then: _Then) -> dict[str, Any]:
    """Which checks fail the reply as it was published; nothing where none was. Other replies of those days are left
    out: they are the same before and after."""
    reply = then.reply
    if reply is None or not reply.reply_text or then.complaint.mention.state == MentionState.GONE:
        return {}
    judged = judging.judge(book, playbook, then.complaint, reply, reply.reply_text, then.known, None)
    return {
        "reply_blocked_by": [check.id for check in judged.failing("block")],
        "reply_warned_of": [check.id for check in judged.failing("warn")],
    }
