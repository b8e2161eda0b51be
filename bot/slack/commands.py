"""``/amends`` typed in Slack: help, rehearse, the code of conduct, or one complaint by its reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import complaints, conduct, events, references, rehearsals
from bot.desk.people import allowed
from bot.desk.rehearsals import Case
from bot.desk.vocabulary import Refused
from bot.slack import approving, modals, payloads, rehearsing
from bot.slack.blocks import Block
from bot.slack.changes import Changes
from bot.slack.edge import Edge
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions
from bot.slack.text import escaped
from bot.texts import _, say

COMMAND = "/amends"
REHEARSE = {"rehearse", "rehearsal", "practise", "practice", "répéter", "repeter", "répétition", "entraînement"}
CONDUCT = {"conduct", "code", "charte"}
HELP = _(
    "*Amends* answers complaints with you. Cards in #{approvals} wait for your yes; nothing leaves without one.\n"
    "• `/amends rehearse` – practise on a past complaint: nothing is published, nothing is kept\n"
    "• `/amends rehearse K4M-7RX2` – practise on this one\n"
    "• `/amends conduct` – the code of conduct\n"
    "• `/amends K4M-7RX2` – what happened to a complaint\n"
    "• “Log a complaint” in the shortcuts (+) – heard at the counter or on the telephone"
)
UNKNOWN = _("“{said}” is nothing that /amends knows.")


class Commands:
    """The slash command and the windows of a rehearsal."""

    def __init__(self, edge: Edge, submissions: Submissions) -> None:
        self.edge = edge
        self._submissions = submissions
        self._changes = Changes(edge)

    def typed(self, ack: Ack, command: dict[str, Any]) -> None:
        """``/amends …``; a word that is unknown gets the help."""
        said = str(command.get("text") or "").strip()
        word, _space, rest = said.partition(" ")
        body = _as_body(command)
        user = body["user"]["id"]
        if word.casefold() in REHEARSE:
            ack()
            self._open(body, lambda: self._case(rest.strip(), user))
        elif word.casefold() in CONDUCT:
            ack()
            self._open(body, lambda: self._code(user))
        elif word and references.read(said):
            ack()
            self._open(body, lambda: self._story(said, user))
        else:
            ack(self._help(user, said if word.casefold() not in ("", "help", "aide", "?") else ""))

    def _open(self, body: Body, draw: Callable[[], Block]) -> None:
        self.edge.later(body, lambda: self.edge.open_drawn(body, draw))

    def _help(self, user: str, unknown: str) -> str:
        language, book = self.edge.language(user), self.edge.context.book()
        text = say(language, HELP, approvals=book.desk.channels.approvals)
        return f"{say(language, UNKNOWN, said=escaped(unknown[:60]))}\n{text}" if unknown else text

    def _code(self, user: str) -> Block:
        book, language = self.edge.context.book(), self.edge.language(user)
        if book.desk.conduct is None:
            raise Refused(_("This desk has no code of conduct, so there is nothing to acknowledge."))
        with self.edge.context.store.read() as session:
            known = conduct.acknowledged(session, book, allowed(book, user, "log"))
        return approving.code(book, language, known=known)

    def _story(self, ref: str, user: str) -> Block:
        with self.edge.context.store.read() as session:
            allowed(self.edge.context.book(), user, "log")
            complaint = complaints.by_ref(session, ref)
            return modals.story(self.edge.rows(session, complaint, user), events.of_complaint(session, complaint.id))

    # Rehearsing

    def _case(self, wanted: str, user: str) -> Block:
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
        self.edge.later(body, lambda: self._changes.drawn(body, self._case(wanted, user)))


def _as_body(command: dict[str, Any]) -> Body:
    """A command as the other listeners know what Slack sends."""
    return {
        "user": {"id": command["user_id"]},
        "channel": {"id": command.get("channel_id")},
        "trigger_id": command.get("trigger_id", ""),
    }
