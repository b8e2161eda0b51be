"""Within the days of a period: each team's days are those of its own clock, as the figures count them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from bot.desk.figures import last_days
from bot.desk.figures.reading import calendar_of_team
from bot.desk.playbooks import Book


def within(book: Book, moment: Any, team: Any, days: int, now: datetime) -> ColumnElement[bool]:
    """Whether ``moment`` (a column) is on one of the last ``days`` of ``team`` (a column), today included."""
    ranges: dict[tuple[datetime, datetime], list[str]] = defaultdict(list)
    for name in book.desk.teams:
        ranges[_range(book, name, days, now)].append(name)
    usual = _range(book, "", days, now)  # also of teams that there are no more
    if set(ranges) <= {usual}:
        return _between(moment, usual)
    own = [and_(team.in_(names), _between(moment, ends)) for ends, names in ranges.items()]
    return or_(*own, and_(team.not_in(list(book.desk.teams)), _between(moment, usual)))


def _between(moment: Any, ends: tuple[datetime, datetime]) -> ColumnElement[bool]:
    return and_(moment >= ends[0], moment < ends[1])


def _range(book: Book, team: str, days: int, now: datetime) -> tuple[datetime, datetime]:
    period, zone = last_days(book, days, now), calendar_of_team(book, team).local(now).tzinfo
    end = datetime.combine(period.last + timedelta(days=1), time(), zone)
    return datetime.combine(period.first, time(), zone), end
