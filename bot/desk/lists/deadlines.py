"""The deadline that comes first among those of one complaint, as a column to order by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, literal, select

from bot.desk.columns import UtcDateTime
from bot.desk.models import Clock, Complaint
from bot.desk.vocabulary import ClockState

FAR = datetime(9000, 1, 1, tzinfo=UTC)  # where nothing is due: at the end, and still a key to page by


def earliest(of: str = "due_at") -> Any:
    """The ``of`` of the running clock of a complaint that is due first; :data:`FAR`, or "", where none runs."""
    query = select(getattr(Clock, of)).where(Clock.complaint_id == Complaint.id, Clock.ended_at.is_(None))
    first = query.where(Clock.state == ClockState.RUNNING).order_by(Clock.due_at, Clock.id).limit(1)
    found = first.correlate(Complaint).scalar_subquery()
    return func.coalesce(found, literal(FAR, UtcDateTime()) if of == "due_at" else "")
