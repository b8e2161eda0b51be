"""The live queue: filters, orders, and pages that begin behind a key. No OFFSET, no count: any page costs the same.

Each order is read from an index: deadlines from the clocks that run (``ix_clock_running_due``), priority and age from
the complaints of each state, merged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from bot.desk import references
from bot.desk.models import Clock, Complaint, Mention, Ticket
from bot.desk.playbooks import Book
from bot.desk.seeing import Scope
from bot.desk.vocabulary import ComplaintState, TicketState
from bot.web.desk import words

LIVE = (ComplaintState.OPEN, ComplaintState.ANSWERED)
STATES: dict[str, tuple[ComplaintState, ...]] = {
    "live": LIVE, "open": (ComplaintState.OPEN,), "answered": (ComplaintState.ANSWERED,),
    "waiting": (ComplaintState.ANSWERED,), "resolved": (ComplaintState.RESOLVED,),
    "dismissed": (ComplaintState.DISMISSED,), "abstained": (ComplaintState.ABSTAINED,), "all": tuple(ComplaintState),
}  # fmt: skip
WITH_DEADLINE = ("live", "open", "answered", "waiting")  # in other states nothing runs
STAKES = ("P1", "P2", "P3", "P4")
NOBODY = "nobody"
PAGE = 50
FOUND_MOST = 500  # complaints of the people that a search finds
LONGEST_SEARCH = 80
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Key = tuple[Any, int]


@dataclass(frozen=True)
class Filters:
    """What is asked for; all of it stands in the address. ``after``: the key that the page begins behind."""

    state: str = "live"
    team: str = ""
    playbook: str = ""
    stakes: str = ""
    owner: str = ""
    text: str = ""
    sort: str = "deadline"
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """From an address; what means nothing is left out."""
        given = {field.name: query.get(field.name, "").strip()[:LONGEST_SEARCH] for field in fields(cls)}
        state = given["state"] if given["state"] in STATES else cls.state
        sort = given["sort"] if given["sort"] in words.SORTS else cls.sort
        if sort == "deadline" and state not in WITH_DEADLINE:
            sort = "newest"
        return cls(**given | {"state": state, "sort": sort})

    def address(self, **changed: str) -> str:
        """The query string of these filters, ``changed``; without what is usual anyway."""
        one = replace(self, **changed)
        usual = Filters()
        named = {field.name: getattr(one, field.name) for field in fields(one)}
        return urlencode({name: value for name, value in named.items() if value != getattr(usual, name)})

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was chosen."""
        return replace(self, sort="deadline", after="") != Filters()


@dataclass(frozen=True)
class Row:
    """One complaint of the queue, its ticket, and the promise that ends first."""

    complaint: Complaint
    ticket: Ticket | None
    clock: Clock | None


@dataclass(frozen=True)
class Page:
    """The rows, and the key that the next page begins behind ("": there is none)."""

    rows: Sequence[Row]
    following: str


def page(session: Session, book: Book, asked: Filters, scope: Scope | None, limit: int = PAGE) -> Page:
    """One page of what ``asked`` says, as far as ``scope`` lets them see."""
    conditions = _conditions(session, book, asked, scope)
    if conditions is None:
        return Page((), "")
    found = _ORDERS[asked.sort](session, asked, conditions, limit + 1)
    following = written(found[limit - 1][0]) if len(found) > limit else ""
    return Page(_rows(session, [complaint_id for _key, complaint_id in found[:limit]]), following)


def every(session: Session, book: Book, asked: Filters, scope: Scope | None, at_once: int) -> Iterator[Sequence[Row]]:
    """All of them, ``at_once`` at a time."""
    after: str | None = ""
    while after is not None:
        found = page(session, book, replace(asked, after=after), scope, at_once)
        yield found.rows
        session.expunge_all()
        after = found.following or None


# Keys


def written(key: Key) -> str:
    """A key as it stands in an address: microseconds (or the priority) and an id."""
    first, number = key
    value = (first - EPOCH) // MICROSECOND if isinstance(first, datetime) else first
    return f"{'' if value is None else value}_{number}"


def read(text: str) -> tuple[int | None, int] | None:
    """The other way round; None for what is no key."""
    first, _bar, number = text.partition("_")
    try:
        key = (int(first) if first else None), int(number)
        _moment(key[0] or 0)
    except (ValueError, OverflowError):
        return None
    return key if 0 <= key[1] < 2**62 else None


def _moment(microseconds: int) -> datetime:
    return EPOCH + microseconds * MICROSECOND


# What is asked for


def _conditions(session: Session, book: Book, asked: Filters, scope: Scope | None) -> list[ColumnElement[bool]] | None:
    """Conditions on a complaint beside its state; None when nothing can be found."""
    found: list[ColumnElement[bool]] = [scope.holds()] if scope else []
    ticket = select(Ticket.id).where(Ticket.complaint_id == Complaint.id)
    if asked.team:
        found.append(Complaint.team == asked.team)
    if asked.playbook:
        found.append(Complaint.playbook == asked.playbook)
    if asked.stakes in STAKES:
        found.append(Complaint.stakes == asked.stakes)
    if asked.owner == NOBODY:
        found.append(~ticket.where(Ticket.owner.is_not(None)).exists())
    elif asked.owner in book.desk.people:
        found.append(Complaint.id.in_(select(Ticket.complaint_id).where(Ticket.owner == asked.owner)))
    if asked.state == "waiting":
        found.append(ticket.where(Ticket.state == TicketState.WAITING).exists())
    if asked.text:
        ids = _named(session, asked.text)
        if not ids:
            return None
        found.append(Complaint.id.in_(ids))
    return found


