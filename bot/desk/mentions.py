"""Mentions: what an alert turns out to say: a complaint, a further word on one, a revision, a deletion, or noise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, events, opening
from bot.desk.alerts import close
from bot.desk.models import Alert, Complaint, Event, Mention
from bot.desk.playbooks import Book
from bot.desk.vocabulary import AlertState, ComplaintState, MentionState


@dataclass(frozen=True)
class Reading:
    """An alert, read: the same fields whatever tool it came from."""

    external_id: str
    kind: str  # created, edited, deleted
    network: str
    url: str
    text: str
    posted_at: datetime
    author_handle: str = ""
    author_name: str = ""
    author: dict[str, Any] = field(default_factory=dict)  # followers, verified, url
    title: str = ""
    language: str = "unknown"  # en, fr, another code, or unknown
    rating: float | None = None
    reach: int | None = None
    in_reply_to: str | None = None
    media: list[Any] = field(default_factory=list)
    hints: dict[str, Any] = field(default_factory=dict)  # what the tool thinks: its sentiment
    logged_by: str | None = None


def take_all(session: Session, book: Book, read: Sequence[tuple[Alert, Reading]], now: datetime) -> list[Complaint]:
    """Let each reading become what it is, in order; every alert ends in a state with a reason.

    Returns the complaints that begin with them; the caller sees to their first drafts.
    """
    known = _known(session, [alert.mention_id for alert, _reading in read])
    fresh: list[Mention] = []
    opened: list[Complaint] = []

    def open_fresh() -> None:
        opened.extend(opening.open_all(session, book, fresh, now))
        fresh.clear()

    for alert, reading in read:
        mention = known.get(alert.mention_id or "")
        if fresh and (mention in fresh or reading.in_reply_to):
            open_fresh()  # it may speak to one of them
        if mention is None:
            mention = known[alert.mention_id or ""] = _mention(alert, reading)
            if _first_sight(session, book, mention, alert, reading, now):
                fresh.append(mention)
            close(alert, AlertState.READ, now)
        else:
            _once_more(session, book, mention, alert, reading, now)
    open_fresh()
    return opened


def _known(session: Session, ids: Sequence[str | None]) -> dict[str, Mention]:
    return {mention.id: mention for mention in session.scalars(select(Mention).where(Mention.id.in_(ids)))}


def _once_more(session: Session, book: Book, mention: Mention, alert: Alert, reading: Reading, now: datetime) -> None:
    """An alert about a mention that is known already."""
    if mention.state == MentionState.GONE:
        _drop(alert)  # an alert that comes after the deletion brings words that its author took back
        close(alert, AlertState.REPEATED, now, "its author had deleted it")
    elif reading.kind == "deleted":
        _vanish(session, book, mention, now)
        close(alert, AlertState.READ, now)
    elif reading.kind == "edited" and _differs(mention, reading):
        _revise(session, book, mention, reading, now)
        close(alert, AlertState.READ, now)
    else:
        close(alert, AlertState.REPEATED, now, "nothing new about this mention")


def _differs(mention: Mention, reading: Reading) -> bool:
    return (mention.text, mention.title, mention.rating) != (reading.text, reading.title, reading.rating)


def _mention(alert: Alert, reading: Reading) -> Mention:
    return Mention(
        id=alert.mention_id, source=alert.source, external_id=reading.external_id, network=reading.network,
        url=reading.url, author_handle=reading.author_handle, author_name=reading.author_name,
        author=reading.author, title=reading.title, text=reading.text, language=reading.language,
        rating=reading.rating, reach=reading.reach, in_reply_to=reading.in_reply_to, media=reading.media,
        hints=reading.hints, posted_at=reading.posted_at, received_at=alert.received_at, revision=1,
        correlation=alert.correlation, logged_by=reading.logged_by, state=MentionState.COMPLAINT, reason="",
    )  # fmt: skip


def _first_sight(session: Session, book: Book, mention: Mention, alert: Alert, reading: Reading, now: datetime) -> bool:
    """Whether this mention, seen for the first time, begins a complaint."""
    session.add(mention)
    if reading.kind == "deleted":
        mention.state, mention.reason = MentionState.GONE, "deleted before it was seen"
        mention.text, mention.title, mention.media = "", "", []
        _drop(alert)
    elif reading.author_handle and reading.author_handle.lower() in _own(book):
        mention.state, mention.reason = MentionState.DISCARDED, "written by the brand's own account"
    elif complaint := _thread_of(session, reading, alert.source):
        session.flush()
        complaints.customer_wrote(session, book, complaint, mention, now)
        approvals.void_overtaken(session, book, complaint, now)
        mention.reason = f"further word on {complaint.ref}"
    else:
        return True
    return False


def _own(book: Book) -> set[str]:
    return {account.lower().lstrip("@") for account in book.desk.voice.own_accounts}


def _thread_of(session: Session, reading: Reading, source: str) -> Complaint | None:
    """The complaint that this customer is answering in the same thread, unless a person dismissed it."""
    if not reading.in_reply_to or not reading.author_handle:
        return None
    found = session.scalars(
        select(Complaint)
        .join(Mention, Mention.complaint_id == Complaint.id)
        .where(
            Mention.source == source,
            Mention.external_id == reading.in_reply_to,
            Mention.author_handle == reading.author_handle,
            Complaint.state != ComplaintState.DISMISSED,
        )
    )
    return found.first()


def _revise(session: Session, book: Book, mention: Mention, reading: Reading, now: datetime) -> None:
    before = mention.text
    mention.text, mention.title, mention.rating = reading.text, reading.title, reading.rating
    mention.revision += 1
    if complaint := _complaint_of(session, mention):
        events.record(session, complaint, "customer_edited", events.CUSTOMER, now, before=before, after=reading.text)
        complaints.thread_moved(session, complaint, now)
        approvals.void_overtaken(session, book, complaint, now)


def _drop(alert: Alert) -> None:
    alert.payload = json.dumps({"dropped": hashlib.sha256(alert.payload.encode()).hexdigest()})


def _vanish(session: Session, book: Book, mention: Mention, now: datetime) -> None:
    """The author took the post back: the words go everywhere, their hash and the decisions stay."""
    words, digest = mention.text, hashlib.sha256(mention.text.encode()).hexdigest()
    mention.text, mention.title, mention.media = "", "", []
    mention.revision += 1
    for alert in session.scalars(select(Alert).where(Alert.mention_id == mention.id)):
        _drop(alert)
    mention.state, mention.reason = MentionState.GONE, "deleted by its author"
    if complaint := _complaint_of(session, mention):
        for event in session.scalars(
            select(Event).where(Event.complaint_id == complaint.id, Event.actor == events.CUSTOMER)
        ):
            if event.kind == "customer_edited" or words in event.data.values():
                event.data = dict.fromkeys(event.data, "")
        events.record(session, complaint, "customer_deleted", events.CUSTOMER, now, sha256=digest, url=mention.url)
        complaints.thread_moved(session, complaint, now)
        approvals.void_overtaken(session, book, complaint, now)


def _complaint_of(session: Session, mention: Mention) -> Complaint | None:
    return session.get(Complaint, mention.complaint_id) if mention.complaint_id else None


def further_words(session: Session, complaint: Complaint) -> list[Mention]:
    """What the customer wrote after the mention that opened the complaint, oldest first."""
    query = select(Mention).where(Mention.complaint_id == complaint.id, Mention.id != complaint.mention_id)
    return list(session.scalars(query.order_by(Mention.posted_at)))
