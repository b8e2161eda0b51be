"""The mentions of the last days, so that an edited copy of one of them is found among a hundred thousand.

Each mention is filed under the few of its words, pairs and triples of words that are rarest in the window, so that what
everybody writes leads nowhere. Whoever shares several of them with a new text is compared with it word by word
(:func:`likeness`). Memory is bounded: everything stands in rings, the oldest overwritten.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from typing import Any
from zlib import crc32

from bot.triage.sameness.likeness import LENIENT, STRICT, likeness, weigh
from bot.triage.sameness.normal import Said

MOST, DAYS = 100_000, 7.0
FILED_UNDER, OF_WORDS = 16, 0.55  # features that a mention is filed under, and the share of single words
LOOKED_UP = 28  # features of a new text that are looked up
WALKED = 80  # the newest mentions that are looked at under one feature
FAR_BEHIND = 4  # a candidate with so many times fewer features shared than the best one is not compared
COMPARED = 10  # candidates that are compared word by word
TOO_MANY = 60  # mentions that share a feature, from which it leads nowhere
WORDS_KEPT, WORDS_FILED = 240, 80  # words of a mention that are kept to compare, and that features are made of
HEAD = 6  # words from which a text that is cut off is found
PLACES, COUNTS = 1 << 20, 1 << 21
FEW = 300  # mentions in the window, below which nothing can be said of how rare a word is
SPREAD, HIGHEST = 0x9E3779B1, 0xFFFF
RARE = 5.0  # logarithm of the share, from which a word tells all that a word can


@dataclass(frozen=True, slots=True)
class Near:
    """A mention in the window of which a text is a copy, and how alike they are (0 to 1)."""

    key: str
    likeness: float
    same_author: bool


class Window:
    """The latest ``most`` mentions of the last ``days``. One thread at a time."""

    def __init__(self, most: int = MOST, days: float = DAYS) -> None:
        self.most, self.seconds = most, days * 86400
        self._count = 0  # mentions ever added; the place of one is its number modulo most
        self._keys: list[str] = []
        self._texts: list[str] = []
        self._marks, self._authors, self._times = array("B"), array("Q"), array("d")
        # Links: a mention, and the link made before it under the same feature. Number 0 is none.
        self._filed, self._size = 1, FILED_UNDER * most
        self._mentions, self._before = array("Q", [0]), array("Q", [0])
        self._newest = array("Q", [0]) * PLACES
        self._often = array("H", [0]) * COUNTS  # how often a feature was seen, about: a count-min sketch
        self._learned = 0  # mentions that the counts are of

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: str, said: Said, author: str, at: float) -> None:
        """File a mention. ``at``: seconds since 1970, when it was taken in; ``author``: "" where nobody knows."""
        place = self._count % self.most
        text = " ".join(said.words[:WORDS_KEPT])
        _put(self._keys, place, key)
        _put(self._texts, place, text)
        _put(self._marks, place, said.cut + 2 * said.passed_on)
        _put(self._authors, place, _author(author))
        _put(self._times, place, at)
        words = said.words[:WORDS_FILED]
        for feature in self._telling(words, FILED_UNDER):
            slot, link = feature % PLACES, self._filed % self._size
            _put(self._mentions, link, self._count)
            _put(self._before, link, self._newest[slot])
            self._newest[slot] = self._filed
            self._filed += 1
        self._learn(words)
        self._count += 1

    def closest(self, said: Said, author: str, at: float, key: str = "") -> Near | None:
        """The mention of which ``said`` is most likely a copy, or None. ``key``: its own, which is not meant."""
        who, best, weight = _author(author), None, cache(self.weight)
        for number in self._candidates(said):
            place = number % self.most
            if self._keys[place] == key or at - self._times[place] > self.seconds:
                continue
            mark = self._marks[place]
            there = Said(tuple(self._texts[place].split(" ")), bool(mark & 1), bool(mark & 2))
            own = bool(who) and who == self._authors[place]
            alike = likeness(said, there, strict=not own, weight=weight)
            if alike >= (LENIENT if own else STRICT) and (best is None or alike > best.likeness):
                best = Near(self._keys[place], alike, own)
                if alike == 1.0:
                    break
        return best

    def weight(self, word: str) -> float:
        """How much ``word`` tells in this window (see :func:`bot.triage.sameness.likeness.weigh`)."""
        if self._learned < FEW:
            return weigh(word)
        often = self._seen(crc32(word.encode()))
        return weigh(word, min(1.0, log((self._learned + 1) / (often + 0.5)) / RARE))

    def _candidates(self, said: Said) -> list[int]:
        shared: Counter[int] = Counter()
        for feature in self._telling(said.words[:WORDS_FILED], LOOKED_UP):
            link, walked = self._newest[feature % PLACES], 0
            while link and link > self._filed - self._size and walked < WALKED:
                number = self._mentions[link % self._size]
                if number < self._count - self.most:
                    break
                shared[number] += 1
                link, walked = self._before[link % self._size], walked + 1
        best = shared.most_common(COMPARED)
        return [number for number, times in best if times * FAR_BEHIND >= best[0][1]]

    def _telling(self, words: tuple[str, ...], most: int) -> list[int]:
        """The features that lead to the fewest mentions: the whole and its beginning, then words, pairs, triples."""
        codes = [crc32(word.encode()) for word in words]
        found = dict.fromkeys((_joined(codes), _joined(codes[:HEAD]) ^ 1))
        for group, enough in ((codes, most * OF_WORDS), (_pairs(codes), most), (_triples(codes), most)):
            if len(found) >= most:
                break
            for times, code in sorted([(self._seen(code), code) for code in set(group)]):
                if len(found) >= enough or times > TOO_MANY:
                    break
                found[code] = None
        return list(found)

    def _learn(self, words: tuple[str, ...]) -> None:
        codes = [crc32(word.encode()) for word in words]
        often = self._often
        for code in {*codes, *_pairs(codes), *_triples(codes)}:
            for place in (code % COUNTS, (code * SPREAD >> 11) % COUNTS):
                if often[place] < HIGHEST:
                    often[place] += 1
        self._learned += 1
        if self._learned >= 2 * self.most:  # what was common once need not be so today
            self._often = array("H", [times >> 1 for times in often])
            self._learned //= 2

    def _seen(self, code: int) -> int:
        often = self._often
        return min(often[code % COUNTS], often[(code * SPREAD >> 11) % COUNTS])


def _put(ring: Any, place: int, value: Any) -> None:
    """Rings grow until they are full; from then on the oldest is overwritten."""
    if place < len(ring):
        ring[place] = value
    else:
        ring.append(value)


def _author(author: str) -> int:
    return crc32(author.casefold().encode()) if author else 0


def _joined(codes: Sequence[int]) -> int:
    return crc32(array("I", codes).tobytes())


def _pairs(codes: Sequence[int]) -> list[int]:
    return [(one * SPREAD + other) & 0xFFFFFFFF for one, other in pairwise(codes)]


def _triples(codes: Sequence[int]) -> list[int]:
    return [((a * SPREAD + b) * SPREAD + c) & 0xFFFFFFFF for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]
