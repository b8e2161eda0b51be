"""Teams: who does the work behind the replies, what each can do, how much, and which complaint goes to which."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from bot.desk.playbooks.notions import Language, Network, OneOrMore, Severity, Strict, Texts, Venue

Assign = Literal["open", "round_robin", "least_loaded"]


class Skills(Strict):
    """What a team can deal with; what is left empty, it can deal with all of."""

    languages: OneOrMore[Language] = Field(default_factory=list)
    topics: OneOrMore[str] = Field(default_factory=list)
    """Playbooks."""
    networks: OneOrMore[Network] = Field(default_factory=list)
    venues: OneOrMore[Venue] = Field(default_factory=list)


class TeamSpec(Strict):
    """Who does the work behind the replies of some playbooks."""

    title: Texts
    lead: str = ""
    """Who decides there (a Slack member id)."""
    channel: str = ""
    """The team's own Slack channel; empty: the channel of all tickets."""
    hours: str = ""
    """The team's calendar."""
    members: OneOrMore[str] = Field(default_factory=list)
    """Slack user groups (S…) whose people belong to the team, beside those whose entry names it."""
    skills: Skills = Field(default_factory=Skills)
    assign: Assign = "open"
    """Who gets a ticket: whoever claims it (open), each in turn, or whoever has the fewest."""
    capacity: int | None = Field(default=None, ge=1)
    """Open tickets the whole team holds at most."""
    each: int | None = Field(default=None, ge=1)
    """Open tickets one person of it holds at most, unless their entry says otherwise."""
    idle: str = ""
    """After this time of the team's hours without any action a claimed ticket goes back to the queue; empty: never."""
    wait_at_most: str = ""
    """After this time of the team's hours of waiting for the customer a ticket wakes by itself; empty: never."""
    reopened: Literal["team", "owner"] = "team"
    """Who gets a reopened ticket: the team's queue, or the one who had it, if they are there and have room."""

    @model_validator(mode="before")
    @classmethod
    def _title_alone(cls, value: Any) -> Any:
        """``delivery: {en: Delivery, fr: Livraison}`` is the short form."""
        if isinstance(value, dict) and value and not set(value) & set(cls.model_fields):
            return {"title": value}
        return value


class Route(Strict):
    """Complaints of these go to this team, whatever their playbook says. The first route that fits applies."""

    to: str
    playbooks: OneOrMore[str] = Field(default_factory=list)
    languages: OneOrMore[Language] = Field(default_factory=list)
    networks: OneOrMore[Network] = Field(default_factory=list)
    venues: OneOrMore[Venue] = Field(default_factory=list)
    severities: OneOrMore[Severity] = Field(default_factory=list)
    again: bool | None = None
    """Only of those who have complained of the same before (true), or have not (false)."""
