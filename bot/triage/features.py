"""What a mention is made of, for the fitted model: words, pairs of words, pieces of words, and marks of form.

Pieces of words carry what spelling breaks (« jai pa recu », "recieved"); marks carry what words do not: capitals, a row
of "!!!", an address in front, a hashtag. Every feature is a short string, so that what decided can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.triage.insults import ATTACKS, SWEARING
from bot.triage.lanes import LANES
from bot.triage.reproach import BLAME, DISAPPROVAL
from bot.triage.wordlist import WordLists
from bot.triage.words import bare

LONGEST = 4000  # characters that are looked at: the point of a longer text stands before them
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
HANDLE = re.compile(r"(?<!\w)@\w[\w.]*")
MONEY = re.compile(
    r"[£$€]\s?\d[\d.,]*k?|\b\d[\d.,]*\s?(?:[£$€]|euros?\b|eur\b|quid\b|pounds?\b|dollars?\b|bucks\b|balles\b)"
)
DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
LETTERS = re.compile(r"(.)\1{2,}")
# What a filter should not see: "k1ll", "t u e r", "b.o.m.b.e", "c*nnard".
DIGIT_WITHIN = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
SPACED = re.compile(r"(?<![^\W_])[a-z](?:[ .*_-][a-z]){3,}(?![^\W_])")
MASKED = re.compile(r"(?<=[a-z])\*+(?=[a-z])")
LETTER_FOR = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"}
TOKEN = re.compile(r"[a-z0-9_]+(?:'[a-z]+)?|[!?]+|[^\x00-\x7f]")
EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50]")
CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{4,}\b")
SENTENCE = re.compile(r"[.!?…\n]+")
PIECES = (3, 4, 5)
MOST_PIECES = 18  # letters of a word that are cut into pieces
FIRST_PERSON = frozenset(
    "i my me we our us mine im ive id je j jai ma mon mes moi nous notre nos on jsuis jai chui".split()
)
SECOND_PERSON = frozenset("you your u ur yours vous votre vos tu te ton ta tes toi".split())


@dataclass(frozen=True)
class Said:
    """A mention as far as it can be read without knowing anything else."""

    text: str
    title: str = ""
    language: str = "unknown"
    network: str = ""
    rating: float | None = None


def features(said: Said) -> set[str]:
    """All features of ``said``: ``w:`` words, ``b:`` pairs, ``c:`` pieces, ``f:`` marks of form."""
    whole = whole_of(said)
    words, found = tokens(whole), set[str]()
    for word in set(words):
        found.update(of_word(word))
    found.update(pairs(words))
    found.update(marks(said, whole, words))
    return found


def whole_of(said: Said) -> str:
    """Title and text, as far as they are looked at."""
    return f"{said.title}\n{said.text}"[:LONGEST] if said.title else said.text[:LONGEST]


@lru_cache(maxsize=64)  # asked for the same mention by several who look at it
def tokens(text: str) -> tuple[str, ...]:
    """Words in lower case without accents; addresses, handles, sums of money and numbers each as one word."""
    plain = bare(text)
    if "http" in plain or "www." in plain:
        plain = ADDRESS.sub(" _url ", plain)
    numbered = DIGIT.search(plain)
    if numbered:
        plain = DIGIT_WITHIN.sub(_letter, plain)
    plain = SPACED.sub(_joined, plain)
    if "*" in plain:
        plain = MASKED.sub("", plain)
    if "@" in plain:
        plain = HANDLE.sub(" _user ", plain)
    if numbered:
        plain = NUMBER.sub(_digits, MONEY.sub(" _money ", plain))
    return tuple(TOKEN.findall(LETTERS.sub(r"\1\1", plain)))


def _letter(found: re.Match[str]) -> str:
    return LETTER_FOR[found[0]]


def _joined(found: re.Match[str]) -> str:
    return found[0][::2]


def _digits(found: re.Match[str]) -> str:
    return "0" * min(len(found[0]), 5)


def of_word(word: str) -> list[str]:
    """The word itself, first, and its pieces of three to five letters, with a mark where it begins and ends."""
    found = [f"w:{word}"]
    if word[0] in "_!?" or not word[0].isascii():
        return found
    marked = f"<{word[:MOST_PIECES]}>"
    for size in PIECES:
        found += [f"c:{marked[place : place + size]}" for place in range(len(marked) - size + 1)]
    return found


def pairs(words: Sequence[str]) -> Iterator[str]:
    """Each word with the next one."""
    return (f"b:{one} {other}" for one, other in pairwise(words))


def marks(said: Said, whole: str, words: Sequence[str]) -> Iterator[str]:
    """What form tells: length, capitals, marks, who is spoken to, stars, and how many words of the known lists."""
    yield f"f:words{min(len(words).bit_length(), 8)}"
    yield f"f:net {said.network}" if said.network in VENUES else "f:net other"
    if said.rating is not None:
        yield f"f:stars{round(said.rating)}"
    known = frozenset(words)
    yield f"f:first {bool(known & FIRST_PERSON)}"
    yield f"f:second {bool(known & SECOND_PERSON)}"
    yield from _of_shape(said.text, whole)
    yield from _of_lists(said, words)
    for amount in MONEY.findall(whole) if DIGIT.search(whole) else ():
        yield f"f:money{len(re.split('[.,]', amount[0] or amount[1])[0])}"


def _of_shape(text: str, whole: str) -> Iterator[str]:
    for mark, most in (("#", 4), ("!", 4), ("?", 4)):
        if whole.count(mark):
            yield f"f:{mark}{min(whole.count(mark), most)}"
    capitals = sum(map(str.isupper, whole))
    shapes = {
        "f:to somebody": text.lstrip().startswith("@"),
        "f:repost": REPOST.match(text),
        "f:ends asking": whole.rstrip().endswith("?"),
        "f:emoji": EMOJI.search(whole),
        "f:capitals": capitals > MOSTLY * SHORT and SHORT < sum(map(str.isalpha, whole)) < capitals / MOSTLY,
        "f:a word in capitals": CAPITALS.search(whole),
    }
    yield from (name for name, holds in shapes.items() if holds)


def _of_lists(said: Said, words: Sequence[str]) -> Iterator[str]:
    plain = [part for word in words if word[0].isalnum() for part in word.split("'")]
    counts = LISTS.counts(plain, said.language if said.language in ("en", "fr") else "unknown")
    yield from (f"f:{name}{min(counts[name], 4)}" for name in LISTS.names)


REPOST = re.compile(r"\s*(?:rt\b|via @)", re.IGNORECASE)
SHORT, MOSTLY = 12, 0.6
VENUES = frozenset("x facebook instagram google reviews forum complaint_site press telegram counter app_store".split())
LISTS = WordLists({"swearing": SWEARING, "attacks": ATTACKS, "blame": BLAME, "disapproval": DISAPPROVAL, **LANES})
