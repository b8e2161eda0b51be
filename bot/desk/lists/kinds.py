"""The kinds of lists: what each holds, in which order, from which index.

Each kind is a query of (complaint, moment, number, and what else an item says); pages and counts are made of it here.
Where a number is one of the figures, the condition is the figure's own (:mod:`bot.desk.figures.reading`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from bot.desk import surges
from bot.desk.columns import UtcDateTime
from bot.desk.figures import Count
from bot.desk.lists.asked import PAGE, Asked, Item, Page, key_of, read_key
from bot.desk.lists.deadlines import FAR, earliest
from bot.desk.lists.within import within
from bot.desk.models import Clock, Commitment, Complaint, Draft, Mention, Surge, Ticket
from bot.desk.playbooks import Book
from bot.desk.routing import crew
from bot.desk.vocabulary import (
    REPLY,
    ClockState,
    CommitmentState,
    ComplaintState,
    DraftState,
    Metric,
    TicketState,
)

NOBODY = "-"
BACKLOG = tuple(state for state in TicketState if state != TicketState.RESOLVED)
TO_LOOK_AT = (DraftState.UNKNOWN, DraftState.FAILED)
TEAM = func.coalesce(Ticket.team, Complaint.team)


@dataclass(frozen=True)
class Found:
    """A kind's query: what ``holds`` and what it is joined to, ordered by ``at`` and ``number``; ``said``: the names of
    an item's fields and their columns."""

    joined: Callable[[Select[Any]], Select[Any]]
    holds: ColumnElement[bool]
    at: Any
    number: Any
    said: Mapping[str, Any]
    due: bool = False
    newest: bool = False
    counted: Callable[[Select[Any]], Select[Any]] | None = None  # where less is enough to count


def page(session: Session, book: Book, asked: Asked, now: datetime, limit: int = PAGE) -> Page:
    """One page: one statement, however long the list is."""
    found = _found(session, book, asked, now)
    if found is None:
        return Page(())
    asked_for = select(Complaint, found.at, found.number, *found.said.values()).select_from(Complaint)
    query = found.joined(asked_for.join(Mention, Mention.id == Complaint.mention_id)).where(found.holds)
    query = query.options(contains_eager(Complaint.mention))
    if key := read_key(asked.after):
        query = query.where(_behind(found, *key))
    order = (found.at.desc(), found.number.desc()) if found.newest else (found.at, found.number)
    rows = session.execute(query.order_by(*order).limit(limit + 1)).all()
    items = [_item(found, row) for row in rows[:limit]]
    return Page(items, key_of(rows[limit - 1][1], rows[limit - 1][2]) if len(rows) > limit else "")


def count(session: Session, book: Book, asked: Asked, now: datetime) -> int:
    """How many there are: one statement over the range that holds them."""
    found = _found(session, book, asked, now)
    if found is None:
        return 0
    joined = found.counted or found.joined
    query = joined(select(func.count()).select_from(Complaint)).where(found.holds)
    return session.scalar(query) or 0


def _found(session: Session, book: Book, asked: Asked, now: datetime) -> Found | None:
    kind = KINDS.get(asked.kind)
    return kind(session, book, asked, now) if kind else None


def _behind(found: Found, at: datetime, number: int) -> ColumnElement[bool]:
    if found.newest:
        return and_(found.at <= at, or_(found.at < at, found.number < number))
    return and_(found.at >= at, or_(found.at > at, found.number > number))


def _item(found: Found, row: Any) -> Item:
    complaint, at, _number, *rest = row
    said = dict(zip(found.said, rest, strict=True))
    return Item(complaint, None if at == FAR else at, due=found.due, **said)


# Joins


def _alone(query: Select[Any]) -> Select[Any]:
    return query


def _with_ticket(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Ticket, Ticket.complaint_id == Complaint.id)


def _of_ticket(query: Select[Any]) -> Select[Any]:
    return query.join(Ticket, Ticket.complaint_id == Complaint.id)


