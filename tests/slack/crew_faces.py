"""The faces of teams: what can be done with a ticket, being away, all tickets of an incident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.desk.playbooks import Book
from bot.desk.vocabulary import DraftState, TicketState
from bot.slack import crews, teamwork

Made = Callable[..., Any]


def all_faces(rows_of: Made, book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """``(name, kind, face)`` of each; ``rows_of`` makes the rows of a card."""
    where = f"({language}, {words})"
    for state in TicketState:
        rows = rows_of(book, language, words, draft=DraftState.PUBLISHED, ticket=state)
        yield f"what can be done, {state} {where}", "modal", teamwork.more(rows)
    yield f"away {where}", "modal", crews.away(language)
    yield f"tickets of an incident {where}", "modal", crews.of_incident(book, 12, 3, language)
    for absent, most in ((None, None), (None, 20), ("", 20), ("4 Dec", None)):
        home = {"type": "home", "blocks": crews.standing(language, absent, 3, most)}
        yield f"standing {absent} {most} {where}", "home", home
