"""How things stand this moment: what waits for an answer the longest, and how much work lies with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from bot.desk.models import Clock, Commitment, Complaint, Mention, Ticket
from bot.desk.vocabulary import ClockState, CommitmentState, ComplaintState, TicketState


@dataclass(frozen=True)
class Waiting:
    """A complaint that nobody has answered."""

    ref: str
    playbook: str
    team: str
    network: str
    posted_at: datetime


@dataclass(frozen=True)
class Load:
    """The tickets of one person, or (``owner`` empty) of a team's queue."""

    owner: str
    team: str
    at_work: int  # queued or claimed
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
    """Unanswered: how many, the oldest ones, late ones (of any promise); tickets by person and queue; broken promises
    to customers."""

    unanswered: int
    oldest: Sequence[Waiting]
    late: int
    load: Sequence[Load]
    broken: Sequence[Broken]
    at: datetime

    @property
    def backlog(self) -> int:
        """Tickets that are not resolved."""
        return sum(one.at_work + one.waiting for one in self.load)


def standing(session: Session, now: datetime, value: str = "", shown: int = 5, *, by: str = "team") -> Standing:
    """Of the whole desk, or of one team (or, ``by``, of one venue or playbook) called ``value``."""
    only = _only(by, value)
    open_ = [Complaint.state == ComplaintState.OPEN, *only]
    unanswered = session.scalar(select(func.count()).select_from(Complaint).where(*open_)) or 0
    query = select(Complaint.ref, Complaint.playbook, Complaint.team, Mention.network, Mention.posted_at)
    query = query.join(Mention, Mention.id == Complaint.mention_id).where(*open_).order_by(Mention.posted_at)
    oldest = [Waiting(*row) for row in session.execute(query.limit(shown))]
    load = _load(session, [Ticket.team == value] if value and by == "team" else only)
    return Standing(unanswered, oldest, _late(session, now, only), load, _broken(session, now, only, shown), now)


Only = list[ColumnElement[bool]]


def _only(by: str, value: str) -> Only:
    """Conditions on a complaint."""
    if not value:
        return []
    if by == "venue":
        said = select(Mention.id).where(Mention.id == Complaint.mention_id, Mention.network == value)
        return [said.correlate(Complaint).exists()]
    return [(Complaint.playbook if by == "playbook" else Complaint.team) == value]


def _late(session: Session, now: datetime, only: Only) -> int:
    query = select(func.count()).select_from(Clock).where(Clock.state == ClockState.RUNNING, Clock.due_at < now)
    if only:
        query = query.join(Complaint, Complaint.id == Clock.complaint_id).where(*only)
    return session.scalar(query) or 0


def _load(session: Session, only: Only) -> list[Load]:
    waiting = func.sum(case((Ticket.state == TicketState.WAITING, 1), else_=0))
    query = select(func.coalesce(Ticket.owner, ""), Ticket.team, func.count(), waiting)
    query = query.join(Complaint, Complaint.id == Ticket.complaint_id)
    query = query.where(Complaint.state == ComplaintState.ANSWERED, Ticket.state != TicketState.RESOLVED, *only)
    rows = session.execute(query.group_by(Ticket.owner, Ticket.team).order_by(func.count().desc(), Ticket.team))
    return [Load(owner, of, int(n) - int(waits), int(waits)) for owner, of, n, waits in rows]


def _broken(session: Session, now: datetime, only: Only, shown: int) -> list[Broken]:
    query = select(Complaint.ref, Commitment.what, Commitment.owner, Commitment.due_at)
    query = query.join(Complaint, Complaint.id == Commitment.complaint_id)
    query = query.where(Commitment.state == CommitmentState.OPEN, Commitment.due_at < now, *only)
    return [Broken(*row) for row in session.execute(query.order_by(Commitment.due_at).limit(shown))]
