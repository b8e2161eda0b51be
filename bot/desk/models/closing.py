"""How complaints end: one closing for each episode, with outcome, process and treatment, and what the customer says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


class Closure(Base):
    """One closing of a complaint (an episode ends): what came of it, how it went, who explained it. Reopened, it stays
    as it is, and the next closing is a row of its own."""

    __tablename__ = "closure"
    __table_args__ = (
        UniqueConstraint("complaint_id", "episode"),
        Index(
            "ix_closure_watched",
            "watch_until",
            sqlite_where=text("reopened_at IS NULL"),
            postgresql_where=text("reopened_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    episode: Mapped[int]  # 1, then one more each time it was reopened
    level: Mapped[int]  # 1, or 2 where a refusal was appealed
    # Outcome
    outcome: Mapped[str] = mapped_column(String(16))  # solved, refused
    done_what: Mapped[str | None]
    done_on: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None]  # of a refusal
    recourse: Mapped[str | None]  # of a refusal: how it can be appealed, or the mediator
    gestures: Mapped[list[Any]]  # granted until then: {kind, amount, currency, by} each, for colleagues only
    # Process
    began_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime] = mapped_column(index=True)
    hand_offs: Mapped[int]
    repeated: Mapped[int]  # times the customer had to repeat, as the person who closes it confirmed
    # Treatment
    explanation: Mapped[str]  # what the customer was told
    explained_by: Mapped[str] = mapped_column(String(64))
    decided_by: Mapped[str] = mapped_column(String(64))
    # Afterwards
    line: Mapped[str] = mapped_column(String(16))  # the public line: none, wanted, published, skipped
    line_why: Mapped[str | None]  # why there is none, or why it was skipped
    line_by: Mapped[str | None] = mapped_column(String(64))
    watch_until: Mapped[datetime]
    put_right_at: Mapped[datetime | None]  # the customer said in public that it is put right
    reopened_at: Mapped[datetime | None]
    reopened_why: Mapped[str | None] = mapped_column(String(24))  # customer, person, unhappy, edited, backlash
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Satisfaction(Base):
    """The one question after an episode, in private, and its answer."""

    __tablename__ = "satisfaction"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closure.id"), unique=True)
    text: Mapped[str]  # the words to be sent, in the customer's language
    asked_at: Mapped[datetime]  # when it was due to be asked
    by_hand: Mapped[bool]  # a person sends it
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str | None]  # why it could not be sent by itself
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    score: Mapped[int | None]  # 1 (very unhappy) to 5
    words: Mapped[str | None]
    recorded_by: Mapped[str | None] = mapped_column(String(64))
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
