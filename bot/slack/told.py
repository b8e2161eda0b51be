"""The figures that somebody asked for with ``/amends sla``: in words, and with Slack's chart and table beside them."""

from __future__ import annotations

from typing import Any

from bot.desk.figures.digests import worst_first
from bot.desk.figures.questions import Answered
from bot.desk.figures.telling import changed, lines, metric_name, percent, period, rate, value_name
from bot.desk.playbooks import Book
from bot.slack import blocks, figured
from bot.slack.blocks import Block
from bot.slack.text import cut, escaped
from bot.texts import _, say

GROUPS_IN_WORDS = 12


def message(book: Book, found: Answered, language: str) -> dict[str, Any]:
    """The whole message; :func:`bot.slack.figured.in_words` is the same without chart and table."""
    days = period(found.question.period, language)
    head = say(language, _("{name}: {rate}"), name=name(book, found, language), rate=days)
    said = lines(found.report, found.line, language)
    shown: list[Block] = [blocks.header(head), blocks.lines([escaped(one) for one in said])]
    if not found.question.value:
        shown += _groups(book, found, language)
    shown.append(figured.waiting(book, found.standing, language))
    shown += figured.stages(found.line, language)
    shown += _table(book, found, language)
    hint = _("Rates of fewer than 30 are not shown. The same figures: `amends sla report`, `/amends desk`.")
    shown.append(blocks.context(say(language, hint)))
    return {"text": escaped(cut(f"{head} · {said[0]}", 2000)), "blocks": shown}


def name(book: Book, found: Answered, language: str) -> str:
    """Whose figures they are."""
    if not found.question.value:
        return say(language, _("The whole desk"))
    return value_name(book, found.question.by, found.question.value, language)


def _groups(book: Book, found: Answered, language: str) -> list[Block]:
    """Each group in a line of words: what the table shows to those who have it."""
    worst = worst_first(found.report.lines)
    if len(worst) < 2:
        return []
    said = []
    for line in worst[:GROUPS_IN_WORDS]:
        kept = [
            f"{metric_name(metric, language)} {rate(line.kept(metric), language)}"
            for metric in found.report.metrics
            if line.kept(metric).n
        ]
        unanswered = say(language, _("without an answer: {n}"), n=line.unanswered)
        of = value_name(book, found.question.by, line.group[0], language)
        text = say(language, _("{name}: {rate}"), name=of, rate=" · ".join([*kept, unanswered]))
        said.append(f"• {escaped(text)}")
    if len(worst) > GROUPS_IN_WORDS:
        said.append(say(language, _("…and {n} more"), n=len(worst) - GROUPS_IN_WORDS))
    return [blocks.lines(said)]


def _table(book: Book, found: Answered, language: str) -> list[Block]:
    """All groups; or, of one group, its promises against the period before."""
    if not found.question.value:
        return [figured.groups(book, found.report, language)] if len(found.report.lines) > 1 else []
    promised = [metric for metric in found.report.metrics if found.line.kept(metric).n]
    if not promised:
        return []
    head = [say(language, text) for text in (_("Promise"), _("Kept"), _("n"), _("Late"), _("Against before"))]
    rows = []
    for metric in promised:
        kept = found.line.kept(metric)
        share = percent(kept.share, language) if kept.share is not None else "–"
        before = changed(found.report.change(metric, found.line), language)
        rows.append([metric_name(metric, language), share, str(kept.n), str(kept.n - kept.part), before])
    return [figured.table(say(language, _("Promises")), [head, *rows])]
