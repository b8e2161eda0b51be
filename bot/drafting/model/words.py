"""A text as words: spelled as it was, plain (no case, no accents), and reduced to what its inflections share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.desk.playbooks.words import bare

TOKEN = re.compile(r"[^\W_]+")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+|;\s+")
CLAUSE = re.compile(
    r"[,:]?\s+(?:and|but|because|et|mais|car)\s+(?=(?:the|my|your|our|i|you|he|she|they|it|we|nobody|someone|somebody|le|la|"
    r"les|mon|ma|mes|votre|vos|notre|nos|je|il|elle|ils|elles|on|vous|nous|personne)\b|j['’])|,\s+(?=(?:the|my|your|i|"
    r"you|nobody|le|la|les|mon|ma|mes|je|vous|votre|personne)\b|j['’])",
    re.IGNORECASE,
)
ENDINGS = {
    "en": ("ingly", "edly", "ing", "ed", "es", "s"),
    "fr": ("ements", "ement", "ees", "ee", "es", "er", "ez", "e", "s", "x"),
}
SHORTEST_STEM = 3
PLAIN = Path(__file__).parent / "plain"


@dataclass(frozen=True)
class Word:
    """``spelled``: lower case with its accents; ``plain``: without them; ``start`` and ``end`` in the text."""

    raw: str
    plain: str
    start: int
    end: int

    @property
    def spelled(self) -> str:
        """In lower case, accents kept: « livré » is not « livre »."""
        return self.raw.lower()


def words_of(text: str) -> list[Word]:
    """Every word and number of ``text``; apostrophes and hyphens part words, as in the playbooks' phrases."""
    return [Word(found[0], bare(found[0]), found.start(), found.end()) for found in TOKEN.finditer(text)]


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of ``text``, without those that hold no word."""
    return (part for part in SENTENCE_END.split(text) if TOKEN.search(part))


def clauses_of(sentence: str) -> Iterator[str]:
    """``sentence``, parted where somebody or something new is spoken of: each says yes or no for itself."""
    return (part for part in CLAUSE.split(sentence) if TOKEN.search(part))


def stem(plain: str, language: str) -> str:
    """What the inflections of a word share, roughly: "cups" and "cup", « tasses » and « tasse »."""
    for ending in ENDINGS.get(language, ()):
        if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST_STEM:
            return plain[: -len(ending)]
    return plain


def plain_vocabulary(language: str) -> frozenset[str]:
    """Words that state nothing about a case, plain."""
    return _listed(language)


def judging_vocabulary(language: str) -> frozenset[str]:
    """What may be said of anything, plain: how it is to be judged, and whose it is."""
    return _listed(f"judging-{language}")


@cache
def _listed(name: str) -> frozenset[str]:
    path = PLAIN / f"{name}.txt"
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
