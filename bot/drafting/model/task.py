"""What a model is asked to word: the composed moves, the facts with their sources, and the mention as quoted data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.desk.playbooks import Book, Playbook, Variant
from bot.desk.playbooks.moves import MOVES, SLOT
from bot.desk.playbooks.notions import code_of
from bot.drafting import facts as mentioned
from bot.voice import form, personal

ChangeKind = Literal["shorter", "warmer", "more_specific", "other_cause", "free"]
# What a person may ask for, as the model is told it.
CHANGES: dict[ChangeKind, str] = {
    "shorter": "Say the same in clearly fewer words.",
    "warmer": "Say it more warmly and personally, without new facts and without sweetness.",
    "more_specific": "Name the customer's very problem more exactly, in the customer's own terms.",
    "other_cause": "Give the cause that the colleague names instead of the one in the draft.",
    "free": "Do what the colleague asks.",
}
NOT_THEIRS = frozenset({"by", "here", "name", "brand", "team", "private"})  # slots that the desk fills
WHOLE = "reply"  # the one move of a draft that a person wrote: it is worded as a whole
FULL_STOP = re.compile(r"(?<=[.!?…])\s+")
LONGEST_MENTION, LONGEST_GREETING = 6000, 60  # characters


@dataclass(frozen=True)
class Fact:
    """Something that may be said. ``source``: ``mention``, ``commitment``, ``desk``, ``person`` or ``case``."""

    id: str
    what: str
    text: str
    source: str


@dataclass(frozen=True)
class Change:
    """What a person wants to be different; ``words`` are theirs, and what they state counts as confirmed by them."""

    kind: ChangeKind
    words: str = ""
    by: str = ""


@dataclass(frozen=True)
class Task:
    """One draft to word. ``moves``: move → how the composed draft says it; ``offered``: other ways to say it."""

    language: str
    network: str
    greeting: str
    moves: Mapping[str, str]
    offered: Mapping[str, Sequence[str]]
    facts: Sequence[Fact]
    title: str
    text: str
    commitments: Sequence[Mapping[str, str]] = ()
    most: int | None = None
    change: Change | None = None
    missing: Sequence[str] = field(default=())

    @property
    def promised(self) -> list[str]:
        """The words that name the times by which we will have done something."""
        return [item["said"] for item in self.commitments]

    def body(self, moves: Mapping[str, str]) -> str:
        """The reply that ``moves`` make, in the order of the composed draft."""
        said = " ".join(moves[move].strip() for move in self.moves)
        return f"{self.greeting}\n{said}" if self.greeting else said


def task_of(
    book: Book, playbook: Playbook, mention: Mapping[str, Any], draft: Mapping[str, Any], change: Change | None = None
) -> Task:
    """What to ask for ``draft``, a version of the reply to ``mention`` (``text``, ``title``, ``network``).

    ``draft``: ``body``, ``language``, ``commitments``; ``said``: move → its words in the body, or the variant they were
    made of (without it, the body is worded as a whole); ``facts``: slot → words, as the composer found them (without
    it, they are looked for); ``filled``: slot → the words for what people or the case system filled in and confirmed.
    """
    language = draft["language"]
    greeting, rest = _parted(draft["body"])
    moves = _parts(rest, draft.get("said") or {})
    text, title = (personal.mask(mention[part])[:LONGEST_MENTION] for part in ("text", "title"))
    return Task(
        language=language,
        network=mention["network"],
        greeting=greeting,
        moves=moves,
        offered={move: _offered(playbook, language, move) for move in moves},
        facts=_facts(book, playbook, mention, draft, change),
        title=title,
        text=text,
        commitments=[item for item in draft["commitments"] if item["said"] in draft["body"]],
        most=form.limit(mention["network"], book.desk.voice.limits),
        change=change,
        missing=form.blanks(draft["body"]),
    )


def _parted(body: str) -> tuple[str, str]:
    """``(greeting, the rest)``: the composer writes the greeting on a line of its own."""
    first, newline, rest = body.partition("\n")
    return (
        (first, rest.strip()) if newline and len(first) <= 60 and first.rstrip().endswith(",") else ("", body.strip())
    )


def _parts(rest: str, said: Mapping[str, str]) -> dict[str, str]:
    """Move → its words in ``rest``. ``said`` holds those words, or the variants they were made of: a variant has as
    many sentences before its slots are filled as after. Where that does not add up, the whole is one part."""
    parts = {move: said[move] for move in MOVES if said.get(move)}
    if " ".join(parts.values()) == rest and parts:
        return parts
    sentences = FULL_STOP.split(rest)
    found: dict[str, str] = {}
    for move, variant in parts.items():
        count = len(FULL_STOP.split(variant.strip()))
        found[move], sentences = " ".join(sentences[:count]), sentences[count:]
    return found if found and not sentences and all(found.values()) else {WHOLE: rest}


def _offered(playbook: Playbook, language: str, move: str) -> list[str]:
    """How the playbook may say ``move`` to anybody: conditions may not hold here, and a gesture is not ours to give."""
    found: list[Variant] = []
    for address in (language, f"{language}-tu"):
        moves = playbook.moves_in(address)
        for name, variants in moves.in_order() if moves else ():
            found += variants if move in (name, WHOLE) else []
    return [variant.say for variant in found if variant.when is None and not variant.promises]


def _facts(
    book: Book, playbook: Playbook, mention: Mapping[str, Any], draft: Mapping[str, Any], change: Change | None
) -> list[Fact]:
    language = code_of(draft["language"])
    voice, team = book.desk.voice, book.desk.teams.get(playbook.team)
    found = [("brand", voice.brand, "desk"), ("team", team.title[language] if team else "", "desk")]
    found.append(("private", book.desk.private_way(mention["network"], language), "desk"))
    found += [
        ("commitment", item["said"], "commitment") for item in draft["commitments"] if item["said"] in draft["body"]
    ]
    found += _filled(playbook, draft.get("filled") or {})
    named = draft.get("facts")
    if named is None:
        named = mentioned.found(f"{mention['title']} {mention['text']}", language, book.facts_of(playbook))
    ours = {*NOT_THEIRS, *playbook.slots}
    found += [(slot, words, "mention") for slot, words in named.items() if slot not in ours and not SLOT.search(words)]
    if change is not None and change.words.strip():
        found.append(("said by a colleague", personal.mask(change.words.strip()), "person"))
    return [Fact(f"f{place}", what, text, source) for place, (what, text, source) in enumerate(found, 1) if text]


def _filled(playbook: Playbook, filled: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Slots that people or the case system filled; a private one never counts."""
    return [
        (slot, words, "case" if spec.filled_by == "case" else "person")
        for slot, words in filled.items()
        if (spec := playbook.slots.get(slot)) and not spec.private
    ]


def waits_for_fact(playbook: Playbook, missing: Sequence[str], language: str) -> bool:
    """Whether a blank can only be filled by a person or a system: then there is nothing for a model to word yet."""
    code = code_of(language)
    known = {fact.label.get(code, slot) for slot, fact in playbook.facts.items()}
    return any(label not in known for label in missing)
