"""What the desk can tell: attainment by metric, the arithmetic of a deadline, one complaint's whole story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import drafts, events, mentions, sla
from bot.desk.models import Abstention, Alert, Clock, Complaint, Effect, Mention
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import AlertState, ClockState, Metric


@dataclass(frozen=True)
class Attainment:
    """How one metric did. ``rate`` is kept / (kept + broken), or None when nothing is decided yet."""

    metric: str
    met: int
    breached: int
    running: int
    paused: int
    stopped: int

    @property
    def rate(self) -> float | None:
        """Share of decided promises that were kept."""
        decided = self.met + self.breached
        return self.met / decided if decided else None


def attainment(session: Session, now: datetime, since: datetime | None = None) -> list[Attainment]:
    """Attainment by metric of the clocks started since ``since`` (default: all).

    A clock still open after its deadline counts as breached, whether or not a scan has seen it.
    """
    found = []
    for metric in Metric:
        query = select(Clock.state, Clock.breached_at, Clock.due_at).where(Clock.metric == metric)
        if since:
            query = query.where(Clock.started_at >= since)
        counts = dict.fromkeys(("met", "breached", "running", "paused", "stopped"), 0)
        for state, breached_at, due_at in session.execute(query):
            late = breached_at is not None or (state == ClockState.RUNNING and now > due_at)
            counts["breached" if late else state] += 1
        found.append(Attainment(metric, **counts))
    return found


def explain(session: Session, complaint: Complaint, language: str = "") -> list[dict[str, Any]]:
    """The arithmetic of each deadline: start, policy, the opening windows that were counted, holidays, pauses, end."""
    return [explained(clock, language) for clock in sla.of_complaint(session, complaint.id)]


def explained(clock: Clock, language: str = "") -> dict[str, Any]:
    """The arithmetic of one deadline, see :func:`explain`; holidays by their names in ``language``."""
    calendar = sla.calendar_of_clock(clock)
    until = clock.due_at
    return {
        "metric": clock.metric,
        "round": clock.round,
        "state": clock.state,
        "policy": clock.policy["name"],
        "calendar": calendar.spec.name,
        "zone": calendar.spec.zone,
        "target_seconds": clock.policy["warn"],
        "limit_seconds": clock.policy["limit"],
        "started_at": clock.started_at,
        "warn_at": clock.warn_at,
        "due_at": clock.due_at,
        "ended_at": clock.ended_at,
        "breached_at": clock.breached_at,
        "windows": [
            {"from": opens, "to": closes, "seconds": int((closes - opens).total_seconds())}
            for opens, closes in calendar.opening(clock.started_at, until)
        ],
        "holidays": [
            {"day": day.isoformat(), "name": name}
            for day, name in calendar.holidays_between(clock.started_at, until, language)
        ],
        "most_paused_seconds": clock.policy.get("most_paused"),
        "warned_at": clock.warned_at,
        "pauses": [_pause(calendar, pause, until) for pause in clock.pauses],
        "paused_at": clock.paused_at,
    }


def _pause(calendar: Any, pause: dict[str, Any], until: datetime) -> dict[str, Any]:
    start, end = datetime.fromisoformat(pause["from"]), datetime.fromisoformat(pause["to"])
    seconds = calendar.between(start, end) if start <= until else 0  # once late, a pause moves no deadline
    return {
        "from": start, "to": end, "reason": pause["reason"], "seconds": seconds, "capped": bool(pause.get("capped"))
    }  # fmt: skip


def story(session: Session, book: Book, complaint: Complaint) -> dict[str, Any]:
    """One complaint from first word to last: the mention, every line of the timeline, the drafts, the clocks."""
    mention = complaint.mention
    return {
        "ref": complaint.ref,
        "state": complaint.state,
        "playbook": complaint.playbook,
        "playbook_version": complaint.playbook_version,
        "correlation": complaint.correlation,
        "mention": {
            "id": mention.id, "source": mention.source, "external_id": mention.external_id,
            "network": mention.network, "url": mention.url, "author": mention.author_name or mention.author_handle,
            "handle": mention.author_handle, "text": mention.text, "language": mention.language,
            "posted_at": mention.posted_at, "received_at": mention.received_at, "state": mention.state,
        },
        "further": [
            {"posted_at": word.posted_at, "text": word.text, "url": word.url}
            for word in mentions.further_words(session, complaint)
        ],
        "drafts": [
            {"number": d.number, "state": d.state, "body": d.body, "reply": d.reply_text, "written_by": d.written_by}
            for d in drafts.all_versions(session, complaint.id)
        ],
        "timeline": [
            {"at": event.at, "kind": event.kind, "actor": event.actor, "who": name_of(book, event.actor),
             "data": event.data}
            for event in events.of_complaint(session, complaint.id)
        ],
        "clocks": [
            {"metric": c.metric, "round": c.round, "state": c.state, "due_at": c.due_at, "breached_at": c.breached_at}
            for c in sla.of_complaint(session, complaint.id)
        ],
    }  # fmt: skip


def backlog(session: Session, now: datetime) -> dict[str, Any]:
    """What waits inside the system: unread alerts, undone effects and the age of the oldest, in seconds."""
    unread = session.scalar(select(func.count()).where(Alert.state == AlertState.RECEIVED)) or 0
    oldest_alert = session.scalar(select(func.min(Alert.received_at)).where(Alert.state == AlertState.RECEIVED))
    undone = select(func.count(), func.min(Effect.due_at)).where(Effect.done_at.is_(None), Effect.held_at.is_(None))
    waiting, oldest_effect = session.execute(undone.where(Effect.due_at <= now)).one()  # not what is for later
    held = session.scalar(select(func.count()).where(Effect.done_at.is_(None), Effect.held_at.is_not(None))) or 0
    return {
        "unread_alerts": unread,
        "oldest_unread_s": _age(oldest_alert, now),
        "effects_waiting": waiting,
        "effects_held": held,
        "oldest_effect_s": _age(oldest_effect, now),
    }


def _age(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at else 0.0


def mention_states(session: Session) -> dict[str, int]:
    """How many mentions ended in which state."""
    rows = session.execute(select(Mention.state, func.count()).group_by(Mention.state))
    return {state: count for state, count in rows}  # noqa: C416 (a row is no pair to mypy)


def mentions_in(
    session: Session, state: str, since: datetime | None, limit: int, needs: str = ""
) -> tuple[Sequence[Mention], int]:
    """The newest ``limit`` mentions in ``state`` ("": in any) that came in since ``since``, and how many there are.

    ``needs``: only those that need that (``reply``, ``watch``, ``do_not_engage``): as a person decided, else as triage
    found.
    """
    query = select(Mention)
    if needs:
        decided = select(Abstention.id).where(Abstention.mention_id == Mention.id, Abstention.ended_at.is_(None))
        found = ~decided.exists() & (Mention.triage["needs"].as_string() == needs)
        query = query.where(decided.where(Abstention.needs == needs).exists() | found)
    if state:
        query = query.where(Mention.state == state)
    if since:
        query = query.where(Mention.received_at >= since)
    total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    return session.scalars(query.order_by(Mention.received_at.desc(), Mention.id).limit(limit)).all(), total
