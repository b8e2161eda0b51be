"""Against a Slack stand-in that is not ours (npm `emulate`): it takes every call, its signed events reach us.

It has no interactive payloads, so clicks and submissions are built after Slack's documentation, and it sends no
``app_home_opened``, so that event is built too. It checks scopes, but no Block Kit (test_faces.py does).
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient

from bot.desk import complaints, playbooks
from bot.desk.models import Card, Complaint, Draft, Effect, Handled, Ticket
from bot.desk.vocabulary import Lane
from bot.slack import client, modals
from tests.slack import node, signed
from tests.slack.conftest import ONE_DATABASE, TOKEN, Desk, assemble, count, serve
from tests.slack.slacklike import eventually
from workers import drain

pytestmark = [pytest.mark.node, ONE_DATABASE]
SLACKS_HEADERS = ("Content-Type", "X-Slack-Request-Timestamp", "X-Slack-Signature")
PEOPLE = {"lea": "U0LEA", "sam": "U0SAM", "noe": "U0NOE", "ivy": "U0IVY", "hel": "U0HEL"}


@dataclass
class Emulated:
    """The running stand-in, as the bot and as Léa see it."""

    address: str
    bot: WebClient
    lea: WebClient

    def ids(self) -> dict[str, str]:
        """Our example's Slack ids → the ones that the stand-in gave these people."""
        listed = {user["name"]: user["id"] for user in self.bot.users_list()["members"]}
        return {ours: listed[name] for name, ours in PEOPLE.items()}

    def channel(self, name: str) -> str:
        """The id of a channel."""
        return next(c["id"] for c in self.bot.conversations_list()["channels"] if c["name"] == name)

    def messages(self, name: str) -> list[dict]:
        """What stands in a channel, oldest first."""
        found = self.lea.conversations_history(channel=self.channel(name), include_all_metadata=True)["messages"]
        return [message for message in reversed(found) if message["user"] == "U0AMENDS"]


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    """The stand-in's address."""
    node.required()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", "slack-emulate.mjs", str(port), "slack-seed.json"]
    running = subprocess.Popen(command, cwd=node.FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert running.stdout is not None
    line = running.stdout.readline()
    assert line.startswith("ready"), line + (running.stdout.read() if running.poll() else "")
    threading.Thread(target=running.stdout.read, daemon=True).start()  # an unread pipe would stop it one day
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(10)


@pytest.fixture
def emulated(process: str) -> Emulated:
    """The stand-in. The app is invited to the channels, as an admin would."""
    bot, lea = WebClient(TOKEN, f"{process}/api/"), WebClient("xoxp-lea", f"{process}/api/")
    for channel in lea.conversations_list()["channels"]:
        lea.conversations_join(channel=channel["id"])
        if "U0AMENDS" not in lea.conversations_members(channel=channel["id"])["members"]:
            lea.conversations_invite(channel=channel["id"], users="U0AMENDS")
    return Emulated(process, bot, lea)


@pytest.fixture
def desk(context, emulated, clock, tmp_path) -> Iterator[Desk]:
    """Our web process, with desk.yaml holding the ids of that workspace. The time is now: both sides have a clock."""
    clock.now = datetime.now(UTC).replace(microsecond=0)
    folder = tmp_path / "playbooks"
    folder.mkdir()
    ids = emulated.ids()
    for path in Path(context.settings.playbooks_dir).glob("*.yaml"):
        text = re.sub(r"U0(LEA|SAM|NOE|IVY|HEL)\b", lambda found: ids[found[0]], path.read_text())
        (folder / path.name).write_text(text)
    book = playbooks.load(folder)
    app = assemble(replace(context, book=lambda: book), f"{emulated.address}/api/")
    address, stop = serve(app)
    with httpx.Client(base_url=address, timeout=30) as http:
        yield Desk(app, http)
    stop()


@pytest.fixture
def by_hand(desk, take, clock, emulated):
    """A complaint on a review site, whose approved reply a person posts."""
    take(
        network="reviews",
        posted_at=clock().isoformat(),
        text="<!channel> Three weeks, no cups. *Late* again.",
    )
    drain.drain(desk.app, Lane.CHAT)
    with desk.app.store.read() as session:
        return session.query(Complaint).one()


def in_slack(desk, emulated, name):
    """The one message of ``name`` that belongs to this test's database."""
    with desk.app.store.read() as session:
        kind = {"approvals": "approval", "customer-service": "ticket"}[name]
        ts = session.query(Card).filter(Card.kind == kind).one().ts
    return next(message for message in emulated.messages(name) if message["ts"] == ts)


def press(desk, emulated, who, action, value, name="approvals"):
    """A click, with a trigger that the stand-in knows."""
    user = emulated.ids()[who]
    payload = signed.press(user, action, value, channel=emulated.channel(name))
    made = emulated.bot.api_call("views.generateTriggerId", json={"user_id": user})
    answer = desk.send(payload | {"trigger_id": made["trigger_id"]})
    assert answer.status_code == 200
    return answer


def view_opened(desk, emulated, who, action, value, name="approvals"):
    """The modal that a click opened, as the stand-in keeps it."""
    views = []
    real = desk.app.slack.api_call

    def noting(method, **arguments):
        answer = real(method, **arguments)
        if method == "views.open":
            views.append(answer["view"])
        return answer

    desk.app.slack.api_call = noting
    try:
        press(desk, emulated, who, action, value, name)
        return eventually(lambda: views)[0]
    finally:
        desk.app.slack.api_call = real


def send_in(desk, emulated, who, view, **values):
    """Submit ``view``."""
    made = signed.submission(emulated.ids()[who], view, values, view_id=view["id"])
    return desk.send(made)


def test_the_whole_walk_changes_the_stand_ins_state(desk, emulated, by_hand):
    ref = by_hand.ref
    posted = in_slack(desk, emulated, "approvals")
    assert posted["metadata"]["event_payload"]["card"]
    assert "<!channel>" not in json.dumps(posted["text"])

    view = view_opened(desk, emulated, "U0SAM", "draft_edit", ref)
    words = "Hi Nadia, three weeks without your cups: that was our mistake, and I'm sorry. I have sent them again."
    assert send_in(desk, emulated, "U0SAM", view, body=words).text == ""
    desk.work()
    assert "three weeks without your cups" in json.dumps(in_slack(desk, emulated, "approvals"))

    conduct = view_opened(desk, emulated, "U0SAM", "draft_approve", desk.approve_value(by_hand.id))
    assert "Critics are not enemies" in json.dumps(conduct)
    assert send_in(desk, emulated, "U0SAM", conduct).text == ""
    desk.work()
    assert "Approved by Sam Whitlock" in json.dumps(in_slack(desk, emulated, "approvals"))

    view = view_opened(desk, emulated, "U0SAM", "draft_posted", ref)
    assert send_in(desk, emulated, "U0SAM", view, url="https://reviews.example/r/1").text == ""
    desk.work()
    assert "reviews.example" in json.dumps(in_slack(desk, emulated, "approvals"))
    assert "Claim" in json.dumps(in_slack(desk, emulated, "customer-service"))

    press(desk, emulated, "U0NOE", "ticket_claim", ref, "customer-service")
    desk.work()
    for name in ("approvals", "customer-service"):
        assert "Noé Garance" in json.dumps(in_slack(desk, emulated, name), ensure_ascii=False)

    view = view_opened(desk, emulated, "U0NOE", "ticket_resolve", ref, "customer-service")
    said = {"done": "New cups sent.", "explanation": "They were never packed.", "line": "new cups arrived on Monday"}
    said |= {"repeated": "0", "explained_by": "U0NOE"}
    refused = send_in(desk, emulated, "U0NOE", view, **said, outcome="refused", reason="")
    assert set(refused.json()["errors"]) == {"reason"}
    assert send_in(desk, emulated, "U0NOE", view, **said, outcome="solved").text == ""
    desk.work()
    assert "New cups sent." in json.dumps(in_slack(desk, emulated, "customer-service"))
    assert count(desk.app, Ticket, Ticket.state == "resolved") == 1
    with desk.app.store.read() as session:
        left = [effect.kind for effect in session.query(Effect).filter(Effect.done_at.is_(None))]
        # One looks later whether the window, which could have been left open, is closed; one whether
        # the ticket is taken; one whether the closing line is approved.
        assert sorted(left) == ["approval.escalate", "claim.escalate", "editing.over"]

    timeline = view_opened(desk, emulated, "U0HEL", "complaint_timeline", ref)
    assert "three weeks without your cups" in json.dumps(timeline)


def test_a_refused_click_is_told_to_the_person_alone(desk, emulated, by_hand):
    press(desk, emulated, "U0NOE", "draft_approve", desk.approve_value(by_hand.id))
    before = len(emulated.messages("approvals"))
    desk.work()
    assert count(desk.app, Effect, Effect.kind == "person.tell", Effect.done_at.is_not(None)) == 1
    assert len(emulated.messages("approvals")) == before  # ephemeral: not in the channel
    assert count(desk.app, Draft, Draft.state == "approved") == 0


def test_a_complaint_is_logged_by_a_shortcut_on_a_message(desk, emulated):
    channel = emulated.channel("customer-service")
    said = emulated.lea.chat_postMessage(channel=channel, text="A lady at the counter: table leg split.")
    user = emulated.ids()["U0IVY"]
    payload = signed.message_action(
        user, "complaint_log_message", said["message"]["text"], channel=channel, ts=said["ts"]
    )
    made = emulated.bot.api_call("views.generateTriggerId", json={"user_id": user})
    assert desk.send(payload | {"trigger_id": made["trigger_id"]}).status_code == 200
    view = modals.log("en", text=said["message"]["text"], key=f"slack:{channel}:{said['ts']}")
    assert send_in(desk, emulated, "U0IVY", view | {"id": "V1"}).text == ""
    desk.work()
    assert "table leg split" in json.dumps(in_slack(desk, emulated, "approvals"))


def test_the_home_tab_is_published(desk, emulated, by_hand):
    user = emulated.ids()["U0LEA"]
    desk.send(signed.event({"type": "app_home_opened", "user": user, "tab": "home", "event_ts": "1"}))
    desk.work()
    assert count(desk.app, Effect, Effect.kind == "home.show", Effect.done_at.is_not(None)) == 1


def test_a_card_is_found_again_by_its_metadata_after_a_crash(desk, emulated, by_hand, clock):
    before = in_slack(desk, emulated, "approvals")
    with desk.app.store.read() as session:
        card = session.query(Card).one()

    def forget(session):
        row = session.get_one(Card, card.id)
        row.ts = row.channel_id = None  # as if we had died between Slack's answer and our commit
        complaints.show(session, session.get_one(Complaint, by_hand.id), clock())
        session.query(Effect).filter(Effect.key == f"card:{card.id}").update({"attempts": 1})

    desk.app.store.write(forget)
    drain.drain(desk.app, Lane.CHAT)
    assert in_slack(desk, emulated, "approvals")["ts"] == before["ts"]


def test_its_errors_mean_to_us_what_they_should(desk, emulated, by_hand):
    slack = desk.app.slack
    for arguments in ({"channel": "no-such-channel"}, {"channel": "C0NOWHERE"}):
        with pytest.raises(client.PersonMustMend, match="channel_not_found"):
            client.call(slack, "chat.postMessage", text="x", **arguments)
    with pytest.raises(client.MessageGone):
        client.call(slack, "chat.update", channel=emulated.channel("approvals"), ts="1.000001", text="x")
    with pytest.raises(client.PersonMustMend, match=r"not_authed|invalid_auth"):
        client.call(client.make("", f"{emulated.address}/api/"), "chat.postMessage", channel="approvals", text="x")


def test_what_doctor_asks_is_answered(emulated, desk):
    assert desk.app.slack.auth_test()["ok"]
    assert {"approvals", "customer-service", "managers"} <= {
        channel["name"] for channel in desk.app.slack.conversations_list()["channels"]
    }
    for user in emulated.ids().values():
        assert desk.app.slack.users_info(user=user)["user"]["id"] == user


def test_its_signed_events_are_verified_and_typing_does_nothing(desk, emulated, by_hand):
    received = []
    before = count(desk.app, Handled), count(desk.app, Effect)
    relay = Relay(f"{desk.http.base_url}".rstrip("/") + "/slack/events", received)
    httpx.post(f"{emulated.address}/_test/subscriptions", json={"url": relay.url})
    emulated.lea.chat_postMessage(channel=emulated.channel("approvals"), text="We are so sorry, dear customer")
    status = eventually(lambda: received)[0]
    relay.stop()
    assert status == 200
    assert (count(desk.app, Handled), count(desk.app, Effect)) == before


class Relay:
    """Passes on what the stand-in sends, and notes our answers: the stand-in itself keeps them to itself."""

    def __init__(self, to: str, statuses: list[int]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kept = {name: self.headers[name] for name in SLACKS_HEADERS}
                statuses.append(httpx.post(to, content=body, headers=kept).status_code)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
