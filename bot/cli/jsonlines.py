"""JSON Lines in and out: what the commands share that answer each line of a file with one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from bot.cli.shared import fail

if TYPE_CHECKING:
    from bot.voice.situation import Check

LONGEST_LINE = 1_000_000  # bytes: an alert's text takes 20,000 characters at most


class Answers(Protocol):
    """Answers one line after the other, and counts those that it could not read."""

    unreadable: int

    def line(self, number: int, raw: bytes) -> str:
        """The result of line ``number``, as JSON."""


def answer(file: str, answers: Answers) -> None:
    """Print one result line for each line of ``file`` (``-``: standard input) that is not empty, in order."""
    with _lines(file) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                print(answers.line(number, line), flush=True)
    if answers.unreadable:
        print(f"{answers.unreadable} lines could not be read; their results say why.", file=sys.stderr)


@contextmanager
def _lines(file: str) -> Iterator[Iterator[bytes]]:
    """The lines as bytes, each read for itself: one that is no UTF-8 must not stop the others; of one that is too long,
    only the beginning is kept."""
    if file == "-":
        yield _bounded(sys.stdin.buffer)
        return
    path = Path(file)
    if not path.is_file():
        fail(f"FILE: there is no file {file!r}; give a file of JSON Lines, or - for standard input")
    with path.open("rb") as opened:
        yield _bounded(opened)


def _bounded(opened: IO[bytes]) -> Iterator[bytes]:
    while line := opened.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = opened.readline(LONGEST_LINE + 1)
        yield line


def as_line(value: Any) -> str:
    """As people read it; half a character (a lone surrogate), which no encoding can write, as its escape."""
    said = json.dumps(value, ensure_ascii=False, default=str)
    try:
        said.encode()
    except UnicodeEncodeError:
        return json.dumps(value, default=str)
    return said


def check_said(check: Check) -> dict[str, Any]:
    """A check as the results hold it, in English."""
    why, mend = check.said("en")
    return {"id": check.id, "level": check.level, "ok": check.ok, "passage": check.passage, "why": why, "mend": mend}
