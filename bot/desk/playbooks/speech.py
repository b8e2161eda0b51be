"""Whether a playbook can speak: its moves in every language, slots that something fills, promises somebody may make."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk.playbooks.book import Book
from bot.desk.playbooks.lexicon import Fact
from bot.desk.playbooks.moves import GIVEN_SLOTS, IN_BRACES, Variant
from bot.desk.playbooks.notions import LANGUAGES, Language
from bot.desk.playbooks.phrases import UnreadablePhrase, stands_in, words_of
from bot.desk.playbooks.playbook import Needed, Playbook
from bot.desk.playbooks.problems import Key, Place, Problem, nearest
from bot.desk.playbooks.words import plain_words
from bot.desk.vocabulary import APPROVING, Role

# Money is not named in public: it feeds the fire, and an amount is a promise of its own.
MONEY = re.compile(r"[€$£]|\b\d+(?:[.,]\d+)? ?(?:euros?|eur|pounds?|dollars?|chf|gbp|usd)\b", re.IGNORECASE)
# Which moves a reply cannot do without; one of each group is enough.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "own": (("acknowledge",), ("own",), ("explain", "unknown"), ("act",)),
    "explain": (("acknowledge",), ("explain",)),
    "safety_first": (("protect",), ("acknowledge",), ("own",), ("act",)),
    "legal_hold": (("acknowledge",), ("own",), ("act",)),
    "do_not_engage": (),
}
FEWEST_CHOICES = 2
FEW = 3  # variants: with fewer, replies read alike


def mistakes(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    """What must be mended before it may speak."""
    if playbook.engages:
        yield from _languages(playbook, place)
    if playbook.engages and playbook.commitment is None and "by" in playbook.said_slots:
        yield place.mistake(
            ("commitment",), "is missing, and {by} is said", "add `commitment: {within: 5h, calendar: …}`"
        )
    for name, slot in playbook.slots.items():
        for language in LANGUAGES:
            if not slot.label.get(language):
                yield place.mistake(("slots", name, "label", language), "is missing", "people read both languages")
        yield from _choices(place, name, slot)
    for name, fact in playbook.facts.items():
        yield from of_names(fact, place, ("facts", name))
    facts = book.facts_of(playbook)
    known = {*GIVEN_SLOTS, *book.lexicon, *playbook.facts, *playbook.slots}
    for key, variant in variants_of(playbook):
        yield from _variant(playbook, place, key, variant, known)
        yield from _promise(playbook, place, key, variant)
    yield from _labels(playbook, place, facts)


def _choices(place: Place, name: str, slot: Needed) -> Iterator[Problem]:
    """What can be chosen, for a slot of that type and no other, in both languages."""
    key = ("slots", name, "choices")
    if slot.type == "choice" and len(slot.choices) < FEWEST_CHOICES:
        yield place.mistake(key, "has nothing to choose between", "write two or more: `late: {en: …, fr: …}`")
    if slot.type != "choice" and slot.choices:
        yield place.mistake(key, f"is only for `type: choice`, not for {slot.type}", "say `type: choice`")
    for code, texts in slot.choices.items():
        for language in LANGUAGES:
            if not texts.get(language):
                yield place.mistake((*key, code, language), "is missing", "the reply says it: write both languages")


def warnings(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    """Hidden promises, slots that are never said, variants that are too few."""
    for language in playbook.moves if playbook.engages else ():
        yield from _few(playbook, place, language)
    for key, variant in variants_of(playbook):
        if not variant.promises and key[0] == "moves" and key[2] == "act":
            yield from _hidden_promise(book, place, key, variant)
    yield from _dead(playbook, place)


def variants_of(playbook: Playbook) -> Iterator[tuple[Key, Variant]]:
    """``(key, variant)`` of everything it may say in public."""
    for language, moves in playbook.moves.items():
        for move, variants in moves.in_order():
            yield from ((("moves", language, move, number), variant) for number, variant in enumerate(variants))
    for language, lines in playbook.closing.items():
        yield from ((("closing", language, number), variant) for number, variant in enumerate(lines))


def _languages(playbook: Playbook, place: Place) -> Iterator[Problem]:
    for language in LANGUAGES:
        moves = playbook.moves_in(language)
        if moves is None:
            yield place.mistake(("moves", language), "is missing", "write the moves in both languages")
            continue
        yield from _needed(playbook, place, language)
        if playbook.closing and not playbook.closing.get(language):
            yield place.mistake(("closing", language), "is missing", "write it in both languages")
    if "fr-tu" in playbook.moves:
        yield from _needed(playbook, place, "fr-tu")


def _needed(playbook: Playbook, place: Place, language: str) -> Iterator[Problem]:
    for key, group, variants in _groups(playbook, language):
        if not variants:
            yield place.mistake(key, f"{group} is missing", f"strategy {playbook.strategy} needs it")
        elif not any(variant.when is None for variant in variants):
            yield place.mistake(key, "every variant has a condition", "write one that may always be said")


def _few(playbook: Playbook, place: Place, language: str) -> Iterator[Problem]:
    for key, _group, variants in _groups(playbook, language):
        if len(variants) < FEW:
            yield place.warning(key, f"has {len(variants)} variants", f"write at least {FEW}, so that replies differ")


def _groups(playbook: Playbook, language: str) -> Iterator[tuple[Key, str, list[Variant]]]:
    """``(key, names, variants)`` of the moves that its strategy needs, one of each group."""
    moves = playbook.moves_in(language)
    for group in NEEDED[playbook.strategy]:
        written = next((move for move in group if getattr(moves, move)), group[0])
        yield ("moves", language, written), " or ".join(group), [v for move in group for v in getattr(moves, move)]


def _variant(playbook: Playbook, place: Place, key: Key, variant: Variant, known: set[str]) -> Iterator[Problem]:
    for found in IN_BRACES.findall(variant.say):
        if found[1:-1] not in known:
            yield place.mistake(key, f"nothing fills {found}", nearest(found[1:-1], sorted(known)))
    if variant.say.count("{") != variant.say.count("}") or "[[" in variant.say:
        yield place.mistake(key, "has a bracket too many", "slots stand between one { and one }")
    for slot in (*variant.when.has, *variant.when.lacks) if variant.when else ():
        if slot not in known:
            yield place.mistake((*key, "when"), f"nothing fills {slot!r}", nearest(slot, sorted(known)))
    private = [slot for slot in variant.slots() if slot in playbook.slots and playbook.slots[slot].private]
    if private:
        yield place.mistake(
            key, f"{{{private[0]}}} is private and would be said in public", "ask for it, do not say it"
        )
    if MONEY.search(variant.say):
        yield place.mistake(key, "names money in public", "say that it was granted; amounts are told privately")


def _promise(playbook: Playbook, place: Place, key: Key, variant: Variant) -> Iterator[Problem]:
    """A gesture must be granted here, by somebody who approves."""
    if variant.promises and variant.promises not in playbook.grants:
        there = ", ".join(playbook.grants) or "nothing yet"
        yield place.mistake(key, f"promises {variant.promises!r}, which is not granted here", f"grants has: {there}")
    elif variant.promises:
        grant = playbook.grants[variant.promises]
        may = {*grant.may, *(role for role, amount in grant.most.items() if amount > 0)}
        approving = {*(playbook.approval.by or APPROVING), Role.MANAGER}
        if not may & approving:
            yield place.mistake(
                key, f"promises {variant.promises!r}, which nobody who approves may grant",
                f"let {' or '.join(sorted(approving))} grant it, or leave it to private",
            )  # fmt: skip


def _hidden_promise(book: Book, place: Place, key: Key, variant: Variant) -> Iterator[Problem]:
    """What will be done may be a gesture that nobody was asked for."""
    language: Language = "fr" if str(key[1]).startswith("fr") else "en"
    said = plain_words(variant.say)
    for kind, gesture in book.desk.gestures.kinds.items():
        words = [gesture.title[language], *gesture.words.get(language, [])]
        if found := next((word for word in words if stands_in(word, said)), None):
            yield place.warning(key, f"speaks of {found!r} and promises nothing", f"add `promises: {kind}`, or reword")


def _labels(playbook: Playbook, place: Place, facts: dict[str, Fact]) -> Iterator[Problem]:
    for name in sorted(playbook.said_slots & facts.keys()):
        for language in LANGUAGES:
            if not facts[name].label.get(language):
                yield place.mistake(
                    ("facts", name, "label", language), "is missing", "it stands on the card when nothing is found"
                )
            if not list(facts[name].names(language)):
                yield place.mistake(
                    ("facts", name, language),
                    "has no names: nothing would ever fill it",
                    "write some, in the lexicon or here",
                )


def _dead(playbook: Playbook, place: Place) -> Iterator[Problem]:
    used = playbook.said_slots
    for name, slot in playbook.slots.items():
        if name not in used and slot.before == "never":
            yield place.warning(
                ("slots", name), "is a dead slot: no move says it and nothing waits for it",
                "use it in a move, set `before:`, or take it out",
            )  # fmt: skip
    for language, moves in playbook.moves.items():
        if moves.unknown and any(not variant.slots() and variant.when is None for variant in moves.explain):
            yield place.warning(
                ("moves", language, "unknown"), "is never said: `explain` has a variant that always can be",
                "let every variant of `explain` name a slot, such as {cause}",
            )  # fmt: skip
    for name in playbook.facts:
        if name not in used:
            yield place.warning(("facts", name), "is a dead slot: no move says it", "use it in a move, or take it out")


def unreadable(place: Place, key: Key, words: list[str]) -> Iterator[Problem]:
    """Words in which nothing can be looked for."""
    for word in words:
        try:
            words_of(word)
        except UnreadablePhrase as error:
            yield place.mistake(key, f"{word!r} {error}", "write plain words")


def of_names(fact: Fact, place: Place, key: Key) -> Iterator[Problem]:
    """Names without words, and words in which nothing can be looked for."""
    for language in LANGUAGES:
        for name, words in getattr(fact, language).items():
            yield from unreadable(place, (*key, language, name), words)
            if not words or not plain_words(name).strip():
                yield place.mistake((*key, language, name), "has no words", "list the words a mention may use for it")
