"""The sandbox on a real port, with a receiver at /slack/events that records and verifies what it is sent."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.sandbox import build_sandbox

TOKEN = "xoxb-sandbox"
SECRET = "signing-secret-of-the-tests"
CHANNELS = ("approvals", "customer-care")


@dataclass
class Received:
    """One request that the app got."""

    headers: dict[str, str]
    raw: str
    verified: bool

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that it carried, or the fields of its form."""
        if self.headers["content-type"] == "application/json":
            return dict(json.loads(self.raw))
        fields = dict(parse_qsl(self.raw, keep_blank_values=True))
        return dict(json.loads(fields["payload"])) if "payload" in fields else fields


Answer = Callable[[Received], Response]


@dataclass
class Running:
    """A running sandbox and its receiver."""

    port: int
    stop: Callable[[], None]
    received: list[Received] = field(default_factory=list)
    answer: Answer = lambda _: Response()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sandbox/"

    @property
    def client(self) -> WebClient:
        return WebClient(TOKEN, base_url=f"{self.url}api/")

    def act(self, **act: Any) -> dict[str, Any]:
        """Do what a click does."""
        return dict(httpx.post(f"{self.url}act", json=act, timeout=20).json())

    def state(self, **query: Any) -> dict[str, Any]:
        """Everything as it is."""
        return dict(httpx.get(f"{self.url}state", params=query).json())

    def messages(self, channel: str = "approvals", **query: Any) -> list[dict[str, Any]]:
        """The messages of a conversation, oldest first."""
        return list(self.state(**query)["channels"][channel]["messages"])

    def wait_for(self, condition: Callable[[], Any], seconds: float = 10) -> Any:
        """What ``condition`` gives once it is true; fails after ``seconds``."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.01)
        return found

    async def take(self, request: Request) -> Response:
        raw = (await request.body()).decode()
        headers = dict(request.headers)
        verified = SignatureVerifier(SECRET).is_valid_request(raw, headers)
        self.received.append(one := Received(headers, raw, verified))
        return await run_in_threadpool(self.answer, one)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a sandbox; keyword arguments go to ``build_sandbox``. All are stopped at the end."""
    started: list[Running] = []

    def run(*, port: int = 0, **options: Any) -> Running:
        listener = socket.create_server(("127.0.0.1", port))

        def stop() -> None:
            server.should_exit = True
            thread.join(10)
            listener.close()
            assert not thread.is_alive()

        running = Running(listener.getsockname()[1], stop)
        given: dict[str, Any] = {
            "state": tmp_path / "sandbox.db",
            "bot_token": TOKEN,
            "signing_secret": SECRET,
            "events_url": f"http://127.0.0.1:{running.port}/slack/events",
            "channels": CHANNELS,
        }
        sandbox = build_sandbox(**(given | options))
        app = Starlette(routes=[Route("/slack/events", running.take, methods=["POST"]), Mount("/sandbox", sandbox)])
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        started.append(running)
        running.wait_for(lambda: server.started)
        return running

    yield run
    for running in started:
        running.stop()


@pytest.fixture
def sandbox(start: Callable[..., Running]) -> Running:
    """A running sandbox with the usual options."""
    return start()
