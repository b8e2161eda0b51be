"""Opening hours, exact to the second: several windows a day, overnight windows, holidays, zones and their DST days.

A calendar is data (:class:`CalendarSpec`, frozen into each clock). Counting is done on UTC seconds: the opening
intervals of a stretch of weeks with their cumulative length, then two bisections.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.desk.hours import ALWAYS as ALWAYS
from bot.desk.hours import DURATION, CalendarSpec, codes_of, holiday_calendar, named_in, window_of
from bot.desk.hours import WEEKDAYS as WEEKDAYS
from bot.texts import _

GAP = 26 * 3600  # no zone ever skipped more than a day (Samoa in 2011)
REACH_DAYS = 800  # a deadline further away than this is a mistake in the policy
# The holidays library fills a year in when first asked about it; a thread that asks meanwhile would see a part of it.
_FILLING_IN = threading.Lock()
HORIZON = "the calendar {name} never opens long enough: {seconds} seconds do not fit into {days} days"
CLOSED = _("closed")  # a day that nobody gave a name


@dataclass(frozen=True)
class Calendar:
    """A calendar to count with. Instants are UTC seconds (floats would lose nothing below 2**53, ints are used)."""

    spec: CalendarSpec

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.spec.zone)

    @cached_property
    def _free_days(self) -> list[holidays.HolidayBase]:
        return [holiday_calendar(code) for code in codes_of(self.spec.holidays)]

    def _is_closed(self, day: date) -> bool:
        if day in self.spec.special:
            return not self.spec.special[day]
        return day in self._closed or self._holiday(day) is not None

    @cached_property
    def _closed(self) -> frozenset[date]:
        return frozenset(self.spec.closed)

    def _holiday(self, day: date) -> str | None:
        if not self._free_days:
            return None
        with _FILLING_IN:
            return next((name for free in self._free_days if (name := free.get(day))), None)

    def windows(self, day: date) -> list[tuple[int, int]]:
        """The opening intervals that start on ``day`` (local date), as UTC seconds; none on a holiday."""
        if self._is_closed(day):
            return []
        found = []
        for text in self.spec.special.get(day, self.spec.week.get(WEEKDAYS[day.weekday()], [])):
            opens, closes = window_of(text)
            last = day if closes > opens else day + timedelta(days=1)
            start, end = self._instant(day, opens), self._instant(last, closes)
            if end > start:
                found.append((start, end))
        return found

    def _instant(self, day: date, at: time) -> int:
        """When the clock on the wall first shows ``at``, or jumps past it: 02:30 on a day without one is the jump."""
        local = datetime.combine(day, at, self._zone)
        instant = int(local.timestamp())
        shown = datetime.fromtimestamp(instant, self._zone)
        if shown.replace(tzinfo=None) == local.replace(tzinfo=None):
            return instant
        return bisect_left(  # the first second of the gap's two hours that shows a later offset than the one before
            range(instant), shown.utcoffset() or timedelta(), lo=max(0, instant - GAP), hi=instant,
            key=lambda second: datetime.fromtimestamp(second, self._zone).utcoffset() or timedelta(),
        )  # fmt: skip

    def _intervals(self, first: date, days: int) -> tuple[list[int], list[int], list[int]]:
        return _merged(self, first, days)

    def add(self, start: datetime, seconds: int) -> datetime:
        """The instant at which ``seconds`` of opening time have passed since ``start``.

        Zero seconds give ``start`` itself when open, else the next opening. Raises ValueError when the calendar never
        opens long enough.
        """
        begin = int(start.timestamp())
        for days in (40, 160, REACH_DAYS):
            starts, ends, before = self._intervals(_first_day(start, self._zone), days)
            here = bisect_right(ends, begin)
            done = before[here] + max(0, begin - starts[here]) if here < len(starts) else None
            if done is not None:
                wanted = done + seconds
                at = bisect_left(before, wanted + (0 if seconds else 1)) - 1
                if at < len(starts) and wanted <= before[at] + ends[at] - starts[at]:
                    return datetime.fromtimestamp(starts[at] + wanted - before[at], UTC)
        raise ValueError(HORIZON.format(name=self.spec.name, seconds=seconds, days=REACH_DAYS))

    def add_all(self, starts: Sequence[int], seconds: int) -> list[int]:
        """:meth:`add` for many starts at once, on UTC seconds; for starts within a few years of each other."""
        if not starts:
            return []
        first, last = min(starts), max(starts)
        for days in (40, 160, REACH_DAYS):
            span = (last - first) // 86400 + days
            opens, closes, before = self._intervals(_first_day(datetime.fromtimestamp(first, UTC), self._zone), span)
            if opens and seconds <= before[-1] - _open_until(last, opens, closes, before):
                return _added(starts, seconds, opens, closes, before)
        raise ValueError(HORIZON.format(name=self.spec.name, seconds=seconds, days=REACH_DAYS))

    def back(self, end: datetime, seconds: int) -> datetime:
        """The earliest instant from which no more than ``seconds`` of opening time are left until ``end``.

        Raises ValueError when the calendar was not open for so long before.
        """
        stop = int(end.timestamp())
        for days in (40, 160, REACH_DAYS):
            first = _first_day(end - timedelta(days=days), self._zone)
            starts, ends, before = self._intervals(first, days + 18)
            wanted = _open_until(stop, starts, ends, before) - seconds
            if wanted > 0:
                at = bisect_left(before, wanted) - 1
                return datetime.fromtimestamp(starts[at] + wanted - before[at], UTC)
        raise ValueError(HORIZON.format(name=self.spec.name, seconds=seconds, days=REACH_DAYS))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at ``at``."""
        moment = int(at.timestamp())
        starts, ends, _before = self._intervals(_first_day(at, self._zone), 16)
        here = bisect_right(ends, moment)
        return here < len(starts) and starts[here] <= moment

    def between(self, start: datetime, end: datetime) -> int:
        """Seconds of opening time from ``start`` to ``end`` (0 when ``end`` is not later)."""
        begin, stop = int(start.timestamp()), int(end.timestamp())
        if stop <= begin:
            return 0
        days = (stop - begin) // 86400 + 4
        starts, ends, before = self._intervals(_first_day(start, self._zone), days)
        return _open_until(stop, starts, ends, before) - _open_until(begin, starts, ends, before)

    def opening(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The opening intervals between two instants, cut to them: what `sla explain` prints."""
        begin, stop = int(start.timestamp()), int(end.timestamp())
        days = (stop - begin) // 86400 + 4
        starts, ends, _before = self._intervals(_first_day(start, self._zone), days)
        for opens, closes in zip(starts, ends, strict=True):
            if closes > begin and opens < stop:
                yield (
                    datetime.fromtimestamp(max(opens, begin), UTC),
                    datetime.fromtimestamp(min(closes, stop), UTC),
                )

    def holidays_between(self, start: datetime, end: datetime, language: str = "") -> list[tuple[date, str]]:
        """Days in between that are not as usual: closed, or called something in a feed."""
        day, last = start.astimezone(self._zone).date(), end.astimezone(self._zone).date()
        found = []
        while day <= last:
            if self._is_closed(day) or day in self.spec.named:
                found.append((day, self._name_of(day, language)))
            day += timedelta(days=1)
        return found

    def _name_of(self, day: date, language: str) -> str:
        if given := self.spec.named.get(day):
            return given
        with _FILLING_IN:
            names = (named_in(code, language).get(day) for code in codes_of(self.spec.holidays))
            return next((name for name in names if name), CLOSED)

    def seconds(self, duration: str) -> int:
        """``"15m"``, ``"3h"``, ``"2d"`` in seconds of opening time; a day is the calendar's ``day``."""
        if not DURATION.fullmatch(duration):
            raise ValueError(f"{duration!r} is no duration; write 15m, 3h or 2d")
        number, suffix = duration[:-1], duration[-1:]
        one = self.seconds(self.spec.day) if suffix == "d" else {"s": 1, "m": 60, "h": 3600}[suffix]
        return round(float(number) * one)

    def local(self, at: datetime) -> datetime:
        """``at`` on this calendar's wall clock."""
        return at.astimezone(self._zone)


def _first_day(start: datetime, zone: ZoneInfo) -> date:
    # Aligned to fortnights so that the cached intervals are shared; two days earlier for overnight windows.
    day = start.astimezone(zone).date() - timedelta(days=2)
    return day - timedelta(days=day.toordinal() % 14)


def _added(starts: Sequence[int], seconds: int, opens: list[int], closes: list[int], before: list[int]) -> list[int]:
    """Two bisections each. What a start has behind it is the opening time before its window and within it."""
    left, right, found = bisect_left, bisect_right, list[int]()
    first = seconds or 1  # no time at all still needs somebody there: the first open second, less that second
    back = 0 if seconds else 1
    keep = found.append
    for begin in starts:
        here = right(closes, begin)
        opened = opens[here]
        wanted = before[here] + first + (begin - opened if begin > opened else 0)
        at = left(before, wanted) - 1
        keep(opens[at] + wanted - before[at] - back)
    return found


def _open_until(at: int, starts: list[int], ends: list[int], before: list[int]) -> int:
    here = bisect_right(ends, at)
    return before[here] + (max(0, at - starts[here]) if here < len(starts) else 0)


@lru_cache(maxsize=512)
def _cached_intervals(key: str, first: date, days: int) -> tuple[list[int], list[int], list[int]]:
    calendar = calendar_of(CalendarSpec.model_validate_json(key))
    found = sorted(window for offset in range(days + 16) for window in calendar.windows(first + timedelta(days=offset)))
    starts: list[int] = []
    ends: list[int] = []
    for opens, closes in found:
        if ends and opens <= ends[-1]:
            ends[-1] = max(ends[-1], closes)
        else:
            starts.append(opens)
            ends.append(closes)
    before = [0]
    for opens, closes in zip(starts, ends, strict=True):
        before.append(before[-1] + closes - opens)
    return starts, ends, before


def _merged(calendar: Calendar, first: date, days: int) -> tuple[list[int], list[int], list[int]]:
    return _cached_intervals(calendar_key(calendar), first, days)


def calendar_key(calendar: Calendar) -> str:
    """The cache key of ``calendar``, computed once."""
    key = calendar.__dict__.get("_key")
    if key is None:
        key = calendar.__dict__["_key"] = calendar.spec.key()
    return str(key)


@lru_cache(maxsize=256)
def _calendar(key: str) -> Calendar:
    return Calendar(CalendarSpec.model_validate_json(key))


@lru_cache(maxsize=512)
def _calendar_of_json(said: str) -> Calendar:
    return _calendar(CalendarSpec.model_validate_json(said).key())


def calendar_of(spec: CalendarSpec | dict[str, object]) -> Calendar:
    """The calendar of ``spec``, or of what was frozen of one; equal specs share one."""
    if isinstance(spec, CalendarSpec):
        return _calendar(spec.key())
    return _calendar_of_json(json.dumps(spec, sort_keys=True))  # validating it costs a hundred times as much
