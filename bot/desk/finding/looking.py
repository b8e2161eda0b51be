"""Looks for complaints, the newest first, in pages that begin behind a key; each look is bounded.

References and handles are read from their indexes. Everything else is compared with the newest complaints, at most
:data:`WINDOW` a look: an answer says how far it has looked, and one can look further back. So a search costs the same
among a million complaints as among ten thousand, on either database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.desk import references
from bot.desk.finding.asked import Sought, plain
from bot.desk.models import Complaint, Mention, Ticket
from bot.desk.seeing import Scope
from bot.desk.vocabulary import ComplaintState, Refused
from bot.texts import _

PAGE = 10
WINDOW, AT_ONCE = 5000, 500
MOST_NAMED = 500  # complaints that references and handles may lead to
LAST = "\uffff"
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
Key = tuple[datetime, int]  # when a complaint was opened, and its id


@dataclass(frozen=True)
class Found:
    """One complaint and its ticket."""

    complaint: Complaint
    ticket: Ticket | None

    @property
    def key(self) -> Key:
        """Where it stands in the order."""
        return self.complaint.opened_at, self.complaint.id


@dataclass(frozen=True)
class Page:
    """At most :data:`PAGE` complaints. ``sought``: as it was understood in the end."""

    sought: Sought
    found: Sequence[Found]
    following: str
    """The key that the next page, or the next look further back, begins behind; "" at the end."""
    back_to: datetime | None
    """The look ended here, among older complaints nobody has looked; None when all were looked at."""


def find(session: Session, sought: Sought, scope: Scope | None, after: str = "") -> Page:
    """The next complaints behind ``after`` that somebody with this ``scope`` may see."""
    named = _named(session, sought)
    if not named and named is not None and sought.parts and not references.read(sought.parts[0]):
        sought = sought.worded  # what looked like part of a reference was a word of the customer's
        named = _named(session, sought)
    start, ids = _read(after), None if named is None else set(named)
    found, last = list[Found](), None
    for number, (rows, until) in enumerate(_chunks(session, sought, scope, start, ids), 1):
        found += rows
        if len(found) > PAGE or (number * AT_ONCE >= WINDOW and ids is None):
            last = until
            break
    if len(found) > PAGE:
        return Page(sought, found[:PAGE], _written(found[PAGE - 1].key), None)
    return Page(sought, found, _written(last) if last else "", last[0] if last else None)


def _chunks(
    session: Session, sought: Sought, scope: Scope | None, after: Key | None, ids: set[int] | None
) -> Iterator[tuple[list[Found], Key]]:
    """What fits of each :data:`AT_ONCE` complaints, the newest first, and the last of those that were looked at."""
    states = [state for state in sought.states if isinstance(state, ComplaintState)]
    only = Complaint.state.in_(states) if states and len(states) == len(sought.states) else None
    while True:
        query = select(Complaint.opened_at, Complaint.id).order_by(Complaint.opened_at.desc(), Complaint.id.desc())
        query = query if only is None else query.where(only)
        query = query if ids is None else query.where(Complaint.id.in_(ids))
        chunk = session.execute(_behind(query, after).limit(AT_ONCE)).all()
        if not chunk:
            return
        after = chunk[-1][0], chunk[-1][1]
        rows = _fitting(session, sought, scope, [number for _at, number in chunk])
        yield rows, after
        if len(chunk) < AT_ONCE:
            return


def _behind(query: Select[datetime, int], after: Key | None) -> Select[datetime, int]:
    if after is None:
        return query
    at, number = after
    return query.where(Complaint.opened_at <= at, or_(Complaint.opened_at < at, Complaint.id < number))


def _fitting(session: Session, sought: Sought, scope: Scope | None, ids: Sequence[int]) -> list[Found]:
    """Those of ``ids`` that fit. First their words alone are read: whole rows would take ten times as long."""
    query = select(Complaint.id, Mention.title, Mention.text, Mention.author_name, Mention.author_handle)
    query = query.join(Mention, Mention.id == Complaint.mention_id).where(Complaint.id.in_(ids))
    if scope is not None:
        query = query.where(scope.holds())
    if sought.networks:
        query = query.where(Mention.network.in_(sought.networks))
    if sought.states:
        query = query.outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
        query = query.where(or_(Complaint.state.in_(sought.states), Ticket.state.in_(sought.states)))
    words = [plain(word) for word in sought.words]
    order = Complaint.opened_at.desc(), Complaint.id.desc()
    fits = [number for number, *said in session.execute(query.order_by(*order)) if _says(said, words)]
    if not fits:
        return []
    whole = select(Complaint, Ticket).outerjoin(Ticket, Ticket.complaint_id == Complaint.id)
    rows = session.execute(whole.where(Complaint.id.in_(fits[: PAGE + 1])).order_by(*order))
    return [Found(complaint, ticket) for complaint, ticket in rows]


def _says(said: Sequence[str], words: Sequence[str]) -> bool:
    if not words:
        return True
    shown = plain("\n".join(said))
    return all(word in shown for word in words)


# What an index knows


def _named(session: Session, sought: Sought) -> Sequence[int] | None:
    """The complaints that references and handles lead to; None when neither is looked for."""
    if not sought.parts and not sought.handles:
        return None
    query = select(Complaint.id).where(*(_of_reference(part) for part in sought.parts))
    for handle in sought.handles:
        query = query.where(Complaint.id.in_(select(Mention.complaint_id).where(_of_author(handle))))
    found = session.scalars(query.limit(MOST_NAMED + 1)).all()
    if len(found) > MOST_NAMED:
        raise Refused(_("More than {most} complaints begin so: type more of the reference or the name."),
                      most=MOST_NAMED)  # fmt: skip
    return found


def _of_reference(part: str) -> ColumnElement[bool]:
    if ref := references.read(part):
        return Complaint.ref == ref
    start, ends = references.beginning(part), references.ending(part)
    fits = [Complaint.ref.in_(ends)] if ends else []
    return or_(*fits, _begins(Complaint.ref, start)) if start else or_(*fits)


def _of_author(handle: str) -> ColumnElement[bool]:
    starts = {f"{sign}{one}" for sign in ("", "@") for one in (handle, handle.casefold())}
    names = {handle, handle.capitalize(), handle.title()}
    handles = [_begins(Mention.author_handle, start) for start in sorted(starts)]
    return or_(*handles, *(_begins(Mention.author_name, start) for start in sorted(names)))


def _begins(column: InstrumentedAttribute[str], start: str) -> ColumnElement[bool]:
    # A range, so that an index is read; what an order of letters puts in between is left out again.
    return and_(column.between(start, start + LAST), column.startswith(start, autoescape=True))


# Keys


def _written(key: Key) -> str:
    return f"{(key[0] - EPOCH) // MICROSECOND}_{key[1]}"


def _read(text: str) -> Key | None:
    """None for the beginning, and for what is no key."""
    at, _bar, number = text.partition("_")
    try:
        return EPOCH + int(at) * MICROSECOND, int(number)
    except (ValueError, OverflowError):
        return None
