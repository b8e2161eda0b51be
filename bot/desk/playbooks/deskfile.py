"""``desk.yaml``: who works here and may do what, when, how fast, where in Slack, and how the brand speaks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from bot.desk.calendars import ALWAYS, Calendar, CalendarSpec, calendar_of
from bot.desk.playbooks.notions import Language, Lists, Network, OneOrMore, Severity, Strict, Texts, Venue, code_of
from bot.desk.vocabulary import Role

DEFAULT_VENUES: dict[Venue, list[str]] = {
    "social": ["x", "instagram", "facebook", "mastodon", "bluesky", "threads", "tiktok", "youtube", "reddit"],
    "reviews": ["reviews", "google", "trustpilot", "appstore", "playstore", "tripadvisor"],
    "press": ["press", "news", "blog"],
    "counter": ["shop", "phone", "letter"],
    "own": ["telegram", "forum", "community"],
}
SPOKEN_OF: tuple[Venue, ...] = ("counter",)  # nothing said there is public


class Away(Strict):
    """Days on which somebody is not there, both included."""

    first: date
    last: date


class PersonSpec(Strict):
    """Somebody who works here; the key is their Slack member id."""

    name: str = Field(min_length=1)
    sign: str = Field(min_length=1)
    """How they sign a public reply."""
    initials: str = ""
    """How they sign where the brand signs with initials: "LM"."""
    roles: list[Role]
    language: Language = "en"
    teams: OneOrMore[str] = Field(default_factory=list)
    hours: str = ""
    """The calendar of their working hours; empty: always asked."""
    deputies: OneOrMore[str] = Field(default_factory=list)
    """Who is asked in their place (Slack member ids)."""
    away: list[Away] = Field(default_factory=list)


class TeamSpec(Strict):
    """Who does the work behind the replies of some playbooks."""

    title: Texts
    lead: str = ""
    """Who decides there (a Slack member id)."""
    channel: str = ""
    """The team's own Slack channel; empty: the channel of all tickets."""
    hours: str = ""
    """The team's calendar."""

    @model_validator(mode="before")
    @classmethod
    def _title_alone(cls, value: Any) -> Any:
        """``delivery: {en: Delivery, fr: Livraison}`` is the short form."""
        if isinstance(value, dict) and value and not set(value) & set(cls.model_fields):
            return {"title": value}
        return value


class Target(Strict):
    """One promise: warn after ``target``, breached after ``limit`` (durations of the calendar's opening time)."""

    target: str
    limit: str
    calendar: str


class Targets(Strict):
    """What is promised by when; what is left out is taken from the network's policy."""

    first_response: Target | None = None
    next_response: Target | None = None
    update: Target | None = None
    """News for the customer, even when nothing has changed."""
    resolution: Target | None = None

    def each(self) -> list[tuple[str, Target]]:
        """``(metric, target)`` of those that are set."""
        return [(name, found) for name in Targets.model_fields if (found := getattr(self, name))]


class SlaPolicy(Targets):
    """The first policy whose ``networks`` hold the mention's (or that names none) applies."""

    name: str
    networks: OneOrMore[Network] = Field(default_factory=list)
    first_response: Target
    resolution: Target


class Step(Strict):
    """After this long without what is waited for, these are told."""

    after: str
    tell: OneOrMore[str] = Field(min_length=1)
    """Roles, teams, Slack member ids, Slack user groups (S…), #channels, or: deputies, owner, lead."""


class Chain(Strict):
    """Who is told, one after the other, when something waits too long. Copied into a complaint when it starts."""

    calendar: str = "always"
    approval: list[Step] = Field(default_factory=list)
    """Nobody approves the draft."""
    claim: list[Step] = Field(default_factory=list)
    """Nobody takes the ticket."""
    breach: list[Step] = Field(default_factory=list)
    """A promise was broken."""


class Hotline(Strict):
    """Named people who are told at once, with a clock of their own: safety, press, legal."""

    title: Texts
    tell: OneOrMore[str] = Field(min_length=1)
    within: str = "15m"
    """By when one of them must have taken it."""
    calendar: str = "always"
    channel: str = ""


class ApprovalSpec(Strict):
    """How replies are approved, where a playbook says nothing else."""

    hold_seconds: int = Field(default=20, ge=0, le=600)
    """Between approval and publishing: time to take it back."""
    two_people_from: Severity | None = None
    """From this severity on, two people approve."""
    manager_from: Severity | None = None
    """From this severity on, one of them is a manager."""
    editor_may_approve_alone: bool = True
    """May whoever rewrote a reply also approve it? ``false``: somebody else reads every rewritten text."""


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


