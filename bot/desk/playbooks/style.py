"""Whether what a playbook says reads well: sentences, spaces, one form of address, a time in promises, length.

All of it is only warned of: a person may have meant it so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk.playbooks.book import Book
from bot.desk.playbooks.moves import SLOT, Variant
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.problems import Key, Place, Problem
from bot.desk.playbooks.words import plain_words

ENDS = (".", "!", "?", "…", "»", "”", '"', ")")
FAMILIAR = re.compile(r" (tu|te|toi|tes) ")
POLITE = re.compile(r"(?<! rendez) (vous|votre|vos) ")
TIMED = ("own", "safety_first", "legal_hold")  # strategies that promise something
SHORTEST_NETWORK = 280  # X
GREETING, SLOT_LENGTH = 18, 16  # "Bonjour Anne-Marie", "on Wednesday"
ALWAYS_SAID = ("protect", "acknowledge", "own", "act")


def warnings(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    """Every warning about how it reads."""
    for language, moves in playbook.moves.items():
        for move, variants in moves.in_order():
            for number, variant in enumerate(variants):
                key = ("moves", language, move, number)
                yield from _sentence(place, key, variant, language)
                if move == "act" and playbook.strategy in TIMED and "by" not in variant.slots():
                    yield place.warning(key, "says no time", "say by when: {by}")
        yield from _length(book, playbook, place, language)
    for language, lines in playbook.closing.items():
        for number, variant in enumerate(lines):
            yield from _sentence(place, ("closing", language, number), variant, language)


def _sentence(place: Place, key: Key, variant: Variant, language: str) -> Iterator[Problem]:
    said = variant.say
    if not said.rstrip().endswith(ENDS):
        yield place.warning(key, "does not end like a sentence", "add a full stop or a question mark")
    if " {here}" in said:
        yield place.warning(key, "has a space before {here}", "write `you{here} {by}`: {here} brings its own")
    if re.search(r"\S  +\S", said) or said != said.strip():
        yield place.warning(key, "has a space too many", "take it out")
    if language.startswith("fr"):
        wrong = POLITE if language == "fr-tu" else FAMILIAR
        if found := wrong.search(plain_words(SLOT.sub("x", said))):
            other = "« tu »" if language == "fr-tu" else "« vous »"
            yield place.warning(key, f"says “{found[1]}” where {other} is meant", "reword it, or move it")


def _length(book: Book, playbook: Playbook, place: Place, language: str) -> Iterator[Problem]:
    """Even the shortest wording must fit where replies are short."""
    moves = playbook.moves_in(language)
    said = [(move, getattr(moves, move)) for move in ALWAYS_SAID]
    shortest = {move: min(map(_long, variants)) for move, variants in said if variants}
    signatures = [
        book.desk.signature(who.sign, who.initials or "AB", language) for who in book.desk.people.values()
    ]  # fmt: skip
    whole = GREETING + sum(length + 1 for length in shortest.values()) + max(map(len, signatures), default=0)
    if shortest and whole > SHORTEST_NETWORK:
        longest = max(shortest, key=lambda move: shortest[move])
        yield place.warning(
            ("moves", language, longest),
            f"even the shortest reply has about {whole} characters, and X takes {SHORTEST_NETWORK}",
            f"write a short variant: the shortest of `{longest}` has about {shortest[longest]}",
        )


def _long(variant: Variant) -> int:
    """About how long it will be, with its slots filled."""
    return len(SLOT.sub("", variant.say)) + SLOT_LENGTH * sum(slot != "here" for slot in variant.slots())
