"""What the sections of the Home tab are made of: lines about complaints, and the buttons that open what is behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy.orm import Session

from bot.desk.figures import telling
from bot.desk.figures.boards import SPANS
from bot.desk.lists import Asked, Item
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

LIST, CARD, BOARD, REST, TIME = "home_list", "home_card", "home_board", "home_rest", "home_stages"

# Lists that can be narrowed to the last days; 0: as things stand.
SPANS_OF = {"unanswered": (0, *SPANS), "missed": SPANS}


class Rank(IntEnum):
    """In which order sections stand. What is late comes before all that is not (:attr:`Section.late`)."""

    AWAY = 0
    LOOK = 1  # a reply may be public or not
    FROZEN = 2
    STANDING = 3
    PROMISES = 4
    DRAFTS = 5
    TICKETS = 6
    QUIET = 7
    SURGES = 8
    QUEUE = 9
    COVERAGE = 10
    ATTAINMENT = 11
    STAGES = 12
    LOAD = 13
    OWNED = 14
    CAPACITY = 15
    EDITS = 16
    ALONE = 17


@dataclass(frozen=True)
class Section:
    """Some blocks about one thing. ``late``: something in it is over its time."""

    rank: Rank
    blocks: Sequence[Block]
    late: bool = False


@dataclass(frozen=True)
class Desk:
    """What sections are drawn from. ``native``: whether charts and tables may be used; ``teams``: the person's own."""

    session: Session
    book: Book
    person: Person
    now: datetime
    native: bool = True
    teams: Sequence[str] = ()

    @property
    def language(self) -> str:
        """The reader's."""
        return self.person.language

    def say(self, text: str, /, **values: object) -> str:
        """A text for people in the reader's language."""
        return say(self.language, text, **values)


def left(desk: Desk, due: datetime) -> str:
    """How long is left until ``due``, or by how long it is late."""
    length = telling.duration(abs((due - desk.now).total_seconds()), desk.language)
    return desk.say(_("{length} late") if desk.now > due else _("{length} left"), length=length)


def line(desk: Desk, item: Item, extra: str = "", *, most: int = 80) -> str:
    """One complaint: whether it is late, its reference, who said what, until when."""
    mention = item.complaint.mention
    late = item.due and item.at is not None and desk.now > item.at
    sign = ":red_circle:" if late else ":large_green_circle:" if item.due else ":hourglass_flowing_sand:"
    who = inline(mention.author_name or mention.author_handle, 40) or desk.say(_("somebody"))
    what = inline(mention.text, most)
    head = f"{sign} `{item.complaint.ref}` *{who}*" + (f" — {what}" if what.strip() else "")
    said = []
    if item.at is not None:
        said.append(f"{moment(item.at)} · {left(desk, item.at)}" if item.due else waited(desk, item.at))
    if item.complaint.incident_id is not None:
        said.append(":link: " + desk.say(_("incident {number}"), number=item.complaint.incident_id))
    said += [extra] if extra else []
    return "\n".join([head, " · ".join(said)] if said else [head])


def waited(desk: Desk, since: datetime) -> str:
    """For how long it has been there."""
    length = telling.duration((desk.now - since).total_seconds(), desk.language)
    return desk.say(_("for {length}"), length=length)


def opened(desk: Desk, item: Item, extra: str = "", *, of: str = "") -> Block:
    """The same with a button that opens its card. ``of``: what tells two such lines of one view apart."""
    button = blocks.button(CARD, desk.say(_("Open")), item.complaint.ref)
    return blocks.offered(line(desk, item, extra), button, f"{of}-{item.complaint.id}")


def listed(desk: Desk, asked: Asked, label: str = "") -> Block:
    """A button that opens a list."""
    return blocks.button(LIST, label or desk.say(_("Show")), asked.written())


def title(text: str) -> Block:
    """The head of a section."""
    return blocks.section(f"*{escaped(text)}*")


def more(desk: Desk, shown: int, total: int, asked: Asked, of: str) -> list[Block]:
    """“… and 43 more”, with a button that shows them; nothing where all are shown."""
    if total <= shown:
        return []
    text = desk.say(_("…and {n} more"), n=total - shown)
    return [blocks.offered(text, listed(desk, asked, desk.say(_("Show all"))), of)]
