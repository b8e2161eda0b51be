"""Episodes: from an opening to the closing that ends it; reopened, a new one begins.

A refusal that is taken up again is an appeal: the ticket is at level 2 from then on, somebody who did not decide the
first time decides, and a manager or the team's lead is asked (ISO 10002; recourse before a mediator).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import duty, events, outbox, telling
from bot.desk.duty import Asked
from bot.desk.models import Closure, Complaint, Draft, Satisfaction, Ticket, TicketLink
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.telling import About
from bot.desk.vocabulary import CLOSING, DraftState, Outcome, Refused, Role, TicketState, move
from bot.texts import _

APPEALED = 2
# Why an episode was taken up again.
BY_CUSTOMER, BY_PERSON, UNHAPPY, EDITED, BACKLASH = "customer", "person", "unhappy", "edited", "backlash"


def of_complaint(session: Session, complaint_id: int) -> Sequence[Closure]:
    """Every closing of a complaint, oldest first."""
    query = select(Closure).where(Closure.complaint_id == complaint_id)
    return session.scalars(query.order_by(Closure.episode)).all()


def latest(session: Session, complaint_id: int) -> Closure | None:
    """The last closing of a complaint, whether or not it was taken up again since."""
    return latests(session, [complaint_id]).get(complaint_id)


def latests(session: Session, complaint_ids: Collection[int]) -> dict[int, Closure]:
    """Complaint → its last closing; those that were never closed are left out."""
    query = select(Closure).where(Closure.complaint_id.in_(complaint_ids)).order_by(Closure.episode)
    return {one.complaint_id: one for one in session.scalars(query)}


def standing(session: Session, complaint_id: int) -> Closure | None:
    """The closing that holds: None while the complaint is open or was taken up again."""
    found = latest(session, complaint_id)
    return found if found is not None and found.reopened_at is None else None


def question_of(session: Session, closure: Closure) -> Satisfaction | None:
    """The satisfaction question of an episode."""
    return session.scalars(select(Satisfaction).where(Satisfaction.closure_id == closure.id)).first()


def first_decider(session: Session, complaint_id: int) -> str | None:
    """Who refused at level 1, where that was appealed."""
    found = [one for one in of_complaint(session, complaint_id) if one.level == 1 and one.outcome == Outcome.REFUSED]
    return found[-1].decided_by if found else None


def guard_decider(session: Session, book: Book, ticket: Ticket, person: Person) -> None:
    """Refuse whoever decided the first time, and say who is asked instead."""
    if ticket.level < APPEALED or first_decider(session, ticket.complaint_id) != person.id:
        return
    others = [spec.name for who, spec in book.desk.people.items() if who != person.id and _may_decide(spec.roles)]
    raise Refused(
        _("You refused this the first time, so somebody else decides now. You could ask {names}."),
        names=", ".join(others[:3]) or "an admin",
    )


def _may_decide(roles: Collection[Role]) -> bool:
    return bool({Role.MANAGER, Role.SUPPORT_AGENT, Role.ADMIN} & set(roles))


def reopened(
    session: Session, book: Book, complaint: Complaint, ticket: Ticket, actor: str, why: str, how: str, now: datetime
) -> None:
    """Taken up again: the closing no longer holds, its public line is withdrawn unless it is on its way, and a refusal
    is appealed by this. ``how``: one of the words above; ``why``: what the person or the customer said."""
    closure = standing(session, complaint.id)
    if closure is not None:
        closure.reopened_at, closure.reopened_why = now, how
    _withdraw_line(session, complaint, now)
    refused = ticket.outcome == Outcome.REFUSED
    ticket.outcome = ticket.outcome_reason = ticket.done_what = ticket.done_on = None
    if refused:
        ticket.level = APPEALED
        asked = _asked_to_decide(session, book, complaint, now)
        telling.remind(session, book, asked, About.APPEAL, complaint, now, after=telling.AT_ONCE)
        told = ", ".join(telling.names(book, asked))
        events.record(session, complaint, "appealed", actor, now, why=why, told=told)


def same_customer(one: Complaint, other: Complaint) -> bool:
    """Whether both were written by the same person, as far as the network tells."""
    here, there = one.mention, other.mention
    named = bool(here.author_handle) and here.author_handle.casefold() == there.author_handle.casefold()
    return named and here.network == there.network


def closed_with(session: Session, ticket: Ticket) -> Ticket | None:
    """The ticket into which ``ticket`` was merged and with which it was closed, where both are the same customer's."""
    main = session.get(Ticket, ticket.merged_into) if ticket.merged_into else None
    if main is None or main.state != TicketState.RESOLVED or ticket.state != TicketState.RESOLVED:
        return None
    return main if same_customer(main.complaint, ticket.complaint) else None


def followers(session: Session, main: Ticket) -> list[Ticket]:
    """The tickets of the same customer that were closed together with ``main``."""
    query = select(Ticket).where(Ticket.merged_into == main.id, Ticket.state == TicketState.RESOLVED)
    found = session.scalars(query.order_by(Ticket.id))
    return [one for one in found if same_customer(main.complaint, one.complaint)]


def come_apart(session: Session, ticket: Ticket, actor: str, now: datetime) -> None:
    """``ticket`` begins again without the one into which it was merged: both timelines say so."""
    main = session.get(Ticket, ticket.merged_into) if ticket.merged_into else None
    if main is None:
        return
    links = select(TicketLink).where(TicketLink.ticket_id == ticket.id, TicketLink.merged)
    for link in session.scalars(links.where(TicketLink.undone_at.is_(None))):
        link.undone_by, link.undone_at = actor, now
    events.record(session, ticket.complaint, "split", actor, now, ref=main.complaint.ref)
    events.record(session, main.complaint, "split_here", actor, now, ref=ticket.complaint.ref)


def _withdraw_line(session: Session, complaint: Complaint, now: datetime) -> None:
    query = select(Draft).where(Draft.complaint_id == complaint.id, Draft.kind == CLOSING)
    for draft in session.scalars(query):
        if draft.state == DraftState.PROPOSED:
            draft.state, draft.changed_at = move(DraftState.PROPOSED, DraftState.WITHDRAWN), now
        elif draft.state in (DraftState.APPROVED, DraftState.FAILED):
            draft.state, draft.changed_at = move(DraftState(draft.state), DraftState.SUPERSEDED), now
            outbox.disarm(session, [f"publish:{draft.id}"], now)
    outbox.disarm(session, [f"closing:{complaint.id}"], now)


def _asked_to_decide(session: Session, book: Book, complaint: Complaint, now: datetime) -> Asked:
    """The team's lead, else the managers, without whoever decided the first time; else the managers' channel."""
    decided = first_decider(session, complaint.id)
    for name in ("lead", Role.MANAGER.value):
        there = duty.called(book, [name], now, team=complaint.team).people
        if others := tuple(who for who in there if who != decided):
            return Asked(people=others)
    return Asked(channels=(book.desk.channels.managers,))


def decided_by(book: Book, closure: Closure) -> str:
    """The name of whoever closed it."""
    return name_of(book, closure.decided_by)
