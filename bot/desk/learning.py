"""Learning: what people change in drafts, which warnings they set aside, and which line of a playbook to look at.

Compared are the draft as it was written from a playbook (or by a model) and the reply that became public.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.desk import drafts, gestures
from bot.desk.differences import changed_share, words
from bot.desk.models import Draft, Event, Gesture, Override
from bot.desk.playbooks import Book
from bot.desk.playbooks.problems import Place
from bot.desk.vocabulary import REPLY, DraftState
from bot.desk.wordings import KEPT, Line, Pair, Phrase, Places, lines, phrases, share_left

AT_ONCE = 500
SHORTER, LONGER = 0.9, 1.1  # how many words a text must lose or gain to be called so
GONE = 0.4  # a move of which less is left was taken out
OFTEN, OFTEN_SHARE = 5, 0.2  # a warning set aside so often is looked at: the check or the playbook is wrong
FACT = re.compile(r"\d|^[A-ZÀ-Þ]")


@dataclass
class OfMove:
    """How often a move was said, and what became of it."""

    said: int = 0
    kept: int = 0
    changed: int = 0
    removed: int = 0


@dataclass
class OfPlaybook:
    """What became of the drafts of one playbook. ``median_size``: the median share of words changed, of those that
    were changed."""

    playbook: str
    replies: int = 0
    unchanged: int = 0
    by_hand: int = 0  # written by a person from nothing
    sizes: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    moves: dict[str, OfMove] = field(default_factory=lambda: defaultdict(OfMove))

    @property
    def median_size(self) -> float | None:
        """None when nothing was changed."""
        return median(self.sizes) if self.sizes else None


@dataclass(frozen=True)
class SetAside:
    """A warning that people override. ``often``: so often that the check or the playbook should be looked at."""

    check: str
    times: int
    share: float
    often: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Learned:
    """A period's lessons."""

    since: datetime
    until: datetime
    replies: int
    unchanged: int
    playbooks: tuple[OfPlaybook, ...]
    lines: tuple[Line, ...]
    overrides: tuple[SetAside, ...]
    taken_out: tuple[Phrase, ...]
    put_in: tuple[Phrase, ...]
    gestures: int
    without_power: Mapping[str, int]

    @property
    def unchanged_rate(self) -> float | None:
        """Share of the replies that left as they had been drafted; None when there was none."""
        return self.unchanged / self.replies if self.replies else None


def learn(
    session: Session, book: Book, since: datetime, until: datetime, places: Mapping[str, Place] | None = None
) -> Learned:
    """What the replies published in the period teach. ``places``: playbook → where its keys stand in its file."""
    pairs = list(_pairs(session, since, until))
    found: dict[str, OfPlaybook] = {}
    for pair in pairs:
        _count(found.setdefault(pair.final.playbook, OfPlaybook(pair.final.playbook)), pair)
    asked = session.scalars(select(Gesture).where(Gesture.asked_at >= since, Gesture.asked_at < until)).all()
    lookup = Places(book, places or {})
    return Learned(
        since=since,
        until=until,
        replies=len(pairs),
        unchanged=sum(pair.is_unchanged for pair in pairs),
        playbooks=tuple(sorted(found.values(), key=lambda one: (-one.replies, one.playbook))),
        lines=tuple(lines(pairs, lookup)),
        overrides=tuple(_set_aside(session, since, until, len(pairs))),
        taken_out=tuple(phrases(pairs, "delete", lookup)),
        put_in=tuple(phrases(pairs, "insert", None)),
        gestures=len(asked),
        without_power=gestures.without_power(asked),
    )


def _pairs(session: Session, since: datetime, until: datetime) -> Iterator[Pair]:
    query = select(Draft).where(
        Draft.state == DraftState.PUBLISHED, Draft.kind == REPLY, Draft.changed_at >= since, Draft.changed_at < until
    )
    finals = session.scalars(query.order_by(Draft.changed_at)).all()
    for start in range(0, len(finals), AT_ONCE):
        batch = finals[start : start + AT_ONCE]
        of = {draft.complaint_id for draft in batch}
        versions = {
            (one.complaint_id, one.number): one
            for one in session.scalars(select(Draft).where(Draft.complaint_id.in_(of)))
        }
        for final in batch:
            yield Pair(final, _base(final, versions))


def _base(final: Draft, versions: Mapping[tuple[int, int], Draft]) -> Draft | None:
    one: Draft | None = final
    while one is not None and one.written_by not in drafts.MACHINES:
        one = versions.get((one.complaint_id, one.edit_of)) if one.edit_of and one.edit_of < one.number else None
    return one


