"""Asking a language model to word a draft: promised with the draft, called with no transaction open, then written.

The composed draft stands from the beginning, so nothing waits for a model. What it wrote takes the draft's place only
if the gate lets it pass and nobody has touched the draft meanwhile; else the reason is noted on the draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.context import Context
from bot.desk import approvals, complaints, drafts, events, facts, judging, outbox, sla
from bot.desk.models import Complaint, Draft, Editing, Effect
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState, DraftState, Lane, Metric
from bot.drafting.model import wording
from bot.drafting.model.client import Endpoint
from bot.drafting.model.gate import Failure
from bot.drafting.model.ledger import Ledger
from bot.drafting.model.task import CHANGES, Change, Task, task_of, waits_for_fact
from bot.drafting.model.wording import Gloss, Judge, Wording
from bot.settings import Settings
from bot.voice import form

log = logs.get(__name__)
REWORD = "draft.reword"
MOST_TRIES = 3
TOO_LATE = "too_late"  # accepted, but somebody had the draft in hand
EDITING_LASTS = timedelta(minutes=15)
WRITTEN = ("en", "fr")


def may_word(app: Context, book: Book, complaint: Complaint, draft: Draft) -> bool:
    """Whether a model may be asked about ``draft``: one is set up, the playbook allows it, there is a text to word."""
    if not app.settings.asks_model or draft.language not in WRITTEN:
        return False
    by_a_person = draft.written_by not in ("playbook", events.MODEL)
    return (by_a_person or bool(draft.why.get("used"))) and complaints.frozen_playbook(book, complaint).model_may_draft


def ask_for_wording(
    session: Session, complaint: Complaint, draft: Draft, now: datetime, change: Change | None = None
) -> None:
    """Promise a model's wording of ``draft``; with ``change``, of what a person wants to be different in it."""
    asked = {"kind": change.kind, "words": change.words, "by": change.by} if change else None
    key = "change" if change else "reword"  # what a person asks for must not wait for what is being tried again
    outbox.arm(
        session, f"{key}:{complaint.id}", REWORD, Lane.WORDING, now, urgency=1 if change else 4,
        payload={"complaint": complaint.id, "draft": draft.number, "change": asked}, correlation=complaint.correlation,
    )  # fmt: skip


@dataclass(frozen=True)
class _Read:
    """What the question is made from, as it was when it was asked."""

    task: Task
    judge: Judge
    warn_at: datetime | None
    revision: int  # of the thread


def reword(app: App, effect: Effect) -> None:
    """Read, ask, then write the version (or the reason) and the tick together."""
    with app.store.read() as session:
        found = _read(app, session, effect)
    if isinstance(found, _Read):
        ledger = Ledger(app, effect.payload["complaint"])
        said = wording.word(endpoint(app.settings), found.task, found.judge, ledger, app.settings.llm_timeout)
        if said.retry_after is not None and _may_wait(app, effect, found, said.retry_after):
            after = timedelta(seconds=max(1.0, said.retry_after))
            app.store.write(lambda session: outbox.postpone(session, effect, said.outcome, app.now(), after=after))
            return
        taken = app.store.write(lambda session: _settle(app, session, effect, said, found.revision))
        if said.call is not None and said.body and not taken:
            ledger.rename(said.call, TOO_LATE)
        log.info("draft_worded", outcome=said.outcome if taken or not said.body else TOO_LATE)
    else:
        app.store.write(lambda session: _settle(app, session, effect, found))
    app.wake(Lane.CHAT)


def endpoint(chosen: Settings) -> Endpoint:
    """The endpoint of this installation."""
    return endpoint_at(chosen.openai_model, chosen.openai_api_key.get_secret_value(), chosen.openai_base_url)


@cache
def endpoint_at(model: str, key: str, base_url: str) -> Endpoint:
    """One per process: it remembers what the endpoint does not know, and whether it is ailing."""
    return Endpoint(model, key, base_url)


