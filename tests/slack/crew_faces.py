"""The faces of teams: what can be done with a ticket, being away, all tickets of an incident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
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
    for spoken in ([], ["en"], ["en", "fr"]):
        yield (
            f"resolve together {spoken} {where}",
            "modal",
            crews.resolve_all(book, 12, 3, spoken, "U0NOE", date(2026, 11, 24), language),
        )
    yield f"another team's {where}", "modal", teamwork.anyway("K4M-7RX2", words[:200], language)
    rows = rows_of(book, language, words, draft=DraftState.PUBLISHED, ticket=TicketState.CLAIMED)
    yield f"unlink none {where}", "modal", teamwork.unlink(rows)
    linked = replace(rows, beside=replace(rows.beside, linked=["K4M-7RX2", "M7X-2RK4"]))
    yield f"unlink {where}", "modal", teamwork.unlink(linked)
    yield f"what can be done, linked {where}", "modal", teamwork.more(linked)
    for absent, most in ((None, None), (None, 20), ("", 20), ("4 Dec", None)):
        home = {"type": "home", "blocks": crews.standing(language, absent, 3, most)}
        yield f"standing {absent} {most} {where}", "home", home
