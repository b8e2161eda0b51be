"""Rehearsing: the windows in which somebody practises on a past complaint. Judged, and forgotten."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import rehearsals
from bot.desk.people import allowed
from bot.desk.rehearsals import Case
from bot.desk.vocabulary import Refused
from bot.slack import payloads, rehearsing
from bot.slack.blocks import Block
from bot.slack.changes import Changes
from bot.slack.edge import Edge
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions
from bot.texts import _


class Practising:
    """The windows of a rehearsal."""

    def __init__(self, edge: Edge, submissions: Submissions) -> None:
        self.edge = edge
        self._submissions = submissions
        self._changes = Changes(edge)

    def case(self, wanted: str, user: str) -> Block:
        """The window about the complaint ``wanted``, or about one that the desk chooses."""
        with self.edge.context.store.read() as session:
            return rehearsing.practice(self.edge.language(user), self._found(session, wanted, user), None)

    def _found(self, session: Session, wanted: str, user: str) -> Case:
        book = self.edge.context.book()
        return rehearsals.find(session, book, wanted, allowed(book, user, "log"))

    def rehearsed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A change in the field: judged, and forgotten."""
        ack()
        self._changes.follow(body, action, self._take)

    def _take(self, body: Body, action: dict[str, Any]) -> Block:
        user, words, context = body["user"]["id"], action.get("value") or "", self.edge.context
        with context.store.read() as session:
            case = self._found(session, body["view"]["private_metadata"], user)
            person = allowed(context.book(), user, "log")
            judged = rehearsals.judge(session, context.book(), case, words, person, context.now()) if words else None
            return rehearsing.practice(self.edge.language(user), case, judged)

    def finished(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """The verdict takes the window's place."""
        self._submissions.answer(ack, body, view, lambda: self._verdict(body, view))

    def _verdict(self, body: Body, view: dict[str, Any]) -> Block:
        user, words, context = body["user"]["id"], payloads.values(view).get("reply", "").strip(), self.edge.context
        if not words:
            raise Refused(_("The reply is empty."), field="reply")

        def happening(session: Session) -> Block:
            book, now = context.book(), context.now()
            person, case = allowed(book, user, "log"), self._found(session, view["private_metadata"], user)
            judged = rehearsals.judge(session, book, case, words, person, now)
            hints = rehearsals.hints(case, judged, grave=rehearsals.is_grave(book, case))
            times = rehearsals.count(session, person, now)
            return rehearsing.verdict(self.edge.language(user), case, words, judged, hints, times)

        return context.store.write(happening)

    def again(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """Another case, or the same once more, in the same window."""
        ack()
        user, wanted = body["user"]["id"], action.get("value", "")
        self.edge.later(body, lambda: self._changes.drawn(body, self.case(wanted, user)))
