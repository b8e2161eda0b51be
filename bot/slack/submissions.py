"""Windows sent in: a refusal stands at the field it is about, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.desk import conduct, people
from bot.desk.vocabulary import Refused
from bot.slack import payloads, verbs, ways
from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.editing import Window
from bot.slack.payloads import Body
from bot.texts import _

View = dict[str, Any]


class Submissions:
    """What becomes of a window that is sent in."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge

    def submitted(self, ack: Ack, body: Body, view: View) -> None:
        """One verb of the desk; the window closes, and those below it."""
        act, verb = verbs.SUBMISSIONS[view["callback_id"]]
        ref, _bar, extra = view["private_metadata"].partition("|")
        values, user = payloads.values(view) | {"extra": extra}, body["user"]["id"]
        self.answer(ack, body, view, lambda: self._done(key_of(view), user, act, verb, ref, values))

    def _done(self, key: str, user: str, act: str, verb: verbs.Verb, ref: str, values: verbs.Values) -> None:
        self.edge.do(key, user, act, verb, ref, values)

    def answer(self, ack: Ack, body: Body, view: View, work: Callable[[], Block | None]) -> None:
        """Do ``work`` and close the window, or show the one that ``work`` returns, or leave it open with what is in the
        way."""
        try:
            doing = self.edge.within(body, work)
            if doing is None:
                slow = _("This takes longer than usual. Wait a moment, then press again: nothing is done twice.")
                raise Refused(slow)
        except Refused as refusal:
            self._refused(ack, body, view, refusal)
        else:
            self._close(ack, view, doing.result())

    def _close(self, ack: Ack, view: View, onwards: object) -> None:
        if isinstance(onwards, dict):
            ack(response_action="update", view=onwards)
        elif view.get("previous_view_id"):
            ack(response_action="clear")
        else:
            ack()

    def _refused(self, ack: Ack, body: Body, view: View, refusal: Refused) -> None:
        fields = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
        if not fields:
            self.edge.tell(body, refusal, f"{key_of(view)}:refused")
            ack()
            return
        wanted = str(refusal.field or "")
        at = next((field for field in fields if wanted and field.partition("-")[0] == wanted), None)
        at = wanted if wanted in fields else at or fields[-1]
        ack(response_action="errors", errors={at: self.edge.said(body["user"]["id"], refusal)})

    def approved(self, ack: Ack, body: Body, view: View) -> None:
        """Reasons were given for the warnings: the approval goes on with them."""
        then, user = view["private_metadata"], body["user"]["id"]
        reasons = payloads.values(view)
        self.answer(ack, body, view, lambda: self._approve(key_of(view), user, then, reasons))

    def _approve(self, key: str, user: str, then: str, reasons: verbs.Values) -> Block | None:
        """Approve ``then`` (``ref|shown``), or return the window for what is missing."""
        ref, _bar, shown = then.partition("|")
        act, verb = verbs.APPROVE
        try:
            self.edge.do(key, user, act, verb, ref, reasons | {"extra": shown})
        except verbs.WAYS as way:
            return ways.window(self.edge, user, then, way)
        return None

    def acknowledged(self, ack: Ack, body: Body, view: View) -> None:
        """The code of conduct was read; what was to be approved is approved now."""
        version, _bar, then = view["private_metadata"].partition("|")
        user = body["user"]["id"]

        def work() -> Block | None:
            context, book = self.edge.context, self.edge.context.book()
            person = people.allowed(book, user, "log")
            now = context.now()
            context.store.write(lambda session: conduct.acknowledge(session, book, person, version, now))
            return self._approve(key_of(view), user, then, {}) if then else None

        self.answer(ack, body, view, work)

    def edited(self, ack: Ack, body: Body, view: View) -> None:
        """The reply was rewritten, and is perhaps to be approved at once."""
        ref, _bar, carried = view["private_metadata"].partition("|")
        found, user, window = payloads.values(view), body["user"]["id"], Window.of(carried)
        values = {"extra": str(window.number), "body": found.get(window.field, "")}
        at_once = found.get("then") == "approve"
        work = self._save_and_approve if at_once else self._save

        def saved() -> Block | None:
            try:
                return work(body, key_of(view), user, ref, values)
            except Refused as refusal:
                refusal.field = refusal.field or "body"
                raise

        self.answer(ack, body, view, saved)

    def _save(self, _body: Body, key: str, user: str, ref: str, values: verbs.Values) -> None:
        act, verb = verbs.SUBMISSIONS["draft_edit"]
        self.edge.do(key, user, act, verb, ref, values)

    def _save_and_approve(self, body: Body, key: str, user: str, ref: str, values: verbs.Values) -> Block | None:
        """Both in one transaction. Where the approval wants something first, the words are saved all the same."""
        act, verb = verbs.SUBMISSIONS["draft_edit"]
        try:
            self.edge.do(key, user, *verbs.EDIT_AND_APPROVE, ref, values)
        except verbs.WAYS as way:
            shown = self.edge.do(f"{key}:saved", user, act, verb, ref, values)
            return ways.window(self.edge, user, f"{ref}|{shown}", way) if shown else None
        except verbs.NotApproved as refusal:
            self.edge.do(f"{key}:saved", user, act, verb, ref, values)
            self.edge.tell(body, refusal.why, f"{key}:refused")
        return None


def key_of(view: View) -> str:
    """What is the same when Slack delivers one submission again, and different at the next."""
    return f"{view['id']}:{view.get('hash', '')}"
