"""How sums are kept as rows: of every team, venue, playbook and priority crossed, and of teams and playbooks alone.

The second are the first added up, written in the same transaction from the same changes: they cannot say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, delete, insert, select, tuple_
from sqlalchemy.orm import Session

from bot.desk.figures.parts import Key, Of, Sum, Tallied, by_dimension, spread_of
from bot.desk.models import Rollup, Tally

T = TypeVar("T")
Values = tuple[Any, ...]
KEYS_AT_ONCE = 100  # up to seven values each: well below what either database takes in one statement
ROWS_AT_ONCE = 500
NAMES: dict[type[Rollup] | type[Tally], tuple[str, ...]] = {
    Rollup: ("metric", "day", "team", "source", "network", "playbook", "stakes"),
    Tally: ("dimension", "day", "metric", "value"),
}


def add(session: Session, changed: Mapping[Key, Sum]) -> None:
    """Add what ``changed`` to the rows it belongs to; a row that says nothing any more goes."""
    _add(session, Rollup, {_values(key): sum_ for key, sum_ in changed.items() if sum_ != Sum()})
    tallies = by_dimension(changed)
    _add(session, Tally, {_values_of_tally(key): sum_ for key, sum_ in tallies.items() if sum_ != Sum()})


def replace(session: Session, total: Mapping[Key, Sum]) -> None:
    """Let the rows say ``total`` and nothing else."""
    for table in NAMES:
        session.execute(delete(table))
    _insert(session, Rollup, {_values(key): sum_ for key, sum_ in total.items()})
    _insert(session, Tally, {_values_of_tally(key): sum_ for key, sum_ in by_dimension(total).items()})


def rollups(session: Session) -> dict[Key, Sum]:
    """All that is kept, crossed."""
    return {
        Key(row.metric, row.day.isoformat(), Of(row.team, row.source, row.network, row.playbook, row.stakes)): _sum(row)
        for row in session.scalars(select(Rollup))
    }


def tallies(session: Session) -> dict[Tallied, Sum]:
    """All that is kept by one dimension alone."""
    rows = session.scalars(select(Tally))
    return {Tallied(row.dimension, row.day.isoformat(), row.metric, row.value): _sum(row) for row in rows}


def _add(session: Session, table: type[Rollup] | type[Tally], changed: Mapping[Values, Sum]) -> None:
    names = NAMES[table]
    columns = [getattr(table, name) for name in names]
    rows: dict[Values, Rollup | Tally] = {}
    for some in in_parts(sorted(changed), KEYS_AT_ONCE):
        query: Select[Any] = select(table).where(tuple_(*columns).in_(some)).order_by(*columns)
        for row in session.scalars(query.with_for_update()):
            rows[tuple(getattr(row, name) for name in names)] = row
    for values, change in changed.items():
        kept = rows.get(values)
        if kept is None:
            session.add(table(**dict(zip(names, values, strict=True)), **_columns(change)))
            continue
        total = _sum(kept)
        total.merge(change)
        if total == Sum():
            session.delete(kept)
        else:
            for name, value in _columns(total).items():
                setattr(kept, name, value)
    session.flush()


def _insert(session: Session, table: type[Rollup] | type[Tally], total: Mapping[Values, Sum]) -> None:
    for some in in_parts(total, ROWS_AT_ONCE):
        rows = [{**dict(zip(NAMES[table], one, strict=True)), **_columns(total[one])} for one in some]
        session.execute(insert(table), rows)


def in_parts(of: Iterable[T], size: int) -> Iterator[list[T]]:
    """``size`` at a time."""
    found = list(of)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def _values(key: Key) -> Values:
    return (key.metric, date.fromisoformat(key.day), *key.of)


def _values_of_tally(key: Tallied) -> Values:
    return (key.dimension, date.fromisoformat(key.day), key.metric, key.value)


def _sum(row: Rollup | Tally) -> Sum:
    return Sum(row.count, row.met, row.breached, row.timed, row.seconds, spread_of(row.spread))


def _columns(total: Sum) -> dict[str, Any]:
    return {
        "count": total.count, "met": total.met, "breached": total.breached, "timed": total.timed,
        "seconds": total.seconds, "spread": {str(name): number for name, number in sorted(total.spread.items())},
    }  # fmt: skip
