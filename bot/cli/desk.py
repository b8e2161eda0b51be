"""Commands that look at the desk: one complaint's story, attainment, the arithmetic of a deadline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from bot.cli.shared import context, print_json

complaint = typer.Typer(no_args_is_help=True, help="One complaint.")
sla = typer.Typer(no_args_is_help=True, help="Promises: how many were kept, and why a deadline is what it is.")
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
Ref = Annotated[str, typer.Argument(help="The complaint's reference, such as K4M-7RX2.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    complaint.command("show")(show)
    sla.command()(report)
    sla.command()(explain)
    app.add_typer(complaint, name="complaint")
    app.add_typer(sla, name="sla")


def show(ref: Ref, json: Json = False) -> None:
    """The whole timeline: who did what, when, with the exact words."""
    from bot.desk import complaints, events, reports, timeline

    desk = context()
    with desk.store.read() as session:
        found = complaints.by_ref(session, ref)
        if json:
            return print_json(reports.story(session, desk.book(), found))
        mention = found.mention
        print(f"{found.ref} · {found.state} · playbook {found.playbook}")
        print(f"{mention.author_name or mention.author_handle} on {mention.network}, {_at(mention.posted_at)}")
        print(_indented(mention.text or "(the author deleted these words)"))
        for event in events.of_complaint(session, found.id):
            sentence, quoted = timeline.words(event, desk.book(), desk.settings.language)
            print(f"{_at(event.at)}  {sentence}")
            if quoted:
                print(_indented(quoted))
    return None


def _indented(text: str) -> str:
    return "\n".join(f"    | {line}" for line in text.splitlines())


def _at(at: datetime | None) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z") if at else "—"


def report(
    days: Annotated[int | None, typer.Option(help="Only promises begun in the last DAYS days.")] = None,
    json: Json = False,
) -> None:
    """Attainment by metric."""
    from bot.desk import reports

    desk, now = context(), datetime.now().astimezone()
    with desk.store.read() as session:
        found = reports.attainment(session, now, now - timedelta(days=days) if days else None)
    if json:
        return print_json([{**item.__dict__, "rate": item.rate} for item in found])
    print(f"{'metric':<16}{'kept':>6}{'late':>6}{'running':>9}{'paused':>8}{'no longer':>11}{'attained':>10}")
    for item in found:
        rate = "—" if item.rate is None else f"{item.rate:.0%} of {item.met + item.breached}"
        print(
            f"{item.metric:<16}{item.met:>6}{item.breached:>6}{item.running:>9}{item.paused:>8}{item.stopped:>11}"
            f"{rate:>10}"
        )
    return None


def explain(ref: Ref, json: Json = False) -> None:
    """Print the arithmetic of each deadline: windows, holidays, pauses."""
    from bot.desk import complaints, reports

    desk = context()
    with desk.store.read() as session:
        found = reports.explain(session, complaints.by_ref(session, ref))
    if json:
        return print_json(found)
    for clock in found:
        _print_clock(clock)
    return None


def _print_clock(clock: dict[str, Any]) -> None:
    print(f"{clock['metric']}, round {clock['round']}: {clock['state']}")
    print(f"  policy “{clock['policy']}”, calendar {clock['calendar']} ({clock['zone']})")
    print(f"  begun     {_at(clock['started_at'])}")
    counted = 0
    for window in clock["windows"]:
        counted += window["seconds"]
        print(f"    + {_span(window['seconds']):>10}  {_at(window['from'])} – {_at(window['to'])}   = {_span(counted)}")
    for day in clock["holidays"]:
        print(f"    closed {day['day']}: {day['name']}")
    for pause in clock["pauses"]:
        print(
            f"    - {_span(pause['seconds']):>10}  paused {_at(pause['from'])} – {_at(pause['to'])}: {pause['reason']}"
        )
    print(f"  warned    {_at(clock['warn_at'])}  after {_span(clock['target_seconds'])} of opening time")
    print(f"  due       {_at(clock['due_at'])}  after {_span(clock['limit_seconds'])} of opening time")
    print(f"  ended     {_at(clock['ended_at'])}" + ("  LATE" if clock["breached_at"] else ""))


def _span(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours} h {rest // 60:02} m" + (f" {rest % 60:02} s" if rest % 60 else "")
