"""Gestures: goodwill within somebody's authority is granted at once; beyond it, somebody who may decides, with a clock.

Amounts are kept in the currency's smallest unit, and never leave in public. What is granted is a fact of the complaint:
a reply may then promise it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import complaints, duty, events, facts, outbox, telling
from bot.desk.duty import Asked
from bot.desk.models import Complaint, Effect, Gesture
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.granting import GestureKind
from bot.desk.playbooks.playbook import Grant
from bot.desk.telling import About
from bot.desk.vocabulary import ComplaintState, Decision, Lane, Refused, Role
from bot.texts import _


@dataclass(frozen=True)
class Granted:
    """What may be promised: by somebody's role (``decision`` empty) or because it was decided for this complaint.
    ``amount``: the most, in the desk's currency; None where it has none."""

    kind: str
    amount: Decimal | None
    decision: str = ""


def within(spec: GestureKind | Grant | None, roles: Collection[Role], amount: Decimal | None) -> bool:
    """Whether ``roles`` may grant ``amount`` (None: a gesture without one) by ``spec``."""
    if spec is None:
        return False
    if amount is None:
        return bool(set(spec.may) & set(roles))
    return any(Decimal(str(spec.most.get(role, 0))) >= amount for role in roles)


def authority(book: Book, playbook: Playbook, roles: Collection[Role]) -> list[Granted]:
    """What ``roles`` may promise in a reply of ``playbook`` without asking anybody."""
    found = []
    for kind, grant in playbook.grants.items():
        spec = book.desk.gestures.kinds.get(kind)
        most = max((Decimal(str(grant.most[role])) for role in roles if role in grant.most), default=Decimal(0))
        if most > 0 and within(spec, roles, most):
            found.append(Granted(kind, most))
        elif set(grant.may) & set(roles):
            found.append(Granted(kind, None))
    return found


def decided(session: Session, complaint_ids: Collection[int]) -> dict[int, list[Granted]]:
    """Complaint → what has been granted to it."""
    query = select(Gesture).where(Gesture.complaint_id.in_(complaint_ids), Gesture.decision == Decision.GRANTED)
    found: dict[int, list[Granted]] = {}
    for row in session.scalars(query.order_by(Gesture.id)):
        amount = None if row.amount is None else Decimal(row.amount) / 100
        found.setdefault(row.complaint_id, []).append(Granted(row.kind, amount, str(row.id)))
    return found


def of_complaint(session: Session, complaint_id: int) -> Sequence[Gesture]:
    """Every gesture asked for, oldest first."""
    return session.scalars(select(Gesture).where(Gesture.complaint_id == complaint_id).order_by(Gesture.id)).all()


def of_complaints(session: Session, complaint_ids: Collection[int]) -> dict[int, list[Gesture]]:
    """Complaint → every gesture asked for, oldest first; those without any are left out."""
    found: dict[int, list[Gesture]] = {}
    for row in session.scalars(select(Gesture).where(Gesture.complaint_id.in_(complaint_ids)).order_by(Gesture.id)):
        found.setdefault(row.complaint_id, []).append(row)
    return found


def ask(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    kind: str,
    amount: str,
    why: str,
    now: datetime,
) -> Gesture:
    """``person`` wants to give something: granted at once within their authority, else somebody is asked to decide.

    ``amount`` is text as typed, empty for a kind without amounts.
    """
    complaints.lock(session, complaint)
    spec = book.desk.gestures.kinds.get(kind)
    if complaint.state == ComplaintState.DISMISSED:
        complaints.guard_open(book, complaint)
    if spec is None:
        known = ", ".join(book.desk.gestures.kinds) or "—"
        raise Refused(_("Choose a gesture: {known}."), field="kind", known=known)
    asked = _amount(spec, amount)
    if not why.strip():
        raise Refused(_("Say why: whoever decides was not there."), field="why")
    if any(row.kind == kind and row.decision is None for row in of_complaint(session, complaint.id)):
        raise Refused(_("This has been asked for already and waits for a decision; the card shows it."), field="kind")
    playbook = complaints.frozen_playbook(book, complaint)
    granted = within(playbook.grants.get(kind), person.roles, asked) and within(spec, person.roles, asked)
    granted = (granted or _decides(spec, person, asked)) and fits_budget(session, book, asked, now)
    deciders = [] if granted else _deciders(book, complaint, spec, asked, person, now)
    calendar = book.desk.calendar(book.desk.gestures.calendar)
    gesture = Gesture(
        complaint_id=complaint.id, kind=kind, amount=None if asked is None else int(asked * 100),
        currency=None if asked is None else book.desk.gestures.currency, why=why.strip(), asked_by=person.id,
        asked_at=now, beyond_authority=not granted,
        due_at=now if granted else calendar.add(now, calendar.seconds(book.desk.gestures.within)),
    )  # fmt: skip
    session.add(gesture)
    session.flush()
    if granted:
        _settle(session, book, complaint, gesture, person, Decision.GRANTED, "", now)
    else:
        _ask_others(session, book, complaint, gesture, deciders, now)
    return gesture


