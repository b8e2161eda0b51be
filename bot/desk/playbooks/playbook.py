"""One playbook: when it applies, how fast, what may be said and granted, who is next."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from bot.desk.playbooks.deskfile import Targets
from bot.desk.playbooks.examples import Examples
from bot.desk.playbooks.lexicon import Fact
from bot.desk.playbooks.moves import Moves, Variant
from bot.desk.playbooks.notions import (
    Address,
    Lists,
    Network,
    OneOrMore,
    Range,
    Risk,
    Severity,
    Strategy,
    Strict,
    Texts,
    Venue,
)
from bot.desk.vocabulary import Role

# Never a model, never a satisfaction question, never an emoji: where people may be hurt or a court may read along.
GRAVE: frozenset[Strategy] = frozenset({"safety_first", "legal_hold"})


class Applies(Strict):
    """When a playbook takes a mention: one of its phrases, risks or topics, and every condition that is set.

    In phrases accents and case do not matter; ``rembours*`` is every word that begins so, ``never ... arrived`` allows
    up to three words between.
    """

    phrases: Lists = Field(default_factory=dict)
    risk_phrases: Lists = Field(default_factory=dict)
    """Like phrases, but they win over every playbook that was only found by its phrases: safety before delivery."""
    unless: Lists = Field(default_factory=dict)
    """Phrases that rule this playbook out; a risk phrase only where they meet it."""
    risks: OneOrMore[Risk] = Field(default_factory=list)
    """Risks that triage names; they win like risk phrases, and no ``unless`` takes them back."""
    topics: OneOrMore[str] = Field(default_factory=list)
    """Topics of triage that lead here, beside the playbook's own name."""
    venues: OneOrMore[Venue] = Field(default_factory=list)
    networks: OneOrMore[Network] = Field(default_factory=list)
    severity: OneOrMore[Severity] = Field(default_factory=list)
    rating: Range | None = None
    """Stars."""
    words: Range | None = None
    """How many words the mention has: ``{most: 2}`` is a rating with hardly a word."""
    priority: int = Field(default=0, ge=-9, le=9)
    """Wins over playbooks with a smaller one that fit as well."""


class Needed(Strict):
    """A typed slot: a fact that an answer needs and that the mention does not hold."""

    type: Literal["text", "number", "money", "date", "time", "reference", "place", "yes_no", "choice"] = "text"
    choices: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)], Texts] = Field(
        default_factory=dict
    )
    """For ``choice``: what can be chosen, by a short name, as the reply says it."""
    filled_by: Literal["customer", "agent", "case"]
    """``customer``: asked for; ``agent``: a person who works here; ``case``: the system the work is done in."""
    label: Texts
    before: Literal["reply", "resolution", "never"] = "never"
    """What may not happen while it is empty; ``never``: good to have."""
    private: bool = False
    """May not be asked for or shown in public: order numbers, telephone numbers."""
    confirmed: bool = False
    """Counts only when a person has confirmed it, as a cause must be."""


class Commitment(Strict):
    """What {by} says in a reply: we will have written by then. Counted in ``calendar``."""

    within: str
    calendar: str


class Grant(Strict):
    """What this playbook lets a role grant: at most what desk.yaml lets it."""

    most: dict[Role, float] = Field(default_factory=dict)
    may: OneOrMore[Role] = Field(default_factory=list)


class Approval(Strict):
    """How replies of this playbook are approved."""

    by: OneOrMore[Role] = Field(default_factory=list)
    """Only these roles (a manager always may); empty: everybody who approves."""
    people: Literal[1, 2] = 1
    manager_first: bool = False
    """A manager decides before anything is drafted: hidden fees, discrimination, a data leak."""
    hold_seconds: int | None = Field(default=None, ge=0, le=600)


class FollowUp(Strict):
    """Something to do later, so that nobody is forgotten."""

    after: str
    calendar: str = "always"
    since: Literal["published", "resolved"] = "published"
    who: Literal["approver", "owner", "lead", "manager"] = "owner"
    do: Texts
    """What they are reminded of."""
    say: Lists = Field(default_factory=dict)
    """What they may write to the customer."""


