"""The faces of looking and of figures that somebody asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from bot.desk.figures import Count, Line, Period, Report, Stage, Standing, Sum
from bot.desk.figures.questions import Answered, Question
from bot.desk.figures.standing import Broken, Load, Waiting
from bot.desk.finding import Found, Page, Sought
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, DraftState, TicketState
from bot.slack import figured, found, told

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


def figures_asked_for(book: Book, language: str, words: str, said: str) -> Iterator[tuple[str, str, Any]]:
    """What ``/amends sla`` answers, of everything and of one team or venue."""
    lines = [_line(name, met, late) for name, met, late in (("care", 38, 2), ("delivery", 20, 20), (said[:60], 1, 1))]
    days = Period(date(2026, 11, 16), date(2026, 11, 22))
    standing = Standing(
        [9], [Waiting("K4M-7RX7", said[:60], "care", said[:60], NOW)] * 9, 3, [Load("U0NOE", "care", 3, 1)] * 9,
        [Broken("M7X-2RK3", said[:500], said[:60], NOW)] * 9, NOW,
    )  # fmt: skip
    for by, value in (("team", ""), ("team", "delivery"), ("venue", said[:60]), ("playbook", "")):
        report = Report(days, (by,), lines[1], lines, lines[0], {("delivery",): _line("delivery", 39, 1)},
                        ["first_response", "resolution"])  # fmt: skip
        found = Answered(Question(by, value, days), report, lines[1] if value else _line("", 59, 23), standing)
        message = figured.in_words(told.message(book, found, language))  # charts have a test of their own
        yield f"figures by {by}, of {'one' if value else 'all'} ({language}, {words})", "message", message


def _line(name: str, met: int, late: int) -> Line:
    sums = {
        "first_response": Sum(count=met + late, met=met, breached=late, timed=met + late, seconds=3600 * (met + late)),
        Count.COMPLAINT: Sum(count=met + late + 2, met=met + late),
        **{stage: Sum(count=40, timed=40, seconds=24_000 * (number + 1)) for number, stage in enumerate(Stage)},
    }
    return Line((name,), sums)
