"""Folding: when Slack takes no more cards in a channel, those that wait become one message, nearest deadline first.

Nobody is forgotten: a folded complaint is listed in the fold until it is shown on its own or dealt with, and its own
card is posted when its deadline comes near.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.models import Card, Clock, Complaint, Effect, Mention
from bot.desk.vocabulary import ComplaintState, Lane, MentionState, Metric

FOLD_FROM = 5  # cards waiting for a slowed channel
NEXT = 5
ASKED_FOR = 1  # urgency of a card that a person or a deadline called for: it is not folded (again)


def join_waiting(session: Session, complaint_ids: Sequence[int], now: datetime) -> None:
    """New cards of these complaints wait for Slack: where a channel is slowed at the moment, see whether to fold."""
    session.flush()
    mine = select(Card.channel).where(Card.complaint_id.in_(complaint_ids), Card.kind == "approval", Card.ts.is_(None))
    for channel in session.scalars(mine.where(Card.channel.in_(outbox.SLOW)).distinct(), {"now": now}).all():
        fold_waiting(session, channel, now)


def fold_waiting(session: Session, channel: str, now: datetime) -> int:
    """Fold the new approval cards that wait for the slowed ``channel``, if there are many; returns how many."""
    waiting = session.scalars(
        select(Card)
        .join(Effect, Effect.payload["card"].as_integer() == Card.id)
        .where(Effect.lane == Lane.CHAT, Effect.done_at.is_(None), Effect.held_at.is_(None))  # what ix_effect_due holds
        .where(Effect.kind == "card.show", Effect.channel == channel, Effect.attempts == 0)
        .where(Effect.urgency > ASKED_FOR)
        .where(Card.ts.is_(None), Card.folded_at.is_(None), Card.kind == "approval")
    ).all()
    already = session.execute(_listed(channel).limit(1)).first() is not None
    if len(waiting) < FOLD_FROM and not (waiting and already):
        return 0
    for card in waiting:
        card.folded_at = now
    outbox.disarm(session, [f"card:{card.id}" for card in waiting], now)
    if not already:
        _begin_fold(session, channel)
    show_fold(session, channel, now)
    return len(waiting)


def listed(session: Session, channel: str) -> Sequence[tuple[Complaint, datetime | None]]:
    """Complaints folded away in ``channel`` that still wait for somebody, with their deadlines, the nearest first."""
    return session.execute(_listed(channel)).all()


def _listed(channel: str) -> Select[Complaint, datetime | None]:
    clock = and_(
        Clock.complaint_id == Complaint.id, Clock.metric == Metric.FIRST_RESPONSE, Clock.ended_at.is_(None)
    )  # fmt: skip
    return (
        select(Complaint, Clock.due_at)
        .join(Card, Card.complaint_id == Complaint.id)
        .join(Mention, Mention.id == Complaint.mention_id)
        .outerjoin(Clock, clock)
        .where(Card.channel == channel, Card.kind == "approval", Card.folded_at.is_not(None), Card.ts.is_(None))
        .where(Complaint.state == ComplaintState.OPEN, Mention.state != MentionState.GONE)
        .order_by(Clock.due_at, Complaint.id)
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
        waiting = [complaint for channel in session.scalars(query) for complaint, _due in listed(session, channel)]
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


def unfold_complaints(session: Session, complaint_ids: list[int], now: datetime) -> None:
    """Their deadlines are near: these cards are posted on their own."""
    found = session.scalars(select(Card).where(Card.complaint_id.in_(complaint_ids), Card.folded_at.is_not(None)))
    for card in found:
        unfold_card(session, card, now)


def is_folded_away(card: Card) -> bool:
    """Whether ``card`` is listed in a fold instead of standing on its own."""
    return card.folded_at is not None and card.ts is None
