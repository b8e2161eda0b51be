"""The windows over the Home tab, whatever was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.desk import lists
from bot.desk.lists import Asked, Item, Page
from bot.desk.people import allowed
from bot.desk.playbooks import Book
from bot.slack.home import windows
from bot.slack.home.parts import Desk
from bot.slack.rows import Rows


def of_lists(
    book: Book, language: str, rows: Rows, said: str, now: datetime, where: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A page of each kind of list behind a number, and an empty one."""
    person = replace(allowed(book, "U0HEL", "oversee"), language=language)
    desk = Desk(None, book, person, now)  # type: ignore[arg-type]  # nothing is read
    for kind in lists.KINDS:
        promise = rows.promised[0] if kind in ("promises", "broken") else None
        item = Item(rows.complaint, now - timedelta(hours=3), kind == "late", "first_response",
                    "unknown" if kind == "look" else "waiting", said[:500], promise)  # fmt: skip
        asked = Asked(kind, "care", "x", "late-delivery", "U0HEL", "first_response", 12, 28, "1_1")
        page = Page([] if kind == "surge" else [item], "2_2")
        yield f"list of {kind} {where}", "modal", windows.listing(desk, asked, page, "https://desk.example")
