"""Keeping: one click says that a commitment is kept; another day is agreed with the customer, and how is kept too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import clocks, complaints, events, outbox
from bot.desk.commitments.due import judge, put_under_watch
from bot.desk.models import Commitment, Complaint
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import CommitmentState, Refused, move
from bot.texts import _


def in_the_way(session: Session, complaint_id: int, now: datetime) -> list[Commitment]:
    """What keeps a complaint from being closed: what is neither kept nor renegotiated, and what was noticed and not
    looked at. A day that was agreed on with the customer and is still to come may outlive the closing: its clock runs
    on."""
    query = select(Commitment).where(
        Commitment.complaint_id == complaint_id,
        Commitment.state.in_([CommitmentState.OPEN, CommitmentState.NOTICED]),
    )
    rows = session.scalars(query.order_by(Commitment.due_at, Commitment.id))
    return [row for row in rows if row.follows is None or row.state != CommitmentState.OPEN or row.due_at < now]


def _found(session: Session, book: Book, complaint: Complaint, number: int, state: CommitmentState) -> Commitment:
    complaints.lock(session, complaint)
    row = session.get(Commitment, number)
    if row is None or row.complaint_id != complaint.id:
        raise Refused(_("This commitment is not one of this complaint; open the newest card."))
    session.refresh(row)
    if row.state != state:
        raise Refused(
            _("{who} has dealt with this commitment already; the card shows how."),
            who=name_of(book, row.ended_by or row.owner),
        )
    return row


def keep(session: Session, book: Book, complaint: Complaint, person: Person, number: int, now: datetime) -> Commitment:
    """``person`` says that it is done. Late, it was broken all the same."""
    row = _found(session, book, complaint, number, CommitmentState.OPEN)
    judge(row, now)
    _end(session, row, CommitmentState.KEPT, person, now)
    late = row.broken_at is not None
    events.record(session, complaint, "commitment_kept", person.id, now, what=row.what, late=late)
    complaints.show(session, complaint, now, urgency=1)
    return row


def confirm(session: Session, book: Book, complaint: Complaint, person: Person, number: int, now: datetime) -> None:
    """What was noticed was promised: its clock runs."""
    row = _found(session, book, complaint, number, CommitmentState.NOTICED)
    row.state, row.owner = move(CommitmentState(row.state), CommitmentState.OPEN), person.id
    put_under_watch(session, complaint, row, now)
    events.record(
        session, complaint, "promised", person.id, now, what=row.what, said=row.said, by=row.due_at.isoformat()
    )
    complaints.show(session, complaint, now, urgency=1)


def set_aside(session: Session, book: Book, complaint: Complaint, person: Person, number: int, now: datetime) -> None:
    """What was noticed was no promise."""
    row = _found(session, book, complaint, number, CommitmentState.NOTICED)
    _end(session, row, CommitmentState.VOID, person, now)
    events.record(session, complaint, "promise_set_aside", person.id, now, what=row.what)
    complaints.show(session, complaint, now, urgency=1)


def renegotiate(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    number: int,
    now: datetime,
    *,
    on: str,
    at: str,
    reason: str,
    told: str,
) -> Commitment:
    """The customer was told of another day: ``on`` (a date) and ``at`` (a time of the desk's own clock), why
    (``reason``), and how they were ``told``. Returns the new commitment; what was broken before stays broken."""
    row = _found(session, book, complaint, number, CommitmentState.OPEN)
    due_at = _moment(book, on, at, now)
    if due_at <= now:
        raise Refused(_("This time has passed already: promise one that can be kept."), field="on")
    if not reason.strip():
        raise Refused(_("Say why it is another day: the customer has a right to it."), field="reason")
    if not told.strip():
        raise Refused(_("Say how the customer was told: where, and in which words."), field="told")
    judge(row, now)
    row.reason, row.told_how = reason.strip(), told.strip()
    _end(session, row, CommitmentState.RENEGOTIATED, person, now)
    new = Commitment(
        complaint_id=complaint.id, draft_id=row.draft_id, what=row.what, said=f"{on} {at}", due_at=due_at,
        owner=person.id, state=CommitmentState.OPEN, created_at=now, follows=row.id,
    )  # fmt: skip
    put_under_watch(session, complaint, new, now)
    clocks.responded(session, book, complaints.frozen_playbook(book, complaint), complaint, now)
    events.record(
        session, complaint, "renegotiated", person.id, now, what=row.what, by=due_at.isoformat(), reason=row.reason,
        told=row.told_how,
    )  # fmt: skip
    complaints.show(session, complaint, now, urgency=1)
    return new


def _moment(book: Book, on: str, at: str, now: datetime) -> datetime:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Refused(_("Choose the new day."), field="on") from None
    try:
        clock = time.fromisoformat(at)
    except ValueError:
        raise Refused(_("This is no time of day. Write, for example, 18:30"), field="at") from None
    return datetime.combine(day, clock, book.desk.local(now).tzinfo)


def _end(session: Session, row: Commitment, state: CommitmentState, person: Person, now: datetime) -> None:
    row.state = move(CommitmentState(row.state), state)
    row.ended_at, row.ended_by, row.next_at = now, person.id, None
    outbox.disarm(session, [f"escalate:commitment:{row.id}"], now)


@dataclass(frozen=True)
class Kept:
    """Of the commitments that fell due in a period: how many were ``kept`` in time, ``broken`` (kept late or never),
    and ``renegotiated`` before they fell due."""

    kept: int = 0
    broken: int = 0
    renegotiated: int = 0

    @property
    def n(self) -> int:
        """Those that were kept or broken."""
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """The share kept in time; None where nothing fell due."""
        return self.kept / self.n if self.n else None


def kept_by_team(session: Session, since: datetime, until: datetime) -> dict[str, Kept]:
    """Team → what became of the commitments that fell due from ``since`` until (not at) ``until``."""
    query = (
        select(Complaint.team, Commitment.state, Commitment.broken_at)
        .join(Complaint, Complaint.id == Commitment.complaint_id)
        .where(Commitment.due_at >= since, Commitment.due_at < until)
        .where(Commitment.state.not_in([CommitmentState.NOTICED, CommitmentState.VOID]))
    )
    found: dict[str, Kept] = {}
    for team, state, broken_at in session.execute(query):
        before = found.get(team, Kept())
        broken = broken_at is not None
        kept = not broken and state == CommitmentState.KEPT
        moved = not broken and state == CommitmentState.RENEGOTIATED
        found[team] = Kept(before.kept + kept, before.broken + broken, before.renegotiated + moved)
    return dict(sorted(found.items()))
