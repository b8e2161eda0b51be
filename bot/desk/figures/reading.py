"""Reads what complaints add to the figures off their rows: the one definition that rollups and live counts share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.calendars import Calendar
from bot.desk.figures.parts import Count, Fact, Of, Stage
from bot.desk.models import Clock, Commitment, Complaint, Draft, Event, Mention, Ticket
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ClockState, CommitmentState, ComplaintState, DraftState, Outcome

OWN_ROWS = frozenset({Count.COMMITMENT, *Stage})  # metrics that are read off other rows than clocks
HAND_OFFS = frozenset({"released", "transferred", "returned", "taken"})
TOLD = frozenset({*HAND_OFFS, "claimed", "customer_wrote", "reopened", "ticket_opened"})


def calendar_of_team(book: Book, team: str) -> Calendar:
    """Whose days ``team``'s figures are of: its own hours' calendar, else the desk's first one."""
    spec = book.desk.teams.get(team)
    return book.desk.calendar((spec.hours if spec else "") or next(iter(book.desk.calendars), "always"))


@dataclass
class _Rows:
    """What there is about one complaint."""

    clocks: list[Any] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    tickets: list[Any] = field(default_factory=list)
    commitments: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)


def of_complaints(session: Session, book: Book, ids: Collection[int]) -> dict[int, tuple[Of, list[Fact]]]:
    """What each of these complaints adds, by its id: six statements however many they are."""
    query = select(
        Complaint.id, Complaint.state, Complaint.team, Complaint.playbook, Complaint.stakes, Complaint.opened_at,
        Complaint.answered_at, Mention.source, Mention.network, Mention.posted_at, Mention.received_at,
    ).join(Mention, Mention.id == Complaint.mention_id).where(Complaint.id.in_(ids))  # fmt: skip
    asked: list[Any] = list(session.execute(query))
    rows = _beside(session, ids)
    return {one.id: _contribution(book, one, rows[one.id]) for one in asked}


def _beside(session: Session, ids: Collection[int]) -> dict[int, _Rows]:
    found: dict[int, _Rows] = defaultdict(_Rows)
    for name, query in {
        "clocks": select(
            Clock.complaint_id, Clock.metric, Clock.state, Clock.started_at, Clock.ended_at, Clock.breached_at
        ),
        "drafts": select(
            Draft.complaint_id, Draft.state, Draft.created_at, Draft.approved_at, Draft.published_at
        ).order_by(Draft.number),
        "tickets": select(
            Ticket.complaint_id, Ticket.team, Ticket.opened_at, Ticket.resolved_at, Ticket.outcome
        ),
        "commitments": select(
            Commitment.complaint_id, Commitment.state, Commitment.due_at, Commitment.created_at, Commitment.ended_at
        ),
        "events": select(Event.complaint_id, Event.kind, Event.at).where(Event.kind.in_(TOLD)).order_by(Event.id),
    }.items():  # fmt: skip
        of = query.selected_columns.complaint_id
        for row in session.execute(query.where(of.in_(ids))):
            getattr(found[row.complaint_id], name).append(row)
    return found


def _contribution(book: Book, one: Any, rows: _Rows) -> tuple[Of, list[Fact]]:
    team = rows.tickets[0].team if rows.tickets else one.team
    days = _Days(calendar_of_team(book, team))
    facts = [*_complaint(days, one), *_promises(days, rows), *_stages(days, one, rows), *_work(days, one, rows)]
    return Of(team, one.source, one.network, one.playbook, one.stakes or ""), facts


@dataclass(frozen=True)
class _Days:
    """Turns moments into facts of a team's days."""

    calendar: Calendar

    def fact(self, at: datetime, metric: str, verdict: str = "", since: datetime | None = None) -> Fact:
        """``metric`` happened ``at``, and took the time from ``since``."""
        seconds = None if since is None else max(0, int((at - since).total_seconds()))
        return Fact(self.calendar.local(at).date().isoformat(), metric, verdict, seconds)


def _complaint(days: _Days, one: Any) -> list[Fact]:
    if one.state == ComplaintState.DISMISSED:
        return [days.fact(one.opened_at, Count.DISMISSED)]
    facts = [days.fact(one.opened_at, Count.COMPLAINT, "met" if one.answered_at else "")]
    if one.state == ComplaintState.ABSTAINED:
        facts.append(days.fact(one.opened_at, Count.ABSTAINED))
    return facts


def _promises(days: _Days, rows: _Rows) -> list[Fact]:
    facts = []
    for clock in rows.clocks:
        if clock.metric in OWN_ROWS:
            continue
        if clock.breached_at is not None:
            late = days.fact(clock.breached_at, clock.metric, "breached")
            took = days.fact(clock.ended_at, "", "", clock.started_at).seconds if clock.ended_at else None
            facts.append(late._replace(seconds=took))
        elif clock.state == ClockState.MET:
            facts.append(days.fact(clock.ended_at, clock.metric, "met", clock.started_at))
    for row in rows.commitments:
        if row.state == CommitmentState.KEPT and row.ended_at is not None:
            verdict = "met" if row.ended_at <= row.due_at else "breached"
            facts.append(days.fact(row.due_at, Count.COMMITMENT, verdict))
    return facts


def _stages(days: _Days, one: Any, rows: _Rows) -> list[Fact]:
    facts = [days.fact(one.received_at, Stage.DETECT, "", one.posted_at)]
    if not rows.drafts:
        return facts
    drafted = rows.drafts[0].created_at
    facts.append(days.fact(drafted, Stage.DRAFT, "", one.received_at))
    public = next((draft for draft in rows.drafts if draft.state == DraftState.PUBLISHED), None)
    if public is None or public.published_at is None or public.approved_at is None:
        return facts
    facts.append(days.fact(public.approved_at, Stage.APPROVE, "", drafted))
    facts.append(days.fact(public.published_at, Stage.POST, "", public.approved_at))
    for ticket in rows.tickets:
        facts.append(days.fact(ticket.opened_at, Stage.HAND_OVER, "", public.published_at))
        if claimed := next((event.at for event in rows.events if event.kind == "claimed"), None):
            facts.append(days.fact(claimed, Stage.CLAIM, "", ticket.opened_at))
    return facts


def _work(days: _Days, one: Any, rows: _Rows) -> list[Fact]:
    facts = []
    for event in rows.events:
        if event.kind in HAND_OFFS:
            facts.append(days.fact(event.at, Count.HAND_OFF))
        elif event.kind == "reopened":
            facts.append(days.fact(event.at, Count.REOPENED))
        elif event.kind == "customer_wrote" and (one.answered_at is None or event.at < one.answered_at):
            facts.append(days.fact(event.at, Count.REPEAT))
    for ticket in rows.tickets:
        if ticket.resolved_at is not None:
            verdict = "met" if ticket.outcome == Outcome.SOLVED else ""
            facts.append(days.fact(ticket.resolved_at, Count.RESOLVED, verdict, one.posted_at))
    return facts
