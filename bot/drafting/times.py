"""A deadline as a person would say it: "by 11 am tomorrow", « demain avant 11 h »."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.desk import spoken as said

HALF_HOUR = 1800
DAYS_FR = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
NEAR_DAYS = 6


def rounded(at: datetime) -> datetime:
    """``at``, or the next full half hour on its own wall clock: nobody promises 14:07."""
    rest = -(at.minute * 60 + at.second + at.microsecond / 1_000_000) % HALF_HOUR
    return (at.astimezone(UTC) + timedelta(seconds=rest)).astimezone(at.tzinfo)


def spoken(at: datetime, now: datetime, language: str) -> str:
    """``at`` (with the zone it is to be said in) seen from ``now``."""
    day = (at - timedelta(minutes=1)).date() if _is_midnight(at) else at.date()
    days = (day - now.astimezone(at.tzinfo).date()).days
    return _french(at, day, days) if language == "fr" else _english(at, day, days)


def until(at: datetime, now: datetime) -> datetime:
    """How long :func:`spoken` stays right: to the end of the day when it says "tomorrow", else to ``at`` itself."""
    midnight = datetime.combine(now.astimezone(at.tzinfo).date() + timedelta(days=1), time(0), at.tzinfo)
    return min(midnight, at) if spoken(at, now, "en").endswith("tomorrow") else at


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute) == (0, 0)  # the end of the day before: "by midnight today"


def _english(at: datetime, day: date, days: int) -> str:
    clock = said.clock(at.hour, at.minute, "en")
    if days == 0:
        return f"by {clock} today"
    if days == 1:
        return f"by {clock} tomorrow"
    if days <= NEAR_DAYS:
        return f"by {clock} on {day:%A}"
    return f"by {clock} on {day:%A} {said.day(day, 'en')}"


def _french(at: datetime, day: date, days: int) -> str:
    clock = said.clock(at.hour, at.minute, "fr")
    if days == 0:
        return f"aujourd'hui avant {clock}"
    if days == 1:
        return f"demain avant {clock}"
    weekday = DAYS_FR[day.weekday()]
    if days <= NEAR_DAYS:
        return f"{weekday} avant {clock}"
    return f"{weekday} {said.day(day, 'fr')} avant {clock}"
