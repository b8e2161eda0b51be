"""The rounds that the beat makes: deadlines, abandoned publishings, signs of life, tidying."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import deliveries, digests, editing, outbox, publishing
from bot.desk.models import Beat, Effect
from bot.desk.vocabulary import Lane
from bot.drafting.model import ledger

log = logs.get(__name__)
# Longer than any call can take (AMENDS_WEBHOOK_TIMEOUT is at most 120 s), so that only the dead are reaped.
MARGIN = timedelta(seconds=30)
CLOCKS_AT_ONCE = 500
WEEKLY_DAYS, WEEKLY_FROM = (0, 1), 8  # Monday from 8 o'clock; Tuesday, when nobody was running on Monday


def scan_clocks(app: App) -> int:
    """Warn and breach every clock whose moment has come; returns how many."""
    total = 0
    while found := app.store.write(lambda session: digests.scan(session, app.book(), app.now(), CLOCKS_AT_ONCE)):
        total += found
    if total:
        app.wake(Lane.CHAT)
    return total


def reap(app: App) -> int:
    """Publishings held longer than any call can take are handed to a person; returns how many."""
    patience = timedelta(seconds=app.settings.webhook_timeout * 2) + MARGIN
    found = app.store.write(lambda session: publishing.reap(session, app.now(), patience))
    if found:
        log.warning("publishings_without_outcome", count=found)
        app.wake(Lane.CHAT)
    return found


def weekly(app: App) -> bool:
    """On Monday morning, promise the digest of the week before, once; returns whether it was promised now."""
    book, now = app.book(), app.now()
    local = book.desk.calendar(next(iter(book.desk.calendars), "always")).local(now)
    if local.weekday() not in WEEKLY_DAYS or local.hour < WEEKLY_FROM:
        return False
    year, week, _day = local.isocalendar()
    until = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    channel = book.desk.channels.managers
    payload = {"until": until.isoformat(), "channel": channel}

    def happening(session: Session) -> bool:
        key = f"weekly:{year}-{week:02}"
        if session.scalar(select(Effect.id).where(Effect.key == key)) is not None:
            return False
        outbox.arm(session, key, "weekly.post", Lane.CHAT, now, channel=channel, payload=payload)
        return True

    promised = app.store.write(happening)
    if promised:
        app.wake(Lane.CHAT)
    return promised


def beat_seen(app: App) -> None:
    """Note that the beat is alive."""
    app.store.write(lambda session: session.merge(Beat(name="beat", at=app.now())))


def tidy(app: App) -> None:
    """Forget old delivery notes, what people typed and never sent in, and questions to a model kept long enough."""

    def happening(session: Session) -> None:
        deliveries.forget_old(session, app.now())
        editing.forget_old(session, app.now())
        ledger.forget_old(session, app.now())

    app.store.write(happening)
