"""The figures in words: the same sentences in a terminal, in Slack and wherever no chart can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from bot.desk.figures.asking import Line, Period, Rate, Report
from bot.desk.figures.parts import Count, Stage
from bot.desk.insights import Change, Verdict
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import METRIC_NAMES, Metric
from bot.texts import _, say

STAGE_SHORT = {
    Stage.DETECT: _("hear of it"), Stage.DRAFT: _("draft"), Stage.APPROVE: _("approve"), Stage.POST: _("post"),
    Stage.HAND_OVER: _("hand over"), Stage.CLAIM: _("claim"),
}  # fmt: skip
OTHER_NAMES = {Count.COMMITMENT.value: _("Promises to customers")}


def metric_name(metric: str, language: str) -> str:
    """What people call it."""
    if metric in set(Metric):
        return say(language, METRIC_NAMES[Metric(metric)])
    return say(language, OTHER_NAMES[metric]) if metric in OTHER_NAMES else metric


def period(of: Period, language: str) -> str:
    """``1 Nov – 28 Nov 2026 (28 days)``."""
    if of.days == 1:
        return day(of.first, language)
    return say(
        language,
        _("{first} to {last}, {n} days"),
        first=day(of.first, language),
        last=day(of.last, language),
        n=of.days,
    )


def day(of: date, language: str) -> str:
    """A day with its month and year."""
    said = format_date(of, "medium", locale=code_of(language))
    return f"1er{said[1:]}" if code_of(language) == "fr" and of.day == 1 else said


def group(book: Book, found: Report, line: Line, language: str) -> str:
    """What a group is called."""
    return " · ".join(value_name(book, name, value, language) for name, value in zip(found.by, line.group, strict=True))


def value_name(book: Book, dimension: str, value: str, language: str) -> str:
    """What one value of a dimension is called."""
    code = code_of(language)
    if dimension == "team" and value in book.desk.teams:
        return book.desk.teams[value].title[code]
    if dimension == "playbook" and value in book.playbooks:
        return book.playbooks[value].title[code]
    if dimension == "week":
        return say(language, _("week of {day}"), day=day(date.fromisoformat(value), language))
    if dimension == "day":
        return day(date.fromisoformat(value), language)
    return value or say(language, _("unknown"))


def rate(of: Rate, language: str) -> str:
    """``92% (46 of 50)``; below 30 only ``4 of 5``."""
    counted = say(language, _("{part} of {n}"), part=of.part, n=of.n)
    return counted if of.share is None else f"{percent(of.share, language)} ({counted})"


def promise(metric: str, of: Rate, language: str) -> str:
    """``First response: 92% (46 of 50)``."""
    return say(language, _("{name}: {rate}"), name=metric_name(metric, language), rate=rate(of, language))


def percent(share: float, language: str) -> str:
    """A share in per cent; between 99 and 100 with a digit more, and 100 only where it is all."""
    number = 100 * share
    said = f"{min(number, 99.9):.1f}" if 99 <= number < 100 else f"{number:.0f}"
    return f"{said.replace('.', ',')}{chr(0xA0)}%" if code_of(language) == "fr" else f"{said}%"


def duration(seconds: float, language: str) -> str:
    """Roughly how long: seconds, minutes, hours, days."""
    for size, text in ((86_400.0, _("{n} d")), (3_600.0, _("{n} h")), (60.0, _("{n} min"))):
        if seconds >= 1.5 * size:
            number = seconds / size
            shown = f"{number:.1f}" if number < 10 else f"{number:.0f}"
            return say(language, text, n=shown.replace(".", ",") if code_of(language) == "fr" else shown)
    return say(language, _("{n} s"), n=f"{seconds:.0f}")


def changed(of: Change, language: str) -> str:
    """How a share changed against the period before; nothing where too little is known."""
    if of.verdict == Verdict.TOO_FEW or of.before is None or of.after is None:
        return ""
    text = {
        Verdict.MORE: _("better than {before} before"), Verdict.FEWER: _("worse than {before} before"),
        Verdict.UNCLEAR: _("no clear change from {before} before"),
    }[of.verdict]  # fmt: skip
    return say(language, text, before=percent(of.before, language))


def lines(found: Report, line: Line, language: str) -> list[str]:
    """Everything about one group, a sentence a line."""
    said = [coverage(line, language)]
    for metric in found.metrics:
        if line.kept(metric).n:
            of = found.change(metric, line if found.by else None)
            said.append(_joined(promise(metric, line.kept(metric), language),
                                changed(of, language)))  # fmt: skip
    return [*said, *where_time_goes(line, language), *_harm(line, language)]


def coverage(line: Line, language: str) -> str:
    """How many genuine complaints have an answer."""
    answered = line.answered
    text = _("Answered: {rate}; without an answer: {unanswered}; left on purpose: {left}")
    return say(language, text, rate=rate(answered, language), unanswered=line.unanswered,
               left=line.of(Count.ABSTAINED).count)  # fmt: skip


def where_time_goes(line: Line, language: str) -> list[str]:
    """The mean of each stage."""
    timed = [stage for stage in Stage if line.of(stage).timed]
    means = [
        f"{say(language, STAGE_SHORT[one])} {duration(line.of(one).seconds / line.of(one).timed, language)}"
        f" (n{chr(0xA0)}={chr(0xA0)}{line.of(one).timed})"
        for one in timed
    ]
    return [say(language, _("Where time goes, on average: {stages}"), stages=" · ".join(means))] if means else []


def _harm(line: Line, language: str) -> list[str]:
    named: Sequence[tuple[str, str]] = (
        (Count.HAND_OFF, _("hand-offs: {n}")), (Count.REPEAT, _("wrote again before an answer: {n}")),
        (Count.REOPENED, _("reopened: {n}")),
    )  # fmt: skip
    said = [say(language, text, n=line.of(count).count) for count, text in named if line.of(count).count]
    resolved = line.of(Count.RESOLVED)
    if resolved.count:
        text = _("resolved: {n}, {solved} of them solved")
        said.insert(0, say(language, text, n=resolved.count, solved=resolved.met))
    return [_joined(*said)] if said else []


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
