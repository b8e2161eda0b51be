"""Hotlines: named people who are called at once, day and night, with a clock: whoever takes it says so with one click.
When the time is over and nobody has, the next are called, until nobody is left to call.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, duty, events, outbox, telling, waiting
from bot.desk.calendars import calendar_of
from bot.desk.duty import Asked
from bot.desk.models import Complaint, Effect, Event
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.deskfile import Hotline
from bot.desk.telling import About
from bot.desk.vocabulary import Lane, Refused, Role
from bot.texts import _

DUE = "hotline.due"
TOLD = "hotline_told"
TAKEN = "hotline_taken"
UNTAKEN = "hotline_untaken"


@dataclass(frozen=True)
class Standing:
    """How far a complaint's hotline is: who was called last, by when somebody must have it, and who has it."""

    told: str
    by: datetime | None
    taken_by: str | None
    taken_at: datetime | None


def key_of(complaint_id: int) -> str:
    """The key of the effect that is the hotline's clock."""
    return f"hotline:{complaint_id}"


def begin(session: Session, book: Book, playbook: Playbook, complaint: Complaint, now: datetime) -> None:
    """Call the people of the playbook's hotline at once, and start their clock; nothing where it has none.

    Who is called after them, and the clock, are frozen: editing desk.yaml changes nothing that runs.
    """
    line = book.desk.hotlines.get(playbook.hotline)
    if line is None:
        return
    asked = duty.resolved(book, line.tell, now, first=line.tell, team=complaint.team)
    if line.channel:
        asked = Asked(asked.people, (*asked.channels, line.channel.lstrip("#")), asked.groups)
    telling.remind(session, book, asked, About.HOTLINE, complaint, now, after=telling.AT_ONCE)
    calendar = book.desk.calendar(line.calendar)
    payload = {
        "complaint": complaint.id, "hotline": playbook.hotline, "told": list(asked.people), "first": list(line.tell),
        "next": _next(book, line), "calendar": calendar.spec.model_dump(mode="json"), "within": line.within,
    }  # fmt: skip
    due_at = _arm(session, complaint, payload, now)
    told = ", ".join(telling.names(book, asked))
    events.record(
        session, complaint, TOLD, events.AMENDS, now, told=told, hotline=playbook.hotline, by=due_at.isoformat()
    )


def _next(book: Book, line: Hotline) -> list[list[str]]:
    managers = [Role.MANAGER.value, f"#{book.desk.channels.managers}"]
    return [list(names) for names in line.next] or [["deputies"], managers, [Role.COMMUNITY_MANAGER.value]]


def _arm(session: Session, complaint: Complaint, payload: dict[str, Any], now: datetime) -> datetime:
    calendar = calendar_of(payload["calendar"])
    due_at = calendar.add(now, calendar.seconds(payload["within"]))
    outbox.arm(
        session, key_of(complaint.id), DUE, Lane.CHAT, now, urgency=1, due_at=due_at, payload=payload,
        correlation=complaint.correlation,
    )  # fmt: skip
    return due_at


def taken_by(session: Session, complaint: Complaint) -> str | None:
    """Who has taken the complaint since its hotline was told, or None."""
    standing = standings(session, [complaint.id]).get(complaint.id)
    return standing.taken_by if standing else None


def standings(session: Session, complaint_ids: Collection[int]) -> dict[int, Standing]:
    """How far the hotline of each complaint is, where one was told."""
    found: dict[int, Standing] = {}
    if not complaint_ids:
        return found
    query = select(Event).where(Event.complaint_id.in_(complaint_ids), Event.kind.in_((TOLD, TAKEN, UNTAKEN)))
    for event in session.scalars(query.order_by(Event.id)):
        of = event.complaint_id or 0  # what is the desk's own was not asked for
        if event.kind == TAKEN:
            before = found.get(of, Standing("", None, None, None))
            found[of] = Standing(before.told, before.by, event.actor, event.at)
        else:
            by = datetime.fromisoformat(event.data["by"]) if event.data.get("by") else None
            found[of] = Standing(event.data["told"], by, None, None)
    return found


def take(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """``person``, who was called, or a manager, sees to it: the clock ends, and the card says who has it."""
    told = events.last_of_kind(session, complaint.id, TOLD)
    if told is None:
        raise Refused(_("No hotline was told of this complaint, so there is nothing to take."))
    called = _called(session, book, complaint, told.data["hotline"], now)
    if person.id not in called and not person.roles & {Role.MANAGER, Role.ADMIN}:
        raise Refused(
            _("Only the people of this hotline or a manager can take it. You could ask {names}."),
            names=", ".join(name_of(book, who) for who in called) or "an admin",
        )
    if before := taken_by(session, complaint):
        raise Refused(_("{who} has taken this already."), who=name_of(book, before))
    outbox.disarm(session, [key_of(complaint.id)], now)
    events.record(session, complaint, TAKEN, person.id, now)
    complaints.show(session, complaint, now)


def _called(session: Session, book: Book, complaint: Complaint, hotline: str, now: datetime) -> Sequence[str]:
    """Everybody who was called so far, and those of the hotline as it is today."""
    effect = session.scalars(select(Effect).where(Effect.key == key_of(complaint.id))).first()
    line = book.desk.hotlines.get(hotline)
    named = duty.resolved(book, line.tell, now, first=line.tell).people if line else ()
    return list(dict.fromkeys([*named, *(effect.payload["told"] if effect else ())]))


def overdue(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """The time is over: if nobody has taken it, the next are called, with the same time."""
    outbox.tick(session, effect, now)
    payload = effect.payload
    complaint = session.get_one(Complaint, payload["complaint"])
    if taken_by(session, complaint) or complaint.cleared_by or not waiting.is_waiting(session, complaint):
        return
    asked, left = _next_asked(book, payload, complaint, now)
    if not asked:
        return  # everybody has been called
    telling.remind(session, book, asked, About.HOTLINE_UNTAKEN, complaint, now, after=telling.AT_ONCE)
    told = ", ".join(telling.names(book, asked))
    by = _arm(session, complaint, {**payload, "next": left, "told": [*payload["told"], *asked.people]}, now)
    events.record(session, complaint, UNTAKEN, events.AMENDS, now, told=told, by=by.isoformat() if left else None)
    complaints.show(session, complaint, now)


def _next_asked(
    book: Book, payload: dict[str, Any], complaint: Complaint, now: datetime
) -> tuple[Asked, list[list[str]]]:
    """Who is called now, and who is left: steps in which nobody is found whom we have not called already are over."""
    left = [list(names) for names in payload.get("next", [["manager", f"#{book.desk.channels.managers}"]])]
    told = set(payload["told"])
    while left:
        names = left.pop(0)
        asked = duty.called(book, names, now, first=payload.get("first", ()), team=complaint.team)
        if asked.channels or asked.groups or set(asked.people) - told:
            return asked, left
    return Asked(), []