def _amount(spec: GestureKind, said: str) -> Decimal | None:
    if not said.strip():
        if not spec.may:
            raise Refused(_("Say how much."), field="amount")
        return None
    if not spec.most:
        raise Refused(_("This gesture has no amount: leave it empty."), field="amount")
    return facts.amount(said)


def _decides(spec: GestureKind, person: Person, amount: Decimal | None) -> bool:
    """A manager (or an admin) decides within what ``desk.yaml`` lets a manager grant, whatever the playbook names."""
    managing = person.roles & {Role.MANAGER, Role.ADMIN}
    return bool(managing) and within(spec, {*person.roles, Role.MANAGER}, amount)


def may_decide(book: Book, gesture: Gesture, person: Person) -> bool:
    """Whether ``person`` may grant this (and so may refuse it)."""
    spec = book.desk.gestures.kinds.get(gesture.kind)
    amount = None if gesture.amount is None else Decimal(gesture.amount) / 100
    return spec is not None and (within(spec, person.roles, amount) or _decides(spec, person, amount))


def _deciders(
    book: Book, complaint: Complaint, spec: GestureKind, amount: Decimal | None, asker: Person, now: datetime
) -> list[str]:
    """Who is asked: the team's lead if they may, else the managers who may, else everybody who may; who is there now.

    Refused when nobody may grant so much.
    """
    may = [
        who for who, one in book.desk.people.items()
        if within(spec, one.roles, amount) or (Role.MANAGER in one.roles and within(spec, {Role.MANAGER}, amount))
    ]  # fmt: skip
    others = [who for who in may if who != asker.id] or may
    if not others:
        most = max(spec.most.values(), default=0)
        raise Refused(
            _("Nobody on this desk may grant so much; at most {most}. Ask for less, or speak to an admin."),
            field="amount", most=f"{most:g} {book.desk.gestures.currency}",
        )  # fmt: skip
    team = book.desk.teams.get(complaint.team)
    leads = [who for who in others if team and who == team.lead]
    managing = [who for who in others if Role.MANAGER in book.desk.people[who].roles]
    for group in (leads, managing, others):
        if there := [who for who in group if duty.on_duty(book, who, now)]:
            return there
    return others


def _ask_others(
    session: Session, book: Book, complaint: Complaint, gesture: Gesture, deciders: list[str], now: datetime
) -> None:
    telling.remind(session, book, Asked(people=tuple(deciders)), About.GESTURE, complaint, now, after=telling.AT_ONCE)
    outbox.arm(
        session, f"gesture:{gesture.id}", "gesture.due", Lane.CHAT, now, urgency=2, due_at=gesture.due_at,
        payload={"gesture": gesture.id}, correlation=complaint.correlation,
    )  # fmt: skip
    events.record(
        session, complaint, "gesture_asked", gesture.asked_by, now, what=gesture.kind, amount=shown(gesture),
        why=gesture.why, told=", ".join(telling.names(book, Asked(people=tuple(deciders)))), gesture=gesture.id,
    )  # fmt: skip
    complaints.show(session, complaint, now, urgency=1)


def shown(gesture: Gesture) -> str:
    """The amount for colleagues: "15.00 EUR"; empty when there is none."""
    return "" if gesture.amount is None else f"{Decimal(gesture.amount) / 100:.2f} {gesture.currency}"


