"""The Web API's chat.* and reactions.* methods."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.calls import (
    Answer,
    Arguments,
    Desk,
    checked_blocks,
    invalid_arguments,
    method,
    parsed,
    truth,
)
from bot.sandbox.people import BY_ID
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Channel, Message
from bot.sandbox.workspace import Workspace

LONGEST_TEXT = 40_000
BURST = 4
COMMON = (
    "channel! text blocks attachments thread_ts as_user link_names parse icon_emoji icon_url username markdown_text"
)
TS = re.compile(r"\d{10}\.\d{6}")


class Pace:
    """How fast an app may write into one channel: ``rate`` a second after a small burst (docs: about one)."""

    def __init__(self, rate: float | None, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def seconds_to_wait(self, channel: str) -> int:
        """0 when a message may be written now (which counts it), else Slack's ``Retry-After``."""
        if self._rate is None:
            return 0
        now = self._clock()
        left, at = self._left.get(channel, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * self._rate)
        allowed = left >= 1
        self._left[channel] = (left - 1 if allowed else left, now)
        return 0 if allowed else max(1, math.ceil((1 - left) / self._rate))


def content_of(arguments: Arguments) -> dict[str, Any]:
    """What a message says, as checked by Slack: text and blocks; refuses the empty and the too long."""
    given = arguments.get("text") or ""
    if not isinstance(given, str):
        raise invalid_arguments(["[ERROR] must provide a string [json-pointer:/text]"])
    if len(given) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    content: dict[str, Any] = {"text": given}
    blocks = arguments.get("blocks")
    if blocks not in (None, ""):
        content["blocks"] = checked_blocks(blocks)
    attachments = arguments.get("attachments")
    if attachments not in (None, ""):
        content["attachments"] = parsed(attachments, "invalid_attachments")
    if not given.strip() and not content.get("blocks") and not content.get("attachments"):
        raise Refused("no_text")
    return content


def _thread(workspace: Workspace, channel: Channel, thread_ts: Any) -> dict[str, Any]:
    """``thread_ts`` to keep with a reply: the root's, also when a reply's own was named."""
    if not thread_ts:
        return {}
    if not TS.fullmatch(str(thread_ts)):
        raise Refused("invalid_thread_ts")
    named = workspace.store.message(channel.id, str(thread_ts))
    if named is None:
        raise Refused("thread_not_found")
    if named.get("is_ephemeral"):
        raise Refused("cannot_reply_to_message")
    return {"thread_ts": named.get("thread_ts", named["ts"])}


@method("chat.postMessage", f"{COMMON} reply_broadcast unfurl_links unfurl_media container_id mrkdwn metadata")
def post_message(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/chat.postMessage"""
    workspace = desk.workspace
    channel = workspace.channel(arguments["channel"])
    content = content_of(arguments) | _thread(workspace, channel, arguments.get("thread_ts"))
    if truth(arguments.get("reply_broadcast")) and "thread_ts" in content:
        content["subtype"] = "thread_broadcast"
    if arguments.get("metadata"):
        content["metadata"] = parsed(arguments["metadata"], "invalid_metadata_format")
    message = workspace.post(channel, content)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("chat.postEphemeral", f"{COMMON} user!")
def post_ephemeral(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/chat.postEphemeral"""
    workspace = desk.workspace
    channel = workspace.channel(arguments["channel"])
    if arguments["user"] not in BY_ID or not channel.seen_by(arguments["user"]):
        raise Refused("user_not_in_channel")
    content = content_of(arguments) | _thread(workspace, channel, arguments.get("thread_ts"))
    return {"message_ts": workspace.post(channel, content, arguments["user"])["ts"]}


@method(
    "chat.update",
    "channel! ts! text blocks attachments as_user file_ids link_names parse reply_broadcast metadata markdown_text",
)
def update(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/chat.update"""
    workspace = desk.workspace
    channel = workspace.channel(arguments["channel"])
    old = workspace.message(channel, str(arguments["ts"]))
    if old.get("is_ephemeral"):
        raise Refused("message_not_found")
    content = content_of(arguments)
    if "blocks" not in arguments and "text" not in arguments:
        content |= {key: old[key] for key in ("text", "blocks") if key in old}
    message: Message = workspace.change(channel, str(arguments["ts"]), content)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


@method("chat.getPermalink", "channel! message_ts!")
def get_permalink(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = desk.workspace.channel(arguments["channel"])
    message = desk.workspace.message(channel, str(arguments["message_ts"]))
    address = f"{desk.address}archives/{channel.id}/p{message['ts'].replace('.', '')}"
    thread = message.get("thread_ts")
    if thread and thread != message["ts"]:
        address += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


@method("reactions.add", "channel! name! timestamp!")
def add_reaction(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/reactions.add"""
    name = str(arguments["name"]).strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    desk.workspace.react(desk.workspace.channel(arguments["channel"]), str(arguments["timestamp"]), name)
    return {}
