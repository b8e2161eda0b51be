"""Personas drawn from the data: who complains of what, where, in which tone and language, and what puts it right.

A persona is a group of complaints with its numbers: no name, no picture, no quotation. Groups of fewer than
:data:`LEAST_PEOPLE` people are only counted together: they would be individuals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.desk.insights import counting
from bot.desk.insights.counting import REMEDY, TONE, Counted, Period
from bot.desk.insights.intervals import share
from bot.desk.models import Complaint, Mention, Ticket
from bot.desk.playbooks import Book

LEAST_PEOPLE = 5
Group = tuple[str, str, str, str]  # playbook, venue, tone, language


@dataclass(frozen=True)
class Remedy:
    """What put ``times`` complaints right: a granted gesture's kind, "" for work without a gesture, or "refused" (with
    a reason). ``reopened``: how many of them came back."""

    what: str
    times: int
    reopened: int


@dataclass(frozen=True)
class Persona:
    """``people`` wrote ``complaints`` of one cause in one kind of venue, tone ("high" for anger and fear, "low",
    "unknown") and language; ``of`` people complained of it at all."""

    playbook: str
    venue: str
    tone: str
    language: str
    complaints: int
    people: int
    of: int
    remedies: tuple[Remedy, ...]

    @property
    def share(self) -> float | None:
        """Of the people who complained of this cause, 0 to 1; None where they are too few for a rate."""
        return share(self.people, self.of)

    @property
    def resolved(self) -> int:
        """How many of its complaints were put right, or refused with a reason."""
        return sum(remedy.times for remedy in self.remedies)


def draw(session: Session, book: Book, period: Period, of: Mapping[str, int]) -> tuple[list[Persona], Counted]:
    """The personas of the period, most people first, and what is left in groups too small to show. ``of``: playbook →
    people who complained of it."""
    keys = (Complaint.playbook, Mention.network, TONE, Mention.language)
    groups: dict[Group, Counted] = defaultdict(Counted)
    for key, counted in counting.by(session, period, *keys).items():
        group = _group(book, *key)  # people are told apart by network, so those of several may be added up
        before = groups[group]
        groups[group] = Counted(before.complaints + counted.complaints, before.people + counted.people)
    right = _put_right(session, book, period)
    shown = {group: counted for group, counted in groups.items() if counted.people >= LEAST_PEOPLE}
    rest = [counted for group, counted in groups.items() if group not in shown]
    found = [
        Persona(*group, counted.complaints, counted.people, of.get(group[0], 0), right.get(group, ()))
        for group, counted in shown.items()
    ]
    found.sort(key=lambda one: (-one.people, one.playbook, one.venue, one.tone, one.language))
    return found, Counted(sum(one.complaints for one in rest), sum(one.people for one in rest))


def _group(book: Book, playbook: str, network: str, tone: str, language: str) -> Group:
    return playbook, book.desk.venue(network), tone, language


def _put_right(session: Session, book: Book, period: Period) -> dict[Group, tuple[Remedy, ...]]:
    keys = (
        Complaint.playbook, Mention.network, TONE, Mention.language, Ticket.outcome, REMEDY, Ticket.reopened > 0,
    )  # fmt: skip
    times: dict[Group, Counter[str]] = defaultdict(Counter)
    again: dict[Group, Counter[str]] = defaultdict(Counter)
    for (playbook, network, tone, language, outcome, gesture, reopened), many in counting.number(
        session, period, *keys
    ).items():
        if outcome is not None:
            group, what = _group(book, playbook, network, tone, language), remedy_of(outcome, gesture)
            times[group][what] += many
            again[group][what] += many if reopened else 0
    return {group: _listed(counted, again[group]) for group, counted in times.items()}


def remedy_of(outcome: str, gesture: str | None) -> str:
    """What put a complaint right; see :class:`Remedy`."""
    return "refused" if outcome == "refused" else gesture or ""


def _listed(times: Counter[str], again: Counter[str]) -> tuple[Remedy, ...]:
    ordered = sorted(times.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Remedy(what, many, again[what]) for what, many in ordered)


def of_causes(session: Session, period: Period) -> dict[str, tuple[Remedy, ...]]:
    """Playbook → what put its complaints right."""
    times: dict[str, Counter[str]] = defaultdict(Counter)
    again: dict[str, Counter[str]] = defaultdict(Counter)
    for (playbook, outcome, gesture, reopened), many in counting.remedies(session, period).items():
        times[playbook][remedy_of(outcome, gesture)] += many
        again[playbook][remedy_of(outcome, gesture)] += many if reopened else 0
    return {playbook: _listed(counted, again[playbook]) for playbook, counted in times.items()}
