"""Which wordings the last drafts used, so that the next ones differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.models import Draft

LOOKED_BACK = 200  # drafts; the newest are found by their ids alone, however many there are


@dataclass(frozen=True)
class Worded:
    """A draft that was put together. ``used``: move → the variant said, as it stands in the playbook."""

    playbook: str
    language: str
    used: Mapping[str, str]
    at: datetime


def recently_used(session: Session) -> list[Worded]:
    """The last drafts that were put together, the newest first."""
    columns = (Draft.playbook, Draft.language, Draft.why, Draft.created_at)
    rows = session.execute(select(*columns).order_by(Draft.id.desc()).limit(LOOKED_BACK))
    return [Worded(playbook, language, why["used"], at) for playbook, language, why, at in rows if why.get("used")]
