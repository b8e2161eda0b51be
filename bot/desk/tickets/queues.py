"""What is looked at: a team's queue, what its people hold, and what a ticket's card says beside the work itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import absences
from bot.desk.models import Absence, Clock, Complaint, Mention, Ticket
from bot.desk.playbooks import Book
from bot.desk.routing import crew
from bot.desk.routing.crew import Load
from bot.desk.tickets import joining
from bot.desk.vocabulary import ClockState, Metric, TicketState

EARLIER = 3  # earlier complaints of the customer that a card names


@dataclass(frozen=True)
class Beside:
    """What a ticket's card says beside the work: earlier complaints of the same customer (the newest first, and how
    many there are), linked and merged tickets by reference, and what its owner holds."""

    earlier: Sequence[Complaint] = ()
    earlier_in_all: int = 0
    linked: Sequence[str] = ()
    merged_here: Sequence[str] = ()
    merged_into: str = ""
    load: Load | None = None
    owner_away: Absence | None = None


@dataclass(frozen=True)
class Member:
    """One person of a team at this moment."""

    id: str
    load: Load
    there: bool
    away: Absence | None = None


@dataclass(frozen=True)
class Queue:
    """One team: what waits, the worst first, and who is there for it."""

    team: str
    waiting: Sequence[Ticket]
    total: int
    due: dict[int, datetime] = field(default_factory=dict)  # complaint → when it must be resolved
    crew: Sequence[Member] = ()


def beside(session: Session, book: Book, ticket: Ticket, now: datetime) -> Beside:
    """What the card of ``ticket`` says beside the work."""
    earlier, in_all = _earlier(session, ticket.complaint)
    pairs = [(one.ticket_id, one.other_id) for one in joining.standing(session, ticket) if not one.merged]
    others = [other if one == ticket.id else one for one, other in pairs]
    into = session.get(Ticket, ticket.merged_into) if ticket.merged_into else None
    owner = ticket.owner or ""
    return Beside(
        earlier=earlier,
        earlier_in_all=in_all,
        linked=_refs(session, Ticket.id.in_(others)) if others else [],
        merged_here=_refs(session, Ticket.merged_into == ticket.id),
        merged_into=into.complaint.ref if into else "",
        load=crew.loads(session, book, [owner])[owner] if owner else None,
        owner_away=absences.of(session, [owner], now).get(owner) if owner else None,
    )


def _refs(session: Session, which: object) -> list[str]:
    query = select(Complaint.ref).join(Ticket, Ticket.complaint_id == Complaint.id)
    return list(session.scalars(query.where(which).order_by(Ticket.id)))  # type: ignore[arg-type]


def _earlier(session: Session, complaint: Complaint) -> tuple[list[Complaint], int]:
    """Complaints that the same person made before on the same network."""
    mention = complaint.mention
    if not mention.author_handle:
        return [], 0
    same = (Mention.author_handle == mention.author_handle, Mention.network == mention.network)
    of = (Complaint.mention_id == Mention.id, *same, Complaint.id < complaint.id)
    total = session.scalar(select(func.count()).select_from(Complaint).join(Mention, of[0]).where(*of[1:])) or 0
    query = select(Complaint).join(Mention, of[0]).where(*of[1:]).order_by(Complaint.id.desc()).limit(EARLIER)
    return (list(session.scalars(query)) if total else []), total


def held_by(session: Session, person: str) -> list[Complaint]:
    """The complaints whose open tickets ``person`` has, the oldest first."""
    query = select(Complaint).join(Ticket, Ticket.complaint_id == Complaint.id)
    query = query.where(Ticket.owner == person, Ticket.state.in_(crew.HELD))
    return list(session.scalars(query.order_by(Ticket.opened_at, Ticket.id)))


def of_team(session: Session, book: Book, team: str, now: datetime, most: int) -> Queue:
    """The queue of ``team``, at most ``most`` of it, and its crew."""
    queued = (Ticket.team == team, Ticket.state == TicketState.QUEUED)
    total = session.scalar(select(func.count()).select_from(Ticket).where(*queued)) or 0
    query = select(Ticket).join(Complaint, Ticket.complaint_id == Complaint.id).where(*queued)
    order = (Complaint.priority.desc().nulls_last(), Ticket.opened_at, Ticket.id)
    waiting = session.scalars(query.order_by(*order).limit(most)).all()
    people = [who for who in crew.members(session, book, team) if crew.may_work(book, who)]
    loads, away = crew.loads(session, book, people), absences.of(session, people, now)
    there = set(crew.there(session, book, team, now))
    members = [Member(who, loads[who], who in there, away.get(who)) for who in people]
    return Queue(team, waiting, total, _due(session, waiting), members)


def _due(session: Session, waiting: Sequence[Ticket]) -> dict[int, datetime]:
    query = select(Clock.complaint_id, Clock.due_at).where(
        Clock.complaint_id.in_([ticket.complaint_id for ticket in waiting]),
        Clock.metric == Metric.RESOLUTION,
        Clock.state == ClockState.RUNNING,
    )
    return {complaint: due for complaint, due in session.execute(query)}  # noqa: C416 (a row is no pair to mypy)
