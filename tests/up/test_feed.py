"""The invented mentions: varied, sent as the intake wants them, and the same ones every time."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import io
import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.up.feed import FeedError, alert, feed, mentions

SECRET = "a secret"


class Intake(ThreadingHTTPServer):
    """Answers as the real intake does: signature, duplicates; ``failures`` are answered first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.received: list[dict[str, Any]] = []
        self.failures: list[int] = []


class _Handler(BaseHTTPRequestHandler):
    server: Intake

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        stamp = self.headers["X-Amends-Timestamp"]
        wanted = hmac.new(SECRET.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
        if self.server.failures:
            self._answer(self.server.failures.pop(0), {"error": "away"})
        elif self.path != "/alerts/generic" or self.headers["X-Amends-Signature"] != f"sha256={wanted}":
            self._answer(401, {"error": "bad signature"})
        else:
            body = json.loads(raw)
            known = any(body["id"] == seen["id"] for seen in self.server.received)
            self.server.received.append(body)
            self._answer(202, {"accepted": [], "duplicates": int(known), "rejected": []})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def intake() -> Iterator[Intake]:
    server = Intake()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_all_are_sent_signed_and_a_second_run_adds_none(intake: Intake) -> None:
    out = io.StringIO()
    feed(intake.address, SECRET, 0, out)
    first = {body["id"] for body in intake.received}
    assert len(first) == len(intake.received) >= 12
    assert "known already" not in out.getvalue()
    feed(intake.address, SECRET, 0, out)
    assert {body["id"] for body in intake.received} == first
    assert out.getvalue().count("known already") == len(first)


def test_a_wrong_secret_is_said_and_not_repeated(intake: Intake) -> None:
    with pytest.raises(FeedError, match="401"):
        feed(intake.address, "another", 0, io.StringIO())
    assert intake.received == []


def test_an_intake_that_restarts_is_waited_for(intake: Intake) -> None:
    intake.failures = [503, 429]
    feed(intake.address, SECRET, 0, io.StringIO())
    assert len(intake.received) == len(mentions())


def test_each_is_a_whole_generic_alert_of_the_last_hours() -> None:
    now = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
    for mention in mentions():
        body = alert(mention, now)
        assert set(body) <= {"id", "network", "url", "author", "text", "posted_at", "language", "title", "rating"}
        assert set(body["author"]) == {"handle", "name", "followers", "verified", "url"}
        assert body["url"].startswith("https://social.example/")
        age = now - datetime.datetime.fromisoformat(body["posted_at"])
        assert datetime.timedelta(minutes=1) < age < datetime.timedelta(hours=8)


def test_they_are_as_varied_as_people() -> None:
    texts = [mention["text"] for mention in mentions()]
    languages = Counter(mention["language"] for mention in mentions())
    assert abs(languages["fr"] - languages["en"]) <= 1
    assert {mention["network"] for mention in mentions()} >= {
        "x",
        "instagram",
        "facebook",
        "mastodon",
        "reviews",
        "shop",
    }
    assert any("@example.org" in text and "01 99 00" in text for text in texts)
    assert any("<!channel>" in text for text in texts)
    assert all(mention["rating"] for mention in mentions() if mention["network"] == "reviews")
