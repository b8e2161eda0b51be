"""Keeps the rollups: complaints to which something happened are taken out as they were counted, and counted anew.

What a complaint was counted as is kept beside it, so that a late correction (another playbook, a dismissal, a reply
noted a day later) is exact; counting twice changes nothing; and nothing depends on the order in which others commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from bot.desk.figures import reading
from bot.desk.figures.parts import Fact, Key, Of, Sum, spread_of, summed
from bot.desk.models import Complaint, Counted, Recount, Rollup
from bot.desk.playbooks import Book

T = TypeVar("T")
AT_ONCE = 500
KEYS_AT_ONCE = 100  # seven values each: well below what either database takes in one statement
KEY = (Rollup.metric, Rollup.day, Rollup.team, Rollup.source, Rollup.network, Rollup.playbook, Rollup.stakes)


def fold(session: Session, book: Book, limit: int = AT_ONCE) -> int:
    """Count what happened since it was counted last, of up to ``limit`` happenings; returns how many these were.

    Two folds at once wait for each other at the first happening that both see.
    """
    query = select(Recount.id, Recount.complaint_id).order_by(Recount.id).limit(limit).with_for_update()
    seen = session.execute(query).all()
    if not seen:
        return 0
    ids = {row.complaint_id for row in seen}
    before = session.scalars(select(Counted).where(Counted.complaint_id.in_(ids)).with_for_update()).all()
    changed: dict[Key, Sum] = {}
    for kept in before:
        summed(Of(*kept.of), [Fact(*fact) for fact in kept.facts], changed, -1)
    found = reading.of_complaints(session, book, ids)
    for of, facts in found.values():
        summed(of, facts, changed)
    _keep(session, {kept.complaint_id: kept for kept in before}, found)
    _apply(session, {key: sum_ for key, sum_ in changed.items() if sum_ != Sum()})
    session.execute(delete(Recount).where(Recount.id.in_([row.id for row in seen])))
    return len(seen)


def _keep(session: Session, before: Mapping[int, Counted], found: Mapping[int, tuple[Of, list[Fact]]]) -> None:
    for complaint_id, (of, facts) in found.items():
        kept = before.get(complaint_id)
        if kept is None:
            session.add(Counted(complaint_id=complaint_id, of=list(of), facts=[list(fact) for fact in facts]))
        else:
            kept.of, kept.facts = list(of), [list(fact) for fact in facts]
    session.flush()


def _apply(session: Session, changed: Mapping[Key, Sum]) -> None:
    rows: dict[Key, Rollup] = {}
    for some in _in_parts(sorted(changed), KEYS_AT_ONCE):
        query = select(Rollup).where(tuple_(*KEY).in_([_values(key) for key in some])).order_by(*KEY)
        for row in session.scalars(query.with_for_update()):
            rows[key_of(row)] = row
    for key, change in changed.items():
        kept = rows.get(key)
        if kept is None:
            session.add(_row(key, change))
            continue
        total = sum_of(kept)
        total.merge(change)
        if total == Sum():
            session.delete(kept)
        else:
            for name, value in _columns(total).items():
                setattr(kept, name, value)
    session.flush()


def rebuild(session: Session, book: Book) -> int:
    """Count every complaint anew, from the rows alone; returns how many. For after a change of calendars' zones."""
    session.execute(delete(Rollup))
    session.execute(delete(Counted))
    last = session.scalar(select(Recount.id).order_by(Recount.id.desc()).limit(1)) or 0
    total: dict[Key, Sum] = {}
    counted = 0
    for some in _in_parts(session.scalars(select(Complaint.id).order_by(Complaint.id)).all(), AT_ONCE):
        found = reading.of_complaints(session, book, some)
        for of, facts in found.values():
            summed(of, facts, total)
        session.execute(insert(Counted), _kept(found))
        counted += len(found)
    for keys in _in_parts(total, AT_ONCE):
        session.execute(insert(Rollup), [{**_named(key), **_columns(total[key])} for key in keys])
    session.execute(delete(Recount).where(Recount.id <= last))
    return counted


def _kept(found: Mapping[int, tuple[Of, list[Fact]]]) -> list[dict[str, Any]]:
    return [{"complaint_id": one, "of": list(of), "facts": [list(fact) for fact in facts]}
            for one, (of, facts) in found.items()]  # fmt: skip


def rollups(session: Session) -> dict[Key, Sum]:
    """All that is kept."""
    return {key_of(row): sum_of(row) for row in session.scalars(select(Rollup))}


def counted_live(session: Session, book: Book, ids: Iterable[int] | None = None) -> dict[Key, Sum]:
    """The same figures, counted from the rows this moment: slow, and what the kept ones must equal."""
    wanted: Sequence[int] = list(ids) if ids is not None else session.scalars(select(Complaint.id)).all()
    total: dict[Key, Sum] = {}
    for some in _in_parts(wanted, AT_ONCE):
        for of, facts in reading.of_complaints(session, book, some).values():
            summed(of, facts, total)
    return total


def _in_parts(of: Iterable[T], size: int) -> Iterator[list[T]]:
    found = list(of)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def _values(key: Key) -> tuple[Any, ...]:
    return (key.metric, date.fromisoformat(key.day), *key.of)


def _named(key: Key) -> dict[str, Any]:
    return {"metric": key.metric, "day": date.fromisoformat(key.day), **key.of._asdict()}


def key_of(row: Rollup) -> Key:
    """Which row it is."""
    return Key(row.metric, row.day.isoformat(), Of(row.team, row.source, row.network, row.playbook, row.stakes))


def sum_of(row: Rollup) -> Sum:
    """What it says."""
    return Sum(row.count, row.met, row.breached, row.timed, row.seconds, spread_of(row.spread))


def _columns(total: Sum) -> dict[str, Any]:
    return {
        "count": total.count, "met": total.met, "breached": total.breached, "timed": total.timed,
        "seconds": total.seconds, "spread": {str(name): number for name, number in sorted(total.spread.items())},
    }  # fmt: skip


def _row(key: Key, total: Sum) -> Rollup:
    return Rollup(**_named(key), **_columns(total))
