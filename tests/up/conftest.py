"""A stage on which a real supervisor runs invented processes, and what is left of them can be counted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds, for a busy machine; nothing is judged by how long it took

# What an invented process says about itself in the file that all share; O_APPEND keeps the lines whole.
SAY = """
import os, signal, sys, time
def say(word):
    with open(os.environ["EVENTS"], "a") as file:
        file.write(f"{word} {sys.argv[1] if len(sys.argv) > 1 else NAME} {os.getpid()}\\n")
"""
STAYS = """
def leave(*_):
    say("stopped")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
say("started")
while True:
    signal.pause()
"""


def script(name: str, body: str = STAYS) -> str:
    return f"NAME = {name!r}\n{SAY}\n{body}"


def until(condition: Callable[[], Any], what: str) -> Any:
    """Poll until ``condition`` holds, and answer with it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and only awaits its parent does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z" if stat.parent.parent.exists() else True
    except OSError:
        return False


class Stage:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.supervisor: subprocess.Popen[bytes] | None = None
        self._output = folder / "output"

    def start(self, *plan: dict[str, Any], **timing: Any) -> None:
        (self.folder / "plan.json").write_text(json.dumps(plan))
        (self.folder / "timing.json").write_text(json.dumps(timing))
        with self._output.open("wb") as output:
            self.supervisor = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("rehearsal.py")), str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
                start_new_session=True,
            )

    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def events(self, word: str = "") -> list[tuple[str, str]]:
        return [(event, name) for event, name, _ in self._events() if not word or event == word]

    def pids(self, name: str = "") -> list[int]:
        return [pid for _, who, pid in self._events() if not name or who == name]

    def signal(self, number: signal.Signals) -> None:
        assert self.supervisor is not None
        self.supervisor.send_signal(number)

    def ended(self) -> int:
        """The supervisor's exit code, once it has ended; then nothing that ever started may be left."""
        assert self.supervisor is not None
        code = self.supervisor.wait(PATIENCE)
        assert [pid for pid in self.pids() if alive(pid)] == []
        return code

    def running(self) -> None:
        until(lambda: "All of it runs." in self.output(), "the closing message")

    def close(self) -> None:
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.supervisor.kill()
            self.supervisor.wait()
        for pid in filter(alive, set(self.pids())):
            os.kill(pid, signal.SIGKILL)

    def _events(self) -> list[tuple[str, str, int]]:
        file = self.folder / "events"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(event, name, int(pid)) for event, name, pid in (line.split() for line in lines)]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.close()
