"""Mentions: what an alert turns out to say: a complaint, a further word on one, a revision, a deletion, or noise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import abstentions, approvals, complaints, duplicates, events, opening, reopening, sorting, urgency
from bot.desk.alerts import close
from bot.desk.closing import watching
from bot.desk.models import Alert, Complaint, Event, Mention
from bot.desk.playbooks import Book
from bot.desk.vocabulary import AlertState, ComplaintState, MentionState
from bot.texts import _
from bot.triage import places
from bot.triage.features import Said
from bot.triage.fitted import Model

OWN_ACCOUNT = _("The brand's own account wrote it.")  # a reason is said in the language of whoever reads it


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


def take_all(
    session: Session, book: Book, read: Sequence[tuple[Alert, Reading]], now: datetime, model: Model | None = None
) -> list[Complaint]:
    """Let each reading become what it is, in order; every alert ends in a state with a reason.

    ``model``: what tells complaints from the rest; without one everything is taken for a complaint, and people decide.
    Returns the complaints that begin with them; the caller sees to their first drafts.
    """
    known = _known(session, [alert.mention_id for alert, _reading in read])
    coming: dict[str | None, Mention] = {}
    for alert, reading in read:
        if alert.mention_id not in known and alert.mention_id not in coming:
            coming[alert.mention_id] = _mention(alert, reading)
    to_us = _answering_us(session, book, list(coming.values())) if model else set()
    watch = duplicates.Watch(session, list(coming.values()), now)
    fresh: list[Mention] = []
    opened: list[Complaint] = []

    def open_fresh() -> None:
        begun = opening.open_all(session, book, fresh, now)
        watching.again(session, book, begun, now)
        watching.others(session, book, fresh, now)
        abstentions.groups_grew(session, book, begun, now)
        opened.extend(begun)
        fresh.clear()

    for alert, reading in read:
        mention = known.get(alert.mention_id or "")
        if fresh and (mention in fresh or reading.in_reply_to or watch.touches(coming.get(alert.mention_id), fresh)):
            open_fresh()  # it may speak to one of them, or be one of them again
        if mention is None:
            mention = known[alert.mention_id or ""] = coming[alert.mention_id]
            begins = _first_sight(session, book, mention, alert, reading, now, model) and not watch.takes(book, mention)
            if begins and _concerns_us(book, model, mention, mention.id in to_us):
                fresh.append(mention)
            close(alert, AlertState.READ, now)
        else:
            _once_more(session, book, mention, alert, reading, now)
    open_fresh()
    watch.tell(book)
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
    elif _reaches_further(session, mention, reading, now):
        if reading.kind == "edited" and _differs(mention, reading):
            _revise(session, book, mention, reading, now)
        close(alert, AlertState.READ, now)
    elif reading.kind == "edited" and _differs(mention, reading):
        _revise(session, book, mention, reading, now)
        close(alert, AlertState.READ, now)
    else:
        close(alert, AlertState.REPEATED, now, "nothing new about this mention")


def _reaches_further(session: Session, mention: Mention, reading: Reading, now: datetime) -> bool:
    """Whether the tool knows of more readers by now: what they are of becomes more urgent. (Fewer are no news: another
    tool may only know of less.)"""
    if reading.reach is None or reading.reach <= (mention.reach or 0):
        return False
    mention.reach, mention.author = reading.reach, {**mention.author, **reading.author}
    if mention.complaint_id:
        urgency.mark(session, [mention.complaint_id], now)
    return True


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


def _first_sight(
    session: Session,
    book: Book,
    mention: Mention,
    alert: Alert,
    reading: Reading,
    now: datetime,
    model: Model | None,
) -> bool:
    """Whether this mention, seen for the first time, begins a complaint."""
    session.add(mention)
    if reading.kind == "deleted":
        mention.state, mention.reason = MentionState.GONE, "deleted before it was seen"
        mention.text, mention.title, mention.media = "", "", []
        _drop(alert)
    elif reading.author_handle and reading.author_handle.lower() in book.desk.voice.own_handles():
        mention.state, mention.reason = MentionState.DISCARDED, OWN_ACCOUNT
    elif complaint := _thread_of(session, reading, alert.source):
        session.flush()
        settled = _is_thanks(book, model, mention) and watching.thanked(session, complaint, mention, now)
        reopening.customer_wrote(session, book, complaint, mention, now, settled=settled)
        approvals.void_overtaken(session, book, complaint, now)
        abstentions.author_wrote(session, book, complaint, now)
        mention.reason = f"further word on {complaint.ref}"
    else:
        return True
    return False


def _answering_us(session: Session, book: Book, coming: Sequence[Mention]) -> set[str]:
    """The ids of those that answer a post of the brand's own accounts: one that we have seen, or by its address."""
    asked = {one.id: one.in_reply_to for one in coming if one.in_reply_to}
    ours = {one for one, said in asked.items() if places.is_our_page(book.house, said)}
    handles = book.desk.voice.own_handles()
    if not handles or len(ours) == len(asked):
        return ours
    query = select(Mention.source, Mention.external_id).where(
        Mention.source.in_({one.source for one in coming}), Mention.external_id.in_(set(asked.values())),
        func.lower(Mention.author_handle).in_(handles),
    )  # fmt: skip
    seen = {(source, external_id) for source, external_id in session.execute(query)}
    seen |= {(one.source, one.external_id) for one in coming if one.author_handle.lower() in handles}
    return ours | {one.id for one in coming if (one.source, one.in_reply_to) in seen}


