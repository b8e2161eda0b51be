"""A worker's surroundings: a real app over a real database, an embedded queue, and a pretend network and Slack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot import app as composition
from bot import settings
from bot.app import App
from bot.up import queue
from tests.conftest import TUESDAY

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0  # seconds, for a busy machine; nothing is judged by how long it took


def until(condition: Callable[[], Any], what: str) -> Any:
    """Poll until ``condition`` holds, and answer with it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


@dataclass
class Outside:
    """The network (``/replies``) and Slack (``/api/…``) in one server: what they were told, what they answer."""

    url: str = ""
    replies: list[dict[str, Any]] = field(default_factory=list)
    slack: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)  # what stands in every channel
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    hang: threading.Event = field(default_factory=threading.Event)  # set: answers; clear: keeps the caller waiting

    def answer_slack(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        self.slack.append((method, body))
        if method == "conversations.list":
            return {"ok": True, "channels": [{"id": "C1", "name": "approvals"}, {"id": "C2", "name": "managers"}]}
        if method == "conversations.history":
            return {"ok": True, "messages": self.messages}
        return {"ok": True, "ts": body.get("ts") or f"{len(self.slack)}.000000", "channel": "C1"}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed, or that waits no longer, hangs up."""


@pytest.fixture
def outside() -> Iterator[Outside]:
    found = Outside()
    found.hang.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path.startswith("/api/"):
                body = json.loads(raw) if raw[:1] == b"{" else {}
                return self._say(200, found.answer_slack(self.path.removeprefix("/api/"), body))
            found.replies.append({"key": self.headers["Idempotency-Key"], "body": json.loads(raw)})
            found.hang.wait(PATIENCE)
            return self._say(found.status, {"url": "https://social.example/r/1"})

        def _say(self, status: int, body: dict[str, Any]) -> None:
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in (found.headers if not self.path.startswith("/api/") else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *words: Any) -> None:
            """Nothing on the screen."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    found.hang.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket."""
    with tempfile.TemporaryDirectory(prefix="w", dir="/tmp") as folder:
        yield Path(folder)


@dataclass
class Queue:
    """The embedded queue, as a process that can be killed, frozen and started again."""

    folder: Path
    socket: Path
    server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.server = queue.start(self.folder, self.socket)
        queue.wait(self.socket, PATIENCE)

    def stop(self) -> None:
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            self.server = None


@pytest.fixture
def embedded(short: Path) -> Iterator[Queue]:
    found = Queue(short / "queue", short / "queue.sock")
    found.start()
    yield found
    found.stop()


def _without_waiting(folder: Path) -> Path:
    """The shipped playbooks, but what is approved leaves at once: nobody here takes an approval back."""
    shutil.copytree(ROOT / "playbooks", folder)
    desk = folder / "desk.yaml"
    written = desk.read_text(encoding="utf-8")
    assert "hold_seconds: 20" in written
    desk.write_text(written.replace("hold_seconds: 20", "hold_seconds: 0"), encoding="utf-8")
    return folder


@pytest.fixture
def environ(database: str, outside: Outside, short: Path) -> dict[str, str]:
    """The settings of one installation, as its processes see them."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {
        "DATABASE_URL": database.replace("postgresql+psycopg://", "postgresql://"),
        "AMENDS_HOME": str(short),
        "AMENDS_SECRET_GENERIC": "s3cret",
        "AMENDS_WEBHOOK_URL": f"{outside.url}/replies",
        "AMENDS_WEBHOOK_SECRET": "webhook-secret",
        "AMENDS_WEBHOOK_TIMEOUT": "1",
        "PLAYBOOKS_DIR": str(_without_waiting(short / "playbooks")),
        "PYTHONPATH": str(ROOT),
        "SLACK_API_URL": f"{outside.url}/api/",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": "signing",
    }


class Now:
    """The time, which runs and which a test can push forward. It begins in opening hours, whenever the tests run: what
    comes in the evening is not due before the next morning."""

    def __init__(self, first: datetime = TUESDAY) -> None:
        self.ahead = 0.0
        self._first, self._began = first, time.time()

    def __call__(self) -> datetime:
        return self._first + timedelta(seconds=time.time() - self._began + self.ahead)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def app(environ: dict[str, str], now: Now, wakes: Any) -> Iterator[App]:
    """One process's app; its hints are only noted."""
    built = composition.build(settings.load(environ), now=now, wake=wakes)
    yield built
    built.store.engine.dispose()
