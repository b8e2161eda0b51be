"""Resolving: closed by a solution, or by a refusal with its reason and recourse; words alone close nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.desk import clocks, commitments, complaints, episodes, events, facts, gestures, reopening
from bot.desk.closing import asking, lines, process
from bot.desk.models import Closure, Complaint, Ticket
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.notions import code_of
from bot.desk.routing import giving
from bot.desk.tickets import guards, joining
from bot.desk.tickets.holding import RESTING
from bot.desk.vocabulary import ComplaintState, Outcome, Refused, TicketState, move
from bot.texts import _

MOST_REPEATED = 99


@dataclass(frozen=True)
class Said:
    """What somebody says when they close a complaint, as typed.

    Outcome: ``outcome`` (an :class:`Outcome`), what was ``done`` ``on`` which day, the ``reason`` of a refusal and its
    ``recourse``. Process: how often the customer had to repeat. Treatment: the ``explanation`` that was given, and
    ``explained_by`` whom (a person's id). ``line``: how it ended as the public may read it.
    """

    outcome: str = ""
    done: str = ""
    on: str = ""
    reason: str = ""
    recourse: str = ""
    repeated: str = ""
    explanation: str = ""
    explained_by: str = ""
    line: str = ""


def resolve(session: Session, book: Book, complaint: Complaint, person: Person, said: Said, now: datetime) -> Closure:
    """Close ``complaint``, when outcome, process and treatment are there and every commitment is dealt with."""
    complaints.lock(session, complaint)
    ticket = guards.of(session, complaint)
    guards.guard_mine(session, book, ticket, person)
    _guard_outcome(said, now)
    repeated = _guard_process(said.repeated)
    _guard_treatment(book, said)
    for held in (ticket, *joining.merged_into(session, ticket)):
        episodes.guard_decider(session, book, held, person)
        _guard_dealt_with(session, held.complaint, now)
    _keep_line(book, complaint, person, said.line, now)
    closure = _closure(session, book, complaint, ticket, person, said, repeated, now)
    _close(session, complaint, ticket, closure, now)
    giving.freed(session, book, ticket, now)
    followers = joining.follow(session, ticket, now)
    for one in followers:  # the same outcome, and the words of the same person, each with a closing of its own
        _same_line(book, complaint, one)
        its = _closure(session, book, one, guards.of(session, one), person, said, repeated, now)
        _ended(session, book, one, its, person, now, ref=complaint.ref)
    _ended(session, book, complaint, closure, person, now)
    complaints.show_all(session, [complaint, *followers], now, urgency=1)
    return closure


def _ended(
    session: Session, book: Book, complaint: Complaint, closure: Closure, person: Person, now: datetime, **more: str
) -> None:
    """The closing stands: its line on the timeline, then the public one, then the question."""
    session.add(closure)
    events.record(
        session, complaint, "resolved", person.id, now, outcome=closure.outcome, done=closure.done_what or "",
        on=closure.done_on or now.date().isoformat(), reason=closure.reason or "", recourse=closure.recourse or "",
        explanation=closure.explanation, explained_by=name_of(book, closure.explained_by), repeated=closure.repeated,
        hand_offs=closure.hand_offs, **more,
    )  # fmt: skip
    session.flush()
    if lines.begin(session, book, complaint, closure, now):
        asking.begin(session, book, complaint, closure, now)


def _same_line(book: Book, main: Complaint, complaint: Complaint) -> None:
    """What the public may read of ``main`` holds for what was merged into it."""
    slot = line_slot(complaints.frozen_playbook(book, complaint))
    if slot is not None and slot in main.facts:
        complaint.facts = {**complaint.facts, slot: main.facts[slot]}


def _guard_outcome(said: Said, now: datetime) -> None:
    if said.outcome not in set(Outcome):
        raise Refused(_("Choose what came out of it."), field="outcome")
    if said.outcome == Outcome.SOLVED:
        if not said.done.strip():
            raise Refused(_("Say what was done."), field="done")
        _guard_date(said.on, now)
        return
    if not said.reason.strip():
        raise Refused(_("A refusal needs its reason: the customer has a right to it."), field="reason")
    if not said.recourse.strip():
        raise Refused(
            _("Say how the customer can appeal: who looks at it again, or the mediator's name and address."),
            field="recourse",
        )


def _guard_date(on: str, now: datetime) -> None:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Refused(_("Say on which day it was done."), field="on") from None
    # The person may be a day ahead of UTC.
    if (day - now.date()).days > 1:
        raise Refused(_("That day is still to come: resolve it when it is done."), field="on")


def _guard_process(repeated: str) -> int:
    if not repeated.strip().isdecimal() or int(repeated) > MOST_REPEATED:
        raise Refused(
            _("Say how often the customer had to repeat themselves, as a number; 0 if never."), field="repeated"
        )
    return int(repeated)


def _guard_treatment(book: Book, said: Said) -> None:
    if not said.explanation.strip():
        raise Refused(_("Say what the customer was told: the explanation they were given."), field="explanation")
    if said.explained_by not in book.desk.people:
        raise Refused(_("Choose who told them: a person with a name."), field="explained_by")


def _guard_dealt_with(session: Session, complaint: Complaint, now: datetime) -> None:
    """Every commitment is kept or renegotiated, every gesture decided: nobody is left waiting for what we said."""
    waiting = commitments.in_the_way(session, complaint.id, now)
    if waiting:
        raise Refused(
            _("We said “{said}”. Keep it, or agree on another day with the customer, before this is closed."),
            field="outcome", said=waiting[0].what or waiting[0].said,
        )  # fmt: skip
    if any(one.decision is None for one in gestures.of_complaint(session, complaint.id)):
        raise Refused(
            _("A gesture still waits for a decision; the card shows it. Close this when it is decided."),
            field="outcome",
        )


def _keep_line(book: Book, complaint: Complaint, person: Person, line: str, now: datetime) -> None:
    """What the public may read becomes the fact that the playbook's closing line speaks of."""
    playbook = complaints.frozen_playbook(book, complaint)
    slot = line_slot(playbook)
    if slot is None:
        return
    value = facts.read("line", "text", line) if line.strip() else ""
    if value:
        complaint.facts = {**complaint.facts, slot: facts.entry(value, person.id, now, playbook.slots[slot].confirmed)}
    elif slot not in complaint.facts and lines.is_public(book, complaint):
        label = facts.label(book, playbook, slot, book.desk.channels.language)
        raise Refused(_("For the public line, say {label}."), field="line", label=label)


def line_slot(playbook: Playbook) -> str | None:
    """The slot that a person fills in when the complaint ends, as the playbook's closing line says it."""
    said = {slot for variants in playbook.closing.values() for one in variants for slot in one.slots()}
    ending = [slot for slot, spec in playbook.slots.items() if spec.before == "resolution" and spec.type == "text"]
    return next((slot for slot in ending if slot in said), None)


def _closure(
    session: Session,
    book: Book,
    complaint: Complaint,
    ticket: Ticket,
    person: Person,
    said: Said,
    repeated: int,
    now: datetime,
) -> Closure:
    solved, seen = said.outcome == Outcome.SOLVED, process.of_complaint(session, complaint)
    appeal = None if solved else _with_mediator(book, complaint, ticket, said.recourse.strip())
    granted = [
        {"kind": one.kind, "amount": gestures.shown(one), "by": one.decided_by}
        for one in gestures.of_complaint(session, complaint.id) if one.decision == "granted"
    ]  # fmt: skip
    return Closure(
        complaint_id=complaint.id, episode=len(episodes.of_complaint(session, complaint.id)) + 1, level=ticket.level,
        outcome=said.outcome, done_what=said.done.strip() or None, done_on=said.on if solved else None,
        reason=None if solved else said.reason.strip(), recourse=appeal,
        gestures=granted, began_at=seen.began_at, answered_at=seen.answered_at, closed_at=now,
        hand_offs=seen.hand_offs, repeated=repeated, explanation=said.explanation.strip(),
        explained_by=said.explained_by, decided_by=person.id, line=lines.NONE,
        watch_until=now + timedelta(days=book.desk.closing.watch_days),
    )  # fmt: skip


def _with_mediator(book: Book, complaint: Complaint, ticket: Ticket, said: str) -> str:
    """A second refusal always names the mediator, whatever was typed."""
    mediator = book.desk.recourse.mediator.get(code_of(complaint.mention.language), "")
    if ticket.level < episodes.APPEALED or not mediator or mediator in said:
        return said
    return f"{said}\n{mediator}"


def _close(session: Session, complaint: Complaint, ticket: Ticket, closure: Closure, now: datetime) -> None:
    if ticket.state in RESTING:
        complaints.wake(session, ticket, complaint, now)
    ticket.state = move(TicketState(ticket.state), TicketState.RESOLVED)
    ticket.resolved_at, ticket.outcome, ticket.outcome_reason = now, closure.outcome, closure.reason or ""
    ticket.done_what, ticket.done_on, ticket.look_at = closure.done_what, closure.done_on, None
    complaint.state = move(ComplaintState(complaint.state), ComplaintState.RESOLVED)
    complaint.resolved_at = now
    clocks.resolved(session, complaint, now)


def reopen(session: Session, book: Book, complaint: Complaint, person: Person, why: str, now: datetime) -> None:
    """Not solved after all: back to the team, with a new resolution clock. A refusal is appealed by it."""
    ticket = guards.of(session, complaint)
    if ticket.state != TicketState.RESOLVED:
        raise Refused(_("This ticket is not resolved, so there is nothing to reopen."))
    if not why.strip():
        raise Refused(_("Say why it is not solved."), field="why")
    reopening.reopen(session, book, complaint, ticket, person.id, why.strip(), now, episodes.BY_PERSON)


def appeal(session: Session, book: Book, complaint: Complaint, person: Person, why: str, now: datetime) -> None:
    """The customer does not accept a refusal, and ``person`` says so for them: somebody else decides anew."""
    ticket = guards.of(session, complaint)
    if ticket.state != TicketState.RESOLVED or ticket.outcome != Outcome.REFUSED:
        raise Refused(_("Nothing was refused here, so there is nothing to appeal."))
    if not why.strip():
        raise Refused(_("Say what the customer holds against the refusal: whoever decides was not there."), field="why")
    reopening.reopen(session, book, complaint, ticket, person.id, why.strip(), now, episodes.BY_PERSON)


def recourse(session: Session, book: Book, complaint: Complaint, language: str) -> str:
    """What a refusal says about recourse, from ``desk.yaml``: at level 1 how to appeal, at level 2 the mediator; empty
    where the desk names none."""
    ticket = complaints.ticket_of(session, complaint.id)
    level = ticket.level if ticket else 1
    given = book.desk.recourse.mediator if level >= episodes.APPEALED else book.desk.recourse.appeal
    return given.get(code_of(language), "")
