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
    for op, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(("equal", "".join(old[start:end])))
            continue
        if end > start:
            found.append(("delete", "".join(old[start:end])))
        if new_end > new_start:
            found.append(("insert", "".join(new[new_start:new_end])))
    return found


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
