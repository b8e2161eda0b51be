"""What came in: alerts kept verbatim, and the mentions they turned out to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

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
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str]
    network: Mapped[str] = mapped_column(String(64))
    url: Mapped[str]
    author_handle: Mapped[str] = mapped_column(index=True)
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
