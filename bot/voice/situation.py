"""What is known about a reply before it is judged, and what one check says about it.

Everything that is ``None`` is unknown, and what is unknown is never held against a reply.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from bot.texts import say

Level = Literal["block", "warn"]


@dataclass(frozen=True)
class Brand:
    """How one brand speaks: what its replies may and must not do."""

    name: str = ""
    services: Sequence[str] = ()  # what it calls its services and teams: no human names
    accounts: Sequence[str] = ()
    tu_allowed: bool = True  # whether a customer who says « tu » may be answered so
    domains: Sequence[str] | None = None  # whose addresses a reply may hold; None when not said
    banned: Sequence[str] = ()  # phrases it never wants to read, written as people write them
    emoji: bool = True
    generic: Sequence[str] = ()  # words that name nothing here: what the brand sells, where it is
    limits: Mapping[str, int] = field(default_factory=dict)  # characters a network takes, where they differ


@dataclass(frozen=True)
class Grant:
    """Something that may be promised. ``decision`` is the id of the decision that says so, if it is one."""

    kind: str  # refund, replacement, voucher, discount …: see authority.COVERS; other for what only ``said`` tells
    amount: Decimal | None = None  # the most, in the brand's currency; None for no amount at all
    decision: str = ""
    public: bool = False  # whether the amount may be named in public
    said: str = ""  # in whose words it is granted, where it is a text
    scope: str = field(default="", compare=False)  # the words that say what a grant of a known kind is for


@dataclass(frozen=True)
class Situation:
    """What a reply answers, for whom, and what whoever answers may say."""

    complaint: str = ""
    title: str = ""
    topic: Sequence[str] = ()  # what the house calls this kind of complaint: "Late delivery"
    named: Sequence[str] = ()  # what it calls the things in this one: "your appointment" for "my appt"
    language: str | None = None  # of the complaint: fr, en, another two-letter code; None: read it off the text
    network: str = ""
    recent: Sequence[str] = ()  # replies of the same brand, latest first or in any order
    shared: Sequence[str] = ()  # sentences that replies of one incident may all hold: only the rest is no copy
    approver: str | None = None  # name, signature or initials
    signers: Sequence[str] = ()  # everybody else who may sign
    facts: Mapping[str, Any] | None = None  # confirmed ones; ``cause`` counts with ``cause_confirmed_by``
    sources: Sequence[str] = ()  # other texts that facts may come from, such as the playbook's
    brand: Brand | None = None
    legal_hold: bool = False
    grants: Sequence[Grant] | None = None
    commitments: Sequence[str] | None = None  # the promises that have a clock, in the words of the reply
    private_reason: str | None = None  # why this cannot be settled in public
    explains: bool = False  # the playbook explains what stands and owns no failure: no apology is due
    serious: bool | None = None  # safety, health, death, discrimination; None: read it off the complaint


@dataclass(frozen=True)
class Check:
    """What one criterion says about a reply. ``why`` and ``mend`` are marked texts, filled with ``values``."""

    id: str
    level: Level
    ok: bool
    passage: str = ""  # the exact words of the reply that are concerned; empty when something is missing
    why: str = ""
    mend: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> tuple[str, str]:
        """``(why, mend)`` in ``language``."""
        return say(language, self.why, **self.values), say(language, self.mend, **self.values)


def passed(check: str, level: Level = "block") -> Check:
    """Nothing to say against the reply."""
    return Check(check, level, True)


def flat(value: Any) -> str:
    """Every key's value of a JSON value as one text."""
    if isinstance(value, Mapping):
        return " \n ".join(flat(each) for each in value.values())
    if isinstance(value, list | tuple):
        return " \n ".join(flat(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
