"""After a closing: the public line is composed and proposed, the question goes out where a source has a private way."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import complaints, events, facts, outbox
from bot.desk.closing import asking, lines
from bot.desk.models import Complaint, Effect, Satisfaction
from bot.desk.vocabulary import Lane
from bot.drafting import ending
from bot.drafting.asked import Said
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, PrivateWay, Unknown

log = logs.get(__name__)
MOST_TRIES = 5


def compose_line(app: App, effect: Effect) -> None:
    """Write the closing line from the playbook and propose it: no call to anybody, so one transaction does it all."""
    app.store.write(lambda session: _compose(app, session, effect))
    app.wake(Lane.CHAT)


def _compose(app: App, session: Session, effect: Effect) -> None:
    complaint, now, book = session.get_one(Complaint, effect.payload["complaint"]), app.now(), app.book()
    playbook, mention = complaints.frozen_playbook(book, complaint), complaint.mention
    language = mention.language if mention.language != "unknown" else book.desk.channels.language
    said: Said = {
        "text": mention.text, "title": mention.title, "language": mention.language, "network": mention.network,
        "name": mention.author_name, "seed": mention.id, "posted_at": mention.posted_at,
        "slots": facts.said(book, playbook, complaint, language),
    }  # fmt: skip
    made = ending.ending(book, playbook, said, now)
    lines.propose(session, complaint, effect.payload["closure"], made.body, made.language, made.why(), now)
    outbox.tick(session, effect, now)


def ask(app: App, effect: Effect) -> None:
    """Ask how satisfied the customer is, held, in private: by itself where the source can, else a person does it."""
    book = app.book()
    asked = app.store.write(lambda session: asking.to_send(session, book, effect, app.now()))
    if asked is None:
        return
    outcome = _send(app, asked)
    app.store.write(lambda session: _settle(app, session, effect, asked.id, outcome))
    app.wake(Lane.CHAT)


def _send(app: App, asked: Satisfaction) -> Posted | NotSent | Permanent | Unknown:
    with app.store.read() as session:
        complaint = session.get_one(Complaint, asked.complaint_id)
        mention = complaint.mention
    way = app.publishers.get(mention.source)
    if not isinstance(way, PrivateWay):
        return Permanent("")  # nothing was tried
    message = Outgoing(
        key=f"question-{complaint.ref}-{asked.id}", text=asked.text, language=mention.language,
        mention={"source": mention.source, "id": mention.external_id, "author": mention.author_handle}, approved_by="",
    )  # fmt: skip
    try:
        return way.write_privately(message)
    except (NotSent, Permanent, Unknown) as outcome:
        return outcome
    except Exception as error:  # a fault of ours after the hold: whether anything left is not known
        log.exception("question_failed", complaint=complaint.ref)
        return Unknown(type(error).__name__)


def _settle(
    app: App, session: Session, effect: Effect, number: int, outcome: Posted | NotSent | Permanent | Unknown
) -> None:
    asked, now = session.get_one(Satisfaction, number), app.now()
    if isinstance(outcome, NotSent) and effect.attempts < MOST_TRIES:
        outbox.postpone(session, effect, str(outcome), now)
        return
    if isinstance(outcome, Posted):
        asking.sent(session, asked, events.AMENDS, now)
    else:
        asking.left_to_person(session, asked, str(outcome) or None, now)
    outbox.tick(session, effect, now)
