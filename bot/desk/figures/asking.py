"""Asks the rollups: what was promised and kept, where time went, what was left unanswered, always with n and period.

Everything that shows figures (Slack, the page, the command, its CSV) asks here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import NormalDist
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.figures import reading
from bot.desk.figures.parts import TALLIED, Count, Fact, Key, Of, Stage, Sum, spread_of, summed
from bot.desk.insights import Change, change
from bot.desk.insights.intervals import SURE, share, wilson
from bot.desk.models import Clock, Commitment, Complaint, Mention, Rollup, Tally, Ticket
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ClockState, CommitmentState, Refused
from bot.texts import _

WEEK = "week"
DAYS = ("day", WEEK)
COLUMNS: dict[str, Any] = {
    "team": Rollup.team, "venue": Rollup.network, "source": Rollup.source, "playbook": Rollup.playbook,
    "priority": Rollup.stakes, "day": Rollup.day, WEEK: Rollup.day,
}  # fmt: skip
Z = NormalDist().inv_cdf(1 - (1 - SURE) / 2)


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """As many days right before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def weeks(self) -> Iterator[date]:
        """The Mondays of the weeks that it touches."""
        monday = monday_of(self.first)
        while monday <= self.last:
            yield monday
            monday += timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def last_days(book: Book, days: int, now: datetime, team: str = "") -> Period:
    """Today, on the clock of ``team`` (of the desk, when empty), and the days before, ``days`` in all."""
    today = reading.calendar_of_team(book, team).local(now).date()
    return Period(today - timedelta(days=days - 1), today)


@dataclass(frozen=True)
class Rate:
    """A part of a whole: the share is None where the whole is too small for one, the interval always stands beside."""

    part: int
    n: int

    @property
    def share(self) -> float | None:
        """0 to 1; None when n is below 30."""
        return share(self.part, self.n)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's, 0 to 1, which is right at 95 %; None when there is nothing."""
        return wilson(self.part, self.n, Z) if self.n else None


@dataclass(frozen=True)
class Line:
    """What one group (of one value for each dimension asked for) adds up to in a period, by metric."""

    group: tuple[str, ...]
    sums: dict[str, Sum]

    def of(self, metric: str) -> Sum:
        """What ``metric`` adds up to; nothing is a sum too."""
        return self.sums.get(metric, Sum())

    def kept(self, metric: str) -> Rate:
        """Promises kept, of those that were decided."""
        found = self.of(metric)
        return Rate(found.met, found.decided)

    @property
    def answered(self) -> Rate:
        """Coverage: genuine complaints of the period that have an answer."""
        found = self.of(Count.COMPLAINT)
        return Rate(found.met, found.count)

    @property
    def unanswered(self) -> int:
        """Genuine complaints of the period without an answer that nobody decided to leave."""
        found = self.of(Count.COMPLAINT)
        return found.count - found.met - self.of(Count.ABSTAINED).count

    def where_time_goes(self) -> dict[Stage, float]:
        """Stage → its share of the time that all stages took on average, 0 to 1; empty when nothing was timed."""
        means = {stage: self.of(stage).seconds / self.of(stage).timed for stage in Stage if self.of(stage).timed}
        total = sum(means.values())
        return {stage: mean / total for stage, mean in means.items()} if total else {}

    @property
    def slowest(self) -> Stage | None:
        """The stage in which most time is lost, once the customer's words have reached us."""
        shares = {stage: share_ for stage, share_ in self.where_time_goes().items() if stage != Stage.DETECT}
        return max(shares, key=lambda stage: shares[stage]) if shares else None


