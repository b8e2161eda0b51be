"""People: who somebody is, in which language they read, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.events import AMENDS, CUSTOMER, MODEL
from bot.desk.playbooks import Book
from bot.desk.vocabulary import APPROVING, ROLE_NAMES, Refused, Role
from bot.texts import _

MAY = {
    "approve": APPROVING,
    "work": {Role.SUPPORT_AGENT, Role.MANAGER},
    "incident": {Role.MANAGER},
    "listen": {Role.COMMUNITY_MANAGER, Role.MANAGER},  # give suggestions and causes to somebody
    "oversee": {Role.COMMUNITY_MANAGER, Role.MANAGER},  # figures, incidents, guides: every team's
    "audit": {Role.MANAGER},  # who did what, and lists to take away
    "log": {Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT, Role.MANAGER},
}

BELONG = "belong"  # what everybody of the desk may, whatever their roles


@dataclass(frozen=True)
class Person:
    """A person of the desk, as listed in ``desk.yaml``."""

    id: str
    name: str
    sign: str
    language: str
    roles: frozenset[Role]
    initials: str = ""


def person(book: Book, person_id: str) -> Person | None:
    """The person with this Slack id, or None when ``desk.yaml`` does not list them."""
    spec = book.desk.people.get(person_id)
    if spec is None:
        return None
    return Person(person_id, spec.name, spec.sign, spec.language, frozenset(spec.roles), spec.initials)


def allowed(book: Book, person_id: str, act: str) -> Person:
    """The person, if their role lets them ``act`` (a key of :data:`MAY`, or BELONG); else whom to ask, as a refusal."""
    found = person(book, person_id)
    if found is None:
        raise Refused(
            _("You are not on this desk yet. Ask an admin to add your Slack id {id} to desk.yaml, with a role."),
            id=person_id,
        )
    if act == BELONG or Role.ADMIN in found.roles or found.roles & MAY[act]:
        return found
    needed = tuple(ROLE_NAMES[role] for role in Role if role in MAY[act])
    others = [spec.name for spec in book.desk.people.values() if set(spec.roles) & MAY[act]]
    raise Refused(
        _("This needs the role {role}. You could ask {names}."),
        role=needed,
        names=", ".join(others[:3]) or "an admin",
    )


def may(book: Book, person_id: str, act: str) -> bool:
    """Whether :func:`allowed` would let them."""
    try:
        allowed(book, person_id, act)
    except Refused:
        return False
    return True


def name_of(book: Book, actor: str) -> str:
    """What to call the ``actor`` of an event: a person's name, or a marked text."""
    if actor == CUSTOMER:
        return _("the customer")
    if actor == AMENDS:
        return "Amends"
    if actor == MODEL:
        return _("the language model")
    spec = book.desk.people.get(actor)
    return spec.name if spec else actor
