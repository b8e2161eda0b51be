"""So that two hundred drafts for one problem do not read alike: what was said last is said again last.

What counts is the variants of a move, not whole drafts: a draft is made of them, so two drafts can only be alike where
their variants are. Everything here is decided by numbers that depend on the seed alone: the same mention and the same
past give the same draft.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Drafts of the same playbook and language that are remembered, and after how many the memory of one has faded.
REMEMBERED = 50
FADES_AFTER = 8.0
FADING = [math.exp(-place / FADES_AFTER) for place in range(REMEMBERED)]
GRAM = 6
Used = Mapping[str, str]  # move → the variant said, as it stands in the playbook


class Recent:
    """Which variants the last drafts of one playbook and language said."""

    def __init__(self, used: Iterable[Used] = ()) -> None:
        """``used``: the newest first."""
        self._used: deque[Used] = deque(used, maxlen=REMEMBERED)
        self._weights: dict[str, dict[str, float]] | None = None

    def add(self, used: Used) -> None:
        """Another draft has been written."""
        self._used.appendleft(used)
        self._weights = None

    def weariness(self, move: str, variant: str) -> float:
        """How worn ``variant`` (or one much like it) is: 0 when nothing like it was said lately."""
        if self._weights is None:
            self._weights = self._weighed()
        said = self._weights.get(move)
        return sum(weight * alike(variant, other) for other, weight in said.items()) if said else 0.0

    def overlap(self, used: Used) -> float:
        """The largest share of its letters that a draft of ``used`` would have in common with one of the last."""
        total = sum(len(variant) for variant in used.values())
        shared = (
            sum(len(variant) for move, variant in used.items() if before.get(move) == variant) for before in self._used
        )
        return max(shared, default=0) / total if total else 0.0

    def _weighed(self) -> dict[str, dict[str, float]]:
        weights: dict[str, dict[str, float]] = {}
        for fading, used in zip(FADING, self._used, strict=False):
            for move, variant in used.items():
                known = weights.setdefault(move, {})
                known[variant] = known.get(variant, 0.0) + fading
        return weights


class Memory:
    """The recent drafts of each playbook and language. It does not grow: as many as there are playbooks."""

    def __init__(self, used: Iterable[tuple[str, str, Used]] = ()) -> None:
        """``used``: ``(playbook, language, used)``, the newest first."""
        self._recent: dict[tuple[str, str], list[Used]] = {}
        for playbook, language, said in used:
            self._recent.setdefault((playbook, language), []).append(said)
        self._known = {key: Recent(said) for key, said in self._recent.items()}

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
