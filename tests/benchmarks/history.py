"""A long history, written by the database itself: a year of complaints with their clocks, drafts, tickets and events,
a twentieth of them in work, and the figures that the fold would have kept of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from bot import db

YEAR = 365
TEAMS, TOPICS, NETWORKS = 4, 24, 5
SQLITE = {
    "numbers": "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {many}) SELECT n FROM c)",
    "at": "strftime('%Y-%m-%d %H:%M:%f000', {base})",
    "seen": "strftime('%Y-%m-%d %H:%M:%f000', {base}, '+2 minutes')",
    "base": "{now}, 'unixepoch', '-' || (({many} - n) * {step}) || ' seconds'",
    "later": "strftime('%Y-%m-%d %H:%M:%f000', {of}, '+' || ({seconds}) || ' seconds')",
    "day": "date({of})",
}  # fmt: skip
POSTGRESQL = {
    "numbers": "(SELECT n FROM generate_series(1, {many}) AS n)",
    "at": "{base}", "seen": "{base} + interval '2 minutes'",
    "base": "to_timestamp({now}) - ({many} - n) * interval '{step} seconds'",
    "later": "{of} + ({seconds}) * interval '1 second'",
    "day": "CAST({of} AS date)",
}  # fmt: skip
MENTION = """
INSERT INTO mention (id, source, external_id, network, url, author_handle, author_name, author, title, text, language,
                     media, hints, posted_at, received_at, revision, state, reason, correlation, complaint_id, kind)
SELECT 'm' || n, 'bench', n, 'network-' || n % {networks}, '', 'h' || n % 50000, 'Name ' || n % 50000, '{{}}', '',
       'The parcel number ' || n || ' was left at the wrong door of the depot again, and nobody answers.', 'en', '[]',
       '{{}}', {at}, {seen}, 1, 'complaint', '', '', n, 'complaint'
FROM {numbers} AS one
"""
COMPLAINT = """
INSERT INTO complaint (id, version, ref, mention_id, priority, state, playbook, playbook_version, playbook_reason,
                       frozen, team, facts, stakes, thread_revision, opened_at, answered_at, resolved_at, correlation)
SELECT n, 1, 'R' || n, 'm' || n, n * 7919 % 101, state, 'topic-' || n % {topics}, '1', '', '{{}}',
       CASE n % {topics} % {teams} WHEN 0 THEN 'care' ELSE 'team-' || n % {topics} % {teams} END, '{{}}',
       'P' || (n / 120 % 4 + 1), 1, received_at, CASE WHEN state <> 'open' THEN {reply} END,
       CASE WHEN state = 'resolved' THEN {resolved} END, ''
FROM (SELECT m.complaint_id AS n, m.received_at, CASE WHEN m.complaint_id <= {live} THEN 'resolved'
             WHEN m.complaint_id / {topics} % 2 = 1 THEN 'open' ELSE 'answered' END AS state FROM mention m) AS one
"""
# A running clock is due now or soon: most of what waits is not late, as on a desk that works.
CLOCK = """
INSERT INTO clock (version, complaint_id, metric, round, state, started_at, warn_at, due_at, next_at, ended_at,
                   breached_at, policy, pauses)
SELECT 1, id, 'first_response', 1, CASE WHEN answered_at IS NULL THEN 'running' WHEN id % 7 = 0 THEN 'breached' ELSE
       'met' END, opened_at, opened_at, {due}, NULL, answered_at, CASE WHEN id % 7 = 0 THEN {due} END, '{{}}', '[]'
FROM complaint
"""
RESOLUTION = """
INSERT INTO clock (version, complaint_id, metric, round, state, started_at, warn_at, due_at, next_at, ended_at,
                   breached_at, policy, pauses)
SELECT 1, id, 'resolution', 1, CASE WHEN resolved_at IS NULL THEN 'running' ELSE 'met' END, answered_at, answered_at,
       {limit}, NULL, resolved_at, NULL, '{{}}', '[]'
FROM complaint WHERE answered_at IS NOT NULL
"""
DRAFT = """
INSERT INTO draft (version, complaint_id, number, kind, state, body, reply_text, language, written_by, playbook,
                   playbook_version, commitments, why, created_at, changed_at, approved_at, published_at, target)
SELECT 1, id, 1, 'reply', 'published', 'I am sorry.', 'I am sorry. I will look for it today. — Sam', 'en', 'playbook',
       playbook, '1', '[]', '{{}}', opened_at, answered_at, answered_at, answered_at, '{{}}'
FROM complaint WHERE answered_at IS NOT NULL
"""
TICKET = """
INSERT INTO ticket (version, complaint_id, state, team, owner, opened_at, claimed_at, resolved_at, outcome, reopened,
                    handoffs, repeats, level)
