"""The Home tab: what waits for this person, nearest deadline first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import people
from bot.desk.models import Clock, Complaint, Ticket
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ROLE_NAMES, ClockState, ComplaintState, Metric, TicketState
from bot.slack import blocks
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

SHOWN = 12


def view(session: Session, book: Book, user: str, fallback: str, now: datetime) -> dict[str, Any]:
    """The Home view of the person ``user``."""
    person = people.person(book, user)
    if person is None:
        text = _("You are not on this desk yet. Ask an admin to add your Slack id {id} to desk.yaml, with a role.")
        return {"type": "home", "blocks": [blocks.section(escaped(say(fallback, text, id=user)))]}
    language = person.language
    roles = ", ".join(say(language, ROLE_NAMES[role]) for role in sorted(person.roles))
    found = [blocks.header(person.name), blocks.context(escaped(roles))]
    found += _unanswered(session, language, now)
    found += _tickets(session, language, user)
    return {"type": "home", "blocks": found}


def _unanswered(session: Session, language: str, now: datetime) -> list[dict[str, Any]]:
    query = (
        select(Complaint, Clock.due_at)
        .join(Clock, Clock.complaint_id == Complaint.id)
        .where(Complaint.state == ComplaintState.OPEN, Clock.metric == Metric.FIRST_RESPONSE)
        .where(Clock.state == ClockState.RUNNING)
        .order_by(Clock.due_at)
    )
    open_ = session.execute(query).all()
    title = say(language, _("{n} complaints wait for their first reply"), n=len(open_))
    lines = [
        f"{':red_circle:' if now > due else ':large_green_circle:'} `{c.ref}` "
        f"{inline(c.mention.author_name or c.mention.author_handle, 40)} — {inline(c.mention.text, 70)} · {moment(due)}"
        for c, due in open_[:SHOWN]
    ]
    return [blocks.section(f"*{title}*"), *([blocks.lines(lines)] if lines else []), blocks.divider()]


def _tickets(session: Session, language: str, user: str) -> list[dict[str, Any]]:
    open_states = (TicketState.QUEUED, TicketState.CLAIMED, TicketState.WAITING)
    query = select(Ticket).where(Ticket.state.in_(open_states)).order_by(Ticket.opened_at)
    tickets = session.scalars(query).all()
    mine = [ticket for ticket in tickets if ticket.owner == user]
    free = [ticket for ticket in tickets if ticket.owner is None]
    title = say(language, _("My tickets: {mine} · free to claim: {free}"), mine=len(mine), free=len(free))
    lines = [
        f"`{t.complaint.ref}` {inline(t.complaint.mention.author_name or t.complaint.mention.author_handle, 40)} — "
        f"{inline(t.complaint.mention.text, 70)}"
        for t in mine[:SHOWN]
    ]
    return [blocks.section(f"*{title}*"), *([blocks.lines(lines)] if lines else [])]
