"""The outbox: effects on the outside world, promised in the transaction of the change that calls for them.

An effect is *armed* (due), *claimed* (its ``due_at`` is a lease that ends in the future), *held* (a person or the
outcome of a call must release it), or *done*. Arming an effect that is already armed folds the two into one; arming
one that is being performed makes it run once more (``generation``), so the last truth always wins.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Integer, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.desk.models import Effect, Pace
from bot.desk.vocabulary import Lane

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
CALM_AFTER = timedelta(seconds=60)
AT_ONCE = 3  # messages of one kind for one place that leave as they come; see apart()
ARMED = "amends.lanes_armed"  # where a session keeps them
ONE_MESSAGE = timedelta(seconds=1)  # Slack: about one message a second and channel (its rate-limit page)

# The statements of every round of every drain, built once: building them takes longer than running them.
EFFECT = Effect.metadata.tables["effect"]
SLOW = select(Pace.channel).where(Pace.calm_at > bindparam("now"))
FREED = SLOW.where(Pace.free_at <= bindparam("now"))
_due = (  # SKIP LOCKED is for PostgreSQL; SQLite has one writer at a time, and SQLAlchemy leaves it out there
    select(EFFECT.c.id)
    .where(EFFECT.c.lane == bindparam("lane"), EFFECT.c.due_at <= bindparam("now"))
    .where(EFFECT.c.done_at.is_(None), EFFECT.c.held_at.is_(None))
    .order_by(EFFECT.c.urgency, EFFECT.c.due_at)
    .with_for_update(skip_locked=True)
)
FREE = _due.where(EFFECT.c.channel.is_(None) | EFFECT.c.channel.not_in(SLOW)).limit(bindparam("most", type_=Integer))
OF_CHANNEL = _due.where(EFFECT.c.channel == bindparam("channel")).limit(1)
TAKING = (
    update(Effect)
    .where(Effect.id.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("lease"), attempts=Effect.attempts + 1)
    .returning(Effect)
    .execution_options(populate_existing=True, synchronize_session=False)
)
_unchanged = EFFECT.c.generation == bindparam("performed")
TICKING = (
    update(EFFECT)
    .where(EFFECT.c.id == bindparam("effect"))
    .values(
        done_at=case((_unchanged, bindparam("moment", type_=EFFECT.c.done_at.type)), else_=None),
        due_at=bindparam("moment", type_=EFFECT.c.due_at.type),
        held_at=None,
        attempts=case((_unchanged, EFFECT.c.attempts), else_=0),
    )
)


@dataclass(frozen=True)
class Arming:
    """One promise for :func:`arm_all`. ``key`` names the effect: arming it while it waits folds the two into one."""

    key: str
    kind: str
    lane: Lane
    payload: dict[str, Any]
    channel: str | None = None
    urgency: int = 5
    correlation: str | None = None
    due_at: datetime | None = None


def arm(
    session: Session,
    key: str,
    kind: str,
    lane: Lane,
    now: datetime,
    *,
    payload: dict[str, Any] | None = None,
    channel: str | None = None,
    urgency: int = 5,
    due_at: datetime | None = None,
    correlation: str | None = None,
) -> None:
    """Promise an effect; arming the same ``key`` again while it waits changes nothing, after it ran repeats it."""
    arm_all(session, [Arming(key, kind, lane, payload or {}, channel, urgency, correlation, due_at)], now)


def arm_all(session: Session, promised: Sequence[Arming], now: datetime) -> None:
    """:func:`arm` each of ``promised``, in one statement's worth of round trips."""
    values = [
        {**vars(one), "generation": 1, "created_at": now, "due_at": one.due_at or now, "attempts": 0}
        for one in promised
    ]
    session.info.setdefault(ARMED, set()).update(one.lane for one in promised)
    if values:  # one set of values alone is quicker than a list of one
        session.execute(_arming(session.get_bind().dialect.name), values if len(values) > 1 else values[0])


def again(session: Session, key: str, lane: Lane, now: datetime, after: timedelta) -> None:
    """Repeat ``after`` that long an effect that was performed before; nothing where there never was one. Many calls
    while it waits are one; what is being performed at this moment may have read too early, so its tick repeats it."""
    finished = Effect.done_at.is_not(None)
    moved = session.execute(update(Effect).where(Effect.key == key).values(
        generation=Effect.generation + 1, due_at=case((finished, now + after), else_=Effect.due_at),
        attempts=case((finished, 0), else_=Effect.attempts), done_at=None,
    ))  # fmt: skip
    if moved.rowcount:  # type: ignore[attr-defined]
        session.info.setdefault(ARMED, set()).add(lane)


def lanes_armed(session: Session) -> set[Lane]:
    """The lanes that got something to do in this transaction: whom to wake after it."""
    lanes: set[Lane] = session.info.get(ARMED, set())
    return lanes


@cache
def _arming(dialect: str) -> Executable:
    """The statement of :func:`arm`, built once: building it takes longer than the database takes to run it."""
    insert = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(EFFECT)
    new, finished = insert.excluded, EFFECT.c.done_at.is_not(None)
    lesser = case((new.urgency < EFFECT.c.urgency, new.urgency), else_=EFFECT.c.urgency)
    return insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "generation": EFFECT.c.generation + 1,
            "payload": new.payload,
            "urgency": case((finished, new.urgency), else_=lesser),
            "due_at": case((finished, new.due_at), else_=EFFECT.c.due_at),
            "attempts": case((finished, 0), else_=EFFECT.c.attempts),
            "done_at": None,
            "last_error": None,
        },
    )


