"""Opening hours, exact to the second: several windows a day, overnight windows, holidays, zones and their DST days.

A calendar is data (:class:`CalendarSpec`, frozen into each clock). Counting is done on UTC seconds: the opening
intervals of a stretch of weeks with their cumulative length, then two bisections.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, Field, field_validator

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GAP = 26 * 3600  # no zone ever skipped more than a day (Samoa in 2011)
REACH_DAYS = 800  # a deadline further away than this is a mistake in the policy
DURATION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?[smhd]")
# The holidays library fills a year in when first asked about it; a thread that asks meanwhile would see a part of it.
_FILLING_IN = threading.Lock()
HORIZON = "the calendar {name} never opens long enough: {seconds} seconds do not fit into {days} days"


class CalendarSpec(BaseModel):
    """Opening hours as people write them: ``week: {mon: ["09:00-13:00", "14:00-18:00"], sat: ["22:00-02:00"]}``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = ""
    zone: str = "UTC"
    week: dict[str, list[str]]
    holidays: str | None = None  # a country, or country-region, of the `holidays` library: "FR", "GB-ENG"
    closed: list[date] = Field(default_factory=list)
    special: dict[date, list[str]] = Field(default_factory=dict)  # a half holiday, for example
    day: str = "8h"  # what "2d" means in a target: staffed time, not dates

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception as error:
            raise ValueError(f"{value!r} is no time zone; use a name such as Europe/Paris") from error
        return value

    @field_validator("week")
    @classmethod
    def _readable_week(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        for day, windows in value.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is no weekday; use {', '.join(WEEKDAYS)}")
            for window in windows:
                _window(window)
        return value

    @field_validator("special")
    @classmethod
    def _readable_days(cls, value: dict[date, list[str]]) -> dict[date, list[str]]:
        for windows in value.values():
            for window in windows:
                _window(window)
        return value

    @field_validator("day")
    @classmethod
    def _day_in_hours(cls, value: str) -> str:
        if not DURATION.fullmatch(value) or value.endswith("d"):
            raise ValueError(f"{value!r} is no length of a working day; write 8h or 450m")
        return value

    @field_validator("holidays")
    @classmethod
    def _known_holidays(cls, value: str | None) -> str | None:
        if value:
            _holiday_calendar(value)
        return value

    def key(self) -> str:
        """A text that is equal for equal calendars."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True)


def _spare_the_other_countries() -> None:
    """Make ``holidays`` load the countries that are asked for, alone.

    Importing one imports its package, and that imports all 250: 8 MB in every process. A package that is known but was
    never executed has a path to find its modules by, and that is all they need of it.
    """
    spec = importlib.util.find_spec("holidays.countries")
    if spec and "holidays.countries" not in sys.modules:
        sys.modules["holidays.countries"] = importlib.util.module_from_spec(spec)


_spare_the_other_countries()


def _holiday_calendar(code: str) -> holidays.HolidayBase:
    country, _dash, region = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {code!r}; use a country such as FR or GB-ENG") from error


def _window(text: str) -> tuple[time, time]:
    """``"09:00-18:00"`` → two times; ``24:00`` is midnight at the end; an end before the start is the next day."""
    start, dash, end = text.partition("-")
    try:
        if not dash:
            raise ValueError
        opens = time.fromisoformat(start.strip())
        closes = time(0) if end.strip() == "24:00" else time.fromisoformat(end.strip())
        if opens.tzinfo or closes.tzinfo:
            raise ValueError
    except ValueError:
        raise ValueError(f"{text!r} is no window; write 09:00-18:00") from None
    return opens, closes


@dataclass(frozen=True)
class Calendar:
    """A calendar to count with. Instants are UTC seconds (floats would lose nothing below 2**53, ints are used)."""

    spec: CalendarSpec

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.spec.zone)

    @cached_property
    def _free_days(self) -> holidays.HolidayBase | None:
        return _holiday_calendar(self.spec.holidays) if self.spec.holidays else None

    def _is_closed(self, day: date) -> bool:
        if day in self.spec.special:
            return not self.spec.special[day]
        return day in self.spec.closed or self._holiday(day) is not None

    def _holiday(self, day: date) -> str | None:
        if self._free_days is None:
            return None
        with _FILLING_IN:
            return self._free_days.get(day)

    def windows(self, day: date) -> list[tuple[int, int]]:
        """The opening intervals that start on ``day`` (local date), as UTC seconds; none on a holiday."""
        if self._is_closed(day):
            return []
        found = []
        for text in self.spec.special.get(day, self.spec.week.get(WEEKDAYS[day.weekday()], [])):
            opens, closes = _window(text)
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

    def holidays_between(self, start: datetime, end: datetime) -> list[tuple[date, str]]:
        """Days in between on which the calendar is closed by name."""
        day, last = start.astimezone(self._zone).date(), end.astimezone(self._zone).date()
        found = []
        while day <= last:
            if self._is_closed(day):
                found.append((day, self._name_of(day)))
            day += timedelta(days=1)
        return found

    def _name_of(self, day: date) -> str:
        return self._holiday(day) or "closed"

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


def calendar_of(spec: CalendarSpec | dict[str, object]) -> Calendar:
    """The calendar of ``spec``; equal specs share one."""
    checked = spec if isinstance(spec, CalendarSpec) else CalendarSpec.model_validate(spec)
    return _calendar(checked.key())


ALWAYS = CalendarSpec(name="always", zone="UTC", week={day: ["00:00-24:00"] for day in WEEKDAYS}, day="24h")
