"""What the intake is compared with: an endpoint that only checks the signature, and one that also runs one INSERT.

``uvicorn tests.benchmarks.bare:app``, one process; ``BARE_DATABASE`` turns the INSERT on (asyncpg, a pool).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from typing import Any

from tests.benchmarks.places import SECRET

POOL = 16
INSERT = "INSERT INTO bare_alert (key, payload) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING"
TABLE = """CREATE TABLE IF NOT EXISTS bare_alert (id bigserial PRIMARY KEY, key text UNIQUE NOT NULL,
           payload text NOT NULL, received_at timestamptz NOT NULL DEFAULT now())"""


class Bare:
    """The smallest ASGI application that verifies an alert before it answers 202."""

    def __init__(self) -> None:
        self._pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await self._lifespan(receive, send)
        if scope["method"] == "GET":
            return await _answer(send, 200)
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        if not _signed(dict(scope["headers"]), body):
            return await _answer(send, 401)
        if self._pool is not None:
            await self._pool.execute(INSERT, hashlib.sha256(body).hexdigest(), body.decode())
        return await _answer(send, 202)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        if address := os.environ.get("BARE_DATABASE"):
            import asyncpg

            self._pool = await asyncpg.create_pool(address, min_size=POOL, max_size=POOL)
            await self._pool.execute(TABLE)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._pool is not None:
            await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def _signed(headers: dict[bytes, bytes], body: bytes) -> bool:
    stamp = headers.get(b"x-amends-timestamp", b"")
    mac = hmac.new(SECRET.encode(), stamp + b"." + body, hashlib.sha256).hexdigest()
    fresh = stamp.isdigit() and abs(time.time() - int(stamp)) <= 300
    return fresh and hmac.compare_digest(b"sha256=" + mac.encode(), headers.get(b"x-amends-signature", b""))


async def _answer(send: Any, status: int) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"11")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"ok":true}'})


app = Bare()
