"""Quorum: whose yes a reply needs before it may leave: one person or two, a manager, somebody else than its editor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk import drafts, duty
from bot.desk.models import Complaint, Draft
from bot.desk.people import Person
from bot.desk.people import person as person_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.notions import SEVERITIES
from bot.desk.vocabulary import Refused, Role
from bot.texts import _


@dataclass(frozen=True)
class Needed:
    """Who must agree before a reply leaves: how many ``people``, whether one is a ``manager``, and whether one is
    somebody else than the person who wrote this version (``not_alone``)."""

    people: int
    manager: bool
    not_alone: str | None

    def lacks(self, approvers: Sequence[Person]) -> bool:
        """Whether somebody more must agree."""
        alone = self.not_alone is not None and all(one.id == self.not_alone for one in approvers)
        return len(approvers) < self.people or alone or self._lacks_manager(approvers)

    def _lacks_manager(self, approvers: Iterable[Person]) -> bool:
        return self.manager and not any(_manages(one) for one in approvers)

    def takes(self, approvers: Sequence[Person], person: Person) -> bool:
        """Whether a yes of ``person`` brings it nearer: the last place is a manager's where one is needed."""
        places = max(self.people - len(approvers), 1)
        return not self._lacks_manager(approvers) or _manages(person) or places > 1


def _manages(person: Person) -> bool:
    return bool(person.roles & {Role.MANAGER, Role.ADMIN})


def needed(book: Book, playbook: Playbook, complaint: Complaint, draft: Draft) -> Needed:
    """What the playbook, the severity and the desk ask for."""
    people, manager = asked_of(book, playbook, complaint.severity)
    by_hand = draft.written_by if draft.written_by not in drafts.MACHINES else None
    return Needed(people, manager, not_alone=None if book.desk.approval.editor_may_approve_alone else by_hand)


def asked_of(book: Book, playbook: Playbook, severity: str | None) -> tuple[int, bool]:
    """How many people must agree, and whether a manager must be among them, whatever the draft is."""
    rules = book.desk.approval
    two = playbook.approval.people == 2 or _at_least(severity, rules.two_people_from)
    return 2 if two else 1, _at_least(severity, rules.manager_from)


def _at_least(severity: str | None, threshold: str | None) -> bool:
    order: Sequence[str] = SEVERITIES
    known = severity in order and threshold in order
    return known and order.index(severity or "") >= order.index(threshold or "")


def approver(book: Book, who: str) -> Person:
    """The person who approved before, also when ``desk.yaml`` has lost them since."""
    return person_of(book, who) or Person(who, who, who, book.desk.channels.language, frozenset())


def guard(book: Book, playbook: Playbook, rules: Needed, before: Sequence[Person], person: Person) -> None:
    """Refuse a yes of ``person`` that would not count after those ``before``, and say whom to ask."""
    names = ", ".join(others(book, playbook, rules, before, person)) or "an admin"
    if any(one.id == person.id for one in before):
        raise Refused(_("You have approved this already; one more person must agree. Ask {names}."), names=names)
    if not duty.may_approve(playbook, person.roles):
        raise Refused(_("Replies of this playbook are approved by others. Ask {names}."), names=names)
    if not rules.takes(before, person):
        raise Refused(_("What is missing is the approval of a manager. Ask {names}."), names=names)


def others(book: Book, playbook: Playbook, rules: Needed, before: Sequence[Person], person: Person) -> list[str]:
    """Names of people whose yes would count next, at most three."""
    done = {person.id, *(one.id for one in before)}
    may = [
        one for who in book.desk.people
        if who not in done and (one := person_of(book, who))
        and duty.may_approve(playbook, one.roles) and rules.takes(before, one)
    ]  # fmt: skip
    return [one.name for one in may][:3]
