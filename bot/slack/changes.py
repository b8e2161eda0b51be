"""What is typed into an open window: each change is taken in turn, the newest first, and the window drawn anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.payloads import Body

WINDOWS_REMEMBERED = 500
# (what Slack sent, its action) → the window as it is to look then
Take = Callable[[Body, dict[str, Any]], Block]


@dataclass
class Typing:
    """What comes out of one open window: the newest change waits while an earlier one is judged; those between are
    left out. ``hash`` is the window's, as we drew it last."""

    newest: tuple[Body, dict[str, Any]] | None = None
    busy: bool = False
    hash: str = ""


@dataclass
class Changes:
    """The windows in which somebody types at the moment. A window is drawn anew only over what we know of it (its
    hash), so that an earlier change never covers a later one."""

    edge: Edge
    _windows: OrderedDict[str, Typing] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def follow(self, body: Body, action: dict[str, Any], take: Take) -> None:
        """A change: taken as soon as the one before it has been."""
        typing = self._remember(body["view"]["id"])
        with self._lock:
            typing.newest = (body, action)
            if typing.busy:
                return
            typing.busy = True
        self.edge.later(body, lambda: self._take_all(typing, take))

    def drawn(self, body: Body, view: Block) -> None:
        """Draw the window anew for another reason, over whatever stands there."""
        self._remember(body["view"]["id"]).hash = self.edge.update(body["view"]["id"], view)

    def _take_all(self, typing: Typing, take: Take) -> None:
        while change := self._newest(typing):
            body, action = change
            try:
                view = take(body, action)
                known_hash = typing.hash or body["view"].get("hash", "")
                typing.hash = self.edge.update(body["view"]["id"], view, known_hash) or typing.hash
            except Exception:
                with self._lock:
                    typing.busy = False
                raise

    def _newest(self, typing: Typing) -> tuple[Body, dict[str, Any]] | None:
        with self._lock:
            change, typing.newest = typing.newest, None
            typing.busy = change is not None
            return change

    def _remember(self, view_id: str) -> Typing:
        with self._lock:
            typing = self._windows.setdefault(view_id, Typing())
            self._windows.move_to_end(view_id)
            while len(self._windows) > WINDOWS_REMEMBERED:
                self._windows.popitem(last=False)
            return typing
