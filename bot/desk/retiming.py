"""Deadlines counted anew after policies or calendars were edited: shown first, and applied only when a manager asks.

A clock keeps what was promised when it started; an edit of the files moves nothing by itself. Applied, clocks that
still run get the hours and targets of today, counted from when they started, with the pauses they had. History is never
rewritten: what has ended, was broken or has passed its deadline stays, and no clock becomes late by being counted anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Text, bindparam, cast, select, update
from sqlalchemy.orm import Session

from bot.desk import complaints, events, sla
from bot.desk.calendars import Calendar, calendar_of
from bot.desk.models import Clock, Complaint, Mention
from bot.desk.people import Person
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import METRIC_NAMES, ClockState, Metric, Refused, Role
from bot.texts import _

AT_ONCE = 2000
COUNTED = ("warn", "warns", "limit", "calendar")


@dataclass(frozen=True)
class Retimed:
    """One running clock that would be due at another time. ``left``: it would be late at once, so it is left alone."""

    clock: int
    version: int
    complaint: int
    ref: str
    metric: str
    round: int
    policy: Mapping[str, Any]
    was: str
    before: datetime
    after: datetime
    warn_at: datetime
    warns: list[int]
    warned_at: datetime | None
    next_at: datetime | None
    left: bool

    def as_json(self) -> dict[str, Any]:
        """For people and programs: what changes for whom."""
        return {
            "ref": self.ref, "metric": self.metric, "round": self.round, "policy_before": self.was,
            "policy": self.policy["name"], "before": self.before, "after": self.after, "left": self.left,
        }  # fmt: skip


def changes(session: Session, book: Book, now: datetime, *, lock: bool = False) -> Iterator[list[Retimed]]:
    """What ``book`` would change about the clocks that run, in the order of their ids, some at a time."""
    counter, last = _Counter(book, now), 0
    while rows := _running(session, now, last, lock=lock):
        last = rows[-1].id
        yield [found for row in rows if (found := counter.counted(row)) is not None]


def _running(session: Session, now: datetime, after: int, *, lock: bool) -> Sequence[Row[Any]]:
    query = (
        select(
            Clock.id, Clock.version, Clock.complaint_id, Clock.metric, Clock.round, Clock.state, Clock.started_at,
            Clock.due_at, Clock.warn_at, Clock.warns, Clock.warned_at, Clock.next_at,
            Complaint.ref, Complaint.playbook, Complaint.stakes, Mention.network, Mention.source, Mention.author_handle,
            # As text: most clocks have the same policy, and reading the same JSON again takes longer than counting.
            cast(Clock.pauses, Text).label("pauses"), cast(Clock.policy, Text).label("policy"),
            cast(Mention.author, Text).label("author"),
        )
        .join(Complaint, Complaint.id == Clock.complaint_id)
        .join(Mention, Mention.id == Complaint.mention_id)
        .where(Clock.id > after, Clock.ended_at.is_(None), Clock.breached_at.is_(None), Clock.due_at >= now)
        .order_by(Clock.id).limit(AT_ONCE)
    )  # fmt: skip
    return session.execute(query.with_for_update(of=Clock) if lock else query).all()


class _Counter:
    """Counts clocks anew; what is promised to like complaints is looked up once."""

    def __init__(self, book: Book, now: datetime) -> None:
        self.book, self.now = book, now
        self._policies: dict[tuple[Any, ...], tuple[dict[str, Any], Calendar] | None] = {}

    def counted(self, row: Row[Any]) -> Retimed | None:
        """The clock as it would be; None where nothing changes, or nobody promises it any more."""
        found, old = self._policy(row), _read(row.policy)
        if found is None or all(found[0].get(part) == old.get(part) for part in COUNTED):
            return None
        policy, calendar = found
        warns = [policy["warn"], *policy.get("warns", [])[1:]]
        moments = sla.counted(calendar, row.started_at, [*warns, policy["limit"]], _read(row.pauses))
        due = moments.pop()
        passed = sum(moment <= self.now for moment in moments)
        at = max(0, passed - 1) if row.warned_at is None else min(passed, len(warns) - 1)
        warned = row.warned_at if row.warned_at is None or passed < len(warns) else max(row.warned_at, moments[-1])
        if (due, moments[at], warns[at + 1 :]) == (row.due_at, row.warn_at, row.warns or []):
            return None  # the files say it in other words
        running = row.state == ClockState.RUNNING
        is_warned = warned is not None and warned >= moments[at]
        next_at = (due + timedelta(seconds=1) if is_warned else moments[at]) if running else row.next_at
        kept = {**policy, "chain": old["chain"]} if "chain" in old else policy  # who is told is not counted anew
        return Retimed(
            row.id, row.version, row.complaint_id, row.ref, row.metric, row.round, kept, old["name"], row.due_at, due,
            moments[at], warns[at + 1 :], warned, next_at, due < self.now,
        )  # fmt: skip

    def _policy(self, row: Row[Any]) -> tuple[dict[str, Any], Calendar] | None:
        tier = self.book.tier_of({**_read(row.author), "handle": row.author_handle}, row.network, row.source)
        begun = row.started_at.date()  # a calendar is kept for the years around it, in its own zone
        year = begun if (begun.month, begun.day) in ((12, 31), (1, 1)) else begun.year
        key = (row.playbook, row.network, row.stakes, tier, row.metric, year)
        if key not in self._policies:
            self._policies[key] = self._promised(row, tier)
        return self._policies[key]

    def _promised(self, row: Row[Any], tier: str) -> tuple[dict[str, Any], Calendar] | None:
        playbook: Playbook | None = self.book.playbooks.get(row.playbook)
        if playbook is None:
            return None
        found = self.book.promised(playbook, row.network, row.stakes or "", tier).get(row.metric)
        policy = sla.frozen(self.book, playbook, *found, row.started_at) if found else None
        return (policy, calendar_of(policy["calendar"])) if policy else None


@lru_cache(maxsize=4096)
def _read(said: str) -> Any:
    return json.loads(said)


def guard(person: Person) -> None:
    """Only a manager moves what was promised."""
    if not person.roles & {Role.MANAGER, Role.ADMIN}:
        raise Refused(_("Only a manager may let running deadlines follow the new hours and promises."))


def apply(session: Session, book: Book, person: Person, why: str, now: datetime, after: int = 0) -> tuple[int, int]:
    """Move the clocks of one portion (those after the clock ``after``); ``(how many moved, last clock looked at)``.

    To be called in a transaction each until the second number is 0.
    """
    guard(person)
    if not why.strip():
        raise Refused(_("Say why, so that a colleague can follow the decision."), field="why")
    rows = _running(session, now, after, lock=True)
    counter = _Counter(book, now)
    moved = [one for row in rows if (one := counter.counted(row)) is not None and not one.left]
    _write(session, moved)
    ids = sorted({one.complaint for one in moved})
    found = {one.id: one for one in session.scalars(select(Complaint).where(Complaint.id.in_(ids)))} if ids else {}
    for one in moved:
        events.record(
            session, found[one.complaint], "retimed", person.id, now, metric=METRIC_NAMES[Metric(one.metric)],
            before=one.before.isoformat(timespec="minutes"), after=one.after.isoformat(timespec="minutes"),
            why=why.strip(),
        )  # fmt: skip
    complaints.show_all(session, list(found.values()), now, urgency=3)
    return len(moved), rows[-1].id if rows else 0


def _write(session: Session, moved: list[Retimed]) -> None:
    table = Clock.__table__
    change = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("of"))
        .values({name: bindparam(f"new_{name}") for name in
                 ("policy", "due_at", "warn_at", "warns", "warned_at", "next_at", "version")})
    )  # fmt: skip
    if moved:
        session.connection().execute(change, [
            {"of": one.clock, "new_policy": dict(one.policy), "new_due_at": one.after, "new_warn_at": one.warn_at,
             "new_warns": one.warns, "new_warned_at": one.warned_at, "new_next_at": one.next_at,
             "new_version": one.version + 1}
            for one in moved
        ])  # fmt: skip
