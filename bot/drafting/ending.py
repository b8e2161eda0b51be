"""The public line at the end: a greeting, and one of the playbook's closing lines, filled with what people noted."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk import facts as desk_facts
from bot.desk.playbooks import Book, Circumstances, Playbook
from bot.desk.playbooks.moves import Variant
from bot.drafting import compose, wording
from bot.drafting.asked import Said
from bot.drafting.greeting import greeting

BY_HAND = {"en": "how it ended, in the customer's language ({language})",
           "fr": "comment cela s'est terminé, dans la langue du client ({language})"}  # fmt: skip


@dataclass(frozen=True)
class Ending:
    """A closing line: its words, and what they were made of."""

    body: str
    language: str
    used: dict[str, str]
    facts: dict[str, str]

    def why(self) -> dict[str, Any]:
        """What it was made of, to be kept with it."""
        return {"used": self.used, "facts": self.facts}


def ending(book: Book, playbook: Playbook, said: Said, now: datetime) -> Ending:
    """The line for ``said``; what nobody has noted stands in it as a visible blank, which blocks its approval."""
    language = compose.language_of(book, said["language"])
    variants = playbook.closing.get(language, []) if language in compose.WRITTEN else []  # type: ignore[call-overload]
    if not variants:
        label = BY_HAND[book.desk.channels.language].format(language=language)
        return Ending(f"[[{label}]]", language, {}, {})
    known, _promised = compose.known_slots(book, playbook, said, language, now)
    seen = Circumstances(said["network"], book.desk.venue(said["network"]), known.keys(), severity=said.get("severity"))
    chosen = _chosen([one for one in variants if one.fits(seen)] or variants, known, said["seed"])
    words = wording.filled(chosen.say, known, lambda slot: desk_facts.label(book, playbook, slot, language), language)
    slots = {slot: known[slot] for slot in chosen.slots() if slot in known}
    body = f"{greeting(said['name'], language, book.desk.voice.brand)}\n{_tidy(words)}"
    return Ending(body, language, {"closing": chosen.say}, slots)


def _chosen(variants: list[Variant], known: dict[str, str], seed: str) -> Variant:
    """One whose slots are all known, else one that lacks the fewest; which of them depends on ``seed``."""
    lacking = {one.say: len(set(one.slots()) - set(known)) for one in variants}
    least = min(lacking.values())
    return random.Random(f"{seed}:closing").choice([one for one in variants if lacking[one.say] == least])  # noqa: S311


def _tidy(words: str) -> str:
    """A noted sentence brings a full stop of its own: one is enough."""
    return words.replace("..", ".").replace(". .", ".")
