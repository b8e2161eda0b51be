"""Clockwork: the clocks whose moment has come are found and written in portions, thousands in a second."""

from __future__ import annotations

import json
import typing
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Table, Text, TextClause, bindparam, cast, inspect, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.attributes import set_committed_value

from bot.desk.models import Clock

MOVED = (
    "state", "warn_at", "due_at", "next_at", "warned_at", "paused_at", "pause_reason", "breached_at", "told_at",
    "pauses", "warns",
)  # fmt: skip
POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


def due(session: Session, now: datetime, limit: int = 500) -> Sequence[Clock]:
    """Clocks whose next moment has come, earliest first: one range of ``ix_clock_next``.

    What is frozen in them comes as text and is read once for all that have the same: it is most of a clock's bytes.
    """
    query = select(Clock, cast(Clock.policy, Text), cast(Clock.pauses, Text))
    query = query.options(defer(Clock.policy), defer(Clock.pauses))
    query = query.where(Clock.next_at <= now).order_by(Clock.next_at).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    found = []
    for clock, policy, pauses in session.execute(query):
        set_committed_value(clock, "policy", _read(policy))
        set_committed_value(clock, "pauses", _read(pauses))
        found.append(clock)
    return found


@lru_cache(maxsize=512)
def _read(said: str) -> Any:
    """JSON that nobody changes in place."""
    return json.loads(said)


def write_all(session: Session, clocks: Sequence[Clock]) -> None:
    """Write what :func:`bot.desk.sla.pass_moment` changed, of all ``clocks`` in one statement: they are locked, so that
    nobody else has changed them, and row by row five hundred would take half a second."""
    moved = [clock for clock in clocks if _changed(clock)]
    changed = {clock.id: {name: getattr(clock, name) for name in _changed(clock)} for clock in moved}
    write = _write_at_once if session.get_bind().dialect.name == "postgresql" else _write_many
    for names in sorted({tuple(values) for values in changed.values()}):
        write(session, names, {number: values for number, values in changed.items() if tuple(values) == names})
    for clock in moved:
        for name, value in changed[clock.id].items():
            set_committed_value(clock, name, value)
        set_committed_value(clock, "version", clock.version + 1)


def _write_many(session: Session, names: tuple[str, ...], changed: dict[int, dict[str, Any]]) -> None:
    table = typing.cast("Table", Clock.__table__)
    rows = [{"of": number, **{f"new_{name}": values[name] for name in names}} for number, values in changed.items()]
    written: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    written["version"] = table.c.version + 1
    session.connection().execute(update(table).where(table.c.id == bindparam("of")).values(written), rows)


def _write_at_once(session: Session, names: tuple[str, ...], changed: dict[int, dict[str, Any]]) -> None:
    """One parameter for all rows: a statement for each would take three times as long."""
    rows = [{"id": number, **values} for number, values in changed.items()]
    said = json.dumps(rows, default=lambda moment: moment.isoformat())
    session.connection().execute(_at_once(names), {"rows": said})


@cache
def _at_once(names: tuple[str, ...]) -> TextClause:
    """The statement that writes ``names`` (of :data:`MOVED`) of many clocks."""
    table = typing.cast("Table", Clock.__table__)
    types = ", ".join(f"{name} {table.c[name].type.compile(POSTGRESQL)}" for name in names)
    values = ", ".join(f"{name} = new.{name}" for name in names)
    said = f"jsonb_to_recordset(CAST(:rows AS jsonb)) AS new(id bigint, {types})"
    # Names of columns, all of them ours.
    return text(f"UPDATE clock SET version = clock.version + 1, {values} FROM {said} WHERE clock.id = new.id")  # noqa: S608


def _changed(clock: Clock) -> list[str]:
    touched = inspect(clock).committed_state
    return [name for name in MOVED if name in touched]