@dataclass(frozen=True)
class Report:
    """The figures of ``period``, in all and by group, and those of as many days before."""

    period: Period
    by: tuple[str, ...]
    all: Line
    lines: Sequence[Line]
    before: Line
    lines_before: dict[tuple[str, ...], Line]
    metrics: Sequence[str]  # the promises, first response first

    def change(self, metric: str, line: Line | None = None) -> Change:
        """How the share of kept promises changed against the period before (of all, or of one group's line)."""
        now = (line or self.all).kept(metric)
        before = (self.before if line is None else self.lines_before.get(line.group, Line(line.group, {}))).kept(metric)
        return change(before.part, before.n, now.part, now.n, claims=max(1, len(self.lines) if line else 1))


def report(
    session: Session,
    book: Book,
    period: Period,
    by: Sequence[str],
    now: datetime,
    late: Mapping[Key, Sum] | None = None,
) -> Report:
    """The figures of ``period`` as they are known at ``now``. ``by``: dimensions of :data:`COLUMNS`, crossed. ``late``:
    what :func:`late_unmarked` found at ``now``, where several reports are asked for at once."""
    for name in by:
        if name not in COLUMNS:
            raise Refused(
                _("Figures are not kept by “{said}”. There are: {known}."), field="by", said=name,
                known=", ".join(COLUMNS),
            )  # fmt: skip
    late = late_unmarked(session, book, now) if late is None else late
    lines = lines_of(session, period, by, late)
    before = lines_of(session, period.before, [name for name in by if name not in DAYS], late)
    whole, whole_before = _together(lines), _together(before)
    metrics = sorted(_promises(whole, whole_before), key=lambda one: (one != "first_response", one))
    old = {line.group: line for line in before}
    return Report(period, tuple(by), whole, lines, whole_before, old, metrics)


def narrowed(found: Report, by: str) -> Report:
    """The same figures by one of the dimensions that ``found`` is crossed by: what asking for it alone gives."""
    lines, before = _grouped(found.lines, found.by.index(by)), _grouped(found.lines_before.values(), found.by.index(by))
    old = {line.group: line for line in before}
    return Report(found.period, (by,), found.all, lines, found.before, old, found.metrics)


def _grouped(lines: Iterable[Line], place: int) -> list[Line]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group[place], []).append(line)
    return [Line((value,), _together(groups[value]).sums) for value in sorted(groups)]


def _promises(*lines: Line) -> set[str]:
    own = {*Stage, *Count} - {Count.COMMITMENT}
    return {metric for line in lines for metric in line.sums if metric not in own}


def _together(lines: Sequence[Line]) -> Line:
    total: dict[str, Sum] = {}
    for line in lines:
        for metric, found in line.sums.items():
            total.setdefault(metric, Sum()).merge(found)
    return Line((), total)


def lines_of(
    session: Session, period: Period, by: Sequence[str], late: Mapping[Key, Sum], metrics: Collection[str] = ()
) -> list[Line]:
    """One line for each group, by its name: the rollups, and ``late``, what :func:`late_unmarked` found. ``metrics``:
    only these, none named: all."""
    groups: dict[tuple[str, ...], dict[str, Sum]] = {}
    for group, metric, found in _kept(session, period, by, metrics):
        groups.setdefault(group, {}).setdefault(metric, Sum()).merge(found)
    for key, found in late.items():
        if period.first <= date.fromisoformat(key.day) <= period.last:
            groups.setdefault(_group(key, by), {}).setdefault(key.metric, Sum()).merge(found)
    return [Line(group, groups[group]) for group in sorted(groups)]


def _asked(by: Sequence[str]) -> tuple[type[Rollup] | type[Tally], dict[str, Any], list[Any]]:
    """The rows to ask, their columns by the names of dimensions, and the conditions on them: few rows where one
    dimension at most is asked for, of those that are kept by themselves."""
    wanted = {name for name in by if name not in DAYS} or {TALLIED[0]}
    if len(wanted) > 1 or not wanted <= set(TALLIED):
        return Rollup, COLUMNS, []
    (dimension,) = wanted
    columns = {dimension: Tally.value, "day": Tally.day, WEEK: Tally.day}
    return Tally, columns, [Tally.dimension == dimension]


