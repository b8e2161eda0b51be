"""Chaos: processes die at random moments while complaints pour in; none is lost, and none is answered twice.

``AMENDS_CHAOS=full`` runs the great number (500 alerts); the suite runs a small one.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import approvals, outbox
from bot.desk.models import Alert, Card, Complaint, Draft, Effect, Mention
from bot.desk.vocabulary import AlertState, ComplaintState, DraftState

from .conftest import Amends, alert, quick_playbooks, until
from .people import People

FULL = os.environ.get("AMENDS_CHAOS") == "full"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500 if FULL else 400)]
ALERTS = 500 if FULL else 120
DEATHS = 14 if FULL else 6
SPREAD = 60.0 if FULL else 12.0  # seconds over which the alerts come in, while processes die
# Seconds between deaths. Where there are many, each process lives ten seconds or more: one that dies five times within
# its first ten seconds is given up, rightly, and everything stops.
PAUSE = (4.0, 6.0) if FULL else (1.0, 2.8)
SEED = 20261122
# Leases (60 s) and held publishings (twice the webhook's time-out and half a minute) of the dead must run out.
PATIENCE = 900.0 if FULL else 240.0


@dataclass
class Site:
    """Where replies arrive: every delivery is noted at once and answered after a random while."""

    deliveries: list[tuple[str, str]] = field(default_factory=list)  # (Idempotency-Key, mention's id)
    arrived: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def keys_of(self, mention: str) -> list[str]:
        return [key for key, whose in self.deliveries if whose == mention]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed hangs up; that is what this is about."""


