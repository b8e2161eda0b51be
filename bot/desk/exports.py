"""Lists to take away: complaints, their tickets, figures; row by row, the oldest first, never more than a bound.

Customers' words are masked as everywhere. Whoever takes a list away stands in the audit log, with how many rows it had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk import events
from bot.desk.figures import COLUMNS, Count, Period, Stage, last_days, plain, report, spreads
from bot.desk.figures.questions import USUAL_DAYS, days_of
from bot.desk.models import Complaint, Mention, Ticket
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.texts import _
from bot.voice import personal

MOST_ROWS = 20_000
AT_ONCE = 500
COMPLAINTS, TICKETS, FIGURES = "complaints", "tickets", "figures"
WHAT = {
    **dict.fromkeys((COMPLAINTS, "complaint", "réclamations", "reclamations"), COMPLAINTS),
    **dict.fromkeys((TICKETS, "ticket"), TICKETS),
    **dict.fromkeys((FIGURES, "chiffres"), FIGURES),
}
NAMES = {COMPLAINTS: _("complaints"), TICKETS: _("tickets"), FIGURES: _("figures")}
FORMATS = {"csv": "CSV", "xlsx": "XLSX", "excel": "XLSX"}
DIMENSIONS = {"équipe": "team", "equipe": "team", "lieu": "venue", "guide": "playbook", "semaine": "week"}
COMPLAINT_COLUMNS = (
    "ref", "state", "team", "playbook", "stakes", "priority", "opened_at", "answered_at", "resolved_at", "network",
    "language", "author", "handle", "url", "text",
)  # fmt: skip
TICKET_COLUMNS = (
    "ref", "ticket", "team", "owner", "opened_at", "claimed_at", "resolved_at", "outcome", "outcome_reason",
    "done_what", "done_on", "reopened", "hand_offs", "had_to_repeat", "level", "order", "incident", "playbook",
    "network",
)  # fmt: skip
Row = Sequence[object]


@dataclass(frozen=True)
class Wanted:
    """``what``: one of :data:`NAMES`; ``by``: of figures, the groups they are kept by; ``form``: CSV or XLSX."""

    what: str
    by: str
    period: Period
    form: str

    def written(self) -> dict[str, str]:
        """As a payload."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return {"what": self.what, "by": self.by, "first": first, "last": last, "form": self.form}

    @property
    def asked(self) -> str:
        """In a line, for the audit log."""
        by = f" by {self.by}" if self.what == FIGURES else ""
        return f"{self.what}{by}, {self.period.first.isoformat()} to {self.period.last.isoformat()}"

    @property
    def filename(self) -> str:
        """What the file is called."""
        return f"amends-{self.what}-{self.period.first}-{self.period.last}.{self.form.lower()}"


def of_payload(payload: Mapping[str, Any]) -> Wanted:
    """The other way round."""
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    return Wanted(payload["what"], payload["by"], period, payload["form"])


def read(book: Book, said: str, now: datetime) -> Wanted:
    """``[complaints|tickets|figures [GROUPS]] [today|week|7d|28d] [csv|xlsx]``; refuses what is none of it."""
    found = {"what": "", "by": "", "form": ""}
    days: int | None = None
    for word in said.casefold().replace("’", "'").split():
        named = {"what": WHAT.get(word), "form": FORMATS.get(word)}
        if found["what"] == FIGURES:  # before a period: a week is a group of figures, too
            named["by"] = DIMENSIONS.get(word, word if word in COLUMNS else None) if not found["by"] else None
        if key := next((key for key, value in named.items() if value), ""):
            found[key] = named[key] or ""
        elif (given := days_of(book, word, now)) is not None:
            days = given
        elif word != "by" and word != "par":
            raise Refused(
                _("“{said}” is nothing that can be exported. Write, for example, `export complaints 7d xlsx`: {what}; "
                  "then today, week, 7d or 28d; then csv or xlsx."),
                said=word[:60], what=tuple(NAMES.values()),
            )  # fmt: skip
    period = last_days(book, days or USUAL_DAYS, now)
    return Wanted(found["what"] or COMPLAINTS, found["by"] or "team", period, found["form"] or "CSV")


