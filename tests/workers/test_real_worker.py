"""A real Celery worker on a real queue, as a process that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import app as composition
from bot import settings
from bot.app import App, Hints
from bot.desk.models import Beat, Effect
from bot.desk.vocabulary import AlertState, DraftState, Lane
from workers import rounds

from .conftest import ROOT, Now, Outside, Queue, until
from .desk import approved, draft, effect, receive, stored

REDIS = os.environ.get("TEST_REDIS_URL", "")
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def now() -> Now:
    """The workers' own."""
    return Now(datetime.now(UTC))


@pytest.fixture
def workers(environ: dict[str, str], short: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts workers: ``workers("chat")``; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(lane: str, *more: str) -> subprocess.Popen[bytes]:
        with (short / f"{lane}.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "workers", lane, *more],
                    cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                )
            )  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(params=["embedded", "redis"])
def broker(request: pytest.FixtureRequest, environ: dict[str, str]) -> str:
    """The embedded queue; or the server that TEST_REDIS_URL names, in a database of its own that is emptied."""
    if request.param == "embedded":
        request.getfixturevalue("embedded")
    elif not REDIS:
        pytest.skip("TEST_REDIS_URL is not set: the embedded queue only")
    else:
        environ["REDIS_URL"] = REDIS
    return settings.load(environ).broker


def seen(app: App, name: str) -> bool:
    with app.store.read() as session:
        return session.get(Beat, name) is not None


def test_a_hint_is_enough(broker: str, app: App, outside: Outside, workers: Callable[..., object]) -> None:
    hint = Hints(broker)
    workers("chat")
    receive(app)
    hint(Lane.CHAT)
    until(lambda: [alert.state for alert in stored(app)] == [AlertState.READ], "the alert to be read")
    until(lambda: [m for m, _ in outside.slack if m == "chat.postMessage"], "the card")


def test_killed_in_the_middle_of_publishing(
    broker: str, app: App, outside: Outside, now: Now, workers: Callable[..., subprocess.Popen[bytes]]
) -> None:
    outside.hang.clear()
    draft_id = approved(app)
    hint, worker = Hints(broker), workers("model")
    hint(Lane.MODEL)
    until(lambda: outside.replies, "the call to the network")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    outside.hang.set()
    assert draft(app, draft_id).state == DraftState.PUBLISHING
    assert effect(app, f"publish:{draft_id}").held_at is not None

    workers("model")
    hint(Lane.MODEL)
    until(lambda: seen(app, "worker-model"), "the next worker")
    now.ahead = 120
    assert rounds.reap(app) == 1
    assert draft(app, draft_id).state == DraftState.UNKNOWN
    with app.store.read() as session:
        cards = session.scalars(select(Effect).where(Effect.kind == "card.show", Effect.done_at.is_(None))).all()
    assert cards  # the card is drawn anew, to say so
    assert len(outside.replies) == 1


def test_the_worker_goes_on_when_the_queue_comes_back(
    embedded: Queue, app: App, environ: dict[str, str], workers: Callable[..., object]
) -> None:
    hint = Hints(settings.load(environ).broker)
    workers("chat")
    receive(app, id="before")
    hint(Lane.CHAT)
    until(lambda: stored(app)[0].state == AlertState.READ, "the first alert")
    embedded.stop()
    receive(app, id="during", author={"handle": "other"})
    hint(Lane.CHAT)
    embedded.start()

    def read() -> bool:
        hint(Lane.CHAT)  # what the beat does every two seconds
        return {alert.state for alert in stored(app)} == {AlertState.READ}

    until(read, "the second alert")


def called_in_time(hint: Hints) -> bool:
    """Whether a hundred hints return although nothing can be sent; the thread is given up on, not waited for."""
    done = threading.Event()

    def call() -> None:
        for _hint in range(100):
            hint(Lane.CHAT, Lane.MODEL)
        done.set()

    threading.Thread(target=call, daemon=True).start()
    return done.wait(1.5)  # a blocked call would sit in a time-out of 2 s and more


