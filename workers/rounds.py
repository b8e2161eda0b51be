"""The rounds that the beat makes: deadlines, abandoned publishings, signs of life, tidying."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import deliveries, digests, publishing
from bot.desk.models import Beat
from bot.desk.vocabulary import Lane
from bot.drafting.model import ledger

log = logs.get(__name__)
# Longer than any call can take (AMENDS_WEBHOOK_TIMEOUT is at most 120 s), so that only the dead are reaped.
MARGIN = timedelta(seconds=30)
CLOCKS_AT_ONCE = 500


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


def beat_seen(app: App) -> None:
    """Note that the beat is alive."""
    app.store.write(lambda session: session.merge(Beat(name="beat", at=app.now())))


def tidy(app: App) -> None:
    """Forget old delivery notes, and the questions to a model that were kept long enough."""

    def happening(session: Session) -> None:
        deliveries.forget_old(session, app.now())
        ledger.forget_old(session, app.now())

    app.store.write(happening)
