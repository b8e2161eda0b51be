"""The moves of a reply, each with many variants: what may be said, and in which circumstances."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from bot.desk.playbooks.notions import Arousal, Network, OneOrMore, Severity, Strict, Venue

SLOT = re.compile(r"\{(\w+)\}")
IN_BRACES = re.compile(r"\{[^{}]*\}")
# What drafting fills in beside a playbook's own facts and slots.
GIVEN_SLOTS = {
    "by": "the time by which we will have written: “by noon tomorrow”",
    "here": "“ here” where the conversation is public, else nothing",
    "due_day": "the day on which it was promised, when the mention names it: “on Tuesday”",
    "day": "the day on which it happened, when the mention names one: “on Saturday”",
    "duration": "how long the customer has been waiting, when the mention says so: “three weeks”",
    "wait": "how long it took while it lasted, in a queue or on the telephone: “forty minutes”",
    "time": "the time of the day, when the mention names one: “at 7.40”",
    "name": "the customer's first name, when it can be told",
    "brand": "our name",
    "team": "the team that does the work",
    "crisis_line": "who listens at any hour, by country: “116 123 (UK, Ireland), 988 (US, Canada)” (from desk.yaml)",
    "emergency": "the emergency numbers, by country: “999 (UK), 112 (EU)” (from desk.yaml)",
    "private": "how to write to us privately on this network: “by direct message”",
}
# In the order in which a reply says them. `explain` is said when the cause is known, else `unknown`.
MOVES = ("protect", "acknowledge", "own", "explain", "unknown", "act", "invite", "ask", "close")


class When(Strict):
    """A variant may be said only if all of this holds. What is not known of a mention holds for no condition."""

    venue: OneOrMore[Venue] = Field(default_factory=list)
    network: OneOrMore[Network] = Field(default_factory=list)
    arousal: Arousal | None = None
    severity: OneOrMore[Severity] = Field(default_factory=list)
    again: bool | None = None
    """Whether the customer has complained to us of the same kind before, and was answered."""
    has: OneOrMore[str] = Field(default_factory=list)
    """Slots that must be filled (those in its braces need not be listed)."""
    lacks: OneOrMore[str] = Field(default_factory=list)
    """Slots that must be empty."""


@dataclass(frozen=True)
class Circumstances:
    """What is known of a mention when a variant is looked for; None is "nobody knows"."""

    network: str
    venue: Venue
    known: Collection[str] = ()
    arousal: Arousal | None = None
    severity: Severity | None = None
    again: bool | None = None


class Variant(Strict):
    """One way to say a move. A plain text is a variant without conditions."""

    say: str = Field(min_length=1)
    when: When | None = None
    promises: str = ""
    """The gesture it promises; only those who may grant that may approve it."""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        return {"say": value} if isinstance(value, str) else value

    @model_serializer(mode="wrap")
    def _short(self, write: SerializerFunctionWrapHandler) -> Any:
        return self.say if self.when is None and not self.promises else write(self)

    def slots(self) -> list[str]:
        """The slots in its braces."""
        return SLOT.findall(self.say)

    def fits(self, seen: Circumstances) -> bool:
        """Whether every condition holds."""
        when = self.when
        if when is None:
            return True
        return (
            (not when.venue or seen.venue in when.venue)
            and (not when.network or seen.network in when.network)
            and when.arousal in (None, seen.arousal)
            and (not when.severity or seen.severity in when.severity)
            and when.again in (None, seen.again)
            and set(when.has) <= set(seen.known)
            and not set(when.lacks) & set(seen.known)
        )


class Moves(Strict):
    """The moves of a reply in one language, each with its variants, in the order in which they are said."""

    protect: list[Variant] = Field(default_factory=list)
    """How to stay safe; before everything else."""
    acknowledge: list[Variant] = Field(default_factory=list)
    """Names the problem."""
    own: list[Variant] = Field(default_factory=list)
    """Regret and responsibility."""
    explain: list[Variant] = Field(default_factory=list)
    """The cause, when it is known."""
    unknown: list[Variant] = Field(default_factory=list)
    """That the cause is not known yet."""
    act: list[Variant] = Field(default_factory=list)
    """What will be done, by whom, by when ({by})."""
    invite: list[Variant] = Field(default_factory=list)
    """Into private, and why."""
    ask: list[Variant] = Field(default_factory=list)
    """A real question."""
    close: list[Variant] = Field(default_factory=list)
    """The last sentence."""

    def in_order(self) -> list[tuple[str, list[Variant]]]:
        """``(move, its variants)``, in the order of the reply."""
        return [(name, getattr(self, name)) for name in MOVES]
