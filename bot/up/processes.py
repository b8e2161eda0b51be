"""The processes that make up Amends: what to run, how to start one so that it cannot outlive us, its log."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

LOG_LIMIT = 10_000_000  # bytes; a longer log is put aside when its process starts
TAIL = 15  # lines of a log shown when its process fails
_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

Kind = Literal["service", "step", "errand"]


@dataclass(frozen=True)
class Process:
    """One command to run.

    ``kind``: a *service* is kept alive; a *step* must end well before the next starts; an *errand* runs once
    beside the services, after all of them are ready. ``ready`` answers "" when the process is ready, else why
    not; with ``late`` it is asked only when everything has been started. ``group``: neighbours of one group
    stop together. ``done`` is called when a step or errand has ended well; ``mend`` is called once when a
    step failed, and answers what it changed (then the step is run again) or "". ``advice`` ends the message
    when it fails.
    """

    name: str
    command: Sequence[str]
    kind: Kind = "service"
    ready: Callable[[], str] | None = None
    late: bool = False
    group: str = ""
    title: str = ""
    done: Callable[[], None] | None = None
    mend: Callable[[], str] | None = None
    advice: str = ""


def spawn(
    command: Sequence[str], *, output: IO[bytes] | int, environ: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches only us and we stop it in order.

    On Linux the kernel kills it when the *thread* that started it ends (prctl(2), PR_SET_PDEATHSIG), even by
    ``kill -9``: call this from the main thread.
    """
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=None if environ is None else dict(environ),
        start_new_session=True,
        preexec_fn=_bind_to(os.getpid()) if _LIBC else None,  # noqa: PLW1509 - we have one thread
    )


def _bind_to(parent: int) -> Callable[[], None]:
    def bind() -> None:
        assert _LIBC is not None
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and prctl, and no signal will come
            os._exit(1)

    return bind


def signal_group(popen: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send ``number`` to the process and to all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(popen.pid, number)


class Child:
    """A :class:`Process` as it runs: its handle, its log, its deaths in a row. Times are
    ``time.monotonic()``.
    """

    def __init__(self, process: Process, logs: Path) -> None:
        self.process = process
        self.log = logs / f"{process.name}.log"
        self.popen: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.restart_at: float | None = None
        self.deaths = 0
        self.finished = False
        self._offset = 0

    @property
    def name(self) -> str:
        """What the Procfile calls it."""
        return self.process.name

    @property
    def title(self) -> str:
        """What people read."""
        return self.process.title or self.process.name

    def start(self, environ: Mapping[str, str]) -> None:
        """Start it, with its output appended to its log. OSError when it cannot be run."""
        self._rotate()
        with self.log.open("ab") as output:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            output.write(f"--- {self.name} starts, {stamp}\n".encode())
            output.flush()
            self._offset = output.tell()
            self.popen = spawn(self.process.command, output=output, environ=environ)
        self.started = time.monotonic()
        self.restart_at = None

    def ended(self) -> int | None:
        """The exit code if it has just ended (negative: the signal), else None. Sweeps what it left."""
        if self.popen is None or (code := self.popen.poll()) is None:
            return None
        signal_group(self.popen, signal.SIGKILL)
        self.popen = None
        return code

    def terminate(self) -> None:
        """Ask it to end. Only the process itself is asked: it ends its own helpers in the order it knows."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.terminate()

    def kill(self) -> None:
        """End it and all that it started, at once, and wait until it is gone."""
        if self.popen is not None:
            signal_group(self.popen, signal.SIGKILL)
            self.popen.wait()
            self.popen = None

    def last_lines(self, count: int = TAIL) -> list[str]:
        """The last lines it wrote since its latest start, without control characters."""
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(self._offset, size - 20_000))
            text = file.read().decode("utf-8", "replace")
            lines = [line for line in text.splitlines() if line.strip()]
            return ["".join(c for c in line if c.isprintable() or c == "\t")[:400] for line in lines[-count:]]
        return []

    def _rotate(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))


def how(code: int) -> str:
    """An exit code in words: "with exit code 1" or "killed by SIGKILL"."""
    if code >= 0:
        return f"with exit code {code}"
    with contextlib.suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"
