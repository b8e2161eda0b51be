"""Process: how a complaint was handled, read off its timeline: who held it, how often the customer repeated it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import events
from bot.desk.models import Complaint, Event, Mention
from bot.desk.vocabulary import MentionState

HOLDING = ("claimed", "given", "transferred", "taken")  # events after which another person may hold it


@dataclass(frozen=True)
class Process:
    """What is shown before a closing: when it began and was answered, how often it changed hands, and how often the
    customer seems to have repeated themselves (their further words, and each question that they were asked)."""

    began_at: datetime
    answered_at: datetime | None
    hand_offs: int
    repeated: int


def of_complaint(session: Session, complaint: Complaint) -> Process:
    """The process so far."""
    story = events.of_complaint(session, complaint.id)
    return Process(complaint.mention.posted_at, complaint.answered_at, hand_offs(story), _repeated(session, complaint))


def hand_offs(story: Sequence[Event]) -> int:
    """How often the work went from one person to another."""
    holders = [str(event.data.get("to") or event.actor) for event in story if event.kind in HOLDING]
    return sum(before != after for before, after in pairwise(holders))


def _repeated(session: Session, complaint: Complaint) -> int:
    further = select(func.count()).select_from(Mention).where(
        Mention.complaint_id == complaint.id, Mention.state == MentionState.JOINED, Mention.duplicate_of.is_(None)
    )  # fmt: skip
    return int(session.scalar(further) or 0)
