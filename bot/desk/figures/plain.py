"""The figures for programs and spreadsheets: one record for each group and metric, each with its n and its period.

A rate is never without its n and its interval (95 %): of fewer than 30 it says little, however round it looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.desk.figures.asking import Line, Rate, Report
from bot.desk.figures.parts import Count, Stage, Sum

UNANSWERED = "unanswered"
NUMBERS = ("n", "met", "breached", "rate", "low", "high", "mean_s", "median_s", "p90_s")
RATED = (Count.COMPLAINT, Count.RESOLVED)
COUNTED = (UNANSWERED, Count.ABSTAINED, Count.DISMISSED, Count.HAND_OFF, Count.REPEAT, Count.REOPENED)
Spreads = Mapping[tuple[tuple[str, ...], str], Sum]


def columns(found: Report) -> list[str]:
    """The names of what a record holds, in order."""
    return ["first", "last", *found.by, "metric", *NUMBERS]


def records(found: Report, spreads: Spreads) -> list[dict[str, Any]]:
    """All figures of ``found``: of each group, or in all where no groups were asked for. Durations in seconds;
    ``spreads``: of :func:`bot.desk.figures.spreads`, asked for the same period and groups."""
    lines = found.lines if found.by else [found.all]
    return [
        {"first": found.period.first.isoformat(), "last": found.period.last.isoformat(),
         **dict(zip(found.by, line.group, strict=True)), **record}
        for line in lines
        for record in _of(found, line, {of: one for (group, of), one in spreads.items() if group == line.group})
    ]  # fmt: skip


def _of(found: Report, line: Line, spreads: Mapping[str, Sum]) -> Iterator[dict[str, Any]]:
    for metric in found.metrics:
        yield _record(metric, line.of(metric), line.kept(metric), spreads.get(metric))
    for count in RATED:
        sum_ = line.of(count)
        yield _record(count, sum_, Rate(sum_.met, sum_.count), spreads.get(count))
    for name in COUNTED:
        number = line.unanswered if name == UNANSWERED else line.of(name).count
        yield _record(name, Sum(count=number), None, None)
    for stage in Stage:
        yield _record(stage, line.of(stage), None, spreads.get(stage))


def _record(metric: str, sum_: Sum, rate: Rate | None, spread: Sum | None) -> dict[str, Any]:
    low, high = (rate.interval if rate else None) or (None, None)
    return {
        "metric": str(metric), "n": rate.n if rate else sum_.count, "met": sum_.met, "breached": sum_.breached,
        "rate": rate.part / rate.n if rate and rate.n else None, "low": low, "high": high,
        "mean_s": sum_.seconds / sum_.timed if sum_.timed else None,
        "median_s": spread.percentile(0.5) if spread else None, "p90_s": spread.percentile(0.9) if spread else None,
    }  # fmt: skip
