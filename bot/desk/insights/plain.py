"""Insights for programs: plain values for ``--json``, one row for each cause for ``--csv``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.desk.insights.finding import By, Cause, Insights
from bot.desk.insights.intervals import Change
from bot.desk.insights.personas import Persona

COLUMNS = (
    "since", "until", "cause", "complaints", "people", "all_people", "share", "mentions", "share_of_mentions",
    "earlier_complaints", "earlier_periods", "before_people", "before_of", "low", "high", "verdict", "answered",
    "hours_to_answer", "resolved", "solved", "refused", "reopened", "words",
)  # fmt: skip


def as_json(found: Insights) -> dict[str, Any]:
    """Everything, keys in the order of the report. Shares of too few people are null."""
    return {
        "since": found.since, "until": found.until, "mentions": found.mentions, "complaints": found.complaints,
        "people": found.people, "earlier_periods": found.periods,
        "earlier": {"complaints": found.before.complaints, "people": found.before.people},
        "causes": [_cause(one) for one in found.causes], "personas": [_persona(one) for one in found.personas],
        "in_smaller_groups": vars(found.rest), "texts_read": found.read, "corrections": dict(found.corrections),
    }  # fmt: skip


def _cause(one: Cause) -> dict[str, Any]:
    return {
        "cause": one.playbook, "complaints": one.complaints, "people": one.people, "of_people": one.of_people,
        "share": one.share, "of_mentions": one.of_mentions, "share_of_mentions": one.share_of_mentions,
        "earlier_complaints": one.earlier, "change": change(one.change),
        "words": [vars(words) for words in one.words],
        "by_venue": _by(one.by_venue), "by_language": _by(one.by_language), "by_team": _by(one.by_team),
        **vars(one.handled), "hours_to_answer": one.hours_to_answer,
        "remedies": [vars(remedy) for remedy in one.remedies],
    }  # fmt: skip


def change(found: Change | None) -> dict[str, Any] | None:
    """A change with its counts, its bounds and its verdict."""
    return None if found is None else {**vars(found), "before": found.before, "after": found.after}


def _by(found: By) -> dict[str, dict[str, int]]:
    return {name: vars(counted) for name, counted in found}


def _persona(one: Persona) -> dict[str, Any]:
    return {
        **vars(one), "share": one.share, "resolved": one.resolved,
        "remedies": [vars(remedy) for remedy in one.remedies],
    }  # fmt: skip


def rows(found: Insights) -> Iterator[tuple[Any, ...]]:
    """A row of :data:`COLUMNS` for each cause; what is hidden or unknown is empty."""
    for one in found.causes:
        of = one.change
        yield tuple("" if value is None else value for value in (
            found.since.isoformat(), found.until.isoformat(), one.playbook, one.complaints, one.people, one.of_people,
            one.share, one.of_mentions, one.share_of_mentions, one.earlier, found.periods,
            of and of.before_people, of and of.before_of, of and of.low, of and of.high, of and of.verdict,
            one.handled.answered, one.hours_to_answer, one.handled.resolved, one.handled.solved, one.handled.refused,
            one.handled.reopened, "; ".join(f"{words.words} {words.people}" for words in one.words),
        ))  # fmt: skip
