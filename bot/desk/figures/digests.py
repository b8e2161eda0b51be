"""The messages about figures: to each team in the morning of its zone, to the managers once a week.

Each is promised once, by a key that names its day, whenever the beat comes by that morning or later that day; what it
says is read when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.calendars import Calendar
from bot.desk.figures.asking import Line, Period, Report, report
from bot.desk.figures.parts import Count, Stage
from bot.desk.figures.reading import calendar_of_team
from bot.desk.figures.standing import Standing, standing
from bot.desk.insights import LEAST_FOR_RATE, Verdict
from bot.desk.models import Effect
from bot.desk.outbox import Arming
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane

TELL = "figures.tell"
FROM_HOUR = 8
WEEKLY_DAYS = (0, 1)  # Monday; Tuesday, when nobody was running on Monday
LONGEST_CLOSED = 14  # days that one morning looks back over at most
OLD = timedelta(days=1)


class Step(StrEnum):
    """The one thing to do next, the most urgent of all."""

    BROKEN = "broken"  # customers were promised something for a time that is over
    OLDEST = "oldest"  # somebody has waited for an answer for more than a day
    WORSE = "worse"  # a promise is clearly kept less often than before
    SLOWEST = "slowest"  # most time goes into one stage
    NONE = "none"


def promise(session: Session, book: Book, now: datetime) -> int:
    """Promise the messages whose morning has come; returns how many were promised now."""
    due = [*_mornings(book, now), *_weekly(book, now)]
    known = set(session.scalars(select(Effect.key).where(Effect.key.in_([one.key for one in due]))))
    new = [one for one in due if one.key not in known]
    outbox.arm_all(session, new, now)
    return len(new)


def _mornings(book: Book, now: datetime) -> Iterator[Arming]:
    for team, spec in book.desk.teams.items():
        calendar = calendar_of_team(book, team)
        local = calendar.local(now)
        today = local.date()
        if local.hour < FROM_HOUR or not calendar.windows(today):
            continue  # too early, or nobody works today: the next morning tells of it
        first = _last_open_day(calendar, today)
        channel = spec.channel or book.desk.channels.tickets
        payload = {"team": team, "first": first.isoformat(), "last": (today - timedelta(days=1)).isoformat()}
        yield _arming(f"figures:day:{team}:{today.isoformat()}", channel, payload)


def _last_open_day(calendar: Calendar, today: date) -> date:
    """The last day before ``today`` on which the calendar opened: what happened since then has not been told."""
    for back in range(1, LONGEST_CLOSED):
        if calendar.windows(today - timedelta(days=back)):
            return today - timedelta(days=back)
    return today - timedelta(days=1)


def _weekly(book: Book, now: datetime) -> Iterator[Arming]:
    local = calendar_of_team(book, "").local(now)
    if local.weekday() in WEEKLY_DAYS and local.hour >= FROM_HOUR:
        monday = local.date() - timedelta(days=local.weekday())
        payload = {"first": (monday - timedelta(days=7)).isoformat(), "last": (monday - timedelta(days=1)).isoformat()}
        yield _arming(f"figures:week:{monday.isoformat()}", book.desk.channels.managers, payload)


def _arming(key: str, channel: str, payload: dict[str, str]) -> Arming:
    return outbox.Arming(key, TELL, Lane.CHAT, {**payload, "channel": channel}, channel=channel)


@dataclass(frozen=True)
class Digest:
    """What one message says. ``team``: whose; empty: the whole desk's, for the managers."""

    team: str
    report: Report
    standing: Standing
    line: Line
    before: Line

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing waits."""
        waits = self.standing.unanswered or self.standing.backlog or self.standing.broken
        return not waits and not any(sum_.count for sum_ in self.line.sums.values())

    @property
    def worst_first(self) -> Sequence[Line]:
        """The groups, those that keep fewest promises first; then those with most that has no answer."""
        return worst_first(self.report.lines)

    @property
    def worse(self) -> str | None:
        """The promise that is clearly kept less often than in the period before, or None."""
        for metric in self.report.metrics:
            line = self.line if self.team else None
            if self.report.change(metric, line).verdict == Verdict.FEWER:
                return metric
        return None

    @property
    def slowest(self) -> Stage | None:
        """The stage in which most time is lost, where enough was timed to say so."""
        found = self.line.slowest
        return found if found and self.line.of(found).timed >= LEAST_FOR_RATE else None

    @property
    def step(self) -> Step:
        """What to do next."""
        if self.standing.broken:
            return Step.BROKEN
        if self.standing.oldest and self.standing.oldest[0].opened_at < self.standing.at - OLD:
            return Step.OLDEST
        if self.worse:
            return Step.WORSE
        return Step.SLOWEST if self.slowest else Step.NONE


def worst_first(found: Sequence[Line]) -> list[Line]:
    """Groups, those that keep fewest promises first; then those with most that has no answer."""
    return sorted(found, key=lambda line: (_share(line), -line.unanswered, line.group))


def _share(line: Line) -> float:
    met = sum(sum_.met for metric, sum_ in line.sums.items() if metric not in OTHER)
    decided = sum(sum_.decided for metric, sum_ in line.sums.items() if metric not in OTHER)
    return met / decided if decided else 1.0


OTHER = frozenset({*Stage, *Count})


def read(session: Session, book: Book, payload: dict[str, Any], now: datetime) -> Digest:
    """What the message with this ``payload`` says now."""
    team = payload.get("team", "")
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    found = report(session, book, period, ["team"], now)
    line = next((one for one in found.lines if one.group == (team,)), Line((team,), {})) if team else found.all
    before = found.lines_before.get((team,), Line((team,), {})) if team else found.before
    return Digest(team, found, standing(session, now, team), line, before)
