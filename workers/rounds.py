"""The rounds that the beat makes: deadlines, surges, abandoned publishings, signs of life, tidying."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import (
    abstentions,
    actions,
    commitments,
    complainants,
    deliveries,
    digests,
    discards,
    editing,
    figures,
    folds,
    listening,
    publishing,
    samples,
    suggestions,
    surges,
    urgency,
)
from bot.desk.closing import asking
from bot.desk.figures import digests as figure_digests
from bot.desk.incidents import declaring, telling
from bot.desk.models import Beat, Card
from bot.desk.vocabulary import Lane
from bot.drafting.model import ledger

log = logs.get(__name__)
# Longer than any call can take (AMENDS_WEBHOOK_TIMEOUT is at most 120 s), so that only the dead are reaped.
MARGIN = timedelta(seconds=30)
CLOCKS_AT_ONCE = 500
SUMS_AT_ONCE = 500
WOKEN_AT_ONCE = 50
WEEKLY_DAYS, WEEKLY_FROM = (0, 1), 8  # Monday from 8 o'clock; Tuesday, when nobody was running on Monday


def scan_clocks(app: App) -> int:
    """Warn and breach every clock whose moment has come; returns how many."""
    total = 0
    while found := app.store.write(lambda session: digests.scan(session, app.book(), app.now(), CLOCKS_AT_ONCE)):
        total += found
    if total:
        app.wake(Lane.CHAT)
    return total


def scan_commitments(app: App) -> int:
    """Warn of what we said and have not done yet, and tell of what was broken; returns how many."""
    total = 0
    while found := app.store.write(lambda session: commitments.scan(session, app.book(), app.now(), CLOCKS_AT_ONCE)):
        total += found
    if total:
        app.wake(Lane.CHAT)
    return total


def show_folded(app: App) -> int:
    """Post a few folded cards where the hour has room again; returns how many."""
    shown = app.store.write(lambda session: folds.unfold_with_room(session, app.book(), app.now()))
    if shown:
        app.wake(Lane.CHAT)
    return shown


def weigh(app: App) -> int:
    """Sum the priorities anew that may have changed; returns how many."""
    total = 0
    while found := app.store.write(lambda session: urgency.scan(session, app.book(), app.now(), SUMS_AT_ONCE)):
        total += found
    if total:
        app.wake(Lane.CHAT)
    return total


def reap(app: App) -> int:
    """Publishings and questions held longer than any call can take are handed to a person; returns how many."""
    patience = timedelta(seconds=app.settings.webhook_timeout * 2) + MARGIN
    found = app.store.write(lambda session: publishing.reap(session, app.now(), patience))
    found += app.store.write(lambda session: asking.reap(session, app.now(), patience))
    if found:
        log.warning("publishings_without_outcome", count=found)
        app.wake(Lane.CHAT)
    return found


def weekly(app: App) -> bool:
    """On Monday morning, promise the message about the week before, once; returns whether it was promised now.

    In the time zone of the desk's first calendar. A week in which nothing happened and nothing waits has no message.
    """
    book, now = app.book(), app.now()
    local = samples.local_time(book, now)
    if local.weekday() not in WEEKLY_DAYS or local.hour < WEEKLY_FROM:
        return False
    until = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    subject = until.isoformat()

    def happening(session: Session) -> bool:
        known = select(Card.id).where(Card.kind == listening.WEEKLY, Card.subject == subject)
        if session.scalar(known) is not None or not listening.has_news(session, until):
            return False
        suggestions.gather(session, book, now)
        samples.post_card(session, listening.WEEKLY, subject, book.desk.channels.managers, now)
        return True

    promised = app.store.write(happening)
    if promised:
        app.wake(Lane.CHAT)
    return promised


def count(app: App) -> int:
    """Keep the figures: what happened since the last look is counted; returns how many happenings."""
    total = 0
    while found := app.store.write(lambda session: figures.fold(session, app.book())):
        total += found
    return total


def tell_figures(app: App) -> int:
    """Promise the messages about figures whose morning has come; returns how many."""
    promised = app.store.write(lambda session: figure_digests.promise(session, app.book(), app.now()))
    if promised:
        app.wake(Lane.CHAT)
    return promised


def owners(app: App) -> int:
    """Find new suggestions, remind owners of what waits for them, measure what was done; returns how many changed."""
    book, now = app.book(), app.now()

    def happening(session: Session) -> int:
        return suggestions.gather(session, book, now) + suggestions.scan(session, now) + actions.scan(session, now)

    found = app.store.write(happening)
    if found:
        app.wake(Lane.CHAT)
    return found


def discarded(app: App) -> bool:
    """Promise the digest of what was set aside, and the sample of the day; returns whether one was promised now."""
    book, now = app.book(), app.now()

    def happening(session: Session) -> bool:
        told = discards.scan(session, book, now)
        return samples.draw(session, book, now) or told

    promised = app.store.write(happening)
    if promised:
        app.wake(Lane.CHAT)
    return promised


def incidents(app: App) -> int:
    """Tell the rooms of open incidents where they stand, and ask for missing reviews; returns of how many."""
    found = app.store.write(lambda session: telling.scan(session, app.book(), app.now()))
    if found:
        app.wake(Lane.CHAT)
    return found


def wake(app: App) -> int:
    """Wake what was watched, or not engaged with, until now; returns how many."""
    total = 0
    while found := app.store.write(lambda session: abstentions.wake_due(session, app.book(), app.now(), WOKEN_AT_ONCE)):
        total += found
    if total:
        app.wake(Lane.CHAT)
    return total


def find_surges(app: App) -> int:
    """Find the topics of which many more people complain than is usual; each opens an incident. Returns how many."""
    book, now = app.book(), app.now()

    def happening(session: Session) -> list[str]:
        found = surges.scan(session, book, now)
        for surge in found:
            declaring.by_surge(session, book, surge, now)
        return [surge.topic for surge in found]

    with app.store.read() as session:
        surges.learn(session, now)
    topics = app.store.write(happening)
    if topics:
        log.warning("surge", topics=topics)
        app.wake(Lane.CHAT)
    return len(topics)


def beat_seen(app: App) -> None:
    """Note that the beat is alive."""
    app.store.write(lambda session: session.merge(Beat(name="beat", at=app.now())))


def tidy(app: App) -> None:
    """Forget old delivery notes, what people typed and never sent in, questions to a model kept long enough, and who
    complained when that is compared with nothing any more."""

    def happening(session: Session) -> None:
        deliveries.forget_old(session, app.now())
        editing.forget_old(session, app.now())
        ledger.forget_old(session, app.now())
        complainants.forget_old(session, app.now())

    app.store.write(happening)
