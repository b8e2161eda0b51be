"""R10: not a copy of recent replies. Six letters at a time, greeting, name and signature left out (Jaccard)."""

from __future__ import annotations

from functools import lru_cache

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import Wording

LETTERS = 6
WARNS, BLOCKS = 0.6, 0.8


def check(matter: Matter) -> Check:
    """Warns from 0.6, blocks from 0.8."""
    nearest, other = likeness(matter)
    if nearest < WARNS:
        return passed("R10", "warn")
    body = matter.reply.body
    return Check(
        "R10", "block" if nearest >= BLOCKS else "warn", False, matter.reply.shown(body.start, body.end).strip(),
        _("Nearly the same words as a recent reply ({percent} %): “{other}”"),
        _("Write the sentences that speak to this person anew; only facts may repeat."),
        {"percent": str(round(nearest * 100)), "other": other},
    )  # fmt: skip


def likeness(matter: Matter) -> tuple[float, str]:
    """How like the most similar recent reply it is (0 to 1), and that reply."""
    own = grams_of(matter.reply)
    best, other = 0.0, ""
    for text in matter.situation.recent:
        theirs = _grams(text)
        # Sets of unlike size cannot be more alike than the smaller is to the larger.
        smaller, larger = sorted((len(own), len(theirs)))
        if not smaller or smaller / larger <= best:
            continue
        shared = len(own & theirs)
        alike = shared / (len(own) + len(theirs) - shared)
        if alike > best:
            best, other = alike, text
    return best, other


def grams_of(wording: Wording) -> frozenset[str]:
    """Every run of six letters of the body, punctuation and spaces made one."""
    body = " ".join(word for word, _start, _end in wording.tokens)
    return frozenset(body[place : place + LETTERS] for place in range(max(1, len(body) - LETTERS + 1)) if body)


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    return grams_of(Wording(text))
