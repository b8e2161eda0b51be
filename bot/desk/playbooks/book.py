"""A desk and its playbooks, as loaded at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.desk.playbooks.choosing import Choice, Chooser, Heard
from bot.desk.playbooks.deskfile import DeskFile, SlaPolicy, Target
from bot.desk.playbooks.lexicon import Fact, joined
from bot.desk.playbooks.notions import Risk, Severity
from bot.desk.playbooks.playbook import Playbook

# A complaint keeps what decides about it from now on; how it was found, and what the playbook is tried with, is over.
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

    def policy(self, network: str) -> SlaPolicy:
        """The first SLA policy for ``network``."""
        return next((p for p in self.desk.sla if not p.networks or network in p.networks), self.desk.sla[-1])

    def target(self, playbook: Playbook, network: str, metric: str) -> tuple[str, Target]:
        """``(policy's name, its target)``: the playbook's own where it has one, else the network's."""
        found = self.promised(playbook, network).get(metric)
        if found is None:
            raise KeyError(f"no policy for {network!r} has a target for {metric}")
        return found

    def promised(self, playbook: Playbook, network: str) -> dict[str, tuple[str, Target]]:
        """Metric → ``(policy's name, target)`` of everything that is promised."""
        policy = self.policy(network)
        return {metric: (policy.name, target) for metric, target in policy.each()} | {
            metric: (playbook.name, target) for metric, target in playbook.sla.each()
        }

    def reply_through(self, network: str) -> str:
        """``webhook`` or ``manual``."""
        rules = self.desk.replies
        return next((r.through for r in rules if not r.networks or network in r.networks), rules[-1].through)
