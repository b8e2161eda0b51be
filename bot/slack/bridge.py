"""Between HTTP (or Socket Mode) and Bolt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest

SIGNED = ("x-slack-request-timestamp", "x-slack-signature")
Dispatch = Callable[[str, dict[str, list[str]]], tuple[int, dict[str, str], str]]


def over_http(app: App) -> Dispatch:
    """A function that hands one HTTP request to ``app`` and returns ``(status, headers, body)``."""

    def dispatch(body: str, headers: dict[str, list[str]]) -> tuple[int, dict[str, str], str]:
        # Bolt's verification takes a number and ASCII for granted, and reads the body before it verifies anything.
        (timestamp,), (signature,) = (headers.get(name, [""]) for name in SIGNED)
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and signature.isascii()):
            return 401, {}, "not signed by Slack"
        try:
            request = BoltRequest(body=body, headers=dict(headers))
        except (ValueError, KeyError, AttributeError, TypeError):
            return 400, {}, "not a request of Slack's"
        answer = app.dispatch(request)
        return answer.status, answer.first_headers_without_set_cookie(), answer.body or ""

    return dispatch


def over_socket(app: App, app_token: str) -> Any:
    """A Socket Mode handler: Slack's events come over a WebSocket that we open; ``.start()`` blocks."""
    from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler

    return SocketModeHandler(app, app_token)
