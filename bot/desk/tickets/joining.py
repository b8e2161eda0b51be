"""Tickets that belong together: linked (they know of each other) or merged (the work goes on in one). Both with the
evidence, by a person, to be undone; each complaint keeps its own public answer and timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk import clocks, complaints, episodes, events
from bot.desk.models import Complaint, Ticket, TicketLink
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.tickets import guards
from bot.desk.vocabulary import ComplaintState, Refused, TicketState, move
from bot.texts import _

SAME_AUTHOR = _("both were written by {author}")
SAME_ORDER = _("both name the order {order}")
SAME_INCIDENT = _("both are part of incident {number}")


def evidence(one: Ticket, other: Ticket) -> tuple[str, dict[str, str]] | None:
    """What speaks for it that both are one trouble: a marked text and its values; None where nothing does."""
    if episodes.same_customer(one.complaint, other.complaint):
        return SAME_AUTHOR, {"author": one.complaint.mention.author_handle}
    if one.order_ref and one.order_ref == other.order_ref:
        return SAME_ORDER, {"order": one.order_ref}
    if one.complaint.incident_id and one.complaint.incident_id == other.complaint.incident_id:
        return SAME_INCIDENT, {"number": str(one.complaint.incident_id)}
    return None


def link(session: Session, complaint: Complaint, person: Person, ref: str, why: str, now: datetime) -> None:
    """Both tickets know of each other; each goes on by itself."""
    ticket, other = _pair(session, complaint, ref)
    if not why.strip():
        raise Refused(_("Say what they have in common."), field="why")
    if any(not one.merged for one in standing(session, ticket) if other.id in (one.ticket_id, one.other_id)):
        raise Refused(_("They are linked already."), field="ref")
    _keep(session, ticket, other, person, why, now, merged=False)
    one, two, text = ticket.complaint, other.complaint, why.strip()
    events.record(session, one, "linked", person.id, now, ref=two.ref, text=text)
    events.record(session, two, "linked", person.id, now, ref=one.ref, text=text)
    complaints.show_all(session, [one, two], now, urgency=1)


def unlink(session: Session, complaint: Complaint, person: Person, ref: str, now: datetime) -> None:
    """They have nothing to do with each other after all."""
    ticket, other = _pair(session, complaint, ref)
    found = [
        one for one in standing(session, ticket) if not one.merged and other.id in (one.ticket_id, one.other_id)
    ]  # fmt: skip
    if not found:
        raise Refused(_("They are not linked, so there is nothing to undo."), field="ref")
    for row in found:
        row.undone_by, row.undone_at = person.id, now
    one, two = ticket.complaint, other.complaint
    events.record(session, one, "unlinked", person.id, now, ref=two.ref)
    events.record(session, two, "unlinked", person.id, now, ref=one.ref)
    complaints.show_all(session, [one, two], now, urgency=1)


def merge(
    session: Session, book: Book, complaint: Complaint, person: Person, ref: str, why: str, now: datetime
) -> None:
    """The work on ``complaint`` goes on in the ticket of ``ref``. Without evidence in the rows, ``why`` is needed."""
    ticket, other = _pair(session, complaint, ref)
    guards.guard_mine_or_leads(session, book, ticket, person)
    guards.guard_open(session, other)
    if session.scalar(select(Ticket.id).where(Ticket.merged_into == ticket.id, Ticket.state == TicketState.MERGED)):
        raise Refused(
            _("Others are merged into this ticket: split them first, or merge that one into this."), field="ref"
        )
    found = evidence(ticket, other)
    if found is None and not why.strip():
        raise Refused(_("Nothing here says that both are one trouble: say why you think so."), field="why")
    before = ticket.owner
    if ticket.state in (TicketState.WAITING, TicketState.SNOOZED):
        complaints.wake(session, ticket, complaint, now)
    ticket.state = move(TicketState(ticket.state), TicketState.MERGED)
    ticket.merged_into, ticket.owner, ticket.claimed_at, ticket.look_at = other.id, None, None, None
    _keep(session, ticket, other, person, why, now, merged=True)
    text, values = found or ("", {})
    known = {"evidence": text, **values}
    events.record(session, complaint, "merged", person.id, now, ref=other.complaint.ref, text=why.strip(), **known)
    events.record(session, other.complaint, "merged_here", person.id, now, ref=complaint.ref, text=why.strip(), **known)
    if before:
        giving.drain_of(session, book, before, now)
    complaints.show_all(session, [complaint, other.complaint], now, urgency=1)


def split(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """A merged ticket is one of its own again, in its team's queue; what was done meanwhile stays on both timelines."""
    ticket = guards.of(session, complaint)
    if ticket.state != TicketState.MERGED:
        raise Refused(_("This ticket is merged into no other, so there is nothing to split."))
    other = guards.main_of(session, ticket)
    for one in standing(session, ticket):
        if one.merged and one.ticket_id == ticket.id:
            one.undone_by, one.undone_at = person.id, now
    ticket.merged_into = None
    events.record(session, complaint, "split", person.id, now, ref=other.complaint.ref)
    events.record(session, other.complaint, "split_here", person.id, now, ref=complaint.ref)
    giving.requeue(session, book, ticket, now)
    complaints.show_all(session, [complaint, other.complaint], now, urgency=1)


