"""What came in: alerts kept verbatim, and the mentions they turned out to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.desk.columns import Base, BigId


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
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(
            "ix_mention_untold",
            "received_at",
            sqlite_where=text("state = 'discarded' AND told_at IS NULL"),
            postgresql_where=text("state = 'discarded' AND told_at IS NULL"),
        ),
        Index(
            "ix_mention_told",
            "told_at",
            sqlite_where=text("told_at IS NOT NULL"),
            postgresql_where=text("told_at IS NOT NULL"),
        ),
        Index(
            "ix_mention_suggested",
            "received_at",
            sqlite_where=text("kind = 'suggestion'"),
            postgresql_where=text("kind = 'suggestion'"),
        ),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str]
    network: Mapped[str] = mapped_column(String(64))
    url: Mapped[str]
    author_handle: Mapped[str] = mapped_column(index=True)
    author_name: Mapped[str] = mapped_column(index=True)
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
    received_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    correlation: Mapped[str] = mapped_column(String(32))
    complaint_id: Mapped[int | None] = mapped_column(BigId, index=True)  # no foreign key: it would be a circle
    logged_by: Mapped[str | None]
    kind: Mapped[str | None] = mapped_column(String(16))  # what triage, or a person after it, takes it for
    triage: Mapped[dict[str, Any] | None]  # the whole decision with its reasons (bot.triage.deciding)
    fingerprint: Mapped[str | None] = mapped_column(String(32), index=True)  # equal texts have equal ones
    address: Mapped[str | None] = mapped_column(String(32), index=True)  # equal where the item is the same one
    duplicate_of: Mapped[str | None] = mapped_column(String(36))  # the first mention that says the same
    told_at: Mapped[datetime | None]  # of a discarded one: when a digest named it


class Abstention(Base):
    """A person decided to watch a mention, or not to engage with it: by whom, why, until when (None: for good)."""

    __tablename__ = "abstention"
    __table_args__ = (
        Index(
            "ix_abstention_standing",
            "mention_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_abstention_until",
            "until",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[str] = mapped_column(ForeignKey("mention.id"), index=True)
    needs: Mapped[str] = mapped_column(String(16))  # watch, do_not_engage
    reason: Mapped[str]
    person: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(64))  # a person's id, "customer" or "amends"
    ended_why: Mapped[str | None]
    mention: Mapped[Mention] = relationship()


class Correction(Base):
    """A person said that triage was wrong. What is learned from it is fitted on demand (``amends triage fit``)."""

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mention_id: Mapped[str] = mapped_column(ForeignKey("mention.id"), index=True)
    what: Mapped[str] = mapped_column(String(32))  # kind, topic, abusive; review: of a discard, "right" or "complaint"
    before: Mapped[str]
    after: Mapped[str]
    person: Mapped[str]
    at: Mapped[datetime]
