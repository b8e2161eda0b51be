"""Whether mentions reach a playbook: phrases that can be read, that lead here, and examples that prove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.desk.playbooks.book import Book
from bot.desk.playbooks.choosing import GENERAL, by_conditions_alone
from bot.desk.playbooks.notions import LANGUAGES
from bot.desk.playbooks.phrases import ELLIPSIS, UnreadablePhrase, words_of
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.problems import Key, Place, Problem

KINDS = ("phrases", "risk_phrases", "unless")


def mistakes(playbook: Playbook, place: Place) -> Iterator[Problem]:
    """Phrases in which nothing can be looked for."""
    for kind, language, number, phrase in _phrases(playbook):
        try:
            words_of(phrase)
        except UnreadablePhrase as error:
            yield place.mistake(("applies", kind, language, number), f"{phrase!r} {error}", "mend the phrase")


def warnings(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    """Phrases that lead elsewhere, examples that are not there or go where no playbook is."""
    yield from _goes_nowhere(book, playbook, place)
    yield from _reached(book, playbook, place)
    yield from _twice(playbook, place)
    yield from _without_examples(playbook, place)


def _phrases(playbook: Playbook) -> Iterator[tuple[str, str, int, str]]:
    for kind in KINDS:
        for language, phrases in getattr(playbook.applies, kind).items():
            for number, phrase in enumerate(phrases):
                yield kind, language, number, phrase


def _reached(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    applies = playbook.applies
    if playbook.name == GENERAL:
        if any((applies.phrases, applies.risk_phrases, applies.risks, applies.topics)):
            yield place.warning(("applies",), "is not looked at: the general playbook takes the rest", "take it out")
        return
    said = [(key, language, phrase) for key, language, phrase in _plain(playbook)]
    if not said and not applies.risks and not by_conditions_alone(applies):
        yield place.warning(
            ("applies",), "nothing but triage naming the topic leads here: unreachable by what a mention says",
            "add phrases, risks or conditions",
        )  # fmt: skip
    elsewhere = {}
    for key, language, phrase in said:
        text = phrase + " x" * int((applies.words and applies.words.least) or 0)
        chosen = book.choose(text, language, **_fitting(book, playbook)).playbook.name
        if chosen != playbook.name:
            elsewhere[key] = (phrase, chosen)
    if said and len(elsewhere) == len(said):
        names = ", ".join(sorted({name for _phrase, name in elsewhere.values()}))
        yield place.warning(("applies",), f"unreachable: all its phrases lead to {names}", "give it phrases of its own")
        return
    for key, (phrase, chosen) in elsewhere.items():
        yield place.warning(key, f"{phrase!r} leads to {chosen}", "take it out here, or there")


def _plain(playbook: Playbook) -> Iterator[tuple[Key, str, str]]:
    for kind, language, number, phrase in _phrases(playbook):
        if kind != "unless":
            words = " ".join(word.rstrip("*") for word in words_of(phrase) if word != ELLIPSIS)
            yield ("applies", kind, language, number), language, words


def _fitting(book: Book, playbook: Playbook) -> dict[str, Any]:
    """What a mention must be for the conditions to hold (as far as one value can say it)."""
    applies = playbook.applies
    networks = applies.networks or [n for venue in applies.venues for n in book.desk.networks_of(venue)]
    fitting: dict[str, Any] = {"network": networks[0]} if networks else {}
    if applies.severity:
        fitting["severity"] = applies.severity[0]
    if applies.rating:
        fitting["rating"] = applies.rating.least if applies.rating.least is not None else applies.rating.most
    return fitting


def _without_examples(playbook: Playbook, place: Place) -> Iterator[Problem]:
    for kind in ("takes", "leaves") if playbook.name != GENERAL else ("takes",):
        for language in LANGUAGES:
            if not getattr(playbook.examples, kind).get(language):
                yield place.warning(
                    ("examples", kind, language), "has no example", "write some: `amends playbooks test` runs them"
                )


def _goes_nowhere(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    for kind, spoken, number, example in playbook.examples.each():
        if example.goes_to and example.goes_to not in book.playbooks:
            there = ", ".join(sorted(book.playbooks))
            key = ("examples", kind, spoken, number, "goes_to")
            yield place.warning(key, f"there is no playbook {example.goes_to!r}", f"there are {there}")


def _twice(playbook: Playbook, place: Place) -> Iterator[Problem]:
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for kind, language, number, phrase in _phrases(playbook):
        found = (kind, language, words_of(phrase))
        if found in seen:
            yield place.warning(("applies", kind, language, number), f"{phrase!r} stands here twice", "take one out")
        seen.add(found)
