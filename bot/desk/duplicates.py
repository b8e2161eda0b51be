"""Duplicates: a mention that is an earlier one again. From certain to careful, each with its reason, each to be undone:

- the same **item** from another tool, or delivered once more: joins silently;
- the same **author** again about the same problem, before we answered: a further word on the complaint;
- the same words by **another author** (copied, reposted): reach of the complaint, counted on its timeline.

The same problem told by another person is none of these. Everything is looked up for a whole batch at once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, select, text, union_all
from sqlalchemy.orm import Session

from bot.desk import abstentions, approvals, complaints, events, opening, recent, reopening, urgency
from bot.desk.models import Complaint, Event, Mention
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, MentionState, Refused
from bot.texts import _
from bot.triage import sameness
from bot.triage.sameness import LENIENT, STRICT, Said

FURTHER_WORD = timedelta(days=14)  # after a complaint began, in which its author's next post is about it
REDELIVERED = timedelta(minutes=1)  # between two times that one source gives for one item
SEEN_TWICE = timedelta(hours=1)  # between the times that two tools give for one item, whose addresses differ
WITHOUT_ADDRESS = timedelta(days=1)  # … where one of them has no address
DISTINCT_WORDS = 8  # of fewer words two people may well write the same: "still waiting for my refund"
REPEATED = "repeated"  # the kind of event
LOOKED_AT = 200  # rows of one kind that are looked at for a batch


class Watch:
    """What is known that the new mentions of one batch may be again. Asked for each of them, in order."""

    def __init__(self, session: Session, fresh: Sequence[Mention], now: datetime) -> None:
        self._session, self._now = session, now
        self._said = {one.id: mark(one) for one in fresh}
        self._near: dict[str, str] = {}  # mention → the one of which it may be an edited copy
        self._known: list[Mention] = []  # what the database has, then what this batch brought
        self._open: list[Complaint] = []  # of the same authors
        self._repeated: Counter[int] = Counter()  # complaint → copies by others in this batch
        if fresh:
            _wait_for_others(session, fresh)
            self._find_near(fresh)
            self._known = _look_up(session, fresh, set(self._near.values()) - set(self._said))
            self._open = _begun_by(session, fresh, now - FURTHER_WORD)

    def _find_near(self, fresh: Sequence[Mention]) -> None:
        window = recent.of(self._session)
        with window.lock:
            window.catch_up(self._session, self._now)
            for one in fresh:
                said, author = self._said[one.id], _author(one)
                if len(said.words) < sameness.FEWEST_WORDS:
                    continue
                if found := window.closest(one.id, said, author, one.received_at):
                    self._near[one.id] = found
                window.add(one.id, said, author, one.received_at)

    def touches(self, mention: Mention | None, waiting: Sequence[Mention]) -> bool:
        """Whether one of those ``waiting`` for their complaint may be what ``mention`` is again."""
        if mention is None or mention.id not in self._said:
            return False
        author = _author(mention)
        return any((author and author == _author(one)) or self._is_again(mention, one) for one in waiting)

    def _is_again(self, mention: Mention, one: Mention) -> bool:
        return self._alike(mention, one) and (self._is_item(mention, one) or self._is_copy(mention, one))

    def takes(self, book: Book, mention: Mention) -> bool:
        """Whether ``mention`` is known already: then it has joined what it is again, and needs nothing more."""
        alike = [one for one in self._known if self._alike(mention, one)]
        self._known.append(mention)
        if mention.logged_by:
            return False  # a person says that it is a complaint
        for one in alike:
            if self._is_item(mention, one) and self._becomes(mention, one, "the same item again"):
                return True
        if complaint := self._own(book, mention, alike):
            own = [one for one in alike if one.complaint_id == complaint.id]
            mention.duplicate_of = own[0].duplicate_of or own[0].id if own else None
            self._session.flush()
            reopening.customer_wrote(self._session, book, complaint, mention, self._now)
            approvals.void_overtaken(self._session, book, complaint, self._now)
            abstentions.author_wrote(self._session, book, complaint, self._now)
            mention.reason = f"further word on {complaint.ref}: its author, on the same matter"
            return True
        for one in alike:
            if self._is_copy(mention, one) and self._becomes(mention, one, f"repeats what {_named(one)} wrote"):
                if mention.complaint_id:
                    self._repeated[mention.complaint_id] += 1
                return True
        return False

    def tell(self, book: Book) -> None:
        """Write on the timelines how often each complaint was repeated, and redraw its cards."""
        for complaint_id, times in sorted(self._repeated.items()):
            complaint = self._session.get_one(Complaint, complaint_id)
            before = events.last_of_kind(self._session, complaint_id, REPEATED)
            count = times + (before.data["count"] if before else 0)
            events.record(self._session, complaint, REPEATED, events.AMENDS, self._now, count=count)
            abstentions.support_grew(self._session, book, complaint, count, self._now)
            complaints.show(self._session, complaint, self._now)
        urgency.mark(self._session, self._repeated, self._now)

    def _alike(self, mention: Mention, one: Mention) -> bool:
        same = mention.fingerprint is not None and mention.fingerprint == one.fingerprint
        return same or self._near.get(mention.id) == one.id or _same_address(mention, one)

    def _likeness(self, mention: Mention, one: Mention, *, strict: bool) -> float:
        if mention.fingerprint and mention.fingerprint == one.fingerprint:
            return 1.0
        there = self._said.get(one.id) or sameness.said(one.text, one.title)
        return sameness.likeness(self._said[mention.id], there, strict=strict)

    def _is_item(self, mention: Mention, one: Mention) -> bool:
        """Whether both are one post: seen by two tools, or delivered once more under another id."""
        person = _same_person(mention, one)
        if person is False:
            return False
        apart, elsewhere = abs(mention.posted_at - one.posted_at), mention.source != one.source
        says_same = self._says_the_same(mention, one)
        if _same_address(mention, one):  # of a page with many reviews on it all have the same address
            if says_same and (person or elsewhere or apart <= REDELIVERED):
                return True
            return bool(person) and elsewhere and apart <= REDELIVERED
        if not (elsewhere and says_same and (person or self._is_distinct(mention))):
            return False
        return apart <= (SEEN_TWICE if mention.address and one.address else WITHOUT_ADDRESS)

    def _says_the_same(self, mention: Mention, one: Mention) -> bool:
        words, there = " ".join(self._said[mention.id].words), " ".join(sameness.said(one.text, one.title).words)
        if min(len(words), len(there)) == 0 or words == there:
            return True  # one tool sends no text
        return self._likeness(mention, one, strict=False) >= LENIENT

    def _own(self, book: Book, mention: Mention, alike: Sequence[Mention]) -> Complaint | None:
        """The complaint of the same author that this is a further word on.

        One that we had answered before this was written is not: a new post after an answer is owed an answer itself.
        """
        author, since = _author(mention), self._now - FURTHER_WORD
        near = {one.complaint_id for one in alike if _same_person(mention, one)}
        here = [self._complaint(one) for one in self._known if one.id in self._said and _author(one) == author]
        playbook = None
        for complaint in [*filter(None, here), *self._open, *filter(None, map(self._complaint, alike))]:
            if complaint.state == ComplaintState.DISMISSED or complaint.opened_at < since:
                continue
            if (answered := complaint.answered_at or complaint.resolved_at) and answered <= mention.posted_at:
                continue
            if complaint.id in near:
                return complaint
            if author and author == _author(complaint.mention):
                playbook = playbook or opening.choice_for(book, mention)
                if playbook.why and playbook.playbook.name == complaint.playbook:
                    return complaint
        return None

    def _complaint(self, mention: Mention) -> Complaint | None:
        return self._session.get(Complaint, mention.complaint_id) if mention.complaint_id else None

    def _is_distinct(self, mention: Mention) -> bool:
        said = self._said[mention.id]
        return len(said.words) >= DISTINCT_WORDS or said.passed_on

    def _is_copy(self, mention: Mention, one: Mention) -> bool:
        if _same_person(mention, one):
            return False
        if mention.fingerprint and mention.fingerprint == one.fingerprint:
            return self._is_distinct(mention)
        return self._near.get(mention.id) == one.id and self._likeness(mention, one, strict=True) >= STRICT

    def _becomes(self, mention: Mention, one: Mention, why: str) -> bool:
        """Let ``mention`` become what ``one`` is; False where that is nothing yet."""
        complaint = self._complaint(one)
        if complaint is not None:
            mention.state, mention.complaint_id = MentionState.JOINED, complaint.id
            mention.reason = f"{why}: {complaint.ref}"
        elif one.state == MentionState.DISCARDED:
            mention.state, mention.reason = MentionState.DISCARDED, f"{why}, which was set aside: {one.reason}"
        else:
            return False
        mention.duplicate_of = one.duplicate_of or one.id
        return True


def mark(mention: Mention) -> Said:
    """Write down what ``mention`` is found again by; returns its words."""
    said = sameness.said(mention.text, mention.title)
    mention.fingerprint = said.fingerprint
    mention.address = sameness.hashed(sameness.address_of(mention.url))
    return said


def separate(session: Session, book: Book, mention: Mention, person: Person, now: datetime) -> Complaint:
    """A person says that ``mention``, which had joined a complaint, is one of its own. Returns the new complaint."""
    joined = session.get(Complaint, mention.complaint_id) if mention.complaint_id else None
    if mention.state != MentionState.JOINED or joined is None:
        raise Refused(_("This has joined no complaint, so there is nothing to separate."))
    mention.state, mention.complaint_id, mention.duplicate_of = MentionState.COMPLAINT, None, None
    session.flush()
    (opened,) = opening.open_all(session, book, [mention], now)
    mention.reason = f"opened {opened.ref}: separated from {joined.ref} by {person.id}"
    events.record(session, joined, "separated", person.id, now, ref=opened.ref, mention=mention.id)
    events.record(session, opened, "separated_from", person.id, now, ref=joined.ref)
    if complaints.awaits_clearance(opened):
        complaints.show(session, opened, now)
    else:
        complaints.ask_for_draft(session, opened, now)
    complaints.show(session, joined, now)
    return opened


def separate_latest(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> Complaint:
    """:func:`separate` what joined ``complaint`` last."""
    query = select(Mention).where(
        Mention.complaint_id == complaint.id, Mention.state == MentionState.JOINED, Mention.id != complaint.mention_id
    )
    latest = session.scalars(query.order_by(Mention.received_at.desc(), Mention.id).limit(1)).first()
    if latest is None:
        raise Refused(_("Nothing has joined {ref}, so there is nothing to separate."), ref=complaint.ref)
    return separate(session, book, latest, person, now)


def repeated(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Complaint → how many others have repeated its words, where somebody has."""
    query = select(Event.complaint_id, Event.data).where(Event.complaint_id.in_(ids), Event.kind == REPEATED)
    return {complaint: data["count"] for complaint, data in session.execute(query.order_by(Event.id))}


