"""What one complaint adds to the figures: facts, each on one day, with a verdict and a duration where it has them.

Metrics are the clocks' (``first_response``, ``resolution`` …), the stages' and :class:`Count`. A promise is a fact of
the day on which it was kept, or of the day of the deadline that passed: a day that is over hardly changes any more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

CLASSES = 8  # of durations in each doubling: a percentile is right to about 4 %


class Stage(StrEnum):
    """Where the time of a complaint goes, from when the customer wrote until somebody works on it."""

    DETECT = "detect"  # written → received
    DRAFT = "draft"  # received → first draft
    APPROVE = "approve"  # first draft → approved
    POST = "post"  # approved → public
    HAND_OVER = "hand_over"  # public → ticket open
    CLAIM = "claim"  # ticket open → first claimed


class Count(StrEnum):
    """What is counted beside promises and stages."""

    COMPLAINT = "complaint"  # genuine ones, on the day they were opened; met: answered
    ABSTAINED = "abstained"  # of these: a person decided to leave it
    DISMISSED = "dismissed"  # no genuine one after all
    RESOLVED = "resolved"  # met: solved; the rest was refused
    HAND_OFF = "hand_off"
    REPEAT = "repeat"  # the customer wrote again before anybody had answered
    REOPENED = "reopened"
    COMMITMENT = "commitment"  # on the day it was due


class Of(NamedTuple):
    """Whose figures a complaint belongs to."""

    team: str
    source: str
    network: str
    playbook: str
    stakes: str


class Fact(NamedTuple):
    """One thing to count. ``day`` is ISO; ``verdict``: "met", "breached" or neither; ``seconds`` it took, if known."""

    day: str
    metric: str
    verdict: str = ""
    seconds: int | None = None


class Key(NamedTuple):
    """A row of the rollups."""

    metric: str
    day: str
    of: Of


class Tallied(NamedTuple):
    """A row of the tallies: one value of one dimension alone."""

    dimension: str
    day: str
    metric: str
    value: str


TALLIED = ("team", "playbook")  # what is shown by itself most often; no dimension at all is all teams together


def by_dimension(total: Mapping[Key, Sum]) -> dict[Tallied, Sum]:
    """The same sums by each of :data:`TALLIED` alone."""
    found: dict[Tallied, Sum] = {}
    for key, sum_ in total.items():
        for dimension in TALLIED:
            tallied = Tallied(dimension, key.day, key.metric, getattr(key.of, dimension))
            found.setdefault(tallied, Sum()).merge(sum_)
    return found


@dataclass
class Sum:
    """What facts add up to."""

    count: int = 0
    met: int = 0
    breached: int = 0
    timed: int = 0
    seconds: int = 0
    spread: dict[int, int] = field(default_factory=dict)

    def add(self, fact: Fact, times: int = 1) -> None:
        """Count ``fact``; ``times`` -1 takes it back."""
        self.count += times
        self.met += times * (fact.verdict == "met")
        self.breached += times * (fact.verdict == "breached")
        if fact.seconds is not None:
            self.timed += times
            self.seconds += times * fact.seconds
            self._spread(duration_class(fact.seconds), times)

    def merge(self, other: Sum) -> None:
        """Add all of ``other``."""
        self.count += other.count
        self.met += other.met
        self.breached += other.breached
        self.timed += other.timed
        self.seconds += other.seconds
        for name, number in other.spread.items():
            self._spread(name, number)

    def _spread(self, name: int, number: int) -> None:
        self.spread[name] = self.spread.get(name, 0) + number
        if not self.spread[name]:
            del self.spread[name]

    @property
    def decided(self) -> int:
        """Promises that were kept or broken."""
        return self.met + self.breached

    def percentile(self, share: float) -> float | None:
        """Seconds within which ``share`` (0 to 1) of the timed ones were done; None without any."""
        rank = math.ceil(share * self.timed)
        for name in sorted(self.spread):
            rank -= self.spread[name]
            if rank <= 0:
                return middle_of(name)
        return None


def duration_class(seconds: int) -> int:
    """The class of a duration; classes grow with the durations."""
    return math.floor(math.log2(max(seconds, 0) + 1) * CLASSES)


def middle_of(name: int) -> float:
    """The duration that stands for a class, in seconds."""
    return 2 ** ((name + 0.5) / CLASSES) - 1 if name else 0.0


def summed(of: Of, facts: Iterable[Fact], into: dict[Key, Sum], times: int = 1) -> None:
    """Add ``facts`` to the rows they belong to."""
    for fact in facts:
        into.setdefault(Key(fact.metric, fact.day, of), Sum()).add(fact, times)


def spread_of(kept: Mapping[str, Any]) -> dict[int, int]:
    """The classes as a row keeps them (JSON knows only texts as names)."""
    return {int(name): int(number) for name, number in kept.items()}
