"""Drafts, what people decide about them, and what a reply promises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.desk.columns import Base, BigId
from bot.desk.models.complaints import Complaint


class Draft(Base):
    """A text nobody has approved yet; once public, the reply. Every edit is a new version beside the old."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("complaint_id", "number"),
        Index("ix_draft_state_changed", "state", "changed_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    kind: Mapped[str] = mapped_column(String(8), default="reply")  # reply, or closing: the public line at the end
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    written_by: Mapped[str]  # "playbook", "model" or a person's id
    playbook: Mapped[str] = mapped_column(String(64))  # the set of words it was written from, and its version
    playbook_version: Mapped[str] = mapped_column(String(16))
    edit_of: Mapped[int | None]  # the number of the version it was made from
    edit_size: Mapped[float | None]  # share of that version's words that were changed, 0 to 1
    commitments: Mapped[list[Any]]
    why: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_hash: Mapped[str | None] = mapped_column(String(64))
    reply_text: Mapped[str | None]  # the exact words approved, signature included
    publish_at: Mapped[datetime | None]  # approved: until then it can be taken back
    thread_revision: Mapped[int | None]  # what the approver had seen of the thread
    target: Mapped[dict[str, Any]]
    published_at: Mapped[datetime | None]
    published_url: Mapped[str | None]
    problem: Mapped[str | None]  # why it is unknown or failed, in words for a person
    complaint: Mapped[Complaint] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Approval(Base):
    """One person's yes to one exact text. Where two must agree, the draft is approved with the second row."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("draft_id", "person"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    person: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(String(64))  # of text, target, account and language, as in Draft.approved_hash


class Override(Base):
    """A warning that an approver set aside, and why: kept, counted, reported."""

    __tablename__ = "override"
    __table_args__ = (UniqueConstraint("draft_id", "check"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    check: Mapped[str] = mapped_column(String(8), index=True)  # R1 to R16
    passage: Mapped[str]
    reason: Mapped[str]
    person: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Commitment(Base):
    """Something we said we would do: what, by whom, by when. A row from the moment the reply that says it is public, or
    noticed in what an agent wrote down, until they say that it was promised."""

    __tablename__ = "commitment"
    __table_args__ = (
        Index("ix_commitment_due", "state", "due_at"),
        Index(
            "ix_commitment_next",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    what: Mapped[str]
    said: Mapped[str]  # the words that name the time, as they stand in the reply
    due_at: Mapped[datetime]
    owner: Mapped[str] = mapped_column(String(64))  # a person's id
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(64))
    warn_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]  # when somebody must look again: the warning, then the moment it falls due
    broken_at: Mapped[datetime | None]  # once set, never unset: what was broken and kept later was broken
    follows: Mapped[int | None] = mapped_column(BigId)  # the commitment it took the place of, agreed with the customer
    reason: Mapped[str | None]  # renegotiated: why
    told_how: Mapped[str | None]  # renegotiated: how the customer was told
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Gesture(Base):
    """A goodwill compensation: asked for, granted or refused by somebody who may, never in public."""

    __tablename__ = "gesture"
    __table_args__ = (Index("ix_gesture_undecided", "decided_at", "due_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column()
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))  # one of desk.yaml's gestures
    amount: Mapped[int | None]  # in the currency's smallest unit (cents)
    currency: Mapped[str | None] = mapped_column(String(3))
    why: Mapped[str]
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    beyond_authority: Mapped[bool]  # asked because whoever asked had no power to decide: counted
    due_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(String(16))  # granted, refused
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Acknowledgement(Base):
    """A person has read the code of conduct of this version; without it nobody approves."""

    __tablename__ = "acknowledgement"
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime]


class Editing(Base):
    """Who is rewriting a reply, and what they have typed so far: it outlives a closed window."""

    __tablename__ = "editing"
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]  # the version they started from
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    open: Mapped[bool]  # the window is open, as far as we know


class Rehearsal(Base):
    """How often somebody has practised on past complaints. What they wrote is not kept."""

    __tablename__ = "rehearsal"
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    times: Mapped[int]
    last_at: Mapped[datetime]


class ModelCall(Base):
    """One question to a language model and its answer, kept for audit until ``drop_at``."""

    __tablename__ = "model_call"
    __table_args__ = (Index("ix_model_call_complaint", "complaint_id", "at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    complaint_id: Mapped[int | None] = mapped_column(BigId)  # no foreign key: the record outlives nothing
    purpose: Mapped[str] = mapped_column(String(16))  # draft, repair, change, gloss, opinion
    model: Mapped[str] = mapped_column(String(80))
    prompt: Mapped[str]  # personal data masked
    answer: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(24))  # accepted, or what was wrong with it
    problems: Mapped[list[Any]]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    cost: Mapped[float]  # in the currency of the prices in the settings
    took: Mapped[float]  # seconds
    at: Mapped[datetime] = mapped_column(index=True)
    drop_at: Mapped[datetime] = mapped_column(index=True)
