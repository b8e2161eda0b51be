"""Between HTTP (or Socket Mode) and Bolt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest

Dispatch = Callable[[str, dict[str, list[str]]], tuple[int, dict[str, str], str]]


def over_http(app: App) -> Dispatch:
    """A function that hands one HTTP request to ``app`` and returns ``(status, headers, body)``."""

    def dispatch(body: str, headers: dict[str, list[str]]) -> tuple[int, dict[str, str], str]:
        answer = app.dispatch(BoltRequest(body=body, headers=dict(headers)))
        return answer.status, answer.first_headers_without_set_cookie(), answer.body or ""

    return dispatch


def over_socket(app: App, app_token: str) -> Any:
    """A Socket Mode handler: Slack's events come over a WebSocket that we open; ``.start()`` blocks."""
    from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler

    return SocketModeHandler(app, app_token)
