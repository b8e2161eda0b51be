"""What listening costs beside a long history: insights over a week, four weeks and a year; the scan for suggestions."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import db
from bot.desk import insights, playbooks, suggestions
from tests.benchmarks import places
from tests.benchmarks.figures import Figure, median

YEAR = 365
EVERY = 10  # one mention in ten is a complaint
# A year of mentions, a tenth of them complaints of 18 causes, two thirds answered; written by the database itself.
MENTIONS = """
INSERT INTO mention (id, source, external_id, network, url, author_handle, author_name, author, title, text, language,
                     media, hints, posted_at, received_at, revision, state, reason, correlation, complaint_id, kind,
                     triage)
SELECT 'm' || n, 'bench', n, CASE n % 4 WHEN 0 THEN 'x' WHEN 1 THEN 'facebook' WHEN 2 THEN 'reviews' ELSE 'google' END,
       '', 'who' || (n * 733) % {people}, '', '{{}}', '', {words}, CASE n % 3 WHEN 0 THEN 'fr' ELSE 'en' END, '[]',
       '{{}}', {at}, {at}, 1, CASE n % {every} WHEN 0 THEN 'complaint' ELSE 'discarded' END, '', 'c',
       CASE n % {every} WHEN 0 THEN n / {every} END, CASE WHEN n % {every} = 0 THEN 'complaint' WHEN n % 97 = 1 THEN
       'suggestion' ELSE 'noise' END, CASE n % 2 WHEN 0 THEN '{{"arousal": "high"}}'{json} ELSE
       '{{"arousal": "low"}}'{json} END
FROM ({numbers}) AS one
"""
COMPLAINTS = """
INSERT INTO complaint (id, version, ref, mention_id, state, playbook, playbook_version, playbook_reason, frozen, team,
                       facts, thread_revision, opened_at, answered_at, resolved_at, correlation)
SELECT complaint_id, 1, 'R' || complaint_id, id, 'answered', 'cause-' || complaint_id % 18, '1', '', '{}', 'care', '{}',
       1, received_at, CASE WHEN complaint_id % 3 > 0 THEN received_at END, NULL, 'c'
FROM mention WHERE complaint_id IS NOT NULL AND complaint_id > 0
"""
TICKETS = """
INSERT INTO ticket (version, complaint_id, state, team, opened_at, outcome, reopened)
SELECT 1, id, 'resolved', 'care', opened_at, CASE id % 4 WHEN 0 THEN 'refused' ELSE 'solved' END, id % 9 / 8
FROM complaint WHERE answered_at IS NOT NULL
"""
WORDS = "'The parcel number ' || n % 50 || ' was left at the wrong door of the depot in street ' || n % 13 || ' again'"
SQLITE = ("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {many}) SELECT n FROM c",
          "strftime('%Y-%m-%d %H:%M:%f000', {now}, 'unixepoch', '-' || (n * {step}) || ' seconds')")  # fmt: skip
POSTGRESQL = ("SELECT n FROM generate_series(1, {many}) AS n",
              "to_timestamp({now}) - n * interval '{step} seconds'")  # fmt: skip


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Milliseconds of each look: a million mentions on PostgreSQL, 100,000 on SQLite (a tenth when quick)."""
    found = []
    for kind, many in (("PostgreSQL", 1_000_000), ("SQLite", 100_000)):
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            store = db.make_store(db.make_engine(address))
            found += _looks(store, kind, many // 10 if quick else many, 3 if quick else 5)
            store.engine.dispose()
    return found


def fill(store: db.Store, many: int, now: datetime) -> None:
    """``many`` mentions over a year, with their complaints and tickets."""
    numbers, at = POSTGRESQL if store.engine.dialect.name == "postgresql" else SQLITE
    step = YEAR * 86_400 // many or 1
    given = {"many": many, "now": int(now.timestamp()), "step": step}
    mentions = MENTIONS.format(
        numbers=numbers.format(**given), at=at.format(**given), words=WORDS, every=EVERY, people=many // 3,
        json="::json" if numbers is POSTGRESQL[0] else "",
    )  # fmt: skip
    with store.engine.begin() as connection:
        for statement in (mentions, COMPLAINTS, TICKETS):
            connection.execute(text(statement.replace(":", r"\:")))
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _looks(store: db.Store, kind: str, many: int, rounds: int) -> list[Figure]:
    now, book = datetime.now(UTC), playbooks.load(places.ROOT / "playbooks")
    fill(store, many, now)
    found = []
    for days, aim in ((7, 1_000.0), (28, 3_000.0), (YEAR, None)):
        look = partial(_find, book, now - timedelta(days=days), now)
        waits = [_timed(store, look) for _round in range(rounds)]
        found.append(Figure(f"insights over {days} days, {many:,} mentions ({kind})", median(waits), "ms", aim))
    store.write(lambda session: suggestions.gather(session, book, now, limit=many))
    waits = [_timed(store, lambda session: suggestions.gather(session, book, now)) for _ in range(rounds)]
    found.append(Figure(f"scan for suggestions, nothing new, {many:,} mentions ({kind})", median(waits), "ms"))
    return found


def _find(book: playbooks.Book, since: datetime, until: datetime, session: Session) -> object:
    return insights.find(session, book, since, until)


def _timed(store: db.Store, look: Callable[[Session], object]) -> float:
    with store.writers() as session:
        session.begin()
        began = time.perf_counter()
        look(session)
        waited = time.perf_counter() - began
        session.rollback()
    return waited * 1000
