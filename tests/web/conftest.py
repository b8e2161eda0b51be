"""The web application as it runs: uvicorn, real HTTP on loopback, a real database."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import select

from bot.context import Context
from bot.desk.models import Alert
from bot.sources.generic import signature
from bot.web import server

SECRET = "s3cret"
PATIENCE = 60.0


def no_slack(_body: str, _headers: dict[str, list[str]]) -> tuple[int, dict[str, str], str]:
    """Stands where Bolt is when a test is not about Slack."""
    return 404, {}, ""


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """``application`` on a free port of 127.0.0.1; yields its address."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="on",
                            timeout_graceful_shutdown=3)  # fmt: skip
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not running.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server did not start in time"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the server did not stop"


@dataclass
class Web:
    """A client of the running application that signs as a source does."""

    http: httpx.Client
    now: Callable[[], Any]

    def send(self, body: Any, source: str = "generic", secret: str = SECRET, **headers: str) -> httpx.Response:
        """POST ``body`` (JSON unless bytes) to ``/alerts/{source}``, signed."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        timestamp = str(int(self.now().timestamp()))
        signed = {"X-Amends-Timestamp": timestamp, "X-Amends-Signature": signature(secret, timestamp, raw)}
        return self.http.post(f"/alerts/{source}", content=raw, headers=signed | headers)

    @property
    def address(self) -> tuple[str, int]:
        """Where raw sockets reach it."""
        assert self.http.base_url.port
        return self.http.base_url.host, self.http.base_url.port


def client(address: str, context: Context) -> Web:
    """A client of the application at ``address``."""
    return Web(httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False), context.now)


@pytest.fixture
def web(context: Context) -> Iterator[Web]:
    """The application over an empty database, and its client."""
    with serving(server.make(context, no_slack)) as address:
        made = client(address, context)
        yield made
        made.http.close()


@pytest.fixture
def stored(store: Any) -> Callable[[], list[Alert]]:
    """The rows of the table alert, in the order of their ids."""

    def rows() -> list[Alert]:
        with store.read() as session:
            return list(session.scalars(select(Alert).order_by(Alert.id)))

    return rows
