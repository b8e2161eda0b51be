"""What the pages say: names, numbers, moments and lengths of time, in the reader's language and on the desk's clock."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from bot.desk.figures import telling
from bot.desk.insights import naming
from bot.desk.insights.intervals import share
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import INCIDENT_NAMES, METRIC_NAMES, ROLE_NAMES, IncidentState, Metric, Role
from bot.texts import _, say
from bot.voice import personal

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
STATES = {
    "live": _("in work"), "open": _("waits for a reply"), "answered": _("answered, being put right"),
    "waiting": _("waits for the customer"), "resolved": _("put right"), "dismissed": _("dismissed"),
    "abstained": _("watched or left alone"), "all": _("everything"),
}  # fmt: skip
SORTS = {
    "deadline": _("soonest deadline"), "priority": _("highest priority"), "age": _("oldest first"),
    "newest": _("newest first"),
}  # fmt: skip
TICKET_STATES = {
    "queued": _("nobody has it"), "claimed": _("in hand"), "waiting": _("waits for the customer"),
    "resolved": _("done"),
}  # fmt: skip
CLOCK_STATES = {
    "running": _("running"), "paused": _("paused"), "met": _("kept"), "breached": _("late"),
    "stopped": _("no longer applies"),
}  # fmt: skip
DRAFT_STATES = {
    "proposed": _("proposed"), "superseded": _("replaced by a newer one"), "approved": _("approved"),
    "publishing": _("being published"), "published": _("public"), "unknown": _("unknown whether it is public"),
    "failed": _("not published"), "withdrawn": _("withdrawn"),
}  # fmt: skip
THE_OTHERS = {"playbook": _("the playbook"), "model": _("the language model")}


class Words:
    """The reader's language, and the names that the book gives to things."""

    def __init__(self, book: Book, language: str, now: datetime | None = None) -> None:
        self.book = book
        self.language = language
        self._this_year = book.desk.local(now).year if now else None
        self._locale = "fr" if language == "fr" else "en_GB"

    def say(self, text: str, /, **values: object) -> str:
        """A text for people (English, as marked) in the reader's language."""
        return say(self.language, text, **values)

    # Numbers

    def number(self, value: float, digits: int = 0) -> str:
        """``1234.5`` as the reader writes it."""
        pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
        return str(format_decimal(value, format=pattern, locale=self._locale))

    def percent(self, part: int, of: int) -> str:
        """A share; "17 of 21" where there are too few for one, "—" for none."""
        if not of:
            return "—"
        if share(part, of) is None:
            return self.say(_("{part} of {of}"), part=part, of=of)
        return telling.percent(part / of, self.language)

    # Time

    def moment(self, at: datetime | None) -> str:
        """A day and a time on the desk's clock, with the year where it is another one; "—" for none."""
        if at is None:
            return "—"
        local = self.book.desk.local(at)
        pattern = "EEE d MMM, HH:mm" if local.year == self._this_year else "EEE d MMM y, HH:mm"
        return str(format_datetime(local, pattern, locale=self._locale))

    def short(self, at: datetime | None) -> str:
        """The same without the year, for tables."""
        return str(format_datetime(self.book.desk.local(at), "d MMM, HH:mm", locale=self._locale)) if at else "—"

    def day(self, at: datetime) -> str:
        """A day."""
        return str(format_date(self.book.desk.local(at).date(), "d MMM", locale=self._locale))

    def date(self, day: date) -> str:
        """A day of the calendar."""
        return str(format_date(day, "d MMM", locale=self._locale))

    def time(self, at: datetime) -> str:
        """A time of the day."""
        return str(format_time(self.book.desk.local(at).time(), "HH:mm", locale=self._locale))

    def length(self, span: timedelta | float | None) -> str:
        """A length of time in its two largest units; "—" for none. Seconds where it is a number."""
        if span is None:
            return "—"
        seconds = int(abs(span.total_seconds() if isinstance(span, timedelta) else span))
        days, rest = divmod(seconds, 86400)
        hours, rest = divmod(rest, 3600)
        minutes, rest = divmod(rest, 60)
        if days:
            text = _("{days} d {hours} h") if hours else _("{days} d")
            return self.say(text, **({"days": days, "hours": hours} if hours else {"days": days}))
        if hours:
            return self.say(_("{hours} h {minutes} min"), hours=hours, minutes=minutes) if minutes else f"{hours} h"
        return f"{minutes} min" if minutes else f"{rest} s"

    def opening(self, seconds: int) -> str:
        """A length of opening time: hours, since a working day has not 24 of them."""
        hours, minutes = divmod(seconds // 60, 60)
        if hours and minutes:
            return self.say(_("{hours} h {minutes} min"), hours=hours, minutes=minutes)
        return f"{hours} h" if hours else self.length(float(seconds))

    def left(self, due: datetime, now: datetime) -> str:
        """How long is left until ``due``, or by how long it is late."""
        text = _("{length} late") if now > due else _("{length} left")
        return self.say(text, length=self.length(due - now))

    # Names

    def team(self, name: str) -> str:
        """What people call a team."""
        return naming.team(self.book, name, self.language)

    def cause(self, playbook: str) -> str:
        """What people call the complaints of a playbook."""
        return naming.cause(self.book, playbook, self.language)

    def person(self, actor: str | None) -> str:
        """Who it is; "—" for nobody."""
        return self.say(THE_OTHERS.get(actor, "") or name_of(self.book, actor)) if actor else "—"

    def metric(self, name: str) -> str:
        """What a promise is called."""
        return self.say(METRIC_NAMES[Metric(name)]) if name in set(Metric) else name.replace("_", " ")

    def role(self, name: Role) -> str:
        """What a role is called."""
        return self.say(ROLE_NAMES[name])

    def incident_state(self, name: str) -> str:
        """Where an incident stands."""
        return self.say(INCIDENT_NAMES[IncidentState(name)])

    def named(self, names: dict[str, str], key: str | None) -> str:
        """One of the tables of this module; what is in none stands as it is."""
        return self.say(names[key]) if key in names else (key or "—")

    def code(self) -> str:
        """The language's code, for ``<html lang>``."""
        return code_of(self.language)

    def masked(self, text: object, most: int = 0) -> str:
        """Somebody's words with personal data masked, at most ``most`` characters of them."""
        found = CONTROL.sub("", personal.mask(str(text or "")))
        return found if not most or len(found) <= most else found[: most - 1].rstrip() + "…"


def titled(book: Book, language: str) -> dict[str, Any]:
    """What filters offer: teams, playbooks and people by name."""
    words = Words(book, language)
    return {
        "teams": sorted(((name, words.team(name)) for name in book.desk.teams), key=lambda one: one[1].casefold()),
        "playbooks": sorted(((n, words.cause(n)) for n in book.playbooks), key=lambda one: one[1].casefold()),
        "people": sorted(((i, spec.name) for i, spec in book.desk.people.items()), key=lambda one: one[1].casefold()),
    }