def merged_into(session: Session, main: Ticket) -> Sequence[Ticket]:
    """The tickets whose work goes on in ``main``."""
    query = select(Ticket).where(Ticket.merged_into == main.id, Ticket.state == TicketState.MERGED).order_by(Ticket.id)
    return session.scalars(query).all()


def follow(session: Session, main: Ticket, now: datetime) -> list[Complaint]:
    """``main`` was resolved: so is what was merged into it, with the same outcome. Whoever closes writes the closings
    and the timelines of them all (:mod:`bot.desk.closing.resolving`)."""
    done: list[Complaint] = []
    for ticket in merged_into(session, main):
        complaint = ticket.complaint
        ticket.state = move(TicketState.MERGED, TicketState.RESOLVED)
        for name in ("resolved_at", "outcome", "outcome_reason", "done_what", "done_on"):
            setattr(ticket, name, getattr(main, name))
        complaint.state = move(ComplaintState(complaint.state), ComplaintState.RESOLVED)
        complaint.resolved_at = now
        clocks.resolved(session, complaint, now)
        done.append(complaint)
    return done


def standing(session: Session, ticket: Ticket) -> Sequence[TicketLink]:
    """The links of ``ticket`` that nobody has taken back, oldest first."""
    query = select(TicketLink).where(TicketLink.undone_at.is_(None)).order_by(TicketLink.id)
    return session.scalars(query.where(or_(TicketLink.ticket_id == ticket.id, TicketLink.other_id == ticket.id))).all()


def _pair(session: Session, complaint: Complaint, ref: str) -> tuple[Ticket, Ticket]:
    """Both tickets, locked in one order: two who merge them into each other at once are not both right."""
    try:
        named = complaints.by_ref(session, ref)
    except Refused as refusal:
        refusal.field = "ref"
        raise
    ticket, other = guards.of(session, complaint), complaints.ticket_of(session, named.id)
    if other is None:
        raise Refused(_("{ref} has no ticket yet: it opens when its public reply is out."), field="ref", ref=named.ref)
    if other.id == ticket.id:
        raise Refused(_("That is this ticket itself: name another one."), field="ref")
    query = select(Ticket).where(Ticket.id.in_([ticket.id, other.id])).order_by(Ticket.id)
    session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    return ticket, other


def _keep(
    session: Session, ticket: Ticket, other: Ticket, person: Person, why: str, now: datetime, *, merged: bool
) -> None:
    row = TicketLink(ticket_id=ticket.id, other_id=other.id, merged=merged, why=why.strip(), by=person.id, at=now)
    session.add(row)
