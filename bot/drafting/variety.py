"""So that two hundred drafts for one problem do not read alike: what was said last is said again last.

What counts is the variants of a move, not whole drafts: a draft is made of them, so two drafts can only be alike where
their variants are. Everything here is decided by numbers that depend on the seed alone: the same mention and the same
past give the same draft.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

# Drafts of the same playbook and language that are remembered, and after how many the memory of one has faded.
REMEMBERED = 200
FADES_AFTER = 8.0
FADE = math.exp(-1 / FADES_AFTER)
FORGOTTEN = 0.01  # of the weight of a variant that was said just now
GRAM = 6
Used = Mapping[str, str]  # move → the variant said, as it stands in the playbook


class Recent:
    """Which variants the last drafts of one playbook and language said."""

    def __init__(self, used: Sequence[Used] = ()) -> None:
        """``used``: the newest first."""
        self._said: deque[frozenset[str]] = deque(maxlen=REMEMBERED)
        self._weights: dict[str, dict[str, float]] = {}
        for said in reversed(used):
            self.add(said)

    def add(self, used: Used) -> None:
        """Another draft has been written."""
        self._said.append(frozenset(used.values()))
        for known in self._weights.values():
            for variant, weight in list(known.items()):
                known[variant] = weight * FADE
                if known[variant] < FORGOTTEN:
                    del known[variant]
        for move, variant in used.items():
            known = self._weights.setdefault(move, {})
            known[variant] = known.get(variant, 0.0) + 1.0

    def weariness(self, move: str, variant: str) -> float:
        """How worn ``variant`` (or one much like it) is: 0 when nothing like it was said lately."""
        said = self._weights.get(move)
        return sum(weight * alike(variant, other) for other, weight in said.items()) if said else 0.0

    def overlap(self, used: Used) -> float:
        """The largest share of its letters that a draft of ``used`` would have in common with one of the last."""
        said = frozenset(used.values())
        total = sum(map(len, said))
        return max((sum(map(len, said & before)) for before in self._said), default=0) / total if total else 0.0


class Memory:
    """The recent drafts of each playbook and language. It does not grow: as many as there are playbooks."""

    def __init__(self, used: Iterable[tuple[str, str, Used]] = ()) -> None:
        """``used``: ``(playbook, language, used)``, the newest first."""
        by_playbook: dict[tuple[str, str], list[Used]] = {}
        for playbook, language, said in used:
            by_playbook.setdefault((playbook, language), []).append(said)
        self._known = {key: Recent(said) for key, said in by_playbook.items()}

    def of(self, playbook: str, language: str) -> Recent:
        """What to avoid in a draft of ``playbook``; add to it what that draft said."""
        return self._known.setdefault((playbook, language), Recent())


@lru_cache(maxsize=16384)
def alike(one: str, other: str) -> float:
    """How much two variants have in common: the Jaccard index of their character 6-grams, 0 to 1."""
    if one == other:
        return 1.0
    ones, others = _grams(one), _grams(other)
    return len(ones & others) / len(ones | others)


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    lowered = text.lower()
    return frozenset(lowered[place : place + GRAM] for place in range(max(1, len(lowered) - GRAM + 1)))


def chances(seed: str) -> list[float]:
    """Thirty-two numbers from 0 to 1, the same for the same ``seed``."""
    digest = hashlib.blake2b(seed.encode("utf-8", "surrogatepass")).digest()
    return [int.from_bytes(digest[place : place + 2]) / 65536 for place in range(0, 64, 2)]
