"""Which phrases of which playbooks are in a text: all of them looked for together, word by word.

One table per language maps a first word (or the beginning of one, for ``rembours*``) to the phrases that begin with
it, so that a text costs a few look-ups per word, however many playbooks and phrases there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.desk.playbooks.words import WORD, bare, plain_words

Kind = Literal["phrase", "risk", "unless"]
MOST_BETWEEN = 3  # words that "..." may stand for
MOST_GAPS = 3
ELLIPSIS = "..."
HEAD = 3  # letters that an open word has at least
TOKEN = re.compile(r"\.\.\.|[a-z0-9]+\*?")


class UnreadablePhrase(ValueError):
    """A phrase in which nothing can be looked for; the message says why."""


@dataclass(frozen=True)
class Phrase:
    """One phrase of a playbook, as words: ``rembours*`` begins a word, ``...`` is up to three words."""

    playbook: str
    kind: Kind
    text: str
    words: tuple[str, ...]

    @property
    def weight(self) -> int:
        """Letters that must be there: the longer phrase says more."""
        return sum(len(word.rstrip("*")) for word in self.words if word != ELLIPSIS)


def words_of(phrase: str) -> tuple[str, ...]:
    """``phrase`` as words to look for, or :class:`UnreadablePhrase`."""
    words = tuple(TOKEN.findall(bare(phrase).replace("…", ELLIPSIS)))
    if not words or all(word == ELLIPSIS for word in words):
        raise UnreadablePhrase("has no word to look for")
    if ELLIPSIS in (words[0], words[-1]):
        raise UnreadablePhrase("'...' stands between two words")
    if words.count(ELLIPSIS) > MOST_GAPS:  # each multiplies the places to look at
        raise UnreadablePhrase(f"has more than {MOST_GAPS} times '...'")
    short = next((word for word in words if word.endswith("*") and len(word) <= HEAD), None)
    if short:
        raise UnreadablePhrase(f"{short!r} would be half of all words; write at least three letters before the *")
    return words


class Hit(NamedTuple):
    """A phrase at one place of a text: from its word number ``start`` up to the one before ``end``."""

    phrase: Phrase
    start: int
    end: int

    def meets(self, other: Hit) -> bool:
        """Whether both share a word, or stand side by side."""
        return self.start <= other.end and other.start <= self.end


@dataclass
class Index:
    """The phrases of one language. ``beginnings`` holds those whose first word is open (``rembours*``), ``pairs``
    those whose first two words are written out: so many begin with "not" that the first alone would not tell them
    apart."""

    whole: dict[str, list[Phrase]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], list[Phrase]] = field(default_factory=dict)
    order: dict[Phrase, int] = field(default_factory=dict)
    beginnings: dict[str, list[Phrase]] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    """Of beginnings, by their first :data:`HEAD` letters: most words begin like none of them."""

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> Index:
        """A table of ``phrases``."""
        index = cls()
        for phrase in phrases:
            index.order.setdefault(phrase, len(index.order))
            first, *rest = phrase.words
            if first.endswith("*"):
                index.beginnings.setdefault(first.rstrip("*"), []).append(phrase)
            elif rest and rest[0] != ELLIPSIS and not rest[0].endswith("*"):
                index.pairs.setdefault((first, rest[0]), []).append(phrase)
            else:
                index.whole.setdefault(first, []).append(phrase)
        for beginning in sorted(index.beginnings, key=len):
            lengths = index.lengths.setdefault(beginning[:HEAD], [])
            lengths.extend([len(beginning)] if len(beginning) not in lengths else [])
        return index

    def found(self, text: str) -> list[Phrase]:
        """The phrases in ``text``, each once, in the order in which they stand there."""
        return list(dict.fromkeys(hit.phrase for hit in self.hits(text)))

    def hits(self, text: str) -> list[Hit]:
        """Every place at which a phrase stands in ``text``, in their order."""
        return list(self._at_each(plain_words(text).split()))

    def _at_each(self, words: list[str]) -> Iterator[Hit]:
        whole, pairs, beginnings, lengths = self.whole, self.pairs, self.beginnings, self.lengths
        for place, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False)):
            if (pair := (word, following)) in pairs:
                begun = [*whole.get(word, ()), *pairs[pair]]
                yield from _hits(sorted(begun, key=self.order.__getitem__), words, place)
            elif word in whole:
                yield from _hits(whole[word], words, place)
            for length in lengths.get(word[:HEAD], ()):
                if length > len(word):
                    break
                if (beginning := word[:length]) in beginnings:
                    yield from _hits(beginnings[beginning], words, place)


def _hits(phrases: list[Phrase], words: list[str], place: int) -> Iterator[Hit]:
    """Those of ``phrases``, whose first word stands at ``place``, that go on there."""
    for phrase in phrases:
        if (end := _end(phrase.words, 1, words, place + 1)) is not None:
            yield Hit(phrase, place, end)


def _end(wanted: tuple[str, ...], at: int, words: list[str], place: int) -> int | None:
    """Where ``wanted`` from ``at`` on ends if it begins at the word ``place``; None: it is not there."""
    while at < len(wanted):
        want = wanted[at]
        if want == ELLIPSIS:
            ends = (_end(wanted, at + 1, words, place + gap) for gap in range(MOST_BETWEEN + 1))
            return next((end for end in ends if end is not None), None)
        if place >= len(words) or not (
            words[place] == want or (want[-1] == "*" and words[place].startswith(want[:-1]))
        ):
            return None
        at, place = at + 1, place + 1
    return place


def count_words(text: str) -> int:
    """How many words ``text`` has."""
    return len(WORD.findall(bare(text)))


@lru_cache(maxsize=8192)
def _pattern(phrase: str) -> re.Pattern[str]:
    between = rf"(?: [a-z0-9]+){{0,{MOST_BETWEEN}}}"
    parts = [between if word == ELLIPSIS else " " + word.replace("*", "[a-z0-9]*") for word in words_of(phrase)]
    return re.compile("".join(parts) + " ")


def stands_in(phrase: str, plain: str) -> bool:
    """Whether ``phrase`` is in ``plain`` (see :func:`plain_words`): for a few at a time, without a table."""
    if "*" in phrase or "..." in phrase or "…" in phrase:
        return _pattern(phrase).search(plain) is not None
    return plain_words(phrase) in plain
