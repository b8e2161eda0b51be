"""What the open complaints of the last days name, in this process's memory, to find others with the same problem by.
The database decides: this is only an index, filled from it bit by bit, and what it names is looked at there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Mention
from bot.desk.named import named
from bot.desk.vocabulary import ComplaintState
from bot.triage.groups import Groups

FIRST_ROWS, BACK_ROWS, NEW_ROWS = 1000, 100, 1000  # complaints that are read at first use, and then with each batch
OVERLAP = 60  # other processes commit complaints with a lower number a little later
MOST_ROWS = 20_000
GENERAL = "general"  # the playbook that takes the rest


class Neighbours:
    """Who names what, what of the database is in it already, and who may use it now."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._groups = Groups()
        self._newest: int | None = None
        self._oldest: int | None = None  # None: nothing older is left to read
        self._read = 0

    def catch_up(self, session: Session, since: datetime) -> None:
        """File what other processes opened meanwhile, and a little more of what was opened before this one began."""
        rows = _rows(since)
        if self._newest is None:
            found = session.execute(rows.order_by(Complaint.id.desc()).limit(FIRST_ROWS)).all()
            self._file(found[::-1])
            self._newest = found[0].id if found else 0
            self._oldest = found[-1].id if len(found) == FIRST_ROWS else None
            return
        newer = rows.where(Complaint.id > self._newest - OVERLAP).order_by(Complaint.id).limit(NEW_ROWS)
        found = session.execute(newer).all()
        self._file(found)
        self._newest = max(self._newest, found[-1].id if found else 0)
        if self._oldest is not None:
            older = rows.where(Complaint.id < self._oldest).order_by(Complaint.id.desc()).limit(BACK_ROWS)
            found = session.execute(older).all()
            self._file(found[::-1])
            self._oldest = None if len(found) < BACK_ROWS or self._read > MOST_ROWS else found[-1].id

    def near(self, playbook: str, words: Collection[str], at: datetime) -> dict[str, list[str]]:
        """Mentions of others that name the same things as ``words``, and which, the most alike first."""
        return self._groups.near([] if playbook == GENERAL else [playbook, GENERAL], words, at.timestamp())

    def add(self, mention: str, playbook: str, words: Collection[str], at: datetime) -> None:
        """File what the mention of a complaint names, once."""
        self._groups.add(mention, playbook, words, at.timestamp())

    def _file(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._read += 1
            self.add(row.mention_id, row.playbook, named(row.text, row.title), row.opened_at)


def may_be_one(one: str, other: str) -> bool:
    """Whether complaints of these two playbooks may be about the same problem: of the same, or where nothing told which
    it is (« ascenseur en panne » is an outage, « toujours pas d'ascenseur » may not be found to be one)."""
    return one == other or GENERAL in (one, other)


def _rows(since: datetime) -> Select[*tuple[Any, ...]]:
    columns = (Complaint.id, Complaint.mention_id, Complaint.playbook, Complaint.opened_at)
    query = select(*columns, Mention.text, Mention.title).join(Mention, Mention.id == Complaint.mention_id)
    return query.where(Complaint.opened_at > since, Complaint.state != ComplaintState.DISMISSED)


_OF: WeakKeyDictionary[Engine, Neighbours] = WeakKeyDictionary()
_OF_LOCK = Lock()


def of(session: Session) -> Neighbours:
    """The index over the database of ``session``, one in each process."""
    engine = session.connection().engine
    with _OF_LOCK:
        return _OF.setdefault(engine, Neighbours())
