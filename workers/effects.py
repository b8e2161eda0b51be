"""One handler per effect: read, call with no transaction open, then write the result and the tick together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import (
    approvals,
    digests,
    editing,
    escalations,
    gestures,
    hotlines,
    learning,
    outbox,
    people,
    publishing,
)
from bot.desk.models import Draft, Effect
from bot.desk.playbooks import Book
from bot.desk.playbooks.loading import examine
from bot.desk.vocabulary import Lane
from bot.slack import client, home, notices, weekly
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, Unknown
from workers import composing, glosses, showing, wording

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
        message = notices.reminder(session, app.book(), effect.payload, app.settings.language)
    if message is not None:
        place = effect.payload.get("user") or effect.payload["channel"]
        quiet = {"unfurl_links": False, "unfurl_media": False}
        client.call(app.slack, "chat.postMessage", channel=place, **message, **quiet)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def post_digest(app: App, effect: Effect) -> None:
    """One message for all deadlines that came near or passed since the last one, worst first."""
    with app.store.read() as session:
        clocks = digests.untold(session, effect.payload["kind"])
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


def post_weekly(app: App, effect: Effect) -> None:
    """The managers learn what people changed in the drafts of a week."""
    until = datetime.fromisoformat(effect.payload["until"])
    places = examine(app.settings.playbooks_dir).places
    with app.store.read() as session:
        learned = learning.learn(session, app.book(), until - timedelta(days=7), until, places)
    if (message := weekly.digest(app.book(), learned)) is not None:
        client.call(app.slack, "chat.postMessage", channel=effect.payload["channel"], **message)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def show_home(app: App, effect: Effect) -> None:
    """Draw somebody's Home tab."""
    user = effect.payload["user"]
    with app.store.read() as session:
        view = home.view(session, app.book(), user, app.settings.language, app.now())
    client.call(app.slack, "views.publish", user_id=user, view=view)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def _at_the_desk(verb: Callable[[Session, Book, Effect, datetime], None]) -> Callable[[App, Effect], None]:
    """An effect that is a decision of the desk whose moment has come: one transaction, nothing to call."""

    def handle(app: App, effect: Effect) -> None:
        app.store.write(lambda session: verb(session, app.book(), effect, app.now()))
        app.wake(Lane.CHAT)

    return handle


HANDLERS: dict[str, Callable[[App, Effect], None]] = {
    "draft.compose": composing.compose_draft,
    showing.SHOW: showing.show_one,
    approvals.PUBLISH: publish,
    "person.tell": tell_person,
    "digest.post": post_digest,
    "home.show": show_home,
    wording.REWORD: wording.reword,
    glosses.GLOSS: glosses.show,
    "people.remind": remind,
    "weekly.post": post_weekly,
    escalations.ESCALATE: _at_the_desk(escalations.escalate),
    "hotline.due": _at_the_desk(hotlines.overdue),
    "gesture.due": _at_the_desk(gestures.overdue),
    "editing.over": _at_the_desk(lambda session, _book, effect, now: editing.over(session, effect, now)),
}
