"""Incidents: one cause behind many complaints, what is said about it, and the replies that one press approves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.desk.columns import Base, BigId


class Incident(Base):
    """One cause behind many complaints. ``id`` is the number that people say: incident 12."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "ix_incident_open_topic",
            "topic",
            unique=True,  # one at a time for each topic
            sqlite_where=text("state IN ('declared', 'answering')"),
            postgresql_where=text("state IN ('declared', 'answering')"),
        ),
        Index(
            "ix_incident_next_telling",
            "next_telling_at",
            sqlite_where=text("next_telling_at IS NOT NULL"),
            postgresql_where=text("next_telling_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    topic: Mapped[str] = mapped_column(String(64))  # the name of the playbook whose complaints it is about
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(64))  # a person's id, or "amends": a surge was found
    why: Mapped[dict[str, Any]]  # {"reasons": those of a surge}, or {"words": what a person wrote}
    usual: Mapped[float | None]  # distinct authors in an hour like this one; None: nobody knows yet
    cluster: Mapped[str | None] = mapped_column(String(16))
    cluster_by: Mapped[str | None] = mapped_column(String(64))
    cluster_at: Mapped[datetime | None]
    safety: Mapped[str] = mapped_column(default="")  # how people stay safe, where they must be told
    known: Mapped[str] = mapped_column(default="")
    done: Mapped[str] = mapped_column(default="")
    next_word_at: Mapped[datetime | None]
    owner: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int | None]  # of the statement that stands
    stopped_by: Mapped[str | None] = mapped_column(String(64))  # who stopped the replies that were leaving
    stopped_at: Mapped[datetime | None]
    next_telling_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(64))
    end_reason: Mapped[str | None]
    false_alarm: Mapped[bool] = mapped_column(default=False)
    review: Mapped[dict[str, Any] | None]  # {"what", "change", "who", "by"}
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    correlation: Mapped[str] = mapped_column(String(32))
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Statement(Base):
    """What is said about an incident in one language, in one revision. Written anew, never changed."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("incident_id", "revision", "language"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    revision: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str]  # a sentence a line; other ways to say it stand behind it (bot.desk.passages)
    hash: Mapped[str] = mapped_column(String(64))
    next_word_at: Mapped[datetime | None]  # as it was promised when this was written
    written_by: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None]
    overrides: Mapped[dict[str, Any]]  # check → why its warning was set aside, for every reply that says this


class IncidentEvent(Base):
    """One line of an incident's story: who did what, when. Only ever added to."""

    __tablename__ = "incident_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str]  # a person's id or "amends"
    data: Mapped[dict[str, Any]]


class Batch(Base):
    """Replies as they stood at one moment, to be approved with one press. Made anew rather than changed, so that a
    press on an old card approves what that card showed, and nothing else."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    revision: Mapped[int]  # of the statement that they say
    items: Mapped[list[Any]]  # {"complaint", "draft", "shown"} each: see bot.desk.drafts.shown_as
    left_out: Mapped[list[Any]]  # {"complaint", "ref", "why", "values"} each: a marked text and what fills it
    made_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[list[Any]]  # of the items: {"complaint", "ref", "why" (None: approved), "values"}
    done_at: Mapped[datetime | None]

    @property
    def correlation(self) -> str:
        """What its log lines are found by."""
        return f"incident-{self.incident_id}"

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
