"""iCalendar files beside ``desk.yaml``: closed days, special hours, and who is on duty when.

An event of whole days closes them. An event with times closes the desk for that time; with the category ``OPEN`` its
times are that day's hours, in place of the usual ones. A repeated event is followed for thirty years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.hours import WEEKDAYS, CalendarSpec, codes_of, holiday_calendar, window_of

YEARS = 30
MOST_EVENTS = 20_000
MOST_BYTES = 2_000_000
OPEN = {"OPEN", "OUVERT", "OPENING HOURS", "HORAIRES"}


class FeedError(ValueError):
    """The file cannot be used; says why and how to mend it."""


@dataclass(frozen=True)
class Happening:
    """One occurrence. Whole days: ``start`` and ``end`` are dates, the end not included."""

    name: str
    start: date | datetime
    end: date | datetime
    opens: bool

    @property
    def whole_days(self) -> bool:
        """Whether it has no times."""
        return not isinstance(self.start, datetime)


def read(path: Path) -> list[Happening]:
    """Every occurrence in the file, earliest first; :class:`FeedError` when it cannot be read."""
    import icalendar  # 40 ms and 10 MB, for the few that have such a file
    import recurring_ical_events

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FeedError(f"cannot be read ({type(error).__name__}): put it beside desk.yaml") from error
    if len(raw) > MOST_BYTES:
        raise FeedError(f"has {len(raw):,} bytes, and a file has at most {MOST_BYTES:,}: take past years out")
    try:
        calendar = icalendar.Calendar.from_ical(raw)
        begins = [_day(event.decoded("DTSTART")) for event in calendar.walk("VEVENT")]
        if not begins:
            return []
        query = recurring_ical_events.of(calendar)
        first, last = min(begins), max(begins) + timedelta(days=366 * YEARS)
        found: list[Happening] = []
        for event in query.between(first - timedelta(days=1), last):
            found.append(_happening(event))
            if len(found) > MOST_EVENTS:
                raise FeedError(f"holds more than {MOST_EVENTS:,} events: let repeated ones end (UNTIL)")
    except FeedError:
        raise
    except Exception as error:  # whatever the two libraries make of a broken file
        raise FeedError(f"is no iCalendar file ({str(error)[:120]}): export it anew") from error
    return sorted(found, key=lambda one: (_day(one.start), str(one.start)))


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _happening(event: Any) -> Happening:
    categories = {str(name).strip().upper() for name in event.categories}
    name = str(event.get("SUMMARY") or "").strip()
    return Happening(name, event.start, event.end, opens=bool(categories & OPEN))


def applied(spec: CalendarSpec, happenings: Iterable[Happening]) -> CalendarSpec:
    """``spec`` with the closed days and special hours of ``happenings``; what desk.yaml itself says of a day stays."""
    zone, closed, named = ZoneInfo(spec.zone), set(spec.closed), dict(spec.named)
    special: dict[date, list[str]] = {}
    opened: set[date] = set()
    for one in sorted(happenings, key=lambda one: not one.opens):  # opening hours first: the rest is taken off them
        for day, begins, ends in _by_day(one, zone):
            if day in spec.special or day in spec.closed:
                continue
            if one.name:
                named[day] = one.name
            if one.opens and not one.whole_days:
                special.setdefault(day, []).append(f"{begins}-{ends}")
                opened.add(day)
            elif one.whole_days:
                closed.add(day)
            else:
                usual = special.get(day, _usual(spec, day))
                special[day] = [left for window in usual for left in _without(window, begins, ends)]
    special = {day: hours for day, hours in special.items() if day not in closed or day in opened}
    return spec.model_copy(update={
        "closed": sorted(closed - opened), "special": {**special, **spec.special}, "named": named,
    })  # fmt: skip


def _usual(spec: CalendarSpec, day: date) -> list[str]:
    if any(day in holiday_calendar(code) for code in codes_of(spec.holidays)):
        return []
    return list(spec.week.get(WEEKDAYS[day.weekday()], []))


def _by_day(one: Happening, zone: ZoneInfo) -> Iterator[tuple[date, str, str]]:
    """Each day of ``one`` in the calendar's zone, with the times on it (``00:00`` to ``24:00`` for whole days)."""
    if not isinstance(one.start, datetime) or not isinstance(one.end, datetime):
        day, after = _day(one.start), max(_day(one.end), _day(one.start) + timedelta(days=1))
        while day < after:
            yield day, "00:00", "24:00"
            day += timedelta(days=1)
        return
    start, end = local(one.start, zone), local(one.end, zone)
    day = start.date()
    while day <= end.date():
        begins = start.time().isoformat() if day == start.date() else "00:00"
        ends = end.time().isoformat() if day == end.date() else "24:00"
        if begins != ends and not (day == end.date() and ends == "00:00:00"):
            yield day, begins, ends
        day += timedelta(days=1)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """``at`` in ``zone``; a time without a zone is meant there."""
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)


def utc(at: date | datetime, zone: ZoneInfo) -> datetime:
    """``at`` in UTC; a day is its first moment in ``zone``."""
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001 (next line)
    return local(moment, zone).astimezone(UTC)


def _without(window: str, begins: str, ends: str) -> list[str]:
    """``window`` with the time from ``begins`` to ``ends`` taken out, as windows of the same day."""
    opens, closes = window_of(window)
    a, b = _seconds(opens.isoformat()), _seconds(closes.isoformat())
    b += 86400 if b <= a else 0  # over night
    c, d = _seconds(begins), 86400 if ends == "24:00" else _seconds(ends)
    if d <= a or c >= b:
        return [window]
    return [f"{_clock(x)}-{_clock(y)}" for x, y in ((a, min(b, c)), (max(a, d), b)) if x < y]


def _seconds(said: str) -> int:
    hours, minutes, seconds = [*said.split(":"), "0"][:3]
    return int(hours) * 3600 + int(minutes) * 60 + int(float(seconds))


def _clock(second: int) -> str:
    if second == 86400:
        return "24:00"
    hours, rest = divmod(second % 86400, 3600)
    return f"{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
