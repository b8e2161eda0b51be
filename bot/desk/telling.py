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
APART = timedelta(minutes=10)  # between two messages about the same when they keep coming
GRAVE_APART = timedelta(minutes=5)
AT_ONCE = timedelta(0)


class About(StrEnum):
    """What a reminder is about. A reminder lists complaints; what no longer holds when it is sent is left out."""

    APPROVAL = "approval"  # nobody has approved the reply
    HOTLINE = "hotline"  # told at once: somebody must take it
    HOTLINE_UNTAKEN = "hotline_untaken"  # whoever was told before has not taken it: you are the next
    HANDED = "handed"  # a colleague hands it to a manager
    SUPPORT = "support"  # many stand behind a small matter
    GESTURE = "gesture"  # somebody with more authority must decide
    GESTURE_WAITS = "gesture_waits"
    CLAIM = "claim"  # nobody has taken the ticket
    BREACH = "breach"  # a promise was broken and is not kept yet
    APPEAL = "appeal"  # a refusal is appealed: somebody else decides
    COMMITMENT = "commitment"  # what was said falls due soon
    COMMITMENT_BROKEN = "commitment_broken"
    AFTER_CLOSING = "after_closing"  # something happened in public after it was closed
    AWAKE = "awake"  # it was watched, or nobody engaged, until now


ABOUT_NAMES = {
    About.APPROVAL: _("Nobody has approved a reply yet"),
    About.CLAIM: _("Nobody has taken a ticket yet"),
    About.BREACH: _("A promise to a customer is broken: see to it that they hear from us"),
    About.HOTLINE: _("This needs you at once: take it, or say who does"),
    About.HOTLINE_UNTAKEN: _("Nobody of those on call has taken this yet: you are asked now"),
    About.HANDED: _("This was handed to you to decide"),
    About.SUPPORT: _("A small matter gains support: look at it before it grows"),
    About.GESTURE: _("A gesture is beyond the authority of whoever asks for it: please decide"),
    About.APPEAL: _("A refusal is appealed: somebody who did not decide the first time decides now"),
    About.COMMITMENT: _("What we said falls due soon: keep it, or agree on another day with the customer"),
    About.COMMITMENT_BROKEN: _("We said it, and the time has passed: keep it now, or tell the customer another day"),
    About.AFTER_CLOSING: _("Something was said in public after this was closed: look at it"),
    About.AWAKE: _("This was left alone until now: answer it, or decide anew"),
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
    grave = about in (About.HOTLINE, About.HOTLINE_UNTAKEN)
    due_at, left = outbox.apart(waiting, due_at, GRAVE_APART if grave else APART)
    outbox.arm(
        session, key, "people.remind", Lane.CHAT, now, urgency=1, due_at=due_at,
        channel=place.get("channel"), correlation=complaint.correlation,
        payload={**place, "about": about, "complaints": [*listed, complaint.id], "left": left},
    )  # fmt: skip


def names(book: Book, asked: Asked) -> list[str]:
    """What to call those in ``asked`` on the timeline."""
    people = [spec.name if (spec := book.desk.people.get(who)) else who for who in asked.people]
    return [*people, *(f"#{name}" for name in asked.channels), *asked.groups]
