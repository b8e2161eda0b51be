"""Draws the whole tab: whose sections, in which order, and what does not fit in it any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import people
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.routing import crew
from bot.desk.vocabulary import ROLE_NAMES, Role
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.home import agent, community, everybody, manager, welcome
from bot.slack.home.parts import REST, Desk, Rank, Section
from bot.slack.text import escaped
from bot.texts import _, say

MOST_BLOCKS = 98  # of a view's 100; two are for what is left out
Draws = Callable[[Desk], Iterable[Section]]
OVERSEEING: Sequence[Draws] = (
    everybody.frozen, community.look, manager.figures, manager.surges, manager.quiet, everybody.alone, agent.standing,
    agent.promises, agent.tickets,
)  # fmt: skip
# In each role's own file. What several roles see is drawn once, since the same function draws it.
BY_ROLE: dict[Role, Sequence[Draws]] = {
    Role.COMMUNITY_MANAGER: (community.look, everybody.frozen, community.drafts, community.edits, everybody.alone),
    Role.SUPPORT_AGENT: (agent.standing, agent.promises, agent.tickets, agent.queue),
    Role.MANAGER: OVERSEEING, Role.ADMIN: OVERSEEING,
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Who looks, and what their workspace can show. ``fallback``: the language of whoever is not on the desk;
    ``native``: whether Slack takes charts and tables there."""

    user: str
    fallback: str
    native: bool = True


def view(session: Session, book: Book, reader: Reader, now: datetime) -> dict[str, Any]:
    """The Home view of a person, whatever there is of everything within what Slack takes."""
    person = people.person(book, reader.user)
    if person is None:
        text = _("You are not on this desk yet. Ask an admin to add your Slack id {id} to desk.yaml, with a role.")
        return _home([blocks.section(escaped(say(reader.fallback, text, id=reader.user)))])
    desk = _desk(session, book, person, reader, now)
    found = _sections(desk)
    head = [blocks.header(person.name), blocks.context(_roles(desk))]
    fitting, left_out = _fitting(found, MOST_BLOCKS - len(head))
    if all(one.rank == Rank.CAPACITY for one in fitting):
        fitting = [welcome.section(desk), *fitting]
    shown = [*head, *_joined(fitting)]
    if left_out:
        shown += [blocks.divider(), _to_rest(desk, len(left_out))]
    return _home(shown)


def rest(session: Session, book: Book, reader: Reader, now: datetime) -> Block:
    """A window with what did not fit in the tab."""
    person = people.allowed(book, reader.user, people.BELONG)
    desk = _desk(session, book, person, reader, now)
    _first, left_out = _fitting(_sections(desk), MOST_BLOCKS - 2)
    shown, _even_more = _fitting(left_out, MOST_BLOCKS)
    found = _joined(shown) or [blocks.section(desk.say(_("Nothing more.")))]
    return blocks.modal(REST, desk.say(_("The rest")), found, close=desk.say(_("Close")))


def _desk(session: Session, book: Book, person: Person, reader: Reader, now: datetime) -> Desk:
    teams = [name for name in book.desk.teams if person.id in crew.members(session, book, name)]
    return Desk(session, book, person, now, reader.native, teams)


def _sections(desk: Desk) -> list[Section]:
    """Those of every role of the person, each once, what is late first."""
    roles = [role for role in BY_ROLE if role in desk.person.roles]
    draws = dict.fromkeys([draw for role in roles for draw in BY_ROLE[role]] + [everybody.owned_by_me])
    found = [section for draw in draws for section in draw(desk) if section.blocks]
    return sorted(found, key=lambda one: (not one.late, one.rank))


def _fitting(found: Sequence[Section], room: int) -> tuple[list[Section], list[Section]]:
    """As many whole sections as fit, with a line between each two; and the others."""
    shown: list[Section] = []
    for section in found:
        room -= len(section.blocks) + 1
        if room < 0:
            break
        shown.append(section)
    return shown, list(found[len(shown) :])


def _joined(found: Sequence[Section]) -> list[Block]:
    return [block for one in found for block in (blocks.divider(), *one.blocks)]


def _to_rest(desk: Desk, number: int) -> Block:
    button = blocks.button(REST, desk.say(_("Show")), "-")
    return blocks.offered(desk.say(_("Further sections: {n}"), n=number), button, "rest")


def _roles(desk: Desk) -> str:
    return escaped(", ".join(desk.say(ROLE_NAMES[role]) for role in sorted(desk.person.roles)))


def _home(shown: list[Block]) -> dict[str, Any]:
    return {"type": "home", "blocks": shown}
