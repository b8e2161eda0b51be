"""Group commit: alerts of concurrent requests are made durable by one statement and one commit.

A request waits until its own rows are committed. While one batch is being written the next one gathers, so the batch
grows with the load and a single alert waits for nobody. When a batch fails it is split, so that one bad row does not
take its neighbours down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import Engine

from bot.desk import alerts
from bot.web.writers import OverPostgresql, OverSqlite, Row

MOST_ROWS = 500
Waiting = tuple[Sequence[Row], asyncio.Future[set[str]]]


class GroupCommit:
    """Writes alert rows to the database of ``engine``, over a connection of its own; one per process and event loop.

    One batch is in flight at a time: a second one would share the processor, and both would be smaller.
    """

    def __init__(self, engine: Engine) -> None:
        self._writer = OverPostgresql(engine) if engine.dialect.name == "postgresql" else OverSqlite(engine)
        self._waiting: list[Waiting] = []
        self._flying: asyncio.Task[None] | None = None

    async def store(self, incoming: Sequence[alerts.Incoming], now: datetime) -> set[str]:
        """Returns the keys that are new, after the commit. Raises what the database raised for these rows alone."""
        future: asyncio.Future[set[str]] = asyncio.get_running_loop().create_future()
        self._waiting.append(([alerts.row(alert, now) for alert in incoming], future))
        if self._flying is None:
            self._flying = asyncio.create_task(self._fly())
        return await future

    async def _fly(self) -> None:
        try:
            while self._waiting:
                batch = self._gathered()
                results = await self._written([rows for rows, _future in batch])
                for (_rows, future), result in zip(batch, results, strict=True):
                    if future.cancelled():  # the sender hung up; its rows are stored all the same
                        continue
                    if isinstance(result, Exception):
                        future.set_exception(result)
                    else:
                        future.set_result(result)
        finally:
            self._flying = None

    def _gathered(self) -> list[Waiting]:
        count = rows = 0
        for waiting, _future in self._waiting:
            if count and rows + len(waiting) > MOST_ROWS:
                break
            count, rows = count + 1, rows + len(waiting)
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _written(self, requests: list[Sequence[Row]]) -> list[set[str] | Exception]:
        """One result per request, in order; on an error the batch is halved until the bad request stands alone.

        When it is the database that fails, not a row, halving would only make every sender wait longer.
        """
        try:
            new = await self._writer.insert(list(chain.from_iterable(requests)))
        except Exception as error:
            if len(requests) == 1 or self._writer.is_down(error):
                return [error] * len(requests)
            middle = len(requests) // 2
            return await self._written(requests[:middle]) + await self._written(requests[middle:])
        return [self._own(rows, new) for rows in requests]

    @staticmethod
    def _own(rows: Sequence[Row], new: set[str]) -> set[str]:
        """Each new key belongs to the first request of the batch that brought it."""
        own = {str(row["key"]) for row in rows} & new
        new -= own
        return own

    def close(self) -> None:
        """Let what is being written finish, and hang up."""
        self._writer.close()
