"""One installation with a small local Slack: the real app, the real web process on a port, no queue."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import structlog
import uvicorn
from sqlalchemy import select

from bot import app as composition
from bot import settings
from bot.app import App
from bot.desk import drafts
from bot.desk.models import Complaint, Draft
from bot.desk.vocabulary import DraftState, Lane
from bot.slack import client
from bot.sources.webhook import Webhook
from tests.desk import month
from tests.slack import signed
from tests.slack.slacklike import SlackLike, eventually
from workers import drain

TOKEN = "xoxb-amends"
# For tests of what does not depend on the kind of database: once is enough.
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SECRET = "signing-secret-of-the-tests"


@pytest.fixture
def slack() -> Iterator[SlackLike]:
    """The local Slack."""
    server = SlackLike().start()
    yield server
    server.stop()


def assemble(context: Any, address: str, token: str = TOKEN, **environment: str) -> App:
    """The real app on the test's database, with Slack at ``address``."""
    chosen = settings.load({
        "DATABASE_URL": context.settings.database, "AMENDS_HOME": str(context.settings.home),
        "PLAYBOOKS_DIR": str(context.settings.playbooks_dir), "REDIS_URL": "redis://127.0.0.1:1/0",
        "AMENDS_SECRET_GENERIC": "s3cret", "SLACK_API_URL": address, "SLACK_BOT_TOKEN": token,
        "SLACK_SIGNING_SECRET": SECRET, **environment,
    })  # fmt: skip
    webhook = Webhook(address + "reply", "s3cret", 5.0)
    slack_client = client.make(token, address)
    return App(
        chosen, context.store, context.book, context.now, context.wake, slack=slack_client,
        publishers={"webhook": webhook},
    )  # fmt: skip


@pytest.fixture
def app(context: Any, slack: SlackLike) -> App:
    """The app."""
    return assemble(context, slack.address)


@dataclass
class Desk:
    """The web process, as Slack reaches it."""

    app: App
    http: httpx.Client
    secret: str = SECRET

    def send(self, payload: dict[str, Any], **more: str) -> httpx.Response:
        """Post what Slack posts, signed."""
        body = json.dumps(payload) if payload.get("type") == "event_callback" else signed.form(payload)
        return self.http.post("/slack/events", content=body, headers=signed.headers(self.secret, body, **more))

    def send_form(self, fields: dict[str, str]) -> httpx.Response:
        """Post a slash command, signed."""
        body = urlencode(fields)
        return self.http.post("/slack/events", content=body, headers=signed.headers(self.secret, body))

    def press(self, user: str, action: str, value: str, **more: Any) -> httpx.Response:
        """Click a button."""
        return self.send(signed.press(user, action, value, **more))

    def work(self) -> None:
        """What the workers do, once the time to take an approval back is over."""
        with self.app.store.read() as session:
            approved = session.scalars(select(Draft.publish_at).where(Draft.state == DraftState.APPROVED)).all()
        clock: Any = self.app.now
        clock.now = max([clock.now, *(at for at in approved if at)])
        drain.drain(self.app, Lane.CHAT)
        drain.drain(self.app, Lane.MODEL)
        drain.drain(self.app, Lane.CHAT)

    def complaint(self, complaint_id: int) -> Complaint:
        """The complaint's row."""
        with self.app.store.read() as session:
            return session.get_one(Complaint, complaint_id)

    def approve_value(self, complaint_id: int) -> str:
        """What the Approve button of the card carries."""
        with self.app.store.read() as session:
            complaint = session.get_one(Complaint, complaint_id)
            draft = drafts.current(session, complaint_id)
            assert draft is not None
            return f"{complaint.ref}|{drafts.shown_as(draft, complaint)}"


def serve(app: App) -> tuple[str, Callable[[], None]]:
    """Serve ``bot.app.asgi(app)`` on a free port: ``(address, stop)``."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(composition.asgi(app), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    eventually(lambda: server.started)

    def stop() -> None:
        server.should_exit = True
        thread.join(10)
        listener.close()

    return f"http://127.0.0.1:{listener.getsockname()[1]}", stop


@pytest.fixture
def desk(app: App) -> Iterator[Desk]:
    """The web process on a port."""
    address, stop = serve(app)
    with httpx.Client(base_url=address, timeout=30) as http:
        yield Desk(app, http)
    stop()


@pytest.fixture
def filled(desk: Desk, book: Any, clock: Any) -> Desk:
    """The desk with a month of complaints behind it, and their figures."""
    desk.app.store.write(lambda session: month.write(session, book, 90, clock()))
    return desk


@pytest.fixture
def drafted(app: App, complaint: int) -> int:
    """A complaint whose draft has been composed and whose card stands in Slack."""
    drain.drain(app, Lane.CHAT)
    with app.store.read() as session:
        assert drafts.current(session, complaint) is not None
    return complaint


@pytest.fixture(autouse=True)
def _a_fresh_worker() -> None:
    """A drain remembers when it last left a sign of life; each test has a clock and a database of its own."""
    drain._seen.clear()


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What was logged, as entries: a traceback is never drawn, since that takes longer than our patience."""
    with structlog.testing.capture_logs() as entries:
        yield entries


def told(slack: SlackLike) -> list[str]:
    """Every sentence said to one person only."""
    direct = [m["text"] for m in slack.of("chat.postMessage") if str(m["channel"]).startswith("U0")]
    return [m["text"] for m in slack.of("chat.postEphemeral")] + direct


def count(app: App, row: Any, *where: Any) -> int:
    """How many rows there are."""
    with app.store.read() as session:
        return len(session.scalars(select(row).where(*where)).all())
