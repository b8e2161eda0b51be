"""A deadline as a person would say it: "by 11 am tomorrow", « demain avant 11 h »."""

from __future__ import annotations

from datetime import datetime, timedelta

HALF_HOUR = 1800
MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
DAYS_FR = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
NEAR_DAYS = 6


def rounded(at: datetime) -> datetime:
    """``at``, or the next full half hour: nobody promises 14:07."""
    rest = -at.timestamp() % HALF_HOUR
    return at + timedelta(seconds=rest)


def spoken(at: datetime, now: datetime, language: str) -> str:
    """``at`` (with the zone it is to be said in) seen from ``now``."""
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    return _french(at, days) if language == "fr" else _english(at, days)


def _english(at: datetime, days: int) -> str:
    hour = at.hour % 12 or 12
    minute = f".{at.minute:02}" if at.minute else ""
    clock = "noon" if (at.hour, at.minute) == (12, 0) else f"{hour}{minute} {'am' if at.hour < 12 else 'pm'}"
    if days == 0:
        return f"by {clock} today"
    if days == 1:
        return f"by {clock} tomorrow"
    if days <= NEAR_DAYS:
        return f"by {clock} on {at:%A}"
    return f"by {clock} on {at:%A} {at.day} {at:%B}"


def _french(at: datetime, days: int) -> str:
    clock = "midi" if (at.hour, at.minute) == (12, 0) else f"{at.hour} h" + (f" {at.minute:02}" if at.minute else "")
    if days == 0:
        return f"aujourd'hui avant {clock}"
    if days == 1:
        return f"demain avant {clock}"
    day = DAYS_FR[at.weekday()]
    if days <= NEAR_DAYS:
        return f"{day} avant {clock}"
    number = "1er" if at.day == 1 else str(at.day)
    return f"{day} {number} {MONTHS_FR[at.month - 1]} avant {clock}"
