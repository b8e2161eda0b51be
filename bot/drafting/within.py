"""A reply within an incident: a sentence or two for this one person, then what the statement says to everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.desk.passages import Passage
from bot.desk.playbooks.moves import MOVES
from bot.drafting.variety import chances
from bot.voice.situation import Situation

FOR_ONE = ("protect", "acknowledge")  # what is said to this one person
REGRET = "own"  # also, unless it was done to us as well: then nobody apologises for it
LEAST_ROOM = 60  # characters that are kept for them, where a network takes few


def left_out(passage: Passage) -> list[str]:
    """The playbook's moves that have no place beside ``passage``: it says them for everybody."""
    kept = (*FOR_ONE, REGRET) if passage.owes_apology else FOR_ONE
    return [move for move in MOVES if move not in kept]


def fitting(passage: Passage, measure: Callable[[str], int], room: int | None) -> Passage:
    """``passage`` with the lines that find ``room``: the first stays, and the one that says when the next word comes;
    of the others the last goes first."""
    if room is None:
        return passage
    lines = list(passage.lines)

    def length() -> int:
        return sum(max(map(measure, line)) + 1 for line in lines)

    for line in reversed(passage.lines[1:]):
        if length() <= room - LEAST_ROOM:
            break
        if passage.word is None or not any(passage.word[0] in way for way in line):
            lines.remove(line)
    return replace(passage, lines=tuple(lines))


def longest(passage: Passage) -> str:
    """The longest that it may become."""
    return " ".join(max(line, key=len) for line in passage.lines)


def around(passage: Passage, for_one: str, seed: str) -> str:
    """A reply: what is said to one person, and the passage behind it, with one way for each line; which one depends on
    ``seed``. How people stay safe comes before everything else."""
    turns = chances(f"{seed}:passage")
    said = [line[int(turns[place % len(turns)] * len(line)) % len(line)] for place, line in enumerate(passage.lines)]
    first = said[:1] if passage.keeps_safe else []
    return " ".join(part for part in (*first, for_one, *said[len(first) :]) if part)


def judged_beside(passage: Passage, situation: Situation) -> Situation:
    """``situation``, where the reply says ``passage``."""
    return replace(
        situation, shared=passage.texts, sources=(*situation.sources, *passage.texts),
        explains=situation.explains or not passage.owes_apology,
        legal_hold=situation.legal_hold or not passage.owes_apology,
    )  # fmt: skip
