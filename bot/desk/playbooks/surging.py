"""What counts as a surge at a desk: the section ``surges`` of ``desk.yaml``."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from bot.desk.playbooks.notions import Strict
from bot.triage.surges import Sensitivity


class Surges(Strict):
    """When so many people complain of one topic that it counts as a surge."""

    least_authors: int = Field(default=5, ge=2, le=10_000)
    """Fewer people are never a surge."""
    history: str = Field(default="3w", pattern=r"^[2-8]w$")
    """No claim before a source has been listened to for so many weeks."""
    cooldown: str = Field(default="6h", pattern=r"^[1-9][0-9]{0,2}[mhd]$")
    """After a surge was told of, the same topic is told of again only if it grows to three times as much."""
    sensitivity: Sensitivity = "normal"
    """`high` finds more and earlier, with more false alarms; `low` fewer."""

    @property
    def weeks(self) -> int:
        """``history`` in weeks."""
        return int(self.history[:-1])

    @property
    def cools_for(self) -> timedelta:
        """``cooldown``."""
        return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[self.cooldown[-1]]: int(self.cooldown[:-1])})
