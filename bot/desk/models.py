"""The desk's rows. One complaint's walk: alert → mention → complaint → draft → ticket, beside clocks and events.

Times are UTC (:mod:`bot.desk.columns`), states are words from :mod:`bot.desk.vocabulary`, and the rows whose state
people race for carry a version (``version_id_col``): the loser's write fails and is told who won.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.desk.columns import Base as Base
from bot.desk.columns import BigId


class Alert(Base):
    """What a source sent, kept verbatim. ``key`` says when two alerts are the same one, delivered twice."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "ix_alert_unread",
            "id",
            sqlite_where=text("state = 'received'"),
            postgresql_where=text("state = 'received'"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    mention_id: Mapped[str | None] = mapped_column(String(36), index=True)
    payload: Mapped[str]
    correlation: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None]
    read_at: Mapped[datetime | None]


class Mention(Base):
    """Something a customer said, once per (source, external id)."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str]
    network: Mapped[str] = mapped_column(String(64))
    url: Mapped[str]
    author_handle: Mapped[str]
    author_name: Mapped[str]
    author: Mapped[dict[str, Any]]
    title: Mapped[str]
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    rating: Mapped[float | None]
    reach: Mapped[int | None] = mapped_column(BigInteger)
    in_reply_to: Mapped[str | None]
    media: Mapped[list[Any]]
    hints: Mapped[dict[str, Any]]
    posted_at: Mapped[datetime]
    received_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    correlation: Mapped[str] = mapped_column(String(32))
    complaint_id: Mapped[int | None] = mapped_column(BigId, index=True)  # no foreign key: it would be a circle
    logged_by: Mapped[str | None]


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
    # The playbook as it was when the complaint started: editing a file changes nothing. Long: read when needed.
    frozen: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    team: Mapped[str] = mapped_column(String(64))
    thread_revision: Mapped[int] = mapped_column(default=1)  # the customer's edits, further words, deletion
    opened_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None]
    dismissed_reason: Mapped[str | None]
    correlation: Mapped[str] = mapped_column(String(32))
    mention: Mapped[Mention] = relationship(foreign_keys=[mention_id], lazy="joined", innerjoin=True)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Draft(Base):
    """A text nobody has approved yet; once public, the reply. Every edit is a new version beside the old."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("complaint_id", "number"),
        Index("ix_draft_state_changed", "state", "changed_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    written_by: Mapped[str]  # "playbook" or a person's id
    commitments: Mapped[list[Any]]
    why: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_hash: Mapped[str | None] = mapped_column(String(64))
    reply_text: Mapped[str | None]  # the exact words approved, signature included
    thread_revision: Mapped[int | None]  # what the approver had seen of the thread
    target: Mapped[dict[str, Any]]
    published_at: Mapped[datetime | None]
    published_url: Mapped[str | None]
    problem: Mapped[str | None]  # why it is unknown or failed, in words for a person
    complaint: Mapped[Complaint] = relationship()
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


class Effect(Base):
    """One thing to do to the outside: the outbox. ``due_at`` is schedule, lease and back-off in one."""

    __tablename__ = "effect"
    __table_args__ = (
        Index(
            "ix_effect_due",
            "lane",
            "due_at",
            sqlite_where=text("done_at IS NULL AND held_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND held_at IS NULL"),
        ),
        Index(
            "ix_effect_held",
            "held_at",
            sqlite_where=text("held_at IS NOT NULL AND done_at IS NULL"),
            postgresql_where=text("held_at IS NOT NULL AND done_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    lane: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str | None] = mapped_column(String(80))  # the Slack channel whose rate limit it shares
    urgency: Mapped[int] = mapped_column(default=5)  # 0 first: people's clicks before machine updates
    payload: Mapped[dict[str, Any]]
    correlation: Mapped[str | None] = mapped_column(String(32))
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class Card(Base):
    """What is posted in Slack for a complaint (or a fold of many): where it stands, so that it can be redrawn."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index("ix_card_folded", "channel", "folded_at"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # approval, ticket, fold
    subject: Mapped[str] = mapped_column(String(80))  # the complaint's id, or the fold's channel and number
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    channel: Mapped[str] = mapped_column(String(80))
    channel_id: Mapped[str | None] = mapped_column(String(40))
    ts: Mapped[str | None] = mapped_column(String(32))
    folded_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]


class Pace(Base):
    """A Slack channel that answered "too fast": nothing is sent there before ``free_at``, one at a time until calm."""

    __tablename__ = "pace"
    channel: Mapped[str] = mapped_column(String(80), primary_key=True)
    free_at: Mapped[datetime]
    calm_at: Mapped[datetime]


class Handled(Base):
    """What Slack has delivered already: an event, a click or a submission is acted on once."""

    __tablename__ = "handled"
    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Beat(Base):
    """When a process was last seen alive: what /readyz and `amends doctor` look at."""

    __tablename__ = "beat"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
