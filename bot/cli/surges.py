"""``amends surges``: the surges that were found, and by topic what is usual now and what is seen now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.shared import context, print_json

if TYPE_CHECKING:
    from bot.desk.models import Surge
    from bot.desk.surges import Standing
    from bot.triage.surges import Stretch

SHOWN_HOURS = (1, 24, 72)


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(surges)


def surges(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only those found from then on.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Topics of which many more people complained than is usual; what is usual now, and what is seen now."""
    from bot.desk import surges as desk_surges

    desk = context()
    with desk.store.read() as session:
        found = desk_surges.since(session, since.astimezone() if since else None)
        standing = desk_surges.standing(session, desk.book(), desk.now())
    if json:
        return print_json({
            "surges": [_as_json(surge) for surge in found],
            "topics": {topic: [_of_stretch(one) for one in stretches] for topic, stretches in standing.topics.items()},
            "sources": {name: round(weeks, 1) for name, weeks in standing.sources.items()},
            "least_weeks": standing.weeks,
        })  # fmt: skip
    _print_found(found)
    _print_standing(standing)
    return None


def _as_json(surge: Surge) -> dict[str, Any]:
    from bot.desk import surges as desk_surges

    return {
        "topic": surge.topic, "number": surge.number, "at": surge.at, "hours": round(surge.hours, 4),
        "authors": surge.authors, "expected": round(surge.expected, 2), "weeks": surge.weeks, "chance": surge.chance,
        "cooldown_until": surge.cooldown_until, "reasons": [reason.said() for reason in desk_surges.reasons(surge)],
    }  # fmt: skip


def _of_stretch(one: Stretch) -> dict[str, Any]:
    usual = one.usual
    return {
        "hours": round(one.hours, 4), "seen": one.authors, "usual": round(usual.mean, 2) if usual else None,
        "weeks": usual.weeks if usual else 0,
    }  # fmt: skip


def _print_found(found: Any) -> None:
    from bot.desk import surges as desk_surges

    for surge in found:
        print(f"{surge.at.astimezone():%Y-%m-%d %H:%M %Z}  {surge.topic}")
        print(*(f"    {reason.said()}" for reason in desk_surges.reasons(surge)), sep="\n")
    if not found:
        print("No surge was found.")


def _print_standing(standing: Standing) -> None:
    for name, weeks in standing.sources.items():
        short = "" if weeks >= standing.weeks else f": too short, it does not count before {standing.weeks}"
        print(f"\nsource {name}: {weeks:.1f} weeks of history{short}", end="")
    if not standing.topics:
        print("\nNothing is known yet of what is usual.")
        return
    heads = "".join(f"{f'{hours} h':>16}" for hours in SHOWN_HOURS)
    print(f"\n\n{'people now (usually)':<36}{heads}")
    for topic, stretches in standing.topics.items():
        shown = [one for one in stretches if one.hours in SHOWN_HOURS]
        print(f"{topic:<36}" + "".join(f"{_cell(one):>16}" for one in shown))


def _cell(one: Stretch) -> str:
    return f"{one.authors} ({one.usual.mean:.1f})" if one.usual else f"{one.authors} (?)"
