"""The round that looks for surges: each opens an incident, and the managers get its card, with the numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.app import App
from bot.desk.models import Complaint, Incident
from bot.desk.vocabulary import Lane
from tests.desk.test_surges import complain
from workers import app as celery_app
from workers import drain, rounds, tasks

from .conftest import Now, Outside
from .test_reminders import said_to


def history(app: App) -> None:
    said = [(app.now() - timedelta(hours=2 * n + 80), ["late-delivery", "lost-parcel"][n % 2]) for n in range(400)]
    app.store.write(lambda session: complain(session, "past", "generic", said))


def crowd(app: App, number: int, who: str = "crowd") -> None:
    said = [(app.now() - timedelta(minutes=n), "late-delivery") for n in range(number)]
    app.store.write(lambda session: complain(session, who, "generic", said))


def test_a_surge_is_told_to_the_managers_once(app: App, outside: Outside, now: Now, wakes: Any) -> None:
    history(app)
    assert rounds.find_surges(app) == 0
    crowd(app, 12)
    wakes.lanes.clear()
    assert rounds.find_surges(app) == 1
    assert wakes.lanes == [Lane.CHAT]
    assert rounds.find_surges(app) == 0
    drain.drain(app, Lane.CHAT)
    drain.drain(app, Lane.CHAT)
    (posted,) = said_to(outside, "managers")
    assert posted["text"] == "Incident 1: Late delivery"
    shown = str(posted["blocks"])
    assert "12 people in 15 minutes; usually" in shown
    with app.store.read() as session:
        listed = [ref for (ref,) in session.query(Complaint.ref) if ref in shown]
        assert session.query(Complaint).filter_by(incident_id=1).count() == 12
        incident = session.get_one(Incident, 1)
        assert incident.usual is not None and 0 < incident.usual < 2
    assert len(listed) == 5


def test_a_surge_on_the_topic_of_an_open_incident_is_told_in_its_thread(app: App, outside: Outside, now: Now) -> None:
    history(app)
    crowd(app, 12)
    rounds.find_surges(app)
    drain.drain(app, Lane.CHAT)
    now.ahead += 30 * 3600
    crowd(app, 60, "more")
    assert rounds.find_surges(app) == 1
    drain.drain(app, Lane.CHAT)
    assert len(said_to(outside, "managers")) == 1, "its card is drawn anew"
    (told,) = [body for method, body in outside.slack if method == "chat.postMessage" and body.get("thread_ts")]
    assert "complaints: " in told["text"]


def test_a_day_without_anything_costs_nothing_and_tells_nobody(app: App, outside: Outside) -> None:
    assert rounds.find_surges(app) == 0
    drain.drain(app, Lane.CHAT)
    assert said_to(outside, "managers") == []


def test_the_beat_looks_each_minute() -> None:
    task, seconds, _words, lane = celery_app.EVERY["find surges"]
    assert (task, seconds, lane) == (tasks.surges.name, 60.0, Lane.CHAT)
