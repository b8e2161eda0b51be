"""Reading the alerts that came in: many in one transaction, first drafts included, and one by one when one is bad."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import logs, sources
from bot.app import App
from bot.desk import alerts, mentions
from bot.desk.models import Alert
from bot.desk.vocabulary import AlertState
from bot.sources.base import Source
from workers import composing, opinions

log = logs.get(__name__)
ALERTS_AT_ONCE = 20


def read_alerts(app: App) -> int:
    """Read a batch of unread alerts in one transaction; returns how many.

    When one of them breaks the batch, each is read in a transaction of its own and the bad one is set aside.
    """
    try:
        return app.store.write(lambda session: _read_batch(app, session, ALERTS_AT_ONCE))
    except Exception as error:
        logs.correlate(None)  # which of them it was is not known yet
        log.warning("alert_batch_failed", error=repr(error))
        return sum(_read_one(app) for _alert in range(ALERTS_AT_ONCE))


def _read_batch(app: App, session: Session, limit: int) -> int:
    found, now = alerts.unread(session, limit), app.now()
    read = [(alert, source.read(alert.payload)) for alert in found if (source := _source_of(alert, now))]
    opened = mentions.take_all(session, app.book(), read, now, app.model())
    composing.draft_first(app, session, opened, now)
    opinions.promise(app, session, opened, now)
    session.flush()
    for alert in found:
        logs.correlate(alert.correlation)
        log.info("alert_read", source=alert.source, mention_id=alert.mention_id, state=alert.state)
    return len(found)


def _source_of(alert: Alert, now: datetime) -> Source | None:
    source = sources.find(alert.source)
    if source is None:
        alerts.close(alert, AlertState.FAILED, now, f"no source is called {alert.source}")
    return source


def _read_one(app: App) -> int:
    seen: list[int] = []

    def happening(session: Session) -> int:
        seen[:] = [alert.id for alert in alerts.unread(session, 1)]
        return _read_batch(app, session, 1)

    try:
        return app.store.write(happening)
    except Exception as error:
        log.exception("alert_failed", alert=seen[0] if seen else None)
        reason = f"{type(error).__name__}: {error}"[:500]
        app.store.write(lambda session: _set_aside(app, session, seen, reason))
        return len(seen)


def _set_aside(app: App, session: Session, ids: list[int], reason: str) -> None:
    for alert in (session.get(Alert, alert_id) for alert_id in ids):
        if alert is not None and alert.state == AlertState.RECEIVED:
            alerts.close(alert, AlertState.FAILED, app.now(), reason)
