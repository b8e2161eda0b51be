"""How many mentions a core triages, and what one decision costs, duplicates included, with a million in the past."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import db
from bot.cli.triaging import Triager
from bot.desk import alerts, mentions, playbooks
from bot.desk.models import Alert
from bot.sources import generic
from bot.triage import fitted
from tests.benchmarks import places
from tests.benchmarks.figures import Figure, median, percentile
from tests.triage import variants

A_SECOND, MOST_MS = 1000.0, 100.0
PAST, QUICK_PAST, DECIDED = 1_000_000, 50_000, 300
# Rows as they are kept, made by the server itself. One in a thousand has the words of another.
FILL = """
INSERT INTO mention (id, source, external_id, network, url, author_handle, author_name, author, title, text, language,
    media, hints, posted_at, received_at, revision, state, reason, correlation, kind, fingerprint, address)
SELECT 'past-' || n, 'past', n::text, 'x', 'https://social.example/' || n, 'h' || n % 200000, '', '{}', '',
    'the parcel ' || md5(n::text) || ' that was due in week ' || n % 52 || ' never came and ' || md5((n * 7)::text)
    || ' says nothing', 'en', '[]', '{}', now() - n * interval '20 seconds', now() - n * interval '20 seconds', 1,
    'discarded', 'past', '', 'noise', md5((n / 1000 * 1000 + n % 999)::text), md5('a' || n)
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
"""
AT_ONCE = 100_000


def measure(server: str, *, quick: bool = False) -> list[Figure]:
    """Processor time on one core; the past stands on PostgreSQL."""
    past = QUICK_PAST if quick else PAST
    with ExitStack() as stack:
        address = stack.enter_context(places.postgresql(server))
        store = db.make_store(db.make_engine(address))
        for first in range(1, past, AT_ONCE):
            asked = {"first": first, "last": min(first + AT_ONCE - 1, past)}
            store.write(lambda session, asked=asked: session.execute(text(FILL), asked))  # type: ignore[misc]
        with store.engine.begin() as connection:
            connection.execute(text("ANALYZE mention"))
        waits = _decisions(store)
        store.engine.dispose()
    what = f"a mention read, triaged and looked for among {past:,} (PostgreSQL)"
    return [
        Figure("mentions triaged on one core", _rate(quick), "/s", A_SECOND, "higher"),
        Figure(f"{what}, p50", median(waits) * 1000, "ms"),
        Figure(f"{what}, p99", percentile(waits, 0.99) * 1000, "ms", MOST_MS),
    ]


def _body(place: int, said: str) -> dict[str, Any]:
    author = {"handle": f"new{place}", "name": "N", "followers": 100}
    at = datetime.now(UTC).isoformat()
    return {"id": str(place), "network": "x", "url": f"https://social.example/new/{place}", "author": author,
            "text": said, "posted_at": at}  # fmt: skip


def _rate(quick: bool) -> float:
    lines = [json.dumps(_body(n, row["text"])).encode() for n, row in enumerate(variants.labelled())]
    lines = lines[:: 8 if quick else 1]
    triager = Triager()
    triager.line(1, lines[0])
    began = time.process_time()
    for number, line in enumerate(lines):
        triager.line(number + 2, line)
    return len(lines) / (time.process_time() - began)


def _decisions(store: db.Store) -> list[float]:
    """Seconds of processor time of each, ours and the database's: an alert is read and decided of, then rolled back."""
    book, model, draw = playbooks.load(places.ROOT / "playbooks"), fitted.shipped(), random.Random(5)
    said = draw.sample(variants.texts(), DECIDED)
    waits = []
    for place, words in enumerate(["warm up", *said]):
        decide = _decision(book, model, json.dumps(_body(place, words)).encode())
        with store.writers() as session:
            session.begin()
            server = Path(f"/proc/{session.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
            began = _worked(server)
            decide(session)
            waits.append(_worked(server) - began)
            session.rollback()
    return waits[1:]


def _worked(server: Path) -> float:
    """Seconds of processor time that this thread and the process of the database ``server`` have had."""
    there = int(server.read_text().split()[0]) / 1e9 if server.exists() else 0.0  # elsewhere: ours alone
    return time.thread_time() + there


def _decision(book: playbooks.Book, model: fitted.Model, body: bytes) -> Callable[[Session], Any]:
    (incoming,) = generic.parse("bench", body)

    def decide(session: Session) -> None:
        now = datetime.now(UTC)
        alerts.store(session.connection(), [alerts.row(incoming, now)])
        found: list[Alert] = list(alerts.unread(session, 1))
        mentions.take_all(session, book, [(one, generic.read(one.payload)) for one in found], now, model)

    return decide
