"""Labelled mentions as hurried fingers would have typed them, so that a model is fitted on the misspelt as well.

Only for fitting: the same mention always gives the same variant.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.triage.labels import Labelled
from bot.triage.words import bare

MISSPELT_WORDS = 4  # one word in so many
EVERY = 2  # one mention in so many gets a variant
WORD = re.compile(r"[^\W\d_]{4,}")
Spelling = Sequence[tuple[re.Pattern[str], str]]


def _spelling(*pairs: tuple[str, str]) -> Spelling:
    return [(re.compile(found), put) for found, put in pairs]


# How texts are written to be quick, or by ear; every rule is used for about two mentions in three.
SHORT: dict[str, Spelling] = {
    "fr": _spelling(
        (r"\bje (?=[vptsdrmc])", "j"), (r"\bj'?ai\b", "g"), (r"\bc'est\b", "c"), (r"\bqu['e]", "k"), (r"\bqui\b", "ki"),
        (r"\bquand\b", "kan"), (r"\bvous\b", "vs"), (r"\bnous\b", "ns"), (r"\bavec\b", "avc"), (r"\bpour\b", "pr"),
        (r"\bdans\b", "ds"), (r"\btout\b", "tt"), (r"\btoujours\b", "tjr"), (r"\bpas\b", "pa"), (r"\bplus\b", "plu"),
        (r"\bun\b", "1"), (r"(?<=[a-z]{2})(?:er|ez|és?|ées?|ais|ait)\b", "é"), (r"eau\b", "o"),
        (r"(?<=[a-z]{3})s\b", ""),
        (r"\b(?:est|et)\b", "é"), (r"(?<=[a-z]{3})ent\b", "e"), (r"ph", "f"), (r"(?<=[a-z])[’'](?=[a-zé])", ""),
        (r"\b(?:ses|ces|c'était)\b", "c"), (r"\bmes\b", "mé"), (r"\bles\b", "lé"), (r"\bdes\b", "dé"), (r"\bne? ", ""),
    ),
    "en": _spelling(
        (r"\byou\b", "u"), (r"\byour\b", "ur"), (r"\bare\b", "r"), (r"\bto\b", "2"), (r"\bfor\b", "4"),
        (r"\bplease\b", "pls"), (r"\bbecause\b", "cos"), (r"\band\b", "n"), (r"ing\b", "in"), (r"\bwith\b", "wiv"),
        (r"\bthe\b", "da"), (r"(?<=[a-z])[’'](?=[a-z])", ""), (r"\bwas\b", "woz"), (r"ight\b", "ite"),
        (r"\bi'?m going to\b", "ima"), (r"ck\b", "k"),
        (r"\b(?:going|want) to\b", "gonna"), (r"\bthis\b", "dis"), (r"\bthat\b", "dat"),
        (r"\bbefore\b", "b4"),
    ),
}  # fmt: skip
SHORT["unknown"] = [*SHORT["fr"][:12], *SHORT["en"][:8]]


def variants(rows: Sequence[Labelled]) -> list[Labelled]:
    """One misspelt variant for every second of ``rows``."""
    return [misspelt(row) for place, row in enumerate(rows) if place % EVERY == 0]


def misspelt(row: Labelled) -> Labelled:
    """``row`` as somebody in a hurry would have typed it."""
    draw = random.Random(zlib.crc32(row.said.text.encode()))  # noqa: S311 - no secret is drawn
    change = draw.choice((_shortened, _mistyped, _disguised, _shortened_and_mistyped))
    title = change(row.said.title, row.said.language, draw) if row.said.title else ""
    return replace(row, said=replace(row.said, text=change(row.said.text, row.said.language, draw), title=title))


def _shortened(text: str, language: str, draw: random.Random) -> str:
    text = text.lower()
    for found, put in SHORT.get(language, SHORT["unknown"]):
        if draw.random() < 2 / 3:
            text = found.sub(put, text)
    return text


def _mistyped(text: str, _language: str, draw: random.Random) -> str:
    """One word in four with two letters swapped, one dropped, doubled or struck beside its key."""
    return _each_word(text, draw, lambda word: draw.choice((_swapped, _dropped, _doubled, _beside))(word, draw))


def _disguised(text: str, _language: str, draw: random.Random) -> str:
    """Letters as digits, or apart, as people write what a filter should not see."""
    return _each_word(text, draw, lambda word: bare(word).translate(DIGITS) if draw.random() < 0.7 else " ".join(word))


def _shortened_and_mistyped(text: str, language: str, draw: random.Random) -> str:
    return _mistyped(_shortened(text, language, draw), language, draw)


def _each_word(text: str, draw: random.Random, change: Callable[[str], str]) -> str:
    return WORD.sub(lambda found: change(found[0]) if draw.random() < 1 / MISSPELT_WORDS else found[0], text)


def _swapped(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _beside(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word))
    return word[:at] + BESIDE.get(word[at].lower(), word[at]) + word[at + 1 :]


DIGITS = str.maketrans("oieast", "013457")
BESIDE = dict(zip("abcdefghijklmnopqrstuvwxyz", "snvfrdghuokjnjipwetryicztx", strict=True))