def _concerns_us(book: Book, model: Model | None, mention: Mention, answers_us: bool) -> bool:
    """Whether somebody has to look at it now; what is discarded says why, and can be restored."""
    if model is None:
        return True
    said = Said(mention.text, mention.title, mention.language, mention.network, mention.rating)
    known = sorting.Known(logged=mention.logged_by is not None, url=mention.url, answers_us=answers_us)
    triaged, place = sorting.sort(book, model, said, known), sorting.place_of(book, said, known)
    mention.kind, mention.triage = triaged.kind, sorting.kept(triaged, place)
    if triaged.complaint or triaged.doubtful or triaged.needs == "reply":
        return True
    mention.state, mention.reason = MentionState.DISCARDED, " ".join(reason.said() for reason in triaged.reasons)
    return False


def _is_thanks(book: Book, model: Model | None, mention: Mention) -> bool:
    """Whether a further word is thanks and nothing else; without a model, or in doubt, it is not."""
    if model is None:
        return False
    said = Said(mention.text, mention.title, mention.language, mention.network, mention.rating)
    triaged = sorting.sort(book, model, said)
    return triaged.kind == "praise" and not triaged.complaint and not triaged.doubtful and not triaged.sure_risks


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
    before, rated = mention.text, mention.rating
    mention.text, mention.title, mention.rating = reading.text, reading.title, reading.rating
    mention.revision += 1
    duplicates.mark(mention)
    if complaint := _complaint_of(session, mention):
        events.record(session, complaint, "customer_edited", events.CUSTOMER, now, before=before, after=reading.text)
        complaints.thread_moved(session, complaint, now)
        approvals.void_overtaken(session, book, complaint, now)
        abstentions.author_wrote(session, book, complaint, now, abstentions.CHANGED)
        watching.edited(session, book, complaint, rated, reading.rating, now)


def _drop(alert: Alert) -> None:
    alert.payload = json.dumps({"dropped": hashlib.sha256(alert.payload.encode()).hexdigest()})


def _vanish(session: Session, book: Book, mention: Mention, now: datetime) -> None:
    """The author took the post back: the words go everywhere, their hash and the decisions stay."""
    words, digest = mention.text, hashlib.sha256(mention.text.encode()).hexdigest()
    mention.text, mention.title, mention.media = "", "", []
    mention.triage = sorting.without_passages(mention.triage)
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
    query = query.where(Mention.duplicate_of.is_(None))  # what says the same once more is no further word
    return list(session.scalars(query.order_by(Mention.posted_at)))
