"""The figures of the overview, each with its n and its period. Only this module knows where they come from.

What was promised is read from the clocks, the stages from the newest complaints of the period, all of it over ranges of
an index; a minute long the answer is kept, for it is the same for everybody who may see it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from threading import Lock

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.desk import surges
from bot.desk.insights.counting import IS_COMPLAINT
from bot.desk.models import Clock, Complaint, Draft, Mention, Ticket
from bot.desk.vocabulary import ClockState, ComplaintState, DraftState, TicketState
from bot.texts import _

STAGES = {
    "detect": _("noticing"), "draft": _("drafting"), "approve": _("approving"), "post": _("publishing"),
    "claim": _("claiming"), "resolve": _("putting right"),
}  # fmt: skip
BEFORE_THE_REPLY = ("detect", "draft", "approve", "post")
BANDS = ((_("under 1 hour"), 3600), (_("1 to 4 hours"), 4 * 3600), (_("4 to 24 hours"), 86400),
         (_("1 to 3 days"), 3 * 86400), (_("over 3 days"), None))  # fmt: skip
PERIODS = (7, 28)
READ_MOST = 2000  # complaints whose stages are read, the newest
WEEKS = 8
A_WEEK = timedelta(weeks=1)
TOPICS = 8
KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class Kept:
    """Promises of one metric (of one team) that were decided: kept, or broken."""

    kept: int
    late: int

    @property
    def decided(self) -> int:
        """The n of the rate."""
        return self.kept + self.late

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.kept + other.kept, self.late + other.late)


@dataclass(frozen=True)
class Stage:
    """The median length of one stage, in seconds, of ``n`` complaints."""

    seconds: float
    n: int


@dataclass(frozen=True)
class Topic:
    """One playbook's complaints week by week; ``surged``: in which of them it surged."""

    playbook: str
    weeks: tuple[int, ...]
    surged: tuple[bool, ...]


@dataclass(frozen=True)
class Overview:
    """``attainment``: (metric, team) → kept. ``stages``: team → stage → median. ``unanswered``: how many wait for a
    reply in each of BANDS, by age. ``genuine`` complaints came in the period, ``answered`` of them have a reply."""

    at: datetime
    days: int
    attainment: dict[tuple[str, str], Kept]
    before: dict[str, Kept]
    stages: dict[str, dict[str, Stage]]
    stages_of: int
    unanswered: tuple[int, ...]
    late: int
    oldest: tuple[str, datetime] | None
    being_put_right: int
    genuine: int
    answered: int
    weeks: tuple[datetime, ...]
    topics: tuple[Topic, ...]
    load: tuple[tuple[str, int], ...]

    @property
    def waiting(self) -> int:
        """How many wait for a reply."""
        return sum(self.unanswered)

    def by_metric(self) -> dict[str, Kept]:
        """Metric → all teams together."""
        found: dict[str, Kept] = defaultdict(lambda: Kept(0, 0))
        for (metric, _team), kept in self.attainment.items():
            found[metric] += kept
        return dict(found)

    def slowest(self) -> tuple[str, str, Stage] | None:
        """(team, stage, how long) where most time goes by before a reply is public; None without any."""
        each = [
            (team, stage, found) for team, stages in self.stages.items() for stage, found in stages.items()
            if stage in BEFORE_THE_REPLY and found.n
        ]  # fmt: skip
        return max(each, key=lambda one: one[2].seconds, default=None)