def claim(session: Session, lane: Lane, limit: int, now: datetime) -> Sequence[Effect]:
    """Take up to ``limit`` due effects of ``lane`` for :data:`LEASE`, most urgent first.

    Channels that Slack asked to slow down give one effect at a time, at most one a second.
    """
    asked = {"lane": lane, "now": now}
    ids = list(session.scalars(FREE, {**asked, "most": limit}))
    for channel in session.scalars(FREED, {"now": now}).all():
        first = session.scalar(OF_CHANNEL, {**asked, "channel": channel})
        if first is not None and _take_turn(session, channel, now):
            ids.append(first)
    if not ids:
        return []
    taken = session.scalars(TAKING, {"ids": ids, "lease": now + LEASE})
    return sorted(taken, key=lambda effect: (effect.urgency, effect.id))


def _take_turn(session: Session, channel: str, now: datetime) -> bool:
    """Compare-and-set: whoever moves the channel's next free moment may send one message."""
    moved = session.execute(
        update(Pace).where(Pace.channel == channel, Pace.free_at <= now).values(free_at=now + ONE_MESSAGE)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def tick(session: Session, effect: Effect, now: datetime) -> None:
    """The effect is done; if it was armed anew meanwhile, it is due again at once."""
    tick_all(session, [effect], now)


def tick_all(session: Session, done: Sequence[Effect], now: datetime) -> None:
    """:func:`tick` each of ``done``."""
    values = [{"effect": effect.id, "performed": effect.generation, "moment": now} for effect in done]
    if values:
        session.execute(TICKING, values if len(values) > 1 else values[0])


def apart(before: Effect | None, due_at: datetime, least: timedelta) -> tuple[datetime, list[str]]:
    """When a message that is repeated under one key may leave, if it is to be ``due_at``: the first few at once, then
    one every ``least``; and when the last ones left, to be kept in its payload as ``left``.

    ``before``: the effect with this key as it is.
    """
    left = [] if before is None else list(before.payload.get("left", ()))
    if before is not None and before.done_at is not None:
        left = [*left, before.done_at.isoformat()][-AT_ONCE:]
    many = len(left) == AT_ONCE and due_at < datetime.fromisoformat(left[0]) + AT_ONCE * least
    return (max(due_at, datetime.fromisoformat(left[-1]) + least) if many else due_at), left


def hold(session: Session, effect: Effect, now: datetime) -> None:
    """Nobody performs this effect again until its outcome or a person releases it."""
    session.execute(update(Effect).where(Effect.id == effect.id).values(held_at=now))


def postpone(session: Session, effect: Effect, error: str, now: datetime, after: timedelta | None = None) -> None:
    """It did not work this time: due again ``after`` that long, by default twice as long at each attempt."""
    wait = after or min(FIRST_RETRY * 2 ** min(effect.attempts, 12), LONGEST_RETRY)
    session.execute(
        update(Effect).where(Effect.id == effect.id).values(due_at=now + wait, held_at=None, last_error=error[:500])
    )


def put_back(session: Session, effect: Effect, reason: str | None, due_at: datetime) -> None:
    """Surely nothing was done (refused, or never tried): due again at ``due_at``, and this attempt does not count.

    So ``attempts`` above one says that an earlier attempt may have been done without our learning of it.
    """
    values: dict[str, Any] = {"due_at": due_at, "attempts": case((Effect.attempts > 0, Effect.attempts - 1), else_=0)}
    if reason is not None:
        values["last_error"] = reason[:500]
    session.execute(update(Effect).where(Effect.id == effect.id).values(**values))


def note_failure(session: Session, effect: Effect, error: str, now: datetime) -> None:
    """Performing it broke in an unforeseen way: due again later, unless it is held, which only an outcome ends."""
    wait = min(FIRST_RETRY * 2 ** min(effect.attempts, 12), LONGEST_RETRY)
    session.execute(update(Effect).where(Effect.id == effect.id).values(last_error=error[:500]))
    session.execute(update(Effect).where(Effect.id == effect.id, Effect.held_at.is_(None)).values(due_at=now + wait))


def slow_down(session: Session, channel: str, retry_after: timedelta, now: datetime) -> None:
    """Slack answered 429 for ``channel``: nothing goes there for ``retry_after``, then one message a second."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    values = {"free_at": now + retry_after, "calm_at": now + retry_after + CALM_AFTER}
    session.execute(
        insert(Pace).values(channel=channel, **values).on_conflict_do_update(index_elements=["channel"], set_=values)
    )


def slowed(session: Session, channel: str, now: datetime) -> bool:
    """Whether ``channel`` is being paced at the moment."""
    return session.scalar(select(Pace.channel).where(Pace.calm_at > now, Pace.channel == channel)) is not None


def disarm(session: Session, keys: Collection[str], now: datetime) -> None:
    """These effects are no longer wanted (a fold took their place)."""
    session.execute(update(Effect).where(Effect.key.in_(keys), Effect.done_at.is_(None)).values(done_at=now))


def held_since(session: Session, kind: str, before: datetime) -> Sequence[Effect]:
    """Effects of ``kind`` that have been held since before ``before``: somebody died in the middle of them."""
    return session.scalars(
        select(Effect).where(Effect.held_at < before, Effect.done_at.is_(None), Effect.kind == kind)
    ).all()
