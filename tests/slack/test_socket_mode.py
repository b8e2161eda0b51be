"""Socket Mode: Slack's events over a WebSocket that we open, with the real listeners behind it.

Envelopes: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import socket as socket_module
import socketserver
import struct
import threading
from collections.abc import Iterator

import pytest

from bot import app as composition
from bot.desk.models import Draft, Effect
from bot.desk.vocabulary import DraftState
from bot.slack import bridge
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, Desk, assemble, count, told
from tests.slack.slacklike import eventually

pytestmark = ONE_DATABASE


class Socket:
    """Slack's end of the WebSocket: as much of RFC 6455 as one client needs."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, dict] = {}
        self.connections: list[socketserver.StreamRequestHandler] = []
        self._number = 0
        end = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                end.converse(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"ws://127.0.0.1:{self.server.server_address[1]}/link"

    def converse(self, handler: socketserver.StreamRequestHandler) -> None:
        """One connection: the handshake, hello, then acknowledgements as they come."""
        key = b""
        while (line := handler.rfile.readline().strip()) != b"":
            name, _colon, value = line.partition(b":")
            key = value.strip() if name.lower() == b"sec-websocket-key" else key
        accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())  # noqa: S324
        handler.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self.send(handler, {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0AMENDS"}})
        self.connections.append(handler)
        while (frame := self._frame(handler)) is not None:
            kind, content = frame
            if kind == 1:
                answer = json.loads(content)
                self.acknowledged[answer["envelope_id"]] = answer
            elif kind == 9:
                handler.wfile.write(bytes((0x8A, len(content))) + content)

    def _frame(self, handler: socketserver.StreamRequestHandler) -> tuple[int, bytes] | None:
        head = handler.rfile.read(2)
        if len(head) < 2 or head[0] & 15 == 8:
            return None
        length = head[1] & 127
        if length >= 126:
            length = int.from_bytes(handler.rfile.read(2 if length == 126 else 8), "big")
        mask, masked = handler.rfile.read(4), handler.rfile.read(length)
        return head[0] & 15, bytes(byte ^ mask[index % 4] for index, byte in enumerate(masked))

    def send(self, handler: socketserver.StreamRequestHandler, envelope: dict) -> None:
        """One text frame."""
        content = json.dumps(envelope).encode()
        length = len(content)
        size = bytes((length,)) if length < 126 else b"\x7e" + struct.pack("!H", length)
        handler.wfile.write(b"\x81" + size + content)

    def hang_up(self) -> None:
        """End every connection, for the client would listen up to ten seconds more."""
        for handler in self.connections:
            with contextlib.suppress(OSError):
                handler.connection.shutdown(socket_module.SHUT_RDWR)

    def deliver(self, kind: str, payload: dict, *, retry: int = 0, wait: bool = True) -> dict:
        """Send one envelope; the acknowledgement it gets."""
        self._number += 1
        envelope = {"type": kind, "envelope_id": f"e{self._number}", "payload": payload}
        envelope |= {
            "accepts_response_payload": kind != "events_api",
            "retry_attempt": retry,
            "retry_reason": "",
        }
        self.send(self.connections[-1], envelope)
        return eventually(lambda: self.acknowledged.get(envelope["envelope_id"])) if wait else {}


@pytest.fixture
def socket(context, slack) -> Iterator[tuple[Socket, Desk]]:
    """A connected app."""
    end = Socket()
    link = {"ok": True, "url": end.url}
    slack.rule = lambda method, _arguments: (200, {}, link) if method == "apps.connections.open" else None
    app = assemble(context, slack.address, SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN="xapp-1-A0AMENDS")
    handler = bridge.over_socket(composition.bolt(app), "xapp-1-A0AMENDS")
    handler.connect()
    eventually(lambda: end.connections)
    yield end, Desk(app, None)
    handler.client.auto_reconnect_enabled = False
    end.hang_up()
    handler.close()
    end.server.shutdown()
    end.server.server_close()


def test_a_click_over_the_socket_is_acknowledged_and_changes_the_database(socket, slack, drafted):
    end, desk = socket
    answer = end.deliver("interactive", signed.press("U0SAM", "draft_approve", desk.approve_value(drafted)))
    assert set(answer) <= {"envelope_id", "payload"}
    assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1
    desk.work()
    assert "Published" in json.dumps(slack.in_channel("approvals"))


def test_a_modal_over_the_socket_carries_its_errors(socket, slack, drafted):
    end, desk = socket
    end.deliver("interactive", signed.press("U0SAM", "complaint_dismiss", desk.complaint(drafted).ref))
    view = eventually(lambda: slack.of("views.open"))[-1]["view"]
    view = json.loads(view) if isinstance(view, str) else view
    refused = end.deliver("interactive", signed.submission("U0SAM", view, {"reason": " "}))
    assert refused["payload"]["response_action"] == "errors"
    accepted = end.deliver("interactive", signed.submission("U0SAM", view, {"reason": "Another brand."}))
    assert "errors" not in json.dumps(accepted)
    assert desk.complaint(drafted).state == "dismissed"


def test_events_are_acknowledged_and_retries_act_once(socket, slack, drafted):
    end, desk = socket
    opened = signed.event({"type": "app_home_opened", "user": "U0SAM", "tab": "home", "event_ts": "1"})
    for retry in range(3):
        assert end.deliver("events_api", opened, retry=retry)["envelope_id"]
    assert count(desk.app, Effect, Effect.key == "home:U0SAM") == 1
    click = signed.press("U0SAM", "ticket_claim", desk.complaint(drafted).ref)
    for retry in range(3):
        end.deliver("interactive", click, retry=retry)
    desk.work()
    assert len(told(slack)) == 1


def test_a_shortcut_opens_its_window(socket, slack):
    end, _desk = socket
    end.deliver("interactive", signed.shortcut("U0NOE", "complaint_log"))
    view = eventually(lambda: slack.of("views.open"))[-1]["view"]
    assert "complaint_log" in json.dumps(view)


def test_a_slash_command_that_we_do_not_have_changes_nothing_and_the_line_stays_open(socket, slack, drafted):
    end, desk = socket
    command = {
        "command": "/amends",
        "text": "",
        "user_id": "U0SAM",
        "team_id": "T0BRINDE",
        "channel_id": "C0",
    }
    end.deliver("slash_commands", command, wait=False)
    end.deliver("interactive", signed.press("U0SAM", "draft_approve", desk.approve_value(drafted)))
    assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1
    assert len(end.connections) == 1