def _count(of: OfPlaybook, pair: Pair) -> None:
    of.replies += 1
    if pair.base is None:
        of.by_hand += 1
        return
    if pair.is_unchanged:
        of.unchanged += 1
    else:
        of.sizes.append(changed_share(pair.base.body, pair.final.body))
        of.kinds.update(kinds_of(pair.base.body, pair.final.body))
    for move, text in pair.base.why.get("used", {}).items():
        counted, left = of.moves[move], share_left(text, pair.final.body)
        counted.said += 1
        if left >= KEPT:
            counted.kept += 1
        elif left < GONE:
            counted.removed += 1
        else:
            counted.changed += 1


@dataclass(frozen=True)
class Edit:
    """A text that somebody rewrote: what was there (None: nothing), their words, and what stands now (None where no
    version does any more)."""

    mine: Draft
    before: Draft | None
    now: Draft | None

    @property
    def share(self) -> float:
        """How much of what was there they changed, 0 to 1."""
        return changed_share(self.before.body, self.mine.body) if self.before else 1.0

    @property
    def kinds(self) -> set[str]:
        """How: see :func:`kinds_of`."""
        return kinds_of(self.before.body, self.mine.body) if self.before else set()

    @property
    def stands(self) -> bool:
        """Whether their words are the ones that stand."""
        return self.now is not None and words(self.now.body) == words(self.mine.body)


def edits_of(session: Session, person: str, since: datetime, most: int) -> list[Edit]:
    """What ``person`` rewrote since then, the newest first, one for each complaint: two statements."""
    query = select(Event.complaint_id).where(Event.actor == person, Event.at >= since, Event.kind == "drafted")
    found = session.scalars(query.order_by(Event.at.desc(), Event.id.desc()).limit(4 * most))
    ids = list(dict.fromkeys(one for one in found if one is not None))
    of: dict[int, list[Draft]] = defaultdict(list)
    asked = select(Draft).where(Draft.complaint_id.in_(ids[:most]), Draft.kind == REPLY).order_by(Draft.number)
    for draft in session.scalars(asked.options(joinedload(Draft.complaint))) if ids else ():
        of[draft.complaint_id].append(draft)
    return [edit for one in ids[:most] if (edit := _edit(of[one], person))]


def _edit(versions: Sequence[Draft], person: str) -> Edit | None:
    mine = next((one for one in reversed(versions) if one.written_by == person), None)
    if mine is None:
        return None
    gone = (DraftState.SUPERSEDED, DraftState.WITHDRAWN)
    now = next((one for one in reversed(versions) if one.state not in gone), None)
    before = next((one for one in versions if one.number == mine.edit_of), None)
    while before is not None and before.written_by == person:  # they saved several times: one edit
        before = next((one for one in versions if one.number == before.edit_of), None)
    return Edit(mine, before, now)


def kinds_of(before: str, after: str) -> set[str]:
    """How a text was edited: ``shorter``, ``longer``, ``facts`` (numbers, names, days), ``tone`` (other words)."""
    old, new = words(before), words(after)
    if old == new:
        return set()
    found = {"shorter"} if len(new) <= SHORTER * len(old) else {"longer"} if len(new) >= LONGER * len(old) else set()
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if any(FACT.search(word) for word in (*gone, *come)):
        found.add("facts")
    if any(not FACT.search(word) for word in gone) and any(not FACT.search(word) for word in come):
        found.add("tone")
    return found or {"tone"}


def _set_aside(session: Session, since: datetime, until: datetime, replies: int) -> list[SetAside]:
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for check, reason in session.execute(
        select(Override.check, Override.reason).where(Override.at >= since, Override.at < until)
    ):
        reasons[check][reason] += 1
    found = []
    for check, counted in reasons.items():
        times = counted.total()
        share = min(times / replies, 1.0) if replies else 1.0
        often = times >= OFTEN and share >= OFTEN_SHARE
        found.append(SetAside(check, times, share, often, tuple(reason for reason, _n in counted.most_common(3))))
    return sorted(found, key=lambda one: (-one.times, one.check))


def as_json(learned: Learned) -> dict[str, Any]:
    """For ``--json``: plain values, keys in the order of the report."""
    return {
        "since": learned.since, "until": learned.until, "replies": learned.replies, "unchanged": learned.unchanged,
        "unchanged_rate": learned.unchanged_rate,
        "playbooks": [
            {"playbook": one.playbook, "replies": one.replies, "unchanged": one.unchanged, "by_hand": one.by_hand,
             "median_size": one.median_size, "kinds": dict(one.kinds),
             "moves": {move: vars(counted) for move, counted in one.moves.items()}}
            for one in learned.playbooks
        ],
        "lines": [vars(line) for line in learned.lines],
        "overrides": [vars(one) for one in learned.overrides],
        "taken_out": [vars(one) for one in learned.taken_out],
        "put_in": [vars(one) for one in learned.put_in],
        "gestures": learned.gestures, "without_power": dict(learned.without_power),
    }  # fmt: skip
