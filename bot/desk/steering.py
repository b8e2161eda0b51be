"""Steering: what people decide about how a reply is written: the playbook, the facts, the severity, whether at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import (
    complainants,
    complaints,
    corrections,
    drafts,
    duty,
    escalations,
    events,
    facts,
    freezes,
    history,
    hotlines,
    sla,
    telling,
)
from bot.desk.duty import Asked
from bot.desk.models import Complaint, Draft
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Choice, Playbook
from bot.desk.playbooks.notions import SEVERITIES
from bot.desk.telling import About
from bot.desk.vocabulary import FROM_THE_START, ComplaintState, DraftState, Refused, Role
from bot.texts import _


def choose_playbook(
    session: Session, book: Book, complaint: Complaint, person: Person, name: str, now: datetime
) -> None:
    """``person`` decides that another playbook applies: its words, team, promises, chain and hotline from now on.

    Clocks that run get the new playbook's targets, counted from when they began; what was late stays late.
    """
    complaints.lock(session, complaint)
    latest = _guard_steerable(session, book, complaint)
    playbook = book.playbooks.get(name)
    if playbook is None:
        raise Refused(_("There is no playbook {name}. There are: {known}."), field="playbook", name=name,
                      known=", ".join(sorted(book.playbooks)))  # fmt: skip
    if name == complaint.playbook and playbook.version == complaint.playbook_version:
        raise Refused(_("This playbook applies already."), field="playbook")
    corrections.record(session, complaint.mention, "topic", complaint.playbook, name, person, now)
    complaint.playbook_by = person.id
    _apply(session, book, complaint, playbook, person.id, "", latest, now)


def follow_triage(
    session: Session, book: Book, complaint: Complaint, choice: Choice, actor: str, now: datetime
) -> bool:
    """Let the playbook of ``choice`` apply, to which triage leads by now, if no person has had a hand in the complaint;
    whether another one applies. ``actor``: whose word changed triage."""
    latest = drafts.current(session, complaint.id)
    if not choice.why or choice.playbook.name == complaint.playbook or not is_untouched(complaint, latest):
        return False
    _apply(session, book, complaint, choice.playbook, actor, choice.why, latest, now)
    return True


def is_untouched(complaint: Complaint, latest: Draft | None) -> bool:
    """Whether the complaint stands as Amends opened it: nobody chose its playbook, cleared it, wrote or signed."""
    if complaint.state != ComplaintState.OPEN or complaint.playbook_by or complaint.cleared_by:
        return False
    return latest is None or (
        latest.state == DraftState.PROPOSED and latest.written_by in drafts.MACHINES and latest.reply_text is None
    )


def _apply(
    session: Session,
    book: Book,
    complaint: Complaint,
    playbook: Playbook,
    actor: str,
    why: str,
    latest: Draft | None,
    now: datetime,
) -> None:
    """``playbook`` applies from now on; ``latest`` is the version that its words are to replace."""
    before, name = complaint.playbook, playbook.name
    complaint.playbook, complaint.playbook_version, complaint.playbook_reason = name, playbook.version, why
    complaint.frozen, complaint.team = book.dumped(playbook), playbook.team
    complainants.move(session, complaint)
    complaint.again = history.is_again(complaint.mention, name, history.answered_before(session, [complaint.mention]))
    events.record(
        session, complaint, "playbook_chosen", actor, now, before=before, playbook=name, version=playbook.version
    )
    freezes.topic_changed(session, complaint, before, actor, now)
    _promise_anew(session, book, playbook, complaint, now)
    escalations.stop(session, complaint, now)
    escalations.begin(session, book, [(complaint, playbook)], now)
    hotlines.begin(session, book, playbook, complaint, now)
    if complaints.awaits_clearance(complaint, playbook):
        if latest is not None:  # what the other playbook said is not to be approved meanwhile
            drafts.to_state(latest, DraftState.SUPERSEDED, now)
    else:
        complaints.ask_for_draft(session, complaint, now, asked_by=actor, after=latest.number if latest else None)
    complaints.show(session, complaint, now, urgency=1)


def _guard_steerable(session: Session, book: Book, complaint: Complaint) -> Draft | None:
    """The version that counts; refused when the complaint is answered, dismissed, or its reply on its way."""
    complaints.guard_open(book, complaint)
    latest = drafts.current(session, complaint.id)
    if latest is not None:
        drafts.guard_not_in_flight(book, latest)
    return latest


def _promise_anew(session: Session, book: Book, playbook: Playbook, complaint: Complaint, now: datetime) -> None:
    for metric in FROM_THE_START:
        clock, found = sla.running(session, complaint.id, metric), sla.promised(book, playbook, complaint, metric)
        if clock is None or found is None:
            continue
        wanted = sla.frozen(book, playbook, *found, clock.started_at)
        if all(wanted.get(part) == clock.policy.get(part) for part in ("name", "warn", "warns", "limit")):
            continue
        sla.stop(clock, now)
        sla.restart(session, book, playbook, complaint, metric, clock.started_at)


def clear(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """A manager lets a reply be written, where the playbook asks for one first."""
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    if not complaints.awaits_clearance(complaint, complaints.frozen_playbook(book, complaint)):
        who = name_of(book, complaint.cleared_by) if complaint.cleared_by else ""
        if who:
            raise Refused(_("{who} has cleared this already; the draft is being written."), who=who)
        raise Refused(_("Nothing waits for a manager here: this playbook needs no clearance."))
    if not person.roles & {Role.MANAGER, Role.ADMIN}:
        complaints.guard_cleared(book, complaint)
    complaint.cleared_by, complaint.cleared_at = person.id, now
    events.record(session, complaint, "cleared", person.id, now)
    complaints.ask_for_draft(session, complaint, now, asked_by=person.id)
    complaints.show(session, complaint, now, urgency=1)


def hand_to_manager(
    session: Session, book: Book, complaint: Complaint, person: Person, why: str, now: datetime
) -> None:
    """``person`` hands it to the managers who are there (or whoever stands in for them): they are told at once."""
    complaints.lock(session, complaint)
    _guard_steerable(session, book, complaint)
    if not why.strip():
        raise Refused(_("Say what a manager is to decide: they were not there."), field="why")
    there = duty.managers(book, now)
    others = tuple(who for who in there.people if who != person.id)
    if there.people and not others:
        raise Refused(_("You are the only manager on duty, so this is yours to decide."), field="why")
    asked = Asked(others, there.channels, there.groups)
    telling.remind(session, book, asked, About.HANDED, complaint, now, after=telling.AT_ONCE)
    told = ", ".join(telling.names(book, asked))
    events.record(session, complaint, "handed", person.id, now, why=why.strip(), told=told)
    complaints.show(session, complaint, now, urgency=1)


def grade(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    severity: str,
    now: datetime,
    *,
    abusive: bool | None = None,
) -> None:
    """``person`` says how hard the reproach is, and who must approve follows from it; and whether it attacks a person
    (None: as it was)."""
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    if severity not in SEVERITIES:
        raise Refused(_("Choose a severity."), field="severity")
    before, complaint.severity = complaint.severity, severity
    if abusive is not None:
        corrections.of_abuse(session, complaint.mention, abusive, person, now)
    events.record(session, complaint, "graded", person.id, now, before=before or "", severity=severity)
    complaints.show(session, complaint, now, urgency=1)


def fill_slots(
    session: Session,
    book: Book,
    complaint: Complaint,
    person: Person,
    values: Mapping[str, str],
    now: datetime,
    confirmed: Collection[str] = (),
) -> None:
    """``person`` fills in what is missing: slot → what they typed (empty: takes it out). ``confirmed``: the slots they
    confirm to be so, which those need that the playbook wants confirmed.

    A draft that no person wrote is written anew with them; in one that a person wrote, the blanks are filled.
    """
    complaints.lock(session, complaint)
    complaints.guard_cleared(book, complaint)
    latest = _guard_steerable(session, book, complaint)
    playbook = complaints.frozen_playbook(book, complaint)
    complaint.facts = facts.taken(book, playbook, complaint, person, values, now, confirmed)
    # The values may be personal: the timeline has the names alone, the complaint has the values.
    events.record(session, complaint, "facts_filled", person.id, now, slots=", ".join(values))
    if latest is None or latest.written_by in drafts.MACHINES:
        complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=latest.number if latest else None)
    else:
        _fill_blanks(session, book, playbook, complaint, latest, person, now)
    complaints.show(session, complaint, now, urgency=1)


def _fill_blanks(
    session: Session, book: Book, playbook: Playbook, complaint: Complaint, latest: Draft, person: Person, now: datetime
) -> None:
    body = latest.body
    for slot, value in facts.said(book, playbook, complaint, latest.language).items():
        if not (slot in playbook.slots and playbook.slots[slot].private):
            for language in ("en", "fr"):
                body = body.replace(f"[[{facts.label(book, playbook, slot, language)}]]", value)
    if body != latest.body:
        drafts.edit(session, book, complaint, person, latest.number, body, now)
