"""Owning: listeners for suggestions and action items. A list, a window, or one verb of the desk for each button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import actions, insights, suggestions
from bot.desk.models import ActionItem, Suggestion
from bot.desk.people import BELONG, Person, allowed
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ActionState, Refused
from bot.slack import heard, owned, payloads
from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.owned import Owned
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions, key_of
from bot.slack.verbs import Verb

INSIGHTS = timedelta(days=28)


@dataclass(frozen=True)
class Against:
    """The cause that an action item is to be opened against."""

    cause: str
    correlation: str | None = None


def _open(s: Session, b: Book, _found: Against, p: Person, v: dict[str, str], now: datetime) -> None:
    due = actions.read_day(v["due"])
    actions.open(s, b, cause=v["cause"], what=v["what"], owner=v["owner"], due=due, by=p.id, now=now)


# callback_id → (what the role must allow, what it is about, the verb). Owners need no role for what is theirs.
Sent = tuple[str, Callable[[Session, str], Any], Verb]
SENT: Mapping[str, Sent] = {
    owned.OPEN: ("listen", lambda _s, cause: Against(cause), _open),
    owned.DONE: (BELONG, actions.by_id, lambda _s, b, i, p, v, now: actions.done(b, i, p, v["note"], now)),
    owned.DROP: (BELONG, actions.by_id, lambda _s, b, i, p, v, now: actions.drop(b, i, p, v["why"], now)),
    owned.GIVE: ("listen", suggestions.by_id, lambda s, b, o, p, v, now: suggestions.give(s, b, o, p, v["owner"], now)),
    owned.ANSWER: (BELONG, suggestions.by_id, lambda s, b, o, p, v, now: suggestions.answer(
        s, b, o, p, v["verdict"], v["why"], now)),
    owned.TOLD: ("log", suggestions.by_id, lambda s, b, o, p, v, now: suggestions.told(s, b, o, p, v["how"], now)),
    owned.SET_ASIDE: ("listen", suggestions.by_id, lambda _s, b, o, p, v, now: suggestions.drop(
        b, o, p, v["why"], now)),
}  # fmt: skip
# action_id → the same for a button that acts at once.
AT_ONCE: Mapping[str, Sent] = {
    owned.AGAIN: ("listen", suggestions.by_id, lambda _s, _b, o, _p, _v, now: suggestions.take_up_again(o, now)),
}
# action_id → the window it opens about what it carries.
OPENS = (*SENT, owned.SUGGESTIONS, owned.ACTIONS)


class Owning:
    """Buttons, windows and lists of what somebody owns."""

    def __init__(self, edge: Edge, submissions: Submissions) -> None:
        self.edge = edge
        self._submissions = submissions

    def opened(self, body: Body, action: dict[str, Any]) -> None:
        """A window about one thing, or a list; runs after the acknowledgement."""
        name, about, user = action["action_id"], action.get("value", ""), body["user"]["id"]
        self.edge.open_drawn(body, lambda: self.window(name, about, user))

    def window(self, name: str, about: str, user: str) -> Block:
        """The window ``name`` about ``about``, as ``user`` reads it; refused to strangers."""
        book, language, now = self.edge.context.book(), self.edge.language(user), self.edge.context.now()
        allowed(book, user, BELONG)
        with self.edge.context.store.read() as session:
            if name == owned.OPEN:
                standing = [item for item in actions.listed(session, [ActionState.OPEN]) if item.cause == about]
                return owned.opening(book, about, standing, language, now)
            if name == owned.SUGGESTIONS:
                return owned.suggestion_list(rows(session, book, suggestions.latest(session), (), language, now))
            if name == owned.ACTIONS:
                return owned.action_list(Owned(book, language, now, items=actions.listed(session)))
            return _draw(book, name, SENT[name][1](session, about), language)

    def insights(self, user: str) -> Block:
        """The causes of the last weeks."""
        context = self.edge.context
        book, now = context.book(), context.now()
        allowed(book, user, "log")
        with context.store.read() as session:
            found = insights.find(session, book, now - INSIGHTS, now)
        return heard.window(book, found, self.edge.language(user), INSIGHTS.days)

    def submitted(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """One verb of the desk; the window closes."""
        act, find, verb = SENT[view["callback_id"]]
        values, about, user = payloads.values(view), view["private_metadata"], body["user"]["id"]

        def work() -> None:
            self.edge.do(key_of(view), user, act, verb, about, values, find=find)

        self._submissions.answer(ack, body, view, work)

    def pressed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button that acts at once; what it cannot do, it says."""
        ack()
        act, find, verb = AT_ONCE[action["action_id"]]
        key, user, about = payloads.delivery(body, action), body["user"]["id"], action.get("value", "")

        def press() -> None:
            try:
                self.edge.do(key, user, act, verb, about, {}, find=find)
            except Refused as refusal:
                self.edge.tell(body, refusal, key)
            else:
                self._refresh(body, user)

        self.edge.within(body, press)

    def _refresh(self, body: Body, user: str) -> None:
        """The list in which it was pressed shows what has changed."""
        view = body.get("view") or {}
        if view.get("callback_id") == owned.SUGGESTIONS:
            self.edge.later(body, lambda: self.edge.update(view["id"], self.window(owned.SUGGESTIONS, "", user)))


def _draw(book: Book, name: str, found: Any, language: str) -> Block:
    draws: dict[str, Callable[[], Block]] = {
        owned.DONE: lambda: owned.done(found, language), owned.DROP: lambda: owned.drop(found, language),
        owned.GIVE: lambda: owned.give(book, found, language), owned.ANSWER: lambda: owned.answer(found, language),
        owned.TOLD: lambda: owned.told(found, language), owned.SET_ASIDE: lambda: owned.set_aside(found, language),
    }  # fmt: skip
    return draws[name]()


def rows(
    session: Session, book: Book, ideas: Sequence[Suggestion], items: Sequence[ActionItem], language: str, now: datetime
) -> Owned:
    """What is shown of them, gathered in one read."""
    refs = {one.id: found.ref for one in ideas if (found := suggestions.complaint_of(session, one))}
    return Owned(book, language, now, ideas, items, refs, suggestions.times_heard(session, ideas))


def of_owner(session: Session, book: Book, user: str, language: str, now: datetime) -> Owned:
    """What waits for ``user``."""
    ideas, items = suggestions.of_owner(session, user), actions.of_owner(session, user)
    return rows(session, book, ideas, items, language, now)
