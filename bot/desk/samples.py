"""Samples: each day a few of the mentions that were set aside are drawn at random: people say whether that was right.

How often it was wrong is a figure of the last thirty days. A message lists what was drawn; the promise that posted it
remembers which mentions those are.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.models import Card, Complaint, Correction, Effect, Mention
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane, MentionState

REVIEW = "discards.review"  # the effect
SAMPLE = "sample"  # the kind of card
MORNING = 8  # o'clock, on the desk's own clock
DRAWN = 5
REVIEWED_FOR = timedelta(days=30)
LEAST_FOR_RATE = 30  # of fewer, a rate says nothing: the counts are shown
RIGHT, WRONG = "right", "complaint"  # what a review says


@dataclass(frozen=True)
class Aside:
    """A mention that was set aside, and what became of it since. ``restored_by`` and ``found_right_by``: ids of
    people; ``ref``: the reference of the complaint that it is by now."""

    mention: Mention
    ref: str | None = None
    restored_by: str | None = None
    found_right_by: str | None = None


@dataclass(frozen=True)
class Reviewed:
    """Of how many reviewed discards people said that they were complaints."""

    looked_at: int
    wrong: int

    @property
    def rate(self) -> float | None:
        """Share of wrong ones, 0 to 1; None while too few have been looked at."""
        return self.wrong / self.looked_at if self.looked_at >= LEAST_FOR_RATE else None


def draw(session: Session, book: Book, now: datetime) -> bool:
    """Each morning, draw a few of the discards that were told of the day before; returns whether it was done now.

    The date seeds the draw, and the promise keeps what was drawn. One that a person has restored meanwhile is drawn
    like the others: leaving it out would make triage look better than it is.
    """
    local = local_time(book, now)
    key = f"{REVIEW}:{local.date()}"
    if local.hour < MORNING or session.scalar(select(Effect.id).where(Effect.key == key)) is not None:
        return False
    until = local.replace(hour=0, minute=0, second=0, microsecond=0)
    corrected = exists().where(
        Correction.mention_id == Mention.id, Correction.what == "kind", Correction.after == WRONG
    )  # fmt: skip
    told = session.scalars(
        select(Mention.id)
        .where(Mention.told_at >= until - timedelta(days=1), Mention.told_at < until)
        .where(or_(Mention.state == MentionState.DISCARDED, (Mention.state == MentionState.COMPLAINT) & corrected))
    )
    ids = sorted(told)
    if not ids:
        return False
    drawn = random.Random(str(local.date())).sample(ids, min(DRAWN, len(ids)))  # noqa: S311 (no secret)
    channel = book.desk.channels.managers
    payload = {"channel": channel, "day": str(local.date()), "mentions": drawn}
    outbox.arm(session, key, REVIEW, Lane.CHAT, now, channel=channel, payload=payload)
    return True


def post(session: Session, effect: Effect, now: datetime) -> None:
    """The sample's card is promised; what had been restored before it was drawn counts as reviewed."""
    outbox.tick(session, effect, now)
    day = effect.payload["day"]
    if session.scalar(select(Card.id).where(Card.kind == SAMPLE, Card.subject == day)) is not None:
        return
    for aside in _drawn(session, effect.payload):
        if aside.restored_by and not _is_reviewed(session, aside.mention):
            correct(session, aside.mention, "review", WRONG, aside.restored_by, now)
    post_card(session, SAMPLE, day, effect.payload["channel"], now)


def _drawn(session: Session, payload: dict[str, Any]) -> list[Aside]:
    found = {one.id: one for one in session.scalars(select(Mention).where(Mention.id.in_(payload["mentions"])))}
    return asides_of(session, [found[drawn] for drawn in payload["mentions"] if drawn in found])


def sampled_in(session: Session, card: Card) -> list[Aside]:
    """The rows of the sample ``card``."""
    payload = session.scalar(select(Effect.payload).where(Effect.key == f"{REVIEW}:{card.subject}"))
    return _drawn(session, payload) if payload else []


def sample_of(session: Session, book: Book, mention: Mention) -> str | None:
    """The day of the sample in which ``mention`` was drawn, or None."""
    if mention.told_at is None:
        return None
    day = str(local_time(book, mention.told_at).date() + timedelta(days=1))
    payload = session.scalar(select(Effect.payload).where(Effect.key == f"{REVIEW}:{day}"))
    return day if payload and mention.id in payload["mentions"] else None


def _is_reviewed(session: Session, mention: Mention) -> bool:
    query = select(Correction.id).where(Correction.mention_id == mention.id, Correction.what == "review")
    return session.scalar(query.limit(1)) is not None


def reviewed(session: Session, now: datetime) -> Reviewed:
    """What the reviews of the last thirty days say; of one mention the latest word counts."""
    query = select(Correction.mention_id, Correction.after).where(
        Correction.what == "review", Correction.at > now - REVIEWED_FOR
    )
    verdicts = {mention_id: after for mention_id, after in session.execute(query.order_by(Correction.id))}  # noqa: C416
    return Reviewed(len(verdicts), sum(after == WRONG for after in verdicts.values()))


def asides_of(session: Session, mentions: Sequence[Mention]) -> list[Aside]:
    """Each of ``mentions``, in their order, with what became of it."""
    ids = [mention.id for mention in mentions]
    said: dict[tuple[str, str, str], Correction] = {}
    query = select(Correction).where(Correction.mention_id.in_(ids), Correction.what.in_(["kind", "review"]))
    for one in session.scalars(query.order_by(Correction.id)):
        said[one.mention_id, one.what, one.after] = one
    opened = [one.complaint_id for one in mentions if one.complaint_id]
    named = select(Complaint.id, Complaint.ref).where(Complaint.id.in_(opened))
    refs = {complaint_id: ref for complaint_id, ref in session.execute(named)}  # noqa: C416 (a row is no pair to mypy)
    return [_aside(mention, said, refs.get(mention.complaint_id or 0)) for mention in mentions]


def _aside(mention: Mention, said: dict[tuple[str, str, str], Correction], ref: str | None) -> Aside:
    back, right = said.get((mention.id, "kind", WRONG)), said.get((mention.id, "review", RIGHT))
    return Aside(
        mention,
        ref=ref,
        restored_by=back.person if back and ref else None,
        found_right_by=right.person if right else None,
    )


def correct(session: Session, mention: Mention, what: str, after: str, who: str, now: datetime) -> None:
    """Keep that ``who`` says ``after`` of ``mention``."""
    before = mention.kind or "noise"
    session.add(Correction(mention_id=mention.id, what=what, before=before, after=after, person=who, at=now))


def post_card(session: Session, kind: str, subject: str, channel: str, now: datetime) -> None:
    """A new message in ``channel``, drawn from rows like every card."""
    card = Card(kind=kind, subject=subject, channel=channel)
    session.add(card)
    session.flush()
    show_cards(session, [card], now)


def show_cards(session: Session, cards: Sequence[Card], now: datetime) -> None:
    """(Re)draw ``cards``."""
    for card in cards:
        outbox.arm(
            session, f"card:{card.id}", "card.show", Lane.CHAT, now, channel=card.channel,
            urgency=2 if card.ts else 5, payload={"card": card.id},
        )  # fmt: skip


def local_time(book: Book, now: datetime) -> datetime:
    """``now`` on the desk's own clock."""
    return book.desk.calendar(next(iter(book.desk.calendars), "always")).local(now)
