"""What is remembered of a recent reply: its runs of letters, stems and sentence frames, read off once."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

from bot.voice import stems
from bot.voice.likeness import grams_of, sketch_of
from bot.voice.lists import words
from bot.voice.wording import Wording

WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Past:
    """One recent reply, greeting and signature left out. Runs are numbers in an array, so that thousands fit in."""

    grams: array[int]
    sketch: int
    stems: frozenset[str]
    frames: frozenset[str]


@lru_cache(maxsize=4096)
def past(text: str) -> Past:
    """What is remembered of ``text``."""
    wording = Wording(text)
    grams = array("q", grams_of(wording))
    body = wording.plain[wording.body.start : wording.body.end]
    keys = frozenset(key for word in set(WORDS.findall(body)) if (key := content_key(word)))
    frames = frozenset(frame(wording.plain[span.start : span.end]) for span in wording.sentences)
    return Past(grams, sketch_of(grams), keys, frames)


@lru_cache(maxsize=32768)
def content_key(word: str) -> str:
    """The stem of a word that says something; empty for function words, stock words, numbers and days."""
    plain = word[0].isdigit() or word in stems.days() or word in stems.numbers()
    return "" if plain or word in words("stop") or word in words("stock") else stems.stem(word)


def frame(sentence: str) -> str:
    """A sentence without what is filled in: numbers and days."""
    return " ".join("#" if word in words("dates") or word[0].isdigit() else word for word in WORDS.findall(sentence))
