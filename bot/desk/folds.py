"""Folding: when a channel takes no more cards, Slack's or ours to say, those that wait become one message, worst first.

Nobody is forgotten: a folded complaint is listed in the fold until it is shown on its own or dealt with. Its own card
is posted when its deadline comes near, or when the channel's hour has room again, the worst first.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.models import Card, Clock, Complaint, Effect, Mention
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, Lane, MentionState, Metric

FOLD_FROM = 5  # cards waiting for a slowed channel
NEXT = 5
ASKED_FOR = 1  # urgency of a card that a person or a deadline called for: it is not folded (again)
AN_HOUR = timedelta(hours=1)
STAKES = func.coalesce(Complaint.stakes, "P3")  # where nobody knows what is at stake, it is the usual
GRAVE = ("P1", "P2")  # not folded for being many
A_FEW = 5  # cards that are shown again at a time
# How far beyond the messages of an hour a card may go: what is gravest still finds room when all others are folded.
BEYOND = {"P1": 1.5, "P2": 1.25}
NEARLY_LATE = 1.25
_new = (Card.kind == "approval", Card.ts.is_(None), Card.folded_at.is_(None))
_clock = and_(Clock.complaint_id == Complaint.id, Clock.metric == Metric.FIRST_RESPONSE, Clock.ended_at.is_(None))
WORST_FIRST = (STAKES, func.coalesce(Complaint.priority, 0).desc(), Clock.due_at, Complaint.id)


def join_waiting(session: Session, book: Book, complaint_ids: Sequence[int], now: datetime) -> None:
    """New cards of these complaints wait for Slack: see whether they are to be folded, because their channel is slowed
    at the moment or got as many messages as it may get within an hour."""
    session.flush()
    mine = select(Card.channel).where(Card.complaint_id.in_(complaint_ids), *_new).distinct()
    slow = set(session.scalars(mine.where(Card.channel.in_(outbox.SLOW)), {"now": now}))
    for channel in session.scalars(mine).all():
        if channel in slow:
            fold_waiting(session, channel, now)
        _fold_beyond(session, channel, complaint_ids, book.desk.channels.most_an_hour, now)


def _fold_beyond(session: Session, channel: str, complaint_ids: Sequence[int], most: int, now: datetime) -> None:
    """Fold what is beyond the ``most`` that ``channel`` may get within an hour.

    Where a fold lists others already, what has less at stake waits its turn among them.
    """
    fresh = session.execute(_with_clock(Card.channel == channel, Card.complaint_id.in_(complaint_ids), *_new)).all()
    used = _used(session, channel, now) - len(fresh)
    ordinary = 0 if _has_listed(session, channel) else most
    fitting = _fitting(fresh, used, most, ordinary, now)
    _fold(session, channel, [card for card, *_of in fresh if card not in fitting], now)


def _used(session: Session, channel: str, now: datetime) -> int:
    """Messages that ``channel`` got within the last hour, or has been promised; folds apart."""
    posted = select(func.count()).where(Card.channel == channel, Card.posted_at > now - AN_HOUR, Card.kind != "fold")
    under_way = _waiting(channel).with_only_columns(func.count(), maintain_column_froms=True)
    return (session.scalar(posted) or 0) + (session.scalar(under_way) or 0)


def _with_clock(*where: ColumnElement[bool]) -> Select[Card, str, datetime | None]:
    """Cards with what is at stake and when their warning is due, the worst first."""
    found = select(Card, STAKES, Clock.warn_at).join(Complaint, Complaint.id == Card.complaint_id)
    return found.outerjoin(Clock, _clock).where(*where).order_by(*WORST_FIRST)


def _fitting(
    asked: Sequence[Row[Card, str, datetime | None]], used: int, most: int, ordinary: int, now: datetime
) -> list[Card]:
    """Those of ``asked`` (the worst first) for which there is room, when an hour has ``used`` so many messages."""
    fitting: list[Card] = []
    for card, stakes, warn_at in asked:
        nearly_late = warn_at is not None and warn_at <= now
        beyond = BEYOND.get(stakes) or (NEARLY_LATE if nearly_late else 0)
        if used + len(fitting) < (math.ceil(beyond * most) if beyond else ordinary):
            fitting.append(card)
    return fitting


def _waiting(channel: str) -> Select[Card]:
    """New approval cards that are promised to ``channel`` and, as far as we know, do not stand there yet."""
    return (
        select(Card)
        .join(Effect, Effect.payload["card"].as_integer() == Card.id)
        .where(Effect.lane == Lane.CHAT, Effect.done_at.is_(None), Effect.held_at.is_(None))  # what ix_effect_due holds
        .where(Effect.kind == "card.show", Effect.channel == channel, *_new)
    )


def fold_waiting(session: Session, channel: str, now: datetime) -> int:
    """Fold the new approval cards that wait for the slowed ``channel``, if there are many; returns how many."""
    waiting = session.scalars(
        _waiting(channel)
        .where(Effect.attempts == 0, Effect.urgency > ASKED_FOR)
        .join(Complaint, Complaint.id == Card.complaint_id)
        .where(STAKES.not_in(GRAVE))
    ).all()
    if len(waiting) < FOLD_FROM and not (waiting and _has_listed(session, channel)):
        return 0
    _fold(session, channel, waiting, now)
    return len(waiting)


def _has_listed(session: Session, channel: str) -> bool:
    return session.execute(_listed(channel).limit(1)).first() is not None


def _fold(session: Session, channel: str, waiting: Sequence[Card], now: datetime) -> None:
    """These are listed in the channel's fold instead of being posted on their own."""
    if not waiting:
        return
    already = _has_listed(session, channel)
    for card in waiting:
        card.folded_at = now
    outbox.disarm(session, [f"card:{card.id}" for card in waiting], now)
    if not already:
        _begin_fold(session, channel)
    show_fold(session, channel, now)


