"""What a card is drawn from: the rows of one complaint, gathered in one read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import complaints, drafts, events, folds, mentions, sla
from bot.desk.models import Card, Clock, Complaint, Draft, Event, Mention, Ticket
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import Metric
from bot.voice import checks


@dataclass(frozen=True)
class Rows:
    """Everything a card, a modal or the timeline of one complaint shows."""

    book: Book
    language: str
    now: datetime
    complaint: Complaint
    mention: Mention
    playbook: Playbook
    draft: Draft | None
    ticket: Ticket | None
    clocks: Sequence[Clock]
    note: Event | None
    further: list[Mention]

    def clock(self, metric: Metric) -> Clock | None:
        """The latest clock of ``metric``."""
        return next((clock for clock in reversed(self.clocks) if clock.metric == metric), None)

    @property
    def by_hand(self) -> bool:
        """Whether a person posts the reply."""
        return self.book.reply_through(self.mention.network) == "manual"

    @property
    def blocking(self) -> list[checks.Finding]:
        """What keeps the draft from being approved, whoever of the desk signs it."""
        assert self.draft is not None
        signed = drafts.signed_by_longest_name(self.book, self.draft.body, self.draft.language)
        return checks.blocking(signed, self.mention.network, self.book.desk.voice.limits)


def of_complaint(session: Session, book: Book, complaint: Complaint, language: str, now: datetime) -> Rows:
    """The rows of ``complaint``, to be shown in ``language``."""
    return of_complaints(session, book, [complaint], language, now)[complaint.id]


def of_complaints(
    session: Session, book: Book, asked: Sequence[Complaint], language: str, now: datetime
) -> dict[int, Rows]:
    """The rows of each of the complaints ``asked``, by its id. What cannot be there yet is not looked for."""
    ids = [complaint.id for complaint in asked]
    latest, clocks = drafts.currents(session, ids), sla.of_complaints(session, ids)
    return {
        complaint.id: Rows(
            book=book,
            language=language,
            now=now,
            complaint=complaint,
            mention=complaint.mention,
            playbook=complaints.frozen_playbook(book, complaint),
            draft=latest.get(complaint.id),
            clocks=clocks[complaint.id],
            **_of_the_answered(session, complaint),
            further=mentions.further_words(session, complaint) if complaint.thread_revision > 1 else [],
        )
        for complaint in asked
    }


def _of_the_answered(session: Session, complaint: Complaint) -> dict[str, Any]:
    ticket = complaints.ticket_of(session, complaint.id) if complaint.answered_at else None
    return {"ticket": ticket, "note": events.last_of_kind(session, complaint.id, "note") if ticket else None}


@dataclass(frozen=True)
class Folded:
    """One line of a fold: a complaint whose card was not posted on its own."""

    complaint: Complaint
    due_at: datetime | None


def of_fold(session: Session, card: Card) -> list[Folded]:
    """The complaints that the fold ``card`` lists, nearest deadline first; none when a newer fold took its place."""
    latest = folds.current(session, card.channel)
    if latest is None or latest.id != card.id:
        return []
    return [Folded(complaint, due) for complaint, due in folds.listed(session, card.channel)]
