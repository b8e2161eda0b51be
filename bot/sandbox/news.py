"""What changed in the workspace, for pages that wait for it."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import Any

KEPT_NEWS = 2000


class News:
    """What changed, for pages that wait for it. Numbers start anew with each process, named by ``boot``."""

    def __init__(self) -> None:
        self.boot = secrets.token_hex(4)
        self.last = 0
        self._kept: deque[tuple[int, dict[str, Any]]] = deque(maxlen=KEPT_NEWS)
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self, kind: str, **what: Any) -> None:
        """Add a piece of news and wake everybody who waits."""
        self.last += 1
        self._kept.append((self.last, {"kind": kind, **what}))
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    def since(self, number: int) -> list[dict[str, Any]] | None:
        """The news after ``number``, or None when some of it is no longer kept and all must be read again."""
        if self._kept and number < self._kept[0][0] - 1:
            return None
        return [news for at, news in self._kept if at > number]

    async def wait(self, number: int, seconds: float) -> None:
        """Return when there is news after ``number``, or after ``seconds``."""
        if number < self.last:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait_for(waiting, seconds)
        except (TimeoutError, asyncio.CancelledError):
            # A server that stops cancels whoever waits: the page is answered rather than cut off with a traceback.
            return
        finally:
            self._waiting.discard(waiting)
