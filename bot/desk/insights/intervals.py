"""Shares that are compared honestly: with an interval, and without a claim where there is too little to tell.

The interval of a share is Wilson's; that of the difference between two shares Newcombe's hybrid score interval (method
10 in R. G. Newcombe, "Interval estimation for the difference between independent proportions", 1998), which stays right
for small counts and for shares near nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

LEAST_FOR_RATE = 30  # people: of fewer, a share says nothing
SURE = 0.95


class Verdict(StrEnum):
    """What may be said about a change."""

    MORE = "more"
    FEWER = "fewer"
    UNCLEAR = "unclear"  # the interval holds "no change"
    TOO_FEW = "too_few"  # fewer than LEAST_FOR_RATE people on either side


@dataclass(frozen=True)
class Change:
    """A share before and after: ``before_people`` of ``before_of`` became ``people`` of ``of``. ``low`` and ``high``
    bound the difference of the two shares (-1 to 1), None where there are too few to tell."""

    before_people: int
    before_of: int
    people: int
    of: int
    low: float | None
    high: float | None
    verdict: Verdict

    @property
    def before(self) -> float | None:
        """The share before, 0 to 1; None when it is hidden."""
        return share(self.before_people, self.before_of)

    @property
    def after(self) -> float | None:
        """The share after, 0 to 1; None when it is hidden."""
        return share(self.people, self.of)


def share(part: int, whole: int) -> float | None:
    """``part`` of ``whole``, 0 to 1, or None where ``whole`` is too small for a rate."""
    return part / whole if whole >= LEAST_FOR_RATE else None


def change(before_people: int, before_of: int, people: int, of: int, claims: int = 1) -> Change:
    """What became of a share. ``claims``: how many such comparisons are made beside it; so that of all of them together
    one in twenty times at most one is wrong, each interval is the wider the more there are (Bonferroni)."""
    if min(before_of, of) < LEAST_FOR_RATE:
        return Change(before_people, before_of, people, of, None, None, Verdict.TOO_FEW)
    low, high = difference(before_people, before_of, people, of, _z(max(claims, 1)))
    verdict = Verdict.MORE if low > 0 else Verdict.FEWER if high < 0 else Verdict.UNCLEAR
    return Change(before_people, before_of, people, of, low, high, verdict)


@lru_cache(maxsize=256)
def _z(claims: int) -> float:
    return NormalDist().inv_cdf(1 - (1 - SURE) / (2 * claims))


def wilson(part: int, whole: int, z: float) -> tuple[float, float]:
    """Wilson's score interval of a share, 0 to 1."""
    found = part / whole
    middle = found + z * z / (2 * whole)
    spread = z * sqrt(found * (1 - found) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def difference(before: int, before_of: int, after: int, after_of: int, z: float) -> tuple[float, float]:
    """Newcombe's interval of the share after minus the share before, -1 to 1."""
    was, now = before / before_of, after / after_of
    was_low, was_high = wilson(before, before_of, z)
    now_low, now_high = wilson(after, after_of, z)
    between = now - was
    return (
        between - sqrt((now - now_low) ** 2 + (was_high - was) ** 2),
        between + sqrt((now_high - now) ** 2 + (was - was_low) ** 2),
    )
