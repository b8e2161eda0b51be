"""Who is away, who belongs to a Slack user group, whose turn it is, and which tickets belong together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


class Absence(Base):
    """Somebody said that they are not there. The row stays: it is why their work went to others."""

    __tablename__ = "absence"
    __table_args__ = (
        Index(
            "ix_absence_standing",
            "person",
            sqlite_where=text("back_at IS NULL"),
            postgresql_where=text("back_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    until: Mapped[datetime | None]  # None: until they say that they are back
    back_at: Mapped[datetime | None]  # when they said so


class GroupMember(Base):
    """One member of a Slack user group that a team names, as Slack said it last."""

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group", "person"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    group: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]


class Turn(Base):
    """When somebody was given work last. Whoever gives or takes work waits for this row: nobody gets too much."""

    __tablename__ = "turn"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)  # a Slack member id, or "team:" and its key
    given_at: Mapped[datetime | None]


class TicketLink(Base):
    """Two tickets that belong together, said by a person, and taken back by one."""

    __tablename__ = "ticket_link"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    merged: Mapped[bool]  # the work of the first goes on in the other; else they only know of each other
    why: Mapped[str]
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(String(64))
    undone_at: Mapped[datetime | None]
