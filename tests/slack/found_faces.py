"""The faces of looking and of figures that somebody asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.desk.finding import Found, Page, Sought
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, DraftState, TicketState
from bot.slack import found

Made = Callable[..., Any]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def all_faces(rows_of: Made, book: Book, language: str, words: str, said: str) -> Iterator[tuple[str, str, Any]]:
    """``(name, kind, face)`` of each; ``rows_of`` makes the rows of a card, ``said`` are the customer's words."""
    where = f"({language}, {words})"
    sought = Sought((said[:20],), (said[:20],), (said[:20],), (TicketState.CLAIMED, ComplaintState.OPEN), (said[:200],))
    all_rows = [rows_of(book, language, words, draft=DraftState.PUBLISHED, ticket=state) for state in TicketState]
    rows = [Found(one.complaint, one.ticket) for one in all_rows]
    for number, one in enumerate(rows):
        one.complaint.id = number
    for name, page in (
        ("nothing", Page(sought, [], "", None)), ("nothing so far", Page(sought, [], "1_1", NOW)),
        ("ten", Page(sought, rows, "1_1", None)), ("the last", Page(sought, rows[:1], "", None)),
    ):  # fmt: skip
        shown = found.window(book, page, said[:200], language, door="https://desk.example", scoped=True, first=False)
        yield f"found {name} {where}", "modal", shown
