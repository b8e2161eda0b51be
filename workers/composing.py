"""Composing drafts: the first ones in the transaction in which complaints begin, further ones when people ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import (
    complaints,
    drafts,
    events,
    facts,
    folds,
    freezes,
    gestures,
    outbox,
    passages,
    repertoire,
    sorting,
)
from bot.desk.gestures import Granted
from bot.desk.models import Complaint, Effect, Incident
from bot.desk.passages import Passage
from bot.desk.vocabulary import ComplaintState, IncidentState
from bot.drafting import compose, variety
from bot.drafting.model.task import Change
from workers import wording

log = logs.get(__name__)
# First drafts are judged, and worded anew where a check fails, as long as fewer than this begin within a second: a
# judgement takes longer than a draft, and in a surge the drafts come first. Nothing is approved before it was judged.
CALM, WITHIN = 8, timedelta(seconds=1)
WISHES = {"shorter": "shorter", "more_specific": "specific"}  # what a person asks for → what the composer can do


@dataclass(frozen=True)
class Within:
    """What an incident means for a draft: held back, or saying what all replies of it say."""

    frozen: bool = False
    passage: Passage | None = None


def _within(app: App, session: Session, asked: Sequence[Complaint]) -> dict[int, Within]:
    """Complaint → what an open incident means for its draft; one statement where there is none."""
    book, incidents = app.book(), freezes.open_incidents(session) if asked else ()
    answering = [one for one in asked if _is_answered(one, incidents)]
    said = passages.of_complaints(session, answering, book) if answering else {}
    return {
        one.id: Within(
            freezes.holding(one, incidents) is not None,
            passages.for_reader(said.get(one.id, {}), one.mention.language, book),
        )
        for one in asked
    }


def _is_answered(complaint: Complaint, incidents: Sequence[Incident]) -> bool:
    incident = freezes.part_of(complaint, incidents)
    return incident is not None and incident.state == IncidentState.ANSWERING


def compose_draft(app: App, effect: Effect) -> None:
    """Write a draft from the playbook and propose it: no call to anybody, so one transaction does it all."""
    app.store.write(lambda session: _compose(app, session, effect))


def _compose(app: App, session: Session, effect: Effect) -> None:
    complaint, now = session.get_one(Complaint, effect.payload["complaint"]), app.now()
    change, after = effect.payload.get("change"), effect.payload.get("after")
    if complaint.state == ComplaintState.OPEN:
        memory = _memory(repertoire.recently_used(session))
        granted = gestures.decided(session, [complaint.id]).get(complaint.id, [])
        within = _within(app, session, [complaint])[complaint.id]
        composed = _composed(app, complaint, memory, effect.generation, granted=granted, change=change, within=within)
        if isinstance(composed, compose.Withheld):  # the card says why, and what a person can do
            complaints.show(session, complaint, now)
        else:
            _propose(app, session, complaint, composed, after, change, within)
        if effect.payload["asked_by"] == events.AMENDS:  # what a person asked for is shown to them
            folds.join_waiting(session, app.book(), [complaint.id], now)
    outbox.tick(session, effect, now)


def draft_first(app: App, session: Session, opened: Sequence[Complaint], now: datetime) -> None:
    """First drafts of complaints that begin in this transaction, and their cards, however many at once."""
    ready = []
    recent = repertoire.recently_used(session) if opened else []
    memory, calm = _memory(recent), _is_calm(recent, len(opened), now)
    parts = _within(app, session, opened)
    for complaint in opened:
        logs.correlate(complaint.correlation)
        try:
            within = parts[complaint.id]
            composed = _composed(app, complaint, memory, judged=calm, within=within)
            if isinstance(composed, compose.Composition):
                draft = drafts.add_version(
                    session, complaint, composed.body, composed.language, "playbook", now,
                    **_beside(composed, within), versions=(), show=False,
                )  # fmt: skip
                if within.passage is None and wording.may_word(app, app.book(), complaint, draft):
                    wording.ask_for_wording(session, complaint, draft, now)
            ready.append(complaint)
        except Exception:  # the complaint stands all the same; its draft is tried again, and loudly
            log.exception("first_draft_failed", complaint=complaint.ref)
            complaints.ask_for_draft(session, complaint, now)
    complaints.show_all(session, ready, now)
    folds.join_waiting(session, app.book(), [complaint.id for complaint in ready], now)


def _memory(recent: Sequence[repertoire.Worded]) -> variety.Memory:
    return variety.Memory((worded.playbook, worded.language, worded.used) for worded in recent)


def _is_calm(recent: Sequence[repertoire.Worded], opened: int, now: datetime) -> bool:
    lately = sum(worded.at > now - WITHIN for worded in recent[:CALM])
    return lately + opened <= CALM


def _propose(
    app: App,
    session: Session,
    complaint: Complaint,
    composed: compose.Composition,
    after: int | None,
    change: Mapping[str, Any] | None,
    within: Within,
) -> None:
    """The new version, beside or in place of the old; a model, where there is one, words it as was asked."""
    beside, now = _beside(composed, within), app.now()
    if change:
        beside["why"]["change"] = dict(change)
    draft = drafts.propose(session, complaint, composed.body, composed.language, "playbook", now, **beside, after=after)
    said_by_all = within.passage is not None  # a statement is not worded by anybody but those who approved it
    if draft is not None and not said_by_all and wording.may_word(app, app.book(), complaint, draft):
        wished = Change(change["kind"], change["words"], change.get("by", events.AMENDS)) if change else None
        wording.ask_for_wording(session, complaint, draft, now, wished)


def _composed(
    app: App,
    complaint: Complaint,
    memory: variety.Memory,
    asked: int = 1,
    *,
    judged: bool = True,
    granted: Sequence[Granted] = (),
    change: Mapping[str, Any] | None = None,
    within: Within,
) -> compose.Composition | compose.Withheld:
    """``asked``: how often a draft of it has been asked for; each time the wording varies. ``memory`` remembers it."""
    book, mention = app.book(), complaint.mention
    playbook = complaints.frozen_playbook(book, complaint)
    language = compose.language_of(book, mention.language)
    said: compose.Said = {
        "text": mention.text, "title": mention.title, "language": mention.language, "network": mention.network,
        "name": mention.author_name, "seed": f"{mention.id}:{asked - 1}", "posted_at": mention.posted_at,
        "slots": facts.said(book, playbook, complaint, language), "severity": complaint.severity,  # type: ignore[typeddict-item]
        "again": complaint.again, "granted": [one.kind for one in granted], "cleared": complaint.cleared_at is not None,
        "wish": WISHES.get(change["kind"], "") if change else _lighter(complaint),
        "frozen": within.frozen, "passage": within.passage,
    }  # fmt: skip
    recent = memory.of(complaint.playbook, language)
    composed = compose.compose(book, playbook, said, app.now(), recent, judging=judged)
    if isinstance(composed, compose.Composition):
        recent.add(composed.used)
    return composed


def _lighter(complaint: Complaint) -> str:
    """On customers' own ground, where nobody asked us, an ordinary complaint gets a lighter reply."""
    ordinary = (complaint.stakes or "P3") in ("P3", "P4")
    return "lighter" if ordinary and sorting.asks_for_restraint(complaint.mention.triage) else ""


def _beside(composed: compose.Composition, within: Within) -> dict[str, Any]:
    statement = {"statement": within.passage.revision} if within.passage else {}
    return {"commitments": composed.commitments, "why": composed.why() | statement}
