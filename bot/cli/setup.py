"""Commands around the desk: is everything well, bring complaints in from a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import context, fail, print_json

Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(doctor)
    app.command("import")(import_file)


def doctor(json: Json = False) -> None:
    """Check configuration, database, queue, workers, Slack; say how to mend each."""
    from bot.cli import examination

    found = examination.of_environment()
    if json:
        print_json([check.__dict__ for check in found])
    else:
        for check in found:
            print(f"{'ok  ' if check.ok else 'BAD '} {check.name:<19} {check.detail}")
            if not check.ok and check.mend:
                print(f"     → {check.mend}")
    sys.exit(0 if all(check.ok for check in found) else 1)


def import_file(
    file: Annotated[Path, typer.Argument(help="JSON Lines (generic alerts) or CSV with their fields as columns.")],
    source: Annotated[str, typer.Option(help="Name of the source these alerts come from.")] = "import",
    rejects: Annotated[
        Path | None, typer.Option(help="Where to write the rejected lines (default: FILE.rejects).")
    ] = None,
    json: Json = False,
) -> None:
    """Bring mentions in from a file: resumable, idempotent, with a report of what was rejected and why."""
    from bot.cli import importing

    if not file.is_file():
        fail(f"{file}: no such file")
    report = importing.import_file(context(), file, source, rejects or file.with_suffix(file.suffix + ".rejects"))
    if json:
        return print_json(report.__dict__)
    print(f"{report.accepted} accepted, {report.duplicates} known already, {report.rejected} rejected")
    for line in report.first_rejected:
        print(f"  line {line['line']}: {line['errors']}")
    if report.rejected:
        print(f"all rejected lines and why: {report.rejects}")
    return None
