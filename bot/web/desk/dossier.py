"""One complaint for the pages: its timeline in words, its replies, and the arithmetic of each deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import complaints, drafts, events, mentions, reports, timeline
from bot.desk.models import Complaint, Draft, Event, Mention, Ticket
from bot.desk.playbooks import Book
from bot.web.desk.words import Words


@dataclass(frozen=True)
class Line:
    """One line of a timeline, or of the audit log: personal data masked."""

    at: datetime
    ref: str
    kind: str
    who: str
    said: str
    exact: str


@dataclass(frozen=True)
class Dossier:
    """Everything about one complaint."""

    ticket: Ticket | None
    further: Sequence[Mention]
    lines: Sequence[Line]
    replies: Sequence[Draft]
    deadlines: Sequence[dict[str, Any]]


def of(session: Session, book: Book, complaint: Complaint, words: Words) -> Dossier:
    """The dossier of ``complaint``, in the reader's words."""
    return Dossier(
        complaints.ticket_of(session, complaint.id),
        list(mentions.further_words(session, complaint)),
        [_line(words, book, event, complaint.ref) for event in events.of_complaint(session, complaint.id)],
        list(reversed(drafts.all_versions(session, complaint.id))),
        [_added_up(one) for one in reports.explain(session, complaint, words.language)],
    )


def _added_up(deadline: dict[str, Any]) -> dict[str, Any]:
    """A deadline with the opening time summed up window by window."""
    summed, windows = 0, []
    for window in deadline["windows"]:
        summed += window["seconds"]
        windows.append({**window, "summed": summed})
    return {**deadline, "windows": windows}


def line(words: Words, event: Event, ref: str) -> Line:
    """One event in words."""
    return _line(words, words.book, event, ref)


def _line(words: Words, book: Book, event: Event, ref: str) -> Line:
    said, exact = timeline.words(event, book, words.language)
    return Line(event.at, ref, event.kind, words.person(event.actor), words.masked(said), words.masked(exact))


def kinds(words: Words) -> list[tuple[str, str]]:
    """The kinds of events, with what each says: for a filter, in the order of the reader's alphabet."""
    named = [
        (kind, words.masked(_shortened(words.say(said)), 60)) for kind, (said, _exact) in timeline.SENTENCES.items()
    ]
    return sorted(named, key=lambda one: one[1].casefold())


def _shortened(sentence: str) -> str:
    """A sentence whose blanks are dots."""
    out, depth = [], 0
    for sign in sentence:
        depth += (sign == "{") - (sign == "}")
        if sign == "{" and depth == 1:
            out.append("…")
        elif depth == 0 and sign != "}":
            out.append(sign)
    return "".join(out).strip()
