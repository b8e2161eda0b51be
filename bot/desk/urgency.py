"""Urgency: the priority of a complaint, summed again as it waits and as support for it grows.

When a sum may change is a row (``weigh_at``), found by a scan over one index range: each hour while the complaint
waits, and at once when others repeat it, when it turns out to reach more people, or when others tell of the same
problem. What a repost adds is reach; another person with the same problem is one more author; whoever writes ten times
counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.desk import complaints, duty, events, sorting, telling
from bot.desk.models import Complaint, Group, Mention
from bot.desk.playbooks import Book
from bot.desk.telling import About
from bot.desk.vocabulary import ComplaintState, MentionState
from bot.triage import priority
from bot.triage.kinds import Stakes

AN_HOUR = timedelta(hours=1)
LESSER: tuple[Stakes, ...] = ("P3", "P4")  # nobody looks at these for what is at stake
MANY = 8  # people with the same problem, or who repeat it: a manager is told
FAR = 10_000  # readers whom copies have brought to it: the same
COOLDOWN, MORE = timedelta(hours=24), 2  # told again after that time at the earliest, of so many times more people
GROWING = ("same problem", "reach", "waiting")  # summands that change while a complaint waits
COMPLAINT = Complaint.metadata.tables["complaint"]
_new = {name: bindparam(f"new_{name}", type_=COMPLAINT.c[name].type) for name in ("priority", "weighed", "weigh_at")}
WEIGHED = update(COMPLAINT).where(COMPLAINT.c.id == bindparam("complaint")).values(_new)


@dataclass(frozen=True)
class Echo:
    """What copies by others brought: how many people, and how many readers of theirs."""

    people: int = 0
    reach: int = 0


@dataclass(frozen=True)
class Sum:
    """A priority, what it is the sum of (as ``complaint.weighed`` keeps it), and when it is to be summed again."""

    priority: int
    weighed: dict[str, Any]
    again_at: datetime | None


def summed(
    book: Book, mention: Mention, stakes: Stakes | None, now: datetime, *, authors: int = 1, echo: Echo | None = None
) -> Sum:
    """How urgent the complaint of ``mention`` is at ``now``, while nobody has answered it.

    ``authors``: people who tell of the same problem, this one included.
    """
    echo = echo or Echo()
    waited = max(0.0, (now - mention.posted_at) / AN_HOUR)
    reach = (mention.reach or 0) + echo.reach
    venue = sorting.venue_weighed(book, mention.network, mention.triage)
    arousal = (mention.triage or {}).get("arousal")
    weighed = priority.Weighed(stakes or "P3", arousal, reach, venue, authors, waited)
    kept = {"parts": priority.parts(weighed), "authors": authors, "echoes": echo.people, "reach": reach}
    again_at = mention.posted_at + (int(waited) + 1) * AN_HOUR if waited < priority.WAITED_MOST else None
    return Sum(priority.priority(weighed), kept, again_at)


def step(authors: int) -> tuple[int, int]:
    """What changes when so many people say something else than fewer did: what they weigh, and each time they double
    (:data:`MANY` is such a moment). Only then is their whole group summed anew."""
    return priority.same_problem(authors), authors.bit_length()


def mark(session: Session, complaint_ids: Collection[int], now: datetime) -> None:
    """Something has changed: the next scan sums these complaints again."""
    if complaint_ids:
        session.flush()
        session.execute(
            update(COMPLAINT)
            .where(COMPLAINT.c.id.in_(sorted(complaint_ids)), COMPLAINT.c.state == ComplaintState.OPEN)
            .values(weigh_at=now)
        )


def scan(session: Session, book: Book, now: datetime, limit: int) -> int:
    """Sum anew what is due; returns how many. Where the sum passes a band, the card is drawn anew and the timeline says
    why; a manager is told of small matters that gain much support."""
    query = (
        select(Complaint, Group)
        .outerjoin(Group, Group.id == Complaint.group_id)
        .where(Complaint.weigh_at <= now)
        .order_by(Complaint.weigh_at, Complaint.id)
        .limit(limit)
        .with_for_update(of=Complaint, skip_locked=True)  # whoever changes one meanwhile marks it anew
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).all()
    echoes = _echoes(session, [complaint.id for complaint, _group in found])
    values, moved = list[dict[str, Any]](), list[Complaint]()
    for complaint, group in found:
        before, kept = complaint.priority or 0, complaint.weighed or {}
        if complaint.state != ComplaintState.OPEN:
            values.append(_row(complaint, before, kept, None))
            continue
        echo, authors = echoes.get(complaint.id, Echo()), group.authors if group else 1
        new = summed(book, complaint.mention, complaint.stakes, now, authors=authors, echo=echo)  # type: ignore[arg-type]
        told = _tell_manager(session, book, complaint, group, new, kept, echo, now)
        values.append(_row(complaint, new.priority, {**new.weighed, **told}, new.again_at))
        if priority.band(new.priority) != priority.band(before):
            _say_why(session, complaint, before, new, kept, now)
            moved.append(complaint)
    if values:
        session.execute(WEIGHED, values if len(values) > 1 else values[0])
        for complaint, _group in found:
            session.expire(complaint, ["priority", "weighed", "weigh_at"])
    if moved:
        complaints.show_all(session, moved, now, urgency=3)
    return len(found)


def _row(complaint: Complaint, sum_: int, weighed: Mapping[str, Any], again_at: datetime | None) -> dict[str, Any]:
    return {
        "complaint": complaint.id, "new_priority": sum_, "new_weighed": dict(weighed), "new_weigh_at": again_at,
    }  # fmt: skip


def _echoes(session: Session, complaint_ids: Sequence[int]) -> dict[int, Echo]:
    """What copies brought to each complaint: of each other author the farthest one, in one statement."""
    if not complaint_ids:
        return {}
    first = aliased(Mention)
    handle, there = func.lower(Mention.author_handle), func.lower(first.author_handle)
    name, its_name = func.lower(Mention.author_name), func.lower(first.author_name)
    by_another = or_(  # as bot.desk.duplicates tells people apart; whoever is not named may be the same
        and_(handle != "", there != "", handle != there),
        and_(or_(handle == "", there == ""), name != "", its_name != "", name != its_name),
    )
    theirs = (
        select(Mention.complaint_id, func.max(func.coalesce(Mention.reach, 0)).label("reach"))
        .join(Complaint, Complaint.id == Mention.complaint_id)
        .join(first, first.id == Complaint.mention_id)
        .where(Mention.complaint_id.in_(complaint_ids), Mention.state == MentionState.JOINED, by_another)
        .group_by(Mention.complaint_id, Mention.network, handle, name)
        .subquery()
    )
    query = select(theirs.c.complaint_id, func.count(), func.sum(theirs.c.reach)).group_by(theirs.c.complaint_id)
    return {complaint: Echo(people, int(reach)) for complaint, people, reach in session.execute(query)}


def _say_why(
    session: Session, complaint: Complaint, before: int, new: Sum, kept: Mapping[str, Any], now: datetime
) -> None:
    parts, earlier = new.weighed["parts"], kept.get("parts", {})
    grown = {name: parts.get(name, 0) - earlier.get(name, 0) for name in GROWING}
    most = max(grown, key=lambda name: grown[name]) if new.priority > before and max(grown.values()) > 0 else ""
    known = {"before": before, "priority": new.priority}
    if most == "same problem":
        authors = new.weighed["authors"]
        events.record(session, complaint, "raised_by_others", events.AMENDS, now, authors=authors, **known)
    elif most == "reach":
        reach = new.weighed["reach"]
        events.record(session, complaint, "raised_by_reach", events.AMENDS, now, reach=reach, **known)
    elif most == "waiting":
        hours = parts["waiting"]
        events.record(session, complaint, "raised_by_waiting", events.AMENDS, now, hours=hours, **known)
    else:
        events.record(session, complaint, "weighed", events.AMENDS, now, **known)


def _tell_manager(
    session: Session, book: Book, complaint: Complaint, group: Group | None, new: Sum, kept: Mapping[str, Any],
    echo: Echo, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Tell a manager once of a small matter with much support; what is kept of it (a group keeps it for all)."""
    people = new.weighed["authors"] + echo.people
    told_at = group.told_at if group else _instant(kept.get("told_at"))
    told_of = (group.told_of if group else kept.get("told_of")) or 0
    due = told_at is None or (now - told_at >= COOLDOWN and people >= MORE * told_of)
    if (complaint.stakes or "P3") in LESSER and due and (people >= MANY or echo.reach >= FAR):
        asked = duty.managers(book, now)
        telling.remind(session, book, asked, About.SUPPORT, complaint, now)
        told = ", ".join(telling.names(book, asked))
        events.record(session, complaint, "support_told", events.AMENDS, now, people=people, told=told)
        told_at, told_of = now, people
        if group:
            group.told_at, group.told_of = now, people
    return {"told_at": told_at.isoformat(), "told_of": told_of} if told_at and not group else {}


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