class Conduct(Strict):
    """The code of conduct. Each person acknowledges its current version before they may approve."""

    version: str = Field(min_length=1, max_length=16)
    text: Texts


class Channels(Strict):
    """Slack channels by name, without the #."""

    approvals: str
    tickets: str
    managers: str
    language: Language = "en"


class VoiceSpec(Strict):
    """How the brand speaks."""

    brand: str
    service: Texts
    own_accounts: list[str] = Field(default_factory=list)
    account: str = ""
    limits: dict[Network, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Characters a network takes in one reply, where yours differ from the usual."""
    address: Literal["vous", "mirror"] = "vous"
    """French: always "vous", or "tu" to those who say "tu" (mirror)."""
    signature: Literal["name_and_service", "name", "initials"] = "name_and_service"
    emoji: Literal["never", "not_when_serious"] = "never"
    domains: list[str] = Field(default_factory=list)
    """Web addresses a reply may point to."""
    banned: Lists = Field(default_factory=dict)
    """Phrases that never leave, beside the usual empty ones."""
    generic: Lists = Field(default_factory=dict)
    """Words that say nothing about one complaint at your house: the brand, its usual products."""


class Reply(Strict):
    """How a network's replies leave: through a signed POST, or posted by hand."""

    networks: OneOrMore[Network] = Field(default_factory=list)
    through: Literal["webhook", "manual"]


class PrivateWay(Strict):
    """How a customer reaches us privately from a network, as the reply says it: "by direct message"."""

    networks: OneOrMore[Network] = Field(default_factory=list)
    say: Texts


USUAL_PRIVATE_WAY = PrivateWay(say={"en": "by direct message", "fr": "en message privé"})


class Helplines(Strict):
    """Numbers for when a life may be in danger, each with its country: nobody knows where a mention came from."""

    crisis: Texts = Field(default_factory=dict)
    """Who listens, at any hour: "116 123 (UK, Ireland), 988 (US, Canada)"."""
    emergency: Texts = Field(default_factory=dict)


class DeskFile(Strict):
    """``desk.yaml``: one brand's desk."""

    voice: VoiceSpec
    people: dict[str, PersonSpec]
    teams: dict[Annotated[str, Field(min_length=1, max_length=64)], TeamSpec]
    channels: Channels
    calendars: dict[str, CalendarSpec]
    sla: list[SlaPolicy] = Field(min_length=1)
    replies: list[Reply] = Field(min_length=1)
    venues: dict[Venue, list[Network]] = Field(default_factory=dict)
    """Networks by kind, where they differ from the usual or are your own; a network nobody knows is social."""
    private: list[PrivateWay] = Field(default_factory=list)
    """The first way whose networks hold the mention's applies."""
    helplines: Helplines = Field(default_factory=Helplines)
    approval: ApprovalSpec = Field(default_factory=ApprovalSpec)
    chains: dict[str, Chain] = Field(default_factory=dict)
    chain: str = ""
    """The chain of playbooks that name none."""
    hotlines: dict[str, Hotline] = Field(default_factory=dict)
    gestures: Gestures = Field(default_factory=Gestures)
    conduct: Conduct | None = None

    @field_validator("calendars")
    @classmethod
    def _named(cls, value: dict[str, CalendarSpec]) -> dict[str, CalendarSpec]:
        return {name: spec.model_copy(update={"name": name}) for name, spec in value.items()}

    def signature(self, sign: str, initials: str, language: str) -> str:
        """How a person signs a reply here."""
        if self.voice.signature == "initials":
            return f"^{initials}"
        service = self.voice.service[code_of(language)]
        return f"— {sign}, {service}" if self.voice.signature == "name_and_service" else f"— {sign}"

    def calendar(self, name: str) -> Calendar:
        """The calendar called ``name`` (``always`` needs no entry)."""
        return calendar_of(self.calendars.get(name, ALWAYS))

    def venue(self, network: str) -> Venue:
        """What kind of place ``network`` is; ``social`` when nobody said."""
        for known in (self.venues, DEFAULT_VENUES):
            for venue, networks in known.items():
                if network in networks:
                    return venue
        return "social"

    def networks_of(self, venue: Venue) -> list[str]:
        """The networks of a kind that are known by name."""
        usual = [network for network in DEFAULT_VENUES[venue] if self.venue(network) == venue]
        return [*self.venues.get(venue, []), *usual]

    def private_way(self, network: str, language: str) -> str:
        """How a customer writes to us privately from ``network``, in words that fit behind "send it to me"."""
        ways = [*self.private, USUAL_PRIVATE_WAY]
        found = next((way for way in ways if not way.networks or network in way.networks), USUAL_PRIVATE_WAY)
        return found.say[code_of(language)]
