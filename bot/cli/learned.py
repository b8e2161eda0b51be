"""``amends playbooks report``: what people change in drafts, and which line of a playbook to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import books
from bot.cli.books import Json
from bot.cli.shared import context, print_json

if TYPE_CHECKING:
    from bot.desk.learning import Learned, OfPlaybook


def register(_app: typer.Typer) -> None:
    """Add this command to ``amends playbooks``."""
    books.playbooks.command()(report)


def report(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of the replies of the last DAYS days.")] = 30,
    json: Json = False,
) -> None:
    """What people changed before they approved: how much, where, which warnings they set aside."""
    from bot.desk import learning
    from bot.desk.playbooks.loading import examine

    desk, now = context(), datetime.now().astimezone()
    places = examine(desk.settings.playbooks_dir).places
    with desk.store.read() as session:
        learned = learning.learn(session, desk.book(), now - timedelta(days=days), now, places)
    if json:
        return print_json(learning.as_json(learned))
    _print(learned, days)
    return None


def _print(learned: Learned, days: int) -> None:
    print(
        f"The last {days} days: {_share(learned.unchanged, learned.replies)} of the replies left as they were drafted."
    )
    if learned.playbooks:
        print(f"\n{'playbook':<24}{'replies':>8}{'unchanged':>11}{'median edit':>13}  how")
    for one in learned.playbooks:
        _print_playbook(one)
    for line in learned.lines:
        print(
            f"\nLook at {line.place or line.playbook} ({line.move}): changed in {line.changed} of {line.said} replies"
        )
        print(f"    | {line.text}")
    for head, found in (("Often taken out", learned.taken_out), ("Often put in", learned.put_in)):
        for phrase in found:
            where = f" (said in {', '.join(phrase.places)})" if phrase.places else ""
            print(f"\n{head}, in {phrase.replies} replies: “{phrase.words}”{where}")
    for aside in learned.overrides:
        note = "  ← too often: look at the check, or at what the playbooks say" if aside.often else ""
        print(f"\n{aside.check} set aside {aside.times} times ({aside.share:.0%} of the replies){note}")
        print(*(f"    | {reason}" for reason in aside.reasons), sep="\n")
    if learned.without_power:
        print(f"\nNo power to decide: {sum(learned.without_power.values())} of {learned.gestures} gestures asked for")


def _print_playbook(one: OfPlaybook) -> None:
    size = "—" if one.median_size is None else f"{one.median_size:.0%}"
    kinds = ", ".join(f"{kind} {times}" for kind, times in one.kinds.most_common())
    print(f"{one.playbook:<24}{one.replies:>8}{one.unchanged:>11}{size:>13}  {kinds}")
    for move, of in sorted(one.moves.items()):
        print(f"  {move:<22}{of.said:>8}{of.kept:>11}{'':>13}  changed {of.changed}, taken out {of.removed}")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "none"
