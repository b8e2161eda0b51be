"""Memory of a process and all that it started: proportional set size, so that shared pages count once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure

AIM_MB = 350.0


def figure(name: str, pid: int) -> Figure:
    """Megabytes of ``pid`` and its descendants; the note says which takes how much."""
    shares = {f"{_called(member)} {_pss(member):.0f}": _pss(member) for member in _family(pid)}
    return Figure(name, sum(shares.values()), "MB", AIM_MB, note=", ".join(shares))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _pss(pid: int) -> float:
    """Megabytes (proc(5), smaps_rollup)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def _called(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    known = {"web": "web", "up": "supervisor", "beat": "beat", "chat": "worker-chat", "model": "worker-model"}
    return next((known[word] for word in words if word in known), "queue")
