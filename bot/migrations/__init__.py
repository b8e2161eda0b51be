"""Alembic migrations, on SQLite and PostgreSQL, from empty and from the previous version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

# PostgreSQL: whoever migrates holds this advisory lock, so that two releases at once do it one after the other.
LOCK = 7_306_318_204


def _config(engine: Engine | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision``."""
    if engine.dialect.name != "postgresql":
        command.upgrade(_config(engine), revision)
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        try:
            command.upgrade(_config(engine), revision)
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to ``revision`` (tests prove that a step can be gone back and taken again)."""
    command.downgrade(_config(engine), revision)


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """``(where the database is, where the code expects it)``."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here, ScriptDirectory.from_config(_config()).get_current_head()
