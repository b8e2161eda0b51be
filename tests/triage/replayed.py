"""Replayed weeks: invented brands of three sizes, eight weeks of history, then a week with a surge on three topics.

``python -m tests.triage.replayed [low ordinary large] [KIND…] [SEEDS]`` prints, for each brand and kind of week, how
many people a surge took to be found and how many false alarms there were; the tests run a few of the same.
"""

from __future__ import annotations

import math
import random
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.triage import surges
from bot.triage.usual import WEEKS, History

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 16, tzinfo=PARIS)  # a Monday: the replayed week begins; the clocks changed three weeks before
HOUR = 3600.0
BRANDS = {"low": 3.0, "ordinary": 60.0, "large": 2000.0}  # complaints a day
TOPICS = [f"topic-{number:02}" for number in range(20)]
PLANTED = {"low": (2.0, 10.0), "ordinary": (8.0, 4.0), "large": (200.0, 1.0)}  # people an hour, hours
PLANTED_ON = (TOPICS[0], TOPICS[4], TOPICS[14])
SHARES = [1 / (number + 1.5) for number in range(20)]
BY_HOUR = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 10, 11, 11, 11, 12, 13, 13, 12, 10, 7, 4]
BY_WEEKDAY = [1.15, 1.1, 1.05, 1.0, 1.05, 0.9, 0.75]
RULES, COOLDOWN = surges.Rules(), 6.0
MOST_PEOPLE = 15  # a surge is found within so many
Shape = Callable[[datetime], float]


def always(_at: datetime) -> float:
    """Nothing changes."""
    return 1.0


def swelling(at: datetime) -> float:
    """Before Christmas: from the replayed week on twice as much of everything, from one day to the next."""
    return 2.0 if at >= NOW else 1.0


Row = tuple[float, str, str, str]  # (hour, topic, source, author): one complaint


@dataclass(frozen=True)
class Planted:
    """A surge: ``people`` an hour on ``topic``, from ``start`` on, for ``hours``."""

    topic: str
    start: float
    people: float
    hours: float


@dataclass
class Week:
    """What a replayed week showed. ``took``: of each planted surge, its people until it was found (None: it was not);
    ``false``: surges that were none."""

    took: list[int | None] = field(default_factory=list)
    false: list[tuple[float, str, surges.Found]] = field(default_factory=list)


def hour_of(at: datetime) -> float:
    """Hours since 1970."""
    return at.timestamp() / HOUR


def poisson(mean: float, draw: random.Random) -> int:
    """How many come by chance."""
    if mean > 50:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    found, chance, limit = 0, draw.random(), math.exp(-mean)
    while chance > limit:
        found += 1
        chance *= draw.random()
    return found


def weekly(
    a_day: float, draw: random.Random, source: str, since: datetime, until: datetime, shape: Shape = always
) -> Iterator[Row]:
    """What a source brings: by hour of the day and weekday, some days and some topics more than others."""
    at, number = since.astimezone(ZoneInfo("UTC")), 0
    good: dict[object, float] = {}
    while at < until:
        local = at.astimezone(PARIS)
        day = good.setdefault(local.date(), draw.gammavariate(40, 1 / 40))  # a coefficient of variation of 16 %
        rate = a_day * BY_HOUR[local.hour] / sum(BY_HOUR) * BY_WEEKDAY[local.weekday()] * day * shape(local)
        for topic in draw.choices(TOPICS, SHARES, k=poisson(rate, draw)):
            number += 1
            yield hour_of(at) + draw.random(), topic, source, f"{source}-{number}"
        at += timedelta(hours=1)


def surge(planted: Planted, draw: random.Random) -> Iterator[Row]:
    """The people of a planted surge; none of them is anybody else."""
    at, number = planted.start, 0
    while (at := at + draw.expovariate(planted.people)) < planted.start + planted.hours:
        number += 1
        yield at, planted.topic, "ear", f"planted-{planted.topic}-{number}"


def past_ends(now: float) -> list[float]:
    """This moment on the wall clock of each past week."""
    local = datetime.fromtimestamp(now * HOUR, PARIS).replace(tzinfo=None)
    return [hour_of((local - timedelta(weeks=week)).replace(tzinfo=PARIS)) for week in range(1, WEEKS + 1)]


def replay(
    rows: list[Row], since: float, until: float, rules: surges.Rules = RULES
) -> Iterator[tuple[float, str, surges.Found]]:
    """Every surge found, minute by minute: (hour, topic, what). Nobody complains of a topic twice here."""
    hourly: Counter[tuple[str, str, int]] = Counter()
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    at, place, built, history = since, bisect_left(rows, (since,)), -1, History(0, [])
    told: dict[str, tuple[float, surges.Found]] = {}
    for hour, topic, source, _author in rows[:place]:
        hourly[source, topic, int(hour)] += 1
        times[topic, source].append(hour)
    while at < until:
        came = set()
        while place < len(rows) and rows[place][0] <= at:
            hour, topic, source, _author = rows[place]
            hourly[source, topic, int(hour)] += 1
            times[topic, source].append(hour)
            came.add(topic)
            place += 1
        if came:
            if built != int(at):
                built = int(at)
                history = History(built, [(*key, authors) for key, authors in hourly.items()])
            seen = {key: [len(when) - bisect_left(when, at - hours) for hours in surges.STRETCHES]
                    for key, when in times.items()}  # fmt: skip
            for topic in sorted(came):
                last, begins, cooling = told.get(topic), -math.inf, None
                if last is not None:
                    over = last[0] + COOLDOWN
                    begins = last[0] if at < over else over
                    cooling = surges.Told(last[1].stretch.authors, last[1].stretch.hours) if at < over else None
                found = surges.look(history, topic, seen, past_ends(at), rules, cooling, at - begins)
                if found:
                    told[topic] = at, found
                    yield at, topic, found
        at += 1 / 60


