"""Alerts: what sources sent, made durable many at a time with one statement, and found again by the reader."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, TextClause, select, text
from sqlalchemy.orm import Session

from bot.desk.models import Alert
from bot.desk.vocabulary import AlertState

MENTIONS = uuid.UUID("6f0f2f0a-3f5e-4a54-9a0e-6f1d3c5d2b11")
COLUMNS = "key, source, external_id, kind, mention_id, payload, correlation, received_at, state, reason"
# One JSON parameter for the whole batch: psycopg adapts it far faster than arrays or many parameters.
_POSTGRESQL_VALUES = COLUMNS.replace("received_at", "CAST(received_at || '+00' AS timestamptz)")
POSTGRESQL = text(
    f"INSERT INTO alert ({COLUMNS}) SELECT {_POSTGRESQL_VALUES}"  # noqa: S608
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r("
    "key text, source text, external_id text, kind text, mention_id text, payload text, correlation text,"
    " received_at text, state text, reason text) ON CONFLICT (key) DO NOTHING RETURNING key"
)
_SQLITE_VALUES = ", ".join(f"r.value ->> '{column.strip()}'" for column in COLUMNS.split(","))
SQLITE = text(
    f"INSERT INTO alert ({COLUMNS}) SELECT {_SQLITE_VALUES} FROM json_each(:rows) AS r WHERE true"  # noqa: S608
    " ON CONFLICT (key) DO NOTHING RETURNING key"
)


@dataclass(frozen=True)
class Incoming:
    """One alert on its way in: its place in the request, and either what identifies it or what is wrong with it."""

    source: str
    external_id: str
    kind: str
    payload: str
    distinct: str = ""  # what else makes it a different alert: the text of a revision
    errors: str | None = None

    @cached_property
    def key(self) -> str:
        """Equal for two deliveries of the same alert."""
        rejected = self.payload if self.errors else ""
        parts = (self.source, self.external_id, self.kind, self.distinct, rejected)
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()

    @cached_property
    def mention_id(self) -> str:
        """The mention's id, the same for every alert about one item: known before any row exists."""
        return mention_id(self.source, self.external_id)


def mention_id(source: str, external_id: str) -> str:
    """The id of the mention that ``source`` calls ``external_id`` (a version 5 UUID, RFC 9562)."""
    return str(uuid.uuid5(MENTIONS, f"{source}\x00{external_id}"))


def row(alert: Incoming, now: datetime) -> dict[str, str | None]:
    """``alert`` as a row for :func:`store`."""
    # SQLAlchemy's SQLite DateTime reads "YYYY-MM-DD HH:MM:SS.ffffff" without a zone; PostgreSQL is told UTC.
    return {
        "key": alert.key,
        "source": alert.source,
        "external_id": alert.external_id,
        "kind": alert.kind,
        "mention_id": None if alert.errors else alert.mention_id,
        "payload": alert.payload.replace("\x00", "\ufffd"),
        "correlation": uuid.uuid4().hex[:16],
        "received_at": now.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "state": AlertState.REJECTED if alert.errors else AlertState.RECEIVED,
        "reason": alert.errors,
    }


def statement(dialect: str) -> TextClause:
    """The insert that stores a batch, for ``postgresql`` or ``sqlite``."""
    return POSTGRESQL if dialect == "postgresql" else SQLITE


def store(connection: Connection, rows: Sequence[dict[str, str | None]]) -> set[str]:
    """Insert ``rows`` in one statement; returns the keys that are new (the others had been delivered before)."""
    found = connection.execute(statement(connection.dialect.name), {"rows": json.dumps(rows)}).all()
    return {str(item[0]) for item in found}


def unread(session: Session, limit: int) -> Sequence[Alert]:
    """The oldest alerts nobody has read yet, locked for this transaction."""
    query = select(Alert).where(Alert.state == AlertState.RECEIVED).order_by(Alert.id).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return session.scalars(query).all()


def close(alert: Alert, state: AlertState, now: datetime, reason: str | None = None) -> None:
    """The alert has been read: every one ends in a state, with a reason where it led to nothing new."""
    alert.state, alert.read_at, alert.reason = state, now, reason
