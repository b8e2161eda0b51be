"""Complainants: who complains of what is written down as complaints begin, so that distinct people can be counted.

What repeats another's words is reach and does not count; nor does what a person dismissed. The topic is the playbook,
also when a person chooses another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, delete, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.desk import recent
from bot.desk.models import Complainant, Complaint, Mention

COMPLAINANT = Complainant.metadata.tables["complainant"]
LIVE = timedelta(days=1)  # what is heard of later than this is history
KEPT = timedelta(weeks=10)


def count(session: Session, complaints: Sequence[Complaint]) -> None:
    """Each of ``complaints`` has somebody who complains: one statement for all of them. Again changes nothing."""
    values = [_row(one) for one in complaints if one.mention.duplicate_of is None]
    if values:
        session.execute(counting(session), values if len(values) > 1 else values[0])


def move(session: Session, complaint: Complaint) -> None:
    """A person chose another playbook: from now on it counts there."""
    session.execute(
        update(Complainant).where(Complainant.complaint_id == complaint.id).values(topic=complaint.playbook)
    )


def uncount(session: Session, complaint: Complaint) -> None:
    """A person dismissed it: nobody complained."""
    session.execute(delete(Complainant).where(Complainant.complaint_id == complaint.id))


def forget_old(session: Session, now: datetime) -> None:
    """What is older than anything is compared with."""
    session.execute(delete(Complainant).where(Complainant.minute < minute_of(now - KEPT)))


def minute_of(at: datetime) -> int:
    """Minutes from 1970 (UTC)."""
    return int(at.timestamp() // 60)


def _row(complaint: Complaint) -> dict[str, object]:
    mention = complaint.mention
    return {
        "complaint_id": complaint.id, "topic": complaint.playbook, "source": mention.source,
        "author": _author(mention), "minute": minute_of(min(mention.posted_at, complaint.opened_at)),
        "live": complaint.opened_at - mention.posted_at <= LIVE,
    }  # fmt: skip


def _author(mention: Mention) -> str:
    """Equal for the same person; somebody whom nobody names is somebody else each time."""
    who = recent.author_of(mention.network, mention.author_handle, mention.author_name) or f"mention:{mention.id}"
    return hashlib.sha256(who.encode()).hexdigest()[:24]


def counting(session: Session) -> Executable:
    """The statement that counts rows, and leaves alone what is counted already."""
    return _counting(session.get_bind().dialect.name)


@cache
def _counting(dialect: str) -> Executable:
    insert = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(COMPLAINANT)
    return insert.on_conflict_do_nothing(index_elements=["complaint_id"])
