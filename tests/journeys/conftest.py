"""The whole of Amends, started as a person starts it (``amends up --sandbox``), to be used, shaken and stopped."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx
import pytest
from sqlalchemy import create_engine, make_url, text

from bot import db, settings

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "tests" / ".artifacts"
SERVER = os.environ.get("TEST_DATABASE_URL", "")
SECRET = "journey-secret"
PATIENCE = 60.0  # seconds, for a busy machine; nothing is judged by how long it took
# How the processes of `amends up` are told apart in the process table.
COMMANDS = {
    "queue": "queue.sock",
    "web": "-m bot web",
    "worker-chat": "-m workers chat",
    "worker-model": "-m workers model",
    "beat": "-m workers beat",
}


def until(
    condition: Callable[[], Any], what: str, patience: float = PATIENCE, standing: Callable[[], Any] = str
) -> Any:
    """Poll until ``condition`` holds, and answer with it; ``standing`` tells how things stand when it never does."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}. {standing()}")
        time.sleep(0.05)
    return found


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes() -> list[tuple[int, int, str]]:
    """``(pid, parent, command line)`` of everything that runs; what has ended and awaits its parent is left out."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    found = []
    for line in listed.splitlines():
        pid, parent, state, command = line.split(None, 3)
        if not state.startswith("Z"):
            found.append((int(pid), int(parent), command))
    return found


class Amends:
    """One installation: ``amends up --sandbox --no-feed`` in ``home``, with whatever else the environment says."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        self._environ = kept | {
            "AMENDS_HOME": str(home),
            "AMENDS_SECRET_GENERIC": SECRET,
            "PLAYBOOKS_DIR": str(ROOT / "playbooks"),
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            **environ,
        }
        self.settings = settings.load(self._environ | {"AMENDS_SANDBOX": "1"})
        self.http = httpx.Client(base_url=self.address, timeout=20, trust_env=False)
        self.popen: subprocess.Popen[bytes] | None = None
        self.screen = home.parent / f"{home.name}.screen"

    def launch(self, *words: str) -> subprocess.Popen[bytes]:
        """Start ``amends up`` and return at once."""
        with self.screen.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "up", "--sandbox", "--no-feed", *words],
                cwd=ROOT, env=self._environ, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip

    def start(self) -> None:
        """Start, and wait until the screen names the address to open."""
        said = len(self.said())
        self.popen = self.launch()
        popen = self.popen

        def running() -> bool:
            assert popen.poll() is None, self.said()
            return "Ctrl-C stops everything." in self.said()[said:]

        until(running, "the address to open")

    def said(self) -> str:
        """What stood on the screen."""
        return self.screen.read_text(encoding="utf-8") if self.screen.exists() else ""

    def ended(self) -> int:
        """The exit code of ``amends up``, once it has ended."""
        assert self.popen is not None
        return self.popen.wait(PATIENCE)

    def ours(self) -> dict[int, str]:
        """Every running process of this installation (pid and command): children, and orphans if there were any."""
        mark = str(self.home)
        assert self.popen is not None
        table = processes()
        family = {self.popen.pid}
        for _generation in range(4):
            family |= {pid for pid, parent, _command in table if parent in family}
        return {pid: command for pid, _parent, command in table if pid in family or mark in command}

    def pid(self, name: str) -> int | None:
        """The process called ``name`` (see :data:`COMMANDS`), or None while there is none."""
        assert self.popen is not None
        for pid, parent, command in processes():
            if parent == self.popen.pid and COMMANDS[name] in command:
                return pid
        return None

    def signal(self, name: str, number: signal.Signals) -> bool:
        """Send ``number`` to the process called ``name``, if it runs."""
        pid = self.pid(name)
        if pid is not None:
            os.kill(pid, number)
        return pid is not None

    def send(self, *alerts: dict[str, Any]) -> httpx.Response:
        """Post signed alerts to the intake."""
        body = json.dumps({"alerts": list(alerts)}).encode()
        stamp = str(int(time.time()))
        mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"X-Amends-Timestamp": stamp, "X-Amends-Signature": f"sha256={mac}"}
        return self.http.post("/alerts/generic", content=body, headers=headers)

    def state(self) -> dict[str, Any]:
        """Everything that stands in the stand-in Slack."""
        found: dict[str, Any] = self.http.get("/sandbox/state").json()
        return found

    def cards(self, channel: str = "approvals") -> list[dict[str, Any]]:
        """The messages of ``channel`` that everybody sees."""
        messages: list[dict[str, Any]] = self.state()["channels"][channel]["messages"]
        return [message for message in messages if not message.get("only_for")]

    def click(
        self, person: str, message: dict[str, Any], action: str, channel: str = "approvals", value: str | None = None
    ) -> dict[str, Any]:
        """A click on a card, sent signed to ``/slack/events`` by the stand-in; ``value``: the option of a menu."""
        found: dict[str, Any] = self.http.post(
            "/sandbox/act",
            json={
                "person": person,
                "kind": "action",
                "channel": channel,
                "ts": message["ts"],
                "action_id": action,
                "value": value,
            },
        ).json()
        return found

    def site(self) -> list[dict[str, Any]]:
        """What has been published on the pretend website."""
        found: list[dict[str, Any]] = self.http.get("/sandbox/site", headers={"Accept": "application/json"}).json()
        return found

    def store(self) -> db.Store:
        """The installation's database, to look at."""
        return db.make_store(db.make_engine(self.settings.database))

    def close(self) -> None:
        """End whatever still runs."""
        self.http.close()
        if self.popen is None:
            return
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        for pid in self.ours():
            os.kill(pid, signal.SIGKILL)


def quick_playbooks(folder: Path, hold_seconds: int = 2) -> Path:
    """A copy of the shipped playbooks whose approvals can be taken back for a few seconds only, and whose channels take
    any number of cards an hour: a walk through many of them need not wait."""
    copied = folder / "playbooks"
    shutil.copytree(ROOT / "playbooks", copied)
    desk = copied / "desk.yaml"
    written = desk.read_text(encoding="utf-8")
    assert "hold_seconds: 20 " in written
    written = written.replace("hold_seconds: 20 ", f"hold_seconds: {hold_seconds} ")
    desk.write_text(written.replace("most_an_hour: 40", "most_an_hour: 100000"), encoding="utf-8")
    return copied


def alert(number: int | str, **fields: Any) -> dict[str, Any]:
    """A complaint that has just been written; name the fields that matter."""
    order = f"Order {crc32(str(number).encode())}."  # else each would be a copy of what another wrote
    return {
        "id": f"journey-{number}",
        "network": "facebook",
        "url": f"https://social.example/brindelune/{number}",  # on our own page: we are asked
        "author": {"handle": f"customer{number}", "name": f"Mira Solbakken {number}", "followers": 120},
        "text": f"I have been waiting for my cups for three weeks and nobody answers. {order}",
        "posted_at": datetime.now(UTC).isoformat(),
        "language": "en",
    } | fields


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder whose path leaves room for a socket; in memory where that is possible, for the disk is shared."""
    where = next(place for place in ("/dev/shm", "/tmp") if Path(place).is_dir())
    with tempfile.TemporaryDirectory(prefix="am", dir=where) as folder:
        yield Path(folder) / "h"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """ "" for the embedded database, else the address of an empty PostgreSQL database of this test alone."""
    if request.param == "sqlite":
        yield ""
        return
    if not SERVER:
        pytest.skip("TEST_DATABASE_URL is not set: SQLite only")
    server = settings.load({"DATABASE_URL": SERVER}).database
    name = f"amends_journey_{uuid.uuid4().hex[:8]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(server).set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()
