"""Words by what they mean: light stems of French and English, one thing in several words, small typing errors."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.voice.lists import lines, words

LEAST_STEM = 4
PASSES = 3
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")
CLOCK = re.compile(r"(\d{1,2}) ?(?:[:.](?=\d\d(?!\d))|h(?![a-z])|heures?) ?(\d\d)?(?!\d)")  # "4.1" is no hour
HALVES = re.compile(r"(?<![\w.:])(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m(?!\w)")  # "4 pm" is 16:00
LEAST_TYPO = 5  # shorter words differ by a letter because they are other words


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded word: "delivered" and "delivery", « livré » and « livraison » have one each."""
    word = _irregular().get(word, word)
    for _pass in range(PASSES):
        shorter = _shortened(word)
        if shorter == word:
            break
        word = shorter
    return DOUBLED.sub(r"\1", word) if len(word) > LEAST_STEM else word


@lru_cache(maxsize=1)
def _suffixes() -> tuple[str, ...]:
    return tuple(sorted(words("suffixes"), key=lambda suffix: (-len(suffix), suffix)))


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    return dict(entry.split(":") for entry in words("irregular"))


def _shortened(word: str) -> str:
    for suffix in _suffixes():
        least = 3 if suffix in ("s", "x") else LEAST_STEM
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            return word[: -len(suffix)]
    return word


@lru_cache(maxsize=1)
def _concepts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in lines("concepts"):
        members = line.split()
        for member in members:
            found.setdefault(stem(member), set()).add(members[0])
    return {key: frozenset(names) for key, names in found.items()}


def concepts(of_stem: str) -> frozenset[str]:
    """The things a stem may stand for, in either language; none for most."""
    return _concepts().get(of_stem, frozenset())


@lru_cache(maxsize=1)
def numbers() -> dict[str, str]:
    """Number words → digits."""
    return dict(entry.split(":") for entry in words("numbers"))


@lru_cache(maxsize=1)
def stock() -> frozenset[str]:
    """Stems that every answering service writes."""
    return frozenset(stem(word) for word in words("stock"))


@lru_cache(maxsize=1)
def general() -> frozenset[str]:
    """Stems that ready-made replies hold beside stock words, whatever they answer."""
    return frozenset(stem(word) for word in words("general"))


@lru_cache(maxsize=1)
def days() -> frozenset[str]:
    """Words for days, months and lengths of time."""
    return frozenset(words("dates"))


@lru_cache(maxsize=1)
def units() -> dict[str, str]:
    """Words for a length of time, as people shorten them and in the plural → one word for each: "wks" → "week"."""
    return dict(entry.split(":") for entry in words("units"))


@lru_cache(maxsize=8192)
def slips(of_stem: str) -> frozenset[str]:
    """What is left of a word with one letter dropped; two words that share one of these differ by one slip."""
    if len(of_stem) < LEAST_TYPO:
        return frozenset({of_stem})
    # The first letter is rarely mistyped, and dropping it would make other words of it.
    return frozenset({of_stem, *(of_stem[:place] + of_stem[place + 1 :] for place in range(1, len(of_stem)))})


def clock(text: str) -> set[str]:
    """Times of the day in a folded text, as "7:40"; an hour alone as "7:00"."""
    found = {f"{int(hour)}:{minute or '00'}" for hour, minute in CLOCK.findall(text)}
    return found | {
        f"{int(hour) % 12 + 12 * (half == 'p')}:{minute or '00'}" for hour, minute, half in HALVES.findall(text)
    }
