"""Attainment and stage times: on the tab, and in the windows that tell them by team, venue and playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from bot.desk.figures import Line, Report, Stage, telling
from bot.desk.figures.boards import DIMENSIONS, SPANS, Board
from bot.desk.insights import naming
from bot.desk.lists import Asked
from bot.slack import blocks, figured
from bot.slack.blocks import Block
from bot.slack.cards import NETWORKS
from bot.slack.home.parts import BOARD, LIST, TIME, Desk, listed
from bot.slack.text import escaped
from bot.texts import _

GROUPS_SHOWN, GROUPS_MOST = 5, 40
SPAN_NAMES = {1: _("today"), 7: _("7 days"), 28: _("28 days")}
BY = {"team": _("By team"), "venue": _("By venue"), "playbook": _("By playbook")}
OF = {"team": _("Team"), "venue": _("Venue"), "playbook": _("Playbook")}


def named(desk: Desk, by: str, value: str) -> str:
    """What people call one value of a dimension."""
    if by == "venue" and value in NETWORKS:
        return desk.say(NETWORKS[value])
    if by == "playbook":
        return naming.cause(desk.book, value, desk.language)
    return telling.value_name(desk.book, by, value, desk.language)


def attainment(desk: Desk, board: Board) -> list[Block]:
    """Promises kept, by metric over the three spans; then the first of them by team, venue and playbook."""
    first, *longer = (telling.period(board.period(days), desk.language) for days in SPANS)
    periods = " · ".join([desk.say(_("{name}: {n}"), name=desk.say(SPAN_NAMES[1]), n=first), *longer])
    head = f"*{escaped(desk.say(_('Promises kept')))}*"
    shown = [blocks.section(head), blocks.context(escaped(periods))]
    shown += [_metric(desk, board, metric) for metric in board.metrics]
    if not board.metrics:
        return [*shown, blocks.section(desk.say(_("Nothing promised has come due in these days.")))]
    for by in DIMENSIONS:
        shown += _by(desk, board, by, board.metrics[0])
    buttons = [blocks.button(f"{BOARD}_{by}", desk.say(BY[by]), f"{by}|{SPANS[-1]}") for by in DIMENSIONS]
    return [*shown, blocks.actions(*buttons, block_id="boards")]


def _metric(desk: Desk, board: Board, metric: str) -> Block:
    language = desk.language
    rates = [
        f"{desk.say(SPAN_NAMES[days])} {telling.rate(rate, language) if rate.n else '–'}"
        for days, rate in zip(SPANS, board.rates(metric), strict=True)
    ]
    changed = telling.changed(board.longest.change(metric), language)
    told = escaped(" · ".join([*rates, changed] if changed else rates))
    said = f"*{escaped(telling.metric_name(metric, language))}*\n{told}"
    if not board.longest.all.of(metric).breached:
        return blocks.section(said)
    asked = Asked("missed", metric=metric, days=SPANS[-1])
    return blocks.offered(said, listed(desk, asked, desk.say(_("Broken ones"))), f"kept-{metric}")


def _by(desk: Desk, board: Board, by: str, metric: str) -> list[Block]:
    """One promise by one dimension, the worst group first: a table, or the same in words."""
    groups = [one for one in board.groups(by, metric) if board.line(SPANS[-1], by, one).kept(metric).n]
    if len(groups) < 2:  # one group alone is the whole
        return []
    rows = [
        [named(desk, by, group[0]), *(_cell(desk, board.line(days, by, group), metric) for days in SPANS)]
        for group in groups[:GROUPS_SHOWN]
    ]
    name = telling.metric_name(metric, desk.language)
    caption = desk.say(_("{metric}, {by}, worst first"), metric=name, by=desk.say(BY[by]).lower())
    hidden = len(groups) - len(rows)
    hint = [blocks.context(desk.say(_("…and {n} more"), n=hidden))] if hidden > 0 else []
    head = [desk.say(OF[by]), *(desk.say(SPAN_NAMES[days]) for days in SPANS)]
    return [*_tabled(desk, caption, head, rows), *hint]


def _cell(desk: Desk, line: Line, metric: str) -> str:
    return telling.rate(line.kept(metric), desk.language) if line.kept(metric).n else "–"


def _tabled(desk: Desk, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Block]:
    if desk.native:
        return [figured.table(caption, [head, *rows])]
    said = []
    for name, *cells in rows:
        each = (f"{span} {cell}" for span, cell in zip(head[1:], cells, strict=True))
        said.append(f"• *{escaped(name)}* — {escaped(' · '.join(each))}")
    return [blocks.lines([f"_{escaped(caption)}_", *said])]


# Windows


def window(desk: Desk, found: Report, days: int, by: str) -> Block:
    """Every promise by one dimension in one span, with the lists behind the numbers of each group."""
    language = desk.language
    head = blocks.section(f"*{escaped(telling.period(found.period, language))}*")
    turns = [
        blocks.button(f"{BOARD}_{span}", desk.say(SPAN_NAMES[span]), f"{by}|{span}",
                      style="primary" if span == days else "")
        for span in SPANS
    ]  # fmt: skip
    ordered = sorted(found.lines, key=lambda line: (-_missed(found, line), -line.unanswered, line.group))
    shown = [head, blocks.actions(*turns, block_id="spans")]
    shown += [_group(desk, found, line, by, days) for line in ordered[:GROUPS_MOST]]
    if not ordered:
        shown.append(blocks.section(desk.say(_("Nothing was counted in these days."))))
    if len(ordered) > GROUPS_MOST:
        shown.append(
            blocks.context(
                desk.say(_("…and {n} more: `amends sla report` has them all."), n=len(ordered) - GROUPS_MOST)
            )
        )
    return blocks.modal(BOARD, desk.say(BY[by]), shown, close=desk.say(_("Close")), metadata=f"{by}|{days}")


def _missed(found: Report, line: Line) -> int:
    return sum(line.of(metric).breached for metric in found.metrics)


def _group(desk: Desk, found: Report, line: Line, by: str, days: int) -> Block:
    """One group in words, and a menu of the lists behind its numbers."""
    language = desk.language
    kept = [telling.promise(metric, line.kept(metric), language) for metric in found.metrics if line.kept(metric).n]
    said = [f"*{escaped(named(desk, by, line.group[0]))}*", *(f"• {escaped(one)}" for one in kept),
            f"• {escaped(telling.coverage(line, language))}"]  # fmt: skip
    behind = Asked.read(urlencode({"kind": "missed", "days": days, by: line.group[0]}))
    offered = [
        (replace(behind, metric=metric), telling.metric_name(metric, language),
         line.of(metric).breached)
        for metric in found.metrics
    ]  # fmt: skip
    offered.append((replace(behind, kind="unanswered"), desk.say(_("No answer")), line.unanswered))
    options = [(asked.written(), desk.say(_("{name}: {n}"), name=name, n=n)) for asked, name, n in offered if n > 0]
    if not options or not line.group[0]:
        return blocks.section("\n".join(said))
    menu = blocks.menu(f"{LIST}_of", desk.say(_("Show the list")), options)
    return blocks.offered("\n".join(said), menu, f"group-{line.group[0]}")


def stages(desk: Desk, found: Report) -> Block:
    """Where time is lost, whole and by team."""
    shown = [blocks.section(f"*{escaped(telling.period(found.period, desk.language))}*")]
    timed = [line for line in found.lines if any(line.of(stage).timed for stage in Stage)]
    if desk.native and timed:
        shown.append(stage_bars(desk, found.all))
    for line in [found.all, *timed[:GROUPS_MOST]]:
        name = named(desk, "team", line.group[0]) if line.group else desk.say(_("The whole desk"))
        told = telling.where_time_goes(line, desk.language)
        shown.append(blocks.section(f"*{escaped(name)}*\n{escaped(told[0] if told else '–')}"))
    return blocks.modal(TIME, desk.say(_("Where time is lost")), shown, close=desk.say(_("Close")))


def stage_bars(desk: Desk, line: Line) -> Block:
    """The mean of each stage, in hours."""
    timed = [stage for stage in Stage if line.of(stage).timed]
    hours = [round(line.of(one).seconds / line.of(one).timed / 3600, 2) for one in timed]
    labels = [desk.say(telling.STAGE_SHORT[one]) for one in timed]
    return figured.bars(desk.say(_("Where time goes (hours)")), labels, {desk.say(_("hours")): hours})
