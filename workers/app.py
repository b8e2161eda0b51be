"""Celery: the queues and every clock of the system, on one page.

Tasks are hints to look into the database; nothing depends on one arriving. A lost hint is made good by the next beat, a
doubled one finds nothing to do.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from celery import Celery
from celery.signals import setup_logging, worker_init
from kombu.entity import Queue

from bot import logs, settings
from bot.desk.vocabulary import Lane
from bot.voice import personal

if TYPE_CHECKING:
    from bot.app import App

CHOSEN = settings.load()

# Seconds between looks. The drains are the safety net behind the hints; the scan bounds how late a warning can be.
EVERY = {
    "drain chat": ("workers.tasks.drain", 2.0, [Lane.CHAT.value], Lane.CHAT),
    "drain model": ("workers.tasks.drain", 2.0, [Lane.MODEL.value], Lane.MODEL),
    # Without a model nothing is promised there; what an earlier setting left behind is still closed with a reason.
    "drain wording": ("workers.tasks.drain", 2.0 if CHOSEN.asks_model else 60.0, [Lane.WORDING.value], Lane.WORDING),
    "scan clocks": ("workers.tasks.scan_clocks", 5.0, [], Lane.CHAT),
    "scan commitments": ("workers.tasks.scan_commitments", 15.0, [], Lane.CHAT),
    "show folded cards": ("workers.tasks.show_folded", 30.0, [], Lane.CHAT),
    "sum priorities": ("workers.tasks.weigh", 30.0, [], Lane.CHAT),
    "reap held publishings": ("workers.tasks.reap", 15.0, [], Lane.MODEL),
    "weekly message": ("workers.tasks.weekly", 1800.0, [], Lane.CHAT),
    "keep figures": ("workers.tasks.count", 10.0, [], Lane.CHAT),
    "tell figures": ("workers.tasks.tell_figures", 300.0, [], Lane.CHAT),
    "remind owners": ("workers.tasks.owners", 300.0, [], Lane.CHAT),
    "tell of discards": ("workers.tasks.discarded", 60.0, [], Lane.CHAT),
    "tell of incidents": ("workers.tasks.incidents", 15.0, [], Lane.CHAT),
    "wake what was left alone": ("workers.tasks.wake", 30.0, [], Lane.CHAT),
    "look at tickets": ("workers.tasks.tickets", 15.0, [], Lane.CHAT),
    "read user groups": ("workers.tasks.user_groups", 600.0, [], Lane.CHAT),
    "find surges": ("workers.tasks.surges", 60.0, [], Lane.CHAT),
    "beat seen": ("workers.tasks.beat_seen", 5.0, [], Lane.CHAT),
    "tidy": ("workers.tasks.tidy", 3600.0, [], Lane.CHAT),
}

app = Celery("amends", broker=CHOSEN.broker)
app.conf.update(
    task_ignore_result=True,
    task_queues=[Queue(name) for name in sorted({lane.queue for lane in Lane})],
    task_default_queue=Lane.CHAT.value,
    task_acks_late=False,  # a task is a hint: what it found undone stays in the database when a worker dies
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 5, "visibility_timeout": 60},
    beat_schedule={
        name: {
            "task": task, "schedule": seconds, "args": args,
            "options": {"queue": lane.queue, "expires": max(10.0, seconds)},
        }
        for name, (task, seconds, args, lane) in EVERY.items()
    },
    beat_max_loop_interval=1,
    timezone="UTC",
)  # fmt: skip


@cache
def the_app() -> App:
    """This process's :class:`bot.app.App`, built when the worker starts; the beat never needs one."""
    from bot import app as composition

    return composition.build(CHOSEN)


@setup_logging.connect
def _set_logs_up(**_signal: object) -> None:
    # Whoever answers this signal keeps Celery from setting its own format and level over ours.
    logs.configure(CHOSEN.log_format, personal.mask, CHOSEN.secret_values())


@worker_init.connect
def _start(**_signal: object) -> None:
    _set_logs_up()
    # Not through Celery's ``include``: the beat would load the whole desk too, and it only sends the names of tasks.
    app.loader.import_task_module("workers.tasks")
    the_app()
    logs.get(__name__).info("worker_ready", pid=os.getpid())