def decide(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    gesture_id: int,
    decision: str,
    reason: str,
    now: datetime,
) -> Gesture:
    """``person`` grants or refuses (a :class:`Decision`) what was asked for; a refusal says why."""
    complaints.lock(session, complaint)
    gesture = session.get(Gesture, gesture_id)
    if gesture is None or gesture.complaint_id != complaint.id:
        raise Refused(_("This gesture is not one of this complaint; open the newest card."))
    session.refresh(gesture)
    if gesture.decision is not None:
        raise Refused(_("{who} has decided already; the card shows how."), who=name_of(book, gesture.decided_by or ""))
    if not may_decide(book, gesture, person):
        spec = book.desk.gestures.kinds.get(gesture.kind)
        amount = None if gesture.amount is None else Decimal(gesture.amount) / 100
        asked = _deciders(book, complaint, spec, amount, person, now) if spec else []
        raise Refused(
            _("This is beyond what you may grant. You could ask {names}."),
            names=", ".join(name_of(book, who) for who in asked[:3]) or "an admin",
        )
    if decision not in set(Decision):
        raise Refused(_("Grant it or refuse it."), field="decision")
    if decision == Decision.REFUSED and not reason.strip():
        raise Refused(_("A refusal needs its reason: somebody has to explain it to the customer."), field="reason")
    _settle(session, book, complaint, gesture, person, Decision(decision), reason.strip(), now)
    outbox.disarm(session, [f"gesture:{gesture.id}"], now)
    if gesture.asked_by != person.id:
        told = (
            _("{who} granted the gesture you asked for ({ref}).")
            if decision == Decision.GRANTED
            else _("{who} refused the gesture you asked for ({ref}): {reason}")
        )
        values = {"who": name_of(book, person.id), "ref": complaint.ref, "reason": gesture.reason or ""}
        telling.tell(session, f"gesture:{gesture.id}", gesture.asked_by, told, values, complaint, now)
    return gesture


def _settle(
    session: Session,
    book: Book,
    complaint: Complaint,
    gesture: Gesture,
    person: Person,
    decision: Decision,
    reason: str,
    now: datetime,
) -> None:
    over = decision == Decision.GRANTED and not fits_budget(session, book, amount_of(gesture), now)
    gesture.decision, gesture.decided_by, gesture.decided_at = decision, person.id, now
    gesture.reason = reason or None
    events.record(
        session, complaint, "gesture_granted" if decision == Decision.GRANTED else "gesture_refused", person.id, now,
        what=gesture.kind, amount=shown(gesture), reason=reason or gesture.why, gesture=gesture.id, over_budget=over,
    )  # fmt: skip
    complaints.show(session, complaint, now, urgency=1)


def amount_of(gesture: Gesture) -> Decimal | None:
    """In the desk's currency."""
    return None if gesture.amount is None else Decimal(gesture.amount) / 100


def spent(session: Session, book: Book, now: datetime) -> Decimal:
    """What has been granted since the budget's period began (midnight where the desk's first calendar is)."""
    since = _period_began(book, now)
    query = select(func.sum(Gesture.amount)).where(Gesture.decision == Decision.GRANTED, Gesture.decided_at >= since)
    return Decimal(session.scalar(query) or 0) / 100


def _period_began(book: Book, now: datetime) -> datetime:
    calendar = book.desk.calendar(next(iter(book.desk.calendars), "always"))
    midnight = calendar.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    per = book.desk.gestures.budget.per if book.desk.gestures.budget else "day"
    back = {"day": 0, "week": midnight.weekday(), "month": midnight.day - 1}[per]
    return midnight - timedelta(days=back)


def fits_budget(session: Session, book: Book, amount: Decimal | None, now: datetime) -> bool:
    """Whether the desk's budget holds ``amount`` more."""
    budget = book.desk.gestures.budget
    return budget is None or amount is None or spent(session, book, now) + amount <= Decimal(str(budget.amount))


def overdue(session: Session, book: Book, effect: Effect, now: datetime) -> None:
    """Nobody has decided in time: the managers and their channel are told."""
    outbox.tick(session, effect, now)
    gesture = session.get_one(Gesture, effect.payload["gesture"])
    if gesture.decision is not None:
        return
    complaint = session.get_one(Complaint, gesture.complaint_id)
    there = duty.managers(book, now)
    asked = Asked(there.people, (book.desk.channels.managers,))
    telling.remind(session, book, asked, About.GESTURE_WAITS, complaint, now)
    told = ", ".join(telling.names(book, asked))
    events.record(session, complaint, "gesture_waits", events.AMENDS, now, what=gesture.kind, told=told)


def without_power(rows: Iterable[Gesture]) -> dict[str, int]:
    """Person → how often they had no power to decide."""
    found: dict[str, int] = {}
    for row in rows:
        if row.beyond_authority:
            found[row.asked_by] = found.get(row.asked_by, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
