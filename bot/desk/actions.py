"""Action items: a cause that keeps coming back gets an owner, a date, and a measurement of whether it helped.

Open → done → measured; or dropped, with a reason. The owner is reminded when it is due. What is measured is the share
of those who complained of the cause among all people who complained, before it was opened and after it was done:
complaints as a whole may become more or fewer for other reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.insights import Change, Period, change, counting
from bot.desk.models import ActionItem, Complaint
from bot.desk.people import MAY, Person, name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ActionState, Lane, Refused, Role, move
from bot.texts import _

BEFORE, AFTER = timedelta(weeks=8), timedelta(weeks=4)  # what is compared; eight weeks, so that one bad week is not all
REMIND_AGAIN, REMINDED_MOST = timedelta(days=2), 3  # then only the weekly message names it
A_DAY, MORNING = timedelta(days=1), timedelta(hours=15)  # before the day ends: nine o'clock, when people are there
REMIND = "owner.remind"  # the effect: one message to an owner about everything of theirs
LONGEST = 500
NOW_OPEN = (ActionState.OPEN, ActionState.DONE)


@dataclass(frozen=True)
class Effect:
    """What was measured. ``weeks_before`` and ``weeks_after``: how long was looked at; ``per_week_…``: complaints of
    the cause a week."""

    change: Change
    weeks_before: float
    weeks_after: float
    per_week_before: float
    per_week_after: float


def by_id(session: Session, said: str) -> ActionItem:
    """The action item with the number ``said``, or a refusal."""
    number = said.strip().lstrip("#").partition("|")[0]
    found = session.get(ActionItem, int(number)) if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Refused(_("No action item has the number {id}. `amends actions list` shows them."), id=said)
    return found


def open(
    session: Session, book: Book, *, cause: str, what: str, owner: str, due: date, by: str, now: datetime
) -> ActionItem:
    """An action item against ``cause`` (a playbook's name): ``owner`` sees to it that ``what`` changes, on the day
    ``due`` at the latest. ``by``: the id of whoever says so (or ``events.AMENDS``)."""
    if cause not in book.playbooks:
        raise Refused(_("There is no playbook {name}. There are: {known}."), field="cause", name=cause,
                      known=", ".join(sorted(book.playbooks)))  # fmt: skip
    said = " ".join(what.split())
    if not said:
        raise Refused(_("Say what is to change, so that everybody can see later whether it has."), field="what")
    if len(said) > LONGEST:
        raise Refused(_("At most {most} characters, please."), field="what", most=str(LONGEST))
    guard_works_here(book, owner)
    due_at = end_of(book, due, now)
    made = ActionItem(
        cause=cause, what=said, owner=owner, due_at=due_at, state=ActionState.OPEN, opened_by=by, opened_at=now,
        next_at=max(due_at - MORNING, now + timedelta(hours=1)), reminded=0,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if owner != by:
        tell_owner(session, owner, now)
    return made


def guard_works_here(book: Book, owner: str) -> None:
    """Refuse an owner who is not in desk.yaml: nobody could be reminded."""
    if owner not in book.desk.people:
        known = ", ".join(spec.name for spec in list(book.desk.people.values())[:12])
        text = _("An owner is a person of desk.yaml: one of {names}. Others can be added there, without any role.")
        raise Refused(text, field="owner", names=known)


def end_of(book: Book, day: date, now: datetime) -> datetime:
    """When ``day`` is over, on the desk's own clock; refused when it is over already, or years away."""
    local = book.desk.calendar(next(iter(book.desk.calendars), "always")).local(now)
    if day < local.date():
        raise Refused(_("This day is over: choose one that is still to come."), field="due")
    if day > local.date() + timedelta(days=730):
        raise Refused(_("This is more than two years away: choose a day that somebody will remember."), field="due")
    return datetime.combine(day, time(23, 59, 59), tzinfo=local.tzinfo).astimezone(UTC)


def read_day(said: str) -> date:
    """A day as a date picker or the command line gives it, or a refusal."""
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise Refused(_("This is no date. Write, for example, 2026-11-24 or 24/11/2026"), field="due") from None


def done(book: Book, item: ActionItem, person: Person, note: str, now: datetime) -> None:
    """What was to change has changed; :data:`AFTER` from now its effect is measured."""
    _guard(book, item, person)
    if not note.strip():
        raise Refused(_("Say what was changed, so that the figures can be read later."), field="note")
    item.state = move(ActionState(item.state), ActionState.DONE)
    item.done_by, item.done_at, item.note = person.id, now, note.strip()
    item.next_at = now + AFTER


def drop(book: Book, item: ActionItem, person: Person, why: str, now: datetime) -> None:
    """It is not going to be done. The reason stays with it."""
    _guard(book, item, person)
    if not why.strip():
        raise Refused(_("Say why it is dropped: whoever meets the cause again will ask."), field="why")
    item.state = move(ActionState(item.state), ActionState.DROPPED)
    item.done_by, item.done_at, item.note, item.next_at = person.id, now, why.strip(), None


def _guard(book: Book, item: ActionItem, person: Person) -> None:
    if item.state == ActionState.DROPPED:
        raise Refused(_("{who} has dropped this action item. Open a new one."), who=name_of(book, item.done_by or ""))
    if item.state != ActionState.OPEN:
        raise Refused(_("{who} has noted this action item as done."), who=name_of(book, item.done_by or ""))
    if person.id != item.owner and not person.roles & {*MAY["listen"], Role.ADMIN}:
        raise Refused(_("This action item is {who}'s. Ask them, or a manager."), who=name_of(book, item.owner))


# Reminding and measuring


def scan(session: Session, now: datetime, limit: int = 100) -> int:
    """Remind owners of what is due, and measure what was done long enough ago; returns how many were looked at."""
    query = select(ActionItem).where(ActionItem.next_at <= now).order_by(ActionItem.next_at).limit(limit)
    found = session.scalars(query.with_for_update(skip_locked=True)).all()
    for item in found:
        if item.state == ActionState.DONE:
            measure(session, item, now)
        else:
            tell_owner(session, item.owner, now)
            item.reminded += 1
            again = A_DAY if item.reminded == 1 else REMIND_AGAIN  # on the day itself, when it is late, and once more
            item.next_at = now + again if item.reminded < REMINDED_MOST else None
    return len(found)


def tell_owner(session: Session, owner: str, now: datetime) -> None:
    """Promise ``owner`` one message about everything that waits for them."""
    outbox.arm(
        session, f"{REMIND}:{owner}", REMIND, Lane.CHAT, now, payload={"user": owner},
        due_at=now + timedelta(seconds=5),
    )  # fmt: skip


def measure(session: Session, item: ActionItem, now: datetime) -> Effect:
    """Compare the weeks before it was opened with those since it was done, and keep what was found."""
    assert item.done_at is not None
    found = effect(session, item, now)
    item.state = move(ActionState(item.state), ActionState.MEASURED)
    item.measured_at, item.next_at, item.effect = now, None, asdict(found)
    return found


def effect(session: Session, item: ActionItem, now: datetime) -> Effect:
    """What the complaints say of it by ``now``. The time between opening and done counts for neither side."""
    first = counting.first_complaint(session) or item.opened_at
    since = min(max(item.opened_at - BEFORE, first), item.opened_at)
    done_at = item.done_at or now
    before, after = Period(since, item.opened_at), Period(done_at, min(now, done_at + AFTER))
    was, of_was = _of_cause(session, before, item.cause), counting.total(session, before)
    came, of_came = _of_cause(session, after, item.cause), counting.total(session, after)
    weeks_before, weeks_after = (period.length / timedelta(weeks=1) for period in (before, after))
    return Effect(
        change(was.people, of_was.people, came.people, of_came.people), weeks_before, weeks_after,
        was.complaints / weeks_before if weeks_before else 0.0, came.complaints / weeks_after if weeks_after else 0.0,
    )  # fmt: skip


def _of_cause(session: Session, period: Period, cause: str) -> counting.Counted:
    return counting.total(session, period, Complaint.playbook == cause)


def effect_of(item: ActionItem) -> Effect | None:
    """What was measured and kept, or None before that."""
    if item.effect is None:
        return None
    kept = dict(item.effect)
    return Effect(change=Change(**kept.pop("change")), **kept)


# Looking


def listed(session: Session, states: Sequence[str] = tuple(ActionState), limit: int = 200) -> Sequence[ActionItem]:
    """Action items in ``states``, what is due first."""
    query = select(ActionItem).where(ActionItem.state.in_(states)).order_by(ActionItem.due_at, ActionItem.id)
    return session.scalars(query.limit(limit)).all()


def of_owner(session: Session, owner: str) -> Sequence[ActionItem]:
    """What ``owner`` still has to do, what is due first."""
    query = select(ActionItem).where(ActionItem.owner == owner, ActionItem.state == ActionState.OPEN)
    return session.scalars(query.order_by(ActionItem.due_at, ActionItem.id)).all()


def measured_between(session: Session, since: datetime, until: datetime) -> Sequence[ActionItem]:
    """Whose effect was measured in the period."""
    query = select(ActionItem).where(ActionItem.measured_at >= since, ActionItem.measured_at < until)
    return session.scalars(query.order_by(ActionItem.measured_at)).all()


def causes_with_action(session: Session) -> set[str]:
    """Causes that somebody is at work on, or whose effect is still waited for."""
    return set(session.scalars(select(ActionItem.cause).where(ActionItem.state.in_(NOW_OPEN)).distinct()))


def as_json(book: Book, item: ActionItem) -> dict[str, Any]:
    """For ``--json``: plain values."""
    return {
        "id": item.id, "cause": item.cause, "what": item.what, "owner": item.owner,
        "owner_name": name_of(book, item.owner), "due_at": item.due_at, "state": item.state,
        "opened_by": item.opened_by, "opened_at": item.opened_at, "done_by": item.done_by, "done_at": item.done_at,
        "note": item.note, "measured_at": item.measured_at, "effect": item.effect,
    }  # fmt: skip
