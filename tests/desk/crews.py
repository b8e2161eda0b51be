"""Tickets without the way that leads to them, and desks with other teams."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.desk import complaints, opening
from bot.desk.models import Complaint, Mention, Ticket
from bot.desk.playbooks.deskfile import PersonSpec
from bot.desk.vocabulary import MentionState, Role


def desk_with(book, *, crowd=0, routes=(), people=None, **teams):
    """``book`` with some keys of its teams changed (``delivery={"each": 3}``), and a ``crowd`` in delivery."""
    changed = {
        name: type(spec).model_validate({**spec.model_dump(), **teams.get(name, {})})
        for name, spec in book.desk.teams.items()
    }
    roles = [Role.SUPPORT_AGENT]
    there = {who: spec.model_copy(update=(people or {}).get(who, {})) for who, spec in book.desk.people.items()}
    there |= {
        f"U{n:04}": PersonSpec(name=f"Agent {n}", sign=f"A{n}", roles=roles, teams=["delivery"]) for n in range(crowd)
    }
    given = {"teams": changed, "people": there, "routes": list(routes)}
    return replace(book, desk=book.desk.model_copy(update=given))


def answered(store, book, complaint, now):
    """The public reply is out: the ticket is there. Returns its id."""

    def happening(session):
        row = session.get_one(Complaint, complaint)
        complaints.answered(session, book, row, now, now)
        session.flush()
        return complaints.ticket_of(session, complaint).id

    return store.write(happening)


def many_tickets(store, book, many, now):
    """As many complaints of as many people, answered, in one transaction; their ids."""

    def happening(session):
        written = [
            Mention(
                id=str(uuid.uuid4()), source="generic", external_id=f"p{number}", network="facebook", url="",
                author_handle=f"c{number}", author_name=f"C {number}", author={}, title="", language="fr",
                text="J'attends mes tasses depuis trois semaines.", media=[], hints={}, posted_at=now, received_at=now,
                state=MentionState.COMPLAINT, reason="", correlation="c",
            )
            for number in range(many)
        ]  # fmt: skip
        session.add_all(written)
        session.flush()
        found = opening.open_all(session, book, written, now)
        for one in found:
            one.team = "delivery"
            complaints.answered(session, book, one, now, now)
        session.flush()
        return [one.id for one in found]

    return store.write(happening)


def complaints_of(store, take, many, **fields):
    """``many`` complaints of as many people; their ids."""
    found = []
    for number in range(many):
        take(author={"handle": f"c{number}", "name": f"C {number}"}, id=f"p{number}", **fields)
    with store.read() as session:
        found = list(session.query(Complaint.id).order_by(Complaint.id))
    return [one for (one,) in found]


def ticket(store, ticket_id) -> Ticket:
    with store.read() as session:
        return session.get_one(Ticket, ticket_id)
