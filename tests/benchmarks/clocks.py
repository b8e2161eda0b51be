"""Deadlines: how many a second, how much faster than ``businesstimedelta``, and how long it takes to count every open
one anew; the scan among many clocks, compared with a bare index-only scan of the same range; claiming what is due.

``CLOCKS_OPEN`` and ``CLOCKS_OVER`` set how many run and how many are over (1,000,000 and 9,000,000 for the full size).
"""

from __future__ import annotations

import os
import random
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from importlib.util import find_spec
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import clockwork, playbooks, retiming, sla
from bot.desk.calendars import WEEKDAYS, Calendar, calendar_of
from bot.desk.hours import CalendarSpec
from tests.benchmarks import places
from tests.benchmarks.figures import Figure, median
from tests.conftest import ROOT

OFFICE = CalendarSpec(
    name="office",
    zone="Europe/Paris",
    week={day: ["08:30-13:00", "14:00-19:00"] for day in WEEKDAYS[:5]},
    holidays="FR",
)
START = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
THREE_HOURS, RESOLUTION = 3 * 3600, 5 * 34200  # a first response, five working days
DUE = 500


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Deadlines in memory, then clocks in PostgreSQL."""
    found = _in_memory(50_000 if quick else 500_000)
    open_ = int(os.environ.get("CLOCKS_OPEN", "20000" if quick else "100000"))
    over = int(os.environ.get("CLOCKS_OVER", "180000" if quick else "900000"))
    with ExitStack() as stack:
        store = db.make_store(db.make_engine(stack.enter_context(places.postgresql(server))))
        _fill(store, open_, over)
        found += _scans(store, open_, over, 5 if quick else 15)
        found.append(_anew(store, open_))
        store.engine.dispose()
    return found


def _in_memory(many: int) -> list[Figure]:
    calendar, draw = calendar_of(OFFICE), random.Random(7)
    starts = [START + draw.randrange(30 * 86400) for _number in range(many)]
    calendar.add_all(starts[:10], THREE_HOURS)
    began = time.perf_counter()
    calendar.add_all(starts, THREE_HOURS)
    bulk = many / (time.perf_counter() - began)
    moments = [datetime.fromtimestamp(start, UTC) for start in starts[: many // 10]]
    began = time.perf_counter()
    for moment in moments:
        calendar.add(moment, THREE_HOURS)
    single = len(moments) / (time.perf_counter() - began)
    found = [
        Figure("deadlines, many at once", bulk, "/s", aim=500_000, better="higher"),
        Figure("deadlines, one by one", single, "/s"),
    ]
    began = time.perf_counter()
    calendar.add_all(starts, RESOLUTION)
    days = many / (time.perf_counter() - began)
    if find_spec("businesstimedelta"):  # pip install businesstimedelta, to compare
        times = days / _other(calendar, moments[:200])
        found.append(Figure("deadlines of five days, times businesstimedelta", times, "×", aim=200, better="higher"))
    return found


def _other(calendar: Calendar, moments: list[datetime]) -> float:
    """The same hours in ``businesstimedelta`` and holidays; it fails with zoneinfo, so it is given local times
    without a zone."""
    import businesstimedelta

    windows = ((wall(8, 30), wall(13)), (wall(14), wall(19)))
    week = [businesstimedelta.WorkDayRule(start_time=a, end_time=b, working_days=[0, 1, 2, 3, 4]) for a, b in windows]
    rules = businesstimedelta.Rules([*week, businesstimedelta.HolidayRule(holidays.country_holidays("FR"))])
    local = [moment.astimezone(ZoneInfo(calendar.spec.zone)).replace(tzinfo=None) for moment in moments]
    delta = businesstimedelta.BusinessTimeDelta(rules, hours=RESOLUTION / 3600)
    began = time.perf_counter()
    for moment in local:
        moment + delta
    return len(local) / (time.perf_counter() - began)


FILL = """
INSERT INTO mention (id, source, external_id, network, url, author_handle, author_name, author, title, text,
    language, media, hints, posted_at, received_at, revision, state, reason, correlation)
SELECT 'm' || n, 'bench', CAST(n AS text), 'x', '', '', '', '{}', '', 'x',
    'en', '[]', '{}', now(), now(), 1, 'complaint', '', ''
FROM generate_series(1, CAST(:people AS int)) n;
INSERT INTO complaint (version, ref, mention_id, state, playbook, playbook_version, playbook_reason, frozen, team,
    facts, thread_revision, opened_at, correlation)
