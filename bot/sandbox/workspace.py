"""The workspace as it is now: who posts what where, and the news of each change."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from bot.sandbox.blocks import settle
from bot.sandbox.drawer import Drawer
from bot.sandbox.news import News
from bot.sandbox.passes import Passes
from bot.sandbox.people import APP_ID, APP_NAME, BOT_ID, BOT_USER_ID, TEAM_ID
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Channel, Message, Store
from bot.sandbox.views import Views


class Workspace:
    """The whole stand-in workspace. ``clock`` gives Unix seconds."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self.clock = clock
        self.news = News()
        self.passes = Passes(clock)
        self.views = Views(store, self.news, clock)
        self.drawer = Drawer()

    def channel(self, reference: Any) -> Channel:
        """The conversation, or ``channel_not_found``."""
        found = self.store.channel(reference) if isinstance(reference, str) else None
        if found is None:
            raise Refused("channel_not_found")
        return found

    def message(self, channel: Channel, ts: Any) -> Message:
        """The message, or ``message_not_found``."""
        found = self.store.message(channel.id, ts) if isinstance(ts, str) else None
        if found is None:
            raise Refused("message_not_found")
        return found

    def post(self, channel: Channel, content: dict[str, Any], only_for: str = "") -> Message:
        """The app posts; ``content`` holds ``text``, ``blocks``, ``thread_ts`` and such. Returns the message."""
        author = {
            "type": "message",
            "user": BOT_USER_ID,
            "bot_id": BOT_ID,
            "app_id": APP_ID,
            "team": TEAM_ID,
            "bot_profile": {
                "id": BOT_ID,
                "app_id": APP_ID,
                "name": APP_NAME,
                "team_id": TEAM_ID,
                "deleted": False,
            },
        }
        return self._add(channel, author | content, only_for)

    def say(self, channel: Channel, person: str, text: str, blocks: list[Any], thread: str = "") -> Message:
        """A person writes into a conversation. Returns the message."""
        content: dict[str, Any] = {
            "type": "message",
            "user": person,
            "team": TEAM_ID,
            "text": text,
            "blocks": blocks,
        }
        content["client_msg_id"] = secrets.token_hex(16)
        return self._add(channel, content | ({"thread_ts": thread} if thread else {}), "")

    def _add(self, channel: Channel, content: dict[str, Any], only_for: str) -> Message:
        message = content | {"ts": self.store.next_ts()}
        if message.get("blocks"):
            message["blocks"] = settle(message["blocks"])
        if only_for:
            message |= {"is_ephemeral": True, "only_for": only_for}
        self.store.add(channel.id, message, only_for)
        self._tell_message(channel, message)
        root = self.store.message(channel.id, message.get("thread_ts", ""))
        if root and not only_for:
            self._tell_message(channel, root)
        return message

    def change(self, channel: Channel, ts: str, content: dict[str, Any]) -> Message:
        """The app changes what it wrote: the content is replaced, the place and author stay."""
        message = self.message(channel, ts)
        if message.get("bot_id") != BOT_ID:
            raise Refused("cant_update_message")
        kept = {key: value for key, value in message.items() if key not in ("text", "blocks", "attachments")}
        changed = kept | content
        if changed.get("blocks"):
            changed["blocks"] = settle(changed["blocks"])
        if not message.get("is_ephemeral"):
            changed["edited"] = {"user": BOT_USER_ID, "ts": f"{int(self.clock())}.000000"}
        self.store.replace(channel.id, changed)
        self._tell_message(channel, changed)
        return changed

    def react(self, channel: Channel, ts: str, name: str) -> None:
        """The app adds a reaction, or ``already_reacted``."""
        message = self.message(channel, ts)
        reactions = message.setdefault("reactions", [])
        if any(reaction["name"] == name for reaction in reactions):
            raise Refused("already_reacted")
        reactions.append({"name": name, "users": [BOT_USER_ID], "count": 1})
        self.store.replace(channel.id, message)
        self._tell_message(channel, message)

    def _tell_message(self, channel: Channel, message: Message) -> None:
        only_for = message.get("only_for") or channel.person
        self.news.tell("message", channel=channel.id, message=message, only_for=only_for)
