"""Modals and Home tabs as they are now, by person, with Slack's rules for opening, pushing and updating them."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blocks import settle
from bot.sandbox.news import News
from bot.sandbox.people import APP_ID, BOT_ID, TEAM_ID
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Store

MODALS_ON_TOP_OF_EACH_OTHER = 3

View = dict[str, Any]


@dataclass
class Views:
    """Open modals (in memory: a restart closes them, as Slack's client does) and Home tabs (kept)."""

    store: Store
    news: News
    clock: Callable[[], float]
    modals: dict[str, list[View]] = field(default_factory=dict)

    def open_modal(self, person: str, view: View) -> View:
        """Show a modal in place of whatever modal the person has open."""
        self._check_external_id(view)
        return self._show(person, [], self._settle_view(view))

    def push_modal(self, person: str, view: View) -> View:
        """Show a modal on top of the person's, three at most."""
        stack = self.modals.get(person, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= MODALS_ON_TOP_OF_EACH_OTHER:
            raise Refused("push_limit_reached")
        self._check_external_id(view)
        settled = self._settle_view(view)
        settled |= {"previous_view_id": stack[-1]["id"], "root_view_id": stack[0]["root_view_id"]}
        return self._show(person, stack, settled)

    def _show(self, person: str, below: list[View], view: View) -> View:
        self.modals[person] = [*below, view]
        self.tell_modals(person)
        return view

    def tell_modals(self, person: str) -> None:
        """Tell the pages which modals the person has open now."""
        self.news.tell("views", person=person, views=self.modals.get(person, []), only_for=person)

    def find_modal(self, view_id: Any, external_id: Any = None) -> tuple[str, View]:
        """``(person, view)`` of an open modal, or ``not_found``."""
        for person, stack in self.modals.items():
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return person, view
        raise Refused("not_found")

    def update_modal(self, person: str, old: View, view: View, known_hash: Any = None) -> View:
        """Replace the content of an open modal; ``hash_conflict`` when ``known_hash`` is of an older content."""
        self._check_hash(old, known_hash)
        new = self._settle_view(view) | {
            key: old[key] for key in ("id", "root_view_id", "previous_view_id") if key in old
        }
        self.modals[person] = [new if one["id"] == old["id"] else one for one in self.modals[person]]
        self.tell_modals(person)
        return new

    def close_modals(self, person: str, view_id: str = "", *, keep_below: bool = True) -> None:
        """Close the person's modal with this id and those above it, or all of them."""
        stack = self.modals.get(person, [])
        position = next((index for index, view in enumerate(stack) if view["id"] == view_id), 0)
        self.modals[person] = stack[:position] if keep_below else []
        self.tell_modals(person)

    def publish_home(self, person: str, view: View, known_hash: Any = None) -> View:
        """Set the person's Home tab; ``hash_conflict`` as for modals."""
        old = self.store.homes().get(person)
        if old:
            self._check_hash(old, known_hash)
        new = self._settle_view(view) | ({"id": old["id"], "root_view_id": old["id"]} if old else {})
        self.store.set_home(person, new)
        self.news.tell("home", person=person, view=new, only_for=person)
        return new

    def _check_hash(self, view: View, known_hash: Any) -> None:
        if known_hash and not hmac.compare_digest(str(known_hash), view["hash"]):
            raise Refused("hash_conflict")

    def _check_external_id(self, view: View) -> None:
        open_ids = {one["external_id"] for stack in self.modals.values() for one in stack}
        if view.get("external_id") and view["external_id"] in open_ids:
            raise Refused("duplicate_external_id")

    def _settle_view(self, view: View) -> View:
        """The view as Slack keeps and echoes it (docs.slack.dev/reference/views)."""
        view_id = "V" + secrets.token_hex(5).upper()
        settled: View = {
            "id": view_id,
            "team_id": TEAM_ID,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
            "callback_id": "",
            "external_id": "",
            "private_metadata": "",
            "title": {"type": "plain_text", "text": "View Title", "emoji": True},
            "close": None,
            "submit": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "submit_disabled": False,
            "previous_view_id": None,
            "root_view_id": view_id,
            "state": {"values": {}},
            "hash": f"{int(self.clock())}.{secrets.token_hex(4)}",
        }
        return settled | view | {"blocks": settle(view["blocks"])}
