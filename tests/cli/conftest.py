"""The `amends` command as a person types it: in this process, with an environment of its own."""

from __future__ import annotations

import json
import logging
import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import cli

ROOT = Path(__file__).parent.parent.parent
OURS = ("AMENDS_", "SLACK_", "DATABASE_", "REDIS_", "PLAYBOOKS_", "PORT", "HOST")


@dataclass
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without any setting but a home of its own and a queue that is down."""
    for name in os.environ:
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PLAYBOOKS_DIR", str(ROOT / "playbooks"))
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    return monkeypatch


@pytest.fixture
def amends(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Said]:
    """``amends("sla report --json")``."""

    def run(line: str) -> Said:
        environ.setattr(sys, "argv", ["amends", *shlex.split(line)])
        environ.setattr(logging.getLogger(), "handlers", [])  # the command sets its own up
        capsys.readouterr()
        try:
            cli.main()
            code: Any = 0
        except SystemExit as end:
            code = end.code
        captured = capsys.readouterr()
        return Said(int(code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def desk(amends: Callable[[str], Said], environ: pytest.MonkeyPatch, database: str) -> Callable[[str], Said]:
    """The command over a migrated database."""
    environ.setenv("DATABASE_URL", database)
    return amends
