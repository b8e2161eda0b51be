"""Watching: what happens in public in the days after a closing.

The same customer again, a rating that falls, others who take it up: it is taken up again, or noted where the new post
has its own answer coming. A rating that rises, thanks: put right in public, and noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.desk import complaints, duty, episodes, events, reopening, telling
from bot.desk.models import Closure, Complaint, Mention
from bot.desk.playbooks import Book
from bot.desk.telling import About
from bot.desk.vocabulary import ComplaintState
from bot.texts import _

OTHERS = "others_replied"  # the kind of event


def watched(session: Session, complaint: Complaint, now: datetime) -> Closure | None:
    """The closing of ``complaint`` that is still watched; None after its days, or when it does not hold."""
    if complaint.state != ComplaintState.RESOLVED:
        return None
    closure = episodes.standing(session, complaint.id)
    return closure if closure is not None and now < closure.watch_until else None


def again(session: Session, book: Book, opened: Sequence[Complaint], now: datetime) -> None:
    """Complaints that begin now: where their author's earlier one about the same was closed a few days ago, both
    timelines say so and whoever closed it is told. The new post has an answer of its own coming."""
    handles = {one.mention.author_handle for one in opened if one.mention.author_handle}
    if not handles:
        return
    query = (
        select(Complaint)
        .join(Closure, Closure.complaint_id == Complaint.id)
        .join(Mention, Complaint.mention_id == Mention.id)
        .where(Closure.reopened_at.is_(None), Closure.watch_until > now, Mention.author_handle.in_(handles))
        .where(Complaint.state == ComplaintState.RESOLVED)
        .order_by(Complaint.id)
    )
    closed = session.scalars(query).all()
    for new in opened:
        for before in closed:
            if before.id != new.id and _same_matter(before, new):
                _note_again(session, book, before, new, now)


def _same_matter(before: Complaint, new: Complaint) -> bool:
    there, here = before.mention, new.mention
    same = (there.network, there.author_handle.casefold()) == (here.network, here.author_handle.casefold())
    return same and before.playbook == new.playbook


def _note_again(session: Session, book: Book, before: Complaint, new: Complaint, now: datetime) -> None:
    events.record(session, before, "complained_again", events.CUSTOMER, now, ref=new.ref)
    events.record(session, new, "closed_before", events.AMENDS, now, ref=before.ref)
    tell(session, book, before, now)
    complaints.show(session, before, now)


def tell(session: Session, book: Book, complaint: Complaint, now: datetime) -> None:
    """Whoever closed it, or the team's lead, hears of it."""
    ticket = complaints.ticket_of(session, complaint.id)
    owner = ticket.owner if ticket else None
    asked = duty.resolved(book, ["owner"], now, team=complaint.team, owner=owner)
    telling.remind(session, book, asked, About.AFTER_CLOSING, complaint, now)


def edited(
    session: Session, book: Book, complaint: Complaint, before: float | None, after: float | None, now: datetime
) -> None:
    """The customer edited the post of a closed complaint: a rating that fell takes it up again, one that rose is
    "put right in public"; other words are told to whoever closed it."""
    closure = watched(session, complaint, now)
    if closure is None:
        return
    if before is not None and after is not None and after > before:
        put_right(session, complaint, closure, now, before=before, after=after)
    elif before is not None and after is not None and after < before:
        _take_up(session, book, complaint, episodes.EDITED, _("the customer lowered the rating"), now)
    else:
        tell(session, book, complaint, now)


def put_right(session: Session, complaint: Complaint, closure: Closure, now: datetime, **seen: float | str) -> None:
    """The customer says in public that it is settled. Noted once an episode."""
    if closure.put_right_at is None:
        closure.put_right_at = now
        events.record(session, complaint, "put_right", events.CUSTOMER, now, **seen)
        complaints.show(session, complaint, now)


def thanked(session: Session, complaint: Complaint, mention: Mention, now: datetime) -> bool:
    """The customer's further word is thanks: on a closed complaint that is no reason to take it up again. Returns
    whether it was noted so."""
    closure = watched(session, complaint, now)
    if closure is None:
        return False
    put_right(session, complaint, closure, now, url=mention.url)
    return True


def others(session: Session, book: Book, replies: Sequence[Mention], now: datetime) -> None:
    """``replies`` of other people that complain: where they answer a closed complaint's thread they are noted there,
    and enough of them (``closing.backlash`` in desk.yaml) take it up again."""
    asked = [one for one in replies if one.in_reply_to]
    if not asked:
        return
    spot = or_(
        *(and_(Mention.source == one.source, Mention.external_id == one.in_reply_to) for one in asked)
    )  # fmt: skip
    query = select(Mention.source, Mention.external_id, Complaint).join(Complaint, Mention.complaint_id == Complaint.id)
    found = {(source, name): complaint for source, name, complaint in session.execute(query.where(spot))}
    for one in asked:
        complaint = found.get((one.source, one.in_reply_to or ""))
        if complaint is not None and one.author_handle != complaint.mention.author_handle:
            _note_other(session, book, complaint, one, now)


def _note_other(session: Session, book: Book, complaint: Complaint, reply: Mention, now: datetime) -> None:
    closure = watched(session, complaint, now)
    if closure is None:
        return
    who = reply.author_handle or reply.author_name
    story = events.of_complaint(session, complaint.id)
    before = {str(event.data.get("by")) for event in story if event.kind == OTHERS and event.at >= closure.closed_at}
    if who in before:
        return
    count = len(before) + 1
    events.record(session, complaint, "others_replied", events.AMENDS, now, by=who, url=reply.url, count=count)
    if count >= book.desk.closing.backlash:
        _take_up(session, book, complaint, episodes.BACKLASH, _("others take it up in public"), now)
    else:
        complaints.show(session, complaint, now)


def _take_up(session: Session, book: Book, complaint: Complaint, how: str, why: str, now: datetime) -> None:
    ticket = complaints.ticket_of(session, complaint.id)
    assert ticket is not None, "a closed complaint has a ticket"
    tell(session, book, complaint, now)
    reopening.reopen(session, book, complaint, ticket, events.AMENDS, why, now, how)
