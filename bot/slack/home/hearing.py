"""Listeners of the Home tab: what opens a window over it, and what turns its pages."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError

from bot.desk import complaints, figures, lists
from bot.desk.figures.boards import DIMENSIONS, SPANS
from bot.desk.lists import Asked
from bot.desk.people import BELONG, Person, allowed
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.home import boarded, windows
from bot.slack.home.drawing import Reader, rest
from bot.slack.home.parts import BOARD, CARD, LIST, REST, TIME, Desk
from bot.slack.payloads import Body
from bot.texts import _

ACTIONS = rf"^({LIST}|{CARD}|{BOARD}|{REST}|{TIME})(_\w+)?$"
# Window → what is pressed in it and drawn in its place; everything else opens a window on top.
TURNS = {LIST: (LIST, CARD), CARD: (LIST,), BOARD: (BOARD,)}
NOT_DRAWN = ("invalid_blocks", "invalid_arguments", "invalid_blocks_format")
OF_ONESELF = ("mine", "promises")
GONE = _("This list is not known any more. Open the Home tab anew.")


class Homing:
    """What is pressed in the Home tab and in the windows over it."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge

    def opened(self, body: Body, action: dict[str, Any]) -> None:
        """A window, or another page of the one that is open; in words where Slack takes no charts there."""
        try:
            self._open(body, action, native=True)
        except SlackApiError as error:
            if error.response.get("error") not in NOT_DRAWN:
                raise
            self._open(body, action, native=False)

    def _open(self, body: Body, action: dict[str, Any], *, native: bool) -> None:
        name, view = _named(action), body.get("view") or {}
        value = str((action.get("selected_option") or action).get("value", ""))
        turns = view.get("type") == "modal" and name in TURNS.get(view.get("callback_id", ""), ())
        of_list = view.get("private_metadata", "") if view.get("callback_id") == LIST else ""
        user = body["user"]["id"]
        if turns:
            self.edge.update(view["id"], self.window(name, value, user, of_list=of_list, native=native))
        else:
            self.edge.open_drawn(body, lambda: self.window(name, value, user, native=native))

    def window(self, name: str, value: str, user: str, *, of_list: str = "", native: bool = True) -> Block:
        """The window ``name`` about ``value``, as ``user`` reads it."""
        context = self.edge.context
        book, now = context.book(), context.now()
        person = allowed(book, user, BELONG)
        with context.store.read() as session:
            desk = Desk(session, book, person, now, native)
            if name == LIST:
                return self._list(desk, Asked.read(value))
            if name == CARD:
                allowed(book, user, "log")
                return windows.card(self.edge.rows(session, complaints.by_ref(session, value), user), of_list=of_list)
            if name == REST:
                return rest(session, book, Reader(user, context.settings.language, native), now)
            return _figures(desk, name, value)

    def _list(self, desk: Desk, asked: Asked) -> Block:
        if asked.kind not in lists.KINDS:
            raise Refused(GONE)
        _may(desk.book, desk.person, asked)
        found = lists.page(desk.session, desk.book, asked, desk.now)
        return windows.listing(desk, asked, found, self.edge.context.settings.public_url.rstrip("/"))


def _named(action: dict[str, Any]) -> str:
    """The window that an ``action_id`` asks for: buttons of one row have names of their own."""
    said = str(action["action_id"])
    return next(name for name in (LIST, CARD, BOARD, REST, TIME) if said == name or said.startswith(f"{name}_"))


def _may(book: Book, person: Person, asked: Asked) -> None:
    """Whose list it is: one's own and the queues are for everybody who works here, all others for those who oversee."""
    own = asked.kind in OF_ONESELF and asked.owner == person.id
    allowed(book, person.id, BELONG if own else "log" if asked.kind == "queue" else "oversee")


def _figures(desk: Desk, name: str, value: str) -> Block:
    allowed(desk.book, desk.person.id, "oversee")
    by, _bar, said = value.rpartition("|")
    days = int(said) if said in [str(span) for span in SPANS] else SPANS[-1]
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    period = figures.last_days(desk.book, days, desk.now)
    found = figures.report(desk.session, desk.book, period, [by], desk.now)
    return boarded.window(desk, found, days, by) if name == BOARD else boarded.stages(desk, found)
