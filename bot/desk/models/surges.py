"""Who complains of what and when, to be counted; the topics; and the surges that were found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


class Complainant(Base):
    """Somebody complained of a topic (ISO 10002: the complainant). One row for each complaint that counts."""

    __tablename__ = "complainant"
    # All that is ever asked for stands in the index, in this order: the table itself is not read.
    __table_args__ = (Index("ix_complainant_minute", "minute", "live", "topic", "source", "author"),)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(64))  # the complaint's playbook
    source: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(24))  # a hash: only whether two are the same matters
    minute: Mapped[int]  # when the customer wrote, in minutes from 1970 (UTC)
    live: Mapped[bool]  # heard of within a day; what came later is history, and surges no more


class Topic(Base):
    """A playbook that complaints may go to, and since when: what goes to a new one went elsewhere before."""

    __tablename__ = "topic"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime]


class Surge(Base):
    """So many people complained of a topic that chance did not explain it. ``number`` counts a topic's surges."""

    __tablename__ = "surge"
    __table_args__ = (UniqueConstraint("topic", "number"), Index("ix_surge_cooldown", "cooldown_until"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    at: Mapped[datetime]
    hours: Mapped[float]  # the stretch before ``at`` that showed it best
    authors: Mapped[int]  # distinct ones in it
    expected: Mapped[float]  # that are usual in such a stretch, at this time of the week
    weeks: Mapped[int]  # past ones that show what is usual
    chance: Mapped[float]  # that so many come together, 0 to 1
    reasons: Mapped[list[Any]]  # as bot.triage.deciding.Reason keeps them
    cooldown_until: Mapped[datetime]
