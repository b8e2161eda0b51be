"""Abstentions: a person decides to watch, or not to engage: recorded by whom, why, until when, and never for nothing.

The draft is withdrawn and the promises rest: a clock pauses with the reason (one that is late already stays late) and
counts on at the day named; for good, it stops. It wakes at that day, or earlier when its author writes again or others
join in: then people are told, and whoever decided may decide anew. A mention that was set aside can be watched as well:
at its day it stands in the digest once more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import complaints, drafts, duty, escalations, events, freezes, groups, sla, telling
from bot.desk.duty import Asked
from bot.desk.models import Abstention, Complaint, Mention
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.telling import About
from bot.desk.vocabulary import (
    FROM_THE_START,
    STANCE_NAMES,
    ClockState,
    ComplaintState,
    DraftState,
    MentionState,
    Refused,
    Stance,
    move,
)
from bot.texts import _

PAUSED = _("watched, or not engaged with")  # why a clock pauses
MORNING = time(8)  # of the day named, on the desk's own clock
LONGEST = timedelta(days=366)
GROWN = 3  # others who repeat it before it wakes
WROTE_AGAIN = _("its author wrote again")
CHANGED = _("its author changed the post")
OTHERS_JOINED = _("others have joined in")
DAY_CAME = _("the day named for it has come")


def abstain(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    needs: str,
    reason: str,
    until: str,
    now: datetime,
) -> Abstention:
    """``person`` decides to watch ``complaint``, or not to engage with it, until the day ``until`` (``2026-12-31``; "":
    for good). Deciding anew takes the place of what was decided before."""
    complaints.lock(session, complaint)
    if complaint.state != ComplaintState.ABSTAINED:
        complaints.guard_open(book, complaint)
    wakes = _guarded(book, needs, reason, until, now)
    latest = drafts.current(session, complaint.id)
    if latest is not None and latest.state != DraftState.WITHDRAWN:
        drafts.guard_not_in_flight(book, latest)
        if latest.state == DraftState.FAILED:
            raise Refused(_("The network refused the reply that was approved here. Mend it with Edit first."))
        drafts.to_state(latest, DraftState.WITHDRAWN, now)
    if complaint.state == ComplaintState.OPEN:
        complaint.state = move(ComplaintState.OPEN, ComplaintState.ABSTAINED)
    for clock in sla.of_complaint(session, complaint.id):
        if wakes is None:
            sla.stop(clock, now)
        else:
            sla.pause(clock, now, PAUSED)
    escalations.stop(session, complaint, now)
    found = _decided(session, complaint.mention, person, needs, reason, wakes, now)
    events.record(
        session, complaint, "abstained", person.id, now, needs=STANCE_NAMES[Stance(needs)], until=until.strip(),
        reason=reason.strip(), others=_others(session, complaint), people=_people(session, complaint),
    )  # fmt: skip
    complaints.show(session, complaint, now, urgency=1)
    return found


def abstain_from_mention(
    session: Session, book: Book, mention: Mention, person: Person, needs: str, reason: str, until: str, now: datetime
) -> Abstention:
    """The same for any mention: for the complaint that it opened, or for one that was set aside."""
    if mention.state == MentionState.COMPLAINT and (opened := _complaint_of(session, mention)):
        return abstain(session, book, opened, person, needs, reason, until, now)
    session.refresh(mention, with_for_update=True)
    if mention.state == MentionState.GONE:
        raise Refused(_("Its author has deleted it: there is nothing left to watch."))
    if mention.state != MentionState.DISCARDED:
        raise Refused(_("It has joined a complaint: decide about that one."))
    return _decided(session, mention, person, needs, reason, _guarded(book, needs, reason, until, now), now)


def _guarded(book: Book, needs: str, reason: str, until: str, now: datetime) -> datetime | None:
    """The moment it is to wake; None: never by itself."""
    if needs not in set(Stance):
        raise Refused(_("Choose whether to watch it or not to engage."), field="needs")
    if not until.strip():
        if needs == Stance.WATCH:
            raise Refused(_("Say until when to watch it: nobody watches for ever."), field="until")
        wakes = None
    else:
        wakes = _morning(book, until.strip(), now)
    if not reason.strip():
        raise Refused(_("Say why, so that a colleague can follow the decision."), field="reason")
    return wakes


def _morning(book: Book, until: str, now: datetime) -> datetime:
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise Refused(_("Write the day like {example}."), field="until", example="2026-12-31") from None
    wakes = datetime.combine(day, MORNING, local(book, now).tzinfo).astimezone(UTC)
    if wakes <= now:
        raise Refused(_("That day has begun already: choose a later one."), field="until")
    if wakes > now + LONGEST:
        raise Refused(_("Choose a day within a year, or none: then it is for good."), field="until")
    return wakes


def local(book: Book, moment: datetime) -> datetime:
    """``moment`` on the desk's own clock."""
    return book.desk.calendar(next(iter(book.desk.calendars), "always")).local(moment)


