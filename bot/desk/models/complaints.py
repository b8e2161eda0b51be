"""A complaint, its ticket, its clocks and its timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.desk.columns import Base, BigId
from bot.desk.models.mentions import Mention


class Complaint(Base):
    """Dissatisfaction that expects a response (ISO 10002), from the mention to the resolution."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_state_opened", "state", "opened_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    ref: Mapped[str] = mapped_column(String(9), unique=True)
    mention_id: Mapped[str] = mapped_column(ForeignKey("mention.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    playbook: Mapped[str] = mapped_column(String(64))
    playbook_version: Mapped[str] = mapped_column(String(16))
    playbook_reason: Mapped[str]
    playbook_by: Mapped[str | None]  # the person who chose it; None: it was found by what the mention says
    severity: Mapped[str | None] = mapped_column(String(16))  # how hard the reproach is; None: nobody knows
    again: Mapped[bool | None]  # complained of the same kind before, and was answered; None: nobody knows who it is
    # The playbook as it was when the complaint started: editing a file changes nothing. Long: read when needed.
    frozen: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    team: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]  # slot → {"value", "by", "at"}: what a person (or the case system) filled in
    cleared_by: Mapped[str | None]  # where a manager comes first: who let a draft be written
    cleared_at: Mapped[datetime | None]
    thread_revision: Mapped[int] = mapped_column(default=1)  # the customer's edits, further words, deletion
    opened_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None]
    dismissed_reason: Mapped[str | None]
    correlation: Mapped[str] = mapped_column(String(32))
    mention: Mapped[Mention] = relationship(foreign_keys=[mention_id], lazy="joined", innerjoin=True)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Ticket(Base):
    """The work behind the reply."""

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str | None]
    opened_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    waiting_for: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    outcome_reason: Mapped[str | None]
    done_what: Mapped[str | None]
    done_on: Mapped[str | None] = mapped_column(String(10))
    reopened: Mapped[int] = mapped_column(default=0)
    complaint: Mapped[Complaint] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Clock(Base):
    """One running SLA promise. ``next_at`` is when the scan must look again: the warning, then the deadline."""

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("complaint_id", "metric", "round"),
        Index(
            "ix_clock_next",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index("ix_clock_metric_started", "metric", "started_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    metric: Mapped[str] = mapped_column(String(24))
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]  # once set, never unset: a breach is history
    told_at: Mapped[datetime | None]
    policy: Mapped[dict[str, Any]]  # frozen: name, warn and limit in seconds, the calendar itself
    pauses: Mapped[list[Any]]
    complaint: Mapped[Complaint] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Event(Base):
    """One line of a complaint's timeline: who did what, when, with the exact words. Only ever added to."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str]  # a person's id, "customer" or "amends"
    data: Mapped[dict[str, Any]]
