"""The ``amends`` command. Commands import what they need when they run, so that ``--help`` stays quick."""

from __future__ import annotations

import sys

import typer

from bot.cli import (
    books,
    desk,
    drafts,
    figures,
    incidents,
    learned,
    listening,
    mentions,
    processes,
    replies,
    setup,
    surges,
    triaging,
)
from bot.cli.shared import database_trouble, fail

app = typer.Typer(
    name="amends",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A complaint-response desk: a human reply to every complaint, followed until it is put right.",
)
processes.register(app)
desk.register(app)
figures.register(app)
mentions.register(app)
incidents.register(app)
listening.register(app)
replies.register(app)
surges.register(app)
drafts.register(app)
triaging.register(app)
setup.register(app)
learned.register(app)
books.register(app)


def main() -> None:
    """Run the command; what a person can mend is said in a sentence, without a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        _explain(error)
        raise


def _explain(error: Exception) -> None:
    # Imported here: `--help` must not wait for the desk, and `amends up`, which stays, stays small.
    from sqlalchemy.exc import InterfaceError, OperationalError

    from bot.desk.playbooks import PlaybookError
    from bot.desk.vocabulary import Refused
    from bot.settings import SettingsError
    from bot.triage.fitted import ModelError

    if isinstance(error, SettingsError):
        fail("The settings cannot be used:", error.problems)
    if isinstance(error, PlaybookError):
        fail("The playbooks cannot be used:", error.problems)
    if isinstance(error, Refused | ModelError):
        fail(str(error))
    if isinstance(error, OperationalError | InterfaceError):
        fail(database_trouble(error))
