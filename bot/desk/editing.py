"""Editing: who has a reply open to rewrite it, and what they have typed so far, which outlives a closed window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk import complaints, outbox
from bot.desk.models import Complaint, Editing, Effect
from bot.desk.people import Person
from bot.desk.vocabulary import Lane

SHOWN_FOR = timedelta(minutes=15)  # after the last sign of life, a window is taken to be closed
KEPT_FOR = timedelta(days=1)  # what was typed and never sent in


@dataclass(frozen=True)
class Opened:
    """What an editor is shown: the ``body`` they had typed of version ``number`` (None: nothing), and who else is at
    it (ids of people)."""

    body: str | None
    number: int
    others: tuple[str, ...]


def open_edit(session: Session, complaint: Complaint, person: Person, number: int, now: datetime) -> Opened:
    """``person`` opens version ``number``; the card shows it. What they had typed before comes back."""
    row = session.get(Editing, (complaint.id, person.id), with_for_update=True)
    kept = row if row is not None and row.body and row.at > now - KEPT_FOR else None
    opened = Opened(
        body=kept.body if kept else None,
        number=kept.number if kept else number,
        others=tuple(who for who in who_edits(session, [complaint.id], now).get(complaint.id, ()) if who != person.id),
    )
    if row is None:
        row = Editing(complaint_id=complaint.id, person=person.id, number=number, body="", at=now, open=True)
        session.add(row)
    elif kept is None:
        row.number, row.body = number, ""
    row.at, row.open = now, True
    _watch(session, complaint, person.id, now)
    complaints.show(session, complaint, now, urgency=2)
    return opened


def typed(session: Session, complaint: Complaint, person: Person, number: int, body: str, now: datetime) -> None:
    """Keep what ``person`` has typed of version ``number``. Cheap: no card is drawn."""
    row = session.get(Editing, (complaint.id, person.id), with_for_update=True)
    if row is None:
        row = Editing(complaint_id=complaint.id, person=person.id, number=number, body=body, at=now, open=True)
        session.add(row)
    row.number, row.body, row.at, row.open = number, body, now, True


def close_edit(session: Session, complaint: Complaint, person: Person, now: datetime, body: str | None = None) -> None:
    """The window is closed without being sent in; ``body`` is what stood in it, where that is known."""
    row = session.get(Editing, (complaint.id, person.id), with_for_update=True)
    if row is None:
        return
    row.open, row.at = False, now
    if body is not None:
        row.body = body
    complaints.show(session, complaint, now, urgency=2)


def forget(session: Session, complaint: Complaint, person: Person) -> None:
    """``person`` wants none of what they had typed."""
    session.execute(delete(Editing).where(Editing.complaint_id == complaint.id, Editing.person == person.id))


def who_edits(session: Session, complaint_ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    """Complaint → ids of the people who have its reply open."""
    query = select(Editing.complaint_id, Editing.person).where(
        Editing.complaint_id.in_(complaint_ids), Editing.open.is_(True), Editing.at > now - SHOWN_FOR
    )
    found: dict[int, tuple[str, ...]] = {}
    for complaint_id, who in session.execute(query.order_by(Editing.person)):
        found[complaint_id] = (*found.get(complaint_id, ()), who)
    return found


def _watch(session: Session, complaint: Complaint, who: str, at: datetime) -> None:
    outbox.arm(
        session, f"editing:{complaint.id}:{who}", "editing.over", Lane.CHAT, at, urgency=4, due_at=at + SHOWN_FOR,
        payload={"complaint": complaint.id, "person": who}, correlation=complaint.correlation,
    )  # fmt: skip


def over(session: Session, effect: Effect, now: datetime) -> None:
    """Nothing was heard of an open window for long: the card no longer shows it. Its words are kept."""
    outbox.tick(session, effect, now)
    complaint_id, who = effect.payload["complaint"], effect.payload["person"]
    row = session.get(Editing, (complaint_id, who))
    if row is None or not row.open:
        return None
    complaint = session.get_one(Complaint, complaint_id)
    if row.at > now - SHOWN_FOR:
        return _watch(session, complaint, who, row.at)
    row.open = False
    return complaints.show(session, complaint, now)


def forget_old(session: Session, now: datetime) -> None:
    """Drop what was typed and never sent in."""
    session.execute(delete(Editing).where(Editing.at <= now - KEPT_FOR))