class Playbook(Strict):
    """When it applies, how fast, what may be said and promised, who is next."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    title: Texts
    about: str = ""
    """For colleagues: what it is for."""
    team: str
    applies: Applies = Field(default_factory=Applies)
    strategy: Strategy = "own"
    legal_hold: bool = False
    """No word of fault or liability may leave (strategy legal_hold says so too)."""
    serious: bool = False
    """No emoji, no lightness, nobody is asked how satisfied they are."""
    address: Literal["vous"] | None = None
    """``vous``: also to those who say "tu"."""
    sla: Targets = Field(default_factory=Targets)
    chain: str = ""
    hotline: str = ""
    """Whom to tell at once."""
    first_steps: Lists = Field(default_factory=dict)
    """What whoever is told at once does, in this order; {crisis_line} and {emergency} are filled in."""
    approval: Approval = Field(default_factory=Approval)
    model: Literal["may", "never"] = "may"
    """May a language model word the draft?"""
    satisfaction: bool = True
    """Ask how satisfied they are when it is solved (never where it is grave)."""
    facts: dict[str, Fact] = Field(default_factory=dict)
    slots: dict[str, Needed] = Field(default_factory=dict)
    grants: dict[str, Grant] = Field(default_factory=dict)
    commitment: Commitment | None = None
    moves: dict[Address, Moves] = Field(default_factory=dict)
    closing: dict[Address, list[Variant]] = Field(default_factory=dict)
    """The public line when it is solved, without personal facts."""
    follow_ups: list[FollowUp] = Field(default_factory=list)
    examples: Examples = Field(default_factory=Examples)
    version: SkipJsonSchema[str] = ""  # made by Amends, never written by people

    @model_validator(mode="before")
    @classmethod
    def _as_it_was(cls, value: Any) -> Any:
        """Complaints keep the playbook of their day; the first format had other names for some keys."""
        return of_the_first_format(value) if isinstance(value, dict) else value

    @property
    def holds_legally(self) -> bool:
        """Whether no admission may leave."""
        return self.legal_hold or self.strategy == "legal_hold"

    @property
    def engages(self) -> bool:
        """Whether a reply is written at all."""
        return self.strategy != "do_not_engage"

    @property
    def asks_satisfaction(self) -> bool:
        """Never after abuse, legal or safety cases."""
        grave = self.serious or self.legal_hold or self.strategy in GRAVE or self.hotline
        return self.satisfaction and self.engages and not grave

    @property
    def model_may_draft(self) -> bool:
        """Never where people may be hurt or a court may read along."""
        return self.model == "may" and self.engages and self.strategy not in GRAVE and not self.legal_hold

    @cached_property
    def said_texts(self) -> tuple[str, ...]:
        """Everything it may say, each once, with its slots in braces."""
        variants = [v for moves in self.moves.values() for _move, said in moves.in_order() for v in said]
        variants += [v for said in self.closing.values() for v in said]
        return tuple(dict.fromkeys(variant.say for variant in variants))

    @cached_property
    def said_slots(self) -> frozenset[str]:
        """Every slot that something it may say has in its braces or its conditions."""
        variants = [v for moves in self.moves.values() for _move, said in moves.in_order() for v in said]
        variants += [v for said in self.closing.values() for v in said]
        whens = [variant.when for variant in variants if variant.when]
        braces = {slot for variant in variants for slot in variant.slots()}
        return frozenset(braces | {slot for when in whens for slot in (*when.has, *when.lacks)})

    def moves_in(self, language: str) -> Moves | None:
        """The moves in ``language`` ("en", "fr", "fr-tu"), or None."""
        return self.moves.get(language)  # type: ignore[call-overload, no-any-return]


def of_the_first_format(value: dict[str, Any]) -> dict[str, Any]:
    """``promise``, ``blanks`` and the targets at the top, as the first format had them, in their places of today.

    What is there in both formats, or is no mapping, stays where it is and is refused by name.
    """
    new = dict(value)
    if "promise" in new and "commitment" not in new:
        new["commitment"] = new.pop("promise")
    targets = {
        metric: new.pop(metric) for metric in ("first_response", "resolution") if "sla" not in new and metric in new
    }
    if any(targets.values()):
        new["sla"] = targets
    if isinstance(blanks := new.get("blanks"), dict) and _mappings(facts := new.get("facts", {})):
        del new["blanks"]
        new["facts"] = facts | {name: {"label": label} | facts.get(name, {}) for name, label in blanks.items()}
    return new


def _mappings(facts: Any) -> bool:
    return isinstance(facts, dict) and all(isinstance(fact, dict) for fact in facts.values())
