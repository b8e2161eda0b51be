"""One handler per effect: read, call with no transaction open, then write the result and the tick together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import (
    actions,
    approvals,
    commitments,
    complaints,
    digests,
    discards,
    editing,
    escalations,
    freezes,
    gestures,
    hotlines,
    outbox,
    people,
    publishing,
    samples,
)
from bot.desk.figures import digests as figure_digests
from bot.desk.incidents import batches, pacing, rooms
from bot.desk.models import Draft, Effect, Incident
from bot.desk.playbooks import Book
from bot.desk.routing import giving
from bot.desk.vocabulary import Lane
from bot.slack import client, home, notices, owned, owning
from bot.slack.incidents import cards as incident_cards
from bot.slack.incidents import rows as incident_rows
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, Unknown
from workers import closings, composing, exports, figures, glosses, opinions, showing, wording

log = logs.get(__name__)
MOST_TRIES_TO_PUBLISH = 8


def slow_down(app: App, session: Session, effect: Effect, channel: str, retry_after: timedelta) -> None:
    """Slack answered 429: pace the channel, keep the effect."""
    now = app.now()
    outbox.slow_down(session, channel, retry_after, now)
    outbox.put_back(session, effect, "Slack asked to slow down", now + retry_after)


def publish(app: App, effect: Effect) -> None:
    """Send an approved reply, held: a second public reply is worse than a late one."""
    book = app.book()
    draft = app.store.write(lambda session: publishing.begin_publishing(session, book, effect, app.now()))
    app.wake(Lane.CHAT)
    if draft is None:
        return
    # The effect is held and the draft is `publishing`, committed. From here to the outcome a crash leaves it so, and
    # the reaper hands it to a person. Do not move the call into a transaction.
    sent_at = app.now()
    outcome = _send(app, draft)
    app.store.write(lambda session: _settle(app, session, effect, draft.id, outcome, sent_at))
    app.wake(Lane.CHAT)


def _send(app: App, draft: Draft) -> Posted | NotSent | Permanent | Unknown:
    book, mention = app.book(), draft.complaint.mention
    approver = people.person(book, draft.approved_by or "")
    reply = Outgoing(
        key=f"reply-{draft.complaint.ref}-{draft.number}",
        text=draft.reply_text or "",
        language=draft.language,
        mention={**draft.target, "author": mention.author_handle or mention.author_name, "text": mention.text},
        approved_by=approver.sign if approver else "",
    )
    try:
        return app.publishers[book.reply_through(mention.network)].publish(reply)
    except (NotSent, Permanent, Unknown) as outcome:
        return outcome
    except Exception as error:  # a fault of ours after the hold: whether anything left is not known
        log.exception("publisher_failed", reply=reply.key)
        return Unknown(type(error).__name__)


def _settle(app: App, session: Session, effect: Effect, draft_id: int, outcome: Any, sent_at: Any) -> None:
    draft, now = session.get_one(Draft, draft_id), app.now()
    if isinstance(outcome, Posted):
        publishing.published(session, app.book(), draft, outcome.url, sent_at, now)
        outbox.tick(session, effect, now)
    elif isinstance(outcome, NotSent) and effect.attempts < MOST_TRIES_TO_PUBLISH:
        publishing.not_sent(session, draft, str(outcome), now)
        after = timedelta(seconds=outcome.retry_after) if outcome.retry_after else None
        outbox.postpone(session, effect, str(outcome), now, after=after)
    elif isinstance(outcome, Unknown):
        publishing.outcome_unknown(session, draft, str(outcome), now)  # the effect stays held
    else:
        publishing.refused_by_network(session, draft, str(outcome), now)
        outbox.tick(session, effect, now)


def tell_person(app: App, effect: Effect) -> None:
    """A sentence for one person only: where they clicked, or in a direct message."""
    user, channel = effect.payload["user"], effect.payload.get("channel")
    text = effect.payload.get("text") or notices.sentence(app.book(), user, effect.payload, app.settings.language)
    if not (channel and _whispered(app, channel, user, text)):
        client.call(app.slack, "chat.postMessage", channel=user, text=text)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def _whispered(app: App, channel: str, user: str, text: str) -> bool:
    try:
        client.call(app.slack, "chat.postEphemeral", channel=channel, user=user, text=text)
    except client.PersonMustMend as problem:  # for example a channel that the app is not in
        log.info("told_directly_instead", channel=channel, problem=str(problem))
        return False
    return True


def remind(app: App, effect: Effect) -> None:
    """One message to a person or a channel about every complaint that waits for them; none when none does any more."""
    with app.store.read() as session:
        message = notices.reminder(session, app.book(), effect.payload, app.settings.language, app.now())
    if message is not None:
        place = effect.payload.get("user") or effect.payload["channel"]
        quiet = {"unfurl_links": False, "unfurl_media": False}
        client.call(app.slack, "chat.postMessage", channel=place, **message, **quiet)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def post_digest(app: App, effect: Effect) -> None:
    """One message for all deadlines that came near or passed since the last one, worst first."""
    with app.store.read() as session:
        clocks = digests.untold(session, *effect.payload.get("metrics", [effect.payload.get("kind")]))
        message = notices.digest(app.book(), clocks, app.now())
    if clocks:
        client.call(
            app.slack,
            "chat.postMessage",
            channel=effect.payload["channel"],
            **message,
            unfurl_links=False,
            unfurl_media=False,
        )

    def happening(session: Session) -> None:
        digests.told(session, [item.clock.id for item in clocks], app.now())
        outbox.tick(session, effect, app.now())

    app.store.write(happening)


def remind_owner(app: App, effect: Effect) -> None:
    """One message to a person about the suggestions and action items that are theirs; none when nothing waits."""
    user = effect.payload["user"]
    with app.store.read() as session:
        found = people.person(app.book(), user)
        language = found.language if found else app.settings.language
        message = owned.message(owning.of_owner(session, app.book(), user, language, app.now()))
    if message is not None and found is not None:
        quiet = {"unfurl_links": False, "unfurl_media": False}
        client.call(app.slack, "chat.postMessage", channel=user, **message, **quiet)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def tell_of_incident(app: App, effect: Effect) -> None:
    """A few words in the thread of an incident's card."""
    book, payload = app.book(), effect.payload
    with app.store.read() as session:
        incident = session.get_one(Incident, payload["incident"])
        card, language = rooms.card_of(session, incident), book.desk.channels.language
        shown = incident_rows.of_incident(session, book, incident, language, app.now())
        message = incident_cards.told(shown, payload["about"], payload["call"])
    if card is None or card.ts is None:  # the card comes first
        app.store.write(lambda session: outbox.put_back(session, effect, "its card stands nowhere yet", soon(app)))
        return
    where = {"channel": card.channel_id or card.channel, "thread_ts": card.ts}
    client.call(app.slack, "chat.postMessage", **where, **message)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def soon(app: App) -> datetime:
    """When to look again for what another effect is about to do."""
    return app.now() + timedelta(seconds=2)


