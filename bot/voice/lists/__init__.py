"""The word lists and phrases of the checks: text files that people can read and extend, one entry a line.

``words-*.txt`` holds plain words, ``phrases-*.txt`` phrases, both in ``[sections]``, in lower case. In a phrase a space
stands for one to three separators within a sentence (`` ?`` for none to three), ``'`` for an apostrophe or none, ``*``
for the rest of a word, behind ``(a |b )`` with its space for any number of them; ``[a-z]``, ``(a|b)``, ``(a )?`` and
``{0,3}`` are as in regular expressions; ``#`` begins a comment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SEPARATORS = r"[ ,'\"()-]"
NEXT = re.compile(r"\[[^\]]*\]| \?| |'|\(|\)\*|\*|\\.|.", re.DOTALL)
MEANS = {" ": SEPARATORS + "{1,3}", " ?": SEPARATORS + "{0,3}", "'": "'? ?", "*": r"\w*", "(": "(?:"}


@dataclass(frozen=True)
class Phrase:
    """One phrase: its pattern, and letters without which it cannot match (looking for those is quick)."""

    source: str
    pattern: re.Pattern[str]
    needs: str


@cache
def words(section: str) -> frozenset[str]:
    """The words of ``section``, of all languages; empty when there is no such section."""
    return frozenset(
        word for name in _files("words") for line in _sections(name).get(section, ()) for word in line.split()
    )


@cache
def lines(section: str) -> tuple[str, ...]:
    """The lines of ``section``, of all languages, as they stand."""
    return tuple(line for name in _files("words") for line in _sections(name).get(section, ()))


@cache
def phrases(section: str) -> tuple[Phrase, ...]:
    """The phrases of ``section``, of all languages."""
    return tuple(compiled(line) for name in _files("phrases") for line in _sections(name).get(section, ()))


def found(section: str, plain: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Every place of a folded text where a phrase of ``section`` stands, phrase by phrase."""
    last = len(plain) if end is None else end
    for phrase in phrases(section):
        if plain.find(phrase.needs, start, last) >= 0:
            yield from phrase.pattern.finditer(plain, start, last)


def first(section: str, plain: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The place nearest to the beginning where a phrase of ``section`` stands, or None."""
    return min(found(section, plain, start, end), key=lambda match: match.start(), default=None)


def compiled(source: str) -> Phrase:
    """The pattern that a line of a phrase list stands for."""
    pattern = "".join(_meanings(source))
    try:
        return Phrase(source, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), _needed(source))
    except re.error as error:
        raise ValueError(f"not a phrase: {source!r}: {error}") from error


def _meanings(source: str) -> Iterator[str]:
    opened: list[int] = []
    for part in NEXT.finditer(source):
        if part[0] == "(":
            opened.append(part.end())
        if part[0] in (")", ")*"):
            inside = source[opened.pop() : part.start()] if opened else ""
            repeats = any(alternative.endswith(" ") for alternative in inside.split("|"))
            yield part[0] if repeats or part[0] == ")" else r")\w*"
        else:
            yield MEANS.get(part[0], part[0])


def _needed(source: str) -> str:
    """The longest run of letters that every match holds; empty when there is none."""
    depth, outside = 0, []
    for letter in source:
        depth += (letter == "(") - (letter == ")")
        outside.append(letter if depth == 0 and letter != ")" else " ")
    bare = re.sub(r"\\.|\w\?|\[[^\]]*\]\S?", " ", "".join(outside))
    return max(re.findall(r"[a-z]+", bare), key=len, default="")


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
