"""Looking suggestions up: what waits for whom, and how committed their authors are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Mention, Suggestion
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import MentionState, Refused, SuggestionState
from bot.texts import _

SET_ASIDE_SHOWN = 3
WAITING = (SuggestionState.NEW, SuggestionState.ASKED, SuggestionState.ANSWERED)


def by_id(session: Session, said: str) -> Suggestion:
    """The suggestion with the number ``said``, or a refusal."""
    number = said.strip().lstrip("#").partition("|")[0]
    found = session.get(Suggestion, int(number)) if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Refused(_("No suggestion has the number {id}."), id=said)
    return found


def complaint_of(session: Session, one: Suggestion) -> Complaint | None:
    """The complaint that it stands in, or None while it has none."""
    return session.get(Complaint, one.mention.complaint_id) if one.mention.complaint_id else None


def listed(session: Session, states: Sequence[str] = WAITING, limit: int = 200) -> Sequence[Suggestion]:
    """Suggestions in ``states``, the longest waiting first. What its author deleted waits for nobody."""
    query = (
        select(Suggestion)
        .join(Mention, Mention.id == Suggestion.mention_id)
        .where(Suggestion.state.in_(states), Mention.state != MentionState.GONE)
    )
    return session.scalars(query.order_by(Suggestion.noted_at, Suggestion.id).limit(limit)).all()


def latest(session: Session) -> Sequence[Suggestion]:
    """What waits for somebody, and the last few that were set aside: they can be taken up again."""
    aside = select(Suggestion).where(Suggestion.state == SuggestionState.DROPPED)
    last = session.scalars(aside.order_by(Suggestion.told_at.desc()).limit(SET_ASIDE_SHOWN))
    return [*listed(session, limit=50), *last]


def waiting(session: Session) -> dict[str, int]:
    """State → how many suggestions wait in it."""
    query = (
        select(Suggestion.state, func.count())
        .join(Mention, Mention.id == Suggestion.mention_id)
        .where(Suggestion.state.in_(WAITING), Mention.state != MentionState.GONE)
        .group_by(Suggestion.state)
    )
    counted = {state: times for state, times in session.execute(query)}  # noqa: C416 (a row is no pair to mypy)
    return {state.value: counted.get(state, 0) for state in WAITING}


def of_owner(session: Session, owner: str) -> Sequence[Suggestion]:
    """What ``owner`` still has to answer, what is due first."""
    query = (
        select(Suggestion)
        .join(Mention, Mention.id == Suggestion.mention_id)
        .where(Suggestion.owner == owner, Suggestion.state == SuggestionState.ASKED)
        .where(Mention.state != MentionState.GONE)
    )
    return session.scalars(query.order_by(Suggestion.due_at, Suggestion.id)).all()


def times_heard(session: Session, shown: Sequence[Suggestion]) -> dict[int, int]:
    """Suggestion → how often its author has written to or about us before it: how committed a critic it is."""
    found = {}
    for one in shown:
        mention = one.mention
        if not mention.author_handle:
            continue
        query = select(func.count()).select_from(Mention).where(
            Mention.author_handle == mention.author_handle, Mention.network == mention.network,
            Mention.received_at < mention.received_at,
        )  # fmt: skip
        found[one.id] = session.scalar(query) or 0
    return found


def as_json(session: Session, book: Book, one: Suggestion) -> dict[str, Any]:
    """For ``--json``: plain values; the critic's words are not among them (`amends complaint show` has them)."""
    complaint = complaint_of(session, one)
    return {
        "id": one.id, "mention": one.mention_id, "complaint": complaint.ref if complaint else None,
        "state": one.state, "noted_at": one.noted_at, "owner": one.owner,
        "owner_name": name_of(book, one.owner) if one.owner else None, "due_at": one.due_at, "answer": one.answer,
        "why": one.why, "answered_at": one.answered_at, "told_how": one.told_how, "told_at": one.told_at,
    }  # fmt: skip
