"""The timeline: one row per thing that happened to a complaint, written in the transaction in which it happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Event, Recount

CUSTOMER = "customer"
AMENDS = "amends"
MODEL = "model"


def record(session: Session, complaint: Complaint, kind: str, actor: str, now: datetime, **data: Any) -> None:
    """Add one line to the timeline. ``data`` is JSON.

    ``actor`` is a person's id, ``CUSTOMER``, ``AMENDS``, ``MODEL`` or "playbook". What the complaint adds to figures
    is counted anew after it (:mod:`bot.desk.figures`).
    """
    session.add(Recount(complaint_id=complaint.id))
    session.add(Event(complaint_id=complaint.id, at=now, kind=kind, actor=actor, data=data))


def note(session: Session, kind: str, actor: str, now: datetime, **data: Any) -> None:
    """Add one line to the audit log about what concerns no one complaint: an export, a sign-in."""
    session.add(Event(complaint_id=None, at=now, kind=kind, actor=actor, data=data))


def of_complaint(session: Session, complaint_id: int) -> Sequence[Event]:
    """The whole timeline, oldest first."""
    return session.scalars(select(Event).where(Event.complaint_id == complaint_id).order_by(Event.id)).all()


def last_of_kind(session: Session, complaint_id: int, kind: str) -> Event | None:
    """The latest line of ``kind``, or None."""
    query = select(Event).where(Event.complaint_id == complaint_id, Event.kind == kind)
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
