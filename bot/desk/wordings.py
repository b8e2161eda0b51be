"""Wordings: which sentences and phrases of drafts people keep changing, and where a playbook says them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.desk.differences import differences, words
from bot.desk.models import Draft
from bot.desk.playbooks import Book, Variant
from bot.desk.playbooks.moves import SLOT
from bot.desk.playbooks.problems import Key, Place

KEPT = 0.999  # the share of a sentence's words that is still there, when it was not touched
LEAST_REPLIES = 3  # what happened less often is no pattern
SHOWN = 10
LONGEST_PHRASE = 6
BEFORE_SLOT = re.compile(r"\b(?:de|à)(?: les?)? $|[dl]['’]$", re.IGNORECASE)  # French contracts there


@dataclass(frozen=True)
class Pair:
    """A reply that became public, and the draft it came from."""

    final: Draft
    base: Draft | None  # what a playbook or a model had written

    @property
    def is_unchanged(self) -> bool:
        """Whether it left as it had been drafted."""
        return self.base is not None and words(self.base.body) == words(self.final.body)


@dataclass(frozen=True)
class Line:
    """A variant of a playbook that people keep changing. ``place`` is ``file:line``, empty when it is gone."""

    playbook: str
    move: str
    text: str
    said: int
    changed: int
    place: str


@dataclass(frozen=True)
class Phrase:
    """Words that people keep taking out or putting in, in how many replies; ``places`` of variants that say them."""

    words: str
    replies: int
    places: tuple[str, ...] = ()


def share_left(said: str, body: str) -> float:
    """How much of what was ``said`` still stands in ``body``, from 0 to 1."""
    if said in body:
        return 1.0
    kept = sum(len(words(text)) for op, text in differences(said, body) if op == "equal")
    return min(kept / max(len(words(said)), 1), KEPT - 0.001)


class Places:
    """Which variant of a playbook a composed sentence came from, and where that stands."""

    def __init__(self, book: Book, places: Mapping[str, Place]) -> None:
        self._book, self._places = book, places

    def variant_of(self, draft: Draft, move: str, text: str) -> tuple[Key, Variant] | None:
        """The variant that ``text`` is, or was filled from."""
        playbook = self._book.playbooks.get(draft.playbook)
        for language in (draft.language, f"{draft.language}-tu"):
            moves = playbook.moves_in(language) if playbook else None
            for number, variant in enumerate(getattr(moves, move, [])):
                if text == variant.say or _pattern(variant.say).fullmatch(text):
                    return ("moves", language, move, number), variant
        return None

    def line(self, playbook: str, key: Key) -> str:
        """``file:line``."""
        place = self._places.get(playbook)
        return f"{place.file}:{place.line(key)}" if place else ""

    def saying(self, phrase: str) -> Iterator[str]:
        """Where a variant says ``phrase`` word for word."""
        for name, playbook in self._book.playbooks.items():
            for language, moves in playbook.moves.items():
                for move, variants in moves.in_order():
                    for number, variant in enumerate(variants):
                        if phrase in " ".join(words(variant.say)).lower() and name in self._places:
                            yield self.line(name, ("moves", language, move, number))


@cache
def _pattern(say: str) -> re.Pattern[str]:
    parts = SLOT.split(say)[::2]
    fixed = [
        re.escape(BEFORE_SLOT.sub("", part) if place < len(parts) - 1 else part) for place, part in enumerate(parts)
    ]
    return re.compile(".*?".join(fixed), re.IGNORECASE | re.DOTALL)


def lines(pairs: Sequence[Pair], lookup: Places) -> list[Line]:
    """The variants that were changed in at least half of the replies that said them, the most changed first."""
    said: dict[tuple[str, str, str, str], list[bool]] = defaultdict(list)
    for base, final in ((pair.base, pair.final) for pair in pairs if pair.base is not None):
        for move, used in base.why.get("used", {}).items():
            text = base.why.get("said", {}).get(move, used)
            variant = lookup.variant_of(base, move, str(used))
            place = lookup.line(base.playbook, variant[0]) if variant else ""
            key = (base.playbook, move, variant[1].say if variant else str(text), place)
            said[key].append(share_left(str(text), final.body) < KEPT)
    found = [
        Line(playbook, move, text, len(changed), sum(changed), place)
        for (playbook, move, text, place), changed in said.items()
        if len(changed) >= LEAST_REPLIES and sum(changed) * 2 >= len(changed)
    ]
    return sorted(found, key=lambda line: (-line.changed, line.place, line.text))[:SHOWN]


def phrases(pairs: Sequence[Pair], op: str, lookup: Places | None) -> list[Phrase]:
    """Runs of two words or more that were taken out of (or put into) several replies, none that is part of a longer
    one just as frequent."""
    counted: Counter[tuple[str, ...]] = Counter()
    for base, final in ((pair.base, pair.final) for pair in pairs if pair.base is not None):
        counted.update({run for what, text in differences(base.body, final.body) if what == op for run in _runs(text)})
    frequent = {run: times for run, times in counted.items() if times >= LEAST_REPLIES}
    longest = [
        (run, times) for run, times in frequent.items()
        if not any(len(other) > len(run) and n >= times and _within(run, other) for other, n in frequent.items())
    ]  # fmt: skip
    longest.sort(key=lambda item: (-item[1] * len(item[0]), item[0]))
    return [
        Phrase(" ".join(run), times, tuple(dict.fromkeys(lookup.saying(" ".join(run)))) if lookup else ())
        for run, times in longest[:SHOWN]
    ]


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    said = [word.lower() for word in words(text)]
    for length in range(2, LONGEST_PHRASE + 1):
        for start in range(len(said) - length + 1):
            yield tuple(said[start : start + length])


def _within(run: Sequence[str], other: Sequence[str]) -> bool:
    return any(tuple(other[at : at + len(run)]) == tuple(run) for at in range(len(other) - len(run) + 1))
