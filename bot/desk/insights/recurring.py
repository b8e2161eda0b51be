"""What keeps coming up within a cause: words and pairs of words that several people use, and that others do not.

Counted by people, never by posts; what fewer than three people say is nobody's business and stays unsaid. Personal data
is masked before a word is looked at. A word that half of a cause's people use ("parcel") tells nothing of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from bot.triage.features import MONEY
from bot.triage.insults import SWEARING
from bot.triage.reproach import BLAME, DISAPPROVAL
from bot.triage.words import bare
from bot.voice import personal
from bot.voice.lists import words as listed
from bot.voice.stems import numbers, stem, units

LEAST_PEOPLE = 3
SHOWN = 5
SHORTEST = 4  # letters of a word that says something by itself
COMMON = 0.4  # a word used by more of a cause's people than this says what the cause is, not what in it …
ENOUGH = 12  # … once there are so many people
LIFT = 2.0  # how much more often it must be said here than in other causes
COVERED = 0.7  # of those who say a word, so many say the pair: then the pair is shown
LONGEST = 2000  # characters of a complaint that are read
MASKED = re.compile(r"\[[^\]]*\]|https?://\S+|www\.\S+|[@#]\w[\w.]*")
WORD = re.compile(r"[^\W\d_]+")
MONEY_WORDS = frozenset(
    "euro euros cent cents centimes quid pound pounds pence dollar dollars bucks balles eur gbp".split()
)
CLAUSE = re.compile(r"[.!?…,;:()\n\"“”«»]+")


@dataclass(frozen=True)
class Said:
    """One complaint: who wrote it, its words, and in which week of the period (0, 1, …)."""

    cause: str
    author: str
    text: str
    language: str
    week: int


@dataclass(frozen=True)
class Recurring:
    """Words that ``people`` of the ``of`` people of a cause use, in ``weeks`` different weeks."""

    words: str
    people: int
    of: int
    weeks: int


@dataclass
class _Cause:
    """What the people of a cause say."""

    people: set[str] = field(default_factory=set)
    by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # key → authors
    weeks: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def recurring(said: Iterable[Said], ordinary: Collection[str] = ()) -> dict[str, list[Recurring]]:
    """Cause → what keeps coming up in it, most telling first. ``ordinary``: words that say nothing at this house (the
    brand, its usual products), in any spelling."""
    causes: dict[str, _Cause] = defaultdict(_Cause)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    unsaid = _unsaid(ordinary)
    for one in said:
        cause = causes[one.cause]
        cause.people.add(one.author)
        for key, spelling in _named(one.text, one.language, unsaid):
            if one.author not in cause.by[key]:
                cause.by[key].add(one.author)
                spelled[key][spelling] += 1
            cause.weeks[key].add(one.week)
    everywhere = Counter[str]()
    for cause in causes.values():
        everywhere.update({key: len(people) for key, people in cause.by.items()})
    people = sum(len(cause.people) for cause in causes.values())
    return {name: _of_cause(cause, everywhere, people, spelled) for name, cause in causes.items()}


def _unsaid(ordinary: Collection[str]) -> frozenset[str]:
    own = (part for word in ordinary for part in WORD.findall(bare(word)))
    return frozenset({
        *listed("stop"), *listed("dates"), *own, *(stem(word) for word in listed("dates")), *numbers(), *units(),
        *MONEY_WORDS,
    })  # fmt: skip


def _named(text: str, language: str, unsaid: frozenset[str]) -> Iterator[tuple[str, str]]:
    """``(key, as it was spelled)`` of every word and pair of words that may mean something."""
    plain = MONEY.sub(" . ", MASKED.sub(" . ", personal.mask(text[:LONGEST])))
    for clause in CLAUSE.split(plain):
        words = [(_key(word, language, unsaid), word.casefold()) for word in WORD.findall(clause)]
        yield from ((key, word) for key, word in words if key and len(word) >= SHORTEST and not _is_general(word))
        for (one, first), (other, second) in pairwise(words):
            if one and other and one != other and not (_is_general(first) and _is_general(second)):
                yield f"{one} {other}", f"{first} {second}"


@lru_cache(maxsize=65536)
def _is_general(word: str) -> bool:
    """Whether a word means something only beside another: every service says it, whatever it speaks of."""
    plain = bare(word)
    return any(plain in listed(section) for section in ("stock", "general", "team"))


def _key(word: str, language: str, unsaid: frozenset[str]) -> str:
    """What a word is counted under; "" where it says nothing of its own: a function word, anger, a house word."""
    found = bare(word)
    if len(found) < SHORTEST - 1 or not found.isascii() or found in unsaid:
        return ""
    if any(kind.stands_in(found, language) for kind in (SWEARING, DISAPPROVAL, BLAME)):
        return ""
    root = stem(found)
    return "" if root in unsaid else root


def _of_cause(
    cause: _Cause, everywhere: Counter[str], people: int, spelled: dict[str, Counter[str]]
) -> list[Recurring]:
    here, elsewhere = len(cause.people), people - len(cause.people)
    weighed = []
    for key, said_by in cause.by.items():
        share = len(said_by) / here
        other = (everywhere[key] - len(said_by)) / elsewhere if elsewhere else 0.0
        known = len(said_by) >= LEAST_PEOPLE and not (share > COMMON and here >= ENOUGH)
        if known and share >= LIFT * other:
            weighed.append((other - share, key))
    weighed.sort()
    kept = [key for _weight, key in weighed]
    shown: list[str] = []
    for key in kept:
        if len(shown) < SHOWN and not _is_told(key, kept, cause) and not _is_shown(key, shown, cause):
            shown.append(key)
    return [
        Recurring(spelled[key].most_common(1)[0][0], len(cause.by[key]), here, len(cause.weeks[key])) for key in shown
    ]


def _is_told(key: str, kept: list[str], cause: _Cause) -> bool:
    """Whether a pair of words that holds ``key`` says the same, and more exactly."""
    if " " in key:
        return False
    pairs = (pair for pair in kept if " " in pair and key in pair.split())
    return any(len(cause.by[pair] & cause.by[key]) >= COVERED * len(cause.by[key]) for pair in pairs)


def _is_shown(key: str, shown: list[str], cause: _Cause) -> bool:
    """Whether what is shown already is said by the same people: then it is one thing in several words."""
    here = cause.by[key]
    return any(len(here & cause.by[one]) >= COVERED * max(len(here), len(cause.by[one])) for one in shown)
