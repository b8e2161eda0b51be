"""The figures of the overview: those of :mod:`bot.desk.figures`, which Slack and the command show too, and the surges.

A minute long the answer is kept, for it is the same for everybody who may see it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from bot.desk import figures, surges
from bot.desk.figures import Count, Line, Report, Stage, Standing, Sum
from bot.desk.figures.asking import Period, lines_of, monday_of
from bot.desk.playbooks import Book
from bot.texts import _

STAGES = {
    Stage.DETECT: _("noticing"), Stage.DRAFT: _("drafting"), Stage.APPROVE: _("approving"),
    Stage.POST: _("publishing"), Stage.HAND_OVER: _("handing over"), Stage.CLAIM: _("claiming"),
}  # fmt: skip
BANDS = (_("under 1 hour"), _("1 to 4 hours"), _("4 to 24 hours"), _("1 to 3 days"), _("over 3 days"))  # figures.AGES
PERIODS = (7, 28, 90)
WEEKS = 8
TOPICS = 8
KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class Topic:
    """One playbook's complaints week by week; ``surged``: in which of them it surged."""

    playbook: str
    weeks: tuple[int, ...]
    surged: tuple[bool, ...]


@dataclass(frozen=True)
class Overview:
    """``report``: of the period, by team. ``spreads``: (group, stage) → how long it took, for medians. ``weeks``: the
    Mondays, on the desk's clock, of the weeks of the ``topics``; the last week is still going on."""

    at: datetime
    days: int
    report: Report
    spreads: Mapping[tuple[tuple[str, ...], str], Sum]
    standing: Standing
    weeks: tuple[date, ...]
    topics: tuple[Topic, ...]

    def mean(self, line: Line, stage: str) -> float | None:
        """Seconds that ``stage`` took on average; None: nothing was timed."""
        found = line.of(stage)
        return found.seconds / found.timed if found.timed else None

    def median(self, line: Line, stage: str) -> float | None:
        """Seconds within which half of them were done."""
        found = self.spreads.get((line.group, stage))
        return found.percentile(0.5) if found else None

    @property
    def slowest(self) -> Stage | None:
        """The stage in which most time is lost, all teams together."""
        return self.report.all.slowest

    def slowest_at(self) -> Line | None:
        """The team at which that stage takes longest; None where there is but one."""
        stage = self.slowest
        timed = [line for line in self.report.lines if stage and line.of(stage).timed]
        if stage is None or len(timed) < 2:
            return None
        return max(timed, key=lambda line: (self.mean(line, stage) or 0.0, line.group))

    def in_hands(self) -> list[tuple[str, int]]:
        """Person → tickets in their hands, the most first."""
        found: dict[str, int] = defaultdict(int)
        for load in self.standing.load:
            if load.owner:
                found[load.owner] += load.at_work + load.waiting
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))


class Figures:
    """Asks for the overview, and keeps the answer for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[int, tuple[float, Overview]] = {}

    def overview(self, session: Session, book: Book, days: int, now: datetime) -> Overview:
        """The figures of the last ``days``, at most a minute old."""
        with self._lock:  # of many who look at once, one asks
            kept = self._kept.get(days)
            if kept is None or self._clock() - kept[0] >= KEPT_SECONDS:
                kept = (self._clock(), look(session, book, days, now))
                self._kept[days] = kept
            return kept[1]


def look(session: Session, book: Book, days: int, now: datetime) -> Overview:
    """The figures of today and the days before, ``days`` in all, as they are known at ``now``."""
    period = figures.last_days(book, days, now)
    report = figures.report(session, book, period, ["team"], now)
    spreads = figures.spreads(session, period, ["team"], list(Stage))
    weeks, topics = _topics(session, book, now)
    return Overview(now, days, report, spreads, figures.standing(session, now), weeks, topics)


def _topics(session: Session, book: Book, now: datetime) -> tuple[tuple[date, ...], tuple[Topic, ...]]:
    """This week and those before, and the topics of which most people complained in them."""
    today = figures.last_days(book, 1, now).last
    period = Period(monday_of(today) - timedelta(weeks=WEEKS - 1), today)
    weeks = tuple(period.weeks())
    counted: dict[str, dict[date, int]] = defaultdict(dict)
    for line in lines_of(session, period, ["playbook", "week"], {}, [Count.COMPLAINT]):
        playbook, week = line.group
        counted[playbook][date.fromisoformat(week)] = line.answered.n
    surged = _surged(session, book, weeks)
    most = sorted(counted, key=lambda name: (-sum(counted[name].values()), name))[:TOPICS]
    return weeks, tuple(
        Topic(name, tuple(counted[name].get(week, 0) for week in weeks),
              tuple(week in surged.get(name, ()) for week in weeks))
        for name in most
    )  # fmt: skip


def _surged(session: Session, book: Book, weeks: Sequence[date]) -> dict[str, set[date]]:
    """Topic → the weeks in which it surged, on the desk's clock."""
    found: dict[str, set[date]] = defaultdict(set)
    begun = datetime.combine(weeks[0], datetime.min.time(), UTC) - timedelta(days=1)  # no zone is further off
    for surge in surges.since(session, begun):
        found[surge.topic].add(monday_of(book.desk.local(surge.at).date()))
    return found
