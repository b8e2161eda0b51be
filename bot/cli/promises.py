"""Commands about what is promised: which policy applies and why, and what an edit of the files does to open clocks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.shared import context, fail, print_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.cli.decided import Decider
    from bot.context import Context
    from bot.desk.mentions import Reading
    from bot.desk.playbooks import Book, Playbook
    from bot.desk.retiming import Retimed

Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
Changed = Annotated[Path | None, typer.Option(help="Another folder of playbooks (default: PLAYBOOKS_DIR).")]
What = Annotated[
    str, typer.Argument(metavar="[REF|FILE|-]", help="A complaint, or JSON Lines of alerts.", show_default=False)
]
SHOWN = 50


def register(sla: typer.Typer) -> None:
    """Add these commands to ``amends sla``."""
    sla.command()(preview)
    sla.command()(apply)


def preview(
    what: What = "",
    changed: Changed = None,
    json: Json = False,
) -> None:
    """Say which policy applies to a complaint or an alert, and why; without either, what the files would do to the
    deadlines that run. Nothing is changed."""
    from bot.desk import references

    if what and not references.read(what):
        return _of_alerts(what, changed)
    desk = context()
    book = _book(desk, changed)
    with desk.store.read() as session:
        if what:
            _of_complaint(session, book, what, json)
        else:
            _of_open(session, book, json)
    return None


def _book(desk: Context, folder: Path | None) -> Book:
    from bot.desk import playbooks

    if folder is None:
        return desk.book()
    try:
        return playbooks.load(folder)
    except playbooks.PlaybookError as error:
        fail(f"{folder}: these must be mended:", str(error).splitlines())


def _asked(book: Book, playbook: Playbook, network: str, stakes: str, tier: str) -> dict[str, Any]:
    """Who is asked, what does not fit of each, and what is promised in the end."""
    promised = book.promised(playbook, network, stakes, tier)
    return {
        "network": network, "venue": book.desk.venue(network), "playbook": playbook.name, "priority": stakes,
        "tier": tier,
        "asked": [
            {
                "policy": one.name, "applies": not one.misfits, "playbook": one.is_playbook,
                "makes": [metric for metric, _target in one.targets],
                "because": [_misfit(*misfit) for misfit in one.misfits],
            }
            for one in book.candidates(playbook, network, stakes, tier)
        ],
        "promised": {
            metric: {"policy": name, **target.model_dump(exclude_defaults=True)}
            for metric, (name, target) in promised.items()
        },
    }  # fmt: skip


def _misfit(what: str, is_: str, wanted: list[str]) -> str:
    return f"{what} is {is_ or 'none'}, not {' or '.join(wanted)}"


def _of_complaint(session: Session, book: Book, ref: str, json: bool) -> None:
    from bot.desk import complaints

    found = complaints.by_ref(session, ref)
    mention = found.mention
    playbook = book.playbooks.get(found.playbook) or complaints.frozen_playbook(book, found)
    tier = book.tier_of({**mention.author, "handle": mention.author_handle}, mention.network, mention.source)
    asked = _asked(book, playbook, mention.network, found.stakes or "", tier)
    if json:
        return print_json({"ref": found.ref, **asked})
    said = [f"{part} {asked[part]}" for part in ("network", "venue", "playbook", "priority", "tier") if asked[part]]
    print(f"{found.ref}: " + ", ".join(said))
    for one in asked["asked"]:
        name = f"playbook {one['policy']}" if one["playbook"] else f"policy “{one['policy']}”"
        why = "; ".join(one["because"]) or ("makes " + ", ".join(one["makes"]) if one["makes"] else "makes no promise")
        print(f"  {'+' if one['applies'] else '-'} {name}: {why}")
    for metric, promise in asked["promised"].items():
        print(
            f"  {metric}: warned after {promise['target']}, late after {promise['limit']} ({promise['calendar']}), "
            f"by “{promise['policy']}”"
        )
    return None


def _of_alerts(file: str, changed: Path | None) -> None:
    from bot.cli.alertlines import AlertLines
    from bot.cli.decided import Decider
    from bot.cli.jsonlines import answer
    from bot.desk import playbooks

    decider = Decider()
    if changed is not None:
        decider.book = playbooks.load(changed)

    class Lines(AlertLines):
        def result(self, reading: Reading) -> dict[str, Any]:
            return _of_alert(decider, reading)

    answer(file, Lines())


def _of_alert(decider: Decider, reading: Reading) -> dict[str, Any]:
    decided, book = decider.of(reading), decider.book
    kind = decided.found["kind"]
    if kind != "complaint" and decided.found["needs"] != "reply":
        return {"id": reading.external_id, "kind": kind, "promised": {}}
    tier = book.tier_of({**reading.author, "handle": reading.author_handle}, reading.network, "")
    stakes = decided.found["stakes"] or "P3"
    return {
        "id": reading.external_id, "kind": kind,
        **_asked(book, decided.choice.playbook, reading.network, stakes, tier),
    }  # fmt: skip


def _of_open(session: Session, book: Book, json: bool) -> None:
    from bot.desk import retiming

    now = datetime.now().astimezone()
    found = [one for portion in retiming.changes(session, book, now) for one in portion]
    if json:
        return print_json([one.as_json() for one in found])
    if not found:
        print("No running deadline would change.")
        return None
    for one in found[:SHOWN]:
        print(_line(one))
    if len(found) > SHOWN:
        print(f"…and {len(found) - SHOWN} more (--json lists all)")
    earlier, left = sum(one.after < one.before for one in found), sum(one.left for one in found)
    print(f"{len(found)} deadlines would change: {earlier} earlier, {len(found) - earlier} not earlier.")
    if left:
        print(f"{left} of them would be over already; they are left as they are.")
    print("Nothing has changed. A manager applies it: amends sla apply --by SLACK_ID --why WORDS")
    return None


def _line(one: Retimed) -> str:
    left = "  (left: it would be over already)" if one.left else ""
    before, after = (at.astimezone().strftime("%Y-%m-%d %H:%M") for at in (one.before, one.after))
    return f"{one.ref}  {one.metric:<15} {before} → {after}  {one.was} → {one.policy['name']}{left}"


def apply(
    by: Annotated[str, typer.Option(help="Your Slack member id: a manager's.")],
    why: Annotated[str, typer.Option(help="Why, for the timeline of each complaint.")],
    json: Json = False,
) -> None:
    """Let the hours and promises of PLAYBOOKS_DIR apply to clocks that still run; what is over stays as it was."""
    from bot.desk import people, retiming
    from bot.desk.vocabulary import Lane, Refused

    desk, moved, last = context(), 0, 0
    book, now = desk.book(), datetime.now().astimezone()
    try:
        person = people.allowed(book, by, "incident")
        while True:

            def portion(session: Session, after: int = last) -> tuple[int, int]:
                return retiming.apply(session, book, person, why, now, after)

            count, last = desk.store.write(portion)
            moved += count
            if not last:
                break
    except Refused as refusal:
        fail(str(refusal))
    desk.wake(Lane.CHAT)
    if json:
        return print_json({"moved": moved})
    print(f"{moved} deadlines moved.")
    return None
