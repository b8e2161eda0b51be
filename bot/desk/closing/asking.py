"""Asking: how satisfied the customer is, once an episode, after the conclusive response, in private, never where it is
grave. The words go out by themselves where the source has a private way; else an agent sends them and notes the answer.

Shares are shown with their n, and hidden under :data:`LEAST`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import complaints, episodes, events, outbox, reopening
from bot.desk.models import Closure, Complaint, Effect, Satisfaction
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import ComplaintState, Lane, MentionState, Refused
from bot.texts import _, say

LEAST = 30  # answers, before a share is shown
UNHAPPY_AT, HAPPY_FROM, MOST = 2, 4, 5
QUESTION = _(
    "{greeting} is your complaint {ref} settled for you? Please answer with a number from 1 (not at all) to 5 "
    "(entirely), and a word if you like. If something is still wrong, say so: we take it up again."
)
HELLO = _("Hello,")


def may_ask(book: Book, complaint: Complaint) -> bool:
    """Never after abuse, legal or safety cases, nor where the customer took the post back."""
    triage = complaint.mention.triage or {}
    grave = bool(triage.get("abusive")) or bool(set(triage.get("sure_risks", ())) & {"safety", "legal"})
    gone = complaint.mention.state == MentionState.GONE
    return complaints.frozen_playbook(book, complaint).asks_satisfaction and not grave and not gone


def begin(session: Session, book: Book, complaint: Complaint, closure: Closure | None, now: datetime) -> None:
    """The conclusive response is out: promise the question, once for this episode, where it may be asked. Where two
    complaints of one customer were closed as one trouble, they are asked about the one in which the work went on."""
    if closure is None or closure.reopened_at is not None or complaint.state != ComplaintState.RESOLVED:
        return
    if episodes.question_of(session, closure) is not None or not may_ask(book, complaint):
        return
    ticket = complaints.ticket_of(session, complaint.id)
    if ticket is not None and episodes.closed_with(session, ticket) is not None:
        return
    language = complaint.mention.language if complaint.mention.language != "unknown" else book.desk.channels.language
    code = code_of(language)
    text = say(code, QUESTION, greeting=say(code, HELLO), ref=complaint.ref)
    asked = Satisfaction(complaint_id=complaint.id, closure_id=closure.id, text=text, asked_at=now, by_hand=False)
    session.add(asked)
    session.flush()
    outbox.arm(
        session, f"satisfaction:{asked.id}", "satisfaction.ask", Lane.MODEL, now, urgency=4,
        payload={"satisfaction": asked.id}, correlation=complaint.correlation,
    )  # fmt: skip


def to_send(session: Session, book: Book, effect: Effect, now: datetime) -> Satisfaction | None:
    """What the effect is to send, held; None (and ticked) when it may not be asked any more."""
    asked = session.get_one(Satisfaction, effect.payload["satisfaction"])
    complaint = session.get_one(Complaint, asked.complaint_id)
    closure = session.get_one(Closure, asked.closure_id)
    settled = asked.sent_at is not None or asked.by_hand or asked.answered_at is not None
    if settled or closure.reopened_at is not None or not may_ask(book, complaint):
        outbox.tick(session, effect, now)
        return None
    outbox.hold(session, effect, now)
    return asked


def sent(session: Session, asked: Satisfaction, person: str, now: datetime) -> None:
    """The question is with the customer; ``person``: who sent it, or Amends."""
    complaint = session.get_one(Complaint, asked.complaint_id)
    asked.sent_at, asked.sent_by = now, person
    events.record(session, complaint, "satisfaction_asked", person, now)
    complaints.show(session, complaint, now)


def left_to_person(session: Session, asked: Satisfaction, problem: str | None, now: datetime) -> None:
    """Nothing sends it by itself: the ticket's card offers the words. ``problem``: what went wrong, if it was tried."""
    asked.by_hand, asked.problem = True, problem
    complaints.show(session, session.get_one(Complaint, asked.complaint_id), now)


def answer(
    session: Session, book: Book, complaint: Complaint, person: Person, score: str, words: str, now: datetime
) -> None:
    """``person`` notes that the question was sent (``score`` "sent"), or what the customer answered: 1 to 5, in words.

    An unhappy answer takes the complaint up again.
    """
    complaints.lock(session, complaint)
    closure = episodes.standing(session, complaint.id)
    asked = episodes.question_of(session, closure) if closure else None
    if closure is None or asked is None:
        raise Refused(_("Nobody is to be asked here: it is not settled, or it may not be asked."))
    if asked.answered_at is not None:
        raise Refused(_("The answer has been noted already; a customer is asked once."))
    if score == "sent":
        if asked.sent_at is not None:
            raise Refused(_("The question has been sent already; note the answer when it comes."), field="score")
        return sent(session, asked, person.id, now)
    if score not in {str(number) for number in range(1, MOST + 1)}:
        raise Refused(_("Choose what they answered, or that you have sent the question."), field="score")
    if asked.sent_at is None:
        sent(session, asked, person.id, now)
    asked.score, asked.words, asked.answered_at, asked.recorded_by = int(score), words.strip() or None, now, person.id
    events.record(session, complaint, "satisfaction_answered", person.id, now, score=int(score), words=words.strip())
    if int(score) <= UNHAPPY_AT:
        ticket = complaints.ticket_of(session, complaint.id)
        assert ticket is not None
        why = words.strip() or say("en", _("The customer is not satisfied."))
        reopening.reopen(session, book, complaint, ticket, person.id, why, now, episodes.UNHAPPY)
    return complaints.show(session, complaint, now, urgency=1)


def reap(session: Session, now: datetime, patience: timedelta) -> int:
    """Questions whose worker died in the middle of sending are left to a person; returns how many."""
    found = 0
    for effect in outbox.held_since(session, "satisfaction.ask", now - patience):
        asked = session.get_one(Satisfaction, effect.payload["satisfaction"])
        left_to_person(session, asked, _("the worker stopped in the middle of sending it"), now)
        outbox.tick(session, effect, now)
        found += 1
    return found


@dataclass(frozen=True)
class Satisfied:
    """Answers of a period: ``n`` of them, ``happy`` (4 and 5) among them, of ``asked`` people."""

    asked: int
    n: int
    happy: int

    @property
    def share(self) -> float | None:
        """The share of happy answers; None while there are fewer than :data:`LEAST`."""
        return self.happy / self.n if self.n >= LEAST else None


def satisfied(session: Session, since: datetime, until: datetime) -> Satisfied:
    """What those who were asked between ``since`` and ``until`` answered."""
    query = select(
        func.count(), func.count(Satisfaction.score), func.count().filter(Satisfaction.score >= HAPPY_FROM)
    ).where(Satisfaction.sent_at >= since, Satisfaction.sent_at < until)
    asked, n, happy = session.execute(query).one()
    return Satisfied(asked, n, happy)
