"""The ``amends`` command. Commands import what they need when they run, so that ``--help`` stays quick."""

from __future__ import annotations

import sys

import typer

from bot.cli import desk, processes, setup
from bot.cli.shared import fail
from bot.desk.vocabulary import Refused
from bot.settings import SettingsError

app = typer.Typer(
    name="amends",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A complaint-response desk: a human reply to every complaint, followed until it is put right.",
)
processes.register(app)
desk.register(app)
setup.register(app)


def main() -> None:
    """Run the command; what a person can mend is said in a sentence, without a traceback."""
    try:
        app()
    except SettingsError as error:
        fail("The settings cannot be used:", error.problems)
    except Refused as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from bot.desk.playbooks import PlaybookError  # here, so that `amends up`, which stays, stays small

        if not isinstance(error, PlaybookError):
            raise
        fail("The playbooks cannot be used:", error.problems)
