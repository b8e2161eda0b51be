"""What Slack has delivered already: it sends an event, a click or a submission again when our answer got lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.desk.models import Handled

HANDLED = Handled.metadata.tables["handled"]
KEPT = timedelta(days=2)  # Slack gives up redelivering after an hour


def first_time(session: Session, key: str, now: datetime) -> bool:
    """Whether ``key`` is seen for the first time; noted in this transaction, so a refused click may be repeated."""
    noted = session.execute(_noting(session.get_bind().dialect.name), {"key": key[:160], "at": now})
    return noted.first() is not None


@cache
def _noting(dialect: str) -> Executable:
    """Built once: building it takes longer than the database takes to run it."""
    insert = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(HANDLED)
    return insert.on_conflict_do_nothing().returning(HANDLED.c.key)


def forget_old(session: Session, now: datetime) -> None:
    """Drop notes older than :data:`KEPT` (they are no record of anything a person did)."""
    session.execute(delete(Handled).where(Handled.at < now - KEPT))
