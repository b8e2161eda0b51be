"""The particulars of a text: its numbers, in figures or in words, each with what it counts or what it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.drafting.model.words import Word, stem, words_of
from bot.drafting.numbers import NUMBERS

# Figures that are one number to a reader: 7.40, 12/11, 1 200, 18h30.
FIGURES = re.compile(r"\d+(?:[.,:/-]\d+|[\u00a0\u202f ]\d{3}(?!\d))*")
MORE_NUMBERS = {
    "en": {
        "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
        "thousand": 1000, "million": 1_000_000, "dozen": 12, "twice": 2, "thrice": 3, "couple": 2,
    },
    "fr": {
        "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "cents": 100, "mille": 1000,
        "million": 1_000_000, "millions": 1_000_000, "douzaine": 12, "dizaine": 10, "quinzaine": 15,
    },
}  # fmt: skip
ARTICLES = frozenset({"a", "an", "un", "une", "one"})  # numbers only before something that can be counted as time
UNITS = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years seconde secondes heure "
    "heures "
    "jour jours semaine semaines mois an ans annee annees".split()
)


@dataclass(frozen=True)
class Particular:
    """A number and, behind it, what it counts: ``("3", "week")`` for "three weeks" and « 3 weeks » alike."""

    number: str
    counts: str


def found_in(text: str, language: str) -> Iterator[Particular]:
    """Every particular of ``text``."""
    return (particular for particular, _words in with_words(text, language))


def with_words(text: str, language: str) -> Iterator[tuple[Particular, str]]:
    """Every particular of ``text`` with the words that say it."""
    words = words_of(text)
    for figures in FIGURES.finditer(text):
        behind = _behind(text, words, figures.end())
        yield _particular(_normal(figures[0]), behind, language), figures[0]
    for word in words:
        behind = _behind(text, words, word.end)
        value = _value(word, behind, language)
        if value is not None:
            yield _particular(str(value), behind, language), word.raw


def _behind(text: str, words: list[Word], end: int) -> Word | None:
    """The word right behind ``end``, if only space and hyphens part them: a number counts nothing farther on."""
    following = next((word for word in words if word.start >= end), None)
    return following if following and not text[end : following.start].strip(" -\u00a0\u202f'’") else None


def _particular(number: str, behind: Word | None, language: str) -> Particular:
    return Particular(number, stem(behind.plain, language) if behind else "")


def _normal(figures: str) -> str:
    """``07.40`` as ``7.40``; the kind of space between thousands does not matter."""
    parts = re.split(r"([.,:/-])", re.sub(r"\s", "", figures))
    return "".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def _value(word: Word, behind: Word | None, language: str) -> int | None:
    if word.plain in ARTICLES:
        return 1 if behind is not None and behind.plain in UNITS else None
    known = NUMBERS.get(language, {}) | MORE_NUMBERS.get(language, {})
    return known.get(word.plain)
