"""Buttons and menus: what acts at once, what opens a window. A stale click is harmless and explains itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot import logs
from bot.desk import complaints, deliveries, discards, events, folds, groups, outbox, rewritings
from bot.desk.closing import process, resolving
from bot.desk.models import Complaint
from bot.desk.people import allowed
from bot.desk.vocabulary import Lane, Refused
from bot.slack import ended, grouped, modals, payloads, steering, verbs, versions, ways
from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.home import windows
from bot.slack.home.parts import CARD
from bot.slack.payloads import Body
from bot.slack.rows import Rows
from bot.slack.text import escaped
from bot.texts import _, say

log = logs.get(__name__)
# What a window says when a button in it has acted: the card shows the rest.
DONE = _("Done; the card shows it.")

# Windows about one thing of a complaint, whose number the button carries.
ABOUT_ONE: dict[str, Callable[[Rows, int], Block]] = {
    "gesture_refuse": steering.refuse, "commitment_renegotiate": ended.renegotiate,
}  # fmt: skip


class Presses:
    """Buttons on cards, in windows, and in the menus behind "⋯"."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge

    def pressed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button that acts at once."""
        ack()
        self._act(body, action, action["action_id"], action.get("value", ""))

    def _act(self, body: Body, action: dict[str, Any], name: str, value: str) -> None:
        act, verb = verbs.BUTTONS[name]
        ref, _bar, extra = value.partition("|")
        key, user = payloads.delivery(body, action), body["user"]["id"]

        def press() -> None:
            try:
                self.edge.do(key, user, act, verb, ref, {"extra": extra})
            except verbs.WAYS as refusal:
                self._way_on(body, value, refusal)
            except Refused as refusal:
                self._refused(body, refusal, key)
            else:
                self._acted(body)

        self.edge.within(body, press)

    def _way_on(self, body: Body, then: str, refusal: Refused) -> None:
        user = body["user"]["id"]
        self.edge.later(body, lambda: self.edge.open(body, ways.window(self.edge, user, then, refusal)))

    def _refused(self, body: Body, refusal: Refused, key: str) -> None:
        if not _in_window(body):
            return self.edge.tell(body, refusal, key)
        return self._say_in_window(body, self.edge.said(body["user"]["id"], refusal))

    def _acted(self, body: Body) -> None:
        if _in_window(body):
            self._say_in_window(body, say(self.edge.language(body["user"]["id"]), DONE))

    def _say_in_window(self, body: Body, text: str) -> None:
        self.edge.later(body, lambda: self.edge.update(body["view"]["id"], self._saying(body, text)))

    def _saying(self, body: Body, text: str) -> Block:
        """The window with ``text``: above the card drawn anew, where it was pressed on one; else the words alone."""
        user, view = body["user"]["id"], body["view"]
        if view.get("callback_id") != CARD:
            return modals.notice(self.edge.language(user), "Amends", escaped(text))
        ref, _bar, of_list = view["private_metadata"].partition("|")
        with self.edge.context.store.read() as session:
            shown = self.edge.rows(session, complaints.by_ref(session, ref), user)
            return windows.card(shown, of_list=of_list, said=text)

    def chosen(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """An option of the menu: it does what the button of that name would do."""
        ack()
        name, _bar, value = (action.get("selected_option") or {}).get("value", "").partition("|")
        if name in verbs.BUTTONS:
            self._act(body, action, name, value)
        elif name == "complaint_timeline":
            self.edge.later(body, lambda: self.open_story(body, {"value": value}))
        elif name in verbs.OPENS or name in verbs.LOOKS:
            self.edge.later(body, lambda: self.open_modal(body, {"action_id": name, "value": value}))
        else:
            self._too_old(body, action)

    def open_modal(self, body: Body, action: dict[str, Any]) -> None:
        """Runs after the acknowledgement: the trigger lives three seconds."""
        name, value, user = action["action_id"], action["value"], body["user"]["id"]
        self.edge.open_drawn(body, lambda: self._window(name, value, user))

    def _window(self, name: str, value: str, user: str) -> Block:
        ref, _bar, extra = value.partition("|")
        with self.edge.context.store.read() as session:
            complaint = complaints.by_ref(session, ref)
            shown = self.edge.rows(session, complaint, user)
            if name == "draft_versions":
                return versions.window(shown, rewritings.versions(session, complaint.id))
            if name == "complaint_group":
                return grouped.window(shown, groups.members(session, complaint.group_id or 0))
            if name == "gesture_ask":
                return steering.gesture(shown, allowed(self.edge.context.book(), user, "log"))
            if name in ABOUT_ONE:
                return ABOUT_ONE[name](shown, int(extra) if extra.isdigit() else 0)
            if name == "ticket_resolve":
                return self._resolving(session, complaint, shown)
            draw = verbs.OPENS.get(name) or verbs.LOOKS[name]
            return draw(shown)

    def _resolving(self, session: Session, complaint: Complaint, shown: Rows) -> Block:
        recourse = resolving.recourse(session, self.edge.context.book(), complaint, complaint.mention.language)
        return ended.resolve(shown, process.of_complaint(session, complaint), recourse)

    def open_story(self, body: Body, action: dict[str, Any]) -> None:
        """The timeline."""
        self.edge.open_drawn(body, lambda: self._story(action["value"], body["user"]["id"]))

    def _story(self, ref: str, user: str) -> Block:
        with self.edge.context.store.read() as session:
            complaint = complaints.by_ref(session, ref)
            return modals.story(self.edge.rows(session, complaint, user), events.of_complaint(session, complaint.id))

    def use_version(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """ "Use this one", in the list of versions; the list then shows what counts."""
        ack()
        ref, _bar, extra = action.get("value", "").partition("|")
        key, user = payloads.delivery(body, action), body["user"]["id"]

        def press() -> None:
            language, act_verb = self.edge.language(user), verbs.USE_VERSION
            try:
                self.edge.do(key, user, *act_verb, ref, {"extra": extra})
                text = ":white_check_mark: " + say(language, _("Version {number} is proposed again."), number=extra)
            except Refused as refusal:
                text = ":warning: " + escaped(self.edge.said(user, refusal))
            self.edge.later(body, lambda: self._show_versions(body, ref, text))

        self.edge.within(body, press)

    def _show_versions(self, body: Body, ref: str, text: str) -> None:
        with self.edge.context.store.read() as session:
            complaint = complaints.by_ref(session, ref)
            shown: Rows = self.edge.rows(session, complaint, body["user"]["id"])
            view = versions.window(shown, rewritings.versions(session, complaint.id), text)
        self.edge.update(body["view"]["id"], view)

    def gloss(self, body: Body, action: dict[str, Any]) -> None:
        """A translation to read: the window opens at once, the model's words come into it when they are there."""
        user, context = body["user"]["id"], self.edge.context
        language = self.edge.language(user)
        view_id = self.edge.open(body, modals.loading(language))
        if not view_id:
            return

        def happening(session: Any) -> None:
            allowed(context.book(), user, "log")
            complaint = complaints.by_ref(session, action["value"])
            payload = {"complaint": complaint.id, "view": view_id, "language": language}
            outbox.arm(
                session, f"gloss:{view_id}", "gloss.show", Lane.WORDING, context.now(), urgency=1, payload=payload,
                correlation=complaint.correlation,
            )  # fmt: skip

        context.store.write(happening)
        context.wake(Lane.WORDING)

    def unfold(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """Post the cards of folded complaints: one, or the next five."""
        ack()
        context, now, key = self.edge.context, self.edge.context.now(), payloads.delivery(body, action)
        channel = (body.get("channel") or {}).get("id", "")

        def happening(session: Any) -> None:
            if deliveries.first_time(session, key, now):
                folds.unfold(session, channel, action["value"], now)

        if self.edge.within(body, lambda: context.store.write(happening)):
            context.wake(Lane.CHAT)

    def on_mention(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button beside a mention that was set aside."""
        ack()
        act, verb = verbs.ON_MENTIONS[action["action_id"]]
        key, user, said = payloads.delivery(body, action), body["user"]["id"], action.get("value", "")

        def press() -> None:
            try:
                self.edge.do(key, user, act, verb, said, {}, find=discards.by_id)
            except Refused as refusal:
                self.edge.tell(body, refusal, key)

        self.edge.within(body, press)

    def unknown(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button of another version of Amends, or one that was taken out: it does nothing, and says so."""
        ack()
        self._too_old(body, action)

    def _too_old(self, body: Body, action: dict[str, Any]) -> None:
        log.warning("slack_action_unknown", action=action.get("action_id"))
        text = _("This button belongs to an older card and does nothing any more. Use the newest card.")
        key = payloads.delivery(body, action)
        self.edge.within(body, lambda: self.edge.tell(body, Refused(text), key))


def _in_window(body: Body) -> bool:
    return (body.get("view") or {}).get("type") == "modal"
