"""Draining: alerts are read, effects performed; one that goes wrong stays, with the reason, and stops nobody."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from re import findall

import pytest
from sqlalchemy import select, text

from bot.app import App
from bot.desk.models import Beat, Complaint, Effect
from bot.desk.vocabulary import AlertState, Lane
from workers import drain, effects
from workers.app import EVERY
from workers.app import app as celery
from workers.effects import HANDLERS

from .conftest import Now, Outside
from .desk import effect, receive, stored


def test_an_alert_becomes_a_card(app: App, outside: Outside) -> None:
    receive(app)
    drain.drain(app, Lane.CHAT)
    assert [alert.state for alert in stored(app)] == [AlertState.READ]
    posted = [body for method, body in outside.slack if method == "chat.postMessage"]
    assert len(posted) == 1
    assert "Where are my cups?" in str(posted[0]["blocks"])
    assert "Hi Nadia," in str(posted[0]["blocks"])
    with app.store.read() as session:
        undone = select(Effect.key).where(Effect.done_at.is_(None), Effect.due_at <= app.now())
        assert session.scalars(undone).all() == []


def test_a_bad_alert_is_set_aside_and_its_neighbours_are_read(app: App) -> None:
    for number in range(5):
        receive(app, id=f"a{number}", url=f"https://social.example/p/{number}", author={"handle": f"who{number}"})
    app.store.write(lambda s: s.execute(text("UPDATE alert SET payload = '{\"id\": 7' WHERE external_id = 'a2'")))
    drain.drain(app, Lane.CHAT)
    found = {alert.external_id: alert for alert in stored(app)}
    assert found["a2"].state == AlertState.FAILED
    assert found["a2"].reason
    assert {found[f"a{n}"].state for n in (0, 1, 3, 4)} == {AlertState.READ}
    with app.store.read() as session:
        assert len(session.scalars(select(Complaint)).all()) == 4


def test_an_alert_of_an_unknown_source_ends_in_a_state_with_a_reason(app: App) -> None:
    receive(app)
    app.store.write(lambda s: s.execute(text("UPDATE alert SET source = 'No Such'")))
    drain.drain(app, Lane.CHAT)
    (alert,) = stored(app)
    assert alert.state == AlertState.FAILED
    assert "No Such" in alert.reason


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """A handler that raises, until its list of complaints is emptied."""
    complaints = ["the sky is falling"]

    def handler(app: App, found: Effect) -> None:
        if complaints:
            raise RuntimeError(complaints[0])
        app.store.write(lambda session: drain.outbox.tick(session, found, app.now()))

    effects.HANDLERS["test.broken"] = handler
    yield complaints
    del effects.HANDLERS["test.broken"]


def test_a_handler_that_raises_keeps_the_effect_and_backs_off(app: App, now: Now, broken: list[str]) -> None:
    app.store.write(lambda s: drain.outbox.arm(s, "broken:1", "test.broken", Lane.CHAT, app.now(), urgency=0))
    receive(app)
    waits = []
    for _attempt in range(4):
        drain.drain(app, Lane.CHAT)
        found = effect(app, "broken:1")
        assert found.done_at is None
        assert found.held_at is None
        assert "the sky is falling" in found.last_error
        waits.append(found.due_at - app.now())
        now.ahead += waits[-1].total_seconds() + 1
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]
    assert timedelta(0) < waits[-1] <= drain.outbox.LONGEST_RETRY
    with app.store.read() as session:
        assert session.scalars(select(Complaint)).one()  # the neighbour was read all the same
    broken.clear()
    drain.drain(app, Lane.CHAT)
    assert effect(app, "broken:1").done_at is not None


def test_an_effect_whose_worker_died_comes_back_after_the_lease(app: App, now: Now, broken: list[str]) -> None:
    broken.clear()
    app.store.write(lambda s: drain.outbox.arm(s, "broken:1", "test.broken", Lane.CHAT, app.now()))
    app.store.write(lambda s: drain.outbox.claim(s, Lane.CHAT, 8, app.now()))
    drain.drain(app, Lane.CHAT)
    assert effect(app, "broken:1").done_at is None
    now.ahead = drain.outbox.LEASE.total_seconds() + 1
    drain.drain(app, Lane.CHAT)
    assert effect(app, "broken:1").done_at is not None


def test_a_batch_that_outlives_its_lease_leaves_the_rest_to_others(app: App, now: Now) -> None:
    """Slack was slow: what was claimed a minute ago may be in somebody else's hands by now."""
    done: list[str] = []

    def slow(app: App, found: Effect) -> None:
        done.append(found.key)
        now.ahead += 45
        app.store.write(lambda session: drain.outbox.tick(session, found, app.now()))

    effects.HANDLERS["test.slow"] = slow
    try:
        for number in range(3):
            key = f"slow:{number}"
            app.store.write(lambda s, key=key: drain.outbox.arm(s, key, "test.slow", Lane.CHAT, app.now()))
        drain.perform_due(app, Lane.CHAT)
        assert done == ["slow:0"]
        for _lease in range(2):
            now.ahead += 61
            drain.drain(app, Lane.CHAT)
        assert done == ["slow:0", "slow:1", "slow:2"]
    finally:
        del effects.HANDLERS["test.slow"]


def test_a_drain_leaves_a_sign_of_life(app: App) -> None:
    drain._seen.clear()
    drain.drain(app, Lane.MODEL)
    with app.store.read() as session:
        assert session.get(Beat, "worker-model") is not None


def test_the_beat_names_tasks_that_exist() -> None:
    importlib.import_module("workers.tasks")
    assert {task for task, *_rest in EVERY.values()} <= set(celery.tasks)
    assert {entry["task"] for entry in celery.conf.beat_schedule.values()} <= set(celery.tasks)
    queues = {queue.name for queue in celery.conf.task_queues}
    assert {entry["options"]["queue"] for entry in celery.conf.beat_schedule.values()} <= queues
    assert queues == {lane.queue for lane in Lane}


def test_every_kind_of_effect_that_the_desk_promises_has_a_handler() -> None:
    said = "\n".join(path.read_text() for path in (Path(drain.__file__).parents[1] / "bot").rglob("*.py"))
    nouns = "approval|card|digest|draft|editing|gesture|home|hotline|people|person|reply"
    promised = set(findall(rf'"((?:{nouns})\.(?!id\b)[a-z]+)"', said))
    assert promised <= set(HANDLERS), promised - set(HANDLERS)
