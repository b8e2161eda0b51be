"""Counting who complains of what, and looking for surges, with a million complaints of nine weeks behind it.

Every mention of the history is a complaint that counts: the hardest case. On SQLite a hundred thousand.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import complainants, playbooks, surges
from bot.desk.models import Complainant
from bot.triage.usual import DAYS
from tests.benchmarks import places
from tests.benchmarks.figures import Figure, median

MENTIONS = {"PostgreSQL": 1_000_000, "SQLite": 100_000}
BATCH = 20  # alerts that are read together


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds on PostgreSQL and on SQLite."""
    found = []
    for kind, number in MENTIONS.items():
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            if kind == "SQLite":  # the complaints themselves are not there: nothing here reads them
                event.listen(store.engine, "connect", lambda raw, _record: raw.execute("PRAGMA foreign_keys=OFF"))
            found += _figures(store, kind, number // 10 if quick else number)
            store.engine.dispose()
    return found


def _figures(store: db.Store, kind: str, number: int) -> list[Figure]:
    book, now = playbooks.load(places.ROOT / "playbooks"), datetime.now(UTC).replace(minute=30)
    topics = sorted(book.playbooks)
    if kind == "PostgreSQL":
        store.write(lambda session: session.execute(text("ALTER TABLE complainant DROP CONSTRAINT "
                                                         "fk_complainant_complaint_id")))  # fmt: skip
    store.write(lambda session: _fill(session, topics, number, now))
    if kind == "PostgreSQL":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE complainant"))
    fresh = iter(range(number, 10 * number, BATCH))
    count = _timed(store, lambda session: _count(session, topics, next(fresh), now), 25)
    first = _once(store, lambda session: surges.scan(session, book, now))
    again = _timed(store, lambda session: surges.scan(session, book, now), 15)
    crowd = _rows(topics[:1], range(20 * number, 20 * number + 5 * (number // 2000)), now, timedelta(minutes=4))
    store.write(lambda session: session.execute(insert(Complainant), crowd))
    found = store.write(lambda session: len(surges.scan(session, book, now)))
    name = f"with {number:,} complaints in nine weeks ({kind})"
    return [
        Figure(f"counting a batch of {BATCH} complainants, {name}", count, "ms"),
        Figure("… looking for surges, each minute", again, "ms", note=f"plan: {_plan(store, now)}"),
        Figure("… the first look in an hour, which learns what is usual", first, "ms"),
        Figure("… a crowd that comes is found", float(found), "surges", 1.0, "higher"),
    ]


def _rows(topics: list[str], numbers: range, now: datetime, over: timedelta) -> list[dict[str, Any]]:
    """Spread evenly over the time ``over`` before now; some topics have more than others, each author is somebody."""
    minute, length = complainants.minute_of(now), over.total_seconds() / 60
    return [
        {"complaint_id": n + 1, "topic": topics[n % 97 % len(topics)], "source": f"tool-{n % 3}",
         "author": f"{n:024x}", "minute": minute - int((n - numbers.start) * length / len(numbers)), "live": True}
        for n in numbers
    ]  # fmt: skip


def _fill(session: Session, topics: list[str], number: int, now: datetime) -> None:
    """Nine weeks of history, spread like :func:`_rows`."""
    names = " ".join(f"WHEN {place} THEN '{topic}'" for place, topic in enumerate(topics))
    session.execute(
        text(
            "INSERT INTO complainant (complaint_id, topic, source, author, minute, live) "
            "WITH RECURSIVE every(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM every WHERE n + 1 < :number) "
            f"SELECT n + 1, CASE n % 97 % {len(topics)} {names} END, 'tool-' || (n % 3), 'somebody ' || n, "
            ":minute - CAST(1.0 * n * :length / :number AS INTEGER), true FROM every"
        ),
        {"number": number, "minute": complainants.minute_of(now), "length": DAYS * 24 * 60},
    )


def _count(session: Session, topics: list[str], start: int, now: datetime) -> None:
    rows = _rows(topics, range(start, start + BATCH), now, timedelta(minutes=5))
    session.execute(complainants.counting(session), rows)


def _timed(store: db.Store, look: Callable[[Session], object], rounds: int) -> float:
    return median([_once(store, look) for _round in range(rounds)])


def _once(store: db.Store, look: Callable[[Session], object]) -> float:
    """Milliseconds, rolled back."""
    with store.writers() as session:
        session.begin()
        began = time.perf_counter()
        look(session)
        took = time.perf_counter() - began
        session.rollback()
    return took * 1000


def _plan(store: db.Store, now: datetime) -> str:
    """How the database looks at what is said now."""
    said: list[tuple[str, Any]] = []
    note = lambda *words: said.append((words[2], words[3]))  # noqa: E731
    event.listen(store.engine, "before_cursor_execute", note)
    with store.read() as session:
        surges.seen_now(session, ["tool-0", "tool-1", "tool-2"], now)
    event.remove(store.engine, "before_cursor_execute", note)
    statement, values = next(one for one in said if "FROM complainant" in one[0])
    explain = "EXPLAIN " if store.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with store.engine.connect() as connection:
        lines = [str(row[-1]).strip() for row in connection.exec_driver_sql(explain + statement, values)]
    return next(line.lstrip("-> ").split("  ")[0] for line in lines if "Scan" in line or "SEARCH" in line)
