"""Quiet sources: those of which so much should have been heard in their silence that chance does not explain it.

The same bound as where surges are looked for (:data:`bot.triage.usual.SILENT`): six complaints that should have come
and did not, which chance does once in 400 times. What usually comes is read off the rollups, a row for each day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.figures.parts import Count
from bot.desk.figures.reading import calendar_of_team
from bot.desk.models import Mention, Rollup
from bot.desk.playbooks import Book
from bot.triage.usual import SILENT

DAYS = 28  # that say what usually comes
HEARD = (Count.COMPLAINT, Count.DISMISSED)


@dataclass(frozen=True)
class Quiet:
    """A source that fell silent: the last day of which it brought anything, and how many complaints ``usual``ly come in
    as long a time, as the ``days`` before that day had it."""

    source: str
    since: date
    usual: float
    days: int


def quiet(session: Session, book: Book, now: datetime) -> list[Quiet]:
    """The sources that are silent at ``now``, the longest expected first. Two statements at most."""
    local = calendar_of_team(book, "").local(now)
    found = [one for source, days in _days(session, local.date()).items() if (one := _judged(source, days, local))]
    heard = _heard(session, found, local)
    kept = [one for one in found if heard.get(one.source) is None or heard[one.source] < _begins(one, local)]
    return sorted(kept, key=lambda one: (-one.usual, one.source))


def _days(session: Session, today: date) -> dict[str, dict[date, int]]:
    """Source → day → complaints heard of."""
    query = select(Rollup.source, Rollup.day, func.sum(Rollup.count))
    query = query.where(Rollup.metric.in_(HEARD), Rollup.day.between(today - timedelta(days=DAYS), today))
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for source, day, count in session.execute(query.group_by(Rollup.source, Rollup.day)):
        if count:
            found[source][day] = int(count)
    return found


def _judged(source: str, days: Mapping[date, int], local: datetime) -> Quiet | None:
    last, first = max(days), local.date() - timedelta(days=DAYS)
    before = [number for day, number in days.items() if day < last]
    lived = (last - max(first, min(days))).days
    silent = (local - datetime.combine(last + timedelta(days=1), time(), local.tzinfo)) / timedelta(days=1)
    if lived < 1 or silent <= _longest_gap(days):
        return None  # it was silent as long before: a weekend, a holiday
    usual = sum(before) / lived * silent
    return Quiet(source, last, usual, lived) if usual >= SILENT else None


def _longest_gap(days: Mapping[date, int]) -> int:
    """Whole days without anything between two that had something."""
    heard = sorted(days)
    return max(((after - before).days - 1 for before, after in pairwise(heard)), default=0)


def _begins(one: Quiet, local: datetime) -> datetime:
    return datetime.combine(one.since + timedelta(days=1), time(), local.tzinfo)


def _heard(session: Session, found: list[Quiet], local: datetime) -> dict[str, datetime]:
    """Source → when anything at all came from it last: praise and noise show that it is alive too."""
    if not found:
        return {}
    since = min(_begins(one, local) for one in found)
    query = select(Mention.source, func.max(Mention.received_at)).where(Mention.received_at >= since)
    rows = session.execute(query.where(Mention.source.in_([one.source for one in found])).group_by(Mention.source))
    return {source: at for source, at in rows}  # noqa: C416 (a row is no pair to mypy)
