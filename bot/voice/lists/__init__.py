"""The word lists and phrases of the checks: text files that people can read and extend, one entry a line.

``words-*.txt`` holds plain words, ``phrases-*.txt`` phrases (their language: :mod:`bot.voice.phrases`), both in
``[sections]``, in lower case; ``#`` begins a comment. A section may be spread over files, so each language has its own.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from bot.voice.phrases import Phrase, Table, compiled

FOLDER = Path(__file__).parent


@cache
def words(section: str) -> frozenset[str]:
    """The words of ``section``, of all languages; empty when there is no such section."""
    return frozenset(word for line in lines(section) for word in line.split())


@cache
def lines(section: str) -> tuple[str, ...]:
    """The lines of ``section``, of all languages, as they stand."""
    return tuple(line for name in _files("words") for line in _sections(name).get(section, ()))


@cache
def phrases(*wanted: str) -> Table:
    """The phrases of the ``wanted`` sections (of all, when none is named), of all languages."""
    found: dict[str, list[Phrase]] = {section: [] for section in wanted}
    for name in _files("phrases"):
        for section, entries in _sections(name).items():
            if section in wanted or not wanted:
                found.setdefault(section, []).extend(compiled(line) for line in entries)
    return Table(found)


@cache
def _files(kind: str) -> tuple[str, ...]:
    return tuple(path.name for path in sorted(FOLDER.glob(f"{kind}-*.txt")))


@cache
def _sections(name: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    entries: list[str] = []
    for raw in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        line = _bare(raw).partition("#")[0].strip()
        if line.startswith("[") and line.endswith("]"):
            entries = sections.setdefault(line[1:-1], [])
        elif line:
            entries.append(line)
    return sections


def _bare(line: str) -> str:
    """``line`` without accents: whoever adds a phrase may write it as it is spelled."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", line) if not unicodedata.combining(letter))