def _named(session: Session, text: str) -> Sequence[int]:
    """Complaints with this reference, or whose author is called so (the handle, or how the name begins)."""
    if ref := references.read(text):
        return session.scalars(select(Complaint.id).where(Complaint.ref == ref)).all()
    bare = text.lstrip("@")
    handles = {text, bare, f"@{bare}", bare.lower(), f"@{bare.lower()}"}
    # A range, so that an index is read; what an order of letters puts in between is left out again.
    names = [
        and_(
            Mention.author_name.between(start, start + "\uffff"), Mention.author_name.startswith(start, autoescape=True)
        )
        for start in sorted({text, text.capitalize(), text.title()})
    ]
    query = select(Complaint.id).join(Mention, Mention.id == Complaint.mention_id)
    return session.scalars(query.where(or_(Mention.author_handle.in_(handles), *names)).limit(FOUND_MOST)).all()


# Orders


def _by_deadline(
    session: Session, asked: Filters, conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[tuple[Key, int]]:
    """The promise that ends first, of each complaint. Looks through the next few promises, then through more, and only
    for what is rare through all: where all are asked for at once, a database reads all of them to show fifty."""
    found: list[tuple[Key, int]] = []
    for most in (limit * 2, limit * 8, limit * 64, None):
        query = _deadlines(asked, conditions, most).limit(limit)
        found = [((due_at, clock_id), complaint_id) for due_at, clock_id, complaint_id in session.execute(query)]
        if len(found) == limit:
            break
    return found


def _deadlines(asked: Filters, conditions: Sequence[ColumnElement[bool]], most: int | None) -> Select[Any]:
    running = select(Clock.due_at, Clock.id, Clock.complaint_id).where(Clock.ended_at.is_(None))
    if key := read(asked.after):
        at = _moment(key[0] or 0)
        running = running.where(Clock.due_at >= at, or_(Clock.due_at > at, Clock.id > key[1]))
    following = running.order_by(Clock.due_at, Clock.id).limit(most).subquery() if most else running.subquery()
    one, earlier = following.c, aliased(Clock)
    first = ~(
        select(earlier.id)
        .where(earlier.complaint_id == one.complaint_id, earlier.ended_at.is_(None))
        .where(tuple_(earlier.due_at, earlier.id) < tuple_(one.due_at, one.id))
        .exists()
    )
    query = select(one.due_at, one.id, one.complaint_id).join(Complaint, Complaint.id == one.complaint_id)
    query = query.where(Complaint.state.in_(STATES[asked.state]), first, *conditions)
    return query.order_by(one.due_at, one.id)


def _by_age(
    session: Session, asked: Filters, conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[tuple[Key, int]]:
    """Oldest first, or newest: each state from its index, merged."""
    newest = asked.sort == "newest"
    query = select(Complaint.opened_at, Complaint.id).where(*conditions)
    if key := read(asked.after):
        at, number = _moment(key[0] or 0), key[1]
        behind = or_(Complaint.opened_at < at, Complaint.id < number) if newest else or_(
            Complaint.opened_at > at, Complaint.id > number
        )  # fmt: skip
        query = query.where(Complaint.opened_at <= at if newest else Complaint.opened_at >= at, behind)
    order = (Complaint.opened_at.desc(), Complaint.id.desc()) if newest else (Complaint.opened_at, Complaint.id)
    return _merged(session, asked, query.order_by(*order), limit, reverse=newest)


def _by_priority(
    session: Session, asked: Filters, conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[tuple[Key, int]]:
    """The highest first; at the end those whose priority nobody knows."""
    base = select(Complaint.priority, Complaint.id).where(*conditions)
    ordered = base.order_by(Complaint.priority.desc(), Complaint.id.desc())
    known, unknown = ordered.where(Complaint.priority.is_not(None)), ordered.where(Complaint.priority.is_(None))
    key = read(asked.after)
    found: list[tuple[Key, int]] = []
    if key is None or key[0] is not None:
        if key is not None:
            value, number = key
            known = known.where(Complaint.priority <= value, or_(Complaint.priority < value, Complaint.id < number))
        found = _merged(session, asked, known, limit, reverse=True)
    else:
        unknown = unknown.where(Complaint.id < key[1])
    if len(found) < limit:
        rest = session.execute(unknown.where(Complaint.state.in_(STATES[asked.state])).limit(limit - len(found)))
        found += [((None, number), number) for _priority, number in rest]
    return found


def _merged(
    session: Session, asked: Filters, query: Select[*tuple[Any, ...]], limit: int, *, reverse: bool
) -> list[tuple[Key, int]]:
    """``query`` for each state that is asked for; each comes ordered from its index."""
    each = [
        [(first, number) for first, number in session.execute(query.where(Complaint.state == state).limit(limit))]
        for state in STATES[asked.state]
    ]
    return [((first, number), number) for first, number in list(merge(*each, reverse=reverse))[:limit]]


_ORDERS = {"deadline": _by_deadline, "age": _by_age, "newest": _by_age, "priority": _by_priority}


def _rows(session: Session, ids: Sequence[int]) -> list[Row]:
    complaints = {one.id: one for one in session.scalars(select(Complaint).where(Complaint.id.in_(ids)))}
    tickets = {one.complaint_id: one for one in session.scalars(select(Ticket).where(Ticket.complaint_id.in_(ids)))}
    running = select(Clock).where(Clock.complaint_id.in_(ids), Clock.ended_at.is_(None))
    clocks: dict[int, Clock] = {}
    for clock in session.scalars(running.order_by(Clock.due_at.desc(), Clock.id.desc())):
        clocks[clock.complaint_id] = clock
    return [Row(complaints[one], tickets.get(one), clocks.get(one)) for one in ids if one in complaints]
