"""Where an incident stands, in numbers: complaints, distinct authors, answered, waiting, the oldest, what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Incident, Mention
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState

AN_HOUR = timedelta(hours=1)
WORST = 5


@dataclass(frozen=True)
class Figures:
    """``lately``: distinct authors of the last hour; ``usual``: as many as usual in an hour like that, None when nobody
    knows. ``oldest``: when the complaint that waits longest was made; ``latest``: when the newest one was."""

    complaints: int
    authors: int
    answered: int
    waiting: int
    dismissed: int
    lately: int
    usual: float | None
    oldest: datetime | None
    latest: datetime | None
    calm: bool


def of_incident(session: Session, book: Book, incident: Incident, now: datetime) -> Figures:
    """The figures of ``incident`` at ``now``."""
    answered = (ComplaintState.ANSWERED, ComplaintState.RESOLVED)
    open_ = Complaint.state == ComplaintState.OPEN
    query = select(
        func.count(),
        func.count(func.distinct(_author())),
        func.sum(case((Complaint.state.in_(answered), 1), else_=0)),
        func.sum(case((open_, 1), else_=0)),
        func.count(func.distinct(case((Mention.posted_at > now - AN_HOUR, _author())))),
        func.min(case((open_, Mention.posted_at))),
        func.max(Mention.posted_at),
    )
    found = session.execute(query.select_from(Complaint).join(Mention, Mention.id == Complaint.mention_id).where(
        Complaint.incident_id == incident.id
    )).one()  # fmt: skip
    total, authors, done, waiting, lately, oldest, latest = found
    done, waiting = int(done or 0), int(waiting or 0)
    return Figures(
        total, authors, done, waiting, total - done - waiting, lately, incident.usual, oldest, latest,
        is_calm(book, incident, lately, latest, now),
    )  # fmt: skip


def _author() -> ColumnElement[str]:
    """Who wrote it; of those without a handle each counts for one."""
    return func.coalesce(func.nullif(Mention.author_handle, ""), Mention.id)


def is_calm(book: Book, incident: Incident, lately: int, latest: datetime | None, now: datetime) -> bool:
    """Nothing new for long enough; or back to what is usual, an hour after it began at the earliest."""
    quiet = timedelta(seconds=book.desk.calendar("always").seconds(book.desk.incidents.calm_after))
    if now - max(latest or incident.opened_at, incident.opened_at) >= quiet:
        return True
    usual = incident.usual
    return usual is not None and now - incident.opened_at >= AN_HOUR and lately <= max(1.0, usual)


def worst(session: Session, incident: Incident, limit: int = WORST) -> Sequence[Complaint]:
    """The complaints of ``incident`` that wait, the most urgent first."""
    query = select(Complaint).where(Complaint.incident_id == incident.id, Complaint.state == ComplaintState.OPEN)
    return session.scalars(query.order_by(Complaint.priority.desc().nulls_last(), Complaint.id).limit(limit)).all()


def members(session: Session, incident: Incident) -> Sequence[Complaint]:
    """Every complaint that is part of ``incident``, the oldest first."""
    return session.scalars(
        select(Complaint).where(Complaint.incident_id == incident.id).order_by(Complaint.id)
    ).all()  # fmt: skip
