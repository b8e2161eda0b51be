"""The payloads that Slack sends, as pure functions of what happened (docs.slack.dev/reference/interaction-payloads)."""

from __future__ import annotations

import re
import secrets
from typing import Any

from bot.sandbox.forms import Values
from bot.sandbox.people import (
    APP_ID,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    VERIFICATION_TOKEN,
    SandboxPerson,
    short_user,
)
from bot.sandbox.store import Channel, Message

Payload = dict[str, Any]
TEAM = {"id": TEAM_ID, "domain": TEAM_DOMAIN}
ADDRESS = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\"'»]")


def _common(kind: str, person: SandboxPerson) -> Payload:
    return {
        "type": kind,
        "user": short_user(person),
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": TEAM,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def named(channel: Channel) -> dict[str, str]:
    """The conversation as payloads name it."""
    return {"id": channel.id, "name": "directmessage" if channel.person else channel.name}


def sent(message: Message) -> Message:
    """The message as payloads carry it, without the sandbox's own marks."""
    return {key: value for key, value in message.items() if key not in ("only_for", "is_ephemeral")}


def click_on_message(
    person: SandboxPerson,
    channel: Channel,
    message: Message,
    action: Payload,
    state: Values,
    pass_: dict[str, str],
) -> Payload:
    """``block_actions`` from a message. ``pass_`` holds ``trigger_id`` and ``response_url``."""
    ephemeral = bool(message.get("is_ephemeral"))
    container: Payload = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    place: Payload = {"container": container, "channel": named(channel), "state": {"values": state}}
    # Of an ephemeral message Slack sends only where it is, not what it says.
    content = {} if ephemeral else {"message": sent(message)}
    return _common("block_actions", person) | place | content | pass_ | {"actions": [action]}


def click_on_view(person: SandboxPerson, view: Payload, action: Payload, trigger: dict[str, str]) -> Payload:
    """``block_actions`` from a modal or a Home tab; ``view`` carries its state."""
    container = {"type": "view", "view_id": view["id"]}
    return _common("block_actions", person) | {"container": container, "view": view, "actions": [action]} | trigger


def submission(person: SandboxPerson, view: Payload, trigger: dict[str, str]) -> Payload:
    """``view_submission``; ``view`` carries its state."""
    return _common("view_submission", person) | {"view": view, "response_urls": []} | trigger


def closing(person: SandboxPerson, view: Payload, *, is_cleared: bool) -> Payload:
    """``view_closed``."""
    return _common("view_closed", person) | {"view": view, "is_cleared": is_cleared}


def shortcut(person: SandboxPerson, callback_id: str, trigger: dict[str, str]) -> Payload:
    """``shortcut``: a global one."""
    return _common("shortcut", person) | {"callback_id": callback_id, "action_ts": action_ts()} | trigger


def message_shortcut(
    person: SandboxPerson, channel: Channel, message: Message, callback_id: str, pass_: dict[str, str]
) -> Payload:
    """``message_action``: a shortcut in a message's menu."""
    place = {"channel": named(channel), "message": sent(message), "message_ts": message["ts"]}
    return _common("message_action", person) | {"callback_id": callback_id, "action_ts": action_ts()} | place | pass_


def command(person: SandboxPerson, channel: Channel, name: str, text: str, pass_: dict[str, str]) -> dict[str, str]:
    """The form fields of a slash command (docs.slack.dev/interactivity/implementing-slash-commands)."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": named(channel)["name"],
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    } | pass_


def event(content: Payload, at: float) -> Payload:
    """An ``event_callback`` envelope around an event that happened at Unix second ``at``."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "event": content,
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(12),
    }


def message_event(channel: Channel, message: Message) -> Payload:
    """The ``message`` event of what a person wrote."""
    kind = "im" if channel.person else "channel"
    return message | {"channel": channel.id, "channel_type": kind, "event_ts": message["ts"]}


def home_opened(person: SandboxPerson, view: Payload | None, at: float) -> Payload:
    """The ``app_home_opened`` event; ``view`` is the published Home tab, if any."""
    opened = {"type": "app_home_opened", "user": person.id, "channel": person.dm, "tab": "home"}
    return opened | {"event_ts": f"{at:.6f}"} | ({"view": view} if view else {})


def action_ts() -> str:
    """An id for one click."""
    return f"{secrets.randbelow(10**9) + 10**9}.{secrets.randbelow(10**6):06d}"


def typed(text: str) -> str:
    """What a person typed, as Slack puts it into ``text``: three characters escaped, addresses in angle brackets."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return ADDRESS.sub(lambda found: f"<{found.group()}>", escaped)


def typed_blocks(text: str) -> list[Payload]:
    """What a person typed, as the ``rich_text`` block that Slack makes of it."""
    parts: list[Payload] = []
    end = 0
    for found in ADDRESS.finditer(text):
        parts.append({"type": "text", "text": text[end : found.start()]})
        parts.append({"type": "link", "url": found.group()})
        end = found.end()
    parts.append({"type": "text", "text": text[end:]})
    words = [part for part in parts if part.get("text") != ""]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}]
