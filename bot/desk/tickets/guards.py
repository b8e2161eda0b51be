"""What every verb asks first: is there a ticket, whose is it, is there room; each refusal says what to do next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import absences, complaints
from bot.desk.models import Complaint, Ticket
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.routing import crew
from bot.desk.vocabulary import Refused, Role, TicketState
from bot.texts import _


def of(session: Session, complaint: Complaint) -> Ticket:
    """The ticket of ``complaint``."""
    ticket = complaints.ticket_of(session, complaint.id)
    if ticket is None:
        raise Refused(_("There is no ticket yet: it opens when the public reply is out."))
    return ticket


def main_of(session: Session, ticket: Ticket) -> Ticket:
    """The ticket in which the work of ``ticket`` goes on: itself, unless it is merged."""
    return session.get_one(Ticket, ticket.merged_into) if ticket.merged_into else ticket


def guard_open(session: Session, ticket: Ticket) -> None:
    """Refuse when the ticket is resolved, or goes on in another one."""
    if ticket.state == TicketState.RESOLVED:
        raise Refused(_("This ticket is resolved. Reopen it if it is not solved."))
    if ticket.state == TicketState.MERGED:
        ref = main_of(session, ticket).complaint.ref
        raise Refused(_("This ticket is merged into {ref}: work there, or split them first."), ref=ref)


def guard_mine(session: Session, book: Book, ticket: Ticket, person: Person) -> None:
    """Refuse unless ``person`` has the ticket."""
    guard_open(session, ticket)
    if ticket.owner is None:
        raise Refused(_("Nobody has this ticket. Press Claim first."))
    if ticket.owner != person.id:
        raise Refused(_("{who} has this ticket. Ask them to release it first."), who=name_of(book, ticket.owner))


def leads(book: Book, team: str, person: Person) -> bool:
    """Whether ``person`` decides who works on what in ``team``: its lead, a manager, an admin."""
    spec = book.desk.teams.get(team)
    return bool(person.roles & {Role.MANAGER, Role.ADMIN}) or (spec is not None and spec.lead == person.id)


def guard_mine_or_leads(session: Session, book: Book, ticket: Ticket, person: Person) -> None:
    """Refuse unless ``person`` has the ticket, nobody has it, or they lead its team."""
    guard_open(session, ticket)
    if ticket.owner is not None and not leads(book, ticket.team, person):
        guard_mine(session, book, ticket, person)


class OfAnotherTeam(Refused):
    """The ticket belongs to a team that the person is not in; whoever may take work from it may claim it anyway."""


def guard_member(session: Session, book: Book, ticket: Ticket, person: Person, *, anyway: bool) -> None:
    """Refuse a ticket of a team that ``person`` is not in, and say whose it is. A team in which nobody works on tickets
    keeps nobody out. ``anyway``: they have read that, and may decide who works on what in that team."""
    spec, may = book.desk.teams.get(ticket.team), leads(book, ticket.team, person)
    names = [who for who in crew.members(session, book, ticket.team) if crew.may_work(book, who)]
    if not names or person.id in names or (spec and spec.lead == person.id) or (anyway and may):
        return
    title = spec.title[code_of(person.language)] if spec else ticket.team
    values = {"team": title, "names": ", ".join(name_of(book, who) for who in names[:3])}
    if may:
        raise OfAnotherTeam(_("This ticket is for the team {team}: {names}. You may take it anyway."), **values)
    text = _("This ticket is for the team {team}, and you are not in it. Ask {names} to take it or pass it on to you.")
    raise Refused(text, **values)


def guard_room(session: Session, book: Book, team: str, who: str, *, adds: bool = True) -> None:
    """Wait for whoever gives work to ``who`` or ``team``, then refuse when they hold as much as they may.

    ``adds``: the ticket is not among those that the team holds already.
    """
    spec = book.desk.teams.get(team)
    limited = [who] if crew.most(book, who) is not None else []
    crew.lock(session, [*limited, *([crew.TEAM + team] if spec and spec.capacity is not None else [])])
    load = crew.loads(session, book, [who])[who]
    if load.is_full:
        text = _("{who} has {n} open tickets, as many as desk.yaml allows. One must be resolved, released or passed on "
                 "first.")  # fmt: skip
        raise Refused(text, who=name_of(book, who), n=str(load.held))
    whole = crew.team_load(session, book, team)
    if adds and whole.is_full:
        text = _("The team has {n} open tickets, as many as desk.yaml allows. One must be resolved or passed on first.")
        raise Refused(text, n=str(whole.held))


def guard_there(session: Session, book: Book, who: str, now: datetime) -> None:
    """Refuse to give work to somebody who is not there."""
    if not absences.is_there(session, book, who, now):
        text = _("{who} is not there now. Choose somebody else, or give it to the team: whoever is there gets it.")
        raise Refused(text, field="to", who=name_of(book, who))
