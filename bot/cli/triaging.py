"""``amends triage``: what each mention is, from JSON Lines; and ``amends triage fit``, which makes the model anew."""

from __future__ import annotations

import gc
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli.alertlines import AlertLines
from bot.cli.jsonlines import answer
from bot.cli.shared import fail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.second import Second
    from bot.desk.mentions import Reading

File = Annotated[
    str, typer.Argument(help="JSON Lines, one generic alert each; - for standard input.", metavar="FILE|-")
]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines, which is what it writes anyway.")]
REMEMBERED = 100_000  # mentions among which duplicates and groups are looked for


class _FileOrCommand(TyperGroup):
    """``amends triage FILE`` reads a file; ``amends triage fit`` is a command of its own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["read", *args]
        return super().parse_args(ctx, args)


triage = typer.Typer(
    cls=_FileOrCommand, no_args_is_help=True, help="Say what each mention is: amends triage FILE|-; or fit the model."
)


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    triage.command()(read)
    triage.command()(fit)
    app.add_typer(triage, name="triage")


def read(
    file: File,
    json: Json = False,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Ask the model of the settings about lines that triage doubts.")
    ] = False,
) -> None:
    """Say of each alert what it is and what to do about it, offline. Nothing is stored.

    Each result: {"id", "language", "kind", "complaint", "confidence", "severity", "arousal", "topics", "risks",
    "abusive", "needs", "priority", "playbook", "duplicate_of", "group", "reasons", "solicited", "ground"}.
    """
    del json
    triager = Triager(_second() if second_opinion else None)
    gc.collect()
    gc.freeze()  # playbooks and model stay: looking through them again and again would take a tenth of the time
    answer(file, triager)


def _second() -> Second:
    from bot import settings
    from bot.cli.second import Second

    chosen = settings.load()
    if not chosen.asks_model:
        fail("--second-opinion: there is no model to ask; set OPENAI_MODEL (and OPENAI_API_KEY or OPENAI_BASE_URL)")
    return Second(chosen)


class Triager(AlertLines):
    """Judges alert after alert; remembers the last hundred thousand texts and problems, and nothing else."""

    def __init__(self, second: Second | None = None) -> None:
        """``second``: who is asked about what is doubted; nobody by default."""
        from bot.cli.decided import Decider
        from bot.triage.groups import Groups

        super().__init__()
        self.decider = Decider().asking(second)
        self.book = self.decider.book
        self.texts: OrderedDict[str, str] = OrderedDict()
        self.groups = Groups()

    def result(self, reading: Reading) -> dict[str, Any]:
        """What one alert is."""
        from bot.triage.sameness import fingerprint

        decided = self.decider.of(reading)
        found, mark = decided.found, fingerprint(reading.text, reading.title) or ""
        duplicate_of = self._first(self.texts, mark, reading.external_id)
        complaint = found["kind"] == "complaint"
        return {
            "id": reading.external_id, "language": reading.language, "kind": found["kind"], "complaint": complaint,
            "confidence": found["confidence"], "severity": found["stakes"], "arousal": found["arousal"],
            "topics": [name for name, _likely in found["topics"]], "risks": list(found["risks"]),
            "abusive": found["abusive"], "needs": found["needs"], "priority": self._priority(reading, found),
            "playbook": decided.choice.playbook.name if complaint or found["needs"] == "reply" else None,
            "duplicate_of": duplicate_of, "group": self._group(reading, found),
            "reasons": [reason.said() for reason in decided.reasons], "solicited": found["solicited"],
            "ground": found["ground"],
        }  # fmt: skip

    def _priority(self, reading: Reading, found: Mapping[str, Any]) -> int | None:
        from bot.desk import sorting
        from bot.triage.priority import Weighed, priority

        if found["stakes"] is None:
            return None
        venue = sorting.venue_weighed(self.book, reading.network, found)
        return priority(Weighed(found["stakes"], found["arousal"], reading.reach, venue))

    def _group(self, reading: Reading, found: Mapping[str, Any]) -> str | None:
        """The first mention with the same problem, by whomever."""
        from bot.desk.named import named

        if not found["topics"]:
            return None
        at, words = reading.posted_at.timestamp(), named(reading.text, reading.title)
        return self.groups.of(reading.external_id, found["topics"][0][0], words, at)

    def _first(self, seen: OrderedDict[str, str], key: str, own: str) -> str | None:
        """Whose ``key`` was seen first, if it was another's; forgets the oldest beyond :data:`REMEMBERED`."""
        if not key:
            return None
        first = seen.setdefault(key, own)
        seen.move_to_end(key)
        if len(seen) > REMEMBERED:
            seen.popitem(last=False)
        return first if first != own else None


def fit(
    folder: Annotated[Path | None, typer.Option(help="Labelled mentions; default: those of Amends.")] = None,
) -> None:
    """Fit the model anew from labelled mentions, the playbooks' examples and what people corrected.

    Needs scikit-learn (`pip install amends[fit]`). The model is kept in AMENDS_HOME and used from the next start on.
    """
    from bot import settings
    from bot.cli import fitted_anew

    try:
        import sklearn  # noqa: F401
    except ImportError:
        fail("Fitting needs scikit-learn: pip install 'amends[fit]'. What is fitted already works without it.")
    fitted_anew.run(settings.load(), folder)