def _read(app: App, session: Session, effect: Effect) -> _Read | Wording | None:
    """What to ask; or why nothing is asked; None when nobody wants to know any more."""
    complaint = session.get_one(Complaint, effect.payload["complaint"])
    book, draft = app.book(), drafts.current(session, complaint.id)
    if draft is None or not _still_wanted(complaint, draft, effect) or not app.settings.asks_model:
        return None
    playbook, mention = complaints.frozen_playbook(book, complaint), complaint.mention
    missing = form.blanks(draft.body)
    if missing and waits_for_fact(playbook, missing, draft.language):
        return Wording("waits")
    said_to = {"text": mention.text, "title": mention.title, "network": mention.network}
    given = {
        "body": draft.body, "language": draft.language, "said": draft.why.get("said") or draft.why.get("used"),
        "commitments": draft.commitments, "facts": draft.why.get("facts"),
        "filled": facts.said(book, playbook, complaint, draft.language),
    }  # fmt: skip
    clock = sla.running(session, complaint.id, Metric.FIRST_RESPONSE)
    task = task_of(book, playbook, said_to, given, _change(effect.payload.get("change")))
    return _Read(
        task, judge_of(app, session, complaint, draft), clock.warn_at if clock else None, complaint.thread_revision
    )


def _change(asked: Mapping[str, Any] | None) -> Change | None:
    kind = next((kind for kind in CHANGES if asked and asked["kind"] == kind), None)
    return Change(kind, asked["words"], asked["by"]) if asked and kind else None


def _still_wanted(complaint: Complaint, draft: Draft, effect: Effect) -> bool:
    """Nobody has approved, edited or asked anew since this was promised."""
    same = draft.number == effect.payload["draft"] and draft.state == DraftState.PROPOSED
    return same and complaint.state == ComplaintState.OPEN


def judge_of(app: App, session: Session, complaint: Complaint, draft: Draft) -> Judge:
    """The voice checks that block, of a body under the longest signature that can come below it."""
    book = app.book()
    playbook, known = (
        complaints.frozen_playbook(book, complaint),
        approvals.known_of(session, book, complaint, [], app.now()),
    )

    def judge(body: str) -> list[Failure]:
        text = drafts.signed_by_longest_name(book, body, draft.language)
        found = judging.judge(book, playbook, complaint, draft, text, known, None).failing("block")
        return [Failure(check.id, check.why, check.passage, check.values) for check in found]

    return judge


def _may_wait(app: App, effect: Effect, found: _Read, seconds: float) -> bool:
    """Whether asking again in ``seconds`` still leaves the approver the time until the first-response warning."""
    ready = app.now() + timedelta(seconds=seconds + app.settings.llm_timeout)
    return effect.attempts < MOST_TRIES and found.warn_at is not None and ready < found.warn_at


def _settle(app: App, session: Session, effect: Effect, said: Wording | None, revision: int | None = None) -> bool:
    """Write what came of it, unless the draft has been taken in hand meanwhile; whether the model's words stand.

    ``revision``: what the customer had said when the model was asked.
    """
    complaint, now = session.get_one(Complaint, effect.payload["complaint"]), app.now()
    outbox.tick(session, effect, now)
    if said is None:
        return False
    complaints.lock(session, complaint)
    draft = drafts.current(session, complaint.id)
    if draft is None or not _still_wanted(complaint, draft, effect) or _in_hand(session, complaint, now):
        return False
    if revision not in (None, complaint.thread_revision):
        return False
    if said.body is None:
        draft.why = {**draft.why, "model": said.why}
        complaints.show(session, complaint, now)
        return False
    # "used" stays: which of the playbook's variants it was made of. "said" is how each move stands in the body.
    why = {**draft.why, "said": dict(said.said), "sources": list(said.sources), "reworded": draft.number}
    if change := effect.payload.get("change"):
        why["change"] = change
    why.pop("model", None)
    kept = [dict(item) for item in said.commitments]
    drafts.propose(session, complaint, said.body, draft.language, events.MODEL, now, commitments=kept, why=why)
    return True


def _in_hand(session: Session, complaint: Complaint, now: datetime) -> bool:
    """Whether somebody is rewriting it at this moment: their window must not become out of date under their hands."""
    since = now - EDITING_LASTS
    query = select(Editing.person).where(
        Editing.complaint_id == complaint.id, Editing.open.is_(True), Editing.at > since
    )
    return session.scalars(query.limit(1)).first() is not None


def glossed(app: Context, complaint: int, text: str, source: str, target: str) -> Gloss:
    """``text`` in the approver's language, for reading only; waits for the model, so never within a click's answer."""
    if not app.settings.asks_model or source == target or {source, target} - set(WRITTEN):
        return Gloss(None)
    timeout = app.settings.llm_timeout
    return wording.gloss(endpoint(app.settings), Ledger(app, complaint), text, source, target, timeout)
