"""Folding: when Slack takes no more cards in a channel, those that wait become one message, nearest deadline first.

Nobody is forgotten: a folded complaint is listed in the fold until it is shown on its own or dealt with, and its own
card is posted when its deadline comes near.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import complaints, outbox
from bot.desk.models import Card, Clock, Complaint, Effect
from bot.desk.vocabulary import Lane, Metric

FOLD_FROM = 5  # cards waiting for a slowed channel
NEXT = 5


def fold_waiting(session: Session, channel: str, now: datetime) -> int:
    """Fold the new approval cards that wait for the slowed ``channel``, if there are many; returns how many."""
    waiting = session.scalars(
        select(Card)
        .join(Effect, Effect.payload["card"].as_integer() == Card.id)
        .where(Effect.kind == "card.show", Effect.channel == channel, Effect.done_at.is_(None), Effect.attempts == 0)
        .where(Card.ts.is_(None), Card.folded_at.is_(None), Card.kind == "approval")
    ).all()
    if len(waiting) < FOLD_FROM and not (waiting and _open_fold(session, channel)):
        return 0
    for card in waiting:
        card.folded_at = now
    outbox.disarm(session, [f"card:{card.id}" for card in waiting], now)
    show_fold(session, channel, now)
    return len(waiting)


def _open_fold(session: Session, channel: str) -> bool:
    return (
        session.scalar(select(Card.id).where(Card.channel == channel, Card.folded_at.is_not(None)).limit(1)) is not None
    )


def show_fold(session: Session, channel: str, now: datetime) -> None:
    """(Re)draw the channel's fold."""
    fold = session.scalars(select(Card).where(Card.kind == "fold", Card.subject == channel)).first()
    if fold is None:
        fold = Card(kind="fold", subject=channel, channel=channel)
        session.add(fold)
        session.flush()
    outbox.arm(
        session, f"card:{fold.id}", "card.show", Lane.CHAT, now, channel=channel, urgency=1, payload={"card": fold.id}
    )


def unfold(session: Session, channel_id: str, which: str, now: datetime) -> int:
    """Show the card of the complaint with reference ``which``, or the next few of the channel; returns how many."""
    query = (
        select(Card)
        .join(Complaint, Complaint.id == Card.complaint_id)
        .outerjoin(Clock, (Clock.complaint_id == Complaint.id) & (Clock.metric == Metric.FIRST_RESPONSE))
        .where(Card.folded_at.is_not(None), Card.ts.is_(None))
        .order_by(Clock.due_at)
    )
    if which == "next":
        channels = select(Card.channel).where(Card.kind == "fold", Card.channel_id == channel_id)
        query = query.where(Card.channel.in_(channels)).limit(NEXT)
    else:
        query = query.where(Complaint.ref == which)
    cards = session.scalars(query).unique().all()
    for card in cards:
        unfold_card(session, card, now)
    return len(cards)


def unfold_card(session: Session, card: Card, now: datetime) -> None:
    """Post this card on its own after all."""
    card.folded_at = None
    complaint = session.get(Complaint, card.complaint_id)
    assert complaint is not None
    complaints.show(session, complaint, now, urgency=1)
    show_fold(session, card.channel, now)


def unfold_complaints(session: Session, complaint_ids: list[int], now: datetime) -> None:
    """Their deadlines are near: these cards are posted on their own."""
    found = session.scalars(select(Card).where(Card.complaint_id.in_(complaint_ids), Card.folded_at.is_not(None)))
    for card in found:
        unfold_card(session, card, now)


def is_folded_away(card: Card) -> bool:
    """Whether ``card`` is listed in a fold instead of standing on its own."""
    return card.folded_at is not None and card.ts is None
