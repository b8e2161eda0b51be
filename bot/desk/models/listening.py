"""What is listened for: suggestions of critics, and action items against causes that keep coming back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.desk.columns import Base, BigId
from bot.desk.models.mentions import Mention

_LOOKED_FOR = text("next_at IS NOT NULL")


class Suggestion(Base):
    """An idea of somebody who criticises us: it gets an owner, an answer, and the critic is told. ``next_at`` is when
    the scan must look again (somebody is to be reminded); None: nobody is waited for."""

    __tablename__ = "suggestion"
    __table_args__ = (
        Index("ix_suggestion_next", "next_at", sqlite_where=_LOOKED_FOR, postgresql_where=_LOOKED_FOR),
        Index("ix_suggestion_state_noted", "state", "noted_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    mention_id: Mapped[str] = mapped_column(ForeignKey("mention.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    noted_at: Mapped[datetime]  # when it was found among the mentions
    owner: Mapped[str | None] = mapped_column(String(64))
    asked_by: Mapped[str | None] = mapped_column(String(64))  # who gave it to the owner
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # by when the owner is to have answered
    next_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)  # how often the owner was reminded
    answer: Mapped[str | None] = mapped_column(String(16))  # taken_up, declined
    why: Mapped[str | None]  # what comes of it and why, in the owner's words; of a dropped one, why
    answered_by: Mapped[str | None] = mapped_column(String(64))
    answered_at: Mapped[datetime | None]
    told_how: Mapped[str | None]  # "reply", or how a person told the critic, in their words
    told_by: Mapped[str | None] = mapped_column(String(64))
    told_at: Mapped[datetime | None]
    mention: Mapped[Mention] = relationship(lazy="joined", innerjoin=True)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def correlation(self) -> str:
        """What its log lines have in common: those of the mention that it stands in."""
        return self.mention.correlation


class ActionItem(Base):
    """What is changed because a cause keeps coming back: by whom, by when, and whether it helped."""

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_next", "next_at", sqlite_where=_LOOKED_FOR, postgresql_where=_LOOKED_FOR),
        Index("ix_action_item_state_due", "state", "due_at"),
        Index("ix_action_item_cause", "cause", "state"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    cause: Mapped[str] = mapped_column(String(64))  # the playbook whose complaints it is to make fewer
    what: Mapped[str]  # what changes
    owner: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime]  # the end of the day by which it is to be done, on the desk's own clock
    state: Mapped[str] = mapped_column(String(16))
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    done_by: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None]
    note: Mapped[str | None]  # what was done, or why it was dropped
    measured_at: Mapped[datetime | None]
    # Both periods with their counts, the bounds of the difference, and what may be said (bot.desk.actions.Effect).
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def correlation(self) -> str:
        """What its log lines have in common."""
        return f"action-{self.id}"
