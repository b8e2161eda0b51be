"""The routes of ``/desk``, and what happens around each view: who is there, may they, the words, the headers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot import logs
from bot.context import Context
from bot.desk import people, seeing, visits
from bot.desk.people import BELONG, Person
from bot.desk.playbooks import Book
from bot.desk.seeing import Scope
from bot.desk.visits import Visitor
from bot.desk.vocabulary import Refused
from bot.texts import _
from bot.web.desk import door, openid, overview, render
from bot.web.desk.door import Asked
from bot.web.desk.words import Words

log = logs.get(__name__)
# (address, what it is called, the right that it needs)
PLACES = (
    ("/desk/overview", _("Overview"), "oversee"),
    ("/desk/queue", _("Queue"), BELONG),
    ("/desk/incidents", _("Incidents"), "oversee"),
    ("/desk/playbooks", _("Playbooks"), "oversee"),
    ("/desk/audit", _("Audit log"), "audit"),
)


@dataclass(frozen=True)
class Call:
    """What a view is handed: the request, who is there, and how to answer."""

    site: Site
    asked: Asked
    visitor: Visitor
    book: Book

    @cached_property
    def words(self) -> Words:
        """Words in the visitor's language."""
        return Words(self.book, self.visitor.language, self.site.context.now())

    def may(self, right: str) -> bool:
        """Whether the visitor's roles let them."""
        return people.may(self.book, self.visitor.person.id, right)

    @property
    def scope(self) -> Scope | None:
        """Whose complaints they may see: everybody's, or those of their teams and their own."""
        return seeing.scope_of(self.book, self.visitor.person)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the desk, with its frame."""
        places = [(address, name) for address, name, right in PLACES if self.may(right)]
        now = self.site.context.now()
        frame = {
            "visitor": self.visitor, "places": places, "seal": door.seal(self.asked.held), "here": self.asked.path,
            "now": now, "query": "", "may_export": self.may("audit"),
        }  # fmt: skip
        return HTMLResponse(render.page(template, self.words, **frame | values), status)


View = Callable[[Call], Response]


class Site:
    """The pages over one installation."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.figures = overview.Figures()
        self.slack = openid.SlackDoor(context.settings)

    def route(self, path: str, view: View, right: str, method: str = "GET") -> Route:
        """A page that needs somebody with ``right``."""

        async def endpoint(request: Request) -> Response:
            asked = await Asked.of(self.context, request)
            return await run_in_threadpool(self._answer, view, right, asked)

        return Route(path, endpoint, methods=[method])

    def open_route(self, path: str, view: Callable[[Asked], Response], method: str = "GET") -> Route:
        """A page for whoever comes."""

        async def endpoint(request: Request) -> Response:
            asked = await Asked.of(self.context, request)
            return door.sealed(await run_in_threadpool(view, asked), asked)

        return Route(path, endpoint, methods=[method])

    def _answer(self, view: View, right: str, asked: Asked) -> Response:
        visitor = door.admit(self.context, asked)
        if visitor is None:
            return door.sealed(self.outside(asked, 401), asked)
        call = Call(self, asked, visitor, self.context.book())
        try:
            if asked.method == "POST":
                door.guard_form(asked)
            people.allowed(call.book, visitor.person.id, right)
        except Refused as refusal:
            return door.sealed(call.page("refused.html", 403, why=refusal.said(visitor.language)), asked)
        try:
            return door.sealed(view(call), asked)
        except Refused as refusal:
            return door.sealed(call.page("refused.html", 404, why=refusal.said(visitor.language)), asked)

    # The door

    def _outer_words(self, asked: Asked) -> Words:
        """For whoever has not said who they are: what their browser asks for, else what the desk speaks."""
        first = asked.languages.strip()[:2].lower()
        return Words(self.context.book(), first if first in ("en", "fr") else self.context.settings.language)

    def outside(self, asked: Asked, status: int = 200, why: str = "") -> Response:
        """How to get in."""
        words = self._outer_words(asked)
        return self._outer_page(words, status, why=why)

    def knock(self, asked: Asked) -> Response:
        """A one-time link was opened. It is used only by the button: what looks at links beforehand spends none."""
        token, words = asked.parts["token"], self._outer_words(asked)
        try:
            with self.context.store.read() as session:
                person = visits.invited(session, self.context.book(), token, self.context.now())
        except Refused as refusal:
            return self.outside(asked, 403, refusal.said(words.language))
        return self._outer_page(Words(words.book, person.language), token=token, person=person)

    def _outer_page(
        self, words: Words, status: int = 200, *, why: str = "", token: str = "", person: Person | None = None
    ) -> Response:
        shown = render.page("outside.html", words, why=why, token=token, person=person, slack=self.slack.is_open)
        return HTMLResponse(shown, status)

    def enter(self, asked: Asked) -> Response:
        """The link is used: a visit begins."""
        book, now, token = self.context.book(), self.context.now(), asked.parts["token"]
        if asked.foreign:
            return self.outside(asked, 403)
        return self._come_in(asked, lambda session: visits.enter(session, book, token, now))

    def set_out(self, asked: Asked) -> Response:
        """To Slack, to say who one is there."""
        if not self.slack.is_open:
            return self.outside(asked, 404)
        try:
            start = self.slack.start()
        except Refused as refusal:
            return self.outside(asked, 502, refusal.said(self._outer_words(asked).language))
        answer = RedirectResponse(start.address, 303)
        door.give(answer, door.UNDERWAY, start.held, openid.TAKES_MOST, asked.secure)
        return answer

    def come_back(self, asked: Asked) -> Response:
        """Back from Slack: a visit begins, if the desk knows who it is. What the browser held on the way is spent."""
        book, now = self.context.book(), self.context.now()
        try:
            if not self.slack.is_open:
                raise Refused(openid.ANEW)
            person = self.slack.finish(asked.underway, asked.query, now)
            answer = self._come_in(asked, lambda session: visits.arrive(session, book, person, now))
        except Refused as refusal:
            answer = self.outside(asked, 403, refusal.said(self._outer_words(asked).language))
        door.take(answer, door.UNDERWAY, asked.secure)
        return answer

    def _come_in(self, asked: Asked, begin: Callable[[Session], str]) -> Response:
        """A visit begins, and what this browser held before is over."""
        before = door.admit(self.context, asked)
        try:
            held = self.context.store.write(begin)
        except Refused as refusal:
            return self.outside(asked, 403, refusal.said(self._outer_words(asked).language))
        if before is not None:
            now = self.context.now()
            self.context.store.write(lambda session: visits.leave(session, before.visit, now))
        log.info("desk_entered")
        answer = RedirectResponse("/desk", 303)
        door.let_in(answer, held, asked.secure)
        return answer