def test_hints_never_block_when_nobody_listens() -> None:
    assert called_in_time(Hints("redis://127.0.0.1:9/0"))


def test_hints_never_block_when_the_queue_hangs() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(8)  # accepts, and never says a word
        assert called_in_time(Hints(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"))


def test_hints_arrive_once_the_queue_is_back(embedded: Queue, environ: dict[str, str]) -> None:
    broker = settings.load(environ).broker
    hint = Hints(broker)
    embedded.stop()
    hint(Lane.CHAT)
    embedded.start()
    import redis

    with redis.Redis(unix_socket_path=str(embedded.socket)) as client:

        def arrived() -> bool:
            hint(Lane.CHAT)
            time.sleep(0.05)
            return bool(client.llen("chat"))

        until(arrived, "a hint")


def test_a_hint_that_nobody_takes_is_forgotten(embedded: Queue, environ: dict[str, str]) -> None:
    """A worker that was away for a day must not begin with a day's worth of hints."""
    import json

    import redis

    hint = Hints(settings.load(environ).broker)
    hint(Lane.CHAT)
    with redis.Redis(unix_socket_path=str(embedded.socket)) as client:
        until(lambda: client.llen("chat"), "the hint")
        message = json.loads(client.lindex("chat", 0))
    assert message["headers"]["expires"] is not None


def test_the_composition_gives_hints_that_wake(environ: dict[str, str]) -> None:
    built = composition.build(settings.load(environ))
    assert isinstance(built.wake, Hints)
    built.store.engine.dispose()


@pytest.mark.parametrize("words", [[], ["nonsense"], ["chat", "model"], ["beat", "a", "b"]])
def test_an_unknown_process_is_told_which_there_are(environ: dict[str, str], words: list[str]) -> None:
    asked = [sys.executable, "-m", "workers", *words]
    answer = subprocess.run(asked, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert "python -m workers chat|model" in answer.stderr


CHAIN = "approval: [{after: 1s, tell: manager}, {after: 4s, tell: U0LEA}, {after: 8s, tell: '#managers'}]"


@pytest.fixture
def quick_chain(environ: dict[str, str]) -> None:
    """Whoever does not approve is told of within seconds, in three steps."""
    desk = Path(environ["PLAYBOOKS_DIR"]) / "desk.yaml"
    written = desk.read_text(encoding="utf-8")
    usual = "    calendar: staffed\n    approval: [{after: 20m, tell: deputies}, {after: 45m, tell: manager}]"
    assert usual in written
    desk.write_text(written.replace(usual, f"    calendar: always\n    {CHAIN}"), encoding="utf-8")


def emptied(environ: dict[str, str]) -> None:
    """The queue forgets everything: messages, bindings, whatever Celery keeps there."""
    import redis

    where = settings.load(environ).redis
    with redis.Redis.from_url(where) as client:
        client.flushall() if where.startswith("unix") else client.flushdb()


@pytest.mark.usefixtures("quick_chain")
def test_a_queue_emptied_in_the_middle_of_a_chain_and_the_chain_goes_on_from_the_database(
    broker: str, environ: dict[str, str], app: App, outside: Outside, short: Path, workers: Callable[..., object]
) -> None:
    def told(place: str) -> int:
        return sum(method == "chat.postMessage" and body["channel"] == place for method, body in outside.slack)

    receive(app)
    workers("chat")
    workers("beat", str(short / "schedule"))
    until(lambda: told("U0HEL"), "the first step")
    emptied(environ)
    until(lambda: told("U0LEA"), "the second step, after the queue was emptied")
    emptied(environ)
    until(lambda: told("managers"), "the third step")
    assert (told("U0HEL"), told("U0LEA"), told("managers")) == (1, 1, 1), "no step skipped or doubled"
    receive(app, id="later", author={"handle": "other"})
    until(lambda: {alert.state for alert in stored(app)} == {AlertState.READ}, "what comes in afterwards")
