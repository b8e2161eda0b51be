"""A board: the same figures of today, of a week and of four weeks side by side, whole and by team, venue, playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk.figures.asking import Line, Period, Rate, Report, last_days, late_unmarked, narrowed, report
from bot.desk.playbooks import Book

SPANS = (1, 7, 28)  # days, today included
DIMENSIONS = ("team", "venue", "playbook")


@dataclass(frozen=True)
class Board:
    """Reports by number of days and dimension."""

    reports: dict[tuple[int, str], Report]

    def of(self, days: int, by: str = DIMENSIONS[0]) -> Report:
        """The report of the last ``days`` by one dimension."""
        return self.reports[days, by]

    def period(self, days: int) -> Period:
        """The last ``days``."""
        return self.of(days).period

    @property
    def longest(self) -> Report:
        """The figures of the longest span."""
        return self.of(SPANS[-1])

    @property
    def metrics(self) -> Sequence[str]:
        """Promises of any span, first response first."""
        return self.longest.metrics

    def line(self, days: int, by: str, group: tuple[str, ...]) -> Line:
        """One group's line; an empty one where it had nothing to count."""
        return next((one for one in self.of(days, by).lines if one.group == group), Line(group, {}))

    def groups(self, by: str, metric: str) -> list[tuple[str, ...]]:
        """The groups of the longest span, those that keep ``metric`` least first; at the end those that promised
        nothing."""

        def worst(group: tuple[str, ...]) -> tuple[float, int, tuple[str, ...]]:
            kept = self.line(SPANS[-1], by, group).kept(metric)
            return (kept.part / kept.n if kept.n else 2.0, -kept.n, group)

        return sorted((one.group for one in self.of(SPANS[-1], by).lines), key=worst)

    def rates(self, metric: str) -> list[Rate]:
        """Promises of ``metric`` that were kept in each of the spans."""
        return [self.of(days).all.kept(metric) for days in SPANS]


def board(session: Session, book: Book, now: datetime) -> Board:
    """Read it: two statements for each span over the rollups, and two for what is late and not marked yet."""
    late = late_unmarked(session, book, now)
    crossed = {days: report(session, book, last_days(book, days, now), DIMENSIONS, now, late) for days in SPANS}
    return Board({(days, by): narrowed(found, by) for days, found in crossed.items() for by in DIMENSIONS})
