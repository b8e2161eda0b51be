"""How the playbooks do: what people change in drafts, which checks they set aside (:mod:`bot.desk.learning`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.desk import learning
from bot.desk.learning import Learned
from bot.desk.playbooks import Book


def health(session: Session, book: Book, days: int, now: datetime) -> Learned:
    """What the replies published in the last ``days`` teach."""
    return learning.learn(session, book, now - timedelta(days=days), now)
