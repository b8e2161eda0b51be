"""How alike two replies are: six letters at a time, greeting, name and signature left out (Jaccard)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache

from bot.voice.wording import Wording

LETTERS = 6
# A sketch has one bit per run; two runs rarely fall on one, so what it counts is at most this share too little.
SKETCH_BYTES, SLACK = 4096, 0.05


def most_alike(wording: Wording, recent: Sequence[str]) -> tuple[float, str]:
    """How like the most similar of ``recent`` a reply is (0 to 1), and that one; ``(0, "")`` when none is at all."""
    grams = grams_of(wording)
    own, sketch = set(grams), _sketch(grams)
    best, other = 0.0, ""
    for text in recent:
        theirs, their_sketch = _grams(text)
        total = len(own) + len(theirs)
        most_shared = (sketch & their_sketch).bit_count() + SLACK * min(len(own), len(theirs))
        if not total or most_shared / max(1, total - most_shared) <= best:
            continue
        shared = len(own.intersection(theirs))
        if shared / (total - shared) > best:
            best, other = shared / (total - shared), text
    return best, other


def grams_of(wording: Wording) -> list[int]:
    """Every different run of six letters of the body as a number, punctuation and spaces made one."""
    body = " ".join(word for word, _start, _end in wording.tokens)
    if not body:
        return []
    return list({hash(body[place : place + LETTERS]) for place in range(max(1, len(body) - LETTERS + 1))})


def _sketch(grams: Sequence[int]) -> int:
    bits = bytearray(SKETCH_BYTES)
    for gram in grams:
        bits[(gram >> 3) % SKETCH_BYTES] |= 1 << (gram & 7)
    return int.from_bytes(bits, "little")


# As numbers in an array: the runs of thousands of recent replies may stay at hand without filling the memory.
@lru_cache(maxsize=4096)
def _grams(text: str) -> tuple[array[int], int]:
    grams = array("q", grams_of(Wording(text)))
    return grams, _sketch(grams)
