"""What is wrong with the files, each with its file, line, key and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Key = tuple[str | int, ...]
Lines = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Problem:
    """One mistake (the files cannot be used) or warning (they can, but somebody should look)."""

    file: str
    line: int
    key: str
    what: str
    mend: str = ""
    level: Literal["mistake", "warning"] = "mistake"

    def __str__(self) -> str:
        where = ": ".join(part for part in (f"{self.file}:{self.line}", self.key) if part)
        return f"{where}: {self.what}" + (f"; {self.mend}" if self.mend else "")

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


class PlaybookError(Exception):
    """The folder cannot be used; ``problems`` has a sentence for each mistake, ``found`` the same in parts."""

    def __init__(self, found: Sequence[Problem]) -> None:
        self.found = list(found)
        self.problems = [str(problem) for problem in found]
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Place:
    """A file, and the line of each of its keys."""

    file: str
    lines: Lines

    def line(self, key: Key) -> int:
        """The line of ``key``, or of the nearest thing around it that is written down."""
        parts = tuple(str(part) for part in key)
        while parts and parts not in self.lines:
            parts = parts[:-1]
        return self.lines.get(parts, 1)

    def mistake(self, key: Key, what: str, mend: str = "") -> Problem:
        """Something that must be mended before the files can be used."""
        return Problem(self.file, self.line(key), spelt(key), what, mend)

    def warning(self, key: Key, what: str, mend: str = "") -> Problem:
        """Something that somebody should look at."""
        return Problem(self.file, self.line(key), spelt(key), what, mend, "warning")


def spelt(key: Key) -> str:
    """``moves.en.act.0``."""
    return ".".join(str(part) for part in key)


def nearest(name: str, known: Sequence[str]) -> str:
    """How to mend a name that does not exist: the one that was probably meant, else all there are."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}" if known else ""
