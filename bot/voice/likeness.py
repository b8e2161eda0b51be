"""How alike two replies are: six letters at a time, greeting, name and signature left out (Jaccard)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.voice.wording import Wording

LETTERS = 6
WORDS = re.compile(r"[^\W_]+")
# A sketch has one bit per run; two runs rarely fall on one, so what it counts is at most this share too little.
SKETCH_BYTES, SLACK = 4096, 0.05


def alike(own: set[int], sketch: int, theirs: Sequence[int], their_sketch: int, least: float) -> float:
    """How alike (0 to 1) the runs ``own`` and ``theirs`` are; 0 when surely not above ``least``."""
    total = len(own) + len(theirs)
    most_shared = (sketch & their_sketch).bit_count() + SLACK * min(len(own), len(theirs))
    if not total or most_shared / max(1, total - most_shared) <= least:
        return 0.0
    shared = len(own.intersection(theirs))
    return shared / (total - shared)


def without(text: str, shared: Sequence[str]) -> str:
    """``text`` without the sentences that many replies may hold; as it is, where nothing else stands in it."""
    rest = text
    for passage in sorted(shared, key=len, reverse=True):
        rest = rest.replace(passage, " ")
    body = Wording(rest)
    return rest if WORDS.search(body.plain, body.body.start, body.body.end) else text


def grams_of(wording: Wording) -> list[int]:
    """Every different run of six letters of the body as a number, punctuation and spaces made one."""
    body = " ".join(WORDS.findall(wording.plain, wording.body.start, wording.body.end))
    if not body:
        return []
    return list({hash(body[place : place + LETTERS]) for place in range(max(1, len(body) - LETTERS + 1))})


def sketch_of(grams: Iterable[int]) -> int:
    """One bit for each run, as a number: two sketches are compared in a microsecond."""
    bits = bytearray(SKETCH_BYTES)
    for gram in grams:
        bits[(gram >> 3) % SKETCH_BYTES] |= 1 << (gram & 7)
    return int.from_bytes(bits, "little")
