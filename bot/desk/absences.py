"""Absences: somebody says that they are away, until when, and that they are back. Kept beside what desk.yaml knows."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk import duty
from bot.desk.calendars import Calendar
from bot.desk.models import Absence
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.texts import _

DAYS = {
    name: number
    for number, names in enumerate((
        ("monday", "mon", "lundi", "lun"), ("tuesday", "tue", "mardi", "mar"), ("wednesday", "wed", "mercredi", "mer"),
        ("thursday", "thu", "jeudi", "jeu"), ("friday", "fri", "vendredi", "ven"),
        ("saturday", "sat", "samedi", "sam"), ("sunday", "sun", "dimanche", "dim"),
    ))
    for name in names
}  # fmt: skip
TODAY, TOMORROW = {"today", "aujourd'hui"}, {"tomorrow", "demain"}
HOUR = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)")
EUROPEAN = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")
LONGEST = timedelta(days=366)


def read_until(said: str, now: datetime, calendar: Calendar) -> datetime:
    """When ``said`` is, on the clock of ``calendar``: a day (``friday``, ``demain``, ``2026-12-04``, ``4.12.``), an
    hour (``14:00``, ``14h``), or both. A day alone is its beginning: whoever is away until Friday is back on Friday.
    """
    words = said.casefold().replace("’", "'").split()
    today = calendar.local(now)
    day, hour = None, None
    for word in words:
        if found := HOUR.fullmatch(word):
            hour = int(found[1]), int(found[2] or 0)
        elif word not in ("until", "till", "jusqu'à", "jusqu'au", "le", "at", "on", "à"):
            day = _day(word, today.date())
            if day is None:
                raise _unread(said)
    if (day is None and hour is None) or (hour is not None and (hour[0] > 23 or hour[1] > 59)):
        raise _unread(said)
    until = today.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    until = until.replace(hour=hour[0], minute=hour[1]) if hour else until
    until = until.combine(day or today.date(), until.time())
    moment = until.replace(tzinfo=today.tzinfo)
    if moment <= now:
        raise Refused(_("That is over already: name a day or an hour to come."), field="until")
    if moment - now > LONGEST:
        raise Refused(_("That is more than a year away: take the person out of desk.yaml instead."), field="until")
    return moment


def _unread(said: str) -> Refused:
    text = _("“{said}” is no day that I can read. Write, for example, friday, 2026-12-04 or tomorrow 14:00.")
    return Refused(text, field="until", said=said[:60])


def _day(word: str, today: date) -> date | None:
    if word in TODAY:
        return today
    if word in TOMORROW:
        return today + timedelta(days=1)
    if word in DAYS:
        return today + timedelta(days=(DAYS[word] - today.weekday() - 1) % 7 + 1)
    try:
        if found := EUROPEAN.fullmatch(word.rstrip(".")):
            day = date(int(found[3] or today.year), int(found[2]), int(found[1]))
            return day if found[3] or day >= today else day.replace(year=day.year + 1)
        return date.fromisoformat(word)
    except ValueError:
        return None


def leave(session: Session, person: Person, until: datetime | None, now: datetime) -> None:
    """``person`` is away from now on, until then or until they say that they are back. The last word counts."""
    for row in _standing(session, [person.id], now):
        row.back_at = now
    session.add(Absence(person=person.id, since=now, until=until))


def come_back(session: Session, person: Person, now: datetime) -> None:
    """``person`` is there again; refused when nobody had thought otherwise."""
    standing = _standing(session, [person.id], now)
    if not standing:
        raise Refused(_("You are not noted as away, so there is nothing to end."))
    for row in standing:
        row.back_at = now


def of(session: Session, people: Collection[str], now: datetime) -> dict[str, Absence]:
    """Person → their absence, of those who said that they are away now."""
    return {row.person: row for row in _standing(session, people, now)}


def _standing(session: Session, people: Collection[str], now: datetime) -> list[Absence]:
    query = select(Absence).where(Absence.person.in_(people), Absence.back_at.is_(None))
    return list(session.scalars(query.where(or_(Absence.until.is_(None), Absence.until > now)).order_by(Absence.id)))


def is_there(session: Session, book: Book, who: str, now: datetime) -> bool:
    """Whether ``who`` works here, is within their hours, and is not away, by desk.yaml or by their own word."""
    return duty.on_duty(book, who, now) and not of(session, [who], now)
