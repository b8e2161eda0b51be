"""Is Amends alive, and is it able to work? ``/healthz`` and ``/readyz``; `amends doctor` asks the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from sqlalchemy import select, text

from bot.context import Context
from bot.desk import reports
from bot.desk.models import Beat
from bot.desk.playbooks import PlaybookError
from bot.desk.vocabulary import Lane

SILENT_AFTER_SECONDS = 30.0
OLD_EFFECT_SECONDS = 300.0
OLDEST_REDIS = (6, 2)


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``mend`` says what to do when it is not ``ok``."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


def checks(context: Context) -> list[Check]:
    """Playbooks, database, queue, workers, beat, and the oldest undone effect."""
    database = _database(context)
    found = [_playbooks(context), database, _queue(context)]
    if database.ok:
        found += _beats(context)
        found.append(_backlog(context))
    return found


def _playbooks(context: Context) -> Check:
    """Newer files that were rejected are told, and no reason to take no more work: the last good ones are in use."""
    mend = "mend the file; `amends playbooks check` lists all problems"
    try:
        book = context.book()
    except PlaybookError as error:
        return Check("playbooks", False, error.problems[0], mend)
    detail = f"{len(book.playbooks)} playbooks, {len(book.desk.people)} people"
    if book.rejected:
        more = f" (and {len(book.rejected) - 1} more)" if len(book.rejected) > 1 else ""
        detail += f"; CHANGED FILES ARE NOT IN USE: {book.rejected[0]}{more}"
    return Check("playbooks", True, detail, mend)


def _database(context: Context) -> Check:
    try:
        with context.store.read() as session:
            session.execute(text("SELECT 1 FROM alert LIMIT 1"))
    except Exception as error:
        return Check("database", False, type(error).__name__, "check DATABASE_URL and run `amends migrate`")
    return Check("database", True, context.store.engine.dialect.name)


def _queue(context: Context) -> Check:
    try:
        client = redis.Redis.from_url(context.settings.redis, socket_timeout=2, socket_connect_timeout=2)
        version = client.info("server")["redis_version"]
        client.close()
    except Exception as error:
        return Check("queue", False, type(error).__name__, "start Redis (6.2 or newer) and check REDIS_URL")
    new_enough = tuple(int(part) for part in str(version).split(".")[:2]) >= OLDEST_REDIS
    return Check("queue", new_enough, f"Redis protocol, server {version}", "upgrade Redis to 6.2 or newer")


def _beats(context: Context) -> list[Check]:
    now = context.now()
    with context.store.read() as session:
        seen = {beat.name: beat.at for beat in session.scalars(select(Beat))}
    # One lane a process tells: the other may be waiting for a language model, which is no sickness.
    names = {f"worker-{lane.queue}": f"start the process worker-{lane.queue}" for lane in Lane}
    names["beat"] = "start the process beat"
    return [_beat(name, seen.get(name), now, mend) for name, mend in names.items()]


def _beat(name: str, at: datetime | None, now: datetime, mend: str) -> Check:
    if at is None:
        return Check(name, False, "never seen", mend)
    age = (now - at).total_seconds()
    return Check(name, age < SILENT_AFTER_SECONDS, f"seen {age:.0f} s ago", mend)


def _backlog(context: Context) -> Check:
    with context.store.read() as session:
        waiting = reports.backlog(session, context.now())
    oldest = max(waiting["oldest_effect_s"], waiting["oldest_unread_s"])
    detail = (
        f"{waiting['unread_alerts']} unread alerts, {waiting['effects_waiting']} effects waiting, "
        f"{waiting['effects_held']} held, oldest {oldest:.0f} s"
    )
    return Check("backlog", oldest < OLD_EFFECT_SECONDS, detail, "look at the workers' logs for effect_failed")


def as_json(found: list[Check]) -> dict[str, Any]:
    """For /readyz."""
    return {
        "ready": all(check.ok for check in found),
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in found},
    }
