"""What the commands share: how they answer, as words or as JSON."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:  # `amends up` stays for long: it must not carry the whole desk
    from sqlalchemy.exc import DBAPIError

    from bot.context import Context
    from bot.settings import Settings

NOT_MIGRATED = "The database has no tables yet: run `amends migrate` first."
NO_FILE = (
    "There is no database yet, or it may not be read: run `amends migrate` first, "
    "or check where AMENDS_HOME (or DATABASE_URL) points and who may write there."
)
UNDEFINED_TABLE = "42P01"  # PostgreSQL, Appendix A of its manual


def fail(message: str, problems: Sequence[str] = ()) -> NoReturn:
    """Say what is wrong on standard error and stop with exit code 1."""
    print(message, *(f"  - {problem}" for problem in problems), sep="\n", file=sys.stderr)
    sys.exit(1)


def print_json(data: Any) -> None:
    """One JSON document on standard output; times as RFC 3339."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def context() -> Context:
    """The installation of this environment, with a database that has been migrated."""
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from bot import app, settings

    chosen = settings.load()
    quiet_logs(chosen)
    built = app.build(chosen)
    try:
        with built.store.read() as session:
            session.execute(text("SELECT 1 FROM alert LIMIT 1"))
    except (OperationalError, ProgrammingError) as error:
        fail(database_trouble(error))
    return built


def quiet_logs(chosen: Settings) -> None:
    """A command's standard output is its answer alone; on standard error, only what went wrong."""
    from bot import logs
    from bot.voice import personal

    logs.configure(chosen.log_format, personal.mask, chosen.secret_values(), logging.ERROR)


def database_trouble(error: DBAPIError) -> str:
    """What to do about a database that cannot be used: migrate it, or see that it can be reached."""
    said = str(error.orig).strip().partition("\n")[0]
    if "no such table" in said or getattr(error.orig, "sqlstate", "") == UNDEFINED_TABLE:
        return NOT_MIGRATED
    if "unable to open database file" in said:
        return NO_FILE
    return f"The database does not answer ({said}).\nCheck DATABASE_URL and that the server runs."
