"""Gestures in ``desk.yaml``: what may be given for goodwill, by whom, up to how much."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.desk.playbooks.notions import Lists, OneOrMore, Strict, Texts
from bot.desk.vocabulary import Role


class GestureKind(Strict):
    """A goodwill gesture, and who may grant how much of it for one complaint."""

    title: Texts
    most: dict[Role, float] = Field(default_factory=dict)
    """Role → the most it may grant, in the desk's currency."""
    may: OneOrMore[Role] = Field(default_factory=list)
    """Who may grant it, where it has no amount (a replacement, an exchange)."""
    words: Lists = Field(default_factory=dict)
    """How it is spoken of, beside its title: a move that does and promises nothing is looked at by `check`."""

    def granted_by(self) -> frozenset[Role]:
        """The roles that may grant some of it."""
        return frozenset(self.may) | {role for role, amount in self.most.items() if amount > 0}


class Budget(Strict):
    """What all gestures together may cost."""

    amount: float = Field(gt=0)
    per: Literal["day", "week", "month"]


class Gestures(Strict):
    """Goodwill gestures: kinds, authority, budget."""

    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    budget: Budget | None = None
    within: str = "30m"
    """By when somebody must have decided about one that is beyond the asker's authority."""
    calendar: str = "always"
    kinds: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=24)], GestureKind] = Field(
        default_factory=dict
    )
    """Amounts are in the currency's whole units: 20 is twenty euros."""
