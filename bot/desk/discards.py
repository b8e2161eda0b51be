"""Discards: mentions that were set aside as no complaint: told of in digests, brought back with one click.

Nothing is lost: each is listed or counted in one digest, stands in ``amends mentions list``, and can be restored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, false, func, or_, select, update
from sqlalchemy.orm import Session

from bot.desk import abstentions, complaints, events, opening, outbox, samples
from bot.desk.models import Card, Complaint, Effect, Mention
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane, MentionState, Refused
from bot.texts import _

POST = "discards.post"  # the effect
DIGEST = "discards"  # the kind of card
SHOWN = 10  # rows of a digest; the rest is counted
FILLS = 10  # so many untold ones fill a digest: it does not wait for the morning
AN_HOUR, GATHER = timedelta(hours=1), timedelta(seconds=5)
_doubtful = func.coalesce(Mention.triage["doubtful"].as_boolean(), false())
_worst_first = (_doubtful.desc(), Mention.received_at.desc(), Mention.id)
_untold = (Mention.state == MentionState.DISCARDED, Mention.told_at.is_(None))


def by_id(session: Session, said: str) -> Mention:
    """The mention with the id ``said``, or a refusal."""
    found = session.get(Mention, said.strip())
    if found is None:
        raise Refused(_("No mention has the id {id}. `amends mentions list` shows them."), id=said)
    return found


# Telling


def untold(session: Session, limit: int) -> Sequence[Mention]:
    """Discarded mentions that no digest has named: those that triage was not sure of first, then the newest."""
    return session.scalars(select(Mention).where(*_untold).order_by(*_worst_first).limit(limit)).all()


def tell(session: Session, now: datetime) -> int:
    """All that are untold have been told of in the digest of ``now``; returns how many."""
    done = session.execute(
        update(Mention).where(*_untold).values(told_at=now), execution_options={"synchronize_session": False}
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def scan(session: Session, book: Book, now: datetime) -> bool:
    """Promise a digest when it is time for one; returns whether it was promised.

    Within the hour when there are enough to fill it, or one that triage was not sure of; else in the morning. Never two
    messages within an hour.
    """
    channel = book.desk.channels.approvals
    last = _last_digest(session, channel)
    if last is not None and now < last + AN_HOUR:
        return False
    first = untold(session, FILLS)
    if not first or not (len(first) == FILLS or _is_doubtful(first[0]) or _waited(session, book, now)):
        return False
    outbox.arm(
        session, f"discards:{channel}", POST, Lane.CHAT, now, channel=channel, payload={"channel": channel},
        due_at=now + GATHER,
    )  # fmt: skip
    return True


def _is_doubtful(mention: Mention) -> bool:
    return bool((mention.triage or {}).get("doubtful"))


def _waited(session: Session, book: Book, now: datetime) -> bool:
    """Whether one of them came before the last morning."""
    local = samples.local_time(book, now)
    morning = local.replace(hour=samples.MORNING, minute=0, second=0, microsecond=0)
    morning = morning if morning <= local else morning - timedelta(days=1)
    return session.scalar(select(Mention.id).where(*_untold, Mention.received_at < morning).limit(1)) is not None


def _last_digest(session: Session, channel: str) -> datetime | None:
    last = session.scalar(select(func.max(Card.subject)).where(Card.kind == DIGEST, Card.channel == channel))
    return datetime.fromisoformat(last) if last else None


def _subject(told_at: datetime) -> str:
    """What a digest's card is about: the moment, written so that the latest sorts last."""
    return told_at.astimezone(UTC).isoformat(timespec="microseconds")


def post(session: Session, effect: Effect, now: datetime) -> None:
    """The digest's moment: its rows are told of, and its card is promised."""
    outbox.tick(session, effect, now)
    if tell(session, now):
        samples.post_card(session, DIGEST, _subject(now), effect.payload["channel"], now)


def told_in(session: Session, card: Card) -> tuple[list[samples.Aside], int]:
    """The rows of the digest ``card``, and how many more it told of."""
    of_card = Mention.told_at == datetime.fromisoformat(card.subject)
    total = session.scalar(select(func.count()).select_from(Mention).where(of_card)) or 0
    shown = session.scalars(select(Mention).where(of_card).order_by(*_worst_first).limit(SHOWN)).all()
    return samples.asides_of(session, shown), total - len(shown)


# Bringing back


def restore(session: Session, book: Book, mention: Mention, person: Person, now: datetime) -> Complaint:
    """``person`` says that it is a complaint after all: it opens as any other, with clocks, card and draft.

    Refused, in words, when there is nothing to restore.
    """
    session.refresh(mention, with_for_update=True)
    _guard_discarded(session, book, mention)
    samples.correct(session, mention, "kind", samples.WRONG, person.id, now)
    if samples.sample_of(session, book, mention) is not None:  # however they came to it: it was wrong to set it aside
        samples.correct(session, mention, "review", samples.WRONG, person.id, now)
    abstentions.restored(session, mention, person, now)
    why = mention.reason
    mention.state, mention.kind, mention.told_at = MentionState.COMPLAINT, "complaint", mention.told_at or now
    (complaint,) = opening.open_all(session, book, [mention], now)
    events.record(session, complaint, "mention_restored", person.id, now, reason=why)
    complaints.ask_for_draft(session, complaint, now, person.id)
    _redraw(session, book, mention, now)
    return complaint


def _guard_discarded(session: Session, book: Book, mention: Mention) -> None:
    if mention.state == MentionState.GONE:
        raise Refused(_("Its author has deleted it: there is nothing left to answer."))
    if mention.state == MentionState.DISCARDED:
        return
    (aside,) = samples.asides_of(session, [mention])
    if aside.restored_by:
        who = name_of(book, aside.restored_by)
        raise Refused(_("{who} has made a complaint of it already: {ref}."), who=who, ref=aside.ref)
    if mention.state == MentionState.JOINED:
        raise Refused(_("It was never set aside: it is a further word on the complaint {ref}."), ref=aside.ref or "—")
    raise Refused(_("It is a complaint already: {ref}."), ref=aside.ref or "—")


def _redraw(session: Session, book: Book, mention: Mention, now: datetime) -> None:
    """Every message that lists it says what became of it."""
    if mention.told_at is None:
        return
    session.flush()
    listed: ColumnElement[bool] = (Card.kind == DIGEST) & (Card.subject == _subject(mention.told_at))
    if (day := samples.sample_of(session, book, mention)) is not None:
        listed = or_(listed, (Card.kind == samples.SAMPLE) & (Card.subject == day))
    samples.show_cards(session, session.scalars(select(Card).where(listed)).all(), now)


def find_right(session: Session, book: Book, mention: Mention, person: Person, now: datetime) -> None:
    """``person`` has looked at one of a sample: it was right to set it aside. (:func:`restore` says the opposite.)"""
    session.refresh(mention, with_for_update=True)
    _guard_discarded(session, book, mention)
    if samples.sample_of(session, book, mention) is None:  # reviews of chosen ones would bend the rate
        raise Refused(_("This one is in no sample, so there is nothing to review."))
    (aside,) = samples.asides_of(session, [mention])
    if aside.found_right_by:
        who = name_of(book, aside.found_right_by)
        raise Refused(_("{who} has looked at it already and found it right."), who=who)
    samples.correct(session, mention, "review", samples.RIGHT, person.id, now)
    _redraw(session, book, mention, now)
