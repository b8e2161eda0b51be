"""What is filtered, as CSV: streamed row by row, personal data masked, and no cell is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import figures as kept
from bot.desk import timeline
from bot.desk.cells import lines
from bot.desk.figures import plain
from bot.desk.models import Event
from bot.desk.playbooks import Book
from bot.desk.seeing import Scope
from bot.web.desk import audit, queue
from bot.web.desk.words import Words

AT_ONCE = 500
COLUMNS = (
    "ref", "state", "team", "playbook", "stakes", "priority", "owner", "ticket", "opened_at", "answered_at",
    "resolved_at", "due_at", "deadline_of", "network", "language", "author", "handle", "url", "text",
)  # fmt: skip
AUDIT_COLUMNS = ("at", "ref", "kind", "actor", "who", "what", "exact_words")
Reading = Callable[[], AbstractContextManager[Session]]


def complaints(reading: Reading, words: Words, asked: queue.Filters, scope: Scope | None) -> Iterator[str]:
    """What the queue shows for ``asked``, all pages of it."""
    return lines(_complaints(reading, words, asked, scope))


def _complaints(
    reading: Reading, words: Words, asked: queue.Filters, scope: Scope | None
) -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    with reading() as session:
        for rows in queue.every(session, words.book, asked, scope, AT_ONCE):
            yield from (_complaint(words, row) for row in rows)


def _complaint(words: Words, row: queue.Row) -> tuple[object, ...]:
    one, ticket, clock, mention = row.complaint, row.ticket, row.clock, row.complaint.mention
    return (
        one.ref, one.state, one.team, one.playbook, one.stakes, one.priority, ticket.owner if ticket else None,
        ticket.state if ticket else None, one.opened_at, one.answered_at, one.resolved_at,
        clock.due_at if clock else None, clock.metric if clock else None, mention.network, mention.language,
        mention.author_name, mention.author_handle, mention.url, words.masked(mention.text),
    )  # fmt: skip


def figures(session: Session, book: Book, days: int, by: Sequence[str], now: datetime) -> list[Sequence[object]]:
    """The figures of the last ``days``, a row for each group and metric: what ``amends sla report --csv`` prints."""
    period = kept.last_days(book, days, now)
    found = kept.report(session, book, period, by, now)
    spreads = kept.spreads(session, period, by, [*found.metrics, *kept.Stage, *kept.Count])
    columns = plain.columns(found)
    return [columns, *([record[name] for name in columns] for record in plain.records(found, spreads))]


def events(reading: Reading, words: Words, asked: audit.Asked) -> Iterator[str]:
    """What the audit log shows for ``asked``, all pages of it."""
    return lines(_events(reading, words, asked))


def _events(reading: Reading, words: Words, asked: audit.Asked) -> Iterator[tuple[object, ...]]:
    yield AUDIT_COLUMNS
    with reading() as session:
        after: str | None = ""
        while after is not None:
            found = audit.page(session, words.book, _behind(asked, after), AT_ONCE)
            for event, ref in found.lines:
                yield _event(words.book, words, event, ref)
            session.expunge_all()
            after = found.following or None


def _behind(asked: audit.Asked, after: str) -> audit.Asked:
    return audit.Asked(asked.person, asked.kind, asked.day, after)


def _event(book: Book, words: Words, event: Event, ref: str) -> tuple[object, ...]:
    said, exact = timeline.words(event, book, words.language)
    who = words.person(event.actor)
    return event.at, ref, event.kind, event.actor, who, words.masked(said), words.masked(exact)
