"""Which wordings the last drafts used, so that the next ones differ."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.models import Draft

LOOKED_BACK = 200  # drafts; the newest are found by their ids alone, however many there are


def recently_used(session: Session) -> list[tuple[str, str, Mapping[str, str]]]:
    """``(playbook, language, move → variant)`` of the last drafts that were put together, the newest first."""
    rows = session.execute(
        select(Draft.playbook, Draft.language, Draft.why).order_by(Draft.id.desc()).limit(LOOKED_BACK)
    )
    return [(playbook, language, why["used"]) for playbook, language, why in rows if "used" in why]
