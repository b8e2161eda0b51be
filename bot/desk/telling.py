"""Telling people: a sentence for one of them, or a reminder that gathers what comes together into one message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.duty import Asked
from bot.desk.models import Complaint, Effect
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane
from bot.texts import _

GATHER = timedelta(seconds=5)  # two hundred at nine o'clock become one message for each person
AT_ONCE = timedelta(0)


class About(StrEnum):
    """What a reminder is about. A reminder lists complaints; what no longer holds when it is sent is left out."""

    APPROVAL = "approval"  # nobody has approved the reply
    HOTLINE = "hotline"  # told at once: somebody must take it
    HOTLINE_UNTAKEN = "hotline_untaken"
    HANDED = "handed"  # a colleague hands it to a manager
    GESTURE = "gesture"  # somebody with more authority must decide
    GESTURE_WAITS = "gesture_waits"


ABOUT_NAMES = {
    About.APPROVAL: _("Nobody has approved a reply yet"),
    About.HOTLINE: _("This needs you at once: take it, or say who does"),
    About.HOTLINE_UNTAKEN: _("Nobody of those on call has taken this yet"),
    About.HANDED: _("This was handed to you to decide"),
    About.GESTURE: _("A gesture is beyond the authority of whoever asks for it: please decide"),
    About.GESTURE_WAITS: _("A gesture that was asked for still waits for a decision"),
}


def tell(
    session: Session,
    key: str,
    user: str,
    text: str,
    values: Mapping[str, object],
    complaint: Complaint,
    now: datetime,
) -> None:
    """One sentence (marked, English, with its values) for ``user`` alone, in their language, as a direct message."""
    payload = {"user": user, "say": text, "values": dict(values), "complaint": complaint.id}
    outbox.arm(
        session, f"tell:{key}:{user}", "person.tell", Lane.CHAT, now, urgency=1, payload=payload,
        correlation=complaint.correlation,
    )  # fmt: skip


def remind(
    session: Session,
    book: Book,
    asked: Asked,
    about: About,
    complaint: Complaint,
    now: datetime,
    *,
    after: timedelta = GATHER,
) -> None:
    """Tell everybody in ``asked`` about ``complaint``; what is still to be said to them joins one message."""
    places: list[dict[str, Any]] = [{"user": who} for who in asked.people]
    places += [{"channel": name} for name in asked.channels]
    if asked.groups:  # a group is called where approvals are: it cannot be written to directly
        places.append({"channel": book.desk.channels.approvals, "groups": list(asked.groups)})
    for place in places:
        _join(session, place, about, complaint, now + after, now)


def _join(
    session: Session, place: dict[str, Any], about: About, complaint: Complaint, due_at: datetime, now: datetime
) -> None:
    groups = ",".join(place.get("groups", []))
    key = f"remind:{about}:{place.get('user') or '#' + place['channel']}:{groups}"[:120]
    waiting = session.scalars(select(Effect).where(Effect.key == key).with_for_update()).first()
    listed = waiting.payload["complaints"] if waiting is not None and waiting.done_at is None else []
    if complaint.id in listed:
        return
    outbox.arm(
        session, key, "people.remind", Lane.CHAT, now, urgency=1, due_at=due_at,
        channel=place.get("channel"), correlation=complaint.correlation,
        payload={**place, "about": about, "complaints": [*listed, complaint.id]},
    )  # fmt: skip


def names(book: Book, asked: Asked) -> list[str]:
    """What to call those in ``asked`` on the timeline."""
    people = [spec.name if (spec := book.desk.people.get(who)) else who for who in asked.people]
    return [*people, *(f"#{name}" for name in asked.channels), *asked.groups]