def _decided(
    session: Session, mention: Mention, person: Person, needs: str, reason: str, until: datetime | None, now: datetime
) -> Abstention:
    if before := standing(session, [mention.id]).get(mention.id):
        _end(before, person.id, "", now)
        session.flush()
    found = Abstention(
        mention_id=mention.id, needs=needs, reason=reason.strip(), person=person.id, at=now, until=until
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def _end(found: Abstention, by: str, why: str, now: datetime) -> None:
    found.ended_at, found.ended_by, found.ended_why = now, by, why


def standing(session: Session, mentions: Collection[str]) -> dict[str, Abstention]:
    """Mention → what a person decided about it, where that still holds."""
    query = select(Abstention).where(Abstention.mention_id.in_(mentions), Abstention.ended_at.is_(None))
    return {found.mention_id: found for found in session.scalars(query)}


def all_standing(session: Session, limit: int) -> tuple[Sequence[Abstention], int]:
    """What holds at the moment, the next to wake first and what is for good last; and how many there are."""
    holds = Abstention.ended_at.is_(None)
    total = session.scalar(select(func.count()).select_from(Abstention).where(holds)) or 0
    query = select(Abstention).where(holds).order_by(Abstention.until.is_(None), Abstention.until, Abstention.id)
    return session.scalars(query.limit(limit)).all(), total


# Waking


def engage(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """``person`` decides to answer after all."""
    complaints.lock(session, complaint)
    if complaint.state != ComplaintState.ABSTAINED:
        raise Refused(_("Nobody has decided not to engage here; the complaint is open as any other."))
    _wake(session, book, complaint, person.id, "", now)


def let_go(session: Session, book: Book, mention: Mention, person: Person, now: datetime) -> None:
    """``person`` ends what was decided about ``mention``: a complaint wakes, one that was set aside stays aside."""
    opened = _complaint_of(session, mention)
    if opened is not None and opened.state == ComplaintState.ABSTAINED:
        return engage(session, book, opened, person, now)
    found = standing(session, [mention.id]).get(mention.id)
    if found is None:
        raise Refused(_("Nobody has decided not to engage here, so there is nothing to end."))
    return _end(found, person.id, "", now)


def restored(session: Session, mention: Mention, person: Person, now: datetime) -> None:
    """A mention that was set aside became a complaint: nobody only watches it any more."""
    if found := standing(session, [mention.id]).get(mention.id):
        _end(found, person.id, "", now)


def author_wrote(session: Session, book: Book, complaint: Complaint, now: datetime, why: str = WROTE_AGAIN) -> None:
    """The author of ``complaint`` wrote again (or what ``why`` says): it wakes, if somebody had decided to wait."""
    if complaint.state == ComplaintState.ABSTAINED:
        _wake(session, book, complaint, events.CUSTOMER, why, now)


def support_grew(session: Session, book: Book, complaint: Complaint, others: int, now: datetime) -> None:
    """``others`` have repeated or joined it since it came: when :data:`GROWN` have since it was decided, it wakes."""
    if complaint.state != ComplaintState.ABSTAINED:
        return
    decided = events.last_of_kind(session, complaint.id, "abstained")
    if others >= GROWN + (int(decided.data["others"]) if decided else 0):
        _wake(session, book, complaint, events.AMENDS, OTHERS_JOINED, now)


def groups_grew(session: Session, book: Book, opened: Sequence[Complaint], now: datetime) -> None:
    """``opened`` have begun, and some belong to groups of one problem: what :data:`GROWN` more people tell of than when
    it was decided wakes there. One statement where a group grew, none where not."""
    grown = {one.group_id for one in opened if one.group_id}
    if not grown:
        return
    rest = Complaint.group_id.in_(grown), Complaint.state == ComplaintState.ABSTAINED
    for complaint in session.scalars(select(Complaint).where(*rest).order_by(Complaint.id)).all():
        decided = events.last_of_kind(session, complaint.id, "abstained")
        before = int(decided.data.get("people", 1)) if decided else 1
        if _people(session, complaint) >= GROWN + before:
            _wake(session, book, complaint, events.AMENDS, OTHERS_JOINED, now)


def _people(session: Session, complaint: Complaint) -> int:
    """How many tell of its problem, its author among them."""
    group = groups.of(session, complaint)
    return group.authors if group else 1


def _others(session: Session, complaint: Complaint) -> int:
    repeated = events.last_of_kind(session, complaint.id, "repeated")
    return int(repeated.data["count"]) if repeated else 0


def wake_due(session: Session, book: Book, now: datetime, limit: int) -> int:
    """Wake everything whose day has come, at most ``limit``; returns how many. One range of ``ix_abstention_until``."""
    query = select(Abstention).where(Abstention.ended_at.is_(None), Abstention.until <= now)
    query = query.order_by(Abstention.until).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True, of=Abstention)
    found = session.scalars(query).all()
    for one in found:
        opened = _complaint_of(session, one.mention)
        if opened is not None and opened.state == ComplaintState.ABSTAINED:
            _wake(session, book, opened, events.AMENDS, DAY_CAME, now)
        else:
            _end(one, events.AMENDS, DAY_CAME, now)
            if one.mention.state == MentionState.DISCARDED:
                one.mention.told_at = None  # the next digest lists it once more
    return len(found)


def _complaint_of(session: Session, mention: Mention) -> Complaint | None:
    return session.get(Complaint, mention.complaint_id) if mention.complaint_id else None


def _wake(session: Session, book: Book, complaint: Complaint, actor: str, why: str, now: datetime) -> None:
    """Open again: clocks, chain and draft go on, and those who approve are told (unless one of them woke it)."""
    complaint.state = move(ComplaintState(complaint.state), ComplaintState.OPEN)
    complaint.weigh_at = now
    freezes.join(session, [complaint], now)  # an incident may have begun meanwhile, and holds this reply back too
    if found := standing(session, [complaint.mention_id]).get(complaint.mention_id):
        _end(found, actor, why, now)
    playbook = complaints.frozen_playbook(book, complaint)
    for metric in FROM_THE_START:
        clock = sla.running(session, complaint.id, metric)
        if clock is None:
            sla.restart(session, book, playbook, complaint, metric, now)
        elif clock.state == ClockState.PAUSED and clock.pause_reason == PAUSED:
            sla.resume(clock, now)
    _write_again(session, complaint, now)
    escalations.again(session, complaint, now)
    if actor in book.desk.people:
        events.record(session, complaint, "engaged", actor, now)
    else:
        events.record(session, complaint, "woken", actor, now, why=why)
        there = duty.present(book, duty.first_asked(book, playbook), now)
        asked = Asked(tuple(there)) if there else duty.managers(book, now)
        telling.remind(session, book, asked, About.AWAKE, complaint, now)
    complaints.show(session, complaint, now, urgency=1)


def _write_again(session: Session, complaint: Complaint, now: datetime) -> None:
    """What a person wrote is proposed again; a draft is written anew, with the times of now."""
    withdrawn = drafts.current(session, complaint.id)
    if complaints.awaits_clearance(complaint):
        return
    if withdrawn is not None and withdrawn.state == DraftState.WITHDRAWN:
        drafts.to_state(withdrawn, DraftState.PROPOSED, now)
    if withdrawn is None or withdrawn.written_by in drafts.MACHINES:
        complaints.ask_for_draft(session, complaint, now, after=withdrawn.number if withdrawn else None)
