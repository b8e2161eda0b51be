"""Slack's patience: three seconds for a click and no second try; an event is brought again three times."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from starlette.responses import Response

SAY = {"person": "U0LEA", "kind": "message", "channel": "approvals", "text": "hello"}


def test_an_event_is_brought_again_until_it_is_taken(start: Any) -> None:
    sandbox = start(retry_after=(0.0, 0.01, 0.02))
    sandbox.answer = lambda _: Response(status_code=500 if len(sandbox.received) < 3 else 200)
    first = sandbox.act(**SAY)
    assert (first["ok"], first["status"], first["reason"]) == (False, 500, "http_error")
    sandbox.wait_for(lambda: len(sandbox.received) == 3)
    headers = [received.headers for received in sandbox.received]
    assert [one.get("x-slack-retry-num") for one in headers] == [None, "1", "2"]
    assert headers[1]["x-slack-retry-reason"] == "http_error"
    assert len({received.body["event_id"] for received in sandbox.received}) == 1
    assert all(received.verified for received in sandbox.received)


def test_after_three_more_tries_it_gives_up(start: Any) -> None:
    sandbox = start(retry_after=(0.0, 0.0, 0.0))
    sandbox.answer = lambda _: Response(status_code=503)
    sandbox.act(**SAY)
    sandbox.wait_for(lambda: len(sandbox.received) == 4)
    assert sandbox.received[-1].headers["x-slack-retry-num"] == "3"


def test_an_app_may_ask_for_no_second_try(start: Any) -> None:
    sandbox = start(retry_after=(0.0,))
    sandbox.answer = lambda _: Response(status_code=500, headers={"X-Slack-No-Retry": "1"})
    sandbox.act(**SAY)
    sandbox.answer = lambda _: Response()
    sandbox.act(**{**SAY, "text": "next"})
    assert [received.body["event"]["text"] for received in sandbox.received] == ["hello", "next"]


def test_a_click_that_is_not_answered_in_time_is_told_and_not_repeated(start: Any) -> None:
    sandbox = start(patience=0.2, retry_after=(0.0,))
    release = threading.Event()

    def wait(_: Any) -> Response:
        release.wait(10)
        return Response()

    sandbox.answer = wait
    answer = sandbox.act(person="U0LEA", kind="shortcut", callback_id="complaint_log")
    release.set()
    assert (answer["ok"], answer["status"], answer["reason"]) == (False, None, "http_timeout")
    assert len(sandbox.received) == 1


@pytest.mark.parametrize("kind", ["shortcut", "message"])
def test_an_app_that_is_away_is_told(start: Any, kind: str) -> None:
    sandbox = start(events_url="http://127.0.0.1:9/slack/events", retry_after=())
    answer = sandbox.act(**{**SAY, "kind": kind, "callback_id": "complaint_log"})
    assert (answer["ok"], answer["reason"]) == (False, "connection_failed")


def test_a_slow_app_does_not_keep_the_web_api_waiting(sandbox: Any) -> None:
    posted: list[str] = []

    def post_first(_: Any) -> Response:
        posted.append(sandbox.client.chat_postMessage(channel="approvals", text="meanwhile")["ts"])
        return Response()

    sandbox.answer = post_first
    assert sandbox.act(person="U0LEA", kind="shortcut", callback_id="complaint_log")["ok"]
    assert len(posted) == 1
