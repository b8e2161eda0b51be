"""Giving work out: the queue of a team, whose turn it is, and what goes back to the queue, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import absences, escalations, events, outbox, telling
from bot.desk.models import Card, Complaint, Effect, Ticket
from bot.desk.playbooks import Book
from bot.desk.routing import crew
from bot.desk.routing.crew import TEAM
from bot.desk.vocabulary import Lane, TicketState, move
from bot.texts import _

DRAIN = "queue.drain"
AT_ONCE = 50  # tickets that one look gives out; the next look follows when there are more
IN_TURN = _("it was their turn")
FEWEST = _("they have the fewest open tickets")
GIVEN = _("The ticket {ref} is yours now ({why}). It is in #{channel}.")
OWNER_AWAY = _("{owner} is not there")
KEPT = _("they had it before")


def channel_of(book: Book, team: str) -> str:
    """The Slack channel in which tickets of ``team`` are shown."""
    spec = book.desk.teams.get(team)
    return (spec.channel if spec else "") or book.desk.channels.tickets


def show_in(session: Session, book: Book, complaint: Complaint, team: str) -> None:
    """See to it that the ticket has a card in the channel of ``team``; the cards it has elsewhere stay."""
    channel = channel_of(book, team)
    query = select(Card).where(Card.complaint_id == complaint.id, Card.kind == "ticket")
    cards = session.scalars(query).all()
    if not any(card.channel == channel for card in cards):
        subject = f"{complaint.id}:{team}" if cards else str(complaint.id)
        session.add(Card(kind="ticket", subject=subject, complaint_id=complaint.id, channel=channel))


def drain_soon(session: Session, book: Book, team: str, now: datetime) -> None:
    """Somebody of ``team`` may have room, or its queue has grown: look. A row, in the transaction of what happened."""
    spec = book.desk.teams.get(team)
    if spec is None or spec.assign == "open":
        return
    outbox.arm(session, f"drain:{team}", DRAIN, Lane.CHAT, now, urgency=2, payload={"team": team})


def drain_of(session: Session, book: Book, person: str, now: datetime) -> None:
    """:func:`drain_soon` for every team of ``person``, who may have room now."""
    for team in book.desk.teams:
        if person in crew.members(session, book, team):
            drain_soon(session, book, team, now)


def perform(session: Session, book: Book, effect: Effect, now: datetime) -> list[Ticket]:
    """The effect :data:`DRAIN`; returns what was given."""
    team = effect.payload["team"]
    given = drain(session, book, team, now)
    outbox.tick(session, effect, now)
    if len(given) == AT_ONCE:
        session.flush()
        drain_soon(session, book, team, now)
    return given


def drain(session: Session, book: Book, team: str, now: datetime) -> list[Ticket]:
    """Give the queue of ``team`` to those who are there and have room, the worst first; returns what was given."""
    spec = book.desk.teams.get(team)
    if spec is None or spec.assign == "open":
        return []
    candidates = crew.there(session, book, team, now)
    if not candidates:
        return []
    # First who, then what, as in every claim: nobody waits for each other in a circle.
    turns = crew.lock(session, [*candidates, TEAM + team])
    queued = _queued(session, team)
    loads, whole = crew.loads(session, book, candidates), crew.team_load(session, book, team)
    held = {who: loads[who].held for who in candidates}
    given: list[Ticket] = []
    for ticket in queued:
        free = [who for who in candidates if not crew.Load(held[who], loads[who].most).is_full]
        free = [who for who in free if who != (ticket.routed or {}).get("given_back_by")]
        if whole.most is not None and whole.held + len(given) >= whole.most:
            break
        if not free:
            continue
        who = _next(spec.assign, free, held, {name: turn.given_at for name, turn in turns.items()})
        give(session, book, ticket, who, FEWEST if spec.assign == "least_loaded" else IN_TURN, now)
        turns[who].given_at = now
        held[who] += 1
        given.append(ticket)
        session.flush()
    return given


def _queued(session: Session, team: str) -> Sequence[Ticket]:
    """The team's queue, the worst first, without what somebody is claiming at this moment."""
    query = (
        select(Ticket)
        .join(Complaint, Ticket.complaint_id == Complaint.id)
        .where(Ticket.team == team, Ticket.state == TicketState.QUEUED)
        .order_by(Complaint.priority.desc().nulls_last(), Ticket.opened_at, Ticket.id)
        .limit(AT_ONCE)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    return session.scalars(query).all()


def _next(assign: str, free: Sequence[str], held: dict[str, int], turns: dict[str, datetime | None]) -> str:
    """Who of ``free`` is next: whoever was given work the longest ago, or has the fewest (then the longest ago)."""
    order = {who: place for place, who in enumerate(free)}

    def waited(who: str) -> tuple[bool, float, int]:
        at = turns.get(who)
        return (at is not None, at.timestamp() if at else 0.0, order[who])

    if assign == "least_loaded":
        return min(free, key=lambda who: (held[who], *waited(who)))
    return min(free, key=lambda who: (*waited(who), held[who]))


def give(session: Session, book: Book, ticket: Ticket, who: str, why: str, now: datetime) -> None:
    """``who`` gets the ticket, and is told. The caller holds the lock and knows that there is room."""
    complaint = ticket.complaint
    ticket.state = move(TicketState(ticket.state), TicketState.CLAIMED)
    ticket.owner, ticket.claimed_at = who, now
    look_later(book, ticket, now)
    events.record(session, complaint, "given", events.AMENDS, now, owner=who, why=why)
    values = {"why": why, "channel": channel_of(book, ticket.team)}
    tell(session, complaint, who, GIVEN, values, now)


def freed(session: Session, book: Book, ticket: Ticket, now: datetime) -> None:
    """The owner of ``ticket`` has room again."""
    session.flush()
    drain_soon(session, book, ticket.team, now)
    if ticket.owner:
        drain_of(session, book, ticket.owner, now)


def tell(session: Session, complaint: Complaint, who: str, text: str, values: dict[str, str], now: datetime) -> None:
    """Tell ``who`` what became of their ticket, or that it is theirs now (``text`` is marked; {ref} is filled)."""
    key = f"ticket:{complaint.id}:{int(now.timestamp() * 1000)}"
    telling.tell(session, key, who, text, {"ref": complaint.ref, **values}, complaint, now)


def look_later(book: Book, ticket: Ticket, now: datetime) -> None:
    """Something was done with ``ticket``: from now on its time without any action counts anew."""
    spec = book.desk.teams.get(ticket.team)
    limits = {TicketState.CLAIMED: spec.idle if spec else "", TicketState.WAITING: spec.wait_at_most if spec else ""}
    after = limits.get(TicketState(ticket.state), "")
    if ticket.state == TicketState.SNOOZED:
        ticket.look_at = ticket.snoozed_until
        return
    if spec is None or not after:
        ticket.look_at = None
        return
    calendar = book.desk.calendar(spec.hours or "always")
    ticket.look_at = calendar.add(now, calendar.seconds(after))


def requeue(session: Session, book: Book, ticket: Ticket, now: datetime) -> None:
    """Back to the team's queue, whatever the ticket was."""
    ticket.state = move(TicketState(ticket.state), TicketState.QUEUED)
    ticket.owner = ticket.claimed_at = ticket.look_at = ticket.snoozed_until = None
    session.flush()
    escalations.unclaimed(session, ticket.complaint, now)
    drain_soon(session, book, ticket.team, now)


def came_back(session: Session, book: Book, ticket: Ticket, complaint: Complaint, now: datetime) -> None:
    """A ticket with an owner wants work again. Whose owner is not there, it goes back to the team."""
    owner = ticket.owner
    if owner is None:
        return None
    if absences.is_there(session, book, owner, now):
        return look_later(book, ticket, now)
    requeue(session, book, ticket, now)
    events.record(session, complaint, "returned", events.AMENDS, now, owner=owner, why=OWNER_AWAY)
    return None


def reopened(session: Session, book: Book, ticket: Ticket, owner: str | None, now: datetime) -> None:
    """A ticket was reopened and stands in the queue: its last ``owner`` keeps it where the team wants that, they are
    there and have room."""
    spec = book.desk.teams.get(ticket.team)
    if spec is None or spec.reopened != "owner" or owner is None or not absences.is_there(session, book, owner, now):
        return drain_soon(session, book, ticket.team, now)
    crew.lock(session, [owner])
    if crew.loads(session, book, [owner])[owner].is_full:
        return drain_soon(session, book, ticket.team, now)
    return give(session, book, ticket, owner, KEPT, now)
