"""What the manager's pages cost among many complaints: the overview, and any page of the queue by its key."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from bot import db
from bot.context import Context
from bot.desk import playbooks, visits
from bot.desk.vocabulary import Role
from bot.settings import load
from bot.web import server
from bot.web.desk import audit, overview, queue
from bot.web.desk.queue import Filters
from tests.benchmarks import history, places
from tests.benchmarks.figures import Figure, median
from tests.web.conftest import no_slack, serving

MANY = {"PostgreSQL": 1_000_000, "SQLite": 100_000}
ROUNDS, FAR = 15, 20  # a page far down is the twentieth


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds on PostgreSQL and on SQLite; a twentieth of the complaints is still in work. Quick: a tenth."""
    found = []
    for kind, many in MANY.items():
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            now = datetime.now(UTC)
            history.fill(store, many // 10 if quick else many, now)
            found += looks(store, kind, many // 10 if quick else many, now, 5 if quick else ROUNDS)
            store.engine.dispose()
    return found


def looks(store: db.Store, kind: str, many: int, now: datetime, rounds: int) -> list[Figure]:
    """The figures of one filled database."""
    book = playbooks.load(places.ROOT / "playbooks")
    beside = f"{many:,} complaints ({kind})"
    return [*_overviews(store, book, now, beside, rounds), *_queues(store, book, beside, rounds),
            *_log(store, book, now, beside, rounds)]  # fmt: skip


def _overviews(store: db.Store, book: playbooks.Book, now: datetime, beside: str, rounds: int) -> list[Figure]:
    found = []
    for days in overview.PERIODS:
        waits = [_page(store, book, now, days) for _round in range(max(3, rounds // 3))]
        name = f"overview of {days} days over HTTP, the first look, {beside}"
        found.append(Figure(name, median([wait for wait, _again in waits]), "ms", 300.0))
        if days == overview.PERIODS[0]:
            again = f"the same within a minute, {beside}"
            found.append(Figure(again, median([wait for _first, wait in waits]), "ms"))
        took = _timed(store, lambda session, days=days: overview.look(session, book, days, now), rounds)  # type: ignore[misc]
        found.append(Figure(f"overview of {days} days, its figures alone, {beside}", took, "ms"))
    return found


def _page(store: db.Store, book: playbooks.Book, now: datetime, days: int) -> tuple[float, float]:
    """Milliseconds until a manager who has just come in has the overview, and has it again. In a site that has only
    shown its door, so that no figures are kept from before."""
    context = Context(load({}), store, lambda: book, lambda: now, lambda *_lanes: None)
    person = next(one for one, spec in book.desk.people.items() if Role.MANAGER in spec.roles)
    token = store.write(lambda session: visits.invite(session, book, person, now))
    with serving(server.make(context, no_slack)) as address, httpx.Client(base_url=address, trust_env=False) as http:
        assert http.post(f"/desk/enter/{token}").status_code == 303
        waits = []
        for _again in range(2):
            began = time.perf_counter()
            assert http.get(f"/desk/overview?days={days}").status_code == 200
            waits.append((time.perf_counter() - began) * 1000)
    return waits[0], waits[1]


def _queues(store: db.Store, book: playbooks.Book, beside: str, rounds: int) -> list[Figure]:
    found = []
    aim = 1.0 if store.engine.dialect.name == "postgresql" else None
    for sort in ("deadline", "priority", "age", "newest"):
        for name, asked in (("the first page", Filters(sort=sort)), ("a page far down", _deep(store, book, sort))):
            spent, whole = _in_database(store, partial(_rows, book, asked), rounds)
            found.append(Figure(f"queue by {sort}, {name}, the database time of its keys, {beside}", spent, "ms", aim))
        found.append(Figure(f"queue by {sort}, {name}, rows and all, {beside}", whole, "ms"))
    spent, whole = _in_database(store, partial(_rows, book, Filters(team="care", sort="deadline")), rounds)
    found.append(Figure(f"queue of one team by deadline, the database time of its keys, {beside}", spent, "ms"))
    return [*found, Figure(f"queue of one team by deadline, rows and all, {beside}", whole, "ms")]


def _rows(book: playbooks.Book, asked: Filters, session: Session) -> object:
    return queue.page(session, book, asked, None)


def _log(store: db.Store, book: playbooks.Book, now: datetime, beside: str, rounds: int) -> list[Figure]:
    log = audit.Asked(after=queue.written((now - timedelta(days=history.YEAR / 2), 1)))
    took = _timed(store, lambda session: audit.page(session, book, log), rounds)
    return [Figure(f"audit log, a page far down, {beside}", took, "ms")]


def _deep(store: db.Store, book: playbooks.Book, sort: str) -> Filters:
    """The twentieth page."""
    asked = Filters(sort=sort)
    for _page in range(FAR):
        with store.read() as session:
            asked = replace(asked, after=queue.page(session, book, asked, None).following)
    return asked


def _timed(store: db.Store, look: Callable[[Session], object], rounds: int) -> float:
    waits = []
    for _round in range(rounds):
        with store.read() as session:
            began = time.perf_counter()
            look(session)
            waits.append(time.perf_counter() - began)
    return median(waits) * 1000


KEYS = ("SELECT anon_1.due_at, anon_1.id", "SELECT complaint.opened_at, complaint.id", "SELECT complaint.priority, ")


def _in_database(store: db.Store, look: Callable[[Session], object], rounds: int) -> tuple[float, float]:
    """Milliseconds of database time that the statements which find the keys take (on PostgreSQL as it says itself,
    planning and execution; on SQLite until all rows are read), and of everything, on the clock. Medians."""
    said: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        if statement.lstrip().startswith(KEYS):
            said.append((statement, given))

    event.listen(store.engine, "before_cursor_execute", note)
    _timed(store, look, 1)
    event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        spent = [sum(_took(connection, *one) for one in said) for _round in range(rounds)]
    return median(spent), _timed(store, look, rounds)


def _took(connection: Connection, statement: str, given: Any) -> float:
    if connection.dialect.name == "postgresql":
        (found,) = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given).scalar_one()
        return float(found["Planning Time"] + found["Execution Time"])
    began = time.perf_counter()
    connection.exec_driver_sql(statement, given).all()
    return (time.perf_counter() - began) * 1000
