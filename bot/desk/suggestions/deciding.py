"""What people decide about a suggestion: who answers it, what comes of it, how its author was told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import actions, complaints, events, facts, opening, telling
from bot.desk.models import Complaint, Draft, Mention, Suggestion
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.suggestions.looking import complaint_of
from bot.desk.vocabulary import (
    ANSWER_NAMES,
    Answer,
    ComplaintState,
    MentionState,
    Refused,
    Role,
    SuggestionState,
    move,
)
from bot.texts import _

TO_ANSWER = timedelta(days=7)  # what an owner has
OWNER, ANSWER = "owner", "answer"  # slots of a playbook for ideas that carry what was decided
LONGEST = facts.LONGEST


def give(session: Session, book: Book, one: Suggestion, person: Person, owner: str, now: datetime) -> None:
    """``owner`` is asked what comes of it, within :data:`TO_ANSWER`. Giving it to somebody else takes its place."""
    if one.state not in (SuggestionState.NEW, SuggestionState.ASKED):
        raise Refused(_closed(one), who=name_of(book, one.answered_by or one.told_by or ""))
    actions.guard_works_here(book, owner)
    if one.state == SuggestionState.ASKED and one.owner == owner:
        raise Refused(_("{who} has this suggestion already."), field="owner", who=name_of(book, owner))
    if one.state == SuggestionState.NEW:
        one.state = move(SuggestionState.NEW, SuggestionState.ASKED)
    one.owner, one.asked_by, one.asked_at, one.reminded = owner, person.id, now, 0
    one.due_at = one.next_at = now + TO_ANSWER
    if complaint := complaint_of(session, one):
        events.record(session, complaint, "suggestion_given", person.id, now, owner=name_of(book, owner))
        _fill(session, book, complaint, OWNER, name_of(book, owner), person, now)
    if owner != person.id:
        actions.tell_owner(session, owner, now)


def _closed(one: Suggestion) -> str:
    if one.state == SuggestionState.DROPPED:
        return _("{who} said that this is no suggestion. Take it up again first.")
    return _("{who} has answered this suggestion already.")


def answer(
    session: Session, book: Book, one: Suggestion, person: Person, verdict: str, why: str, now: datetime
) -> None:
    """The owner says what comes of it and why; the answer starts on its way to the critic."""
    if one.state != SuggestionState.ASKED:
        if one.state == SuggestionState.NEW:
            raise Refused(_("Nobody has been asked yet. Give it to somebody who can decide, or take it yourself."))
        raise Refused(_closed(one), who=name_of(book, one.answered_by or one.told_by or ""))
    if person.id != one.owner and not person.roles & {Role.MANAGER, Role.ADMIN}:
        raise Refused(_("This is for {who} to answer. Ask them, or a manager."), who=name_of(book, one.owner or ""))
    if verdict not in set(Answer):
        raise Refused(_("Choose what comes of it."), field="verdict")
    said = " ".join(why.split())
    if not said:
        raise Refused(_("Say what comes of it and why, as the critic may read it."), field="why")
    if len(said) > LONGEST:
        raise Refused(_("At most {most} characters, please."), field="why", most=str(LONGEST))
    facts.read("why", "text", said)  # no double brackets: they mark what is missing
    one.state = move(SuggestionState.ASKED, SuggestionState.ANSWERED)
    one.answer, one.why, one.answered_by, one.answered_at, one.next_at = verdict, said, person.id, now, None
    _send_back(session, book, one, person, now)


def _send_back(session: Session, book: Book, one: Suggestion, person: Person, now: datetime) -> None:
    complaint = complaint_of(session, one)
    if complaint is None and one.mention.state == MentionState.DISCARDED:
        complaint = _open(session, book, one.mention, person, now)
    if complaint is None:
        return  # its author took it back: nobody is there to be told
    events.record(session, complaint, "suggestion_answered", person.id, now, answer=one.answer, text=one.why)
    if one.asked_by not in (None, person.id):
        values = {
            "who": person.name,
            "ref": complaint.ref,
            "answer": ANSWER_NAMES[Answer(one.answer or "")],
            "why": (one.why or "").rstrip("."),
        }
        text = _("{who} has decided on the suggestion in {ref} ({answer}): {why}. Its author does not know yet.")
        telling.tell(session, f"suggestion:{one.id}", one.asked_by, text, values, complaint, now)
    if complaint.state == ComplaintState.OPEN:
        _fill(session, book, complaint, ANSWER, (one.why or "").rstrip(".!"), person, now)
    complaints.show(session, complaint, now, urgency=2)


def _open(session: Session, book: Book, mention: Mention, person: Person, now: datetime) -> Complaint:
    """What had been set aside gets a card after all: there is something to say to its author."""
    mention.state, mention.told_at = MentionState.COMPLAINT, mention.told_at or now
    (complaint,) = opening.open_all(session, book, [mention], now)
    events.record(session, complaint, "mention_restored", person.id, now, reason=_("there is an answer to it"))
    return complaint


def _fill(
    session: Session, book: Book, complaint: Complaint, slot: str, said: str, person: Person, now: datetime
) -> None:
    """``said`` becomes a fact of an open complaint whose playbook has such a slot, and its draft is written with it."""
    playbook = complaints.frozen_playbook(book, complaint)
    if complaint.state != ComplaintState.OPEN or slot not in playbook.slots:
        return
    complaint.facts = {**complaint.facts, slot: facts.entry(said[:LONGEST], person.id, now, confirmed=True)}
    if slot == ANSWER and not complaints.awaits_clearance(complaint, playbook):
        complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=_latest(session, complaint.id))


def _latest(session: Session, complaint_id: int) -> int | None:
    return session.scalar(select(func.max(Draft.number)).where(Draft.complaint_id == complaint_id))


def told(session: Session, book: Book, one: Suggestion, person: Person, how: str, now: datetime) -> None:
    """``person`` has told the critic, and says how."""
    if one.state == SuggestionState.TOLD:
        who = name_of(book, one.told_by or events.AMENDS)
        raise Refused(_("{who} has noted already that the critic was told."), who=who)
    if one.state != SuggestionState.ANSWERED:
        raise Refused(_("There is no answer yet that the critic could have been told."))
    if not how.strip():
        raise Refused(_("Say how the critic was told: where, and in which words."), field="how")
    note_told(one, person.id, how.strip(), now)
    if complaint := complaint_of(session, one):
        events.record(session, complaint, "suggestion_told", person.id, now, text=how.strip())
        complaints.show(session, complaint, now, urgency=2)


def note_told(one: Suggestion, who: str, how: str, at: datetime) -> None:
    """The critic knows: through ``who``, by a "reply" or as a person says it."""
    one.state = move(SuggestionState(one.state), SuggestionState.TOLD)
    one.told_by, one.told_how, one.told_at, one.next_at = who, how, at, None


def drop(book: Book, one: Suggestion, person: Person, why: str, now: datetime) -> None:
    """It is no suggestion, or nothing anybody could answer. It stays in the records, with the reason."""
    if one.state not in (SuggestionState.NEW, SuggestionState.ASKED):
        raise Refused(_closed(one), who=name_of(book, one.answered_by or one.told_by or ""))
    if not why.strip():
        raise Refused(_("Say why it needs no answer, so that a colleague can follow the decision."), field="why")
    one.state = move(SuggestionState(one.state), SuggestionState.DROPPED)
    one.told_by, one.told_at, one.why, one.next_at = person.id, now, why.strip(), None


def take_up_again(one: Suggestion, now: datetime) -> None:
    """It is one after all: it waits for an owner again."""
    if one.state != SuggestionState.DROPPED:
        raise Refused(_("This suggestion was not dropped: nothing to take up again."))
    one.state = move(SuggestionState.DROPPED, SuggestionState.NEW)
    one.owner = one.due_at = one.told_by = one.told_at = one.why = None
    one.noted_at = now
