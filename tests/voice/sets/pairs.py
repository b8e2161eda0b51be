"""The development sets: complaints of invented brands with the replies they got, read from JSON Lines.

``individual.jsonl`` holds replies that deserve approval, written for one complaint each; ``mass.jsonl`` what templates
say to the same complaints; ``ordinary.jsonl`` what busy people write to some of them: for this one complaint, but
without the cause, the promise or the date that the rubric asks for; ``plain.jsonl`` short plain answers that deserve
approval, and some with one ``fault``, named by the check that should see it; ``invented.jsonl`` replies, the same with
one fact that nothing at hand says, and honest ones that tell what their writer found out; ``trades.jsonl`` answers of
many trades (a vet, a canteen, a garage, an insurer …) that deserve approval, written before the rubric's words were
looked at, and ``trades-mass.jsonl`` what templates say to such complaints; ``oblique.jsonl`` honest
answers by another author, who owns, explains and promises in turns of phrase of their own. ``parts`` of an individual
reply name the passages that apologise, say the cause, say what is done, and sign.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REMEMBERED = 50  # how many earlier replies of its brand a reply is held against
GREETING = re.compile(
    r"(?:Bonjour|Bonsoir|Salut|Ch[eè]re?|Hi|Hello|Hey|Dear|Morning|Madame|Monsieur|Madam)\b[^,.!?:;\n–]{0,30}"
    r"(?:,|!|\.|:|\n| –)\s*"
)
CLOSING = re.compile(
    r"\s*(?:(?:Bien )?[Cc]ordialement|Bien à vous|Bonne journée|À bientôt[^,\n]{0,12}|(?:Kind |Warm |Best )?[Rr]egards|"
    r"With best wishes|Best wishes|Take care|See you in class),\s*$"
)
BREAK = re.compile(r"(?<=[.!?…])(?:[ \u00a0]?»|[\"”)])?\s+(?=[^\s–—\-])")


@dataclass(frozen=True)
class Pair:
    """A complaint and the reply it got. ``facts`` is None where nothing but the complaint is known."""

    id: str
    brand: str
    language: str
    network: str
    complaint: str
    reply: str
    approver: str
    facts: Mapping[str, Any] | None = None
    serious: bool = False
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fault: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)  # the playbook's

    @property
    def signature(self) -> str:
        """The passage that signs."""
        return self.parts["signature"][0]

    @property
    def body(self) -> str:
        """The reply without greeting, closing words and signature."""
        start, end = self.span
        return self.reply[start:end]

    @property
    def span(self) -> tuple[int, int]:
        """Where the body begins and ends in the reply."""
        greeting = GREETING.match(self.reply)
        said = self.reply[: -len(self.signature)].rstrip(" \n–—-")
        closing = CLOSING.search(said)
        return greeting.end() if greeting else 0, closing.start() if closing else len(said)


def sentences(text: str) -> list[str]:
    """``text`` cut behind each sentence; joined again it is the same text."""
    cuts = [0, *(found.end() for found in BREAK.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts) if start < end]


@cache
def individual() -> tuple[Pair, ...]:
    """Good replies, written one by one."""
    return _read("individual.jsonl")


@cache
def ordinary() -> tuple[Pair, ...]:
    """Replies written one by one in a hurry: individual, and mostly not good enough."""
    return _read("ordinary.jsonl")


@cache
def mass() -> tuple[Pair, ...]:
    """Mass-produced replies."""
    return _read("mass.jsonl")


@cache
def plain() -> tuple[Pair, ...]:
    """Short answers in plain words that deserve approval."""
    return tuple(pair for pair in _read("plain.jsonl") if not pair.fault)


@cache
def plain_faulty() -> tuple[Pair, ...]:
    """The same kind of answer with one fault in each."""
    return tuple(pair for pair in _read("plain.jsonl") if pair.fault)


@cache
def inventions() -> tuple[Pair, ...]:
    """Replies with one invented fact in each."""
    return tuple(pair for pair in _read("invented.jsonl") if pair.fault)


@cache
def without_inventions() -> tuple[Pair, ...]:
    """The same replies without it."""
    return tuple(pair for pair in _read("invented.jsonl") if pair.id.endswith("-good"))


@cache
def found_out() -> tuple[Pair, ...]:
    """Honest replies that tell what their writer found out and no file says."""
    return tuple(pair for pair in _read("invented.jsonl") if not pair.fault and not pair.id.endswith("-good"))


@cache
def trades() -> tuple[Pair, ...]:
    """Answers of many trades, in the words of whoever works there."""
    return _read("trades.jsonl")


@cache
def trades_mass() -> tuple[Pair, ...]:
    """What templates of the same trades say."""
    return _read("trades-mass.jsonl")


@cache
def oblique() -> tuple[Pair, ...]:
    """Honest answers in turns of phrase of their own, with what may be granted."""
    return _read("oblique.jsonl")


def recent(pair: Pair, pairs: Sequence[Pair]) -> tuple[str, ...]:
    """What the brand of ``pair`` had answered before it, among ``pairs``, the latest :data:`REMEMBERED`."""
    earlier = itertools.takewhile(lambda other: other.id != pair.id, pairs)
    return tuple(other.reply for other in earlier if other.brand == pair.brand)[-REMEMBERED:]


def _read(name: str) -> tuple[Pair, ...]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return tuple(Pair(**json.loads(line)) for line in lines)
