"""What list is asked for, as it stands in a button; and what a page of it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from bot.desk.models import Commitment, Complaint

PAGE = 12
LONGEST = 80
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Asked:
    """A list by its ``kind`` (a key of :data:`bot.desk.lists.KINDS`), and to what it is narrowed. ``days``: of the
    last days, today included; 0: as things stand. ``after``: the key that the page begins behind."""

    kind: str
    team: str = ""
    venue: str = ""
    playbook: str = ""
    owner: str = ""
    metric: str = ""
    number: int = 0  # of an incident or a surge
    days: int = 0
    after: str = ""

    def written(self) -> str:
        """As it stands in a button."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in named.items() if value})

    @classmethod
    def read(cls, text: str) -> Asked:
        """The other way round; what means nothing is left out."""
        given = {name: value[:LONGEST] for name, value in parse_qsl(text)}
        numbers = {
            name: int(given.pop(name)) if given.get(name, "").isascii() and given.get(name, "").isdigit() else 0
            for name in ("number", "days")
        }
        known = {field.name for field in fields(cls)} - set(numbers)
        texts = {"kind": ""} | {name: value for name, value in given.items() if name in known}
        return cls(**texts, number=min(numbers["number"], 2**31), days=min(numbers["days"], 366))


@dataclass(frozen=True)
class Item:
    """One complaint of a list. ``at``: the moment that the list is ordered by; ``due``: whether that is a deadline;
    ``state``: of the draft or ticket that it is in the list for; ``waits_for``: what the customer was asked for."""

    complaint: Complaint
    at: datetime | None
    due: bool = False
    metric: str = ""
    state: str = ""
    waits_for: str = ""
    promise: Commitment | None = None


@dataclass(frozen=True)
class Page:
    """The items, and the key that the next page begins behind ("": there is none)."""

    items: Sequence[Item]
    following: str = ""


def key_of(at: datetime | None, number: int) -> str:
    """A key as it stands in a button: microseconds and an id."""
    return f"{((at or EPOCH) - EPOCH) // MICROSECOND}_{number}"


def read_key(text: str) -> tuple[datetime, int] | None:
    """The other way round; None for what is no key."""
    first, _bar, number = text.partition("_")
    try:
        return EPOCH + int(first) * MICROSECOND, int(number)
    except (ValueError, OverflowError):
        return None