def rows(session: Session, book: Book, wanted: Wanted, now: datetime) -> Iterator[Row]:
    """The names of the columns, then at most :data:`MOST_ROWS` rows and one more where there are more."""
    making: Callable[[], Iterable[Row]] = {
        COMPLAINTS: lambda: _complaints(session, book, wanted.period),
        TICKETS: lambda: _tickets(session, book, wanted.period),
        FIGURES: lambda: _figures(session, book, wanted, now),
    }[wanted.what]
    yield from islice(making(), 1 + MOST_ROWS + 1)


def note(session: Session, wanted: Wanted, person: str, number: int, now: datetime) -> None:
    """``person`` takes ``number`` rows away: one line of the audit log."""
    events.note(
        session, "exported", person, now, what=NAMES[wanted.what], format=wanted.form, n=number, asked=wanted.asked
    )


def _complaints(session: Session, book: Book, period: Period) -> Iterator[Row]:
    yield COMPLAINT_COLUMNS
    for one, mention, _ticket in _each(session, book, period):
        yield (
            one.ref, one.state, one.team, one.playbook, one.stakes, one.priority, one.opened_at, one.answered_at,
            one.resolved_at, mention.network, mention.language, mention.author_name, mention.author_handle, mention.url,
            personal.mask(mention.text),
        )  # fmt: skip


def _tickets(session: Session, book: Book, period: Period) -> Iterator[Row]:
    yield TICKET_COLUMNS
    for one, mention, ticket in _each(session, book, period):
        if ticket is not None:
            yield (
                one.ref, ticket.state, ticket.team, name_of(book, ticket.owner) if ticket.owner else None,
                ticket.opened_at, ticket.claimed_at, ticket.resolved_at, ticket.outcome, _masked(ticket.outcome_reason),
                _masked(ticket.done_what), ticket.done_on, ticket.reopened, ticket.handoffs, ticket.repeats,
                ticket.level, ticket.order_ref, ticket.incident_ref, one.playbook, mention.network,
            )  # fmt: skip


def _masked(text: str | None) -> str | None:
    return personal.mask(text) if text else text


def _each(session: Session, book: Book, period: Period) -> Iterator[tuple[Complaint, Mention, Ticket | None]]:
    """The complaints that were opened in ``period``, :data:`AT_ONCE` at a time, behind a key."""
    start, end = (_midnight(book, day) for day in (period.first, period.last + timedelta(days=1)))
    key = (start, -1)
    while True:
        query = select(Complaint, Ticket).outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
        behind = or_(Complaint.opened_at > key[0], Complaint.id > key[1])
        query = query.where(Complaint.opened_at >= key[0], Complaint.opened_at < end, behind)
        found = session.execute(query.order_by(Complaint.opened_at, Complaint.id).limit(AT_ONCE)).all()
        for complaint, ticket in found:
            yield complaint, complaint.mention, ticket
        if len(found) < AT_ONCE:
            return
        key = found[-1][0].opened_at, found[-1][0].id
        session.expunge_all()  # what was written out is not kept in memory


def _midnight(book: Book, day: date) -> datetime:
    """When ``day`` begins on the desk's own clock."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    return datetime.combine(day, time(), tzinfo=book.desk.local(noon).tzinfo)


def _figures(session: Session, book: Book, wanted: Wanted, now: datetime) -> Iterator[Row]:
    found = report(session, book, wanted.period, [wanted.by], now)
    spread = spreads(session, wanted.period, [wanted.by], [*found.metrics, *Stage, *Count])
    columns = plain.columns(found)
    yield tuple(columns)
    for record in plain.records(found, spread):
        yield tuple(record[name] for name in columns)
