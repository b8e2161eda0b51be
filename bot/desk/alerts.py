"""Alerts: what sources sent, made durable many at a time with one statement, and found again by the reader."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from bot.desk.models import Alert
from bot.desk.vocabulary import AlertState

MENTIONS = uuid.UUID("6f0f2f0a-3f5e-4a54-9a0e-6f1d3c5d2b11")
_NAMESPACE = MENTIONS.bytes
COLUMNS = "key source external_id kind mention_id payload correlation received_at state reason".split()
_LISTED = ", ".join(COLUMNS)
_SELECTED = _LISTED.replace("received_at", "CAST(received_at || '+00' AS timestamptz)")
_TYPED = ", ".join(f"{name} text" for name in COLUMNS)
_INSERT, _NEW_KEYS = f"INSERT INTO alert ({_LISTED})", "ON CONFLICT (key) DO NOTHING RETURNING key"
# One JSON parameter for the whole batch: psycopg adapts it far faster than arrays or many parameters.
POSTGRESQL = f"{_INSERT} SELECT {_SELECTED} FROM jsonb_to_recordset(CAST(%(rows)s AS jsonb)) AS r({_TYPED}) {_NEW_KEYS}"  # noqa: S608
# SQLite would parse that JSON anew for every column: here many parameters are the quick way.
_SQLITE_ROW = f"({', '.join('?' for _name in COLUMNS)})"


@dataclass(frozen=True)
class Incoming:
    """One alert on its way in: its place in the request, and either what identifies it or what is wrong with it."""

    source: str
    external_id: str
    kind: str
    payload: str
    distinct: str = ""  # what else makes it a different alert: the text of a revision
    errors: str | None = None

    key: str = field(init=False)  # equal for two deliveries of the same alert
    mention_id: str = field(init=False)  # the same for every alert about one item: known before any row exists

    def __post_init__(self) -> None:
        rejected = self.payload if self.errors else ""
        parts = f"{self.source}\x00{self.external_id}\x00{self.kind}\x00{self.distinct}\x00{rejected}"
        # Computed at once, not when asked for: a cached property takes a lock, on the busiest path there is.
        object.__setattr__(self, "key", hashlib.sha256(parts.encode()).hexdigest())
        object.__setattr__(self, "mention_id", mention_id(self.source, self.external_id))


def mention_id(source: str, external_id: str) -> str:
    """The id of the mention that ``source`` calls ``external_id`` (a version 5 UUID, RFC 9562)."""
    # uuid.uuid5 does the same at twice the cost, on the busiest path there is.
    name = f"{source}\x00{external_id}".encode()
    digits = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def row(alert: Incoming, now: datetime) -> dict[str, str | None]:
    """``alert`` as a row for :func:`store`."""
    # SQLAlchemy's SQLite DateTime is "YYYY-MM-DD HH:MM:SS.ffffff" without a zone; PostgreSQL is told UTC.
    return {
        "key": alert.key,
        "source": alert.source,
        "external_id": alert.external_id,
        "kind": alert.kind,
        "mention_id": None if alert.errors else alert.mention_id,
        "payload": alert.payload.replace("\x00", "\ufffd"),
        "correlation": f"{random.getrandbits(64):016x}",  # a name to follow in the logs, no secret
        "received_at": now.replace(tzinfo=None).isoformat(" ", "microseconds"),
        "state": AlertState.REJECTED if alert.errors else AlertState.RECEIVED,
        "reason": alert.errors,
    }


def statement(dialect: str, rows: Sequence[dict[str, str | None]]) -> tuple[str, Any]:
    """One insert for all ``rows``, with its parameters, in the words of the ``dialect``'s driver."""
    if dialect == "postgresql":
        return POSTGRESQL, {"rows": to_json(rows).decode()}
    values = ", ".join([_SQLITE_ROW] * len(rows))
    return f"{_INSERT} VALUES {values} {_NEW_KEYS}", tuple(row[name] for row in rows for name in COLUMNS)


def store(connection: Connection, rows: Sequence[dict[str, str | None]]) -> set[str]:
    """Insert ``rows`` in one statement; returns the keys that are new (the others had been delivered before)."""
    if not rows:
        return set()
    found = connection.exec_driver_sql(*statement(connection.dialect.name, rows))
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
