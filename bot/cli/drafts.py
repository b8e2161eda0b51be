"""``amends draft``: composed drafts for generic alerts from JSON Lines, one result line per input line, in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.alertlines import AlertLines
from bot.cli.jsonlines import answer, check_said
from bot.cli.shared import fail

if TYPE_CHECKING:
    from bot.cli.decided import Decided
    from bot.desk.mentions import Reading
    from bot.drafting.compose import Composition

File = Annotated[
    str, typer.Argument(help="JSON Lines, one generic alert each; - for standard input.", metavar="FILE|-")
]
Now = Annotated[
    str, typer.Option(help="Compose as if it were this time (RFC 3339); the same time gives the same drafts.")
]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines, which is what it writes anyway.")]


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(draft)


def draft(file: File, now: Now = "", json: Json = False) -> None:
    """Compose a draft for each alert, from the playbooks alone. Nothing is stored, nothing is sent.

    Each result: {"id", "language", "playbook", "draft", "slots_missing", "commitments", "checks"}; "checks" are those
    that fail. Where no draft is written, "draft" is null and "reason" says why.
    """
    del json
    drafter = Drafter(_time(now))
    answer(file, drafter)


def _time(said: str) -> datetime:
    if not said:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(said)
    except ValueError:
        fail(f"--now: {said!r} is no time; write it like 2026-11-24T10:00:00+01:00")
    return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC)


class Drafter(AlertLines):
    """Drafts alert after alert; keeps the playbooks, and which wordings the last drafts used."""

    def __init__(self, now: datetime) -> None:
        """``now``: when the drafts are written; promises are counted from it."""
        from bot.cli.decided import Decider
        from bot.drafting.variety import Memory

        super().__init__()
        self.now = now
        self.decider = Decider()
        self.memory = Memory()

    def result(self, reading: Reading) -> dict[str, Any]:
        """The draft of one alert."""
        from bot.drafting import compose

        decided, book = self.decider.of(reading), self.decider.book
        playbook, language = decided.choice.playbook, compose.language_of(book, reading.language)
        result = {"id": reading.external_id, "language": language, "playbook": playbook.name}
        if reading.kind == "deleted":
            return {**result, **_nothing("The author deleted it: there is nothing left to reply to.")}
        recent = self.memory.of(playbook.name, language)
        composed = compose.compose(book, playbook, self._said(reading, decided), self.now, recent)
        if isinstance(composed, compose.Withheld):
            return {**result, **_nothing(composed.why)}
        recent.add(composed.used)
        return {**result, **_composed(composed)}

    def _said(self, reading: Reading, decided: Decided) -> Any:
        from bot.desk import opening, sorting

        return {
            "text": reading.text, "title": reading.title, "language": reading.language, "network": reading.network,
            "name": reading.author_name, "seed": reading.external_id, "posted_at": reading.posted_at,
            "severity": opening.reproach_of(decided.said),
            "wish": "lighter" if sorting.asks_for_restraint(decided.found) else "",
        }  # fmt: skip


def _nothing(reason: str) -> dict[str, Any]:
    return {"draft": None, "slots_missing": [], "commitments": [], "checks": [], "reason": reason}


def _composed(composed: Composition) -> dict[str, Any]:
    failing = composed.judgement.failing() if composed.judgement else []
    return {
        "draft": composed.body, "slots_missing": composed.missing, "commitments": composed.commitments,
        "checks": [check_said(check) for check in failing],
    }  # fmt: skip
