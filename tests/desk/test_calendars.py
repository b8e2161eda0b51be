"""Opening hours against an independent model that looks at the clock on the wall, instant by instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.desk.calendars import ALWAYS, WEEKDAYS, Calendar, CalendarSpec, calendar_of
from tests.conftest import examples

ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"]
# Weeks around a change of the clocks in some of these zones, and a quiet one.
DAYS = [
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4),
    date(2026, 9, 6), date(2026, 6, 10), date(2026, 12, 25),
]  # fmt: skip


class Wall:
    """Opening hours as a person reads them: walk through time and look at the clock on the wall.

    A window opens when the wall first shows its start (or jumps past it) and closes when the wall first shows its end
    (or jumps past it), on the day it ends; it belongs to the day on which it starts.
    """

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec, self.zone = spec, ZoneInfo(spec.zone)

    def first_shows(self, day: date, at: time) -> int:
        wanted = datetime.combine(day, at)
        second = int((wanted - timedelta(hours=4)).replace(tzinfo=self.zone).timestamp())
        while self._wall(second) < wanted:
            second += 60
        while self._wall(second - 1) >= wanted:
            second -= 1
        return second

    def _wall(self, second: int) -> datetime:
        return datetime.fromtimestamp(second, self.zone).replace(tzinfo=None)

    def open_seconds(self, first: date, days: int) -> list[tuple[int, int]]:
        found = []
        for offset in range(-2, days + 2):
            day = first + timedelta(days=offset)
            for text in self.hours(day):
                start, end = (part.strip() for part in text.split("-"))
                opens = time.fromisoformat(start)
                closes = time(0) if end == "24:00" else time.fromisoformat(end)
                last = day + timedelta(days=1) if closes <= opens else day
                found.append((self.first_shows(day, opens), self.first_shows(last, closes)))
        return sorted(window for window in found if window[1] > window[0])

    def hours(self, day: date) -> list[str]:
        if day in self.spec.special:
            return self.spec.special[day]
        return [] if day in self.spec.closed else self.spec.week.get(WEEKDAYS[day.weekday()], [])


def is_open(windows: list[tuple[int, int]], second: int) -> bool:
    return any(opens <= second < closes for opens, closes in windows)


def walked(windows: list[tuple[int, int]], begin: int, end: int) -> int:
    """Open seconds in [begin, end), counted piece by piece between the moments at which anything changes."""
    edges = sorted({begin, end, *(edge for window in windows for edge in window if begin < edge < end)})
    return sum(after - before for before, after in pairwise(edges) if is_open(windows, before))


WINDOWS = st.sampled_from([
    "09:00-18:00", "08:30-13:00", "14:00-19:00", "22:00-02:00", "23:30-02:30", "02:00-03:00", "02:30-04:00",
    "01:59:59-03:00:01", "00:00-24:00", "00:00-00:30", "23:59:59-00:00:01", "18:00-09:00", "02:10-02:50",
])  # fmt: skip


@st.composite
def specs(draw: st.DrawFn) -> CalendarSpec:
    around = draw(st.sampled_from(DAYS))
    near = st.integers(-3, 3).map(lambda days: around + timedelta(days=days))
    return CalendarSpec(
        name=around.isoformat(),
        zone=draw(st.sampled_from(ZONES)),
        week=draw(st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(WINDOWS, max_size=3), max_size=7)),
        closed=draw(st.lists(near, max_size=2)),
        special=draw(st.dictionaries(near, st.lists(WINDOWS, max_size=2), max_size=1)),
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[CalendarSpec, list[tuple[int, int]], datetime, datetime]:
    """A calendar, its walked windows, and two instants near a change of the clocks, in order."""
    spec = draw(specs())
    around = datetime.combine(date.fromisoformat(spec.name), time(2), UTC)
    offsets = st.integers(-3 * 86400, 3 * 86400) | st.integers(-7200, 7200)
    first, second = sorted([draw(offsets), draw(offsets)])
    windows = Wall(spec).open_seconds(around.date() - timedelta(days=4), 16)
    return spec, windows, around + timedelta(seconds=first), around + timedelta(seconds=second)


@settings(max_examples=examples(60), deadline=None)
@given(situations())
def test_between_counts_what_the_wall_shows(situation):
    spec, windows, start, end = situation
    expected = walked(windows, int(start.timestamp()), int(end.timestamp()))
    assert calendar_of(spec).between(start, end) == expected
    assert calendar_of(spec).between(end, start) == 0


@settings(max_examples=examples(60), deadline=None)
@given(situations(), st.integers(1, 40_000))
def test_add_is_where_that_much_opening_time_has_passed(situation, seconds):
    spec, windows, start, _end = situation
    begin, limit = int(start.timestamp()), int(start.timestamp()) + 4 * 86400
    if walked(windows, begin, limit) < seconds:
        return
    due = calendar_of(spec).add(start, seconds)
    at = int(due.timestamp())
    assert walked(windows, begin, at) == seconds
    assert is_open(windows, at - 1), "a deadline is the end of an open second, never later"


@settings(max_examples=examples(60), deadline=None)
@given(specs(), st.integers(-400_000, 400_000), st.integers(0, 900_000))
def test_add_and_between_undo_each_other(spec, offset, seconds):
    calendar = calendar_of(spec)
    start = datetime.combine(date.fromisoformat(spec.name), time(2), UTC) + timedelta(seconds=offset)
    if calendar.between(start, start + timedelta(days=200)) < max(seconds, 1):
        return
    due = calendar.add(start, seconds)
    assert calendar.between(start, due) == seconds
    assert calendar.add(start, calendar.between(start, due)) == (due if seconds else calendar.add(start, 0))


@settings(max_examples=examples(40), deadline=None)
@given(situations())
def test_the_opening_windows_add_up_to_what_is_counted(situation):
    spec, _windows, start, end = situation
    calendar = calendar_of(spec)
    shown = list(calendar.opening(start, end))
    assert sum(int((closes - opens).total_seconds()) for opens, closes in shown) == calendar.between(start, end)
    assert all(before[1] < after[0] for before, after in pairwise(shown))


def office(**fields) -> Calendar:
    week = {day: ["09:00-13:00", "14:00-18:00"] for day in WEEKDAYS[:5]}
    return calendar_of(CalendarSpec(**({"name": "office", "zone": "Europe/Paris", "week": week} | fields)))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("start", "seconds", "due"),
    [
        ("2026-11-24 09:00:00", 3600, "2026-11-24 10:00:00"),
        ("2026-11-24 12:59:59", 2, "2026-11-24 14:00:01"),  # the lunch break between two seconds
        ("2026-11-24 12:59:59", 1, "2026-11-24 13:00:00"),  # due at closing, not at the next opening
        ("2026-11-24 13:30:00", 0, "2026-11-24 14:00:00"),  # no time at all, but only when open
        ("2026-11-24 17:59:59", 3601, "2026-11-25 10:00:00"),
        ("2026-11-27 18:00:00", 1, "2026-11-30 09:00:01"),  # the weekend
        ("2026-03-27 17:00:00", 7200, "2026-03-30 10:00:00"),  # over the change to summer time
        ("2026-10-23 17:00:00", 7200, "2026-10-26 10:00:00"),  # and back
    ],
)
def test_office_hours_to_the_second(start, seconds, due):
    assert office().add(paris(start), seconds) == paris(due).astimezone(UTC)


def test_a_night_watch_works_an_hour_less_and_an_hour_more_when_the_clocks_change():
    night = office(week={"sat": ["22:00-06:00"]})
    spring, autumn = paris("2026-03-28 20:00"), paris("2026-10-24 20:00")
    assert night.between(spring, spring + timedelta(days=1)) == 7 * 3600
    assert night.between(autumn, autumn + timedelta(days=1)) == 9 * 3600


def test_holidays_half_holidays_and_closed_days():
    calendar = office(holidays="FR", closed=[date(2026, 12, 28)], special={
        date(2026, 12, 24): ["09:00-12:00"], date(2026, 12, 26): ["10:00-11:00"], date(2026, 12, 29): []})  # fmt: skip
    day = timedelta(days=1)
    counted = {d: calendar.between(paris(f"2026-12-{d}"), paris(f"2026-12-{d}") + day) // 3600 for d in range(23, 31)}
    assert counted == {23: 8, 24: 3, 25: 0, 26: 1, 27: 0, 28: 0, 29: 0, 30: 8}
    named = dict(calendar.holidays_between(paris("2026-12-23"), paris("2026-12-30")))
    assert set(named) == {date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 29)}
    assert "Noël" in named[date(2026, 12, 25)] or "Christmas" in named[date(2026, 12, 25)]


def test_a_calendar_of_24_hours_counts_every_second():
    start = paris("2026-10-24 23:59:59")
    calendar = calendar_of(ALWAYS)
    assert calendar.add(start, 86400 * 3 + 1) == start.astimezone(UTC) + timedelta(days=3, seconds=1)
    assert calendar.between(start, start + timedelta(days=500)) == int(
        ((start + timedelta(days=500)).astimezone(UTC) - start.astimezone(UTC)).total_seconds()
    )


@pytest.mark.parametrize("week", [{}, {"mon": []}, {"mon": ["02:10-02:50"]}])
def test_a_calendar_that_never_opens_long_enough_says_so(week):
    calendar = office(week=week, name="dark")
    with pytest.raises(ValueError, match="dark never opens long enough"):
        calendar.add(paris("2026-11-24"), 400 * 86400)
    if not week.get("mon"):
        assert calendar.between(paris("2026-01-01"), paris("2027-01-01")) == 0
        with pytest.raises(ValueError, match="never opens"):
            calendar.add(paris("2026-11-24"), 0)


def test_equal_calendars_count_alike_and_unequal_ones_apart():
    assert office() is office()
    assert office().spec.key() != office(zone="Europe/London").spec.key()


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("15m", 900), ("3h", 10800), ("2d", 68400), ("0.5d", 17100), ("2.3h", 8280), ("45s", 45), ("1.1h", 3960)],
)
def test_durations(duration, seconds):
    assert office(day="9.5h").seconds(duration) == seconds


@pytest.mark.parametrize("bad", ["", "3", "h", "-1h", "1e400h", "nanh", "infd", "3 h", "1w", "1_0h", "٣h", "xd"])
def test_no_duration(bad):
    with pytest.raises(ValueError, match="is no duration; write 15m, 3h or 2d"):
        office().seconds(bad)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"zone": "Europe/Pariss"}, "Europe/Pariss"),
        ({"zone": "../etc"}, "time zone"),
        ({"week": {"monday": ["09:00-18:00"]}}, "monday"),
        ({"week": {"mon": ["09:00"]}}, "09:00"),
        ({"week": {"mon": ["9h-18h"]}}, "9h-18h"),
        ({"week": {"mon": ["09:00-25:00"]}}, "25:00"),
        ({"week": {"mon": ["09:00+02:00-18:00"]}}, "is no window"),
        ({"special": {date(2026, 12, 24): ["noon-one"]}}, "noon-one"),
        ({"holidays": "ZZ"}, "ZZ"),
        ({"holidays": "FR-Nowhere"}, "FR-Nowhere"),
        ({"day": "1d"}, "1d"),
        ({"day": "long"}, "long"),
        ({"weeks": {}}, "weeks"),
    ],
)
def test_a_mistake_in_a_calendar_is_named(fields, named):
    with pytest.raises(ValidationError) as error:
        office(**fields)
    assert named in str(error.value)


def test_holidays_are_whole_however_many_threads_ask_first():
    from concurrent.futures import ThreadPoolExecutor

    calendar = Calendar(CalendarSpec(name="fresh", zone="Europe/Paris", week={"thu": ["09:00-18:00"]}, holidays="FR"))
    ascension = date(2026, 5, 14)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: calendar.windows(ascension), range(64)))
    assert answers == [[]] * 64
