"""The outbox, the cards it draws, and what tells the processes about each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


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
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        Index("ix_card_folded", "channel", "folded_at"),
        Index("ix_card_posted", "channel", "posted_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # approval, ticket, fold, discards, sample, incident, batch
    # The complaint's id, the fold's channel and number, the digest's moment, the sample's day, the incident's id.
    subject: Mapped[str] = mapped_column(String(80))
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
