"""Asking a language model for a second opinion on what triage doubts: promised when the complaint opens, asked later.

Nothing waits for it: the card comes first, by triage alone, and is drawn anew when the opinion is there, or with the
reason why there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import opinions as desk_opinions
from bot.desk import outbox, sla
from bot.desk.models import Complaint, Effect
from bot.desk.vocabulary import Lane, Metric
from bot.drafting.model import opinion
from bot.drafting.model.ledger import Ledger
from bot.drafting.model.opinion import Answered, Question
from bot.triage import opinions
from workers import wording

log = logs.get(__name__)
OPINE = "triage.opinion"  # the effect
MOST_TRIES = 3


def promise(app: App, session: Session, opened: Sequence[Complaint], now: datetime) -> None:
    """Promise an opinion on each of the complaints that triage is not sure of; none without a model."""
    if not app.settings.asks_model:
        return
    doubted = [one for one in opened if opinions.is_wanted(one.mention.triage, one.mention.text + one.mention.title)]
    outbox.arm_all(
        session,
        [
            outbox.Arming(
                f"opinion:{one.id}", OPINE, Lane.WORDING, {"complaint": one.id, "revision": one.mention.revision},
                urgency=3, correlation=one.correlation,
            )
            for one in doubted
        ],
        now,
    )  # fmt: skip


@dataclass(frozen=True)
class _Read:
    question: Question
    warn_at: datetime | None


def opine(app: App, effect: Effect) -> None:
    """Read, ask with no transaction open, then write what it says (or why it says nothing) and the tick together."""
    with app.store.read() as session:
        found = _read(app, session, effect)
    said = None
    if found is not None:
        ledger = Ledger(app, effect.payload["complaint"])
        endpoint, timeout = wording.endpoint(app.settings), app.settings.llm_timeout
        said = opinion.ask(endpoint, found.question, ledger, timeout)
        if said.retry_after is not None and _may_wait(app, effect, found, said.retry_after):
            after, outcome = timedelta(seconds=max(1.0, said.retry_after)), said.outcome
            app.store.write(lambda session: outbox.postpone(session, effect, outcome, app.now(), after=after))
            return
        log.info("second_opinion", outcome=said.outcome)
    app.store.write(lambda session: _settle(app, session, effect, said))
    app.wake(Lane.CHAT, Lane.WORDING)


def _read(app: App, session: Session, effect: Effect) -> _Read | None:
    """What to ask; None when nobody wants to know any more."""
    complaint, book = session.get_one(Complaint, effect.payload["complaint"]), app.book()
    if not app.settings.asks_model or not desk_opinions.is_awaited(session, complaint, effect.payload["revision"]):
        return None
    mention = complaint.mention
    topics = {name: playbook.title["en"] for name, playbook in book.playbooks.items()}
    clock = sla.running(session, complaint.id, Metric.FIRST_RESPONSE)
    question = Question(mention.text, mention.title, mention.network, mention.rating, topics)
    return _Read(question, clock.warn_at if clock else None)


def _may_wait(app: App, effect: Effect, found: _Read, seconds: float) -> bool:
    """Whether asking again in ``seconds`` still leaves people the time until the first-response warning."""
    ready = app.now() + timedelta(seconds=seconds + app.settings.llm_timeout)
    return effect.attempts < MOST_TRIES and found.warn_at is not None and ready < found.warn_at


def _settle(app: App, session: Session, effect: Effect, said: Answered | None) -> None:
    now = app.now()
    outbox.tick(session, effect, now)
    complaint = session.get_one(Complaint, effect.payload["complaint"])
    if said is None or complaint.mention.revision != effect.payload["revision"]:
        return
    if said.opinion is None:
        desk_opinions.missing(session, complaint, said.why, now)
    else:
        desk_opinions.take(session, app.book(), complaint, said.opinion, now)
