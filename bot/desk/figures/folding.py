"""Keeps the rollups: complaints to which something happened are taken out as they were counted, and counted anew.

What a complaint was counted as is kept beside it, so that a late correction (another playbook, a dismissal, a reply
noted a day later) is exact; counting twice changes nothing; and nothing depends on the order in which others commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.desk.figures import keeping, reading
from bot.desk.figures.parts import Fact, Key, Of, Sum, summed
from bot.desk.models import Complaint, Counted, Recount
from bot.desk.playbooks import Book

AT_ONCE = 500


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
    keeping.add(session, changed)
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


def rebuild(session: Session, book: Book) -> int:
    """Count every complaint anew, from the rows alone; returns how many. For after a change of calendars' zones."""
    session.execute(delete(Counted))
    last = session.scalar(select(Recount.id).order_by(Recount.id.desc()).limit(1)) or 0
    total: dict[Key, Sum] = {}
    counted = 0
    for some in keeping.in_parts(session.scalars(select(Complaint.id).order_by(Complaint.id)).all(), AT_ONCE):
        found = reading.of_complaints(session, book, some)
        for of, facts in found.values():
            summed(of, facts, total)
        session.execute(insert(Counted), _kept(found))
        counted += len(found)
    keeping.replace(session, total)
    session.execute(delete(Recount).where(Recount.id <= last))
    return counted


def _kept(found: Mapping[int, tuple[Of, list[Fact]]]) -> list[dict[str, Any]]:
    return [{"complaint_id": one, "of": list(of), "facts": [list(fact) for fact in facts]}
            for one, (of, facts) in found.items()]  # fmt: skip


def counted_live(session: Session, book: Book, ids: Iterable[int] | None = None) -> dict[Key, Sum]:
    """The same figures, counted from the rows this moment: slow, and what the kept ones must equal."""
    wanted: Sequence[int] = list(ids) if ids is not None else session.scalars(select(Complaint.id)).all()
    total: dict[Key, Sum] = {}
    for some in keeping.in_parts(wanted, AT_ONCE):
        for of, facts in reading.of_complaints(session, book, some).values():
            summed(of, facts, total)
    return total
