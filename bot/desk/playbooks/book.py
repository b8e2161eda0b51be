"""A desk and its playbooks, as loaded at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.desk.playbooks.choosing import Choice, Chooser, Heard, Spoken
from bot.desk.playbooks.deskfile import DeskFile, Target
from bot.desk.playbooks.lexicon import Fact, joined
from bot.desk.playbooks.notions import Ground, Risk, Severity, Venue
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.promises import Candidate, SlaPolicy, Subject
from bot.triage.places import House

# A complaint keeps what decides about it from now on; how it was found, and what the playbook is tried with, is over.
GROUND_OF: dict[Venue, Ground] = {
    "social": "consumers", "reviews": "reviews", "press": "press", "counter": "own", "own": "own",
}  # fmt: skip
NOT_FROZEN = {"about", "applies", "examples"}


@dataclass(frozen=True)
class Book:
    """``rejected`` holds what is wrong with newer files, when this book is the last good one (see the reload)."""

    desk: DeskFile
    playbooks: dict[str, Playbook]
    lexicon: dict[str, Fact] = field(default_factory=dict)
    rejected: tuple[str, ...] = ()

    @cached_property
    def _dumps(self) -> dict[str, dict[str, Any]]:
        return {
            name: playbook.model_dump(mode="json", exclude=NOT_FROZEN, exclude_defaults=True)
            for name, playbook in self.playbooks.items()
        }

    def dumped(self, playbook: Playbook) -> dict[str, Any]:
        """``playbook`` as JSON, to be frozen into a complaint."""
        return self._dumps[playbook.name]

    @cached_property
    def _chooser(self) -> Chooser:
        return Chooser(self.playbooks)

    def choose(
        self,
        text: str,
        language: str,
        *,
        network: str = "",
        rating: float | None = None,
        severity: Severity | None = None,
        risks: tuple[Risk, ...] = (),
        topics: tuple[str, ...] = (),
    ) -> Choice:
        """The playbook that takes a mention, with the reason and the runners-up; the general one takes the rest."""
        venue = self.desk.venue(network) if network else None
        return self._chooser.choose(Heard(text, language, network, venue, rating, severity, risks, topics))

    def spoken(self, text: str, language: str) -> Spoken:
        """The risks and topics that the playbooks' phrases find in ``text``."""
        return self._chooser.spoken(text, language)

    @cached_property
    def house(self) -> House:
        """What tells whose ground a post stands on, and whether it speaks to us."""
        voice, grounds = self.desk.voice, {ground: list(names) for ground, names in self.desk.grounds.items()}
        for venue, networks in self.desk.venues.items():
            grounds.setdefault(GROUND_OF[venue], []).extend(networks)
        return House(voice.brand, tuple(voice.own_handles()), tuple(voice.domains), grounds)

    def facts_of(self, playbook: Playbook) -> dict[str, Fact]:
        """What a mention may name in a reply of ``playbook``: its own facts, and those of the shared lexicon."""
        if self.playbooks.get(playbook.name) is playbook:
            return self._facts[playbook.name]
        return self._facts_of(playbook)  # a running complaint's own

    @cached_property
    def _facts(self) -> dict[str, dict[str, Fact]]:
        return {name: self._facts_of(playbook) for name, playbook in self.playbooks.items()}

    def _facts_of(self, playbook: Playbook) -> dict[str, Fact]:
        own = {name: joined(fact, self.lexicon.get(name)) for name, fact in playbook.facts.items()}
        return {name: fact for name, fact in (self.lexicon | own).items() if name in playbook.said_slots}

    def subject(self, playbook: Playbook, network: str, stakes: str = "", tier: str = "") -> Subject:
        """What the choice of a policy looks at."""
        return Subject(network, self.desk.venue(network), playbook.name, stakes, tier)

    def tier_of(self, author: Mapping[str, Any], network: str, source: str) -> str:
        """The customer's tier: the alert's own word (``author.tier``), else the first rule that fits; "" for none."""
        if said := str(author.get("tier") or "").strip().lower():
            return said
        rules = self.desk.tiers.items()
        return next((name for name, rule in rules if rule.fits(author, network, source)), "")

    def policy(self, network: str) -> SlaPolicy:
        """The first SLA policy for any complaint from ``network``; the last one where none fits."""
        subject = Subject(network, self.desk.venue(network))
        return next((p for p in self.desk.sla if not p.misfits(subject)), self.desk.sla[-1])

    def target(
        self, playbook: Playbook, network: str, metric: str, stakes: str = "", tier: str = ""
    ) -> tuple[str, Target]:
        """``(policy's name, its target)``: see :meth:`promised`."""
        found = self.promised(playbook, network, stakes, tier).get(metric)
        if found is None:
            raise KeyError(f"no policy for {network!r} has a target for {metric}")
        return found

    def promised(
        self, playbook: Playbook, network: str, stakes: str = "", tier: str = ""
    ) -> dict[str, tuple[str, Target]]:
        """Metric → ``(policy's name, target)`` of everything that is promised: by the first of :meth:`candidates` that
        fits and makes the promise."""
        found: dict[str, tuple[str, Target]] = {}
        for one in self.candidates(playbook, network, stakes, tier):
            for metric, target in one.targets if not one.misfits else ():
                found.setdefault(metric, (one.name, target))
        return found

    def candidates(self, playbook: Playbook, network: str, stakes: str = "", tier: str = "") -> list[Candidate]:
        """Who is asked for promises, in this order: the particular policies, the playbook's own targets, the other
        policies; each with what of it does not fit. The last policy takes what no other one fits."""
        subject = self.subject(playbook, network, stakes, tier)
        asked = [Candidate(one.name, one.misfits(subject), one.each()) for one in self.desk.sla]
        particular = [asked[n] for n, one in enumerate(self.desk.sla) if one.is_particular]
        general = [asked[n] for n, one in enumerate(self.desk.sla) if not one.is_particular]
        if general and all(one.misfits for one in general):
            general[-1] = Candidate(general[-1].name, [], general[-1].targets)
        return [*particular, Candidate(playbook.name, [], playbook.sla.each(), is_playbook=True), *general]

    def reply_through(self, network: str) -> str:
        """``webhook`` or ``manual``."""
        rules = self.desk.replies
        return next((r.through for r in rules if not r.networks or network in r.networks), rules[-1].through)
