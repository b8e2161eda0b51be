"""What a text names: the uncommon things, and places and lines with their number, by which one problem is told from
another of the same kind ("ascenseur", "quai 4")."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from bot.triage.features import ADDRESS, HANDLE
from bot.voice import stems
from bot.voice.lists import words
from bot.voice.wording import Span, fold, tokens_of

LONGEST = 2000  # characters that are looked at
LEAST_LETTERS = 4
MOST_DIGITS = 4  # "quai 4", "bus 1042"; what has more is somebody's own number
MOST = 24  # things of one text


def named(text: str, title: str = "") -> dict[str, str]:
    """Each uncommon thing in ``text`` by its stem, as it is written."""
    whole = f"{title}\n{text}"[:LONGEST]
    for what in (ADDRESS, HANDLE):
        whole = what.sub(lambda hit: " " * len(hit[0]), whole)
    folded = fold(whole)
    written = whole if len(whole) == len(folded) else folded
    tokens = tokens_of(folded, Span(0, len(folded)))
    found: dict[str, str] = {}
    for (word, start, end), (following, begins, ends) in pairwise([*tokens, ("", 0, 0)]):
        if word[0].isdigit() or word in _empty():
            continue
        stem = stems.stem(word)
        if following.isdigit() and len(following) <= MOST_DIGITS and begins - end <= 1 and not _counts(tokens, begins):
            found[f"{stem} {following}"] = written[start:ends].casefold()
        elif len(word) >= LEAST_LETTERS and stem not in words("everyday"):
            found.setdefault(stem, written[start:end].casefold())
    return dict(list(found.items())[:MOST])


@cache
def _empty() -> frozenset[str]:
    return words("stop") | words("stock") | words("dates") | words("units") | stems.days()


def _counts(tokens: list[tuple[str, int, int]], place: int) -> bool:
    """Whether the number at ``place`` counts what follows it: three weeks, 4 cups, half past 7."""
    after = next((word for word, start, _end in tokens if start > place), "")
    return after in words("dates") or after in ("h", "eur", "euro", "euros", "pm", "am", "fois", "times")
