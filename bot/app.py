"""The composition root: one frozen dataclass, built once per process from the settings. Nothing is global."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from bot import db, logs, settings
from bot.context import Context, Wake
from bot.desk.vocabulary import Lane
from bot.settings import Settings
from bot.shelf import Shelf
from bot.slack import client as slack_client
from bot.sources.base import Publisher
from bot.sources.webhook import Webhook
from bot.triage import fitted
from bot.triage.fitted import Model, ModelError
from bot.voice import personal

log = logs.get(__name__)
DRAIN = "workers.tasks.drain"
# One hint drains everything that is due: at most a hundred a second, and fewer when sending them is slow because the
# machine is busy, so that hints never take much of the time that the work itself needs.
SHORTEST_PAUSE, LONGEST_PAUSE, HINT_SHARE = 0.01, 0.25, 0.1
AFTER_THE_ANSWER = 0.003  # sending one at once would share the interpreter with the answer that somebody waits for
FORGET_HINT_AFTER = 30


@dataclass(frozen=True)
class App(Context):
    """Everything one process needs."""

    slack: WebClient = field(kw_only=True)
    publishers: dict[str, Publisher] = field(kw_only=True)


def build(chosen: Settings, *, now: Callable[[], datetime] | None = None, wake: Wake | None = None) -> App:
    """Wire one process together. Raises PlaybookError or SettingsError before anything runs."""
    token, _secret, address = chosen.slack()
    store = db.make_store(db.make_engine(chosen.database))
    webhook_url = chosen.webhook_url or (f"{chosen.address}/sandbox/site" if chosen.sandbox else "")
    webhook = Webhook(webhook_url, chosen.webhook_secret.get_secret_value(), chosen.webhook_timeout)
    return App(
        settings=chosen,
        store=store,
        book=Shelf(chosen.playbooks_dir),
        now=now or (lambda: datetime.now(UTC)),
        wake=wake or Hints(chosen.broker),
        model=partial(_model, chosen.home),
        slack=slack_client.make(token, address),
        publishers={"webhook": webhook},
    )


@cache
def _model(home: Path) -> Model:
    """This installation's own model; when it cannot be used, that is said once and the one that Amends brings is used:
    alerts go on being read."""
    try:
        return fitted.of(home)
    except ModelError as error:
        log.error("model_rejected", problem=str(error), kept="the one that Amends brings is in use")
        return fitted.shipped()


def from_environment() -> App:
    """The app of this process's environment, with its logs set up."""
    chosen = settings.load()
    logs.configure(chosen.log_format, personal.mask, chosen.secret_values())
    return build(chosen)


class Hints:
    """Sends "drain this lane" to the workers from a thread of its own, many hints folded into one.

    Only a hint: the beat drains every lane anyway, so a dead Redis delays and never blocks or loses anything.
    """

    def __init__(self, broker: str) -> None:
        self._broker = broker
        self._lanes: set[Lane] = set()
        self._something = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, *lanes: Lane) -> None:
        """Remember the lanes and return at once."""
        with self._lock:
            self._lanes.update(lanes)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
                self._thread.start()
        self._something.set()

    def _run(self) -> None:
        queue = _celery(self._broker)
        pause = threading.Event()
        while True:
            self._something.wait()
            pause.wait(AFTER_THE_ANSWER)
            self._something.clear()
            with self._lock:
                lanes, self._lanes = self._lanes, set()
            began = time.monotonic()
            try:
                for lane in lanes:
                    queue.send_task(
                        DRAIN,
                        args=[lane.value],
                        queue=lane.queue,
                        retry=False,
                        ignore_result=True,
                        expires=FORGET_HINT_AFTER,
                    )
                took = time.monotonic() - began
                pause.wait(min(max(SHORTEST_PAUSE, took / HINT_SHARE), LONGEST_PAUSE))
            except Exception as error:  # any broker trouble: the beat will do it
                log.warning("hint_not_sent", error=type(error).__name__)
                pause.wait(1.0)


def _celery(broker: str) -> Any:
    # Imported late: the command line needs no Celery.
    from celery import Celery

    client = Celery("amends-hints", broker=broker)
    client.conf.update(
        broker_connection_retry_on_startup=False,
        broker_transport_options={"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0},
        task_ignore_result=True,
    )
    return client


def bolt(app: App) -> Any:
    """The Bolt app that answers Slack's requests."""
    from bot.slack import listeners

    _token, signing_secret, _address = app.settings.slack()
    return listeners.build(app, app.slack, signing_secret)


def asgi(app: App) -> Any:
    """The web process's application; with the sandbox mounted only when it was asked for."""
    from bot.slack import bridge
    from bot.web import server

    application = server.make(app, bridge.over_http(bolt(app)))
    if app.settings.sandbox:
        from bot.sandbox import build_sandbox

        token, signing_secret, _address = app.settings.slack()
        channels = app.book().desk.channels
        stand_in = build_sandbox(
            state=app.settings.home / "sandbox.db",
            bot_token=token,
            signing_secret=signing_secret,
            events_url=f"{app.settings.address}/slack/events",
            channels=[channels.approvals, channels.tickets, channels.managers],
            site_secret=app.settings.webhook_secret.get_secret_value(),
        )
        application.mount("/sandbox", stand_in)
    return application