def _of_draft(query: Select[Any]) -> Select[Any]:
    on_clock = and_(Clock.complaint_id == Complaint.id, Clock.metric == Metric.FIRST_RESPONSE, Clock.ended_at.is_(None))
    return query.join(Draft, Draft.complaint_id == Complaint.id).outerjoin(Clock, on_clock)


def _only_draft(query: Select[Any]) -> Select[Any]:
    return query.join(Draft, Draft.complaint_id == Complaint.id)


def _of_clock(query: Select[Any]) -> Select[Any]:
    return _with_ticket(query.join(Clock, Clock.complaint_id == Complaint.id))


def _of_promise(query: Select[Any]) -> Select[Any]:
    return _with_ticket(query.join(Commitment, Commitment.complaint_id == Complaint.id))


def _narrowed(asked: Asked, team: Any = TEAM) -> list[ColumnElement[bool]]:
    wanted = ((asked.team, team), (asked.playbook, Complaint.playbook))
    found = [column == value for value, column in wanted if value]
    if asked.venue:
        there = aliased(Mention)
        found.append(select(there.id).where(there.id == Complaint.mention_id, there.network == asked.venue).exists())
    return found


# Complaints


def _unanswered(_session: Session, book: Book, asked: Asked, now: datetime) -> Found:
    """What has no answer and was not left on purpose; of a period: what the coverage counts."""
    holds = [Complaint.state == ComplaintState.OPEN, *_narrowed(asked)]
    if asked.days:
        holds.append(within(book, Complaint.opened_at, TEAM, asked.days, now))
    return Found(_with_ticket, and_(*holds), Complaint.opened_at, Complaint.id, {})


def _held(_session: Session, _book: Book, asked: Asked, _now: datetime) -> Found:
    """What waits for the statement of an incident."""
    holds = and_(Complaint.incident_id == asked.number, Complaint.state == ComplaintState.OPEN)
    return Found(_alone, holds, Complaint.opened_at, Complaint.id, {})


def _surged(session: Session, _book: Book, asked: Asked, _now: datetime) -> Found | None:
    surge = session.get(Surge, asked.number)
    if surge is None:
        return None
    ids = [one.id for one in surges.complaints_of(session, surge, 500)]
    return Found(_alone, Complaint.id.in_(ids), Complaint.opened_at, Complaint.id, {})


# Drafts


def _drafts(_session: Session, _book: Book, asked: Asked, _now: datetime) -> Found:
    """Drafts that can be approved, by the deadline of the reply: not those that an incident holds back."""
    holds = [Draft.state == DraftState.PROPOSED, Draft.kind == REPLY, Complaint.state == ComplaintState.OPEN]
    at = func.coalesce(Clock.due_at, literal(FAR, UtcDateTime()))
    holds += _narrowed(asked, Complaint.team)
    return Found(_of_draft, and_(*holds), at, Complaint.id, {}, due=True, counted=_only_draft)


def _to_look_at(_session: Session, _book: Book, _asked: Asked, _now: datetime) -> Found:
    """Replies of which nobody knows whether they are public, or that the network refused."""
    return Found(_only_draft, Draft.state.in_(TO_LOOK_AT), Draft.changed_at, Complaint.id, {"state": Draft.state})


# Tickets


def _mine(_session: Session, _book: Book, asked: Asked, _now: datetime) -> Found:
    """The open tickets of one person, by the deadline that comes first."""
    due = earliest()
    holds = and_(Ticket.owner == asked.owner, Ticket.state.in_(crew.HELD), *_narrowed(asked, Ticket.team))
    said = {"state": Ticket.state, "waits_for": func.coalesce(Ticket.waiting_for, ""), "metric": earliest(of="metric")}
    return Found(_of_ticket, holds, due, Complaint.id, said, due=True)


