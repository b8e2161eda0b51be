"""Crews: being away and back, a team's queue, and many tickets of one incident at once; typed or pressed."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import absences, complaints, outbox
from bot.desk.closing import together
from bot.desk.closing.resolving import Said
from bot.desk.people import BELONG, Person, allowed
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.routing import giving
from bot.desk.tickets import bulk, queues
from bot.desk.vocabulary import Lane, Refused
from bot.slack import crews, payloads
from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions, key_of
from bot.slack.text import escaped, moment
from bot.texts import _, say

GONE = _("You are noted as away until {day}. You are given no work till then; `/amends back` ends it.")
GONE_OPEN = _("You are noted as away. You are given no work until you type `/amends back`.")
HOLDING = _("You still have open tickets: {n}. Pass on what cannot wait.")
IS_BACK = _("Welcome back. You are given work again.")
DID = _("Done with {n} of {all} tickets of incident {number}.")
LEFT = _("Not with {refs}: {why}")


class Crewing:
    """Commands and windows about teams."""

    def __init__(self, edge: Edge, submissions: Submissions) -> None:
        self.edge = edge
        self._submissions = submissions

    def _person(self, user: str, act: str = BELONG) -> tuple[Book, Person]:
        book = self.edge.context.book()
        return book, allowed(book, user, act)

    def away(self, session: Session, said: str, user: str) -> str:
        """They are away from now on; what to tell them."""
        (book, person), now, language = self._person(user), self.edge.context.now(), self.edge.language(user)
        spec = book.desk.people[user]
        calendar = book.desk.calendar(spec.hours or next(iter(book.desk.calendars), "always"))
        until = absences.read_until(said, now, calendar) if said.strip() else None
        absences.leave(session, person, until, now)
        _home(session, user, now)
        told = say(language, GONE, day=moment(until)) if until else say(language, GONE_OPEN)
        held = queues.held_by(session, user)
        complaints.show_all(session, held, now)
        return f"{told}\n{say(language, HOLDING, n=len(held))}" if held else told

    def back(self, session: Session, user: str) -> str:
        """They are there again; what to tell them."""
        (book, person), now = self._person(user), self.edge.context.now()
        absences.come_back(session, person, now)
        session.flush()
        giving.drain_of(session, book, user, now)
        complaints.show_all(session, queues.held_by(session, user), now)
        _home(session, user, now)
        return say(self.edge.language(user), IS_BACK)

    def queue(self, said: str, user: str) -> Block:
        """The queue of the team called ``said``, or of the person's own."""
        book, _person = self._person(user, "log")
        team = _team(book, said, user)
        with self.edge.context.store.read() as session:
            found = queues.of_team(session, book, team, self.edge.context.now(), crews.SHOWN)
            return crews.queue(book, found, self.edge.language(user))

    def of_incident(self, said: str, user: str) -> Block:
        """What is to be done with all open tickets of the incident with this number."""
        book, _person = self._person(user, "work")
        number = said.strip().lstrip("#")
        if not number.isdigit():
            raise Refused(_("Name an incident by its number: `/amends tickets 12`."))
        with self.edge.context.store.read() as session:
            found = len(bulk.of_incident(session, int(number)))
        if not found:
            raise Refused(_("Incident {number} has no open tickets."), number=number)
        return crews.of_incident(book, int(number), found, self.edge.language(user))

    def submitted(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """Many tickets at once; what was done with how many is told to the person."""
        values, user, number = payloads.values(view), body["user"]["id"], int(view["private_metadata"])
        context = self.edge.context

        def work() -> Block | None:
            book, person = self._person(user, "work")
            if values["what"] == bulk.RESOLVE:
                return self._resolving(number, user)
            to, text = values.get("to", ""), values.get("text", "")
            done, left = context.store.write(
                lambda s: bulk.act(s, book, number, person, values["what"], to, text, context.now())
            )
            self._told(body, view, number, done, left)
            return None

        self._submissions.answer(ack, body, view, work)

    def _told(self, body: Body, view: dict[str, Any], number: int, done: list[str], left: bulk.Left) -> None:
        """With how many it was done, and with which not, and why."""
        language = self.edge.language(body["user"]["id"])
        told = say(language, DID, n=len(done), all=len(done) + len(left), number=number)
        for why in dict.fromkeys(refusal.said(language) for _ref, refusal in left):
            refs = ", ".join(ref for ref, refusal in left if refusal.said(language) == why)
            told += "\n" + say(language, LEFT, refs=refs, why=why)
        self.edge.whisper(body, told, f"bulk:{key_of(view)}")
        self.edge.context.wake(Lane.CHAT)

    def _resolving(self, number: int, user: str) -> Block:
        """The window that asks what came of them all."""
        context = self.edge.context
        book, today = context.book(), context.book().desk.local(context.now()).date()
        with context.store.read() as session:
            found = len(bulk.of_incident(session, number))
            if not found:
                raise Refused(_("Incident {number} has no open tickets."), field="what", number=str(number))
            spoken = together.languages(session, number)
        return crews.resolve_all(book, number, found, spoken, user, today, self.edge.language(user))

    def resolved(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """All tickets of an incident closed at once; those that could not be are named, with the reason."""
        values, user, number = payloads.values(view), body["user"]["id"], int(view["private_metadata"])
        context, parts = self.edge.context, [part.name for part in fields(Said) if part.name != "line"]
        said = Said(**{name: values.get(name, "") for name in parts})
        lines = {name.removeprefix("line_"): text for name, text in values.items() if name.startswith("line_")}

        def work() -> None:
            book, person = self._person(user, "work")
            done, left = context.store.write(
                lambda s: together.resolve(s, book, number, person, said, lines, context.now())
            )
            self._told(body, view, number, done, left)

        self._submissions.answer(ack, body, view, work)

    def pressed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """The switch on the Home tab: back at once."""
        ack()
        user = body["user"]["id"]

        def press() -> None:
            try:
                self.edge.context.store.write(lambda session: self.back(session, user))
            except Refused as refusal:
                self.edge.tell(body, refusal, payloads.delivery(body, action))
            self.edge.context.wake(Lane.CHAT)

        self.edge.within(body, press)

    def open_away(self, body: Body, _action: dict[str, Any]) -> None:
        """The switch on the Home tab: until when?"""
        user = body["user"]["id"]
        self._person(user)
        self.edge.open_drawn(body, lambda: crews.away(self.edge.language(user)))

    def left(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """The window in which somebody says until when they are away."""
        user, said = body["user"]["id"], payloads.values(view).get("until", "")

        def work() -> None:
            self.edge.context.store.write(lambda session: self.away(session, said, user))
            self.edge.context.wake(Lane.CHAT)

        self._submissions.answer(ack, body, view, work)


def _home(session: Session, user: str, now: Any) -> None:
    outbox.arm(session, f"home:{user}", "home.show", Lane.CHAT, now, payload={"user": user})


def _team(book: Book, said: str, user: str) -> str:
    """The team that ``said`` names by its key or title; without a name the person's first one."""
    if not said.strip():
        person = book.desk.people.get(user)
        return next(iter(person.teams if person else []), next(iter(book.desk.teams)))
    wanted = said.strip().casefold()
    for name, spec in book.desk.teams.items():
        if wanted in {name.casefold(), *(spec.title[code_of(code)].casefold() for code in ("en", "fr"))}:
            return name
    text = _("There is no team called {said}. There are: {teams}.")
    raise Refused(text, said=escaped(said.strip()[:40]), teams=", ".join(book.desk.teams))
