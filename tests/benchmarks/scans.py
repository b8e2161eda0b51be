"""What looking for work costs when much is open: the scan of the clocks and the claim of the outbox."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import clockwork, outbox
from bot.desk.models import Clock, Complaint, Effect, Mention
from bot.desk.vocabulary import Lane
from tests.benchmarks import places
from tests.benchmarks.figures import Figure, median

OPEN = 100_000
AT_ONCE = 5_000


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds of each look, on PostgreSQL and on SQLite, rolled back each time."""
    found = []
    rounds = 5 if quick else 15
    for kind in ("PostgreSQL", "SQLite"):
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            found += _looks(store, kind, rounds)
            store.engine.dispose()
    return found


def _looks(store: db.Store, kind: str, rounds: int) -> list[Figure]:
    now = datetime.now(UTC)
    for start in range(0, OPEN, AT_ONCE):
        store.write(lambda session, start=start: _fill(session, start, now))  # type: ignore[misc]
    if kind == "PostgreSQL":
        with store.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    looks: list[tuple[str, Callable[[Session], object]]] = [
        ("SLA scan, nothing due", lambda session: clockwork.due(session, now - timedelta(days=1))),
        ("SLA scan, 500 due", lambda session: clockwork.due(session, now + timedelta(days=30))),
        (
            "outbox claim, nothing due",
            lambda session: outbox.claim(session, Lane.CHAT, 8, now - timedelta(days=1)),
        ),
        ("outbox claim of 8, 1,000 due", lambda session: outbox.claim(session, Lane.CHAT, 8, now)),
    ]
    return [Figure(f"{name}, {OPEN:,} open ({kind})", _timed(store, look, rounds), "ms") for name, look in looks]


def _timed(store: db.Store, look: Callable[[Session], object], rounds: int) -> float:
    waits = []
    for _round in range(rounds):
        with store.writers() as session:
            session.begin()
            began = time.perf_counter()
            look(session)
            waits.append(time.perf_counter() - began)
            session.rollback()
    return median(waits) * 1000


def _fill(session: Session, start: int, now: datetime) -> None:
    """Open complaints with a clock that runs out within 30 days and an effect due within an hour, 1 % of them now."""
    numbers = range(start, start + AT_ONCE)
    session.execute(insert(Mention), [
        {"id": f"m{n}", "source": "bench", "external_id": str(n), "network": "x", "url": "", "author_handle": "",
         "author_name": "", "author": {}, "title": "", "text": "x" * 200, "language": "en", "media": [], "hints": {},
         "posted_at": now, "received_at": now, "revision": 1, "state": "complaint", "reason": "", "correlation": ""}
        for n in numbers
    ])  # fmt: skip
    session.execute(insert(Complaint), [
        {"id": n + 1, "version": 1, "ref": f"{n:09d}", "mention_id": f"m{n}", "state": "open", "playbook": "general",
         "playbook_version": "1", "playbook_reason": "", "frozen": {}, "team": "care", "facts": {},
         "thread_revision": 1, "opened_at": now, "correlation": ""}
        for n in numbers
    ])  # fmt: skip
    session.execute(insert(Clock), [
        {"version": 1, "complaint_id": n + 1, "metric": "first_response", "round": 1, "state": "running",
         "started_at": now, "warn_at": now + timedelta(seconds=25.9 * n), "due_at": now + timedelta(seconds=26 * n),
         "next_at": now + timedelta(seconds=25.9 * n), "policy": {}, "pauses": []}
        for n in numbers
    ])  # fmt: skip
    session.execute(insert(Effect), [
        {"key": f"bench:{n}", "kind": "card.show", "lane": Lane.CHAT, "channel": "#approvals", "urgency": n % 5,
         "payload": {}, "generation": 1, "created_at": now, "attempts": 0,
         "due_at": now - timedelta(seconds=1) if n % 100 == 0 else now + timedelta(seconds=60 + n % 3600)}
        for n in numbers
    ])  # fmt: skip
