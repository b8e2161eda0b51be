"""What Slack sends, built after its documentation and signed.

https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

TEAM = {"id": "T0BRINDE", "domain": "brindelune"}
_counter = itertools.count(1)


def headers(secret: str, body: str, *, timestamp: str | None = None, **more: str) -> dict[str, str]:
    """The headers of a signed request (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    at = timestamp or str(int(time.time()))
    mac = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={mac}", "Content-Type": kind} | more


def form(payload: dict[str, Any]) -> str:
    """Interactive payloads come as one form field."""
    return urlencode({"payload": json.dumps(payload)})


def _common(kind: str, user: str) -> dict[str, Any]:
    number = next(_counter)
    return {
        "type": kind,
        "team": TEAM,
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM["id"]},
        "api_app_id": "A0AMENDS",
        "token": "an-old-verification-token",
        "trigger_id": f"{number}.{number}.{number:032x}",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def press(
    user: str, action_id: str, value: str, *, channel: str = "C0APPROV", ts: str = "1764000000.000100"
) -> dict[str, Any]:
    """A click on a button of a message."""
    payload = _common("block_actions", user)
    return payload | {
        "container": {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False},
        "channel": {"id": channel, "name": "approvals"},
        "message": {"type": "message", "ts": ts, "text": "", "bot_id": "B0AMENDS", "blocks": []},
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T0BRINDE/1/x",
        "actions": [{
            "action_id": action_id, "block_id": "do", "type": "button", "value": value,
            "text": {"type": "plain_text", "text": "x", "emoji": False},
            "action_ts": f"{time.time():.6f}",
        }],
    }  # fmt: skip


def press_in(user: str, view: dict[str, Any], action_id: str, value: str) -> dict[str, Any]:
    """A click on a button of an open modal."""
    action = {"action_id": action_id, "block_id": "x", "type": "button", "value": value,
              "action_ts": f"{time.time():.6f}"}  # fmt: skip
    return _in_view(user, view, action)


def option(user: str, value: str, **more: Any) -> dict[str, Any]:
    """An option of the menu of a card."""
    payload = press(user, "draft_more", "", **more)
    text = {"type": "plain_text", "text": "x", "emoji": False}
    payload["actions"][0] |= {"type": "overflow", "selected_option": {"text": text, "value": value}}
    del payload["actions"][0]["value"]
    return payload


def typed(user: str, view: dict[str, Any], action_id: str, block_id: str, words: str) -> dict[str, Any]:
    """A change in a field that tells of each (``on_character_entered``)."""
    action = {"action_id": action_id, "block_id": block_id, "type": "plain_text_input", "value": words or None,
              "action_ts": f"{time.time():.6f}"}  # fmt: skip
    state = {"values": {block_id: {action_id: {"type": "plain_text_input", "value": words or None}}}}
    return _in_view(user, view | {"state": state}, action)


def _in_view(user: str, view: dict[str, Any], action: dict[str, Any]) -> dict[str, Any]:
    shown = {"id": "V0OPEN", "hash": "1.a", "state": {"values": {}}, "previous_view_id": None} | view
    return _common("block_actions", user) | {
        "container": {"type": "view", "view_id": shown["id"]}, "view": shown, "actions": [action],
    }  # fmt: skip


def closed(user: str, view: dict[str, Any], words: dict[str, dict[str, str]] | None = None) -> dict[str, Any]:
    """A modal closed without being sent in; Slack does not promise to tell what stood in it."""
    state = {block: {action: {"value": said} for action, said in one.items()} for block, one in (words or {}).items()}
    return _common("view_closed", user) | {
        "view": {"id": "V0OPEN", "hash": "1.a"} | view | {"state": {"values": state}}, "is_cleared": False,
    }  # fmt: skip


def command(user: str, text: str, *, channel: str = "C0APPROV") -> dict[str, str]:
    """The fields of a slash command's form."""
    number = next(_counter)
    return {
        "token": "an-old-verification-token", "team_id": TEAM["id"], "team_domain": TEAM["domain"],
        "channel_id": channel, "channel_name": "approvals", "user_id": user, "user_name": user.lower(),
        "command": "/amends", "text": text, "api_app_id": "A0AMENDS", "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0BRINDE/1/x", "trigger_id": f"{number}.{number}.c",
    }  # fmt: skip


def submission(user: str, view: dict[str, Any], values: dict[str, str], *, view_id: str = "") -> dict[str, Any]:
    """A modal sent in: ``values`` by block_id, for the inputs that ``view`` has."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state[block["block_id"]] = {element["action_id"]: _element(element, values.get(block["block_id"]))}
    number = next(_counter)
    sent = view | {
        "id": view_id or f"V{number:08d}", "team_id": TEAM["id"], "app_id": "A0AMENDS", "bot_id": "B0AMENDS",
        "hash": f"{number}.abcdef", "root_view_id": None, "previous_view_id": None, "state": {"values": state},
        "clear_on_close": False, "notify_on_close": False, "external_id": "",
    }  # fmt: skip
    return _common("view_submission", user) | {"view": sent, "response_urls": []}


def _element(element: dict[str, Any], value: str | None) -> dict[str, Any]:
    kind = element["type"]
    if kind in ("static_select", "radio_buttons"):
        chosen = next((option for option in element["options"] if option["value"] == value), None)
        return {"type": kind, "selected_option": chosen or element.get("initial_option")}
    if kind == "checkboxes":
        chosen_ones = [option for option in element["options"] if option["value"] in (value or "").split(",")]
        return {"type": kind, "selected_options": chosen_ones}
    if kind == "timepicker":
        return {"type": kind, "selected_time": value or element.get("initial_time")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value or element.get("initial_date")}
    return {"type": kind, "value": element.get("initial_value") if value is None else value or None}


def shortcut(user: str, callback: str) -> dict[str, Any]:
    """A global shortcut."""
    return _common("shortcut", user) | {"callback_id": callback, "action_ts": f"{time.time():.6f}"}


def message_action(
    user: str, callback: str, text: str, *, channel: str = "C0SHOP", ts: str = "1764.5"
) -> dict[str, Any]:
    """A shortcut on somebody's message."""
    return _common("message_action", user) | {
        "callback_id": callback, "action_ts": f"{time.time():.6f}", "message_ts": ts,
        "channel": {"id": channel, "name": "shop"},
        "message": {"type": "message", "user": "U0SHOP", "ts": ts, "text": text},
        "response_url": "https://hooks.slack.com/app/T0BRINDE/1/x",
    }  # fmt: skip


def event(inner: dict[str, Any]) -> dict[str, Any]:
    """An event callback."""
    number = next(_counter)
    return {
        "token": "an-old-verification-token", "team_id": TEAM["id"], "api_app_id": "A0AMENDS", "event": inner,
        "type": "event_callback", "event_id": f"Ev{number:08d}", "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM["id"], "user_id": "U0AMENDS", "is_bot": True}],
    }  # fmt: skip
