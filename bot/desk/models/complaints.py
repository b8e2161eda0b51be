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
    __table_args__ = (
        Index("ix_complaint_state_opened", "state", "opened_at"),
        Index("ix_complaint_opened", "opened_at"),
        Index("ix_complaint_playbook_opened", "playbook", "opened_at"),
        Index("ix_complaint_state_priority", "state", "priority", "id"),
        Index(
            "ix_complaint_weigh",
            "weigh_at",
            sqlite_where=text("weigh_at IS NOT NULL"),
            postgresql_where=text("weigh_at IS NOT NULL"),
        ),
    )
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
    stakes: Mapped[str | None] = mapped_column(String(2))  # P1 to P4: what is at stake
    priority: Mapped[int | None]  # 0 to 100, see bot.triage.priority
    weighed: Mapped[dict[str, Any] | None]  # what the priority is the sum of (bot.desk.urgency)
    weigh_at: Mapped[datetime | None]  # when it is to be summed again; None: it changes no more
    group_id: Mapped[int | None] = mapped_column(BigId, index=True)  # others with the same problem
    grouped: Mapped[dict[str, Any] | None]  # why: {"ref", "words"}, or {"by"} where a person said so
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
    incident_id: Mapped[int | None] = mapped_column(BigId, index=True)  # the incident it is part of (no foreign key)
    apart_from: Mapped[int | None] = mapped_column(BigId)  # the incident that a person took it out of
    alone_by: Mapped[str | None] = mapped_column(String(64))  # part of it, but answered on its own: who said so
    correlation: Mapped[str] = mapped_column(String(32))
    mention: Mapped[Mention] = relationship(foreign_keys=[mention_id], lazy="joined", innerjoin=True)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Group(Base):
    """Complaints of several people about one problem (:mod:`bot.desk.groups`). Each stays a complaint of its own."""

    __tablename__ = "complaint_group"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))  # the playbook
    begun_at: Mapped[datetime]
    authors: Mapped[int]  # how many people they are
    told_at: Mapped[datetime | None]  # when a manager was told how many they are
    told_of: Mapped[int | None]


class Ticket(Base):
    """The work behind the reply."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_team_state", "team", "state"),
        Index("ix_ticket_state", "state", "team", "owner"),  # all that the work of everybody is counted from
        Index(
            "ix_ticket_owner",
            "owner",
            "state",
            sqlite_where=text("owner IS NOT NULL"),
            postgresql_where=text("owner IS NOT NULL"),
        ),
        Index(
            "ix_ticket_look",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )
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
    routed: Mapped[dict[str, Any] | None]  # why this team: a marked text and its values (bot.desk.routing)
    # When somebody must look: nothing was done for too long, it was snoozed until then, the customer is silent.
    look_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    handoffs: Mapped[int] = mapped_column(default=0)  # from one person to another, or to another team
    repeats: Mapped[int] = mapped_column(default=0)  # how often the customer had to tell it again
    order_ref: Mapped[str | None]  # what other systems call it
    incident_ref: Mapped[str | None]
    merged_into: Mapped[int | None] = mapped_column(BigId, index=True)  # the ticket in which the work goes on
    level: Mapped[int] = mapped_column(default=1)  # 2: a refusal was appealed, somebody else decides
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
        Index(
            "ix_clock_running_due",
            "due_at",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    metric: Mapped[str] = mapped_column(String(24))
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    warn_at: Mapped[datetime]  # the next warning, or the last one when none is left
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]  # paused with a cap: when the pause is over
    warned_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]  # once set, never unset: a breach is history
    told_at: Mapped[datetime | None]
    # Frozen: name, warn, limit and most_paused in seconds, the calendar itself, the steps of its chain.
    policy: Mapped[dict[str, Any]]
    pauses: Mapped[list[Any]]
    warns: Mapped[list[Any] | None]  # the warnings after `warn_at`, in seconds from the start; None: there are none
    complaint: Mapped[Complaint] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Event(Base):
    """One line of a complaint's timeline, or of the desk's own (an export): who did what, when, with the exact words.
    Only ever added to."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_at", "at", "id"), Index("ix_event_actor_at", "actor", "at", "id"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)  # None: of the desk
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str]  # a person's id, "customer" or "amends"
    data: Mapped[dict[str, Any]]
