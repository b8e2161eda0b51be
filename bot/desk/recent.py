"""The mentions of the last days in this process's memory, to find edited copies by. The database decides: this is only
an index, filled from it bit by bit, and what it names is looked at there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from bot.desk.models import Mention
from bot.desk.vocabulary import MentionState
from bot.triage import sameness
from bot.triage.sameness import Said, Window

FIRST_ROWS, BACK_ROWS, NEW_ROWS = 1000, 100, 1000  # mentions that are read at first use, and then with each batch
OVERLAP = timedelta(seconds=2)  # other processes commit what came in a little earlier a little later
REMEMBERED = 5000  # ids that are known to be filed


class Recent:
    """A window, what of the database is in it already, and who may use it now."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._window = Window()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._newest: datetime | None = None
        self._oldest: datetime | None = None  # None: nothing older is left to read

    def catch_up(self, session: Session, now: datetime) -> None:
        """File what other processes took in meanwhile, and a little more of what was before this one began."""
        since = now - timedelta(seconds=self._window.seconds)
        if self._newest is None:
            found = session.execute(_rows(since).order_by(Mention.received_at.desc()).limit(FIRST_ROWS)).all()
            self._file(found[::-1])
            self._newest = found[0].received_at if found else since
            self._oldest = found[-1].received_at if len(found) == FIRST_ROWS else None
            return
        newer = _rows(max(self._newest - OVERLAP, since)).order_by(Mention.received_at).limit(NEW_ROWS)
        self._file(session.execute(newer).all())
        if self._oldest is not None:
            older = _rows(since).where(Mention.received_at < self._oldest)
            found = session.execute(older.order_by(Mention.received_at.desc()).limit(BACK_ROWS)).all()
            self._file(found[::-1])
            enough = len(self._window) + BACK_ROWS > self._window.most
            self._oldest = None if len(found) < BACK_ROWS or enough else found[-1].received_at

    def closest(self, key: str, said: Said, author: str, at: datetime) -> str | None:
        """The id of the mention of which this one may be a copy."""
        near = self._window.closest(said, author, at.timestamp(), key)
        return near.key if near else None

    def add(self, key: str, said: Said, author: str, at: datetime) -> None:
        """File a mention, once."""
        if key in self._known:
            return
        self._window.add(key, said, author, at.timestamp())
        self._known[key] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if self._newest is None or at > self._newest:
            self._newest = at

    def _file(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if row.id in self._known:
                continue
            said = sameness.said(row.text, row.title)
            if len(said.words) >= sameness.FEWEST_WORDS:
                self.add(row.id, said, author_of(row.network, row.author_handle, row.author_name), row.received_at)


def author_of(network: str, handle: str, name: str) -> str:
    """Who wrote it, in one word; "" where nobody knows. The same handle elsewhere may be somebody else."""
    who = handle.casefold().lstrip("@") or (f"~{name.casefold()}" if name.strip() else "")
    return f"{network}:{who}" if who else ""


def _rows(since: datetime) -> Select[*tuple[Any, ...]]:
    columns = (Mention.id, Mention.text, Mention.title, Mention.network, Mention.author_handle, Mention.author_name)
    kept = Mention.state != MentionState.GONE
    return select(*columns, Mention.received_at).where(Mention.received_at > since, kept)


_OF: WeakKeyDictionary[Engine, Recent] = WeakKeyDictionary()
_OF_LOCK = Lock()


def of(session: Session) -> Recent:
    """The window over the database of ``session``, one in each process."""
    engine = session.connection().engine
    with _OF_LOCK:
        return _OF.setdefault(engine, Recent())
