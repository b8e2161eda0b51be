"""The code of conduct: whoever approves has acknowledged its current version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk.models import Acknowledgement
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import Refused
from bot.texts import _


class NotAcknowledged(Refused):
    """The person must first read and acknowledge the code of conduct: the edge can show it and ask."""


def acknowledged(session: Session, book: Book, person: Person) -> bool:
    """Whether ``person`` has acknowledged the current version (or the desk has no code)."""
    code = book.desk.conduct
    return code is None or session.get(Acknowledgement, (person.id, code.version)) is not None


def guard(session: Session, book: Book, person: Person) -> None:
    """Refuse when ``person`` has not acknowledged the current version."""
    code = book.desk.conduct
    if code is not None and not acknowledged(session, book, person):
        raise NotAcknowledged(
            _("First read the code of conduct (version {version}) and acknowledge it; then approve."),
            version=code.version,
        )


def text(book: Book, language: str) -> str:
    """The code in ``language``; empty when the desk has none."""
    return book.desk.conduct.text[code_of(language)] if book.desk.conduct else ""


def acknowledge(session: Session, book: Book, person: Person, version: str, now: datetime) -> None:
    """``person`` has read ``version`` and will keep to it. Saying so twice changes nothing."""
    code = book.desk.conduct
    if code is None:
        raise Refused(_("This desk has no code of conduct, so there is nothing to acknowledge."))
    if version != code.version:
        raise Refused(
            _("The code of conduct has changed meanwhile (version {version}). Open it once more and read the new one."),
            version=code.version,
        )
    if not acknowledged(session, book, person):
        session.add(Acknowledgement(person=person.id, version=version, at=now))
