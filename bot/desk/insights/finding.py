"""The insights of a period: each cause with its people, denominators and change, and what keeps coming up in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.insights import counting, personas, recurring
from bot.desk.insights.counting import Counted, Handled, Period
from bot.desk.insights.intervals import Change, change, share
from bot.desk.insights.personas import Persona, Remedy
from bot.desk.insights.recurring import Recurring
from bot.desk.models import Complaint, Correction, Mention
from bot.desk.playbooks import Book

EARLIER = 4  # periods of the same length that a period is compared with, as far as history goes
READ_MOST = 10_000  # complaints whose words are read for what keeps coming up, the newest
A_WEEK = timedelta(days=7)
By = tuple[tuple[str, Counted], ...]  # name → counted, most people first


@dataclass(frozen=True)
class Cause:
    """One playbook's complaints. ``of_people``: everybody who complained in the period; ``of_mentions``: all that was
    heard. ``change``: against the periods before, None without history; ``earlier``: its complaints in them."""

    playbook: str
    complaints: int
    people: int
    of_people: int
    of_mentions: int
    earlier: int
    change: Change | None
    by_venue: By
    by_language: By
    by_team: By
    handled: Handled
    hours_to_answer: float | None  # the median, of `handled.answered`
    remedies: tuple[Remedy, ...]
    words: tuple[Recurring, ...]

    @property
    def share(self) -> float | None:
        """Of everybody who complained, 0 to 1; None where they are too few for a rate."""
        return share(self.people, self.of_people)

    @property
    def share_of_mentions(self) -> float | None:
        """Its complaints among all mentions, 0 to 1; None where those are too few for a rate."""
        return share(self.complaints, self.of_mentions)


@dataclass(frozen=True)
class Insights:
    """A period, listened to. ``periods``: how many earlier ones there were to compare with (at most EARLIER);
    ``before``: all complaints of those together; ``read``: of how many complaints the words were read; ``rest``: those
    in groups too small for a persona; ``corrections``: what people corrected of triage → how often."""

    since: datetime
    until: datetime
    mentions: int
    complaints: int
    people: int
    periods: int
    before: Counted
    causes: tuple[Cause, ...]
    personas: tuple[Persona, ...]
    rest: Counted
    read: int
    corrections: Mapping[str, int]


def find(session: Session, book: Book, since: datetime, until: datetime) -> Insights:
    """What the complaints opened from ``since`` on, before ``until``, say together."""
    period = Period(since, until)
    whole, mentions = counting.total(session, period), counting.mentions(session, period)
    periods, earlier = _history(session, period)
    before = counting.total(session, earlier) if periods else Counted()
    counted = {key[0]: found for key, found in counting.by(session, period, Complaint.playbook).items()}
    known = _Known(session, book, period, earlier if periods else None)
    said, read = _words(session, book, period)
    causes = [
        Cause(
            playbook, one.complaints, one.people, whole.people, mentions, known.before(playbook).complaints,
            _change(known.before(playbook), before, one, whole, len(counted)) if periods else None,
            **known.of(playbook), words=tuple(said.get(playbook, ())),
        )
        for playbook, one in counted.items()
    ]  # fmt: skip
    drawn, rest = personas.draw(session, book, period, {name: one.people for name, one in counted.items()})
    return Insights(
        since, until, mentions, whole.complaints, whole.people, periods, before,
        tuple(sorted(causes, key=lambda one: (-one.people, -one.complaints, one.playbook))),
        tuple(drawn), rest, read, _corrections(session, period),
    )  # fmt: skip


def _change(before: Counted, all_before: Counted, now: Counted, all_now: Counted, claims: int) -> Change:
    return change(before.people, all_before.people, now.people, all_now.people, claims)


def _history(session: Session, period: Period) -> tuple[int, Period]:
    """How many whole periods before this one have been listened to, at most EARLIER, and those as one period."""
    first = counting.first_complaint(session)
    periods = 0 if first is None or first >= period.since else min(EARLIER, (period.since - first) // period.length)
    return periods, period.earlier(periods)


class _Known:
    """Everything about the causes that is asked once for all of them."""

    def __init__(self, session: Session, book: Book, period: Period, earlier: Period | None) -> None:
        of = Complaint.playbook
        self._before = {key[0]: found for key, found in counting.by(session, earlier, of).items()} if earlier else {}
        self._venues = _by_venue(book, counting.by(session, period, of, Mention.network))
        self._languages = _grouped(counting.by(session, period, of, Mention.language))
        self._teams = _grouped(counting.by(session, period, of, Complaint.team))
        self._handled = counting.handled(session, period)
        self._hours = counting.hours_to_answer(session, period)
        self._remedies = personas.of_causes(session, period)

    def before(self, playbook: str) -> Counted:
        """Its complaints in the earlier periods together."""
        return self._before.get(playbook, Counted())

    def of(self, playbook: str) -> dict[str, Any]:
        """The fields of a :class:`Cause` that need no arithmetic."""
        return {
            "by_venue": _listed(self._venues[playbook]), "by_language": _listed(self._languages[playbook]),
            "by_team": _listed(self._teams[playbook]), "handled": self._handled.get(playbook, Handled()),
            "hours_to_answer": self._hours.get(playbook), "remedies": self._remedies.get(playbook, ()),
        }  # fmt: skip


_Groups = dict[str, dict[str, Counted]]


def _grouped(found: Mapping[tuple[Any, ...], Counted]) -> _Groups:
    groups: _Groups = defaultdict(dict)
    for (playbook, name), counted in found.items():
        groups[playbook][name] = counted
    return groups


def _by_venue(book: Book, found: Mapping[tuple[Any, ...], Counted]) -> _Groups:
    """Networks summed up by kind: people are told apart by network, so they may be added."""
    groups: _Groups = defaultdict(dict)
    for (playbook, network), counted in found.items():
        venue = book.desk.venue(network)
        before = groups[playbook].get(venue, Counted())
        groups[playbook][venue] = Counted(before.complaints + counted.complaints, before.people + counted.people)
    return groups


def _listed(groups: Mapping[str, Counted]) -> By:
    return tuple(sorted(groups.items(), key=lambda item: (-item[1].people, item[0])))


def _words(session: Session, book: Book, period: Period) -> tuple[dict[str, list[Recurring]], int]:
    voice = book.desk.voice
    titles = [title for one in book.playbooks.values() for title in one.title.values()]
    ordinary = [voice.brand, *voice.own_accounts, *(word for listed in voice.generic.values() for word in listed)]
    said = [
        recurring.Said(playbook, author, text, language, (opened_at - period.since) // A_WEEK)
        for playbook, author, text, language, opened_at in counting.texts(session, period, READ_MOST)
    ]
    return recurring.recurring(said, [*ordinary, *titles]), len(said)


def _corrections(session: Session, period: Period) -> dict[str, int]:
    query = (
        select(Correction.what, func.count())
        .where(Correction.at >= period.since, Correction.at < period.until, Correction.what != "review")
        .group_by(Correction.what)
    )
    return {what: times for what, times in session.execute(query.order_by(Correction.what))}  # noqa: C416
