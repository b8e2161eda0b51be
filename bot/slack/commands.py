"""``/amends`` typed in Slack: help, rehearse, the code of conduct, or one complaint by its reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import complaints, conduct, duplicates, events, groups, references, rehearsals, visits
from bot.desk.people import allowed
from bot.desk.rehearsals import Case
from bot.desk.vocabulary import Lane, Refused
from bot.slack import approving, deadlines, modals, owned, payloads, rehearsing
from bot.slack.blocks import Block
from bot.slack.changes import Changes
from bot.slack.crewing import Crewing
from bot.slack.edge import Edge
from bot.slack.incidents.hearing import Hearing
from bot.slack.owning import Owning
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions
from bot.slack.text import escaped
from bot.texts import _, say

COMMAND = "/amends"
REHEARSE = {"rehearse", "rehearsal", "practise", "practice", "répéter", "repeter", "répétition", "entraînement"}
SEPARATE = {"separate", "split", "séparer", "separer"}
INCIDENT = {"incident", "incidents"}
GROUP = {"group", "grouper", "regrouper"}
UNGROUP = {"ungroup", "dégrouper", "degrouper"}
DESK = {"desk", "bureau", "tableau"}
CONDUCT = {"conduct", "code", "charte"}
INSIGHTS = {"insights", "écoute", "ecoute"}
WINDOWS = {
    **dict.fromkeys(("suggestions", "suggestion", "ideas", "idées", "idees"), owned.SUGGESTIONS),
    **dict.fromkeys(("actions",), owned.ACTIONS),
    "action": owned.OPEN,
}
EXPLAIN = {"explain", "expliquer"}
HELP = _(
    "*Amends* answers complaints with you. Cards in #{approvals} wait for your yes; nothing leaves without one.\n"
    "• `/amends rehearse` – practise on a past complaint: nothing is published, nothing is kept\n"
    "• `/amends rehearse K4M-7RX2` – practise on this one\n"
    "• `/amends conduct` – the code of conduct\n"
    "• `/amends K4M-7RX2` – what happened to a complaint; `explain K4M-7RX2` – why its deadlines are what they are\n"
    "• `/amends separate K4M-7RX2` – what joined it last is a complaint of its own\n"
    "• `/amends incident` – what has one cause behind many complaints; `declare` opens one, a number tells its story\n"
    "• `/amends group K4M-7RX2 M7X-2RK4` – both tell of the same problem\n"
    "• `/amends ungroup K4M-7RX2` – this one tells of another problem than its group\n"
    "• `/amends insights` – what keeps coming up, in numbers\n"
    "• `/amends suggestions` – ideas of critics: who decides, what was answered\n"
    "• `/amends action late-delivery` – give a cause an owner and a day; `/amends actions` lists them\n"
    "• `/amends queue` – what waits for your team; `queue delivery` for another one\n"
    "• `/amends away until friday` – no work is given to you; `/amends back` when you are there again\n"
    "• `/amends tickets 12` – all open tickets of incident 12 at once\n"
    "• “Log a complaint” in the shortcuts (+) – heard at the counter or on the telephone"
)
HELP_DESK = _("• `/amends desk` – figures, the queue and every timeline in your browser, by a link for you alone")
DOOR = _("<{address}|Open the desk>. The link is for you alone, works once, and for five minutes.")
SEPARATED = _("{ref} is a complaint of its own now; it had joined {other}.")
GROUPED = _("{ref} and {other} stand for the same problem now; each keeps its own answer.")
UNGROUPED = _("{ref} is in no group any more.")
UNKNOWN = _("“{said}” is nothing that /amends knows.")


class Commands:
    """The slash command and the windows of a rehearsal."""

    def __init__(
        self, edge: Edge, submissions: Submissions, hearing: Hearing, owning: Owning, crewing: Crewing
    ) -> None:
        self.edge = edge
        self._hearing = hearing
        self._submissions = submissions
        self._owning = owning
        self._crewing = crewing
        self._changes = Changes(edge)

    def typed(self, ack: Ack, command: dict[str, Any]) -> None:
        """``/amends …``; a word that is unknown gets the help."""
        said = str(command.get("text") or "").strip()
        word, _space, rest = said.partition(" ")
        body = _as_body(command)
        user = body["user"]["id"]
        if draw := self._window(word.casefold(), rest.strip(), said, user):
            ack()
            self._open(body, draw)
        elif happening := self._crewing.answer(word.casefold(), rest.strip(), user):
            ack(self._done(happening, user))
        elif word.casefold() in INCIDENT:
            self._hearing.said(ack, body, rest.strip())
        elif word.casefold() in SEPARATE:
            ack(self._separated(rest.strip(), user))
        elif word.casefold() in GROUP:
            ack(self._grouped(rest, user))
        elif word.casefold() in UNGROUP:
            ack(self._ungrouped(rest.strip(), user))
        elif word.casefold() in DESK:
            ack(self._door(user))
        else:
            ack(self._help(user, said if word.casefold() not in ("", "help", "aide", "?") else ""))

    def _window(self, word: str, rest: str, said: str, user: str) -> Callable[[], Block] | None:
        """What draws the window that ``word`` opens; None for a word that opens none."""
        if word in REHEARSE:
            return lambda: self._case(rest, user)
        if word in CONDUCT:
            return lambda: self._code(user)
        if word in INSIGHTS:
            return lambda: self._owning.insights(user)
        if word in WINDOWS:
            return lambda: self._owning.window(WINDOWS[word], rest, user)
        if draw := self._crewing.window(word, rest, user):
            return draw
        if word in EXPLAIN:
            return lambda: self._deadlines(rest, user)
        return (lambda: self._story(said, user)) if word and references.read(said) else None

    def _deadlines(self, ref: str, user: str) -> Block:
        with self.edge.context.store.read() as session:
            allowed(self.edge.context.book(), user, "log")
            return deadlines.window(self.edge.rows(session, complaints.by_ref(session, ref), user))

    def _door(self, user: str) -> str:
        """A one-time link to the pages, told to this person only (a command's answer is nobody else's); or why not."""
        context, language = self.edge.context, self.edge.language(user)

        def happening(session: Session) -> str:
            token = visits.invite(session, context.book(), user, context.now())
            return say(language, DOOR, address=f"{context.settings.door}/desk/enter/{token}")

        return self._done(happening, user)

    def _separated(self, ref: str, user: str) -> str:
        """What joined a complaint last begins one of its own; what to say of it, or why not."""
        context, language = self.edge.context, self.edge.language(user)

        def happening(session: Session) -> str:
            complaint, person = complaints.by_ref(session, ref), allowed(context.book(), user, "approve")
            opened = duplicates.separate_latest(session, context.book(), complaint, person, context.now())
            return say(language, SEPARATED, ref=opened.ref, other=complaint.ref)

        return self._done(happening, user)

    def _grouped(self, refs: str, user: str) -> str:
        """Two complaints are about the same problem; what to say of it, or why not."""
        context, language, (ref, _space, other) = (
            self.edge.context,
            self.edge.language(user),
            refs.strip().partition(" "),
        )

        def happening(session: Session) -> str:
            one, two = complaints.by_ref(session, ref), complaints.by_ref(session, other.strip())
            groups.join(session, one, two, allowed(context.book(), user, "approve"), context.now())
            return say(language, GROUPED, ref=one.ref, other=two.ref)

        return self._done(happening, user)

    def _ungrouped(self, ref: str, user: str) -> str:
        """A complaint is about something else than its group; what to say of it, or why not."""
        context, language = self.edge.context, self.edge.language(user)

        def happening(session: Session) -> str:
            complaint = complaints.by_ref(session, ref)
            groups.ungroup(session, complaint, allowed(context.book(), user, "approve"), context.now())
            return say(language, UNGROUPED, ref=complaint.ref)

        return self._done(happening, user)

    def _done(self, happening: Callable[[Session], str], user: str) -> str:
        """What ``happening`` says, or why not."""
        context = self.edge.context
        try:
            told = context.store.write(happening)
        except Refused as refusal:
            return escaped(self.edge.said(user, refusal))
        context.wake(Lane.CHAT)
        return told

    def _open(self, body: Body, draw: Callable[[], Block]) -> None:
        self.edge.later(body, lambda: self.edge.open_drawn(body, draw))

    def _help(self, user: str, unknown: str) -> str:
        language, book = self.edge.language(user), self.edge.context.book()
        text = f"{say(language, HELP, approvals=book.desk.channels.approvals)}\n{say(language, HELP_DESK)}"
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