def listed(session: Session, channel: str, most: int) -> Sequence[tuple[Complaint, datetime | None]]:
    """The worst ``most`` of the complaints folded away in ``channel`` that still wait, with their deadlines."""
    return session.execute(_listed(channel).limit(most)).all()


def count(session: Session, channel: str) -> int:
    """How many complaints are folded away in ``channel`` and still wait for somebody."""
    return session.scalar(select(func.count()).select_from(_listed(channel).order_by(None).subquery())) or 0


def _listed(channel: str) -> Select[Complaint, datetime | None]:
    return (
        select(Complaint, Clock.due_at)
        .join(Card, Card.complaint_id == Complaint.id)
        .join(Mention, Mention.id == Complaint.mention_id)
        .outerjoin(Clock, _clock)
        .where(Card.channel == channel, Card.kind == "approval", Card.folded_at.is_not(None), Card.ts.is_(None))
        .where(Complaint.state == ComplaintState.OPEN, Mention.state != MentionState.GONE)
        .order_by(*WORST_FIRST)
    )


def current(session: Session, channel: str) -> Card | None:
    """The latest fold of ``channel``; the ones before it are finished."""
    query = select(Card).where(Card.kind == "fold", Card.channel == channel).order_by(Card.id.desc())
    return session.scalars(query).first()


def _begin_fold(session: Session, channel: str) -> None:
    """A new burst gets a new message: an old fold may stand days up the channel, where nobody would see it."""
    fold = current(session, channel)
    if fold is None or fold.ts is not None:
        number = session.scalar(select(func.count()).where(Card.kind == "fold", Card.channel == channel)) or 0
        session.add(Card(kind="fold", subject=f"{channel}:{number + 1}", channel=channel))
        session.flush()


def show_fold(session: Session, channel: str, now: datetime) -> None:
    """(Re)draw the channel's fold, if it has one."""
    session.flush()
    fold = current(session, channel)
    if fold is not None:
        _draw(session, fold, now)


def _draw(session: Session, card: Card, now: datetime) -> None:
    outbox.arm(
        session, f"card:{card.id}", "card.show", Lane.CHAT, now, channel=card.channel, urgency=ASKED_FOR,
        payload={"card": card.id},
    )  # fmt: skip


def unfold(session: Session, channel_id: str, which: str, now: datetime) -> int:
    """Show the card of the complaint with reference ``which``, or the next few of the channel; returns how many."""
    if which == "next":
        query = select(Card.channel).where(Card.kind == "fold", Card.channel_id == channel_id).distinct()
        waiting = [one for channel in session.scalars(query) for one, _due in listed(session, channel, NEXT)]
        wanted = Card.complaint_id.in_([complaint.id for complaint in waiting[:NEXT]])
    else:
        wanted = Card.complaint_id.in_(select(Complaint.id).where(Complaint.ref == which))
    cards = session.scalars(select(Card).where(wanted, Card.folded_at.is_not(None), Card.ts.is_(None))).all()
    for card in cards:
        unfold_card(session, card, now)
    return len(cards)


def unfold_card(session: Session, card: Card, now: datetime) -> None:
    """Post this card on its own after all."""
    card.folded_at = None
    _draw(session, card, now)
    show_fold(session, card.channel, now)


def unfold_complaints(session: Session, book: Book, complaint_ids: Collection[int], now: datetime) -> None:
    """Their deadlines are near: those of these cards for which there is room, beside what is worse, are posted.

    Where many come near at one moment none is: the digest and the fold tell of them all in one message each, and
    :func:`unfold_with_room` brings the cards a few at a time.
    """
    near = [card for card in _with_room(session, book, now) if card.complaint_id in complaint_ids]
    if len(near) <= A_FEW:
        for card in near:
            unfold_card(session, card, now)


def unfold_with_room(session: Session, book: Book, now: datetime) -> int:
    """The hour has room again: post a few of the cards that were folded, the worst first; returns how many.

    Not where Slack asks to slow down.
    """
    slow = set(session.scalars(outbox.SLOW, {"now": now}))
    found = [card for card in _with_room(session, book, now) if card.channel not in slow][:A_FEW]
    for card in found:
        unfold_card(session, card, now)
    return len(found)


def _with_room(session: Session, book: Book, now: datetime) -> list[Card]:
    """The folded cards for which their channels have room, the worst first."""
    folded = (Card.kind == "approval", Card.folded_at.is_not(None), Card.ts.is_(None))
    still = (Complaint.state == ComplaintState.OPEN, Mention.state != MentionState.GONE)
    most, found = book.desk.channels.most_an_hour, []
    for channel in session.scalars(select(Card.channel).where(*folded).distinct()).all():
        query = _with_clock(*folded, *still, Card.channel == channel)
        query = query.join(Mention, Mention.id == Complaint.mention_id).limit(math.ceil(max(BEYOND.values()) * most))
        found += _fitting(session.execute(query).all(), _used(session, channel, now), most, most, now)
    return found


def folded_away(session: Session, complaint_ids: Collection[int]) -> set[int]:
    """Those of the complaints whose approval card is listed in a fold instead of standing on its own."""
    away = (Card.kind == "approval", Card.folded_at.is_not(None), Card.ts.is_(None))
    return set(session.scalars(select(Complaint.id).join(Card).where(Complaint.id.in_(complaint_ids), *away)))


def is_folded_away(card: Card) -> bool:
    """Whether ``card`` is listed in a fold instead of standing on its own."""
    return card.folded_at is not None and card.ts is None
