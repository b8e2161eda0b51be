"""The database: one engine, one way to write (a transaction that is tried again when it lost a race), one to read.

SQLite runs in WAL with full durability; writers take the lock at once (``BEGIN IMMEDIATE``), readers do not. The desk
imports nothing from here: it is handed a session.
"""

from __future__ import annotations

import functools
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

T = TypeVar("T")
TRIES = 6
PING_AFTER_SECONDS = 1.0
BUSY_SECONDS = 20.0  # how long a writer on SQLite waits for the one before it
# PostgreSQL: serialization_failure and deadlock_detected (Appendix A of its manual); the transaction may be repeated.
REPEATABLE = {"40001", "40P01"}


def make_engine(address: str, *, pool_size: int = 8) -> Engine:
    """An engine for ``address``; SQLite connections get the pragmas Amends relies on."""
    if not address.startswith("sqlite"):
        engine = create_engine(address, hide_parameters=True, pool_size=pool_size, max_overflow=pool_size)
        event.listen(engine, "checkin", _rests)
        event.listen(engine, "checkout", functools.partial(_ping_rested, engine))
        return engine
    engine = create_engine(
        address, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _rests(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _ping_rested(engine: Engine, connection: Any, record: Any, _proxy: object) -> None:
    """Ask a connection that has rested for a while whether it is still alive; the pool replaces a dead one.

    What ``pool_pre_ping`` does, less often: asking before each of the many short transactions of one alert would take
    a good part of the time that the alert needs.
    """
    if time.monotonic() - record.info.get("rests_since", time.monotonic()) < PING_AFTER_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except Exception as error:
        raise DisconnectionError("the connection died while it rested") from error


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: see _begin
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000:.0f}", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Choose WAL. Where two processes open a new file at once, SQLite refuses one of them without waiting for
    ``busy_timeout`` (waiting could be a deadlock), so that we wait."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 (spreading, not secrecy)


def _begin(connection: Connection) -> None:
    # A deferred transaction that starts by reading and then writes fails with SQLITE_BUSY when another wrote between.
    read_only = connection.get_execution_options().get("amends_read", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@dataclass(frozen=True)
class Store:
    """Where rows are. ``write`` is one happening in one transaction; ``read`` never blocks a writer."""

    engine: Engine
    writers: sessionmaker[Session]
    readers: sessionmaker[Session]

    def write(self, happening: Callable[[Session], T]) -> T:
        """Run ``happening`` in one transaction and commit; run it anew when a concurrent change won the race.

        ``happening`` must have no effect outside its session: it may run up to ``TRIES`` times. On the new run its
        guards see what the winner wrote and refuse in words.
        """
        for attempt in range(1, TRIES + 1):
            try:
                with self.writers.begin() as session:
                    return happening(session)
            except (StaleDataError, IntegrityError, OperationalError) as error:
                if attempt == TRIES or not _lost_a_race(error):
                    raise
                time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 (spreading, not secrecy)
        raise AssertionError("unreachable")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to read with; nothing done in it is kept."""
        with self.readers() as session:
            yield session


def _lost_a_race(error: Exception) -> bool:
    if isinstance(error, StaleDataError | IntegrityError):
        return True
    return "database is locked" in str(getattr(error, "orig", None)) or is_repeatable(error)


def is_repeatable(error: Exception) -> bool:
    """Whether the database undid a transaction only because another was in its way: the same again may well work."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in REPEATABLE


def make_store(engine: Engine) -> Store:
    """A :class:`Store` over ``engine``."""
    reading = engine.execution_options(amends_read=True)
    return Store(
        engine,
        sessionmaker(engine, expire_on_commit=False),
        sessionmaker(reading, expire_on_commit=False, autoflush=False),
    )
