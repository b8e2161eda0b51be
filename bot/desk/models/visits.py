"""Who is at the manager's pages: the one-time links that let somebody in, and their visits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


class DoorLink(Base):
    """A link that lets one person in, once. Only a hash of what stands in the link is kept."""

    __tablename__ = "door_link"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Visit(Base):
    """Somebody is signed in at the pages, in one browser. Only a hash of what the browser holds is kept."""

    __tablename__ = "visit"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[str] = mapped_column(String(64), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # to the minute: it says when an idle visit is over
    until: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(2), default="")  # chosen on the page; "": the person's own
    theme: Mapped[str] = mapped_column(String(5), default="")  # light, dark; "": as the machine is set