@pytest.fixture
def site() -> Iterator[Site]:
    found, chance, lock = Site(), random.Random(SEED), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                found.deliveries.append((self.headers["Idempotency-Key"], body["mention"]["id"]))
                wait = chance.uniform(0, 0.15)
            found.arrived.set()
            time.sleep(wait)  # a network that takes its time
            answer = json.dumps({"url": f"https://social.example/r/{body['mention']['id']}"}).encode()
            self.send_response(201)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *words: Any) -> None:
            """Nothing on the screen."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/replies"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def webhook_timeout() -> str:
    """Seconds. Short: what was being published when its process died is handed to a person soon after."""
    return "1"


@pytest.fixture
def amends(home: Path, site: Site, database_url: str, webhook_timeout: str) -> Iterator[Amends]:
    environ = {
        "PLAYBOOKS_DIR": str(quick_playbooks(home.parent)), "DATABASE_URL": database_url,
        "AMENDS_WEBHOOK_URL": site.url, "AMENDS_WEBHOOK_SECRET": "webhook-secret",
        "AMENDS_WEBHOOK_TIMEOUT": webhook_timeout,
    }  # fmt: skip
    started = Amends(home, **environ)
    try:
        started.start()
        yield started
    finally:
        started.close()


def settled(session: Session) -> bool:
    """Everything is answered, or shown as unknown; nothing is on its way."""
    complaints = session.scalar(select(func.count()).select_from(Complaint))
    states = [DraftState.PUBLISHED, DraftState.UNKNOWN]
    ended = session.scalar(select(func.count(Draft.complaint_id.distinct())).where(Draft.state.in_(states)))
    soon = datetime.now(UTC) + outbox.LONGEST_RETRY  # what a promise or a deadline will need tomorrow is no work left
    waiting = select(func.count()).where(Effect.done_at.is_(None), Effect.held_at.is_(None), Effect.due_at <= soon)
    return bool(complaints == ended and not session.scalar(waiting))


def standing(session: Session) -> dict[str, list[Any]]:
    """Where everything stands, to be read when it does not settle."""
    left = select(Effect.kind, Effect.attempts, Effect.last_error, Effect.due_at, Effect.held_at)
    found = {
        "alerts": select(Alert.state, func.count()).group_by(Alert.state),
        "complaints": select(Complaint.state, func.count()).group_by(Complaint.state),
        "drafts": select(Draft.state, func.count()).group_by(Draft.state),
        "effects left": left.where(Effect.done_at.is_(None)).limit(20),
    }
    return {name: [tuple(row) for row in session.execute(query)] for name, query in found.items()}


def one_card_each(amends: Amends, session: Session) -> None:
    """Each card row stands in Slack exactly once."""
    for channel in ("approvals", "customer-service"):
        shown = [message["ts"] for message in amends.cards(channel)]
        rows = session.scalars(select(Card.ts).where(Card.channel == channel)).all()
        assert sorted(shown) == sorted(str(ts) for ts in rows), channel


def kill_at_random(amends: Amends, site: Site, deaths: int, over: threading.Event) -> list[str]:
    """SIGKILL one process or the other, at seeded moments; returns who died.

    The one that publishes dies, if it can be arranged, in the middle of publishing.
    """
    chance, killed = random.Random(SEED), []
    names = ["web", "worker-chat", "worker-model"]
    while len(killed) < deaths and not over.is_set():
        chance.shuffle(names)
        for name in names:
            over.wait(chance.uniform(*PAUSE))
            pid = amends.pid(name)
            if name == "worker-model":
                site.arrived.clear()
                site.arrived.wait(10.0)
            if pid is not None and len(killed) < deaths:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(name)
    return killed


def at_its_time(people: People, numbers: list[int], seconds: float) -> None:
    threading.Event().wait(seconds)
    people.send(numbers)


def test_killed_processes_lose_nothing_and_publish_nothing_twice(amends: Amends, site: Site) -> None:
    people, over = People(amends, PATIENCE), threading.Event()
    chance = random.Random(SEED)
    numbers = list(range(ALERTS))
    batches: list[list[int]] = []
    while numbers:
        batches.append([numbers.pop() for _ in range(min(len(numbers), chance.randint(1, 4)))])
    began = time.monotonic()
    with ThreadPoolExecutor(len(batches) + 1) as pool:
        killer = pool.submit(kill_at_random, amends, site, DEATHS, over)
        sent = [pool.submit(at_its_time, people, batch, chance.uniform(0, SPREAD)) for batch in batches]
        while not (killer.done() and all(one.done() for one in sent)):
            people.approve_all()
            over.wait(0.3)
        killed = killer.result()
        for one in sent:
            one.result()

    def done() -> bool:
        people.approve_all()
        return bool(people.count(settled)) and people.count(
            lambda s: s.scalar(select(func.count()).select_from(Complaint)) == ALERTS
        )

    until(done, "everything to be settled", PATIENCE, lambda: people.count(standing))
    took = time.monotonic() - began

    with people.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Mention)) == ALERTS
        assert session.scalar(select(func.count()).select_from(Complaint)) == ALERTS
        assert set(session.scalars(select(Alert.state).distinct())) <= {AlertState.READ, AlertState.REPEATED}
        one_card_each(amends, session)
        unknown = {
            row.complaint.mention.external_id: row
            for row in session.scalars(select(Draft).where(Draft.state == DraftState.UNKNOWN))
        }
        for row in unknown.values():  # shown as such, and nobody sends it again but a person
            effect = session.scalars(select(Effect).where(Effect.key == f"publish:{row.id}")).one()
            assert effect.held_at is not None
            assert effect.done_at is None
        for number in range(ALERTS):
            name = f"journey-{number}"
            received = site.keys_of(name)
            assert len(received) <= 1, (name, received)
            assert received or name in unknown, f"{name} is called published, and nobody received it"
    cards = {message["ts"]: json.dumps(message) for message in amends.cards()}
    for row in unknown.values():
        with people.store.read() as session:
            card = session.scalars(
                select(Card).where(Card.complaint_id == row.complaint_id, Card.kind == "approval")
            ).one()
            assert "Outcome unknown" in cards[str(card.ts)]
    print(f"{ALERTS} alerts, killed {killed}, {len(unknown)} unknown, {people.unanswered} unanswered, {took:.0f} s")

    decide(amends, people, site, unknown)
    assert all(len(site.keys_of(f"journey-{number}")) == 1 for number in range(ALERTS))
    people.store.engine.dispose()


def decide(amends: Amends, people: People, site: Site, unknown: dict[str, Draft]) -> None:
    """A person looks at each unknown one, and says that it is online, or sends it again."""
    for name, row in unknown.items():
        card = people.count(
            lambda s, row=row: s.scalars(
                select(Card.ts).where(Card.complaint_id == row.complaint_id, Card.kind == "approval")
            ).one()
        )
        if not site.keys_of(name):
            assert amends.click("U0LEA", {"ts": card}, "draft_publish_again")["ok"]
            continue
        assert amends.click("U0LEA", {"ts": card}, "draft_posted")["ok"]
        modal = until(lambda: amends.state()["views"].get("U0LEA"), "the window")[-1]
        values = {"url": {"value": f"https://social.example/r/{name}"}}
        said = {"person": "U0LEA", "kind": "submit", "view_id": modal["id"], "values": values}
        assert amends.http.post("/sandbox/act", json=said).json()["ok"]

    def answered(session: Session) -> bool:
        open_ones = select(func.count()).select_from(Complaint).where(Complaint.state == ComplaintState.OPEN)
        return not session.scalar(open_ones)

    until(lambda: people.count(answered), "every complaint to be answered", PATIENCE)


@pytest.mark.parametrize("webhook_timeout", ["20"])  # nobody dies in the middle here: a slow machine is no outcome
@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_a_queue_that_is_away_only_delays(amends: Amends, site: Site, how: str) -> None:
    people = People(amends, PATIENCE)
    few = 20
    for number in range(few):
        people.send([number])
    until(lambda: len(people.waiting()) == few, "the first cards")

    pid = amends.pid("queue")
    assert pid is not None
    if how == "frozen":
        os.kill(pid, signal.SIGSTOP)
    else:
        os.kill(pid, signal.SIGKILL)
    try:
        for number in range(few, 2 * few):
            assert amends.send(alert(number)).status_code == 202

        def approved() -> int:
            return people.count(lambda s: s.scalar(select(func.count()).where(Draft.approved_at.is_not(None))))

        # More than these, where the queue is back before they are approved: then the other half has its cards too.
        until(lambda: not people.approve_all() and approved() >= few, "all of them to be approved", PATIENCE)
        assert people.unanswered == 0
    finally:
        if how == "frozen":
            os.kill(pid, signal.SIGCONT)

    def done() -> bool:
        people.approve_all()
        return len(site.deliveries) == 2 * few and bool(people.count(settled))

    until(done, "the work to resume", PATIENCE)
    assert sorted(whose for _key, whose in site.deliveries) == sorted(f"journey-{n}" for n in range(2 * few))
    with people.store.read() as session:
        one_card_each(amends, session)
        assert {draft.state for draft in session.scalars(select(Draft))} == {DraftState.PUBLISHED}
        assert session.scalar(select(func.count()).where(Effect.kind == approvals.PUBLISH)) == 2 * few
    people.store.engine.dispose()
