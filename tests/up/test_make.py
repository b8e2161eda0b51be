"""The first words a newcomer reads: ``make`` on a machine where something is missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT

TOOLS = ("sh", "sed", "expand", "rm", "tail", "cut", "touch", "mkdir", "printf")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with a space in its name and, in bin/, a machine without Python."""
    clone = tmp_path / "a clone"
    (clone / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, clone)
    for tool in TOOLS:
        (clone / "bin" / tool).symlink_to(shutil.which(tool) or pytest.fail(f"this machine has no {tool}"))
    return clone


def make(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make") or pytest.skip("needs make")
    environ = {"PATH": str(clone / "bin")}
    return subprocess.run([program, *words], cwd=clone, env=environ, capture_output=True, text=True, timeout=60)


def python(clone: Path, body: str) -> None:
    program = clone / "bin" / "python3"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def test_make_alone_tells_what_it_can_do(clone: Path) -> None:
    answer = make(clone)
    assert answer.returncode == 0
    for target in ("make run", "make test", "make check", "make bench", "make clean-env"):
        assert target in answer.stdout


def test_no_python_that_is_new_enough(clone: Path) -> None:
    python(clone, "exit 1")  # what Python 3.9 answers when it is asked for 3.11
    answer = make(clone, "run")
    assert answer.returncode != 0
    assert "needs Python 3.11 or newer, and none was found" in answer.stderr
    assert not (clone / ".venv").exists()


def test_a_python_without_its_venv_module(clone: Path) -> None:
    python(clone, 'case "$*" in *ensurepip*) exit 1;; *) exit 0;; esac')
    answer = make(clone, "run")
    assert answer.returncode != 0
    assert "apt-get install python3-venv" in answer.stderr


def test_a_failed_installation_shows_the_end_of_its_log_and_is_tried_again(clone: Path) -> None:
    fake = 'mkdir -p .venv/bin; cp "$0" .venv/bin/python'
    python(clone, f'case "$*" in "-m venv .venv") {fake};; *install*) echo no such package; exit 1;; *) exit 0;; esac')
    (clone / "bin" / "cp").symlink_to(shutil.which("cp") or "cp")
    for _ in range(2):
        answer = make(clone, "run")
        assert answer.returncode != 0
        assert "no such package\nSetting up failed; the whole log is .venv/setup.log" in answer.stderr
        assert not (clone / ".venv" / ".ready-to-run").exists()
