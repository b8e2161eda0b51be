"""``amends draft``: composed drafts for generic alerts from JSON Lines, one result line per input line, in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.jsonlines import LONGEST_LINE, answer, as_line, check_said
from bot.cli.shared import fail

if TYPE_CHECKING:
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


class Drafter:
    """Drafts alert after alert; keeps the playbooks, and which wordings the last drafts used."""

    def __init__(self, now: datetime) -> None:
        """``now``: when the drafts are written; promises are counted from it."""
        from bot import settings
        from bot.desk import playbooks
        from bot.drafting.variety import Memory

        self.now, self.unreadable = now, 0
        self.book = playbooks.load(settings.load().playbooks_dir)
        self.memory = Memory()

    def line(self, number: int, raw: bytes) -> str:
        """The result of one input line, as JSON."""
        from bot.sources import generic
        from bot.sources.base import BadRequest

        if len(raw) > LONGEST_LINE:
            return self._refused(number, None, f"the line: longer than {LONGEST_LINE:,} bytes; one alert a line")
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            found = generic.parse("draft", text.encode())
        except UnicodeDecodeError:
            return self._refused(number, None, "the line: not UTF-8; save the file as UTF-8")
        except BadRequest as error:
            return self._refused(number, None, str(error).replace("the body", "the line", 1))
        if len(found) != 1:
            return self._refused(number, None, "the line: one alert a line, an object without `alerts`")
        if found[0].errors:
            return self._refused(number, found[0].external_id, found[0].errors)
        return as_line(self._drafted(generic.read(found[0].payload)))

    def _refused(self, number: int, said: str | None, why: str) -> str:
        self.unreadable += 1
        return as_line({**({"id": said} if said else {}), "line": number, "error": why})

    def _drafted(self, reading: Reading) -> dict[str, Any]:
        from bot.drafting import compose

        severity = compose.severity_of(reading.title, reading.text, reading.language)
        choice = self.book.choose(
            f"{reading.title} {reading.text}", reading.language, network=reading.network, rating=reading.rating,
            severity=severity,
        )  # fmt: skip
        language = compose.language_of(self.book, reading.language)
        result = {"id": reading.external_id, "language": language, "playbook": choice.playbook.name}
        if reading.kind == "deleted":
            return {**result, **_nothing("The author deleted it: there is nothing left to reply to.")}
        recent = self.memory.of(choice.playbook.name, language)
        composed = compose.compose(self.book, choice.playbook, self._said(reading), self.now, recent)
        if isinstance(composed, compose.Withheld):
            return {**result, **_nothing(composed.why)}
        recent.add(composed.used)
        return {**result, **_composed(composed)}

    def _said(self, reading: Reading) -> Any:
        return {
            "text": reading.text, "title": reading.title, "language": reading.language, "network": reading.network,
            "name": reading.author_name, "seed": reading.external_id, "posted_at": reading.posted_at,
        }  # fmt: skip


def _nothing(reason: str) -> dict[str, Any]:
    return {"draft": None, "slots_missing": [], "commitments": [], "checks": [], "reason": reason}


def _composed(composed: Composition) -> dict[str, Any]:
    failing = composed.judgement.failing() if composed.judgement else []
    return {
        "draft": composed.body, "slots_missing": composed.missing, "commitments": composed.commitments,
        "checks": [check_said(check) for check in failing],
    }  # fmt: skip
