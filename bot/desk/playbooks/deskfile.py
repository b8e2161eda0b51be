"""``desk.yaml``: who works here and may do what, when, how fast, where in Slack, and how the brand speaks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from bot.desk.calendars import ALWAYS, Calendar, calendar_of
from bot.desk.hours import CalendarSpec
from bot.desk.playbooks.closings import Closing, Recourse
from bot.desk.playbooks.conduct import Conduct
from bot.desk.playbooks.granting import Gestures
from bot.desk.playbooks.incidents import Incidents
from bot.desk.playbooks.notions import (
    Ground,
    Language,
    Lists,
    Network,
    OneOrMore,
    Severity,
    Strict,
    Texts,
    Venue,
    code_of,
)
from bot.desk.playbooks.promises import Chain as Chain
from bot.desk.playbooks.promises import Rota, SlaPolicy, TierRule
from bot.desk.playbooks.promises import Step as Step
from bot.desk.playbooks.promises import Target as Target
from bot.desk.playbooks.promises import Targets as Targets
from bot.desk.playbooks.surging import Surges
from bot.desk.playbooks.teams import Route, TeamSpec
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
    capacity: int | None = Field(default=None, ge=1)
    """Open tickets they hold at most; empty: what their teams say."""


class Hotline(Strict):
    """Named people who are told at once, with a clock of their own: safety, press, legal."""

    title: Texts
    tell: OneOrMore[str] = Field(min_length=1)
    within: str = "15m"
    """By when one of them must have taken it."""
    calendar: str = "always"
    channel: str = ""
    next: list[OneOrMore[str]] = Field(default_factory=list)
    """Who is called when that time is over and nobody has taken it, one after the other, each with the same time: by
    default the deputies, the managers and their channel, the community managers."""


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


class Channels(Strict):
    """Slack channels by name, without the #."""

    approvals: str
    tickets: str
    managers: str
    language: Language = "en"
    most_an_hour: int = Field(default=40, ge=1)
    """New cards in one channel within an hour; beyond that, complaints join the fold until there is room."""


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

    def own_handles(self) -> set[str]:
        """The brand's own accounts as sources write them: small letters, no @."""
        return {account.lower().lstrip("@") for account in self.own_accounts}


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

    def filled(self, text: str, language: str) -> str:
        """``text`` with the numbers in the places of {crisis_line} and {emergency}."""
        code = code_of(language)
        for name, numbers in (("{crisis_line}", self.crisis), ("{emergency}", self.emergency)):
            text = text.replace(name, numbers.get(code, "—"))
        return text


class DeskFile(Strict):
    """``desk.yaml``: one brand's desk."""

    voice: VoiceSpec
    people: dict[str, PersonSpec]
    teams: dict[Annotated[str, Field(min_length=1, max_length=64)], TeamSpec]
    routes: list[Route] = Field(default_factory=list)
    """Which complaints go elsewhere than their playbook says."""
    channels: Channels
    calendars: dict[str, CalendarSpec]
    sla: list[SlaPolicy] = Field(min_length=1)
    tiers: dict[Annotated[str, Field(min_length=1, max_length=64)], TierRule] = Field(default_factory=dict)
    """Kinds of customers, for the policies: the first rule that fits, where the alert does not name one itself."""
    rotas: dict[Annotated[str, Field(min_length=1, max_length=64)], Rota] = Field(default_factory=dict)
    """Who is on duty when; a chain's `tell` may name one."""
    replies: list[Reply] = Field(min_length=1)
    venues: dict[Venue, list[Network]] = Field(default_factory=dict)
    """Networks by kind, where they differ from the usual or are your own; a network nobody knows is social."""
    grounds: dict[Ground, OneOrMore[Network]] = Field(default_factory=dict)
    """Networks and web domains by whose ground they are, where that is not the usual: own (the brand's), consumers,
    reviews, press, complaints. A domain counts for all below it."""
    private: list[PrivateWay] = Field(default_factory=list)
    """The first way whose networks hold the mention's applies."""
    helplines: Helplines = Field(default_factory=Helplines)
    approval: ApprovalSpec = Field(default_factory=ApprovalSpec)
    chains: dict[str, Chain] = Field(default_factory=dict)
    chain: str = ""
    """The chain of playbooks that name none."""
    hotlines: dict[str, Hotline] = Field(default_factory=dict)
    gestures: Gestures = Field(default_factory=Gestures)
    surges: Surges = Field(default_factory=Surges)
    conduct: Conduct | None = None
    incidents: Incidents = Field(default_factory=Incidents)
    closing: Closing = Field(default_factory=Closing)
    recourse: Recourse = Field(default_factory=Recourse)

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

    def local(self, at: datetime) -> datetime:
        """``at`` on the desk's own clock: that of its first calendar."""
        return self.calendar(next(iter(self.calendars), "always")).local(at)

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
