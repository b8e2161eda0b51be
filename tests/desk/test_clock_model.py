"""Whole clocks, with pauses and their cap, against a model that walks from one second edge to the next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import sla
from bot.desk.calendars import calendar_of
from bot.desk.models import Clock
from bot.desk.vocabulary import ClockState, Metric
from tests.conftest import examples
from tests.desk.test_calendars import Wall, is_open, specs

SECOND = timedelta(seconds=1)
DAYS = 24


class Model:
    """Counts the seconds that are open and not paused; knows nothing of calendars, bisections or moved deadlines."""

    def __init__(self, windows: list[tuple[int, int]], start: int, pauses: list[tuple[int, int]], cap: int | None):
        end = start + (DAYS - 6) * 86400
        self.windows = [one for one in windows if one[1] > start]
        self.start, self.end, self.pauses, left = start, end, list[tuple[int, int]](), cap
        for begin, until in pauses:
            if left == 0:
                continue
            stop = until if left is None else min(until, self.walk(begin, left, ()) or until)
            if left is not None:
                left -= self.counted(begin, stop)
            self.pauses.append((begin, stop))

    def _edges(self, begin: int, end: int, pauses) -> list[int]:
        inside = (edge for pair in (*self.windows, *pauses) for edge in pair if begin < edge < end)
        return sorted({begin, end, *inside})

    def counted(self, begin: int, end: int) -> int:
        steps = pairwise(self._edges(begin, end, ())) if end > begin else ()
        return sum(after - before for before, after in steps if is_open(self.windows, before))

    def walk(self, begin: int, wanted: int, pauses) -> int | None:
        """The second at which ``wanted`` running seconds have passed since ``begin``; None: later than we look."""
        for before, after in pairwise(self._edges(begin, self.end, pauses)):
            running = is_open(self.windows, before) and not any(a <= before < b for a, b in pauses)
            if running and wanted <= after - before:
                return before + wanted
            wanted -= (after - before) * running
        return None

    def due(self, limit: int) -> int | None:
        return self.walk(self.start, limit, self.pauses)


@st.composite
def stories(draw: st.DrawFn):
    """A calendar near a change of the clocks, when the clock began, its limit, its pauses in order, and their cap."""
    spec = draw(specs())
    around = datetime.combine(datetime.fromisoformat(spec.name).date(), time(2), UTC)
    start = int(around.timestamp()) + draw(st.integers(-3 * 86400, 86400))
    at, pauses = start, []
    for _number in range(draw(st.integers(0, 4))):
        begin = at + draw(st.integers(0, 40) | st.integers(0, 90_000))
        at = begin + draw(st.integers(1, 40) | st.integers(1, 90_000))
        pauses.append((begin, at))
    limit = draw(st.sampled_from([1, 60, 3600, 40_000, 120_000]))
    return spec, start, limit, pauses, draw(st.sampled_from([None, None, 0, 30, 7200, 50_000]))


def began(spec, start: int, limit: int, cap: int | None, warns: list[int]) -> Clock:
    policy = {"name": "p", "warn": warns[0], "limit": limit, "calendar": spec.kept()}
    policy |= {"warns": warns} if len(warns) > 1 else {}
    policy |= {} if cap is None else {"most_paused": cap}
    clock = Clock(
        complaint_id=1, metric=Metric.RESOLUTION, round=1, state=ClockState.RUNNING, policy=policy, pauses=[],
        started_at=datetime.fromtimestamp(start, UTC),
    )  # fmt: skip
    sla._set(clock)
    return clock


@settings(max_examples=examples(150), deadline=None)
@given(stories(), st.booleans())
def test_a_deadline_is_where_the_running_seconds_are_used_up(story, scanned):
    """Over DST days, split shifts, overnight windows, closed and partial days, pauses (some within a minute, some
    within others) and their cap, in five zones; whether or not a scan came by."""
    spec, start, limit, pauses, cap = story
    windows = Wall(spec).open_seconds(datetime.fromtimestamp(start, UTC).date() - timedelta(days=4), DAYS)
    model = Model(windows, start, pauses, cap)
    due = model.due(limit)
    if due is None or calendar_of(spec).between(_at(start), _at(start + 86400 * 30)) < limit:
        return
    if any(begin == due for begin, _end in pauses):
        return  # it begins at the deadline itself: what becomes of that is a rule, and has a test in test_clocks
    clock = began(spec, start, limit, cap, [limit])
    late = False
    for begin, end in pauses:
        late = late or begin > due
        sla.pause(clock, _at(begin), "asked")
        sla.pause(clock, _at(begin + (end - begin) // 2), "a pause within a pause changes nothing")
        if scanned and clock.next_at is not None and clock.next_at <= _at(end):
            sla.pass_moment(clock, _at(end))
        sla.resume(clock, _at(end))
    assert clock.due_at == _at(due)
    if late or not pauses:
        return
    last = max(due, pauses[-1][1])
    sla.end(clock, _at(last))
    assert clock.state == (ClockState.MET if last == due else ClockState.BREACHED)


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


@settings(max_examples=examples(80), deadline=None)
@given(stories(), st.lists(st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]), min_size=1, max_size=4, unique=True))
def test_every_warning_comes_when_its_part_is_used_up(story, parts):
    spec, start, _limit, pauses, _cap = story
    limit = 40_000
    windows = Wall(spec).open_seconds(datetime.fromtimestamp(start, UTC).date() - timedelta(days=4), DAYS)
    model = Model(windows, start, pauses, None)
    if model.due(limit) is None:
        return
    warns = [round(part * limit) for part in sorted(parts)]
    expected = [model.due(seconds) for seconds in warns]
    clock, warned = began(spec, start, limit, None, warns), []
    moments = sorted([(begin, True) for begin, _end in pauses] + [(end, False) for _begin, end in pauses])
    for second, pausing in [*moments, (model.end, None)]:
        while clock.next_at is not None and clock.next_at < _at(second) and clock.breached_at is None:
            moment = clock.next_at
            sla.pass_moment(clock, moment)
            warned += [int(moment.timestamp())] if clock.breached_at is None else []
        if pausing is not None:
            (sla.pause(clock, _at(second), "asked") if pausing else sla.resume(clock, _at(second)))
    assert warned == expected


@pytest.mark.parametrize(("cap", "held"), [(None, 4 * 3600), (0, 0), (1800, 1800), (2 * 3600, 2 * 3600)])
def test_a_cap_holds_whenever_the_scan_came(cap, held):
    from tests.desk.test_clocks import OFFICE, START

    for scanned in (False, True):
        clock = began(OFFICE, int(START.timestamp()), 3600, cap, [1800])
        due = clock.due_at
        sla.pause(clock, START + timedelta(minutes=10), "asked")
        if scanned and clock.next_at is not None:
            sla.pass_moment(clock, clock.next_at + timedelta(hours=1))
        sla.resume(clock, START + timedelta(hours=5, minutes=10))  # an hour of it is the lunch break
        calendar = calendar_of(OFFICE)
        assert clock.due_at == calendar.add(due, held)
        assert [one.get("capped", False) for one in clock.pauses] == ([] if cap == 0 else [cap is not None])
