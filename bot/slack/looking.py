"""Looking for complaints: the window behind ``/amends find``, and its pages."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.desk import finding, seeing
from bot.desk.people import allowed
from bot.slack import found
from bot.slack.blocks import Block
from bot.slack.cards import NETWORKS
from bot.slack.changes import Changes
from bot.slack.edge import Edge
from bot.slack.payloads import Body


class Looking:
    """The window of what was found."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self._changes = Changes(edge)

    def window(self, said: str, user: str, after: str = "") -> Block:
        """What ``user`` may see of what ``said`` looks for, behind the key ``after``."""
        context, book = self.edge.context, self.edge.context.book()
        scope = seeing.scope_of(book, allowed(book, user, "log"))
        sought = finding.read(said, NETWORKS)
        with context.store.read() as session:
            page = finding.find(session, sought, scope, after)
        chosen = context.settings
        door = chosen.door if chosen.public_url or chosen.sandbox else ""
        language, scoped = self.edge.language(user), scope is not None
        return found.window(book, page, said, language, door=door, scoped=scoped, first=not after)

    def turned(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """The next ten, further back, or the first ten again, in the same window."""
        ack()
        after, _bar, said = action.get("value", "").partition("|")
        user = body["user"]["id"]
        self.edge.later(body, lambda: self._changes.drawn(body, self.window(said, user, after)))
