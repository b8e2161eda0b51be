"""Messages about figures: in words, and with Slack's own charts and tables where a workspace has them.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block and data-table-block. Everything that a chart
shows stands in words as well: :func:`in_words` is the same message for a workspace that takes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.desk.figures import Report, Stage, Standing
from bot.desk.figures.asking import Line
from bot.desk.figures.digests import Digest, Step, worst_first
from bot.desk.figures.telling import (
    STAGE_SHORT,
    changed,
    coverage,
    duration,
    lines,
    metric_name,
    percent,
    period,
    rate,
    value_name,
)
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.cards import NETWORKS
from bot.slack.text import cut, escaped, inline, moment
from bot.texts import _, say

NATIVE = frozenset({"data_visualization", "data_table"})
TITLE_MOST, LABEL_MOST, POINTS_MOST = 50, 20, 20
ROWS_MOST, SHOWN = 100, 5
GROUPED = {
    "team": (_("By team, worst first"), _("Team")), "venue": (_("By venue, worst first"), _("Venue")),
    "playbook": (_("By playbook, worst first"), _("Playbook")),
}  # fmt: skip
WHAT_NEXT = {
    Step.BROKEN: _("Next: tell the customers whose promise is overdue what comes of it, {ref} first."),
    Step.OLDEST: _("Next: answer {ref} first, it has waited since {when}."),
    Step.WORSE: _("Next: look at “{metric}”, it is kept less often than before."),
    Step.SLOWEST: _("Next: most time goes into “{stage}” ({took} on average): who could take some of it?"),
    Step.NONE: _("Next: nothing presses."),
}


def message(book: Book, digest: Digest) -> dict[str, Any]:
    """The whole message, with charts."""
    language = book.desk.channels.language
    name = value_name(book, "team", digest.team, language) if digest.team else say(language, _("The whole desk"))
    head = say(language, _("{name}: {rate}"), name=name, rate=period(digest.report.period, language))
    shown: list[Block] = [blocks.header(head), blocks.section(f"*{escaped(_next(digest, language))}*")]
    shown += [waiting(book, digest.standing, language)]
    shown.append(blocks.lines([escaped(said) for said in _told(book, digest, language)]))
    shown += _charts(book, digest, language)
    hint = say(language, _("Rates of fewer than 30 are not shown. `amends sla report` tells more."))
    return {"text": escaped(f"{head} · {_next(digest, language)}"), "blocks": [*shown, blocks.context(hint)]}


def in_words(told: dict[str, Any]) -> dict[str, Any]:
    """The same without charts and tables, for a workspace or a client that lacks them."""
    return {**told, "blocks": [block for block in told["blocks"] if block["type"] not in NATIVE]}


def _next(digest: Digest, language: str) -> str:
    step, waits = digest.step, digest.standing
    values = {
        "ref": waits.broken[0].ref if step == Step.BROKEN else waits.oldest[0].ref if waits.oldest else "",
        "when": moment(waits.oldest[0].opened_at) if waits.oldest else "",
        "metric": metric_name(digest.worse, language) if digest.worse else "",
        "stage": say(language, STAGE_SHORT[digest.slowest]) if digest.slowest else "",
        "took": _mean(digest.line, digest.slowest, language) if digest.slowest else "",
    }
    if step == Step.OLDEST:  # in plain words, where no client turns it into local time
        values["when"] = duration((waits.at - waits.oldest[0].opened_at).total_seconds(), language)
    return say(language, WHAT_NEXT[step], **values)


def _mean(line: Line, stage: Stage, language: str) -> str:
    found = line.of(stage)
    return duration(found.seconds / found.timed, language) if found.timed else ""


def waiting(book: Book, waits: Standing, language: str) -> Block:
    """How things stand: what is late, what waits the longest, what was promised and is overdue, who has how much."""
    head = say(
        language, _("Now: {unanswered} without an answer, {late} promises late, {backlog} tickets open"),
        unanswered=waits.unanswered, late=waits.late, backlog=waits.backlog,
    )  # fmt: skip
    said = [f"*{escaped(head)}*"]
    for broken in waits.broken[:SHOWN]:
        who = escaped(name_of(book, broken.owner))
        said.append(f":red_circle: `{broken.ref}` {who} — {inline(broken.what, 80)} · {moment(broken.due_at)}")
    for one in waits.oldest[:SHOWN]:
        network = inline(say(language, NETWORKS.get(one.network, one.network)), 30)
        said.append(f":hourglass_flowing_sand: `{one.ref}` {network} · {moment(one.opened_at)}")
    if waits.load:
        loads = [f"{escaped(_owner(book, one.owner, language))} {one.at_work}+{one.waiting}" for one in waits.load[:8]]
        said.append(say(language, _("Tickets (at work + waiting): {loads}"), loads=" · ".join(loads)))
    return blocks.lines(said)


def _owner(book: Book, owner: str, language: str) -> str:
    return name_of(book, owner) if owner else say(language, _("queue"))


def _told(book: Book, digest: Digest, language: str) -> list[str]:
    if digest.team:
        return lines(digest.report, digest.line, language)
    said = lines(digest.report, digest.report.all, language)
    for line in digest.worst_first:
        kept = [
            f"{metric_name(metric, language)} {rate(line.kept(metric), language)} "
            f"{changed(digest.report.change(metric, line), language)}".strip()
            for metric in digest.report.metrics
            if line.kept(metric).n
        ]
        team = value_name(book, "team", line.group[0], language)
        said.append(f"• {team}: {' · '.join([*kept, coverage(line, language)])}")
    return said


def _charts(book: Book, digest: Digest, language: str) -> list[Block]:
    """At most two charts a message (Slack's limit), and a table of the groups."""
    found = stages(digest.line, language)
    if not digest.team and len(digest.report.lines) > 1:
        found.append(groups(book, digest.report, language))
    return found


def stages(line: Line, language: str) -> list[Block]:
    """Where time goes, as a chart; none where nothing was timed."""
    timed = [stage for stage in Stage if line.of(stage).timed]
    if not timed:
        return []
    hours = [round(line.of(one).seconds / line.of(one).timed / 3600, 2) for one in timed]
    labels = [say(language, STAGE_SHORT[one]) for one in timed]
    return [bars(say(language, _("Where time goes (hours)")), labels, {say(language, _("hours")): hours})]


def groups(book: Book, found: Report, language: str) -> Block:
    """Each group of a report by one dimension, the worst first, as a table."""
    (by,) = found.by
    caption, column = GROUPED[by]
    head = [say(language, column), *(metric_name(metric, language) for metric in found.metrics),
            say(language, _("Answered")), say(language, _("No answer"))]  # fmt: skip
    rows = [
        [value_name(book, by, line.group[0], language), *(_cell(line, metric, language) for metric in found.metrics),
         rate(line.answered, language), str(line.unanswered)]
        for line in worst_first(found.lines)
    ]  # fmt: skip
    return table(say(language, caption), [head, *rows])


def _cell(line: Line, metric: str, language: str) -> str:
    kept = line.kept(metric)
    return percent(kept.share, language) + f" (n={kept.n})" if kept.share is not None else rate(kept, language)


def bars(title: str, labels: Sequence[str], series: dict[str, Sequence[float]]) -> Block:
    """A bar chart: each of the ``series`` has one value for each of the ``labels``."""
    names = [cut(label, LABEL_MOST) for label in labels[:POINTS_MOST]]
    return {
        "type": "data_visualization", "title": cut(title, TITLE_MOST),
        "chart": {
            "type": "bar", "axis_config": {"categories": names},
            "series": [
                {"name": cut(name, LABEL_MOST),
                 "data": [{"label": label, "value": value} for label, value in zip(names, values, strict=False)]}
                for name, values in series.items()
            ],
        },
    }  # fmt: skip


def table(caption: str, rows: Sequence[Sequence[str]]) -> Block:
    """A table whose first row is its head."""
    cells = [[{"type": "raw_text", "text": cell or "–"} for cell in row] for row in rows[: ROWS_MOST + 1]]
    return {"type": "data_table", "caption": caption, "rows": cells, "page_size": 20}
