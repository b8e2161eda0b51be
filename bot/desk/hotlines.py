"""Hotlines: named people who are told of a complaint at once, day and night, and a clock until one has taken it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import duty, escalations, events, outbox, telling
from bot.desk.duty import Asked
from bot.desk.models import Complaint, Effect
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.telling import About
from bot.desk.vocabulary import Lane, Refused, Role
from bot.texts import _


def key_of(complaint_id: int) -> str:
    """The key of the effect that is the hotline's clock."""
    return f"hotline:{complaint_id}"


def begin(session: Session, book: Book, playbook: Playbook, complaint: Complaint, now: datetime) -> None:
    """Tell the people of the playbook's hotline at once, and start their clock; nothing where it has none."""
    line = book.desk.hotlines.get(playbook.hotline)
    if line is None:
        return
    asked = duty.resolved(book, line.tell, now, first=line.tell, team=complaint.team)
    if line.channel:
        asked = Asked(asked.people, (*asked.channels, line.channel.lstrip("#")), asked.groups)
    telling.remind(session, book, asked, About.HOTLINE, complaint, now, after=telling.AT_ONCE)
    calendar = book.desk.calendar(line.calendar)
    due_at = calendar.add(now, calendar.seconds(line.within))
    outbox.arm(
        session, key_of(complaint.id), "hotline.due", Lane.CHAT, now, urgency=1, due_at=due_at,
        payload={"complaint": complaint.id, "hotline": playbook.hotline, "told": list(asked.people)},
        correlation=complaint.correlation,
    )  # fmt: skip
    told = ", ".join(telling.names(book, asked))
    events.record(
        session, complaint, "hotline_told", events.AMENDS, now,
        told=told, hotline=playbook.hotline, by=due_at.isoformat(),
    )  # fmt: skip


def taken_by(session: Session, complaint: Complaint) -> str | None:
    """Who has taken the complaint since its hotline was told, or None."""
    told = events.last_of_kind(session, complaint.id, "hotline_told")
    taken = events.last_of_kind(session, complaint.id, "hotline_taken")
    return taken.actor if taken is not None and told is not None and taken.id > told.id else None


def take(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """``person``, of the hotline or a manager, sees to it: its clock ends."""
    told = events.last_of_kind(session, complaint.id, "hotline_told")
    if told is None:
        raise Refused(_("No hotline was told of this complaint, so there is nothing to take."))
    line = book.desk.hotlines.get(told.data["hotline"])
    named = set(duty.resolved(book, line.tell, now, first=line.tell).people) if line else set()
    if person.id not in named and not person.roles & {Role.MANAGER, Role.ADMIN}:
        raise Refused(
            _("Only the people of this hotline or a manager can take it. You could ask {names}."),
            names=", ".join(name_of(book, who) for who in named) or "an admin",
        )
    if before := taken_by(session, complaint):
        raise Refused(_("{who} has taken this already."), who=name_of(book, before))
    outbox.disarm(session, [key_of(complaint.id)], now)
    events.record(session, complaint, "hotline_taken", person.id, now)


def overdue(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """The hotline's time is over: if nobody has taken it, the managers and their channel are told."""
    outbox.tick(session, effect, now)
    complaint = session.get_one(Complaint, effect.payload["complaint"])
    if taken_by(session, complaint) or complaint.cleared_by or not escalations.is_waiting(session, complaint):
        return
    there = duty.managers(book, now)
    asked = Asked(there.people, (book.desk.channels.managers,), there.groups)
    telling.remind(session, book, asked, About.HOTLINE_UNTAKEN, complaint, now, after=telling.AT_ONCE)
    events.record(session, complaint, "hotline_untaken", events.AMENDS, now, told=", ".join(telling.names(book, asked)))
