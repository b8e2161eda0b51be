"""What a person has complained of before, and whether we had answered when they wrote once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Mention

# Network, handle and playbook → when such a complaint was first answered.
Answered = dict[tuple[str, str, str], datetime]


def answered_before(session: Session, mentions: Sequence[Mention]) -> Answered:
    """Which complaints of the authors of ``mentions`` were ever answered: one query for all of them."""
    handles = {mention.author_handle for mention in mentions if mention.author_handle}
    if not handles:
        return {}
    answered_at = func.coalesce(Complaint.answered_at, Complaint.resolved_at)
    query = (
        select(Mention.network, Mention.author_handle, Complaint.playbook, func.min(answered_at))
        .join(Complaint, Complaint.mention_id == Mention.id)
        .where(Mention.author_handle.in_(handles), answered_at.is_not(None))
        .group_by(Mention.network, Mention.author_handle, Complaint.playbook)
    )
    return {(network, handle, playbook): at for network, handle, playbook, at in session.execute(query)}


def is_again(mention: Mention, playbook: str, answered: Answered) -> bool | None:
    """Whether its author wrote it after we had answered a complaint of theirs of the same kind; None: nobody knows.

    Only the same kind counts: "once should have been enough" is not true of somebody who complained of something else.
    """
    if not mention.author_handle:
        return None
    at = answered.get((mention.network, mention.author_handle, playbook))
    return at is not None and at <= mention.posted_at
