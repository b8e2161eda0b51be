"""Counting complaints and the people behind them, in the database: aggregates over a range of an index, no rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, case, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.desk.columns import seconds_between
from bot.desk.insights.intervals import LEAST_FOR_RATE
from bot.desk.models import Complaint, Gesture, Mention, Ticket
from bot.desk.vocabulary import ComplaintState, Decision

__all__ = ["LEAST_FOR_RATE", "Counted", "Period"]
Key = ColumnElement[Any] | InstrumentedAttribute[Any]

# Who wrote it, as bot.desk.recent.author_of says it: the same handle on another network may be somebody else. Whoever
# names themselves nowhere counts as one person for each post: nobody can know better.
AUTHOR = case(
    (Mention.author_handle != "", Mention.network + ":" + func.lower(func.ltrim(Mention.author_handle, "@"))),
    (Mention.author_name != "", Mention.network + ":~" + func.lower(Mention.author_name)),
    else_=literal("mention:") + Mention.id,
)
# What a person dismissed because it never was a complaint is none.
IS_COMPLAINT = or_(
    Complaint.state != ComplaintState.DISMISSED, Mention.kind.is_(None), Mention.kind.in_(("complaint", "suggestion"))
)
TONE = func.coalesce(Mention.triage["arousal"].as_string(), "unknown")
REMEDY = (  # the gesture that was granted; of several, the first by name
    select(func.min(Gesture.kind))
    .where(Gesture.complaint_id == Complaint.id, Gesture.decision == Decision.GRANTED)
    .correlate(Complaint)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Period:
    """From ``since`` on, before ``until``."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since

    def earlier(self, times: int) -> Period:
        """The ``times`` periods of the same length before it, as one."""
        return Period(self.since - times * self.length, self.since)


@dataclass(frozen=True)
class Counted:
    """``complaints`` by ``people`` different ones."""

    complaints: int = 0
    people: int = 0


@dataclass(frozen=True)
class Handled:
    """What became of the complaints of a cause, so far."""

    answered: int = 0
    resolved: int = 0
    solved: int = 0
    refused: int = 0
    reopened: int = 0


def first_complaint(session: Session) -> datetime | None:
    """When the first complaint ever was opened."""
    return session.scalar(select(func.min(Complaint.opened_at)))


def mentions(session: Session, period: Period) -> int:
    """How many mentions came in: the widest denominator."""
    query = select(func.count()).select_from(Mention)
    return session.scalar(query.where(Mention.received_at >= period.since, Mention.received_at < period.until)) or 0


def _within(query: Select[*tuple[Any, ...]], period: Period) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Complaint)
        .join(Mention, Mention.id == Complaint.mention_id)
        .where(Complaint.opened_at >= period.since, Complaint.opened_at < period.until, IS_COMPLAINT)
    )


def total(session: Session, period: Period, *conditions: ColumnElement[bool]) -> Counted:
    """All complaints of the period (for which ``conditions`` hold)."""
    query = _within(select(func.count(), func.count(AUTHOR.distinct())), period)
    complaints, people = session.execute(query.where(*conditions)).one()
    return Counted(complaints, people)


def by(session: Session, period: Period, *keys: Key) -> dict[tuple[Any, ...], Counted]:
    """Values of ``keys`` → complaints and people. People are different ones within a group, not between groups."""
    query = select(*keys, func.count(), func.count(AUTHOR.distinct())).group_by(*keys)
    return {tuple(row[:-2]): Counted(row[-2], row[-1]) for row in session.execute(_within(query, period))}


def number(session: Session, period: Period, *keys: Key) -> dict[tuple[Any, ...], int]:
    """Values of ``keys`` → complaints, with what became of their tickets to choose among the keys."""
    within = _within(select(*keys, func.count()), period).outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
    return {tuple(row[:-1]): row[-1] for row in session.execute(within.group_by(*keys))}


def handled(session: Session, period: Period) -> dict[str, Handled]:
    """Playbook → what became of its complaints until today."""
    query = select(
        Complaint.playbook,
        func.count(Complaint.answered_at),
        func.count(Complaint.resolved_at),
        *(_times(Ticket.outcome == outcome) for outcome in ("solved", "refused")),
        _times(Ticket.reopened > 0),
    )
    within = _within(query, period).outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
    return {row[0]: Handled(*row[1:]) for row in session.execute(within.group_by(Complaint.playbook))}


def _times(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((holds, 1)))


def hours_to_answer(session: Session, period: Period) -> dict[str, float]:
    """Playbook → the median of the hours between what the customer wrote and our public reply, of those answered."""
    waited = cast(seconds_between(Mention.posted_at, Complaint.answered_at), Float)
    of = Complaint.playbook
    ranked = _within(
        select(
            of.label("playbook"),
            waited.label("waited"),
            func.row_number().over(partition_by=of, order_by=waited).label("place"),
            func.count().over(partition_by=of).label("many"),
        ).where(Complaint.answered_at.is_not(None)),
        period,
    ).subquery()
    middle = (2 * ranked.c.place).between(ranked.c.many, ranked.c.many + 2)  # one place, or the two beside the middle
    query = select(ranked.c.playbook, func.avg(ranked.c.waited)).where(middle).group_by(ranked.c.playbook)
    return {playbook: float(seconds) / 3600 for playbook, seconds in session.execute(query)}


def texts(session: Session, period: Period, most: int) -> Iterator[tuple[str, str, str, str, datetime]]:
    """``(playbook, author, text, language, opened at)`` of the newest ``most`` complaints whose words are kept."""
    said = Mention.title + " " + Mention.text
    query = _within(select(Complaint.playbook, AUTHOR, said, Mention.language, Complaint.opened_at), period)
    for row in session.execute(query.order_by(Complaint.opened_at.desc()).limit(most)):
        yield tuple(row)


def remedies(session: Session, period: Period) -> dict[tuple[Any, ...], int]:
    """(playbook, outcome, granted gesture, whether reopened) → complaints whose ticket was resolved at least once."""
    keys: Sequence[Key] = (Complaint.playbook, Ticket.outcome, REMEDY, Ticket.reopened > 0)
    return {key: times for key, times in number(session, period, *keys).items() if key[1] is not None}