def without(rows: Iterable[Row], source: str, since: datetime, until: datetime) -> Iterator[Row]:
    """A tool that was down: what it would have brought is missing."""
    return (row for row in rows if row[2] != source or not hour_of(since) <= row[0] < hour_of(until))


def of_the_brand(brand: str, draw: random.Random, days: float, shape: Shape = always) -> list[Row]:
    """Everything that its two tools bring, in nine weeks and the replayed days."""
    since, until = NOW - timedelta(weeks=9), NOW + timedelta(days=days)
    first = weekly(BRANDS[brand] * 0.7, draw, "ear", since, until, shape)
    return [*first, *weekly(BRANDS[brand] * 0.3, draw, "feed", since, until, shape)]


def usual_rows(brand: str, draw: random.Random, days: float) -> list[Row]:
    """A week like any other."""
    return of_the_brand(brand, draw, days)


def doubled(brand: str, draw: random.Random, days: float) -> list[Row]:
    """The week before Christmas."""
    return of_the_brand(brand, draw, days, swelling)


def silent(brand: str, draw: random.Random, days: float) -> list[Row]:
    """The larger tool was down for ten days three weeks ago, and for the five days before this week."""
    rows = without(of_the_brand(brand, draw, days), "ear", NOW - timedelta(days=31), NOW - timedelta(days=21))
    return [*without(rows, "ear", NOW - timedelta(days=5), NOW)]


def connected(brand: str, draw: random.Random, days: float) -> list[Row]:
    """A third tool is connected on the Monday; it brings as much as the others, and some of what is weeks old."""
    until = NOW + timedelta(days=days)
    new = weekly(BRANDS[brand], draw, "new", NOW - timedelta(hours=20), until)
    old = weekly(BRANDS[brand] / 40, draw, "new", NOW - timedelta(weeks=6), NOW - timedelta(hours=20))
    return [*of_the_brand(brand, draw, days), *new, *((row[0], row[1], "new", f"old-{row[3]}") for row in old)]


def alone(brand: str, draw: random.Random, days: float) -> list[Row]:
    """The first tool of a brand is connected on the Monday: nobody knows anything yet."""
    return [*weekly(BRANDS[brand], draw, "ear", NOW, NOW + timedelta(days=days))]


KINDS = {each.__name__: each for each in (usual_rows, doubled, silent, connected, alone)}


def week(brand: str, kind: str, seed: int, days: float = 7) -> Week:
    """Replay some days of a brand, with a surge on a large, an ordinary and a rare topic."""
    draw = random.Random(f"{brand} {kind} {seed}")
    people, hours = PLANTED[brand]
    starts = [hour_of(NOW) + 24 * days * part + draw.uniform(0, 24 * days / 5) for part in (0.02, 0.3, 0.6)]
    planted = [Planted(topic, start, people, hours) for topic, start in zip(PLANTED_ON, starts, strict=True)]
    rows = sorted([*KINDS[kind](brand, draw, days), *(row for one in planted for row in surge(one, draw))])
    found, took = Week(), dict.fromkeys(planted)
    for at, topic, what in replay(rows, hour_of(NOW), hour_of(NOW) + 24 * days):
        of = next((one for one in planted if one.topic == topic and one.start <= at < one.start + one.hours + 12), None)
        if of is None:
            found.false.append((at - hour_of(NOW), topic, what))
        elif took[of] is None:
            name = f"planted-{topic}-"
            took[of] = sum(row[0] <= at and row[3].startswith(name) for row in rows)
    found.took = [*took.values()]
    return found


def report(brand: str, kind: str, seeds: int) -> None:
    """A line of what was found, and the false alarms."""
    weeks = [week(brand, kind, seed) for seed in range(seeds)]
    took = sorted(people for one in weeks for people in one.took if people is not None) or [0]
    false = [len(one.false) for one in weeks]
    found = sum(people is not None for one in weeks for people in one.took)
    print(
        f"{brand:9} {kind:11} {found} of {3 * seeds} found; people: median {median(took):g}, "
        f"most {took[-1]}, over {MOST_PEOPLE}: {sum(people > MOST_PEOPLE for people in took)}; "
        f"false alarms a week: {sum(false) / seeds:.2f}, most {max(false)}",
        flush=True,
    )
    for number, one in enumerate(weeks):
        for at, topic, what in one.false:
            print(f"    seed {number}, hour {at:.1f}, {topic}: {what.reasons[0].said()} {what.chance:.1e}")


if __name__ == "__main__":
    asked = set(sys.argv[1:])
    times = next((int(one) for one in asked if one.isdecimal()), 10)
    for size in [one for one in BRANDS if one in asked] or BRANDS:
        for what in [one for one in KINDS if one in asked] or KINDS:
            report(size, what, times)
