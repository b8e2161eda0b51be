"""What is promised by when, to whom, and who is told when it is late: policies, tiers of customers, chains, rotas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from bot.desk.hours import WEEKDAYS, window_of
from bot.desk.playbooks.notions import Network, OneOrMore, Strict, Venue
from bot.triage.kinds import Stakes

Fraction = Annotated[float, Field(gt=0, lt=1)]


class Target(Strict):
    """One promise: warn after ``target``, breached after ``limit`` (durations of the calendar's opening time)."""

    target: str
    limit: str
    calendar: str
    warn: list[Fraction] = Field(default_factory=list)
    """When to warn, as parts of the limit: [0.5, 0.75, 0.9]. Empty: once, after the target."""
    most_paused: str = ""
    """How long pauses may hold this clock in all; empty: as long as they last; "0m": never."""


class Targets(Strict):
    """What is promised by when; what is left out is taken from the next policy that fits."""

    first_response: Target | None = None
    next_response: Target | None = None
    """The customer wrote again after our reply."""
    update: Target | None = None
    """News for the customer, even when nothing has changed."""
    resolution: Target | None = None
    closing: Target | None = None
    """The public line at the end, once it is resolved; left out: as for next_response."""

    def each(self) -> list[tuple[str, Target]]:
        """``(metric, target)`` of those that are set."""
        return [(name, found) for name in Targets.model_fields if (found := getattr(self, name))]


@dataclass(frozen=True)
class Subject:
    """What the choice of a policy looks at."""

    network: str
    venue: str = ""
    playbook: str = ""
    stakes: str = ""
    tier: str = ""


class SlaPolicy(Targets):
    """Policies are asked in order. One applies when everything it names fits; one that names nothing takes the rest.

    One that names playbooks, priorities or tiers is about particular complaints, and comes before a playbook's own
    targets; one that names only networks or venues comes after them.
    """

    name: str
    networks: OneOrMore[Network] = Field(default_factory=list)
    venues: OneOrMore[Venue] = Field(default_factory=list)
    playbooks: OneOrMore[str] = Field(default_factory=list)
    priorities: OneOrMore[Stakes] = Field(default_factory=list)
    """What is at stake, as triage says: P1 to P4."""
    tiers: OneOrMore[str] = Field(default_factory=list)
    """Of customers: as the alert says (author.tier), or one of desk.yaml's `tiers`."""

    @model_validator(mode="after")
    def _whole(self) -> SlaPolicy:
        if not self.is_particular and not (self.first_response and self.resolution):
            raise ValueError("lacks first_response or resolution; only a policy that names playbooks, priorities or "
                             "tiers may leave them to the next one that fits")  # fmt: skip
        if not self.each():
            raise ValueError("promises nothing; give it first_response, next_response, update, resolution or closing")
        return self

    @property
    def is_particular(self) -> bool:
        """Whether it is about particular complaints, and so comes before a playbook's own targets."""
        return bool(self.playbooks or self.priorities or self.tiers)

    def misfits(self, subject: Subject) -> list[tuple[str, str, list[str]]]:
        """``(what, is, wanted)`` of every condition that ``subject`` does not meet; none when the policy applies."""
        asked: list[tuple[str, str, list[str]]] = [
            ("network", subject.network, list(self.networks)), ("venue", subject.venue, list(self.venues)),
            ("playbook", subject.playbook, list(self.playbooks)), ("priority", subject.stakes, list(self.priorities)),
            ("tier", subject.tier, list(self.tiers)),
        ]  # fmt: skip
        return [(what, is_, wanted) for what, is_, wanted in asked if wanted and is_ not in wanted]


@dataclass(frozen=True)
class Candidate:
    """One of those that are asked for promises, in their order. ``misfits``: see :meth:`SlaPolicy.misfits`."""

    name: str
    misfits: list[tuple[str, str, list[str]]]
    targets: list[tuple[str, Target]]
    is_playbook: bool = False


class TierRule(Strict):
    """Which customers are of a tier: everything that is named must fit."""

    handles: OneOrMore[str] = Field(default_factory=list)
    networks: OneOrMore[Network] = Field(default_factory=list)
    sources: OneOrMore[str] = Field(default_factory=list)
    followers: int | None = Field(default=None, ge=0)
    """At least so many."""
    verified: bool | None = None

    @model_validator(mode="after")
    def _of_somebody(self) -> TierRule:
        if self == TierRule.model_construct():
            raise ValueError("names nobody; give it handles, networks, sources, followers or verified")
        return self

    def fits(self, author: Mapping[str, Any], network: str, source: str) -> bool:
        """Whether ``author`` (as the alert describes them) is one of them."""
        handle = str(author.get("handle") or "").lower().lstrip("@")
        if self.handles and handle not in {one.lower().lstrip("@") for one in self.handles}:
            return False
        if (self.networks and network not in self.networks) or (self.sources and source not in self.sources):
            return False
        if self.followers is not None and (author.get("followers") or 0) < self.followers:
            return False
        return self.verified is None or bool(author.get("verified")) == self.verified


class Step(Strict):
    """After this long without what is waited for, these are told."""

    after: str = ""
    before: str = ""
    """In place of `after`: so long before the deadline."""
    tell: OneOrMore[str] = Field(min_length=1)
    """Roles, teams, rotas, Slack member ids, Slack user groups (S…), #channels, or: deputies, owner, lead."""
    plain: bool = False
    """Count by the clock on the wall, not in the chain's opening hours."""
    repeat: int = Field(default=0, ge=0, le=20)
    """Tell them again so many times, each after `every`."""
    every: str = ""
    """Between two repetitions; empty: as long as `after`."""
    hold: bool = False
    """While nobody of them is on duty, wait until somebody is (otherwise the managers are told in their place)."""

    @model_validator(mode="after")
    def _when(self) -> Step:
        if bool(self.after) == bool(self.before):
            raise ValueError("needs either `after` or `before`")
        if self.repeat and self.before and not self.every:
            raise ValueError("repeats without saying how often; write every: 10m")
        return self


class Chain(Strict):
    """Who is told, one after the other, when something waits too long. Copied into a complaint when it starts."""

    calendar: str = "always"
    approval: list[Step] = Field(default_factory=list)
    """Nobody approves the draft."""
    claim: list[Step] = Field(default_factory=list)
    """Nobody takes the ticket."""
    breach: list[Step] = Field(default_factory=list)
    """A promise was broken."""
    commitment: list[Step] = Field(default_factory=list)
    """What we said we would do falls due (`before`), or was not kept (`after`); empty: as for `breach`."""


class Shift(Strict):
    """Somebody is on duty from one instant to another."""

    begins: datetime
    ends: datetime
    who: str


class Rota(Strict):
    """Who is on duty when: a weekly table, an iCalendar file whose events are named after people, or both."""

    zone: str = "UTC"
    week: dict[str, dict[str, OneOrMore[str]]] = Field(default_factory=dict)
    """``mon: {"18:00-08:00": U0LEA}``: who has which window; one over midnight belongs to its first day."""
    ics: OneOrMore[str] = Field(default_factory=list)
    """Files beside desk.yaml; an event's title is a Slack member id, or the name of one of `people`."""
    shifts: SkipJsonSchema[list[Shift]] = Field(default_factory=list)  # read from the files

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception as error:
            raise ValueError(f"{value!r} is no time zone; use a name such as Europe/Paris") from error
        return value

    @field_validator("week")
    @classmethod
    def _readable(cls, value: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
        for day, windows in value.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is no weekday; use {', '.join(WEEKDAYS)}")
            for window in windows:
                window_of(window)
        return value

    def people(self) -> list[str]:
        """Everybody who stands in it, each once."""
        listed = [who for windows in self.week.values() for names in windows.values() for who in names]
        return list(dict.fromkeys([*listed, *(shift.who for shift in self.shifts)]))

    def at(self, now: datetime) -> list[str]:
        """Who is on duty at ``now``: those of the files first, then those of the table."""
        zone = ZoneInfo(self.zone)
        found = dict.fromkeys(shift.who for shift in self.shifts if shift.begins <= now < shift.ends)
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            for window, names in self.week.get(WEEKDAYS[day.weekday()], {}).items():
                opens, closes = window_of(window)
                last = day if closes > opens else day + timedelta(days=1)
                begins = datetime.combine(day, opens, zone).timestamp()
                if begins <= now.timestamp() < datetime.combine(last, closes, zone).timestamp():
                    found.update(dict.fromkeys(names))
        return list(found)
