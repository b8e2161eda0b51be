"""One handler per effect: read, call with no transaction open, then write the result and the tick together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import complaints, digests, drafts, folds, outbox, people, publishing, wordings
from bot.desk.models import Complaint, Draft, Effect
from bot.desk.vocabulary import ComplaintState, Lane
from bot.drafting import compose, variety
from bot.slack import client, home, notices
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, Unknown
from workers import showing, wording

log = logs.get(__name__)
MOST_TRIES_TO_PUBLISH = 8
# First drafts are judged, and worded anew where a check fails, as long as fewer than this begin within a second: a
# judgement takes longer than a draft, and in a surge the drafts come first. Nothing is approved before it was judged.
CALM, WITHIN = 8, timedelta(seconds=1)


def compose_draft(app: App, effect: Effect) -> None:
    """Write a draft from the playbook and propose it: no call to anybody, so one transaction does it all."""
    app.store.write(lambda session: _compose(app, session, effect))


def _compose(app: App, session: Session, effect: Effect) -> None:
    complaint, now = session.get_one(Complaint, effect.payload["complaint"]), app.now()
    if complaint.state == ComplaintState.OPEN:
        memory = _memory(wordings.recently_used(session))
        composed = _composed(app, complaint, memory, effect.generation)
        if isinstance(composed, compose.Withheld):  # the card says why, and what a person can do
            complaints.show(session, complaint, now)
        else:
            draft = drafts.propose(
                session, complaint, composed.body, composed.language, "playbook", now, **_beside(composed)
            )
            if draft is not None and wording.may_word(app, app.book(), complaint, draft):
                wording.ask_for_wording(session, complaint, draft, now)
        folds.join_waiting(session, [complaint.id], now)
    outbox.tick(session, effect, now)


def draft_first(app: App, session: Session, opened: Sequence[Complaint], now: datetime) -> None:
    """First drafts of complaints that begin in this transaction, and their cards, however many at once."""
    ready = []
    recent = wordings.recently_used(session) if opened else []
    memory, calm = _memory(recent), _is_calm(recent, len(opened), now)
    for complaint in opened:
        logs.correlate(complaint.correlation)
        try:
            composed = _composed(app, complaint, memory, judged=calm)
            if isinstance(composed, compose.Composition):
                draft = drafts.add_version(
                    session, complaint, composed.body, composed.language, "playbook", now,
                    **_beside(composed), versions=(), show=False,
                )  # fmt: skip
                if wording.may_word(app, app.book(), complaint, draft):
                    wording.ask_for_wording(session, complaint, draft, now)
            ready.append(complaint)
        except Exception:  # the complaint stands all the same; its draft is tried again, and loudly
            log.exception("first_draft_failed", complaint=complaint.ref)
            complaints.ask_for_draft(session, complaint, now)
    complaints.show_all(session, ready, now)
    folds.join_waiting(session, [complaint.id for complaint in ready], now)


def _memory(recent: Sequence[wordings.Worded]) -> variety.Memory:
    return variety.Memory((worded.playbook, worded.language, worded.used) for worded in recent)


def _is_calm(recent: Sequence[wordings.Worded], opened: int, now: datetime) -> bool:
    lately = sum(worded.at > now - WITHIN for worded in recent[:CALM])
    return lately + opened <= CALM


def _composed(
    app: App, complaint: Complaint, memory: variety.Memory, asked: int = 1, *, judged: bool = True
) -> compose.Composition | compose.Withheld:
    """``asked``: how often a draft of it has been asked for; each time the wording varies. ``memory`` remembers it."""
    book, mention = app.book(), complaint.mention
    said: compose.Said = {
        "text": mention.text, "title": mention.title, "language": mention.language, "network": mention.network,
        "name": mention.author_name, "seed": f"{mention.id}:{asked - 1}", "posted_at": mention.posted_at,
        "slots": {slot: str(filled["value"]) for slot, filled in complaint.facts.items()},
        "cleared": complaint.cleared_at is not None,
    }  # fmt: skip
    playbook = complaints.frozen_playbook(book, complaint)
    recent = memory.of(complaint.playbook, compose.language_of(book, mention.language))
    composed = compose.compose(book, playbook, said, app.now(), recent, judging=judged)
    if isinstance(composed, compose.Composition):
        recent.add(composed.used)
    return composed


def _beside(composed: compose.Composition) -> dict[str, Any]:
    return {"commitments": composed.commitments, "why": composed.why()}


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
    user, channel, text = effect.payload["user"], effect.payload.get("channel"), effect.payload["text"]
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


def show_home(app: App, effect: Effect) -> None:
    """Draw somebody's Home tab."""
    user = effect.payload["user"]
    with app.store.read() as session:
        view = home.view(session, app.book(), user, app.settings.language, app.now())
    client.call(app.slack, "views.publish", user_id=user, view=view)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


HANDLERS: dict[str, Callable[[App, Effect], None]] = {
    "draft.compose": compose_draft,
    showing.SHOW: showing.show_one,
    drafts.PUBLISH: publish,
    "person.tell": tell_person,
    "digest.post": post_digest,
    "home.show": show_home,
    wording.REWORD: wording.reword,
}
