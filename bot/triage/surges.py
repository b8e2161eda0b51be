"""Surges: so many people complain of one topic that chance does not explain it. The decision, and why, in numbers.

Compared is the number of distinct authors in a stretch of time that ends now with what is usual in the same stretch of
the week (:mod:`bot.triage.usual`). Several stretches are looked at, so that what breaks out within minutes and what
swells for days are both found. The chance that so many come together is the tail of a negative binomial distribution,
which is honest about small numbers: of a topic that is hardly ever heard of, five people may say much; one never does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.texts import _
from bot.triage.deciding import Reason
from bot.triage.usual import LONGEST_HOURS, History, Usual

Sensitivity = Literal["low", "normal", "high"]
STRETCHES = {  # hours → how they are called
    1 / 12: _("5 minutes"),
    1 / 4: _("15 minutes"),
    1: _("an hour"),
    2: _("2 hours"),
    4: _("4 hours"),
    8: _("8 hours"),
    24: _("24 hours"),
    72: _("3 days"),
}
# The chance that one look finds a surge where there is none, and how many times the usual it must be at least.
STRICTNESS: dict[Sensitivity, tuple[float, float]] = {"low": (1e-8, 3.0), "normal": (2e-6, 2.0), "high": (1e-4, 1.5)}
Seen = Mapping[tuple[str, str], Sequence[int]]  # (topic, source) → distinct authors in each of STRETCHES
NOBODY = (0,) * len(STRETCHES)
GROWN = 3.0  # told again before the cooldown is over, from so many times the people, as fast again, on
LEVEL_STRETCHES = (4, 24)  # hours in which everything else is looked at
NOTABLE_LEVEL = 1.25
LEAST_MEAN = 1e-9  # nothing is impossible
NEGLIGIBLE = 1e-4  # of a sum, its next term


@dataclass(frozen=True)
class Rules:
    """``least_authors``: fewer are never a surge. ``weeks``: no claim with less history."""

    least_authors: int = 5
    weeks: int = 3
    sensitivity: Sensitivity = "normal"


@dataclass(frozen=True)
class Stretch:
    """The ``hours`` before now: ``authors`` distinct people in them, and what is usual (None: nobody knows)."""

    hours: float
    authors: int
    usual: Usual | None


@dataclass(frozen=True)
class Told:
    """The last surge that was told of: how many people in how many hours."""

    authors: int
    hours: float


@dataclass(frozen=True)
class Found:
    """A surge: the stretch that shows it best, and by what chance so many would come together."""

    stretch: Stretch
    chance: float
    reasons: tuple[Reason, ...]


def look(
    history: History,
    topic: str,
    seen: Seen,
    ends: Sequence[float],
    rules: Rules,
    told: Told | None = None,
    most_hours: float = LONGEST_HOURS,
) -> Found | None:
    """Whether ``topic`` surges now. ``ends``: this moment of the week in each past week (:meth:`History.usual`);
    ``most_hours``: no longer stretches are looked at, because what came before is told of already."""

    def stretches(levels: Mapping[str, float]) -> list[Stretch]:
        found = []
        for place, hours in enumerate(STRETCHES):
            if (
                hours > most_hours
                or sum(seen.get((topic, name), NOBODY)[place] for name in known) < rules.least_authors
            ):
                continue
            usual = history.usual(topic, ends, hours, rules.weeks, levels)
            if usual is not None:
                authors = sum(seen.get((topic, name), NOBODY)[place] for name in usual[1])
                found.append(Stretch(hours, authors, usual[0]))
        return found

    known = history.known(rules.weeks)
    if find(stretches({}), rules, told) is None:
        return None
    levels = {name: _level(history, name, topic, seen, ends, rules) for name in known}
    return find(stretches(levels), rules, told)


def _level(history: History, source: str, topic: str, seen: Seen, ends: Sequence[float], rules: Rules) -> float:
    """How much more than usual everything else is, today or since some hours."""
    found = 1.0
    for hours in LEVEL_STRETCHES:
        place = list(STRETCHES).index(hours)
        others = {other: counts[place] for (other, name), counts in seen.items() if name == source}
        found = max(found, history.level(source, topic, others, ends, hours, rules.weeks))
    return found


def find(stretches: Sequence[Stretch], rules: Rules, told: Told | None = None) -> Found | None:
    """The surge that ``stretches`` of one topic show, or None. ``told``: one whose cooldown is not over yet."""
    found = [(chance, stretch) for stretch in stretches if (chance := _surges(stretch, rules)) is not None]
    found = [(chance, stretch) for chance, stretch in found if told is None or _has_grown(stretch, told)]
    if not found:
        return None
    chance, stretch = min(found, key=lambda pair: (pair[0], pair[1].hours))
    return Found(stretch, chance, _reasons(stretch, chance))


def _surges(stretch: Stretch, rules: Rules) -> float | None:
    """The chance of ``stretch``, if that is small enough."""
    usual, most = stretch.usual, STRICTNESS[rules.sensitivity]
    if usual is None or usual.weeks < rules.weeks or stretch.authors < max(2, rules.least_authors):
        return None
    if stretch.authors < most[1] * usual.mean:
        return None
    chance = tail(stretch.authors, usual.mean, usual.shape)
    return chance if chance <= most[0] else None


def _has_grown(stretch: Stretch, told: Told) -> bool:
    faster = stretch.authors / stretch.hours >= GROWN * told.authors / told.hours
    return faster and stretch.authors >= GROWN * told.authors


def tail(authors: int, mean: float, shape: float) -> float:
    """The chance of at least ``authors`` where ``mean`` are usual: of a negative binomial distribution with variance
    ``mean + mean² / shape``. Summed from the far end, so that tiny chances stay exact; never negative."""
    if authors <= 0:
        return 1.0
    mean = max(mean, LEAST_MEAN)
    beyond = mean / (mean + shape)
    # The ratio of two gammas as a product: each alone is so large that their difference would lose nine digits.
    rising = sum(math.log1p(person / shape) for person in range(authors))
    log_first = (
        rising - math.lgamma(authors + 1)
        + shape * math.log1p(-beyond) + authors * math.log(mean / (1 + mean / shape))
    )  # fmt: skip
    first, count = math.exp(log_first), authors
    total, term = first, first
    while term > total * NEGLIGIBLE * (1 - beyond) or count < mean:
        term *= beyond * (count + shape) / (count + 1)
        count += 1
        total += term
        if not term:
            break
    return min(1.0, total)


def _reasons(stretch: Stretch, chance: float) -> tuple[Reason, ...]:
    assert stretch.usual is not None
    mean = stretch.usual.mean
    values = {"authors": f"{stretch.authors}", "weeks": f"{stretch.usual.weeks}"}
    if mean < 0.1:
        text = _("{authors} people in {stretch}; usually nobody at this time of the week; seen over {weeks} weeks.")
    elif mean < 10:
        text = _("{authors} people in {stretch}; usually {low} or {high} at this time of the week; "
                 "seen over {weeks} weeks.")  # fmt: skip
        values |= {"low": f"{math.floor(mean)}", "high": f"{math.floor(mean) + 1}"}
    else:
        text = _("{authors} people in {stretch}; usually about {usual} at this time of the week; "
                 "seen over {weeks} weeks.")  # fmt: skip
        values["usual"] = f"{mean:.0f}"
    found = [Reason(text, values, {"stretch": STRETCHES[stretch.hours]})]
    if stretch.usual.level >= NOTABLE_LEVEL:
        text = _("Everything else is at {percent} % of the usual as well; that is allowed for.")
        found.append(Reason(text, {"percent": f"{stretch.usual.level * 100:.0f}"}))
    odds = math.floor(math.log10(1 / max(chance, 1e-12)))
    text = _("By chance alone this would happen less than once in {odds} times.")
    found.append(Reason(text, {"odds": f"{10**odds:,}".replace(",", "\u202f")}))
    return tuple(found)