class Figures:
    """Asks for the overview, and keeps the answer for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[int, tuple[float, Overview]] = {}

    def overview(self, session: Session, days: int, now: datetime) -> Overview:
        """The figures of the last ``days``, at most a minute old."""
        with self._lock:  # of many who look at once, one asks
            kept = self._kept.get(days)
            if kept is None or self._clock() - kept[0] >= KEPT_SECONDS:
                kept = (self._clock(), look(session, days, now))
                self._kept[days] = kept
            return kept[1]


def look(session: Session, days: int, now: datetime) -> Overview:
    """The figures of the last ``days`` up to ``now``."""
    since = now - timedelta(days=days)
    stages, read = _stages(session, since)
    ages = _ages(session, now)
    genuine, answered = _coverage(session, since, now)
    weeks, topics = _topics(session, now)
    attained = _attainment(session, since, now, now)
    before = _attainment(session, since - timedelta(days=days), since, now)
    return Overview(
        now, days, attained, _summed(before), stages, read, ages, _late(session, now), _oldest(session),
        _count(session, Complaint.state == ComplaintState.ANSWERED), genuine, answered, weeks, topics, _load(session),
    )  # fmt: skip


def _summed(found: dict[tuple[str, str], Kept]) -> dict[str, Kept]:
    summed: dict[str, Kept] = defaultdict(lambda: Kept(0, 0))
    for (metric, _team), kept in found.items():
        summed[metric] += kept
    return dict(summed)


def _attainment(session: Session, since: datetime, until: datetime, now: datetime) -> dict[tuple[str, str], Kept]:
    """Of the clocks that started in the period. What is overdue is late, whether or not a scan has seen it."""
    late = or_(Clock.breached_at.is_not(None), and_(Clock.state == ClockState.RUNNING, Clock.due_at < now))
    kept = and_(Clock.breached_at.is_(None), Clock.state == ClockState.MET)
    query = (
        select(Clock.metric, Complaint.team, func.count(case((kept, 1))), func.count(case((late, 1))))
        .join(Complaint, Complaint.id == Clock.complaint_id)
        .where(Clock.started_at >= since, Clock.started_at < until)
        .group_by(Clock.metric, Complaint.team)
    )
    return {(metric, team): Kept(good, bad) for metric, team, good, bad in session.execute(query)}


def _stages(session: Session, since: datetime) -> tuple[dict[str, dict[str, Stage]], int]:
    first, public = aliased(Draft), aliased(Draft)
    query = (
        select(
            Complaint.team, Mention.posted_at, Mention.received_at, first.created_at, public.approved_at,
            public.published_at, Ticket.claimed_at, Ticket.resolved_at,
        )
        .join(Mention, Mention.id == Complaint.mention_id)
        .join(public, and_(public.complaint_id == Complaint.id, public.state == DraftState.PUBLISHED))
        .outerjoin(first, and_(first.complaint_id == Complaint.id, first.number == 1))
        .outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
        .where(Complaint.opened_at >= since)
        .order_by(Complaint.opened_at.desc())
        .limit(READ_MOST)
    )  # fmt: skip
    spans: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    read = 0
    for team, *moments in session.execute(query):
        read += 1
        for stage, begun, ended in zip(STAGES, moments, moments[1:], strict=False):
            if begun is not None and ended is not None:
                spans[team][stage].append(max(0.0, (ended - begun).total_seconds()))
    found = {
        team: {stage: Stage(median(of[stage]), len(of[stage])) for stage in STAGES if of[stage]}
        for team, of in spans.items()
    }
    return dict(sorted(found.items(), key=lambda one: -sum(stage.seconds for stage in one[1].values()))), read


def _ages(session: Session, now: datetime) -> tuple[int, ...]:
    counts = []
    newest: datetime | None = None
    for _name, seconds in BANDS:
        oldest = now - timedelta(seconds=seconds) if seconds else None
        within = [Complaint.opened_at > oldest] if oldest else []
        within += [Complaint.opened_at <= newest] if newest else []
        counts.append(_count(session, Complaint.state == ComplaintState.OPEN, *within))
        newest = oldest
    return tuple(counts)


def _count(session: Session, *conditions: object) -> int:
    query = select(func.count()).select_from(Complaint)
    return session.scalar(query.where(*conditions)) or 0  # type: ignore[arg-type]


def _late(session: Session, now: datetime) -> int:
    """Complaints that wait for a reply beyond the deadline of one: a range of ix_clock_running_due."""
    query = select(func.count(Clock.complaint_id.distinct())).join(Complaint, Complaint.id == Clock.complaint_id)
    overdue = (Clock.ended_at.is_(None), Clock.due_at < now, Clock.state == ClockState.RUNNING)
    return session.scalar(query.where(*overdue, Complaint.state == ComplaintState.OPEN)) or 0


def _oldest(session: Session) -> tuple[str, datetime] | None:
    query = select(Complaint.ref, Complaint.opened_at).where(Complaint.state == ComplaintState.OPEN)
    found = session.execute(query.order_by(Complaint.opened_at, Complaint.id).limit(1)).first()
    return (found[0], found[1]) if found else None


def _coverage(session: Session, since: datetime, until: datetime) -> tuple[int, int]:
    """Genuine complaints of the period, and how many of them have been answered in public."""
    query = (
        select(func.count(), func.count(Complaint.answered_at))
        .select_from(Complaint)
        .join(Mention, Mention.id == Complaint.mention_id)
        .where(Complaint.opened_at >= since, Complaint.opened_at < until, IS_COMPLAINT)
    )
    genuine, answered = session.execute(query).one()
    return genuine, answered


def _topics(session: Session, now: datetime) -> tuple[tuple[datetime, ...], tuple[Topic, ...]]:
    """The weeks that end now, oldest first, and the topics of which most people complained in them."""
    starts = tuple(now - timedelta(weeks=week) for week in range(WEEKS, 0, -1))
    each = [
        func.count(case((and_(Complaint.opened_at >= start, Complaint.opened_at < start + A_WEEK), 1)))
        for start in starts
    ]
    query = (
        select(Complaint.playbook, *each)
        .join(Mention, Mention.id == Complaint.mention_id)
        .where(Complaint.opened_at >= starts[0], Complaint.opened_at < now, IS_COMPLAINT)
        .group_by(Complaint.playbook)
    )
    counted = {row[0]: [int(many) for many in row[1:]] for row in session.execute(query)}
    surged = _surged(session, starts)
    most = sorted(counted, key=lambda name: (-sum(counted[name]), name))[:TOPICS]
    none = frozenset[int]()
    return starts, tuple(
        Topic(name, tuple(counted[name]), tuple(week in surged.get(name, none) for week in range(WEEKS)))
        for name in most
    )


def _surged(session: Session, starts: Sequence[datetime]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for surge in surges.since(session, starts[0]):
        found[surge.topic].add(min(WEEKS - 1, (surge.at - starts[0]) // timedelta(weeks=1)))
    return found


def _load(session: Session) -> tuple[tuple[str, int], ...]:
    """Person → tickets in their hands, the most first."""
    held = Ticket.state.in_((TicketState.CLAIMED, TicketState.WAITING))
    query = select(Ticket.owner, func.count()).where(Ticket.owner.is_not(None), held).group_by(Ticket.owner)
    loads = [(str(row[0]), int(row[1])) for row in session.execute(query)]
    return tuple(sorted(loads, key=lambda one: (-one[1], one[0])))
