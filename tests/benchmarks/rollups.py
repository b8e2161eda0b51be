"""Thirty days of figures out of a long history: from the rollups, beside the same question asked of the rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import figures, playbooks
from bot.desk.models import Clock
from tests.benchmarks import history, places
from tests.benchmarks.figures import Figure, median

DAYS, ROUNDS = 30, 10
MANY = {"PostgreSQL": 1_000_000, "SQLite": 10_000}  # complaints; ten times as many promises
MORE = """
INSERT INTO clock (version, complaint_id, metric, round, state, started_at, warn_at, due_at, ended_at, breached_at,
                   policy, pauses)
SELECT 1, complaint_id, metric, more.round, state, started_at, warn_at, due_at, ended_at, breached_at, policy, pauses
FROM clock CROSS JOIN ({rounds}) AS more WHERE metric = 'first_response'
"""
NUMBERS = ("count", "met", "breached", "timed", "seconds")
LIVE = """
SELECT c.team, k.metric, sum(CASE k.state WHEN 'met' THEN 1 ELSE 0 END), count(k.breached_at)
FROM clock k JOIN complaint c ON c.id = k.complaint_id
WHERE k.ended_at >= :since GROUP BY c.team, k.metric
"""


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds of each: ten million promises of a million complaints on PostgreSQL, a hundredth on SQLite; a tenth
    of that when quick."""
    found = []
    for kind, many in MANY.items():
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            now = datetime.now(UTC)
            history.fill(store, many // 10 if quick else many, now, work=False)
            _multiply(store)
            found += looks(store, kind, now)
            store.engine.dispose()
    return found


def _multiply(store: db.Store) -> None:
    """Complaints that went through many rounds of questions and answers."""
    rounds = " UNION ALL ".join(f"SELECT {number} AS round" for number in range(2, ROUNDS))
    sums = ", ".join(f"{name} = {name} * {ROUNDS - 1}" for name in NUMBERS)
    with store.engine.begin() as connection:
        connection.execute(text(MORE.format(rounds=rounds)))
        for table in ("rollup", "tally"):
            connection.execute(text(f"UPDATE {table} SET {sums} WHERE metric = 'first_response'"))
    history.analyse(store)


def looks(store: db.Store, kind: str, now: datetime) -> list[Figure]:
    """The figures of one filled database."""
    book = playbooks.load(places.ROOT / "playbooks")
    period = figures.last_days(book, DAYS, now)
    since = datetime.combine(period.first, datetime.min.time(), UTC)
    bound: Any = since if kind == "PostgreSQL" else since.strftime("%Y-%m-%d %H:%M:%S.%f")
    by_team = median([_timed(store, lambda s: figures.report(s, book, period, ["team"], now)) for _one in range(9)])
    crossed = ["team", "venue", "priority"]
    by_all = median([_timed(store, lambda s: figures.report(s, book, period, crossed, now)) for _one in range(5)])
    live = median([_timed(store, lambda s: s.execute(text(LIVE), {"since": bound}).all()) for _one in range(5)])
    with store.read() as session:
        promises = session.scalar(select(func.count()).select_from(Clock))
    scale = f"{promises:,} promises of a year ({kind})"
    return [
        Figure(f"figures of {DAYS} days by team and of the {DAYS} before, from rollups, {scale}", by_team, "ms", 50.0),
        Figure(f"the same by team, venue and priority crossed, {scale}", by_all, "ms"),
        Figure(
            f"kept and late by team and metric of the {DAYS} days alone, counted from the rows, {scale}", live, "ms"
        ),
        Figure(f"rollups against counting, {scale}", by_team / live, "×", 0.05 if kind == "PostgreSQL" else None),
    ]


def _timed(store: db.Store, look: Callable[[Session], object]) -> float:
    with store.read() as session:
        began = time.perf_counter()
        look(session)
        return (time.perf_counter() - began) * 1000
