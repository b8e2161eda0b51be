"""Commands that look at the desk: one complaint's story, the arithmetic of a deadline."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from bot.cli import promises
from bot.cli.shared import context, print_json

complaint = typer.Typer(no_args_is_help=True, help="One complaint.")
sla = typer.Typer(no_args_is_help=True, help="Promises: how many were kept, and why a deadline is what it is.")
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
Ref = Annotated[str, typer.Argument(help="The complaint's reference, such as K4M-7RX2.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    complaint.command("show")(show)
    complaint.command("routing")(routing)
    sla.command()(explain)
    promises.register(sla)
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


def routing(ref: Ref, json: Json = False) -> None:
    """Which team gets the ticket, by which route, why, and which routes did not fit."""
    from bot.desk import complaints
    from bot.desk.routing import choose
    from bot.texts import say

    desk = context()
    with desk.store.read() as session:
        found = complaints.by_ref(session, ref)
        routed = choose(desk.book(), found)
    why = say(desk.settings.language, routed.why).format_map(routed.values)
    if json:
        passed = [{"route": number, "misfit": misfit} for number, misfit in routed.passed]
        return print_json({"ref": found.ref, "team": routed.team, "why": why, "passed": passed})
    print(f"{found.ref} → {routed.team}: {why}")
    for number, misfit in routed.passed:
        print(f"  route {number} does not take it: {misfit}")
    return None


def _indented(text: str) -> str:
    return "\n".join(f"    | {line}" for line in text.splitlines())


def _at(at: datetime | None) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z") if at else "—"


def explain(ref: Ref, json: Json = False) -> None:
    """Print the arithmetic of each deadline: windows, holidays, pauses; and what a broken one is laid to."""
    from bot.desk import complaints, reports, sla, stages

    desk, now = context(), datetime.now().astimezone()
    with desk.store.read() as session:
        complaint = complaints.by_ref(session, ref)
        found = reports.explain(session, complaint, desk.settings.language)
        spans = stages.of_complaint(session, complaint)
        for told, row in zip(found, sla.of_complaint(session, complaint.id), strict=True):
            told["laid_to"] = stages.cause(row, spans, now)
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
    if clock["laid_to"]:
        print(f"  laid to   {clock['laid_to']}, which took most of its time")


def _span(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours} h {rest // 60:02} m" + (f" {rest % 60:02} s" if rest % 60 else "")