def _load(_session: Session, _book: Book, asked: Asked, _now: datetime) -> Found:
    """The backlog as the figures count it, of one person or (:data:`NOBODY`) of a queue."""
    owner = [Ticket.owner.is_(None)] if asked.owner == NOBODY else [Ticket.owner == asked.owner] if asked.owner else []
    holds = [Complaint.state == ComplaintState.ANSWERED, Ticket.state.in_(BACKLOG), *owner]
    said = {"state": Ticket.state, "waits_for": func.coalesce(Ticket.waiting_for, ""), "metric": earliest(of="metric")}
    return Found(_of_ticket, and_(*holds, *_narrowed(asked, Ticket.team)), Ticket.opened_at, Complaint.id, said)


def _queue(_session: Session, _book: Book, asked: Asked, _now: datetime) -> Found:
    """What nobody of a team has, the longest waiting first."""
    holds = and_(Ticket.state == TicketState.QUEUED, *_narrowed(asked, Ticket.team))
    return Found(_of_ticket, holds, Ticket.opened_at, Complaint.id, {"state": Ticket.state})


# Promises


def _late(_session: Session, _book: Book, asked: Asked, now: datetime) -> Found:
    """Deadlines that have passed and still run."""
    holds = [Clock.ended_at.is_(None), Clock.state == ClockState.RUNNING, Clock.due_at < now, *_narrowed(asked)]
    return Found(_of_clock, and_(*holds), Clock.due_at, Clock.id, {"metric": Clock.metric}, due=True)


def _broken(_session: Session, book: Book, asked: Asked, now: datetime) -> Found:
    """Promises to customers that are overdue; of a period: those of its days that were not kept in time."""
    state, overdue = Commitment.state, Commitment.due_at < now
    holds = [state == CommitmentState.OPEN, overdue]
    if asked.days:
        late = and_(state == CommitmentState.KEPT, Commitment.ended_at > Commitment.due_at)
        states = state.in_((CommitmentState.OPEN, CommitmentState.KEPT))
        holds = [states, or_(and_(state == CommitmentState.OPEN, overdue), late),
                 within(book, Commitment.due_at, TEAM, asked.days, now)]  # fmt: skip
    return _promised(asked, holds)


def _promises(_session: Session, _book: Book, asked: Asked, _now: datetime) -> Found:
    """What one person said that they would do: their own words, and those of tickets that are theirs by now."""
    owner = func.coalesce(Ticket.owner, Commitment.owner)
    open_ = (CommitmentState.OPEN, CommitmentState.NOTICED)
    return _promised(asked, [Commitment.state.in_(open_), owner == asked.owner])


def _promised(asked: Asked, holds: list[ColumnElement[bool]]) -> Found:
    said = {"promise": Commitment}
    return Found(_of_promise, and_(*holds, *_narrowed(asked)), Commitment.due_at, Commitment.id, said, due=True)


def _missed(session: Session, book: Book, asked: Asked, now: datetime) -> Found:
    """Promises of one metric that were broken in a period, the latest begun first: a range of
    ``ix_clock_metric_started``."""
    if asked.metric == Count.COMMITMENT:
        return _broken(session, book, asked, now)
    unmarked = and_(
        Clock.breached_at.is_(None), Clock.state == ClockState.RUNNING, Clock.due_at < now,
        within(book, Clock.due_at, TEAM, asked.days, now),
    )  # fmt: skip
    late = or_(within(book, Clock.breached_at, TEAM, asked.days, now), unmarked)
    holds = and_(Clock.metric == asked.metric, late, *_narrowed(asked))
    return Found(_of_clock, holds, Clock.started_at, Clock.id, {"metric": Clock.metric}, newest=True)


KINDS: Mapping[str, Callable[[Session, Book, Asked, datetime], Found | None]] = {
    "unanswered": _unanswered, "held": _held, "surge": _surged, "drafts": _drafts, "look": _to_look_at,
    "mine": _mine, "load": _load, "queue": _queue, "late": _late, "broken": _broken,
    "promises": _promises, "missed": _missed,
}  # fmt: skip
