"""Opening hours as people write them: windows by weekday, holidays, closed days and special days, in one zone.

:class:`CalendarSpec` is data and no more; :mod:`bot.desk.calendars` counts with it.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.json_schema import SkipJsonSchema

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DURATION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?[smhd]")
KEPT_YEARS = 2  # how far beyond a clock's first year its closed and special days are frozen with it


class CalendarSpec(BaseModel):
    """Opening hours as people write them: ``week: {mon: ["09:00-13:00", "14:00-18:00"], sat: ["22:00-02:00"]}``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = ""
    zone: str = "UTC"
    week: dict[str, list[str]]
    holidays: str | list[str] | None = None  # of the `holidays` library, by country and region: "FR", [FR, FR-57]
    closed: list[date] = Field(default_factory=list)
    special: dict[date, list[str]] = Field(default_factory=dict)  # a half holiday, for example
    ics: str | list[str] = Field(default_factory=list)  # iCalendar files beside desk.yaml (bot.desk.feeds)
    named: SkipJsonSchema[dict[date, str]] = Field(default_factory=dict)  # what the files call a day
    day: str = "8h"  # what "2d" means in a target: staffed time, not dates

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception as error:
            raise ValueError(f"{value!r} is no time zone; use a name such as Europe/Paris") from error
        return value

    @field_validator("week")
    @classmethod
    def _readable_week(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        for day, windows in value.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day!r} is no weekday; use {', '.join(WEEKDAYS)}")
            for window in windows:
                window_of(window)
        return value

    @field_validator("special")
    @classmethod
    def _readable_days(cls, value: dict[date, list[str]]) -> dict[date, list[str]]:
        for windows in value.values():
            for window in windows:
                window_of(window)
        return value

    @field_validator("day")
    @classmethod
    def _day_in_hours(cls, value: str) -> str:
        if not DURATION.fullmatch(value) or value.endswith("d"):
            raise ValueError(f"{value!r} is no length of a working day; write 8h or 450m")
        return value

    @field_validator("holidays")
    @classmethod
    def _known_holidays(cls, value: str | list[str] | None) -> str | list[str] | None:
        for code in codes_of(value):
            holiday_calendar(code)
        return value

    def key(self) -> str:
        """A text that is equal for equal calendars."""
        return json.dumps(self.kept(), sort_keys=True)

    def kept(self) -> dict[str, object]:
        """As JSON, to be frozen into a clock; what is not set is left out."""
        return {
            "name": self.name,
            "zone": self.zone,
            **self.model_dump(mode="json", exclude_defaults=True, exclude={"ics"}),
        }

    def around(self, day: date) -> CalendarSpec:
        """The calendar with the closed and special days that a clock started on ``day`` can meet, and no others: a
        feed that closes every Christmas until 2060 is not written into each clock. Equal for all days of a year."""
        if not (self.closed or self.special or self.named):
            return self
        first, last = date(day.year - 1, 12, 1), date(day.year + KEPT_YEARS, 12, 31)
        return self.model_copy(update={
            "closed": [one for one in self.closed if first <= one <= last],
            "special": {one: hours for one, hours in self.special.items() if first <= one <= last},
            "named": {one: name for one, name in self.named.items() if first <= one <= last},
        })  # fmt: skip


def _spare_the_other_countries() -> None:
    """Make ``holidays`` load the countries that are asked for, alone.

    Importing one imports its package, and that imports all 250: 8 MB in every process. A package that is known but was
    never executed has a path to find its modules by, and that is all they need of it.
    """
    spec = importlib.util.find_spec("holidays.countries")
    if spec and "holidays.countries" not in sys.modules:
        sys.modules["holidays.countries"] = importlib.util.module_from_spec(spec)


_spare_the_other_countries()


def codes_of(value: str | list[str] | None) -> list[str]:
    """The country codes of ``holidays``: one, several or none."""
    return [value] if isinstance(value, str) and value else list(value or [])


def holiday_calendar(code: str) -> holidays.HolidayBase:
    """The holidays of "FR" or "GB-ENG"; ValueError for a code that the library does not know."""
    country, _dash, region = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {code!r}; use a country such as FR or GB-ENG") from error


@lru_cache(maxsize=64)
def named_in(code: str, language: str) -> holidays.HolidayBase:
    """The holidays of "FR" or "GB-ENG" with their names in ``language`` ("en", "fr"), where the library has them so."""
    found = holiday_calendar(code)
    spoken = {"fr": ("fr",), "en": ("en_GB", "en_US")}.get(language, ())
    known = next((one for one in spoken if one in found.supported_languages), None)
    country, _dash, region = code.partition("-")
    return holidays.country_holidays(country, subdiv=region or None, language=known) if known else found


def window_of(text: str) -> tuple[time, time]:
    """``"09:00-18:00"`` → two times; ``24:00`` is midnight at the end; an end before the start is the next day."""
    start, dash, end = text.partition("-")
    try:
        if not dash:
            raise ValueError
        opens = time.fromisoformat(start.strip())
        closes = time(0) if end.strip() == "24:00" else time.fromisoformat(end.strip())
        if opens.tzinfo or closes.tzinfo:
            raise ValueError
    except ValueError:
        raise ValueError(f"{text!r} is no window; write 09:00-18:00") from None
    return opens, closes


ALWAYS = CalendarSpec(name="always", zone="UTC", week={day: ["00:00-24:00"] for day in WEEKDAYS}, day="24h")
