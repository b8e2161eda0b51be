"""Reading what Slack sends (https://docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

from typing import Any

from bot.desk.vocabulary import Refused
from bot.texts import _

Body = dict[str, Any]


def delivery(body: Body, action: dict[str, Any]) -> str:
    """What is the same when Slack delivers one press again, and different at the next press."""
    chosen = (action.get("selected_option") or {}).get("value", "")
    user, ref = body["user"]["id"], chosen or action.get("value", "").partition("|")[0]
    return f"{user}:{action['action_id']}:{action.get('action_ts', '')}:{ref}"


def values(view: dict[str, Any]) -> dict[str, str]:
    """``block_id`` → what was typed or chosen ("" for an empty field; several choices with commas between)."""
    found = {}
    for block_id, elements in (view.get("state") or {}).get("values", {}).items():
        element = next(iter(elements.values()))
        found[block_id] = _value(element)
    return found


def _value(element: dict[str, Any]) -> str:
    if ticked := element.get("selected_options"):
        return ",".join(option["value"] for option in ticked)
    chosen = element.get("selected_option") or {}
    said = (element.get(key) for key in ("value", "selected_date", "selected_time"))
    return next((str(one) for one in said if one), str(chosen.get("value") or ""))


def guard_log(found: dict[str, str]) -> None:
    """Refuse a logged complaint without words, or with an address that is none."""
    if not found["text"].strip():
        raise Refused(_("Write what the customer said."), field="text")
    if found["url"].strip() and not found["url"].strip().startswith(("https://", "http://")):
        raise Refused(_("An address begins with https:// — or leave it empty."), field="url")