def _author(mention: Mention) -> str:
    return recent.author_of(mention.network, mention.author_handle, mention.author_name)


def _named(mention: Mention) -> str:
    return f"@{mention.author_handle}" if mention.author_handle else mention.author_name or "somebody"


def _same_person(one: Mention, other: Mention) -> bool | None:
    """Whether both have the same author; None where one of them names nobody."""
    for field in ("author_handle", "author_name"):
        here, there = (getattr(mention, field).casefold() for mention in (one, other))
        if here and there:
            return bool(here == there)
    return None


def _same_address(one: Mention, other: Mention) -> bool:
    return one.address is not None and one.address == other.address


def _wait_for_others(session: Session, fresh: Iterable[Mention]) -> None:
    """Let nobody decide of the same words, item or author at the same time: each would see nothing of the other.

    SQLite has one writer at a time; PostgreSQL is asked for locks that end with the transaction, always in one order.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    names = {name for one in fresh for name in (one.fingerprint, one.address, _author(one)) if name}
    keys = sorted(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names)
    if keys:
        session.execute(
            text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) key"), {"keys": keys}
        )


def _look_up(session: Session, fresh: Sequence[Mention], near: Collection[str]) -> list[Mention]:
    """What the database has of the same words and items, originals rather than copies, and those named ``near``."""
    prints = [one.fingerprint for one in fresh if one.fingerprint]
    addresses = [one.address for one in fresh if one.address]
    handles = {one.author_handle for one in fresh}
    original = Mention.duplicate_of.is_(None)
    parts = [
        and_(Mention.fingerprint.in_(prints), Mention.author_handle.in_(handles)),
        and_(Mention.fingerprint.in_(prints), original),
        and_(Mention.address.in_(addresses), Mention.author_handle.in_(handles | {""})),
        and_(Mention.address.in_(addresses), original),
    ]
    few = [select(select(Mention.id).where(part).limit(LOOKED_AT).subquery().c.id) for part in parts]
    # All in one IN: an OR beside it would make PostgreSQL read the whole table.
    few.append(select(Mention.id).where(Mention.id.in_(near)))
    query = select(Mention).where(Mention.id.in_(union_all(*few)), Mention.state != MentionState.GONE)
    found = list(session.scalars(query.order_by(Mention.received_at, Mention.id)))
    ids = {one.complaint_id for one in found if one.complaint_id}
    if ids:  # into the session, in one query
        session.scalars(select(Complaint).where(Complaint.id.in_(ids))).all()
    return found


def _begun_by(session: Session, fresh: Sequence[Mention], since: datetime) -> list[Complaint]:
    """Complaints since then of the authors of ``fresh``, the newest first."""
    handles = {one.author_handle for one in fresh if one.author_handle}
    if not handles:
        return []
    query = (
        select(Complaint)
        .join(Mention, Complaint.mention_id == Mention.id)
        .where(Mention.author_handle.in_(handles), Complaint.opened_at >= since)
        .where(Complaint.state != ComplaintState.DISMISSED)
    )
    return list(session.scalars(query.order_by(Complaint.id.desc()).limit(LOOKED_AT)))
