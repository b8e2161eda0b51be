"""Words of the house: incidents, rehearsing, the code of conduct, the manager's pages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.desk import conduct, visits
from bot.desk.people import BELONG
from bot.desk.vocabulary import Refused
from bot.slack import approving
from bot.slack.blocks import Block
from bot.slack.words.word import Typed, Word
from bot.texts import _, say

DOOR = _("<{address}|Open the desk>. The link is for you alone, works once, and for five minutes.")


def _incident(typed: Typed) -> None:
    typed.parts.hearing.said(typed.ack, typed.body, typed.rest)


def _rehearse(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.practising.case(typed.rest, typed.user))


def _conduct(typed: Typed) -> None:
    def draw() -> Block:
        if typed.book.desk.conduct is None:
            raise Refused(_("This desk has no code of conduct, so there is nothing to acknowledge."))
        with typed.edge.context.store.read() as session:
            known = conduct.acknowledged(session, typed.book, typed.person("log"))
        return approving.code(typed.book, typed.language, known=known)

    typed.opens(draw)


def _door(typed: Typed) -> None:
    """A one-time link to the pages, told to this person only (a command's answer is nobody else's)."""
    context = typed.edge.context

    def happening(session: Session) -> str:
        token = visits.invite(session, typed.book, typed.user, context.now())
        return say(typed.language, DOOR, address=f"{context.settings.door}/desk/enter/{token}")

    typed.does(happening)


WORDS = (
    Word(
        ("incident", "incidents"), "log", _("incident [declare|NUMBER]"),
        _("what has one cause behind many complaints; a number tells its story"), _("incident declare"), _incident,
    ),
    Word(
        ("rehearse", "rehearsal", "practise", "practice", "répéter", "repeter", "répétition", "entraînement"), "log",
        _("rehearse [REFERENCE]"), _("practise on a past complaint: nothing is published, nothing is kept"),
        "rehearse", _rehearse, "répéter",
    ),
    Word(("conduct", "code", "charte"), "log", "conduct", _("the code of conduct"), "conduct", _conduct, "charte"),
    Word(
        ("desk", "bureau", "tableau"), BELONG, "desk",
        _("figures, the queue and every timeline in your browser, by a link for you alone"), "desk", _door, "bureau",
    ),
)  # fmt: skip
