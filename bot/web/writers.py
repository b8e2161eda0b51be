"""How a batch of alert rows gets into each kind of database: one statement, which is one transaction by itself.

Both keep their connection: to take one from a pool for each batch would cost more than the insert.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from bot import db
from bot.desk import alerts

if TYPE_CHECKING:
    import psycopg

Row = dict[str, str | None]
TRIES = 5


class OverPostgresql:
    """On the event loop: a thread would wait for the interpreter longer than for the database."""

    def __init__(self, engine: Engine) -> None:
        self._words, self._options = engine.dialect.create_connect_args(engine.url)
        self._connection: psycopg.AsyncConnection | None = None

    async def insert(self, rows: Sequence[Row]) -> set[str]:
        """Store ``rows``; returns the keys that are new.

        Again when it met another process that brings the same keys in another order, and when the kept connection
        turns out to have died: rows that did get in are then told as delivered before.
        """
        import psycopg  # here: with SQLite nobody needs it

        for _try in range(TRIES):
            kept = self._connection is not None
            try:
                return await self._insert(rows)
            except psycopg.Error as error:
                died = self._connection is not None and self._connection.closed
                if died:
                    self._connection = None
                if not (died and kept) and error.sqlstate not in db.REPEATABLE:
                    raise
                last = error
        raise last

    async def _insert(self, rows: Sequence[Row]) -> set[str]:
        import psycopg

        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(*self._words, **self._options, autocommit=True)
        cursor = await self._connection.execute(*alerts.statement("postgresql", rows))
        return {key for (key,) in await cursor.fetchall()}

    def is_down(self, error: Exception) -> bool:
        """Whether the database failed, and not a row."""
        import psycopg

        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.pgconn.finish()


class OverSqlite:
    """In a thread of its own, which waits for the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._connection: Connection | None = None

    async def insert(self, rows: Sequence[Row]) -> set[str]:
        """Store ``rows``; returns the keys that are new."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._insert, rows)

    def _insert(self, rows: Sequence[Row]) -> set[str]:
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            return alerts.store(self._connection, rows)

    def is_down(self, error: Exception) -> bool:
        """Whether the database failed, and not a row."""
        return isinstance(error, OperationalError | InterfaceError)

    def close(self) -> None:
        """Let what is being written finish, and hang up."""
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()