SELECT 1, id, CASE WHEN resolved_at IS NULL THEN 'claimed' ELSE 'resolved' END, team, 'U' || id % 50, answered_at,
       answered_at, resolved_at, CASE WHEN resolved_at IS NULL THEN NULL ELSE 'solved' END, 0, 0, 0, 1
FROM complaint WHERE answered_at IS NOT NULL
"""
EVENT = """
INSERT INTO event (complaint_id, at, kind, actor, data)
SELECT id, opened_at, kind, 'U' || id % 50, '{{}}' FROM complaint
CROSS JOIN (SELECT 'opened' AS kind UNION ALL SELECT 'published' UNION ALL SELECT 'claimed') AS kinds
"""
KEY = "c.team, m.source, m.network, c.playbook, c.stakes"
ROLLUP = """
INSERT INTO rollup (metric, day, team, source, network, playbook, stakes, count, met, breached, timed, seconds, spread)
SELECT '{metric}', {day}, {key}, count(*), sum({met}), sum({late}), count(*), count(*) * 4000,
       '{{"88": 1, "91": 1, "94": 1, "95": 1, "97": 1, "99": 1}}'
FROM complaint c JOIN mention m ON m.id = c.mention_id WHERE {where} GROUP BY {day}, {key}
"""
TALLY = """
INSERT INTO tally (dimension, day, metric, value, count, met, breached, timed, seconds, spread)
SELECT '{dimension}', day, metric, {dimension}, sum(count), sum(met), sum(breached), sum(timed), sum(seconds),
       '{{"88": 1, "91": 1, "94": 1, "95": 1, "97": 1, "99": 1}}'
FROM rollup GROUP BY day, metric, {dimension}
"""
LATE, IN_TIME = "CASE WHEN c.id % 7 = 0 THEN 1 ELSE 0 END", "CASE WHEN c.id % 7 = 0 THEN 0 ELSE 1 END"
ANSWERED, RESOLVED = "c.answered_at IS NOT NULL", "c.resolved_at IS NOT NULL"
# metric → (the moment whose day it is of, met, breached, which complaints)
METRICS = {
    "complaint": ("c.opened_at", "CASE WHEN c.answered_at IS NULL THEN 0 ELSE 1 END", "0", "1 = 1"),
    "detect": ("c.opened_at", "0", "0", "1 = 1"), "draft": ("c.opened_at", "0", "0", "1 = 1"),
    "approve": ("c.answered_at", "0", "0", ANSWERED), "post": ("c.answered_at", "0", "0", ANSWERED),
    "hand_over": ("c.answered_at", "0", "0", ANSWERED), "claim": ("c.answered_at", "0", "0", ANSWERED),
    "first_response": ("c.answered_at", IN_TIME, LATE, ANSWERED), "resolution": ("c.resolved_at", "1", "0", RESOLVED),
    "resolved": ("c.resolved_at", "1", "0", RESOLVED),
}  # fmt: skip


def fill(store: db.Store, many: int, now: datetime, *, work: bool = True) -> None:
    """``many`` complaints up to ``now``; without ``work`` no drafts, tickets and events beside them."""
    own = POSTGRESQL if store.engine.dialect.name == "postgresql" else SQLITE
    step = max(1, YEAR * 86_400 // many)
    given = {"many": many, "now": int(now.timestamp()), "step": step, "live": int(many * 0.95)}
    sizes = {"networks": NETWORKS, "topics": TOPICS, "teams": TEAMS, "key": KEY}
    base = own["base"].format(**given)
    at, seen = own["at"].format(base=base), own["seen"].format(base=base)

    def later(of: str, seconds: str) -> str:
        return own["later"].format(of=of, seconds=seconds)

    moments = {
        "at": at, "seen": seen, "numbers": own["numbers"].format(**given),
        "reply": later("received_at", "1200 + n % 200 * 60"), "resolved": later("received_at", "172800"),
        "due": later("opened_at", "10800"), "limit": later("answered_at", "432000"),
    }  # fmt: skip
    statements = [MENTION, COMPLAINT, CLOCK, RESOLUTION, *([DRAFT, TICKET, EVENT] if work else [])]
    _run(store, [one.format(**given, **sizes, **moments) for one in statements])
    rollups = [
        ROLLUP.format(metric=metric, day=own["day"].format(of=of), met=met, late=late, where=where, **sizes)
        for metric, (of, met, late, where) in METRICS.items()
    ]
    _run(store, [*rollups, *(TALLY.format(dimension=one) for one in ("team", "playbook"))])
    analyse(store)


def _run(store: db.Store, statements: list[str]) -> None:
    for statement in statements:
        with store.engine.begin() as connection:
            connection.execute(text(statement.replace(":", r"\:")))


def analyse(store: db.Store) -> None:
    """Let the database look at what there is now, as its own housekeeping does in time."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        return
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
