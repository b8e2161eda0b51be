"""What an incident's cards and windows are drawn from, gathered in one read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import duty
from bot.desk.incidents import batches, figures, pacing, statements, weighing
from bot.desk.incidents.batches import Ready
from bot.desk.incidents.figures import Figures
from bot.desk.models import Batch, Complaint, Incident, Statement
from bot.desk.playbooks import Book
from bot.desk.vocabulary import INCIDENT_OPEN
from bot.voice.rubric import Judgement


@dataclass(frozen=True)
class Shown:
    """Everything the card of an incident shows. ``latest``: the newest statement by language, approved or not."""

    book: Book
    language: str
    now: datetime
    incident: Incident
    figures: Figures
    worst: Sequence[Complaint] = ()
    latest: Mapping[str, Statement] = field(default_factory=dict)
    judged: Mapping[str, Judgement] = field(default_factory=dict)  # of a statement that nobody has approved
    managers: Sequence[str] = ()  # ids of those on duty

    @property
    def proposed(self) -> bool:
        """Whether a statement waits for its approval."""
        return bool(self.latest) and all(one.approved_by is None for one in self.latest.values())


@dataclass(frozen=True)
class ShownBatch:
    """Everything the card of a batch shows. ``pressed``: the one that was approved last, if it is another."""

    book: Book
    language: str
    now: datetime
    incident: Incident
    batch: Batch
    ready: Sequence[Ready]
    pressed: Batch | None = None
    on_their_way: int = 0


def of_incident(session: Session, book: Book, incident: Incident, language: str, now: datetime) -> Shown:
    """The rows of ``incident``, to be shown in ``language``."""
    open_ = incident.state in INCIDENT_OPEN
    latest = statements.latest(session, incident)
    waits = open_ and bool(latest) and all(one.approved_by is None for one in latest.values())
    return Shown(
        book, language, now, incident, figures.of_incident(session, book, incident, now),
        figures.worst(session, incident) if open_ else (), latest,
        {code: weighing.judged(session, book, incident, code, one.text) for code, one in latest.items()}
        if waits else {},
        duty.managers(book, now).people if open_ else (),
    )  # fmt: skip


def of_batch(
    session: Session, book: Book, incident: Incident, batch: Batch, language: str, now: datetime
) -> ShownBatch:
    """The rows of ``batch``, to be shown in ``language``."""
    ready = batches.shown_in(session, batch)
    pressed = pacing.latest_pressed(session, incident)
    return ShownBatch(
        book, language, now, incident, batch, ready, pressed, pacing.on_their_way(session, incident)
    )  # fmt: skip
