"""Doorways: each task reads what is due and hands it on."""

from __future__ import annotations

from bot.desk.vocabulary import Lane
from workers import drain as draining
from workers import rounds
from workers.app import app, the_app


@app.task(name="workers.tasks.drain")
def drain(lane: str) -> None:
    """Do everything that is due in ``lane``."""
    draining.drain(the_app(), Lane(lane))


@app.task(name="workers.tasks.scan_clocks")
def scan_clocks() -> None:
    """Warn and breach what is due."""
    rounds.scan_clocks(the_app())


@app.task(name="workers.tasks.reap")
def reap() -> None:
    """Hand publishings whose worker died to a person."""
    rounds.reap(the_app())


@app.task(name="workers.tasks.weekly")
def weekly() -> None:
    """The digest of the week, on Mondays."""
    rounds.weekly(the_app())


@app.task(name="workers.tasks.beat_seen")
def beat_seen() -> None:
    """The beat is alive, and so is the worker that runs this."""
    rounds.beat_seen(the_app())


@app.task(name="workers.tasks.tidy")
def tidy() -> None:
    """Forget what was kept long enough."""
    rounds.tidy(the_app())
