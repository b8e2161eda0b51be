"""Clients that dawdle, hang up or send nonsense: the others do not notice."""

from __future__ import annotations

import json
import socket
import time

from bot.web import server
from tests.conftest import alert_body
from tests.web.conftest import PATIENCE, client, serving


def opened(web, head: bytes) -> socket.socket:
    connection = socket.create_connection(web.address, PATIENCE)
    connection.sendall(head)
    return connection


def head_of(length: int) -> bytes:
    return f"POST /alerts/generic HTTP/1.1\r\nHost: desk\r\nContent-Length: {length}\r\n\r\n".encode()


def test_senders_that_never_finish_do_not_keep_others_waiting(web, stored):
    slow = [opened(web, head_of(1000) + b"{") for _ in range(60)]
    slow += [opened(web, b"POST /alerts/generic HTTP/1.1\r\nX-Slow: ") for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(b" ")
        assert [web.send(alert_body()).status_code for _ in range(5)] == [202] * 5
        assert web.http.get("/healthz").status_code == 200
    finally:
        for connection in slow:
            connection.close()
    assert len(stored()) == 5


def test_a_sender_that_hangs_up_leaves_nothing_behind(web, stored, caplog):
    for _ in range(10):
        opened(web, head_of(1000) + b'{"id":').close()
    assert web.send(alert_body()).status_code == 202
    assert len(stored()) == 1
    assert "Traceback" not in caplog.text


def test_a_sender_that_hangs_up_before_the_answer_is_stored_all_the_same(web, stored):
    raw = json.dumps(alert_body(id="p-1")).encode()
    signed = web.send(raw).request
    lines = [f"{name}: {value}" for name, value in signed.headers.items()]
    request = ("POST /alerts/generic HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode() + raw
    opened(web, request).close()
    assert web.send(raw).json()["duplicates"] == 1
    assert [row.external_id for row in stored()] == ["p-1"]


def test_nonsense_is_answered_as_such(web):
    connection = opened(web, b"\x16\x03\x01 not HTTP\r\n\r\n")
    assert b"400" in connection.recv(4096).split(b"\r\n")[0]
    connection.close()
    assert web.http.get("/healthz").status_code == 200


# ---- Slack's door


def test_a_slow_listener_holds_up_nobody_else(context):
    entered: list[float] = []
    leave = time.monotonic() + PATIENCE
    done: list[bool] = []

    def slow(_body, _headers):
        entered.append(1)
        while not done and time.monotonic() < leave:
            time.sleep(0.01)
        return 200, {}, ""

    with serving(server.make(context, slow)) as address:
        web = client(address, context)
        clicks = [
            opened(web, b"POST /slack/events HTTP/1.1\r\nHost: desk\r\nContent-Length: 2\r\n\r\n{}") for _ in range(16)
        ]
        while len(entered) < 16:
            assert time.monotonic() < leave
            time.sleep(0.01)
        assert web.send(alert_body()).status_code == 202
        assert web.http.get("/healthz").status_code == 200
        done.append(True)
        assert [connection.recv(4096)[:15] for connection in clicks] == [b"HTTP/1.1 200 OK"] * 16
        for connection in clicks:
            connection.close()


def test_slacks_requests_reach_bolt_as_they_were_sent(context):
    seen = []

    def dispatch(body, headers):
        seen.append((body, headers["x-slack-signature"], headers["content-type"]))
        return 201, {"X-From": "bolt"}, "déjà vu"

    with serving(server.make(context, dispatch)) as address:
        headers = {"X-Slack-Signature": "v0=1", "Content-Type": "application/x-www-form-urlencoded"}
        answer = client(address, context).http.post("/slack/events", content="payload=é&a=%20", headers=headers)
    assert (answer.status_code, answer.headers["x-from"], answer.text) == (201, "bolt", "déjà vu")
    assert seen == [("payload=é&a=%20", ["v0=1"], ["application/x-www-form-urlencoded"])]


def test_slacks_door_refuses_what_cannot_be_from_slack(context):
    def never(_body, _headers):
        raise AssertionError("it must not get here")

    with serving(server.make(context, never)) as address:
        http = client(address, context).http
        assert http.post("/slack/events", content=b"x" * (server.SLACK_BODY_LIMIT + 1)).status_code == 413
        assert http.post("/slack/events", content=b"\xff").status_code == 400
        assert http.get("/slack/events").status_code == 405
