"""A word behind ``/amends``, and what somebody typed with it: the few ways in which a word can answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk.people import Person, allowed
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane
from bot.slack.blocks import Block
from bot.slack.edge import Edge
from bot.slack.payloads import Body

if TYPE_CHECKING:
    from bot.slack.crewing import Crewing
    from bot.slack.incidents.hearing import Hearing
    from bot.slack.looking import Looking
    from bot.slack.owning import Owning
    from bot.slack.practising import Practising

COMMAND = "/amends"


@dataclass(frozen=True)
class Parts:
    """The listeners that some words open a window of."""

    hearing: Hearing
    owning: Owning
    crewing: Crewing
    practising: Practising
    looking: Looking


@dataclass(frozen=True)
class Typed:
    """What somebody typed. ``said``: all of it; ``rest``: what stands behind the word. A word answers in one of the
    ways below; each acknowledges at once."""

    edge: Edge
    parts: Parts
    ack: Ack
    body: Body
    said: str
    rest: str

    @property
    def user(self) -> str:
        """Who typed it."""
        return str(self.body["user"]["id"])

    @property
    def language(self) -> str:
        """The language they read."""
        return self.edge.language(self.user)

    @property
    def book(self) -> Book:
        """The playbooks in use."""
        return self.edge.context.book()

    def person(self, act: str) -> Person:
        """Who typed it, if they may ``act``; else whom to ask, as a refusal."""
        return allowed(self.book, self.user, act)

    def opens(self, draw: Callable[[], Block]) -> None:
        """A window; what refuses while it is drawn is told."""
        self.ack()
        self.edge.later(self.body, lambda: self.edge.open_drawn(self.body, draw))

    def does(self, happening: Callable[[Session], str]) -> None:
        """One transaction, which says what to answer (mrkdwn) to this person only."""
        told = self.edge.context.store.write(happening)
        self.edge.context.wake(Lane.CHAT)
        self.ack(told)

    def shows(self, look: Callable[[Session], dict[str, Any]]) -> None:
        """A message to this person only (``text``, ``blocks``), read from the rows."""
        with self.edge.context.store.read() as session:
            shown = look(session)
        self.ack(**shown)


@dataclass(frozen=True)
class Word:
    """One word. Its first name is the one that texts speak of; French ones come behind the English ones.

    ``usage``, ``tells`` and ``example`` are marked texts: how it is written, what it does, and one line to copy.
    ``act`` is what the role must allow (a key of :data:`bot.desk.people.MAY`, or BELONG).
    """

    names: Sequence[str]
    act: str
    usage: str
    tells: str
    example: str
    verb: Callable[[Typed], None]
    french: str = ""

    @property
    def name(self) -> str:
        """What it is called in every text."""
        return self.names[0]
