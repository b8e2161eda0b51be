"""Listeners for incidents: what a press, a window or a word typed behind ``/amends incident`` does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import complaints, outbox
from bot.desk.incidents import batches, belonging, declaring, figures, pacing, statements, story, weighing
from bot.desk.models import Batch, Incident
from bot.desk.people import allowed
from bot.desk.vocabulary import INCIDENT_NAMES, IncidentState, Lane, Refused
from bot.slack import approving, modals, payloads, verbs
from bot.slack.blocks import Block
from bot.slack.changes import Changes
from bot.slack.edge import Edge
from bot.slack.incidents import batch as batch_face
from bot.slack.incidents import rows as incident_rows
from bot.slack.incidents import windows
from bot.slack.incidents.deeds import OPENS, SUBMISSIONS, Verb, take_out
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions
from bot.slack.text import escaped, inline
from bot.slack.verbs import Values
from bot.texts import _, say

DECLARE = {"declare", "déclarer", "declarer"}
ADD, REMOVE = {"add", "ajouter"}, {"remove", "retirer"}


def batch_by_id(session: Session, said: str) -> Batch:
    """The batch with the id ``said``, or a refusal."""
    found = session.get(Batch, int(said)) if said.isdecimal() else None
    if found is None:
        raise Refused(_("These replies are no longer there. Use the newest card."))
    return found


class Hearing:
    """What people press, type and send in about incidents."""

    def __init__(self, edge: Edge, submissions: Submissions) -> None:
        self.edge = edge
        self._submissions = submissions
        self._changes = Changes(edge)

    # Windows

    def open(self, body: Body, action: dict[str, Any]) -> None:
        """A button of the incident's card that opens a window; runs after the acknowledgement."""
        name, value, user = action["action_id"], action.get("value", ""), body["user"]["id"]
        self.edge.open_drawn(body, lambda: self._window(name, value, user))

    def _window(self, name: str, number: str, user: str) -> Block:
        book = self.edge.context.book()
        with self.edge.context.store.read() as session:
            incident = belonging.by_number(session, number)
            if name in OPENS:
                right, draw = OPENS[name]
                allowed(book, user, right)
                return draw(self._shown(session, incident, user))
            allowed(book, user, "log")
            shown = self._shown(session, incident, user)
            if name == "incident_members":
                return windows.members(shown, figures.members(session, incident))
            if name == "incident_story":
                return windows.tale(shown, story.of_incident(session, incident.id))
            allowed(book, user, "approve")
            statements.guard_clustered(book, incident)
            texts = {code: windows.initial(shown, code) for code in windows.FIELDS}
            judged = self._judged(session, incident, texts)
            return windows.write(shown, judged, opening=True)

    def _shown(self, session: Session, incident: Incident, user: str) -> incident_rows.Shown:
        context = self.edge.context
        language = self.edge.language(user)
        return incident_rows.of_incident(session, context.book(), incident, language, context.now())

    def _judged(self, session: Session, incident: Incident, texts: dict[str, str]) -> Any:
        book = self.edge.context.book()
        return {
            code: weighing.judged(session, book, incident, code, text) for code, text in texts.items() if text.strip()
        }

    def typed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A change in the statement: judged, and drawn anew under its field."""
        ack()
        self._changes.follow(body, action, self._take)

    def _take(self, body: Body, _action: dict[str, Any]) -> Block:
        user, said = body["user"]["id"], payloads.values(body["view"])
        with self.edge.context.store.read() as session:
            incident = belonging.by_number(session, body["view"]["private_metadata"])
            texts = {code: said.get(code, "") for code in windows.FIELDS}
            shown = self._shown(session, incident, user)
            return windows.write(shown, self._judged(session, incident, texts), opening=False)

    def submitted(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """A window about an incident is sent in."""
        right, verb = SUBMISSIONS[view["callback_id"]]
        number, _bar, extra = view["private_metadata"].partition("|")
        values, user, key = payloads.values(view) | {"extra": extra}, body["user"]["id"], _key(view)

        def work() -> None:
            self.edge.do(key, user, right, verb, number, values, belonging.by_number)

        self._submissions.answer(ack, body, view, work)

    def declared(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """A manager declares an incident."""
        said, user, context = payloads.values(view), body["user"]["id"], self.edge.context

        def happening(session: Session) -> set[Any]:
            person = allowed(context.book(), user, "incident")
            declaring.declare(
                session, context.book(), person, said.get("topic", ""), said["title"], said["why"], context.now()
            )
            return outbox.lanes_armed(session)

        self._submissions.answer(ack, body, view, lambda: context.wake(*context.store.write(happening)))

    # Presses

    def stop(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """Stop: what has not left is taken back."""
        ack()
        self._press(body, action, action.get("value", ""), belonging.by_number,
                    lambda s, _b, i, p, _v, now: pacing.stop(s, i, p, now), {})  # fmt: skip

    def approve(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """One press for every text of a batch."""
        ack()
        self._press(body, action, action.get("value", ""), batch_by_id,
                    lambda s, b, found, p, _v, now: pacing.approve(s, b, found, p, now), {})  # fmt: skip

    def take_out(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """One text of the batch is to be answered on its own; the window then shows the rest."""
        ack()
        number, complaint, page = action["value"].split(":")
        if self._press(body, action, number, batch_by_id, take_out, {"extra": complaint}, quietly=True):
            self.edge.later(body, lambda: self._turn(body, number, int(page)))

    def _press(
        self, body: Body, action: dict[str, Any], ref: str, find: Any, verb: Verb, values: Values, *,
        quietly: bool = False,
    ) -> bool:  # fmt: skip
        """Whether it was done; a refusal is told where it was pressed."""
        key, user, done = payloads.delivery(body, action), body["user"]["id"], list[bool]()

        def press() -> None:
            try:
                self.edge.do(key, user, "approve", verb, ref, values, find)
                done.append(True)
            except verbs.WAYS:
                code = approving.code(self.edge.context.book(), self.edge.language(user))
                self.edge.later(body, lambda: self.edge.open(body, code))
            except Refused as refusal:
                self._say(body, refusal, key)
            else:
                if not quietly:
                    self._say_done(body)

        self.edge.within(body, press)
        return bool(done)

    def _say(self, body: Body, refusal: Refused, key: str) -> None:
        if (body.get("view") or {}).get("type") != "modal":
            return self.edge.tell(body, refusal, key)
        user = body["user"]["id"]
        return self._notice(body, escaped(self.edge.said(user, refusal)))

    def _say_done(self, body: Body) -> None:
        if (body.get("view") or {}).get("type") == "modal":
            self._notice(body, say(self.edge.language(body["user"]["id"]), _("Done; the card shows it.")))

    def _notice(self, body: Body, words: str) -> None:
        view = modals.notice(self.edge.language(body["user"]["id"]), "Amends", words)
        self.edge.later(body, lambda: self.edge.update(body["view"]["id"], view))

    # Reading a batch

    def read(self, body: Body, action: dict[str, Any]) -> None:
        """All texts of a batch in a window; runs after the acknowledgement."""
        number, _colon, page = action.get("value", "").partition(":")
        user = body["user"]["id"]
        self.edge.open_drawn(body, lambda: self._page(user, number, int(page or 0)))

    def turn(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """Another page."""
        ack()
        number, _colon, page = action.get("value", "").partition(":")
        self.edge.later(body, lambda: self._turn(body, number, int(page or 0)))

    def _turn(self, body: Body, number: str, page: int) -> None:
        self.edge.update(body["view"]["id"], self._page(body["user"]["id"], number, page))

    def _page(self, user: str, number: str, page: int) -> Block:
        context = self.edge.context
        with context.store.read() as session:
            allowed(context.book(), user, "approve")
            asked = batch_by_id(session, number)
            incident = session.get_one(Incident, asked.incident_id)
            newest = batches.latest(session, incident) or asked
            shown = incident_rows.of_batch(
                session, context.book(), incident, newest, self.edge.language(user), context.now()
            )
            return batch_face.window(shown, page)

    # Typed

    def said(self, ack: Ack, body: Body, words: str) -> None:
        """``/amends incident …``: the list, one, declare, add and remove."""
        user = body["user"]["id"]
        parts = words.split()
        if not parts:
            ack(self._answered(user, lambda: self._list(user)))
            return
        if parts[0].casefold() in DECLARE:
            ack()
            self._later(body, lambda: self._declare(user))
        elif len(parts) > 2 and parts[1].casefold() in ADD | REMOVE:
            add, why = parts[1].casefold() in ADD, " ".join(parts[3:])
            ack(self._answered(user, lambda: self._belongs(user, parts[0], add, parts[2], why)))
        else:
            ack()
            self._later(body, lambda: self._window("incident_story", words, user))

    def _later(self, body: Body, draw: Callable[[], Block]) -> None:
        self.edge.later(body, lambda: self.edge.open_drawn(body, draw))

    def _declare(self, user: str) -> Block:
        book = self.edge.context.book()
        allowed(book, user, "incident")
        return windows.declare(book, self.edge.language(user))

    def _list(self, user: str) -> str:
        context, language = self.edge.context, self.edge.language(user)
        with context.store.read() as session:
            allowed(context.book(), user, "log")
            found = belonging.listed(session, 10)
        if not found:
            return say(language, _("There has been no incident yet. `/amends incident declare` opens one."))
        lines = [
            f"{one.id}. *{inline(one.title)}* — {say(language, INCIDENT_NAMES[IncidentState(one.state)])}"
            for one in found
        ]
        return "\n".join(lines)

    def _belongs(self, user: str, number: str, add: bool, ref: str, why: str) -> str:
        context, language = self.edge.context, self.edge.language(user)

        def happening(session: Session) -> str:
            book, person = context.book(), allowed(context.book(), user, "approve")
            incident, complaint = belonging.by_number(session, number), complaints.by_ref(session, ref)
            values = {"ref": complaint.ref, "number": incident.id}
            if add:
                belonging.put_in(session, book, incident, complaint, person, context.now())
                return say(language, _("{ref} is part of incident {number} now."), **values)
            belonging.take_out(session, book, complaint, person, why or "/amends", context.now())
            return say(language, _("{ref} is no part of incident {number} any more."), **values)

        told = context.store.write(happening)
        context.wake(Lane.CHAT)
        return told

    def _answered(self, user: str, work: Callable[[], str]) -> str:
        """What ``work`` says, or why not."""
        try:
            return work()
        except Refused as refusal:
            return escaped(self.edge.said(user, refusal))


def _key(view: dict[str, Any]) -> str:
    return f"{view['id']}:{view.get('hash', '')}"
