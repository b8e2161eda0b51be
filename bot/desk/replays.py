"""What a changed set of playbooks would have done with the complaints that are stored: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, opening, sla
from bot.desk.calendars import calendar_of
from bot.desk.models import Clock, Complaint, Mention
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import MentionState

AT_ONCE = 500
Stored = dict[tuple[str, str], Playbook]
CHANGES = ("playbook", "team", "sla", "approval", "checks")


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
        clocks = sla.of_complaints(session, [complaint.id for complaint in batch])
        for complaint in batch:
            yield _replayed(complaint, _stored(stored, live, complaint), clocks[complaint.id], live, changed)
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


def _replayed(complaint: Complaint, stored: Playbook, clocks: list[Clock], live: Book, changed: Book) -> Replayed:
    mention = complaint.mention
    before = _seen(live, stored, complaint.playbook, complaint.team, _promised_then(clocks))
    if mention.state == MentionState.GONE:
        return Replayed(complaint.ref, complaint.opened_at, "", "", before, None)
    choice = opening.choice_for(changed, mention)
    new = choice.playbook
    after = _seen(changed, new, new.name, new.team, _promised_now(changed, new, mention, before["sla"]))
    return Replayed(complaint.ref, complaint.opened_at, mention.text, choice.explained(), before, after)


def _seen(book: Book, playbook: Playbook, name: str, team: str, promised: dict[str, str]) -> dict[str, Any]:
    return {
        "playbook": name,
        "team": team,
        "sla": promised,
        "approval": _approval(book, playbook),
        "checks": _checks(playbook),
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


def _approval(book: Book, playbook: Playbook) -> dict[str, Any]:
    own, usual = playbook.approval, book.desk.approval
    return {
        "by": sorted(own.by),
        "people": own.people,
        "two_people_from": usual.two_people_from,
        "manager_from": usual.manager_from,
        "manager_first": own.manager_first,
        "hold_seconds": usual.hold_seconds if own.hold_seconds is None else own.hold_seconds,
        "hotline": playbook.hotline,
        "chain": playbook.chain or book.desk.chain,
    }


def _checks(playbook: Playbook) -> dict[str, Any]:
    """What decides how the voice checks judge a reply. Verdicts on the stored replies themselves belong here too."""
    return {
        "strategy": playbook.strategy,
        "legal_hold": playbook.holds_legally,
        "serious": playbook.serious,
        "model_may_draft": playbook.model_may_draft,
        "grants": {kind: grant.model_dump(mode="json") for kind, grant in playbook.grants.items()},
    }
