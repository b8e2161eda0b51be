"""The kinds of fault, as ``faults.yaml`` lists them, and a reply that has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests import quick_yaml
from tests.voice.sets import pairs
from tests.voice.sets.pairs import Pair

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Fault:
    """One kind of fault. ``sure``: rules alone can find it. ``also``: other checks that name the same fault.

    ``rules`` are the playbook's while the reply is judged; ``serious``: only in replies on a serious matter;
    ``without``: only in cases whose facts say nothing of this.
    """

    kind: str
    check: str
    sure: bool
    how: str
    fr: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)
    serious: bool = False
    without: str = ""

    def phrasings(self, language: str) -> tuple[str, ...]:
        """What to write, in ``language``; one empty text where the fault is that something is missing."""
        written = self.fr if language == "fr" else self.en
        return written if self.fr or self.en else ("",)


@dataclass(frozen=True)
class Mutant:
    """A reply with one fault in it. ``recent``: what went out before, beyond the set; ``rules``: the playbook's."""

    fault: Fault
    pair: Pair
    recent: tuple[str, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)


@cache
def faults() -> tuple[Fault, ...]:
    """All kinds, as ``faults.yaml`` lists them."""
    listed = quick_yaml.load((pairs.HERE / "faults.yaml").read_text(encoding="utf-8"))
    return tuple(
        Fault(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
        for entry in listed
    )


def domain(brand: str) -> str:
    """The address of an invented brand."""
    plain = brand.lower().translate(str.maketrans("éèô", "eeo", " -'"))
    return f"{plain}.example"
