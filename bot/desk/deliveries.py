"""What Slack has delivered already: it sends an event, a click or a submission again when our answer got lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.desk.models import Handled

KEPT = timedelta(days=2)  # Slack gives up redelivering after an hour


def first_time(session: Session, key: str, now: datetime) -> bool:
    """Whether ``key`` is seen for the first time; noted in this transaction, so a refused click may be repeated."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    noted = session.execute(
        insert(Handled).values(key=key[:160], at=now).on_conflict_do_nothing().returning(Handled.key)
    )
    return noted.first() is not None


def forget_old(session: Session, now: datetime) -> None:
    """Drop notes older than :data:`KEPT` (they are no record of anything a person did)."""
    session.execute(delete(Handled).where(Handled.at < now - KEPT))
