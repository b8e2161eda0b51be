"""Group commit: alerts of concurrent requests are made durable by one statement and one commit.

A request waits until its own rows are committed. While one batch is being written the next one gathers, so the batch
grows with the load and a single alert waits for nobody. When a batch fails it is split, so that one bad row does not
take its neighbours down.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.db import is_repeatable
from bot.desk import alerts

Row = dict[str, str | None]
MOST_ROWS = 500
IN_FLIGHT = 2
TRIES = 5


class GroupCommit:
    """Writes alert rows to ``engine``; one per process and event loop."""

    def __init__(self, engine: Engine) -> None:
        # The one statement is the whole transaction: on PostgreSQL saying BEGIN and COMMIT would only cost round trips.
        by_itself = engine.dialect.name == "postgresql"
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT") if by_itself else engine
        # SQLite has one writer: a second flush in flight would only wait for the lock.
        self._flushes = 1 if engine.dialect.name == "sqlite" else IN_FLIGHT
        self._held = threading.local()
        self._connections: list[Connection] = []
        self._threads = ThreadPoolExecutor(self._flushes, thread_name_prefix="intake")
        self._waiting: list[tuple[Sequence[Row], asyncio.Future[set[str]]]] = []
        self._flying = 0

    async def store(self, incoming: Sequence[alerts.Incoming], now: datetime) -> set[str]:
        """Returns the keys that are new, after the commit. Raises what the database raised for these rows alone."""
        future: asyncio.Future[set[str]] = asyncio.get_running_loop().create_future()
        self._waiting.append(([alerts.row(alert, now) for alert in incoming], future))
        self._fly()
        return await future

    def _fly(self) -> None:
        while self._waiting and self._flying < self._flushes:
            batch: list[tuple[Sequence[Row], asyncio.Future[set[str]]]] = []
            rows = 0
            while self._waiting and (not batch or rows + len(self._waiting[0][0]) <= MOST_ROWS):
                batch.append(self._waiting.pop(0))
                rows += len(batch[-1][0])
            self._flying += 1
            loop = asyncio.get_running_loop()
            done = loop.run_in_executor(self._threads, self._write, [rows for rows, _future in batch])
            done.add_done_callback(lambda outcome, batch=batch: self._landed(outcome, batch))  # type: ignore[misc]

    def _landed(
        self,
        outcome: asyncio.Future[list[set[str] | Exception]],
        batch: list[tuple[Sequence[Row], asyncio.Future[set[str]]]],
    ) -> None:
        self._flying -= 1
        for (_rows, future), result in zip(batch, outcome.result(), strict=True):
            if future.cancelled():  # the sender hung up; its rows are stored all the same
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
        self._fly()

    def _write(self, requests: list[Sequence[Row]]) -> list[set[str] | Exception]:
        """One result per request, in order; on an error the batch is halved until the bad request stands alone.

        When it is the database that fails, not a row, halving would only make every sender wait longer.
        """
        try:
            new = self._insert([row for rows in requests for row in rows])
        except (OperationalError, InterfaceError) as error:
            return [error] * len(requests)
        except Exception as error:
            if len(requests) == 1:
                return [error]
            middle = len(requests) // 2
            return self._write(requests[:middle]) + self._write(requests[middle:])
        return [self._own(rows, new) for rows in requests]

    def _insert(self, rows: Sequence[Row]) -> set[str]:
        """In one transaction; again when it met another batch that brings the same keys in another order.

        And again when the connection turns out to be dead: rows that did get in are then told as delivered before.
        """
        for _try in range(TRIES):
            try:
                with self._connection().begin() as transaction:
                    return alerts.store(transaction.connection, rows)
            except DBAPIError as error:
                if not (is_repeatable(error) or error.connection_invalidated):
                    raise
                last = error
        raise last

    def _connection(self) -> Connection:
        """This thread's own, kept: taking one from the pool each time costs more than the insert itself."""
        if not hasattr(self._held, "connection"):
            self._held.connection = self._engine.connect()
            self._connections.append(self._held.connection)
        return self._held.connection  # type: ignore[no-any-return]

    @staticmethod
    def _own(rows: Sequence[Row], new: set[str]) -> set[str]:
        """Each new key belongs to the first request of the batch that brought it."""
        own = {str(row["key"]) for row in rows} & new
        new -= own
        return own

    def close(self) -> None:
        """Let what is being written finish."""
        self._threads.shutdown(wait=True)
        for connection in self._connections:
            connection.close()
