"""How things stand this moment: what waits for an answer the longest, and how much work lies with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from bot.desk.models import Clock, Commitment, Complaint, Mention, Ticket
from bot.desk.vocabulary import ClockState, CommitmentState, ComplaintState, TicketState

AT_WORK = tuple(state for state in TicketState if state not in (TicketState.RESOLVED, TicketState.MERGED))
# How long something has waited: up to so long, None: longer.
AGES = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=3), None)


@dataclass(frozen=True)
class Waiting:
    """A complaint that nobody has answered."""

    ref: str
    playbook: str
    team: str
    network: str
    opened_at: datetime


@dataclass(frozen=True)
class Load:
    """The tickets of one person, or (``owner`` empty) of a team's queue."""

    owner: str
    team: str
    at_work: int  # queued, claimed or put aside
    waiting: int  # for the customer


@dataclass(frozen=True)
class Broken:
    """Something that was said to a customer for a time that is over."""

    ref: str
    what: str
    owner: str
    due_at: datetime


@dataclass(frozen=True)
class Standing:
    """Unanswered: how many for each of :data:`AGES`, the oldest ones, late ones (of any promise); tickets by person and
    queue; broken promises to customers. Age is counted from when the desk heard of it: what passed before is a stage of
    its own, and the deadline knows it."""

    ages: Sequence[int]
    oldest: Sequence[Waiting]
    late: int
    load: Sequence[Load]
    broken: Sequence[Broken]
    at: datetime

    @property
    def unanswered(self) -> int:
        """How many have no answer."""
        return sum(self.ages)

    @property
    def backlog(self) -> int:
        """Tickets that are not resolved."""
        return sum(one.at_work + one.waiting for one in self.load)


def standing(session: Session, now: datetime, value: str = "", shown: int = 5, *, by: str = "team") -> Standing:
    """Of the whole desk, or of one team (or, ``by``, of one venue or playbook) called ``value``."""
    only = _only(by, value)
    open_ = [Complaint.state == ComplaintState.OPEN, *only]
    query = select(Complaint.ref, Complaint.playbook, Complaint.team, Mention.network, Complaint.opened_at)
    query = query.join(Mention, Mention.id == Complaint.mention_id).where(*open_)
    rows = session.execute(query.order_by(Complaint.opened_at, Complaint.id).limit(shown))
    load = _load(session, [Ticket.team == value] if value and by == "team" else only)
    return Standing(_ages(session, open_, now), [Waiting(*row) for row in rows], _late(session, now, only), load,
                    _broken(session, now, only, shown), now)  # fmt: skip


Only = list[ColumnElement[bool]]


def _only(by: str, value: str) -> Only:
    """Conditions on a complaint."""
    if not value:
        return []
    if by == "venue":
        said = select(Mention.id).where(Mention.id == Complaint.mention_id, Mention.network == value)
        return [said.correlate(Complaint).exists()]
    return [(Complaint.playbook if by == "playbook" else Complaint.team) == value]


def _ages(session: Session, open_: Sequence[ColumnElement[bool]], now: datetime) -> list[int]:
    """One look at the index, however many ages there are."""
    counts, younger = [], now + timedelta(days=1)  # the clock of whoever wrote the row may be ahead
    for age in AGES:
        within = Complaint.opened_at <= younger
        if age is not None:
            younger = now - age
            within = and_(within, Complaint.opened_at > younger)
        counts.append(func.count(case((within, 1))))
    return [int(many) for many in session.execute(select(*counts).where(*open_)).one()]


def _late(session: Session, now: datetime, only: Only) -> int:
    late = (Clock.ended_at.is_(None), Clock.state == ClockState.RUNNING, Clock.due_at < now)
    query = select(func.count()).select_from(Clock).where(*late)
    if only:
        query = query.join(Complaint, Complaint.id == Clock.complaint_id).where(*only)
    return session.scalar(query) or 0


def _load(session: Session, only: Only) -> list[Load]:
    waiting = func.sum(case((Ticket.state == TicketState.WAITING, 1), else_=0))
    query = select(func.coalesce(Ticket.owner, ""), Ticket.team, func.count(), waiting)
    query = query.where(Ticket.state.in_(AT_WORK), *only)
    if only:
        query = query.join(Complaint, Complaint.id == Ticket.complaint_id)
    rows = session.execute(query.group_by(Ticket.owner, Ticket.team).order_by(func.count().desc(), Ticket.team))
    return [Load(owner, of, int(n) - int(waits), int(waits)) for owner, of, n, waits in rows]


def _broken(session: Session, now: datetime, only: Only, shown: int) -> list[Broken]:
    query = select(Complaint.ref, Commitment.what, Commitment.owner, Commitment.due_at)
    query = query.join(Complaint, Complaint.id == Commitment.complaint_id)
    query = query.where(Commitment.state == CommitmentState.OPEN, Commitment.due_at < now, *only)
    return [Broken(*row) for row in session.execute(query.order_by(Commitment.due_at).limit(shown))]
