"""What is usual: how many people complain of a topic in this stretch of the week, by what the past weeks show.

Counts are distinct authors by source, topic and hour; hours are numbered from 1970 (UTC), fractions allowed. A source
is measured against itself: what it did before it was in steady service, and days on which it was silent though
something always comes then, say nothing about what is usual. One wild week does not make the wild usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from statistics import fmean, median, variance

WEEKS = 8  # that are compared with
DAYS = 7 * (WEEKS + 1) + 1  # that are looked at
HOURS = 24 * DAYS
LONGEST_HOURS = 72.0  # of a stretch
LEAST_STRETCH = 3.0  # hours: shorter ones are compared with what is around them, which is just as usual
STEADY = 0.2  # a week with less than this share of what the source brings is not one in service
CHANCE = 8.0  # … where that is at least so many people fewer
SILENT = 6.0  # people that should have been heard of in a silence: by chance it would last so long once in 400 times
WORTH = 4.0  # what the brand's rhythm and the topic's share let one expect weighs as much as so many people seen
RHYTHM_WORTH = 5.0  # and the same rate at every hour, of the rhythm
LEAST_SHARE = 1e-4  # of everything: that a topic was never heard of does not make it impossible
VARIES = 0.02  # days differ beyond chance: the square of their coefficient of variation
SET_APART = 3  # topics with the most beyond the usual, which say nothing of whether everything is more than usual
DAY = 24.0


@dataclass(frozen=True)
class Usual:
    """What is usual in one stretch: ``mean`` people; ``shape`` says how sure that is (of a negative binomial: infinite
    is a Poisson's); ``weeks``: how many past ones show it; ``level``: how much more than usual everything is."""

    mean: float
    shape: float
    weeks: int
    level: float = 1.0


def calm(counts: Sequence[float]) -> list[float]:
    """``counts`` without what stands out: an earlier surge is no part of the usual."""
    most = _most(counts)
    return [min(count, most) for count in counts]


def _most(counts: Sequence[float]) -> float:
    return 3 * median(counts) + 4 if counts else 0.0


class Source:
    """What one source brought, and on which of the days it was in steady service."""

    def __init__(self, end: int, rows: Iterable[tuple[str, int, int]]) -> None:
        """``rows``: (topic, hour, authors); ``end``: the hour that runs now."""
        self._end, self._first = end, end - HOURS
        hourly: dict[str, list[int]] = {}
        everything = [0] * (HOURS + 1)
        for topic, hour, authors in rows:
            if self._first <= hour <= end:
                hourly.setdefault(topic, [0] * (HOURS + 1))[hour - self._first] += authors
                everything[hour - self._first] += authors
        self.topics = frozenset(hourly)
        self._sums = {topic: [0, *accumulate(counts)] for topic, counts in hourly.items()}
        self._sums_of_all = [0, *accumulate(everything)]
        self._daily: dict[str | None, Sequence[float]] = {}
        self._calm: dict[str | None, float] = {}
        self._memo: tuple[tuple[float, ...], dict[float, tuple[list[tuple[float, float]], float, float]]] = (), {}

    def people(self, topic: str | None, start: float, until: float) -> float:
        """People heard of between two hours; None: of all topics together."""
        sums = self._sums_of_all if topic is None else self._sums.get(topic)
        return self._up_to(sums, until) - self._up_to(sums, start) if sums else 0.0

    def _up_to(self, sums: Sequence[int], hour: float) -> float:
        at = min(max(hour - self._first, 0.0), HOURS + 1.0)
        whole = min(int(at), HOURS)
        return sums[whole] + (at - whole) * (sums[whole + 1] - sums[whole])

    def daily(self, topic: str | None) -> Sequence[float]:
        """People on each day back: the first entry is the 24 hours before now."""
        if topic not in self._daily:
            sums = self._sums_of_all if topic is None else self._sums.get(topic, [0] * (HOURS + 1))
            self._daily[topic] = [sums[at] - sums[at - 24] for at in range(HOURS, 0, -24)]
        return self._daily[topic]

    @cached_property
    def in_service(self) -> frozenset[int]:
        """Days back (1: the day before the last 24 hours) that say what is usual."""
        days = self.daily(None)
        oldest = next((day for day in reversed(range(DAYS)) if days[day]), 0)
        lived = days[1:oldest]  # of the oldest day a part is missing
        if not lived:
            return frozenset()
        weeks = self._weekly(len(lived))
        # What counts is what it brings lately: a few old things that it brought when it was connected are no history.
        least = max(weeks[0], median(weeks))
        steady = [
            day
            for day in range(1, oldest)
            if (people := weeks[(day - 1) // 7]) >= STEADY * least or 7 * (least - people) < CHANCE
        ]
        most = _most(lived)
        return frozenset(steady) - _silent([0.0, *(min(people, most) for people in lived)], steady)

    def _weekly(self, lived: int) -> list[float]:
        """People a day in each week back, without the topics that grew most: one surge is no better service."""
        by_topic = []
        for topic in self.topics:
            days = self.daily(topic)[1 : lived + 1]
            by_topic.append([fmean(days[day : day + 7]) for day in range(0, lived, 7)])
        by_topic.sort(key=lambda weeks: weeks[0] - median(weeks))
        kept = by_topic[: max(1, len(by_topic) - SET_APART)]
        return [sum(column) for column in zip(*kept, strict=True)]

    @cached_property
    def weeks(self) -> float:
        """How long the history is."""
        return len(self.in_service) / 7

    def is_known(self, start: float, until: float) -> bool:
        """Whether it was in service on all days of a stretch."""
        last, first = int((self._end - until) // DAY), int((self._end - start) // DAY)
        return all(day in self.in_service for day in range(max(last, 1), first + 1))

    def calm_people(self, topic: str | None) -> float:
        """All who were heard of on the days in service, earlier surges apart."""
        if topic not in self._calm:
            days = self.daily(topic)
            self._calm[topic] = sum(calm([days[day] for day in sorted(self.in_service)]))
        return self._calm[topic]

    def share(self, topic: str) -> float:
        """The topic's part of everything, 0 to 1."""
        return min(1.0, max(LEAST_SHARE, self.calm_people(topic) / self.calm_people(None)))

    def usual(self, topic: str, ends: Sequence[float], hours: float, weeks: int) -> Usual | None:
        """What is usual in the ``hours`` before now; None where fewer than ``weeks`` of the past ones show it.

        ``ends``: this same moment of the week in each past week, the latest first.
        """
        known, length, rhythm = self._compared(tuple(ends), hours)
        if len(known) < weeks or not rhythm:
            return None
        seen = calm([self.people(topic, *stretch) for stretch in known])
        shape = WORTH + sum(seen)
        people = shape / (len(known) + WORTH / (rhythm * self.share(topic)))
        return Usual(people * hours / length, 1 / (1 / shape + _varies(seen)), len(known))

    def _compared(self, ends: tuple[float, ...], hours: float) -> tuple[list[tuple[float, float]], float, float]:
        """The past stretches that are known, how long each is, and how many people are usual in one, of all topics."""
        memo = self._memo
        if memo[0] != ends:  # all topics are looked at at one moment, and then at the next
            memo = self._memo = ends, {}
        if hours not in memo[1]:
            around = max(0.0, LEAST_STRETCH - hours) / 2
            length = hours + 2 * around
            stretches = [(end - hours - around, end + around) for end in ends]
            known = [stretch for stretch in stretches if self.is_known(*stretch)]
            rhythm = 0.0
            if known and self.calm_people(None):
                flat = self.calm_people(None) / len(self.in_service) * length / DAY
                of_all = calm([self.people(None, *stretch) for stretch in known])
                rhythm = (sum(of_all) + RHYTHM_WORTH) / (len(known) + RHYTHM_WORTH / flat)
            memo[1][hours] = known, length, rhythm
        return memo[1][hours]


def _silent(days: Sequence[float], steady: Sequence[int]) -> frozenset[int]:
    """Days in a row without anybody, in which people should have been heard of."""
    found: set[int] = set()
    run: list[int] = []
    for day in [*steady, -1]:
        if day > 0 and not days[day] and (not run or day == run[-1] + 1):
            run.append(day)
            continue
        if run and sum(_same_weekday(days, steady, run, quiet) for quiet in run) >= SILENT:
            found.update(run)
        run = [day] if day > 0 and not days[day] else []
    return frozenset(found)


def _same_weekday(days: Sequence[float], steady: Sequence[int], run: Sequence[int], day: int) -> float:
    others = [days[other] for other in steady if other % 7 == day % 7 and other not in run]
    return fmean(others) if others else 0.0


def _varies(seen: Sequence[float]) -> float:
    """How much weeks differ beyond chance; few of them are believed a little."""
    usual = fmean(seen)
    if usual < 5 or len(seen) < 3:
        return VARIES
    found = max(0.0, (variance(seen, usual) - usual) / usual**2)
    return max(VARIES, (VARIES * WEEKS + found * (len(seen) - 1)) / (WEEKS + len(seen) - 1))


class History:
    """What all sources brought."""

    def __init__(self, end: int, rows: Iterable[tuple[str, str, int, int]]) -> None:
        """``rows``: (source, topic, hour, authors); ``end``: the hour that runs now."""
        by_source: dict[str, list[tuple[str, int, int]]] = {}
        for source, topic, hour, authors in rows:
            by_source.setdefault(source, []).append((topic, hour, authors))
        self.sources = {name: Source(end, found) for name, found in by_source.items()}

    def known(self, weeks: int) -> list[str]:
        """The sources with a history of at least so many weeks; those with less count for nothing."""
        return sorted(name for name, source in self.sources.items() if source.weeks >= weeks)

    def usual(
        self, topic: str, ends: Sequence[float], hours: float, weeks: int, levels: Mapping[str, float]
    ) -> tuple[Usual, frozenset[str]] | None:
        """What is usual of a topic in all sources that show it, and which those are; None where none does.

        ``levels``: how much more than usual each source brings of everything (:meth:`level`).
        """
        found = {
            name: (one, levels.get(name, 1.0))
            for name in self.known(weeks)
            if (one := self.sources[name].usual(topic, ends, hours, weeks)) is not None
        }
        if not found:
            return None
        people = sum(one.mean * level for one, level in found.values())
        spread = sum((one.mean * level) ** 2 / one.shape for one, level in found.values())
        before = sum(one.mean for one, _level in found.values())
        weeks_seen = min(one.weeks for one, _level in found.values())
        return Usual(people, people**2 / spread, weeks_seen, people / before), frozenset(found)

    def level(
        self, source: str, topic: str, seen: Mapping[str, int], ends: Sequence[float], hours: float, weeks: int
    ) -> float:
        """How many times as much as usual ``source`` brought of other topics in the last ``hours``, at least 1.

        Before Christmas, and where a tool listens to more than before, everything grows: that is no surge of a topic.
        ``seen``: topic → people in those hours.
        """
        one = self.sources[source]
        pairs = []
        for other in (one.topics | seen.keys()) - {topic}:
            usual = one.usual(other, ends, hours, weeks)
            pairs.append((seen.get(other, 0), usual.mean if usual else 0.0))
        pairs.sort(key=lambda pair: pair[0] - pair[1])
        pairs = pairs[:-SET_APART]
        return max(1.0, (sum(have for have, _expected in pairs) + 1) / (sum(expected for _have, expected in pairs) + 1))
