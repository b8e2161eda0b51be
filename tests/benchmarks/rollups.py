"""Thirty days of figures out of a long history: from the rollups, beside the same question asked of the rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import figures, playbooks
from tests.benchmarks import insights, places
from tests.benchmarks.figures import Figure, median

DAYS, ROUNDS = 30, 10
CLOCKS = """
INSERT INTO clock (version, complaint_id, metric, round, state, started_at, warn_at, due_at, ended_at, breached_at,
                   policy, pauses)
SELECT 1, id, 'first_response', round, CASE id % 7 WHEN 0 THEN 'breached' ELSE 'met' END, opened_at, opened_at,
       opened_at, opened_at, CASE id % 7 WHEN 0 THEN opened_at END, '{}', '[]'
FROM complaint CROSS JOIN ({rounds}) AS rounds
"""
# What the fold would have kept, added up by the database itself.
ROLLUPS = """
INSERT INTO rollup (metric, day, team, source, network, playbook, stakes, count, met, breached, timed, seconds, spread)
SELECT 'first_response', {day}, c.team, m.source, m.network, c.playbook, 'P' || (c.id % 4 + 1), {rounds} * count(*),
       {rounds} * sum(CASE c.id % 7 WHEN 0 THEN 0 ELSE 1 END), {rounds} * sum(CASE c.id % 7 WHEN 0 THEN 1 ELSE 0 END),
       {rounds} * count(*), {rounds} * count(*) * 60, '{{"47": 1}}'
FROM complaint c JOIN mention m ON m.id = c.mention_id
GROUP BY {day}, c.team, m.source, m.network, c.playbook, 'P' || (c.id % 4 + 1)
"""
LIVE = """
SELECT c.team, k.metric, sum(CASE k.state WHEN 'met' THEN 1 ELSE 0 END), count(k.breached_at)
FROM clock k JOIN complaint c ON c.id = k.complaint_id
WHERE k.ended_at >= :since GROUP BY c.team, k.metric
"""


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds of each: a million promises of 100,000 complaints on PostgreSQL, a tenth on SQLite or when quick."""
    found = []
    for kind, many in (("PostgreSQL", 1_000_000), ("SQLite", 100_000)):
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            found += _asked(store, kind, many // 10 if quick else many)
            store.engine.dispose()
    return found


def _asked(store: db.Store, kind: str, many: int) -> list[Figure]:
    now, book = datetime.now(UTC), playbooks.load(places.ROOT / "playbooks")
    insights.fill(store, many, now)
    day = "date(opened_at)" if kind == "SQLite" else "CAST(opened_at AS date)"
    with store.engine.begin() as connection:
        rounds = " UNION ALL ".join(f"SELECT {number} AS round" for number in range(1, ROUNDS + 1))
        for statement in (CLOCKS.replace("{rounds}", rounds), ROLLUPS.format(day=day, rounds=ROUNDS)):
            connection.execute(text(statement.replace(":", r"\:")))
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    period = figures.last_days(book, DAYS, now)
    since = datetime.combine(period.first, datetime.min.time(), UTC)
    bound: Any = since if kind == "PostgreSQL" else since.strftime("%Y-%m-%d %H:%M:%S.%f")
    kept = median([_timed(store, lambda s: figures.report(s, book, period, ["team"], now)) for _one in range(5)])
    live = median([_timed(store, lambda s: s.execute(text(LIVE), {"since": bound}).all()) for _one in range(5)])
    scale = f"{many // insights.EVERY * ROUNDS:,} promises of a year ({kind})"
    return [
        Figure(f"figures of {DAYS} days by team and of the {DAYS} before, from rollups, {scale}", kept, "ms", 50.0),
        Figure(f"one of these figures counted from the rows, {scale}", live, "ms"),
        Figure(f"rollups against counting, {scale}", kept / live, "×"),
    ]


def _timed(store: db.Store, look: Callable[[Session], object]) -> float:
    with store.read() as session:
        began = time.perf_counter()
        look(session)
        return (time.perf_counter() - began) * 1000
