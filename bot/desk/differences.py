"""What changed between two wordings, word by word: as data for a card, and as one number."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

Op = Literal["equal", "delete", "insert"]
PIECE = re.compile(r"\s+|[\w’'\-]+|[^\w\s]")
WORD = re.compile(r"[\w’'\-]+")


def differences(before: str, after: str) -> list[tuple[Op, str]]:
    """``before`` → ``after`` in pieces of text: what stayed, what went, what came.

    The equal and inserted pieces joined are ``after``, the equal and deleted ones ``before``.
    """
    old, new = PIECE.findall(before), PIECE.findall(after)
    found: list[tuple[Op, str]] = []
    gone = come = ""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (op, start, end, new_start, new_end) in enumerate(codes):
        left, right = "".join(old[start:end]), "".join(new[new_start:new_end])
        between = op == "equal" and left.isspace() and 0 < place < len(codes) - 1
        if op != "equal" or between:  # words exchanged one by one read as one exchange, spaces and all
            gone, come = gone + left, come + right
            continue
        found += _changes(gone, come)
        found.append(("equal", left))
        gone = come = ""
    return found + _changes(gone, come)


def _changes(gone: str, come: str) -> list[tuple[Op, str]]:
    both: list[tuple[Op, str]] = [("delete", gone), ("insert", come)]
    return [one for one in both if one[1]]


def words(text: str) -> list[str]:
    """The words of ``text``, as they are written."""
    return WORD.findall(text)


def changed_share(before: str, after: str) -> float:
    """How much of a text was changed, from 0 (no word) to 1 (every word). Case counts, spaces do not."""
    old, new = words(before), words(after)
    longest = max(len(old), len(new))
    if not longest:
        return 0.0
    same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return 1 - same / longest
