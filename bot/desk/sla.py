"""SLA clocks: a promise is a row, a deadline is an indexed column, and lateness is judged by the row alone.

The first response counts from when the customer wrote, not from when a tool found it. Policies and calendars are
copied into the clock when it starts; editing a file moves no running clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.calendars import Calendar, calendar_of
from bot.desk.models import Clock, Complaint
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.promises import Target
from bot.desk.vocabulary import ClockState, Metric

ENDED = (ClockState.MET, ClockState.BREACHED, ClockState.STOPPED)


def promised(book: Book, playbook: Playbook, complaint: Complaint, metric: Metric) -> tuple[str, Target] | None:
    """``(policy's name, target)`` of what is promised to this customer, or None."""
    mention = complaint.mention
    tier = book.tier_of({**mention.author, "handle": mention.author_handle}, mention.network, mention.source)
    found = book.promised(playbook, mention.network, complaint.stakes or "", tier)
    if metric == Metric.CLOSING:  # it is a further word of ours, and awaited as one
        return found.get(metric) or found.get(Metric.NEXT_RESPONSE)
    return found.get(metric)


def start(
    session: Session,
    book: Book,
    playbook: Playbook,
    complaint: Complaint,
    metric: Metric,
    since: datetime,
    *,
    round_: int = 1,
) -> Clock:
    """Start ``metric``'s clock at ``since`` with the policy of this moment, frozen. KeyError: nobody promises it."""
    found = promised(book, playbook, complaint, metric)
    if found is None:
        raise KeyError(f"no policy for {complaint.mention.network!r} has a target for {metric}")
    policy = frozen(book, playbook, *found, since)
    clock = Clock(
        complaint_id=complaint.id, metric=metric, round=round_, state=ClockState.RUNNING, started_at=since, pauses=[],
        policy=policy,
    )  # fmt: skip
    _set(clock)
    session.add(clock)
    return clock


def frozen(book: Book, playbook: Playbook, name: str, target: Target, since: datetime) -> dict[str, Any]:
    """What a clock that starts at ``since`` keeps of its policy, whatever becomes of the files."""
    calendar = book.desk.calendar(target.calendar)
    limit = calendar.seconds(target.limit)
    warns = [round(part * limit) for part in target.warn] or [calendar.seconds(target.target)]
    spec = calendar.spec.around(calendar.local(since).date())
    kept: dict[str, Any] = {"name": name, "warn": warns[0], "limit": limit, "calendar": spec.kept()}
    if len(warns) > 1:
        kept["warns"] = warns
    if target.most_paused:
        kept["most_paused"] = calendar.seconds(target.most_paused)
    chain = book.desk.chains.get(playbook.chain or book.desk.chain)
    if chain is not None and (chain.claim or chain.breach or chain.commitment):
        kept["chain"] = {
            "calendar": book.desk.calendar(chain.calendar).spec.around(calendar.local(since).date()).kept(),
            "claim": [step.model_dump(mode="json", exclude_defaults=True) for step in chain.claim],
            "breach": [step.model_dump(mode="json", exclude_defaults=True) for step in chain.breach],
            "commitment": [step.model_dump(mode="json", exclude_defaults=True) for step in chain.commitment],
        }
    return kept


def counted(
    calendar: Calendar, since: datetime, seconds: Sequence[int], pauses: Sequence[dict[str, Any]]
) -> list[datetime]:
    """When each of ``seconds`` of opening time have passed since ``since``, ``pauses`` not counted."""
    found = []
    for wanted in seconds:
        moment = calendar.add(since, wanted)
        for one in pauses:
            moment = _moved(calendar, moment, _at(one["from"]), _at(one["to"]))
        found.append(moment)
    return found


def _set(clock: Clock) -> None:
    """The moments of a clock that begins."""
    calendar, policy = calendar_of_clock(clock), clock.policy
    clock.warn_at = calendar.add(clock.started_at, policy["warn"])
    clock.due_at = calendar.add(clock.started_at, policy["limit"])
    clock.warns = policy.get("warns", [])[1:]
    clock.next_at = clock.warn_at


def of_complaint(session: Session, complaint_id: int) -> Sequence[Clock]:
    """All clocks of a complaint, oldest first."""
    return session.scalars(select(Clock).where(Clock.complaint_id == complaint_id).order_by(Clock.id)).all()


def of_complaints(session: Session, complaint_ids: Collection[int]) -> dict[int, list[Clock]]:
    """All clocks of several complaints, by complaint, oldest first."""
    found: dict[int, list[Clock]] = {complaint_id: [] for complaint_id in complaint_ids}
    if found:
        for clock in session.scalars(select(Clock).where(Clock.complaint_id.in_(found)).order_by(Clock.id)):
            found[clock.complaint_id].append(clock)
    return found


def running(session: Session, complaint_id: int, metric: Metric) -> Clock | None:
    """The clock of ``metric`` that has not ended, or None."""
    clocks = of_complaint(session, complaint_id)
    return next((c for c in clocks if c.metric == metric and c.state not in ENDED), None)


def calendar_of_clock(clock: Clock) -> Calendar:
    """The calendar frozen into ``clock``."""
    return calendar_of(clock.policy["calendar"])


def end(clock: Clock, at: datetime) -> None:
    """The promise was kept, or broken, at ``at``: one second late is late, whenever a scan ran."""
    if clock.state in ENDED:
        return
    if clock.state == ClockState.PAUSED:
        resume(clock, at)
    clock.ended_at = at
    clock.next_at = None
    if at > clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
    clock.state = ClockState.BREACHED if clock.breached_at else ClockState.MET


def stop(clock: Clock, at: datetime) -> None:
    """The promise no longer applies; a breach that happened stays."""
    if clock.state in ENDED:
        return
    if at > clock.due_at and clock.state == ClockState.RUNNING:
        clock.breached_at = clock.breached_at or clock.due_at
    clock.state, clock.ended_at, clock.next_at = ClockState.STOPPED, at, None


def pause(clock: Clock, at: datetime, reason: str) -> None:
    """Stop counting from ``at``, for as long as the policy lets pauses last in all. A clock that is already late is
    marked so first and cannot hide in a pause."""
    if clock.state != ClockState.RUNNING:
        return
    left = _pause_left(clock)
    if left == 0:
        return  # it has been held as long as it may be: it goes on
    if at > clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
    clock.state, clock.paused_at, clock.pause_reason = ClockState.PAUSED, at, reason
    clock.next_at = None if left is None else _pause_ends(clock, at, left)


def _pause_ends(clock: Clock, at: datetime, left: int) -> datetime | None:
    try:
        return calendar_of_clock(clock).add(at, left)
    except ValueError:  # the calendar never opens for so long: nothing ends the pause but its own end
        return None


def _pause_left(clock: Clock) -> int | None:
    """Seconds of opening time for which pauses may still hold ``clock``; None: without end."""
    most: int | None = clock.policy.get("most_paused")
    if most is None:
        return None
    calendar = calendar_of_clock(clock)
    used = [calendar.between(_at(one["from"]), _at(one["to"])) for one in clock.pauses]
    return max(0, most - sum(used))


def _at(said: str) -> datetime:
    return datetime.fromisoformat(said)


def resume(clock: Clock, at: datetime) -> None:
    """Count on from ``at``, or from when the pause had lasted as long as it may: the deadline moves by the opening time
    that the pause took."""
    if clock.state != ClockState.PAUSED or clock.paused_at is None:
        return
    calendar, capped = calendar_of_clock(clock), clock.next_at is not None and clock.next_at < at
    paused, at = clock.paused_at, clock.next_at if capped and clock.next_at else at
    taken = {"from": paused.isoformat(), "to": at.isoformat(), "reason": clock.pause_reason}
    clock.pauses = [*clock.pauses, {**taken, "capped": True} if capped else taken]
    if clock.breached_at is None:
        clock.due_at = _moved(calendar, clock.due_at, paused, at)
        if not _warned(clock):
            clock.warn_at = _moved(calendar, clock.warn_at, paused, at)
    clock.state, clock.paused_at, clock.pause_reason = ClockState.RUNNING, None, None
    clock.next_at = _next(clock)


def _moved(calendar: Calendar, deadline: datetime, paused: datetime, resumed: datetime) -> datetime:
    if deadline < paused:
        return deadline  # a warning that the scan had not come to
    return calendar.add(resumed, calendar.between(paused, deadline))


def _warned(clock: Clock) -> bool:
    """Whether ``warn_at`` is behind us."""
    return clock.warned_at is not None and clock.warned_at >= clock.warn_at


def _next(clock: Clock) -> datetime | None:
    if clock.breached_at is not None:
        return None
    # due_at itself is still in time
    return clock.due_at + timedelta(seconds=1) if _warned(clock) else clock.warn_at


def restart(
    session: Session, book: Book, playbook: Playbook, complaint: Complaint, metric: Metric, since: datetime
) -> Clock:
    """A new round of ``metric`` (reopened work); the old clock, and its breach, stay as they are."""
    rounds = [clock.round for clock in of_complaint(session, complaint.id) if clock.metric == metric]
    return start(session, book, playbook, complaint, metric, since, round_=max(rounds, default=0) + 1)


def pass_moment(clock: Clock, now: datetime) -> None:
    """The scan found ``clock`` due: its pause is over, it is warned, or breached at its deadline (never at the scan's
    time). Of several warnings that have passed, the last one counts."""
    if clock.state == ClockState.PAUSED:
        resume(clock, now + timedelta(seconds=1))
        if clock.next_at is None or clock.next_at > now:
            return
    if now > clock.due_at:
        clock.breached_at = clock.breached_at or clock.due_at
        clock.warned_at = clock.warned_at or clock.warn_at
    else:
        while now >= clock.warn_at and not _warned(clock):
            clock.warned_at = clock.warn_at
            _to_next_warning(clock)
    clock.next_at = _next(clock)
    clock.told_at = None


def _to_next_warning(clock: Clock) -> None:
    """``warn_at`` of the next warning, counted back from the deadline, which has moved with every pause."""
    if clock.warns:
        left = clock.policy["limit"] - clock.warns[0]
        clock.warn_at = calendar_of_clock(clock).back(clock.due_at, left)
        clock.warns = clock.warns[1:]
