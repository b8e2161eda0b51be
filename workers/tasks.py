"""Doorways: each task reads what is due and hands it on."""

from __future__ import annotations

from bot.desk.vocabulary import Lane
from workers import crews, rounds
from workers import drain as draining
from workers.app import app, the_app


@app.task(name="workers.tasks.drain")
def drain(lane: str) -> None:
    """Do everything that is due in ``lane``."""
    draining.drain(the_app(), Lane(lane))


@app.task(name="workers.tasks.scan_clocks")
def scan_clocks() -> None:
    """Warn and breach what is due."""
    rounds.scan_clocks(the_app())


@app.task(name="workers.tasks.scan_commitments")
def scan_commitments() -> None:
    """What we said and have not done yet."""
    rounds.scan_commitments(the_app())


@app.task(name="workers.tasks.show_folded")
def show_folded() -> None:
    """Cards for which there was no room, a few at a time."""
    rounds.show_folded(the_app())


@app.task(name="workers.tasks.weigh")
def weigh() -> None:
    """Sum priorities anew: what waited, and what gained support."""
    rounds.weigh(the_app())


@app.task(name="workers.tasks.reap")
def reap() -> None:
    """Hand publishings whose worker died to a person."""
    rounds.reap(the_app())


@app.task(name="workers.tasks.weekly")
def weekly() -> None:
    """The message about the week, on Mondays."""
    rounds.weekly(the_app())


@app.task(name="workers.tasks.count")
def count() -> None:
    """Keep the figures."""
    rounds.count(the_app())


@app.task(name="workers.tasks.tell_figures")
def tell_figures() -> None:
    """The figures of the morning, and of the week."""
    rounds.tell_figures(the_app())


@app.task(name="workers.tasks.owners")
def owners() -> None:
    """Suggestions and action items: found, reminded of, measured."""
    rounds.owners(the_app())


@app.task(name="workers.tasks.discarded")
def discarded() -> None:
    """What was set aside: the digest, and each day a sample."""
    rounds.discarded(the_app())


@app.task(name="workers.tasks.incidents")
def incidents() -> None:
    """Where open incidents stand, and whose review is missing."""
    rounds.incidents(the_app())


@app.task(name="workers.tasks.wake")
def wake() -> None:
    """What was left alone until now."""
    rounds.wake(the_app())


@app.task(name="workers.tasks.tickets")
def tickets() -> None:
    """Tickets whose moment has come, and queues for those who are there again."""
    crews.tickets(the_app())


@app.task(name="workers.tasks.user_groups")
def user_groups() -> None:
    """Who is in the Slack user groups that teams name."""
    crews.user_groups(the_app())


@app.task(name="workers.tasks.surges")
def surges() -> None:
    """Find the topics of which unusually many people complain."""
    rounds.find_surges(the_app())


@app.task(name="workers.tasks.beat_seen")
def beat_seen() -> None:
    """The beat is alive, and so is the worker that runs this."""
    rounds.beat_seen(the_app())


@app.task(name="workers.tasks.tidy")
def tidy() -> None:
    """Forget what was kept long enough."""
    rounds.tidy(the_app())
