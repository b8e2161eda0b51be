"""How urgent a complaint is, as a sum that anybody can check: 0 to 100, with a floor for the ordinary single post.

What is at stake weighs most; reach never does (a hundred thousand followers weigh as much as a step from P4 to P3), so
that a loud voice comes before a quiet one only where as much is at stake.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.triage.kinds import Arousal, Stakes

STAKES_WEIGH: Mapping[Stakes, int] = {"P1": 60, "P2": 40, "P3": 25, "P4": 12}
AROUSAL_WEIGHS: Mapping[Arousal, int] = {"high": 6, "low": 2}  # high arousal spreads; sadness leaves quietly
REACH_BANDS = ((100_000, 12), (10_000, 8), (1_000, 4))  # followers or readers, at least
VENUE_WEIGHS = {  # a ground, or a counter, where somebody stands: who reads along, and how long it stays
    "press": 10, "complaints": 8, "reviews": 5, "consumers": 4, "social": 4, "counter": 4, "own": 2,
}  # fmt: skip
SAME_PROBLEM_MOST = 10  # two points for each doubling of the authors who tell of the same problem
WAITED_MOST = 10  # one point for each hour without an answer
BANDS = (40, 60)  # as urgent as a P2 at the least, as a P1: whoever passes one comes before what it was behind
FLOOR = 25  # an ordinary single post never sinks below this: its SLA is kept whatever else comes in


@dataclass(frozen=True)
class Weighed:
    """What goes into the sum. ``authors``: distinct people with the same problem lately, this one included (one
    person's ten posts count once). ``waited``: hours since the customer wrote."""

    stakes: Stakes
    arousal: Arousal | None = None
    reach: int | None = None
    venue: str | None = None
    authors: int = 1
    waited: float = 0.0


def parts(weighed: Weighed) -> dict[str, int]:
    """Each summand by its name, without those that are zero."""
    found = {
        "stakes": STAKES_WEIGH[weighed.stakes],
        "arousal": AROUSAL_WEIGHS[weighed.arousal] if weighed.arousal else 0,
        "reach": next((points for least, points in REACH_BANDS if (weighed.reach or 0) >= least), 0),
        "venue": VENUE_WEIGHS.get(weighed.venue or "", 0),
        "same problem": same_problem(weighed.authors),
        "waiting": min(WAITED_MOST, int(max(0.0, weighed.waited))),
    }
    return {name: points for name, points in found.items() if points}


def same_problem(authors: int) -> int:
    """What so many people with the same problem weigh."""
    return min(SAME_PROBLEM_MOST, round(2 * math.log2(max(1, authors))))


def priority(weighed: Weighed) -> int:
    """The sum, from :data:`FLOOR` to 100."""
    return max(FLOOR, min(100, sum(parts(weighed).values())))


def band(sum_: int) -> int:
    """How many of :data:`BANDS` a priority has reached."""
    return sum(sum_ >= least for least in BANDS)
