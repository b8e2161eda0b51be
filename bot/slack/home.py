"""The Home tab: what waits for this person, the worst first, as in the folds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import absences, abstentions, actions, folds, freezes, people, suggestions
from bot.desk.models import Clock, Complaint, Ticket
from bot.desk.playbooks import Book
from bot.desk.routing import crew
from bot.desk.tickets import queues
from bot.desk.vocabulary import (
    INCIDENT_NAMES,
    ROLE_NAMES,
    STANCE_NAMES,
    ClockState,
    ComplaintState,
    IncidentState,
    Metric,
    Stance,
    TicketState,
)
from bot.slack import blocks, crews, owned
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
    found += _incidents(session, language)
    found += _unanswered(session, language, now)
    found += _left_alone(session, book, language)
    found += _standing(session, book, user, language, now)
    found += _tickets(session, language, user)
    found += _owned(session, language, user)
    return {"type": "home", "blocks": found}


def _incidents(session: Session, language: str) -> list[dict[str, Any]]:
    """The incidents that have not ended, and what each waits for."""
    open_ = freezes.open_incidents(session)
    lines = [
        say(language, _(":rotating_light: *Incident {number}* “{title}” — {state}"), number=one.id,
            title=inline(one.title, 80), state=say(language, INCIDENT_NAMES[IncidentState(one.state)]))
        for one in open_[:SHOWN]
    ]  # fmt: skip
    hint = say(language, _("`/amends incident 12` tells the story of one."))
    return [blocks.lines(lines), blocks.context(hint), blocks.divider()] if lines else []


def _unanswered(session: Session, language: str, now: datetime) -> list[dict[str, Any]]:
    query = (
        select(Complaint, Clock.due_at)
        .join(Clock, Clock.complaint_id == Complaint.id)
        .where(Complaint.state == ComplaintState.OPEN, Clock.metric == Metric.FIRST_RESPONSE)
        .where(Clock.state == ClockState.RUNNING)
        .order_by(*folds.WORST_FIRST)
    )
    open_ = session.execute(query).all()
    title = say(language, _("{n} complaints wait for their first reply"), n=len(open_))
    lines = [
        f"{':red_circle:' if now > due else ':large_green_circle:'}{':link:' if c.incident_id else ''} `{c.ref}` "
        f"{inline(c.mention.author_name or c.mention.author_handle, 40)} — {inline(c.mention.text, 70)} · {moment(due)}"
        for c, due in open_[:SHOWN]
    ]
    return [blocks.section(f"*{title}*"), *([blocks.lines(lines)] if lines else []), blocks.divider()]


def _left_alone(session: Session, book: Book, language: str) -> list[dict[str, Any]]:
    """What is watched or not engaged with: by whom, why, until when; the next to wake first."""
    found, total = abstentions.all_standing(session, SHOWN)
    if not found:
        return []
    lines = []
    for one in found:
        who, said = one.mention.author_name or one.mention.author_handle, one.mention.text
        until = say(language, _("until {day}"), day=moment(one.until)) if one.until else say(language, _("for good"))
        by = escaped(people.name_of(book, one.person))
        needs = say(language, STANCE_NAMES[Stance(one.needs)])
        lines.append(f"{inline(who, 40)} — {inline(said, 60)} · {needs}, {until} · {by}: {inline(one.reason, 80)}")
    title = say(language, _("Watched, or not engaged with: {n}"), n=total)
    return [blocks.section(f"*{title}*"), blocks.lines(lines), blocks.divider()]


def _standing(session: Session, book: Book, user: str, language: str, now: datetime) -> list[dict[str, Any]]:
    """The away switch and the load, of those who work on tickets."""
    if not crew.may_work(book, user):
        return []
    absence = absences.of(session, [user], now).get(user)
    until = (moment(absence.until) if absence.until else "") if absence else None
    return crews.standing(language, until, len(queues.held_by(session, user)), crew.most(book, user))


def _tickets(session: Session, language: str, user: str) -> list[dict[str, Any]]:
    open_states = (TicketState.QUEUED, *crew.HELD)
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


def _owned(session: Session, language: str, user: str) -> list[dict[str, Any]]:
    """Suggestions and action items that wait for this person; nothing where none do."""
    ideas, items = suggestions.of_owner(session, user), actions.of_owner(session, user)
    if not ideas and not items:
        return []
    said = owned.waiting(language, len(ideas), len(items))
    buttons = [
        blocks.button(name, say(language, label), "-")
        for name, label, shown in (
            (owned.SUGGESTIONS, _("Suggestions"), ideas), (owned.ACTIONS, _("Action items"), items),
        ) if shown
    ]  # fmt: skip
    return [blocks.divider(), blocks.section(f"*{said}*"), blocks.actions(*buttons, block_id="owned")]
