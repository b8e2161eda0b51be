"""Listening: what a week says together, for the managers: causes, what was put right, suggestions, action items.

It counts what may be decided on, and nothing for its own sake; and it ends with one thing to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import actions, insights, samples, suggestions
from bot.desk.insights import Cause, Insights, Verdict
from bot.desk.models import ActionItem, Complaint, Correction, Mention, Suggestion
from bot.desk.playbooks import Book
from bot.desk.samples import Reviewed
from bot.desk.vocabulary import ActionState, SuggestionState

WEEKLY = "weekly"  # the kind of card
WEEK = timedelta(days=7)
REPEATED_PEOPLE = 5  # so many people in a week, and as many complaints in each week before: a cause that keeps coming
NOISY = 0.1  # a share of wrong discards from which triage should be fitted anew


class Step(StrEnum):
    """What to do next, the most urgent of all."""

    OVERDUE = "overdue"  # an action item is late
    RISING = "rising"  # a cause became more frequent, and nobody has an action item against it
    UNGIVEN = "ungiven"  # suggestions wait for an owner since before the week
    REPEATED = "repeated"  # a cause keeps coming, and nobody has an action item against it
    FIT = "fit"  # triage sets too many complaints aside
    NONE = "none"


@dataclass(frozen=True)
class Week:
    """``insights`` of the week; of suggestions how many wait in each state, and those nobody has been asked about the
    longest; action items that are late or due soon, and those whose effect was measured; ``repeated``: causes that keep
    coming and have no action item."""

    insights: Insights
    causes: Sequence[Cause]  # without ideas, most people first
    suggestions: Mapping[str, int]
    ungiven: Suggestion | None
    late: Sequence[ActionItem]
    due: Sequence[ActionItem]
    measured: Sequence[ActionItem]
    in_action: frozenset[str]
    reviewed: Reviewed
    now: datetime

    @property
    def rising(self) -> Cause | None:
        """The largest cause that clearly became more frequent and has no action item."""
        of = (one for one in self.causes if one.change and one.change.verdict == Verdict.MORE)
        return next((one for one in of if one.playbook not in self.in_action), None)

    @property
    def repeated(self) -> Cause | None:
        """The largest cause that keeps coming week after week and has no action item."""
        least = REPEATED_PEOPLE * self.insights.periods
        of = (one for one in self.causes if one.people >= REPEATED_PEOPLE and 0 < least <= one.earlier)
        return next((one for one in of if one.playbook not in self.in_action), None)

    @property
    def step(self) -> Step:
        """What to do next."""
        if self.late:
            return Step.OVERDUE
        if self.rising:
            return Step.RISING
        if self.ungiven is not None and self.ungiven.noted_at < self.now - WEEK:
            return Step.UNGIVEN
        if self.repeated:
            return Step.REPEATED
        return Step.FIT if (self.reviewed.rate or 0.0) > NOISY else Step.NONE


def week(session: Session, book: Book, until: datetime, now: datetime) -> Week:
    """The seven days before ``until``, as they are known at ``now``."""
    found = insights.find(session, book, until - WEEK, until)
    ideas = suggestions.idea_playbooks(book)
    open_ = actions.listed(session, [ActionState.OPEN])
    new = suggestions.listed(session, [SuggestionState.NEW], limit=1)
    at_work = frozenset(actions.causes_with_action(session))
    return Week(
        found, [one for one in found.causes if one.playbook not in ideas], suggestions.waiting(session),
        new[0] if new else None, [item for item in open_ if item.due_at < now],
        [item for item in open_ if now <= item.due_at < now + WEEK],
        actions.measured_between(session, until - WEEK, until), at_work,
        samples.reviewed(session, now), now,
    )  # fmt: skip


def has_news(session: Session, until: datetime) -> bool:
    """Whether anything happened in the week before ``until``, or waits for somebody: else no message is sent."""
    since = until - WEEK
    said = select(Mention.id).where(Mention.received_at >= since, Mention.received_at < until)
    asked = (
        said, select(Complaint.id).where(Complaint.answered_at >= since, Complaint.answered_at < until),
        select(Correction.id).where(Correction.at >= since, Correction.at < until),
        select(ActionItem.id).where(ActionItem.state == ActionState.OPEN),
        select(Suggestion.id).where(Suggestion.state.in_(suggestions.WAITING)),
    )  # fmt: skip
    return any(session.scalar(query.limit(1)) is not None for query in asked)
