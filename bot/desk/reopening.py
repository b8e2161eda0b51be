"""Taken up again: the customer writes once more, or somebody says that it is not solved.

What was merged for one customer is one trouble: it is closed together, and taken up again together. A merged ticket of
somebody else is theirs alone: it begins again as a ticket of its own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import clocks, complaints, episodes, escalations, events
from bot.desk.models import Complaint, Mention, Ticket
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.vocabulary import ComplaintState, MentionState, TicketState, move


def customer_wrote(
    session: Session, book: Book, complaint: Complaint, mention: Mention, now: datetime, *, settled: bool = False
) -> None:
    """The same customer's further word joins the complaint: it wakes a waiting ticket and reopens a resolved one,
    unless it says that it is ``settled``."""
    mention.state, mention.complaint_id = MentionState.JOINED, complaint.id
    events.record(session, complaint, "customer_wrote", events.CUSTOMER, now, mention=mention.id, url=mention.url)
    ticket = complaints.ticket_of(session, complaint.id)
    if ticket and ticket.state == TicketState.MERGED:
        ticket = session.get(Ticket, ticket.merged_into) if ticket.merged_into else None
    if ticket and ticket.state in (TicketState.WAITING, TicketState.SNOOZED):
        complaints.wake(session, ticket, ticket.complaint, now)
        giving.came_back(session, book, ticket, ticket.complaint, now)
        complaints.show(session, ticket.complaint, now)
    elif ticket and ticket.state == TicketState.RESOLVED and not settled:
        reopen(session, book, ticket.complaint, ticket, events.CUSTOMER, mention.text, now, episodes.BY_CUSTOMER)
    playbook = complaints.frozen_playbook(book, complaint)
    clocks.customer_wrote(session, book, playbook, complaint, min(mention.posted_at, now))
    complaints.thread_moved(session, complaint, now)


def reopen(
    session: Session,
    book: Book,
    complaint: Complaint,
    ticket: Ticket,
    actor: str,
    why: str,
    now: datetime,
    how: str,
) -> None:
    """It is not solved after all: the ticket goes back to its team (or to whoever had it, see
    :func:`bot.desk.routing.giving.reopened`) and a new resolution clock starts. A refusal is appealed by it. ``how``:
    one of the words of :mod:`bot.desk.episodes`."""
    main = episodes.closed_with(session, ticket)
    if main is not None:  # the work on it went on there, for the same customer: so it does again
        return reopen(session, book, main.complaint, main, actor, why, now, how)
    had = ticket.owner
    episodes.come_apart(session, ticket, actor, now)
    ticket.state = move(TicketState(ticket.state), TicketState.QUEUED)
    ticket.owner = ticket.claimed_at = ticket.merged_into = None
    _begin_again(session, book, complaint, ticket, actor, why, now, how)
    followers = episodes.followers(session, ticket)
    for one in followers:
        one.state = move(TicketState(one.state), TicketState.MERGED)
        _begin_again(session, book, one.complaint, one, actor, why, now, how, ref=complaint.ref)
    session.flush()
    escalations.unclaimed(session, complaint, now)
    giving.reopened(session, book, ticket, had, now)
    return complaints.show_all(session, [complaint, *(one.complaint for one in followers)], now)


def _begin_again(
    session: Session,
    book: Book,
    complaint: Complaint,
    ticket: Ticket,
    actor: str,
    why: str,
    now: datetime,
    how: str,
    **more: str,
) -> None:
    """A new episode of one complaint: its closing no longer holds, its clocks run anew."""
    complaint.state = move(ComplaintState(complaint.state), ComplaintState.ANSWERED)
    complaint.resolved_at = ticket.resolved_at = None
    ticket.reopened += 1
    clocks.reopened(session, book, complaints.frozen_playbook(book, complaint), complaint, now)
    events.record(session, complaint, "reopened", actor, now, why=why, **more)
    episodes.reopened(session, book, complaint, ticket, actor, why, how, now)
