"""Draining a lane: read the alerts that came in, perform the effects that are due, until nothing is left.

One bad alert or effect never stops its neighbours: it ends in a state with a reason, or comes back later.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from bot import logs
from bot.app import App
from bot.desk import folds, outbox
from bot.desk.models import Beat, Effect
from bot.desk.vocabulary import Lane
from bot.slack.client import PersonMustMend, TooFast
from workers import effects, reading, showing

log = logs.get(__name__)
EFFECTS_AT_ONCE = 8
ONE_AT_ONCE = 1  # a question to a model may take most of a lease
LONGEST_CALL = timedelta(seconds=20)  # twice what a call to Slack may take; publishing is held besides
MEND_TAKES = timedelta(minutes=2)  # what only a person can mend is tried this rarely
MOST_ROUNDS = 500  # then the next hint goes on: a task must end some time
_draining = {lane: threading.Semaphore(2) for lane in Lane}
_asked = {lane: threading.Event() for lane in Lane}
_seen: dict[Lane, datetime] = {}
BEAT_EVERY_SECONDS = 3


def drain(app: App, lane: Lane) -> None:
    """Work until nothing is due in ``lane``. At most two drains of a lane run in one process: more would only queue.

    One that comes too many leaves word, so that those at work look once more: nothing waits for the next beat.
    """
    asked, places = _asked[lane], _draining[lane]
    asked.set()
    while asked.is_set() and places.acquire(blocking=False):
        try:
            _work(app, lane, asked)
        finally:
            logs.correlate(None)
            places.release()


def _work(app: App, lane: Lane, asked: threading.Event) -> None:
    look = True
    for _round in range(MOST_ROUNDS):
        note_alive(app, lane)
        look = look or asked.is_set()
        asked.clear()
        read = reading.read_alerts(app) if look and lane == Lane.CHAT else 0
        look = read == reading.ALERTS_AT_ONCE  # else they have all been read, and word is left when more come
        if not perform_due(app, lane) and not look:
            return


def note_alive(app: App, lane: Lane) -> None:
    """Leave a sign of life, at most every few seconds."""
    now = app.now()
    last = _seen.get(lane)
    if last is None or (now - last).total_seconds() >= BEAT_EVERY_SECONDS:
        _seen[lane] = now
        app.store.write(lambda session: session.merge(Beat(name=f"worker-{lane}", at=now)))


def perform_due(app: App, lane: Lane) -> int:
    """Claim a batch of due effects and perform them one by one; returns how many."""
    most = ONE_AT_ONCE if lane == Lane.WORDING else EFFECTS_AT_ONCE
    claimed = app.store.write(lambda session: outbox.claim(session, lane, most, app.now()))
    cards = showing.begin(app, claimed)
    slowed: set[str] = set()  # channels that said "too fast" during this batch: the rest of it must not go there
    try:
        for effect in claimed:
            if app.now() + LONGEST_CALL > effect.due_at:
                break  # the lease is nearly over, and then somebody else performs it: not both of us
            if effect.channel in slowed:
                _put_back(app, effect, None, app.now())
            elif not perform(app, effect, cards) and effect.channel:
                slowed.add(effect.channel)
    finally:
        cards.note()
    for channel in slowed:
        _fold(app, channel)
    return len(claimed)


def perform(app: App, effect: Effect, cards: showing.Batch | None = None) -> bool:
    """Perform one effect; whatever goes wrong, it stays in the outbox with the reason. False: Slack said too fast."""
    logs.correlate(effect.correlation)
    try:
        if cards is not None and effect.kind == showing.SHOW:
            cards.show(effect)
        else:
            effects.HANDLERS[effect.kind](app, effect)
        log.info("effect_done", effect=effect.kind, attempt=effect.attempts)
    except TooFast as slow:
        channel, wait = effect.channel or slow.channel, slow.retry_after
        app.store.write(lambda session: effects.slow_down(app, session, effect, channel, wait))
        return False
    except PersonMustMend as problem:
        log.error("slack_needs_a_person", problem=str(problem), effect=effect.kind, channel=effect.channel)
        _put_back(app, effect, str(problem), app.now() + MEND_TAKES)
    except Exception as error:
        log.exception("effect_failed", effect=effect.kind, attempt=effect.attempts)
        _postpone(app, effect, f"{type(error).__name__}: {error}")
    return True


def _fold(app: App, channel: str) -> None:
    app.store.write(lambda session: folds.fold_waiting(session, channel, app.now()))


def _put_back(app: App, effect: Effect, reason: str | None, due_at: datetime) -> None:
    app.store.write(lambda session: outbox.put_back(session, effect, reason, due_at))


def _postpone(app: App, effect: Effect, reason: str) -> None:
    app.store.write(lambda session: outbox.note_failure(session, effect, reason, app.now()))
