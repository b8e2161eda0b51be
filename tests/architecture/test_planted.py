"""The guards bark: a planted violation of each kind turns its tool red and is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TOOLS = Path(sys.executable).parent


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code and its rules."""
    for name in ("bot", "workers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(tree: Path, tool: str, *arguments: str) -> tuple[int, str]:
    """Exit code and what it said."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tree), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [TOOLS / tool, *arguments]
    done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, timeout=110)
    return done.returncode, done.stdout + done.stderr


def plant(tree: Path, path: str, line: str) -> None:
    with (tree / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


IMPORTS = {
    "the desk reads settings": ("bot/desk/sla.py", "import bot.settings", "bot.settings"),
    "an edge knows another": ("bot/slack/text.py", "import bot.web.health", "bot.slack.text -> bot.web.health"),
    "a source knows a composer": ("bot/sources/base.py", "import bot.drafting.times", "base -> bot.drafting"),
    "the pure know tables": ("bot/voice/checks.py", "import bot.desk.models", "bot.voice.checks -> bot.desk.models"),
    "bot knows workers": ("bot/app.py", "import workers.tasks", "bot.app -> workers.tasks"),
    "a homeless module": ("bot/utils.py", "", "bot.utils"),
}


@pytest.mark.parametrize(("path", "line", "named"), IMPORTS.values(), ids=IMPORTS.keys())
def test_a_wrong_import_turns_the_import_rules_red(tree, path, line, named):
    plant(tree, path, line)
    code, said = run(tree, "lint-imports", "--no-cache")
    assert code != 0, said
    assert named in " ".join(said.split()), said


def test_the_import_rules_are_green_without_it(tree):
    code, said = run(tree, "lint-imports", "--no-cache")
    assert (code, " kept, 0 broken." in said) == (0, True), said


LINES = {
    "an unused import": ("import os", "F401"),
    "a naive time": ("import datetime\nat = datetime.datetime.now()", "DTZ005"),
    "a print": ("print('hello')", "T201"),
    "a shell": ("import os\nos.system('ls')", "S605"),
    "too many ways": (
        "def f(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(12)) + "    return x",
        "C901",
    ),
}


@pytest.mark.parametrize(("lines", "rule"), LINES.values(), ids=LINES.keys())
def test_a_bad_line_turns_ruff_red(tree, lines, rule):
    plant(tree, "bot/voice/planted.py", f'"""Planted."""\n\n{lines}')
    code, said = run(tree, "ruff", "check", "--no-cache", "bot/voice")
    assert code != 0
    assert rule in said
    assert "planted.py" in said


def test_bad_layout_turns_ruff_red(tree):
    plant(tree, "bot/voice/planted.py", "x = { 'a':1 }")
    code, said = run(tree, "ruff", "format", "--no-cache", "--check", "bot/voice/planted.py")
    assert (code, "planted.py" in said) == (1, True), said


TYPES = {
    "no types": ("def f(x):\n    return x", "no-untyped-def"),
    "a wrong type": ("def f() -> int:\n    return 'x'", "return-value"),
    "a hidden None": ("def f(x: str | None) -> str:\n    return x.upper()", "union-attr"),
    "an unknown name": ("from bot.texts import nothing\n\nx = nothing", "attr-defined"),
}


def test_wrong_types_turn_mypy_red(tree):
    for number, (lines, _code) in enumerate(TYPES.values()):
        plant(tree, f"bot/voice/planted{number}.py", lines)
    files = [f"bot/voice/planted{number}.py" for number in range(len(TYPES))]
    code, said = run(tree, "mypy", "--cache-dir", str(tree / "cache"), *files)
    assert code == 1, said
    for file, (_lines, name) in zip(files, TYPES.values(), strict=True):
        assert [line for line in said.splitlines() if line.startswith(file) and f"[{name}]" in line], said