def approve_batch(app: App, effect: Effect) -> None:
    """Somebody pressed once for many replies: each is approved, or left out with why, in a transaction of its own."""
    number = effect.payload["batch"]
    with app.store.read() as session:
        items = pacing.undecided(session, number)
    for item in items:
        app.store.write(lambda session, item=item: pacing.approve_one(session, app.book(), number, item, app.now()))  # type: ignore[misc]
    app.store.write(lambda session: pacing.carried(session, effect, app.now()))
    app.wake(Lane.CHAT)


def show_home(app: App, effect: Effect) -> None:
    """Draw somebody's Home tab."""
    reader = home.Reader(effect.payload["user"], app.settings.language)
    try:
        _publish_home(app, reader)
    except client.PersonMustMend as problem:  # a workspace that takes no charts on that tab
        if not str(problem).startswith("invalid_"):
            raise
        _publish_home(app, replace(reader, native=False))
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def _publish_home(app: App, reader: home.Reader) -> None:
    with app.store.read() as session:
        view = home.view(session, app.book(), reader, app.now())
    client.call(app.slack, "views.publish", user_id=reader.user, view=view)


def _at_the_desk(verb: Callable[[Session, Book, Effect, datetime], None]) -> Callable[[App, Effect], None]:
    """An effect that is a decision of the desk whose moment has come: one transaction, nothing to call."""

    def handle(app: App, effect: Effect) -> None:
        app.store.write(lambda session: verb(session, app.book(), effect, app.now()))
        app.wake(Lane.CHAT)

    return handle


def drain_queue(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """Give the queue of a team to those who are there and have room, and show it."""
    complaints.show_all(session, [one.complaint for one in giving.perform(session, book, effect, now)], now)


HANDLERS: dict[str, Callable[[App, Effect], None]] = {
    "draft.compose": composing.compose_draft,
    showing.SHOW: showing.show_one,
    approvals.PUBLISH: publish,
    "person.tell": tell_person,
    "digest.post": post_digest,
    discards.POST: _at_the_desk(lambda session, _book, effect, now: discards.post(session, effect, now)),
    samples.REVIEW: _at_the_desk(lambda session, _book, effect, now: samples.post(session, effect, now)),
    figure_digests.TELL: figures.tell,
    "figures.answer": figures.answer,
    "export.send": exports.send,
    "home.show": show_home,
    wording.REWORD: wording.reword,
    glosses.GLOSS: glosses.show,
    opinions.OPINE: opinions.opine,
    "people.remind": remind,
    actions.REMIND: remind_owner,
    escalations.ESCALATE: _at_the_desk(escalations.escalate),
    escalations.CLAIM: _at_the_desk(escalations.escalate),
    escalations.BREACH: _at_the_desk(escalations.escalate),
    "hotline.due": _at_the_desk(hotlines.overdue),
    "closing.compose": closings.compose_line,
    "satisfaction.ask": closings.ask,
    commitments.ESCALATE: _at_the_desk(commitments.escalate),
    "gesture.due": _at_the_desk(gestures.overdue),
    giving.DRAIN: _at_the_desk(drain_queue),
    freezes.MAKE: _at_the_desk(batches.make),
    pacing.CARRY: approve_batch,
    rooms.TELL: tell_of_incident,
    "editing.over": _at_the_desk(lambda session, _book, effect, now: editing.over(session, effect, now)),
}