SELECT 1, lpad(CAST(n AS text), 9, '0'), 'm' || n, 'open', 'general', '1', '', '{}', 'care', '{}', 1, now(), ''
FROM generate_series(1, CAST(:people AS int)) n;
INSERT INTO clock (version, complaint_id, metric, round, state, started_at, warn_at, due_at, next_at, ended_at, policy,
    pauses)
SELECT 1, 1 + n % CAST(:people AS int), 'first_response', 1 + n / CAST(:people AS int),
    CASE WHEN n <= CAST(:open AS int) THEN 'running' ELSE 'met' END, now(), now() + n * interval '26 seconds',
    now() + n * interval '26 seconds' + interval '1 hour',
    CASE WHEN n <= CAST(:open AS int) THEN now() + n * interval '26 seconds' END,
    CASE WHEN n > CAST(:open AS int) THEN now() END,
    CAST(:policy AS json), '[]'
FROM generate_series(1, CAST(:open AS int) + CAST(:over AS int)) n
"""


def _fill(store: db.Store, open_: int, over: int) -> None:
    policy = f'{{"name": "p", "warn": 3600, "limit": 10800, "calendar": {calendar_of(OFFICE).spec.key()}}}'
    people = min(open_, 100_000)
    given = {"people": people, "open": open_, "over": over, "policy": policy}
    with store.engine.begin() as connection:
        for statement in FILL.split(";"):
            wanted = {name: value for name, value in given.items() if f":{name}" in statement}
            connection.execute(text(statement), wanted)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE clock"))


def _scans(store: db.Store, open_: int, over: int, rounds: int) -> list[Figure]:
    """Each look is rolled back. The database's own time, as its plan says: what reading rows into Python costs is in
    the last figure."""
    size = f"{open_:,} open among {open_ + over:,}"
    now = datetime.now(UTC)
    soon, more = now + timedelta(seconds=26 * DUE), now + timedelta(seconds=26 * DUE * 10)
    ours = f"SELECT * FROM clock WHERE next_at <= :now ORDER BY next_at LIMIT {DUE} FOR UPDATE SKIP LOCKED"
    plain = ours.replace(" FOR UPDATE SKIP LOCKED", "")
    bare = f"SELECT next_at FROM clock WHERE next_at <= :now ORDER BY next_at LIMIT {DUE}"
    nothing = _database_ms(store, ours, now - timedelta(days=1), rounds)
    found, least = _database_ms(store, plain, soon, rounds), _database_ms(store, bare, soon, rounds)
    return [
        Figure(f"clock scan, nothing due, {size}", nothing, "ms", aim=1),
        Figure(f"clock scan, {DUE} due, {size}", found, "ms"),
        Figure("clock scan, times a bare index-only scan", found / least, "×", aim=1.5),
        Figure("clocks claimed and moved on", _claimed(store, more), "/s", aim=10_000, better="higher"),
    ]


def _database_ms(store: db.Store, query: str, now: datetime, rounds: int) -> float:
    waits = []
    with store.engine.connect() as connection:
        for _round in range(rounds):
            plan = connection.execute(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}"), {"now": now}).scalar_one()
            waits.append(plan[0]["Execution Time"])
            assert "Seq Scan" not in str(plan), plan
            connection.rollback()
    return median(waits)


def _claimed(store: db.Store, now: datetime) -> float:
    """Found, passed their moment and written, in portions of 500, as the round does it."""
    total, began = 0, 0.0

    def happening(session: Session) -> int:
        due = clockwork.due(session, now, DUE)
        for clock in due:
            sla.pass_moment(clock, now)
        clockwork.write_all(session, due)
        return len(due)

    with store.writers() as session:
        session.begin()
        while count := happening(session):
            session.expunge_all()
            total += count if began else 0
            began = began or time.perf_counter()  # the first portion warms up
        session.rollback()
    return total / (time.perf_counter() - began)


def _anew(store: db.Store, open_: int) -> Figure:
    """Every open deadline counted by other hours, as ``amends sla preview`` does it."""
    book, now = playbooks.load(ROOT / "playbooks"), datetime.now(UTC)
    began = time.perf_counter()
    with store.read() as session:
        found = sum(len(portion) for portion in retiming.changes(session, book, now))
    assert found > open_ * 0.9, found
    return Figure(f"{open_:,} open deadlines counted anew", time.perf_counter() - began, "s")
