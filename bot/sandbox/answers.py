"""What an app may answer to a click or command: at its ``response_url``, or as the body of a command's answer."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.calls import truth
from bot.sandbox.chat import content_of
from bot.sandbox.passes import ResponseUrl
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Channel
from bot.sandbox.workspace import Workspace

KNOWN = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "mrkdwn",
    "unfurl_links",
    "unfurl_media",
    "metadata",
    "link_names",
    "parse",
}


def respond(workspace: Workspace, name: str, answer: Any) -> None:
    """Honour one answer at a ``response_url`` (docs.slack.dev/interactivity/handling-user-interaction).

    Ephemeral unless ``response_type`` is ``in_channel``; ``replace_original`` changes the message that was clicked.
    Raises :class:`Refused`: ``expired_url``, ``used_url``, ``invalid_payload``, ``cant_delete_message``.
    """
    if not isinstance(answer, dict) or set(answer) - KNOWN:
        raise Refused("invalid_payload")
    url = workspace.passes.use_response_url(name)
    if truth(answer.get("delete_original")):
        # Nothing that Amends wrote is ever deleted, so the sandbox offers no way to.
        raise Refused("cant_delete_message")
    channel = workspace.channel(url.channel)
    if truth(answer.get("replace_original")) and url.ts:
        workspace.change(channel, url.ts, content_of(answer))
        return
    _post(workspace, channel, url, answer)


def say_back(workspace: Workspace, channel: Channel, person: str, body: str) -> None:
    """Show the body of a command's answer: JSON or plain text, ephemeral unless it says otherwise."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {"text": body}
    if isinstance(answer, dict) and (answer.get("text") or answer.get("blocks")):
        _post(workspace, channel, ResponseUrl(channel.id, person, 0.0), answer)


def _post(workspace: Workspace, channel: Channel, url: ResponseUrl, answer: dict[str, Any]) -> None:
    content = content_of(answer)
    thread = answer.get("thread_ts") or url.thread
    # An answer to a click in a thread belongs into that thread.
    if thread and workspace.store.message(channel.id, str(thread)):
        content["thread_ts"] = str(thread)
    workspace.post(channel, content, "" if answer.get("response_type") == "in_channel" else url.person)
