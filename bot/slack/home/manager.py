"""What a manager sees: how things stand, coverage, attainment, where time is lost, load, surges, quiet sources.

Every figure is one of :mod:`bot.desk.figures`, with its n and its period, and a button to the list behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.desk import figures as desk_figures
from bot.desk import lists
from bot.desk import surges as desk_surges
from bot.desk.figures import boards, telling
from bot.desk.figures import quiet as quieting
from bot.desk.figures.boards import SPANS, Board
from bot.desk.figures.standing import Load, Standing
from bot.desk.insights import naming
from bot.desk.lists import Asked
from bot.desk.people import name_of
from bot.desk.routing import crew
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.home import boarded
from bot.slack.home.parts import TIME, Desk, Rank, Section, listed, more, waited
from bot.slack.text import escaped, inline, moment
from bot.texts import _

OLDEST_SHOWN, LOADS_SHOWN, SURGES_SHOWN, SOURCES_SHOWN = 3, 6, 3, 5
A_WEEK = timedelta(days=7)
MINUTE = 60  # seconds: less than that, on average, is no time lost


def figures(desk: Desk) -> Iterator[Section]:
    """How things stand, then what the rollups say; nothing of these while there has been no complaint."""
    waits = desk_figures.standing(desk.session, desk.now, shown=OLDEST_SHOWN)
    board = boards.board(desk.session, desk.book, desk.now)
    if waits.unanswered or waits.backlog or waits.broken or waits.late:
        yield _standing(desk, waits, board)
    yield from _load(desk, waits.load)
    if any(found.count for found in board.longest.all.sums.values()):
        yield Section(Rank.COVERAGE, _coverage(desk, board))
        yield Section(Rank.ATTAINMENT, boarded.attainment(desk, board))
        yield from _stages(desk, board)


def _standing(desk: Desk, waits: Standing, board: Board) -> Section:
    """What waits the longest, what was promised and is overdue, and the lists of both; where most time is lost."""
    text = _("Now: {unanswered} without an answer, {late} promises late, {backlog} tickets open")
    said = desk.say(text, unanswered=waits.unanswered, late=waits.late, backlog=waits.backlog)
    lines = [f"*{escaped(said)}*"]
    for one in waits.oldest:
        venue = escaped(boarded.named(desk, "venue", one.network))
        lines.append(f":hourglass_flowing_sand: `{one.ref}` {venue} · {waited(desk, one.opened_at)}")
    for broken in waits.broken:
        who = escaped(desk.say(name_of(desk.book, broken.owner)))
        lines.append(f":red_circle: `{broken.ref}` {who} — {inline(broken.what, 80)} · {moment(broken.due_at)}")
    lines += _slowest(desk, board)
    overdue = len(waits.broken)
    if overdue == OLDEST_SHOWN:  # perhaps there are more
        overdue = lists.count(desk.session, desk.book, Asked("broken"), desk.now)
    offered = [
        (Asked("unanswered"), _("Without an answer ({n})"), waits.unanswered),
        (Asked("late"), _("Late ({n})"), waits.late), (Asked("broken"), _("Broken promises ({n})"), overdue),
    ]  # fmt: skip
    buttons = [_button(desk, asked, desk.say(label, n=n)) for asked, label, n in offered if n]
    row = [blocks.actions(*buttons, block_id="standing")] if buttons else []
    return Section(Rank.STANDING, [blocks.lines(lines), *row], late=bool(waits.late or waits.broken))


def _slowest(desk: Desk, board: Board) -> list[str]:
    """Where most time is lost once we have heard of it, in one sentence."""
    line = board.longest.all
    stage = line.slowest
    if stage is None:
        return []
    found = line.of(stage)
    if found.seconds < MINUTE * found.timed:
        return []
    text = _("Most time goes into “{stage}”: {took} on average (n = {n}, 28 days)")
    said = desk.say(
        text, stage=desk.say(telling.STAGE_SHORT[stage]), n=found.timed,
        took=telling.duration(found.seconds / found.timed, desk.language),
    )  # fmt: skip
    return [f":stopwatch: {escaped(said)}"]


def _button(desk: Desk, asked: Asked, label: str) -> Block:
    """A button to a list, with a name of its own among those of its row."""
    made = listed(desk, asked, label)
    return made | {"action_id": f"{made['action_id']}_{asked.kind}"}


def _coverage(desk: Desk, board: Board) -> list[Block]:
    """How many genuine complaints have no answer in each of the spans, and which."""
    shown = [blocks.section(f"*{escaped(desk.say(_('Coverage')))}*")]
    for days in SPANS:
        line = board.of(days).all
        said = f"{desk.say(boarded.SPAN_NAMES[days])} — {telling.coverage(line, desk.language)}"
        asked = Asked("unanswered", days=days)
        shown.append(
            blocks.offered(escaped(said), listed(desk, asked, desk.say(_("Which ones"))), f"coverage-{days}")
            if line.unanswered else blocks.section(escaped(said))
        )  # fmt: skip
    return shown


def _stages(desk: Desk, board: Board) -> Iterator[Section]:
    """Where time is lost, stage by stage."""
    line = board.longest.all
    told = telling.where_time_goes(line, desk.language)
    if not told:
        return
    period = telling.period(board.longest.period, desk.language)
    button = blocks.button(TIME, desk.say(_("By team")), str(SPANS[-1]))
    head = f"*{escaped(desk.say(_('Where time is lost')))}* · {escaped(period)}\n{escaped(told[0])}"
    chart = [boarded.stage_bars(desk, line)] if desk.native else []
    yield Section(Rank.STAGES, [blocks.offered(head, button, "stages"), *chart])


def _load(desk: Desk, found: Sequence[Load]) -> Iterator[Section]:
    """Tickets by person and by queue, the most first."""
    if not found:
        return
    text = _("Backlog: {n} tickets (at work + waiting for the customer)")
    head = desk.say(text, n=sum(one.at_work + one.waiting for one in found))
    shown = [_loaded(desk, one) for one in found[:LOADS_SHOWN]]
    yield Section(
        Rank.LOAD,
        [blocks.section(f"*{escaped(head)}*"), *shown, *more(desk, len(shown), len(found), Asked("load"), "more-load")],
    )


def _loaded(desk: Desk, one: Load) -> Block:
    team = escaped(naming.team(desk.book, one.team, desk.language))
    who = escaped(desk.say(name_of(desk.book, one.owner))) if one.owner else f"_{desk.say(_('queue'))}_"
    most = crew.most(desk.book, one.owner) if one.owner else None
    of = f" / {most}" if most else ""
    asked = Asked("load", owner=one.owner or lists.NOBODY, team=one.team)
    text = f"{who} · {team}: {one.at_work} + {one.waiting}{of}"
    return blocks.offered(text, listed(desk, asked), f"load-{one.team}-{one.owner}")


def surges(desk: Desk) -> Iterator[Section]:
    """Topics of which more people complained than is usual, in the last seven days."""
    found = desk_surges.since(desk.session, desk.now - A_WEEK)
    if not found:
        return
    head = desk.say(_("Surges of the last 7 days: {n}"), n=len(found))
    shown: list[Block] = [blocks.section(f"*{escaped(head)}*")]
    for one in found[:SURGES_SHOWN]:
        topic = escaped(naming.cause(desk.book, one.topic, desk.language))
        why = inline(" ".join(reason.said(desk.language) for reason in desk_surges.reasons(one)), 240)
        text = f":chart_with_upwards_trend: *{topic}* · {moment(one.at)}\n{why}"
        shown.append(blocks.offered(text, listed(desk, Asked("surge", number=one.id)), f"surge-{one.id}"))
    hidden = len(found) - SURGES_SHOWN
    if hidden > 0:
        shown.append(blocks.context(desk.say(_("…and {n} more"), n=hidden)))
    yield Section(Rank.SURGES, shown, late=any(one.cooldown_until > desk.now for one in found))


def quiet(desk: Desk) -> Iterator[Section]:
    """Sources that should have brought something by now."""
    found = quieting.quiet(desk.session, desk.book, desk.now)
    if not found:
        return
    head = desk.say(_("Quiet sources: {n}"), n=len(found))
    lines = [f":no_bell: *{escaped(head)}*"]
    for one in found[:SOURCES_SHOWN]:
        text = _("{source}: nothing since {day}; usual in as long a time: {usual} complaints (n = {days} days)")
        lines.append(escaped(desk.say(
            text, source=one.source[:60], day=telling.day(one.since, desk.language), usual=round(one.usual),
            days=one.days,
        )))  # fmt: skip
    if len(found) > SOURCES_SHOWN:
        lines.append(desk.say(_("…and {n} more"), n=len(found) - SOURCES_SHOWN))
    lines.append(desk.say(_("Look whether it still sends: `amends doctor` tells when each source was heard last.")))
    yield Section(Rank.QUIET, [blocks.lines(lines)], late=True)
