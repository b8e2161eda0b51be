"""What the complaints add up to: kept as things happen, so that a month of figures is a few thousand rows to read."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


class Rollup(Base):
    """What the complaints of one team, venue, playbook and priority add up to on one day, for one metric."""

    __tablename__ = "rollup"
    # What is counted anew is found by the key; what is asked, by a range of days.
    __table_args__ = (Index("ix_rollup_day", "day", "metric"),)
    metric: Mapped[str] = mapped_column(String(24), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # of the team's zone
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    playbook: Mapped[str] = mapped_column(String(64), primary_key=True)
    stakes: Mapped[str] = mapped_column(String(2), primary_key=True)  # P1 to P4; empty: nobody knows
    count: Mapped[int]
    met: Mapped[int]
    breached: Mapped[int]
    timed: Mapped[int]  # how many of them took a known time
    seconds: Mapped[int] = mapped_column(BigInteger)  # that these took together
    spread: Mapped[dict[str, Any]]  # class of duration → how many (bot.desk.figures.parts)


class Tally(Base):
    """The same by one dimension alone: what one team's, or one playbook's, complaints add up to on one day, for one
    metric. What is asked most is a few hundred rows to read, however many venues and priorities there are."""

    __tablename__ = "tally"
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)  # "team" or "playbook"
    day: Mapped[date] = mapped_column(primary_key=True)  # of the team's zone
    metric: Mapped[str] = mapped_column(String(24), primary_key=True)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    met: Mapped[int]
    breached: Mapped[int]
    timed: Mapped[int]
    seconds: Mapped[int] = mapped_column(BigInteger)
    spread: Mapped[dict[str, Any]]


class Counted(Base):
    """What one complaint has been counted as: taken back when it is counted anew, so that corrections are exact."""

    __tablename__ = "counted"
    complaint_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    of: Mapped[list[Any]]
    facts: Mapped[list[Any]]


class Recount(Base):
    """Something happened to a complaint that has not been counted yet. Only ever added, and taken away when counted:
    what is written while others count is seen by the next count, whatever the order of commits."""

    __tablename__ = "recount"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(BigId)
