"""Talking to Slack: one place that makes calls, and one table that says what an error means.

https://docs.slack.dev/apis/web-api/rate-limits and each method's page list the errors. One bit of policy: an error
that waiting can mend is tried again; one that only a person can mend is tried rarely and said loudly.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

CARD_EVENT = "amends_card"
LOOK_BACK = 200  # messages a page
MOST_PAGES = 10
CLOCKS_DIFFER = timedelta(minutes=10)  # Slack's clock and ours, at most
# A person must mend these: a wrong channel, a missing invitation or scope, a revoked token, a card we drew wrongly.
PERSON_MUST_MEND = {
    "channel_not_found": "the channel does not exist (or is private and the app was not invited): check desk.yaml",
    "not_in_channel": "the app is not in the channel: invite it",
    "is_archived": "the channel is archived: choose another in desk.yaml",
    "invalid_auth": "SLACK_BOT_TOKEN is not accepted: copy it again",
    "account_inactive": "the app was uninstalled: install it again",
    "token_revoked": "SLACK_BOT_TOKEN was revoked: install the app again",
    "not_authed": "SLACK_BOT_TOKEN is missing",
    "missing_scope": "the app lacks a scope: run `amends slack manifest` and update the app",
    "restricted_action": "the workspace's settings keep the app from posting there",
    "user_not_in_channel": "the person is not in the channel",
    "invalid_blocks": "Slack does not accept this card: please report it",
    "invalid_blocks_format": "Slack does not accept this card: please report it",
    "invalid_arguments": "Slack does not accept this card: please report it",
    "msg_too_long": "Slack does not accept this card: please report it",
    "msg_blocks_too_long": "Slack does not accept this card: please report it",
    "token_expired": "SLACK_BOT_TOKEN has expired: install the app again, without token rotation",
    "not_allowed_token_type": "SLACK_BOT_TOKEN must be a bot token (xoxb-…): copy it again",
    "team_access_not_granted": "the app is not approved for this workspace: ask a Slack admin",
    "user_not_found": "the Slack id is not known: check desk.yaml",
}
GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}


class TooFast(Exception):
    """Slack asks to wait ``retry_after`` before the next message to ``channel``."""

    def __init__(self, channel: str, retry_after: timedelta) -> None:
        super().__init__(f"rate limited for {retry_after.total_seconds():.0f} s")
        self.channel = channel
        self.retry_after = retry_after


class PersonMustMend(Exception):
    """Waiting will not help; the message says what to do."""


class MessageGone(Exception):
    """The message that should be updated is not there any more."""


def make(token: str, address: str, timeout: int = 10) -> WebClient:
    """A client for ``address`` (Slack's, or a stand-in's); the outbox retries, so the client does not."""
    # One context for all calls: by default each call reads the machine's certificates anew.
    secure = ssl.create_default_context() if address.startswith("https://") else None
    return WebClient(token=token, base_url=address, timeout=timeout, ssl=secure, retry_handlers=[])


def call(client: WebClient, method: str, **arguments: Any) -> dict[str, Any]:
    """Call ``method`` with a JSON body; what goes wrong is one of the errors above, or the network's own."""
    return _answer(client, method, str(arguments.get("channel", "")), json=arguments)


def send_file(client: WebClient, person: str, path: str, filename: str, words: str) -> None:
    """Send the file at ``path`` to ``person`` alone, with ``words`` beside it, in a direct message.

    https://docs.slack.dev/messaging/working-with-files: an address to upload to, the upload, and where it is shown,
    which only takes the conversation's own id.
    """
    try:
        conversation = client.api_call("conversations.open", json={"users": person}).get("channel") or {}
        client.files_upload_v2(
            file=path, filename=filename, title=filename, channel=str(conversation.get("id")), initial_comment=words
        )
    except SlackApiError as error:
        raise _meaning(error, person) from error


def look(client: WebClient, method: str, **arguments: Any) -> dict[str, Any]:
    """Call a reading ``method``: several of them take no JSON bodies."""
    return _answer(client, method, str(arguments.get("channel", "")), params=arguments)


def _answer(client: WebClient, method: str, channel: str, **sent: Any) -> dict[str, Any]:
    try:
        answer = client.api_call(method, **sent)
    except SlackApiError as error:
        raise _meaning(error, channel) from error
    return dict(answer.data) if isinstance(answer.data, dict) else {}


def _meaning(error: SlackApiError, channel: str) -> Exception:
    code = str(error.response.get("error", ""))
    if error.response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        seconds = error.response.headers.get("Retry-After") or error.response.headers.get("retry-after") or ""
        return TooFast(channel, timedelta(seconds=int(seconds) if seconds.isascii() and seconds.isdigit() else 30))
    if code in GONE:
        return MessageGone(code)
    if code in PERSON_MUST_MEND:
        detail = "; ".join(error.response.get("response_metadata", {}).get("messages", []))
        return PersonMustMend(f"{code}: {PERSON_MUST_MEND[code]}" + (f" ({detail})" if detail else ""))
    return error


def channel_id(client: WebClient, name: str) -> str | None:
    """The id of the channel called ``name`` (or ``name`` itself, if it is an id), or None when we cannot see it."""
    kinds = "public_channel,private_channel"
    for answer in _pages(client, "conversations.list", types=kinds, exclude_archived=True):
        for channel in answer.get("channels", []):
            if name.lstrip("#") in (channel["id"], channel["name"]):
                return str(channel["id"])
    return None


def find_card(client: WebClient, channel: str, key: str, since: datetime) -> tuple[str, str] | None:
    """``(channel id, ts)`` of a card that was posted after ``since`` although we never learnt it (a crash after the
    call), or None. ``channel`` is an id or a name.
    """
    where = channel_id(client, channel)
    if where is None:
        return None
    oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
    asked = {"channel": where, "oldest": oldest, "include_all_metadata": True}
    for answer in _pages(client, "conversations.history", **asked):
        for message in answer.get("messages", []):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == CARD_EVENT and metadata.get("event_payload", {}).get("card") == key:
                return where, str(message["ts"])
    return None


def _pages(client: WebClient, method: str, **arguments: Any) -> Iterator[dict[str, Any]]:
    for _page in range(MOST_PAGES):
        answer = look(client, method, limit=LOOK_BACK, **arguments)
        yield answer
        arguments["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not arguments["cursor"]:
            return
