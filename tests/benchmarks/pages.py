"""What the manager's pages cost among many complaints: the overview, and any page of the queue by its key."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import playbooks
from bot.desk.models import Clock, Complaint, Draft, Event, Mention, Ticket
from bot.web.desk import audit, overview, queue
from bot.web.desk.queue import Filters
from tests.benchmarks import places
from tests.benchmarks.figures import Figure, median

MANY, MANY_QUICK = 200_000, 20_000
AT_ONCE = 5_000
DAYS = 365
ROOT = Path(__file__).parents[2]
TEAMS, TOPICS = ("care", "delivery"), ("late-delivery", "damaged-item", "billing-error", "general")


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds on PostgreSQL and on SQLite; a twentieth of the complaints is still in work."""
    found = []
    for kind in ("PostgreSQL", "SQLite"):
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            found += _pages(store, kind, MANY_QUICK if quick else MANY, 5 if quick else 15)
            store.engine.dispose()
    return found


def _pages(store: db.Store, kind: str, many: int, rounds: int) -> list[Figure]:
    now, book = datetime.now(UTC), playbooks.load(ROOT / "playbooks")
    for start in range(0, many, AT_ONCE):
        store.write(lambda session, start=start: _fill(session, start, many, now))  # type: ignore[misc]
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    beside = f"{many:,} complaints ({kind})"
    found = []
    deep = {sort: _deep(store, book, sort) for sort in ("deadline", "priority", "age", "newest")}
    for sort, asked in deep.items():
        spent, whole = _in_database(store, lambda session, asked=asked: queue.page(session, book, asked, None), rounds)  # type: ignore[misc]
        found.append(Figure(f"queue by {sort}, a page far down, its key statements, {beside}", spent, "ms", 1.0))
        found.append(Figure(f"queue by {sort}, a page far down, rows and all, {beside}", whole, "ms"))
    team = Filters(team="care", sort="deadline")
    found.append(
        Figure(
            f"queue of one team, first page, {beside}",
            _timed(store, lambda s: queue.page(s, book, team, None), rounds),
            "ms",
        )
    )
    log = audit.Asked(after=queue.written((now - timedelta(days=DAYS / 2), 1)))
    found.append(
        Figure(f"audit log, a page far down, {beside}", _timed(store, lambda s: audit.page(s, book, log), rounds), "ms")
    )
    for days in overview.PERIODS:
        took = _timed(store, lambda session, days=days: overview.look(session, days, now), rounds)  # type: ignore[misc]
        found.append(Figure(f"overview of {days} days, asked anew, {beside}", took, "ms", 300.0))
    return found


def _deep(store: db.Store, book: playbooks.Book, sort: str) -> Filters:
    """The twentieth page."""
    asked = Filters(sort=sort)
    for _page in range(20):
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


def _in_database(store: db.Store, look: Callable[[Session], object], rounds: int) -> tuple[float, float]:
    """Milliseconds that the statements which find the keys took, and all together."""
    spent: list[float] = []
    begun: list[float] = []
    keys = ("SELECT clock.due_at, clock.id", "SELECT complaint.opened_at, complaint.id", "SELECT complaint.priority, ")

    def before(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        begun.append(time.perf_counter() if statement.lstrip().startswith(keys) else 0.0)

    def after(*_given: object) -> None:
        if began := begun.pop():
            spent.append(time.perf_counter() - began)

    event.listen(store.engine, "before_cursor_execute", before)
    event.listen(store.engine, "after_cursor_execute", after)
    whole = _timed(store, look, rounds)
    event.remove(store.engine, "before_cursor_execute", before)
    event.remove(store.engine, "after_cursor_execute", after)
    return sum(spent) / rounds * 1000, whole


def _fill(session: Session, start: int, many: int, now: datetime) -> None:
    """Complaints over a year, the newest twentieth of them in work."""
    numbers = range(start, min(start + AT_ONCE, many))
    at = {n: now - timedelta(days=DAYS) * (1 - n / many) for n in numbers}
    live = {n: n >= many * 0.95 for n in numbers}
    reply = {n: at[n] + timedelta(minutes=20 + n % 200) for n in numbers if not live[n] or n % 2}
    session.execute(
        insert(Mention),
        [
            {
                "id": f"m{n}",
                "source": "bench",
                "external_id": str(n),
                "network": "x",
                "url": "",
                "author_handle": f"h{n % 50_000}",
                "author_name": f"Name {n % 50_000}",
                "author": {},
                "title": "",
                "text": "x" * 200,
                "language": "en",
                "media": [],
                "hints": {},
                "posted_at": at[n],
                "received_at": at[n],
                "revision": 1,
                "state": "complaint",
                "reason": "",
                "correlation": "",
                "kind": "complaint",
            }
            for n in numbers
        ],
    )
    session.execute(
        insert(Complaint),
        [
            {
                "id": n + 1,
                "version": 1,
                "ref": f"{n:09d}",
                "mention_id": f"m{n}",
                "priority": n * 7919 % 101,
                "state": "resolved" if not live[n] else "answered" if n in reply else "open",
                "playbook": TOPICS[n % 4],
                "playbook_version": "1",
                "playbook_reason": "",
                "frozen": {},
                "team": TEAMS[n % 2],
                "facts": {},
                "stakes": "P3",
                "thread_revision": 1,
                "opened_at": at[n],
                "answered_at": reply.get(n),
                "correlation": "",
            }
            for n in numbers
        ],
    )
    session.execute(
        insert(Clock),
        [
            {
                "version": 1,
                "complaint_id": n + 1,
                "metric": "first_response",
                "round": 1,
                "started_at": at[n],
                "state": "met" if n in reply else "running",
                "warn_at": at[n],
                "due_at": at[n] + timedelta(hours=3),
                "ended_at": reply.get(n),
                "policy": {},
                "pauses": [],
            }
            for n in numbers
        ]
        + [
            {
                "version": 1,
                "complaint_id": n + 1,
                "metric": "resolution",
                "round": 1,
                "started_at": at[n],
                "state": "running" if live[n] else "met",
                "warn_at": at[n],
                "due_at": at[n] + timedelta(days=5),
                "ended_at": None if live[n] else at[n] + timedelta(days=2),
                "policy": {},
                "pauses": [],
            }
            for n in reply
        ],
    )
    session.execute(
        insert(Draft),
        [
            {
                "version": 1,
                "complaint_id": n + 1,
                "number": 1,
                "state": "published",
                "body": "x" * 200,
                "language": "en",
                "written_by": "playbook",
                "playbook": "general",
                "playbook_version": "1",
                "commitments": [],
                "why": {},
                "created_at": at[n],
                "changed_at": reply[n],
                "approved_at": reply[n],
                "published_at": reply[n],
                "target": {},
            }
            for n in reply
        ],
    )
    session.execute(
        insert(Ticket),
        [
            {
                "version": 1,
                "complaint_id": n + 1,
                "state": "claimed" if live[n] else "resolved",
                "team": TEAMS[n % 2],
                "owner": f"U{n % 50}",
                "opened_at": reply[n],
                "claimed_at": reply[n],
                "reopened": 0,
            }
            for n in reply
        ],
    )
    session.execute(
        insert(Event),
        [
            {"complaint_id": n + 1, "at": at[n], "kind": kind, "actor": f"U{n % 50}", "data": {}}
            for n in numbers
            for kind in ("opened", "approved", "published", "claimed")
        ],
    )
