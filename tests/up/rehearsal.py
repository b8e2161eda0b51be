"""A supervisor with invented processes, as a program of its own: ``python rehearsal.py FOLDER``.

FOLDER/plan.json lists the processes (name, script, kind, ready, late, group, mend, …); FOLDER/timing.json may shorten
the timing. ``ready`` and ``done`` are files in FOLDER.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from bot.up.processes import Process
from bot.up.screen import Screen
from bot.up.supervisor import Supervisor, Timing

FAST = {"back_off": [0.05, 0.1], "quick": 5.0, "grace": 5.0, "ready": 20.0, "poll": 0.02}


def process(folder: Path, entry: dict[str, Any]) -> Process:
    ready = folder / entry["ready"] if "ready" in entry else None
    mend = folder / entry["mend"] if "mend" in entry else None

    def mending() -> str:
        assert mend is not None
        mend.touch()
        return "mended it"

    return Process(
        name=entry["name"],
        command=(entry.get("program", sys.executable), "-c", entry["script"]),
        kind=entry.get("kind", "service"),
        ready=(lambda: "" if ready.exists() else "its file is missing") if ready else None,
        late=entry.get("late", False),
        group=entry.get("group", ""),
        done=(folder / f"{entry['name']}.done").touch,
        mend=mending if mend else None,
        advice=entry.get("advice", ""),
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    given = folder / "timing.json"
    timing = Timing(**(FAST | (json.loads(given.read_text()) if given.exists() else {})))
    supervisor = Supervisor(
        [process(folder, entry) for entry in json.loads((folder / "plan.json").read_text())],
        environ={"EVENTS": str(folder / "events"), "FOLDER": str(folder), "PATH": os.environ["PATH"]},
        logs=folder / "logs",
        screen=Screen(sys.stdout),
        timing=timing,
    )
    sys.exit(supervisor.run(announce=lambda: supervisor._screen.frame(["All of it runs."])))