def _kept(
    session: Session, period: Period, by: Sequence[str], metrics: Collection[str] = ()
) -> Iterator[tuple[tuple[str, ...], str, Sum]]:
    """Group, metric and sum: what the database can add up it does; the spreads it cannot."""
    rows, columns, conditions = _asked(by)
    chosen = [columns[name].label(f"by_{name}") for name in by]
    added = [func.sum(one) for one in (rows.count, rows.met, rows.breached, rows.timed, rows.seconds)]
    query = select(rows.metric, *chosen, *added).where(rows.day.between(period.first, period.last), *conditions)
    if metrics:
        query = query.where(rows.metric.in_(metrics))
    for metric, *row in session.execute(query.group_by(rows.metric, *(columns[name] for name in dict.fromkeys(by)))):
        count, met, breached, timed, seconds = (int(number) for number in row[len(by) :])
        yield _named(row[: len(by)], by), metric, Sum(count, met, breached, timed, seconds)


def spreads(session: Session, period: Period, by: Sequence[str], metrics: Collection[str]) -> dict[Any, Sum]:
    """(group, metric) → the spread of durations, for percentiles: read row by row, so only where they are shown."""
    found: dict[tuple[tuple[str, ...], str], Sum] = {}
    rows, columns, conditions = _asked(by)
    query = select(rows.metric, rows.timed, rows.spread, *(columns[name] for name in by)).where(*conditions)
    query = query.where(rows.day.between(period.first, period.last), rows.metric.in_(metrics), rows.timed > 0)
    for metric, timed, spread, *row in session.execute(query):
        sum_ = found.setdefault((_named(row, by), metric), Sum())
        sum_.merge(Sum(timed=timed, spread=spread_of(spread)))
    return found


def _named(values: Sequence[Any], by: Sequence[str]) -> tuple[str, ...]:
    pairs = zip(values, by, strict=True)
    return tuple((monday_of(value) if name == WEEK else value).isoformat() if isinstance(value, date) else str(value)
                 for value, name in pairs)  # fmt: skip


def _group(key: Key, by: Sequence[str]) -> tuple[str, ...]:
    day = date.fromisoformat(key.day)
    of = {"team": key.of.team, "venue": key.of.network, "source": key.of.source, "playbook": key.of.playbook,
          "priority": key.of.stakes, "day": day, WEEK: day}  # fmt: skip
    return _named([of[name] for name in by], by)


def late_unmarked(session: Session, book: Book, now: datetime) -> dict[Key, Sum]:
    """Promises whose time is over and that no row says so of yet: late is judged by the deadline, not by the scan."""
    of = (func.coalesce(Ticket.team, Complaint.team).label("team"), Mention.source, Mention.network,
          Complaint.playbook, Complaint.stakes)  # fmt: skip
    clocks = select(Clock.metric, Clock.due_at, *of).join(Complaint, Complaint.id == Clock.complaint_id)
    clocks = clocks.where(Clock.next_at <= now, Clock.due_at < now, Clock.state == ClockState.RUNNING)
    clocks = clocks.where(Clock.breached_at.is_(None), Clock.metric.not_in(reading.OWN_ROWS))
    said = select(Commitment.due_at, *of).join(Complaint, Complaint.id == Commitment.complaint_id)
    said = said.where(Commitment.state == CommitmentState.OPEN, Commitment.due_at < now)
    found: dict[Key, Sum] = {}
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(_with_people(clocks))]
    rows += [(Count.COMMITMENT, *row) for row in session.execute(_with_people(said))]
    for metric, due_at, team, source, network, playbook, stakes in rows:
        day = reading.calendar_of_team(book, team).local(due_at).date().isoformat()
        belongs = Of(team, source, network, playbook, stakes or "")
        summed(belongs, [Fact(day, metric, "breached")], found)
    return found


def _with_people(query: Any) -> Any:
    query = query.join(Mention, Mention.id == Complaint.mention_id)
    return query.outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
