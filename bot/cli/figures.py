"""``amends sla report``, ``amends figures rebuild``, ``amends demo-data``: the figures, and traffic to look at."""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import desk as looking
from bot.cli.shared import context, fail, print_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.context import Context
    from bot.desk.figures import Period, Report
    from bot.desk.figures.plain import Spreads

figures = typer.Typer(no_args_is_help=True, help="What the complaints add up to.")
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
By = Annotated[str, typer.Option(help="Separately for each: team, venue, source, playbook, priority, week, day.")]
Since = Annotated[str, typer.Option(help="From this day on, such as 2026-11-01, instead of --days.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    looking.sla.command("report")(report)
    figures.command()(rebuild)
    app.add_typer(figures, name="figures")
    app.command("demo-data")(demo_data)


def report(
    by: By = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="Today and the days before, DAYS in all.")] = 28,
    since: Since = "",
    json: Json = False,
    csv_: Annotated[bool, typer.Option("--csv", help="One line for each group and metric.")] = False,
    png: Annotated[str, typer.Option(metavar="FILE", help="A picture (needs the extra: amends[png]).")] = "",
) -> None:
    """Promises kept, what has no answer, where time goes: the same figures as in Slack and on the page."""
    if sum((json, csv_, bool(png))) > 1:
        fail("Choose one of --json, --csv and --png.")
    desk = context()
    found, spreads, now_open = _found(desk, [name.strip() for name in by.split(",") if name.strip()], days, since)
    if png:
        from bot.cli import picture

        picture.save(desk, found, png)
        return None
    if json:
        from bot.desk.figures import plain

        return print_json([record | now_open.get(record["metric"], {}) for record in plain.records(found, spreads)])
    if csv_:
        from bot.desk.figures import plain

        writer = csv.DictWriter(sys.stdout, plain.columns(found))
        writer.writeheader()
        writer.writerows(plain.records(found, spreads))
        return None
    _print(desk, found)
    return None


def _found(desk: Context, by: list[str], days: int, since: str) -> tuple[Report, Spreads, dict[str, dict[str, int]]]:
    from bot.desk import figures as kept
    from bot.desk import reports

    book, now = desk.book(), desk.now()
    _count(desk)
    with desk.store.read() as session:
        period = _period(desk, days, since)
        found = kept.report(session, book, period, by, now)
        spreads = kept.spreads(session, period, by, [*found.metrics, *kept.Stage, *kept.Count])
        if by:
            return found, spreads, {}
        open_ = reports.attainment(session, now)
    return found, spreads, {
        one.metric: {"running": one.running, "paused": one.paused, "stopped": one.stopped} for one in open_
    }  # fmt: skip


def _count(desk: Context) -> None:
    """What has just happened counts, whether or not the beat runs."""
    from bot.desk import figures as kept

    while desk.store.write(lambda session: kept.fold(session, desk.book())):
        pass


def _period(desk: Context, days: int, since: str) -> Period:
    from bot.desk.figures import Period, last_days

    today = last_days(desk.book(), days, desk.now())
    if not since:
        return today
    try:
        first = date.fromisoformat(since)
    except ValueError:
        fail(f"--since: {since!r} is no day; write it like 2026-11-01")
    if first > today.last:
        fail(f"--since: {since} is still to come")
    return Period(first, today.last)


def _print(desk: Context, found: Report) -> None:
    from bot.desk.figures import telling

    language = desk.settings.language
    print(telling.period(found.period, language))
    for line in found.lines if found.by else [found.all]:
        if found.by:
            print("\n" + telling.group(desk.book(), found, line, language))
        for said in telling.lines(found, line, language):
            print(f"    {said}")
    if found.by and not found.lines:
        for said in telling.lines(found, found.all, language):
            print(f"    {said}")


def rebuild(json: Json = False) -> None:
    """Count everything anew from the rows: after a calendar's zone was changed, or to be sure."""
    from bot.desk import figures as kept

    desk = context()
    counted = desk.store.write(lambda session: kept.rebuild(session, desk.book()))
    if json:
        return print_json({"complaints": counted})
    print(f"Counted {counted} complaints anew.")
    return None


def demo_data(
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days up to now.")] = 28,
    per_day: Annotated[int, typer.Option(min=1, max=2000, help="About so many alerts on a weekday.")] = 60,
    seed: Annotated[int, typer.Option(help="Another number, another month.")] = 1,
    force: Annotated[bool, typer.Option(help="Although there are complaints in the database.")] = False,
    json: Json = False,
) -> None:
    """A month of invented traffic through the real desk, to look around in. Nothing is sent to anybody."""
    from bot.demo.month import Month, settle
    from bot.demo.work import Desk

    desk = context()
    if not force:
        _guard_empty(desk)
    work = Desk(desk.book(), desk.model())
    month = Month(work, days, per_day, seed, desk.now())
    desk.store.write(lambda session: work.acknowledge(session, desk.now() - timedelta(days=days)))
    month.plan()
    month.play(desk.store.write)
    desk.store.write(lambda session: settle(session, desk.now()))
    _count(desk)
    if json:
        return print_json(dict(month.happened))
    for what, number in month.happened.items():
        print(f"{number:>6}  {what}")
    print("`amends sla report --by team` shows what it adds up to.")
    return None


def _guard_empty(desk: Context) -> None:
    from sqlalchemy import select

    from bot.desk.models import Complaint

    def some(session: Session) -> bool:
        return session.scalar(select(Complaint.id).limit(1)) is not None

    with desk.store.read() as session:
        if some(session):
            fail(
                "There are complaints in this database, and invented ones would stand among them for good: nothing is "
                "ever deleted.\nPoint DATABASE_URL (or AMENDS_HOME) at a fresh one, or say --force."
            )
