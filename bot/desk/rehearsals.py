"""Rehearsals: practising on a past complaint, with the names taken out; nothing that is typed is kept, only how often.

A case is a complaint that was answered in public: whoever rehearses writes a reply of their own, hears what the checks
say of it and how such a person is calmed down, and then reads what was really answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, drafts, judging
from bot.desk.models import Complaint, Draft, Mention, Rehearsal
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import REPLY, ComplaintState, DraftState, MentionState, Refused
from bot.texts import _
from bot.triage.arousal import arousal
from bot.voice import personal
from bot.voice.rubric import Judgement

TAKEN_OUT = "[…]"
HANDLE = re.compile(r"(?<![\w@])@\w[\w.]*(?:@[\w.-]+)?")
ADDRESS = re.compile(r"https?://\S+|www\.\S+")
TITLED = re.compile(
    r"\b(mr|mrs|ms|miss|dr|monsieur|madame|mademoiselle|mme|mlle|m\.)\s+[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+)?",
    re.IGNORECASE,
)
LEAST_NAME = 2  # letters of a name's part that are worth hiding


@dataclass(frozen=True)
class Case:
    """A past complaint without its names: what was ``said``, and what was ``answered``."""

    complaint: Complaint
    said: str
    answered: str
    stirred: bool  # high arousal: anger, fear, disgust


def find(session: Session, book: Book, wanted: str, person: Person) -> Case:
    """The case with the reference ``wanted``; for "" or "next", the one after those that ``person`` has had.

    Refused when there is none, or when it was never answered in public.
    """
    if wanted.strip().lower() in ("", "next", "suivant", "suivante"):
        return _next(session, book, person)
    complaint = complaints.by_ref(session, wanted)
    reply = _reply(session, complaint.id)
    if reply is None or complaint.mention.state == MentionState.GONE:
        raise Refused(_("{ref} was never answered in public: there is nothing to compare with. Try “next”."),
                      ref=complaint.ref)  # fmt: skip
    return _case(book, complaint, reply)


def _next(session: Session, book: Book, person: Person) -> Case:
    answered = (ComplaintState.ANSWERED, ComplaintState.RESOLVED)
    query = (
        select(Complaint.id)
        .join(Mention, Mention.id == Complaint.mention_id)
        .join(Draft, Draft.complaint_id == Complaint.id)
        .where(Complaint.state.in_(answered), Draft.kind == REPLY, Draft.state == DraftState.PUBLISHED)
        .where(Mention.state != MentionState.GONE)
        .where(func.length(Mention.text) > 0)
    )
    number = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if not number:
        raise Refused(_("No complaint has been answered yet, so there is nothing to rehearse on. Come back later."))
    place = times(session, person) % number
    chosen = session.scalars(query.order_by(Complaint.answered_at.desc(), Complaint.id).offset(place).limit(1)).one()
    complaint = session.get_one(Complaint, chosen)
    reply = _reply(session, complaint.id)
    assert reply is not None
    return _case(book, complaint, reply)


def _reply(session: Session, complaint_id: int) -> Draft | None:
    query = select(Draft).where(
        Draft.complaint_id == complaint_id, Draft.kind == REPLY, Draft.state == DraftState.PUBLISHED
    )
    return session.scalars(query.limit(1)).first()


def _case(book: Book, complaint: Complaint, reply: Draft) -> Case:
    mention = complaint.mention
    names = list(_names(book, mention))
    said = f"{mention.title}\n{mention.text}".strip()
    answered = anonymous(reply.reply_text or reply.body, names)
    return Case(complaint, anonymous(said, names), answered, arousal(said, mention.language) == "high")


def _names(book: Book, mention: Mention) -> Iterator[str]:
    """Whatever names the customer or a colleague, whole and in parts, the longest first."""
    own = {word.casefold() for word in book.desk.voice.brand.split()}
    known = [mention.author_name, mention.author_handle]
    known += [name for spec in book.desk.people.values() for name in (spec.name, spec.sign)]
    parts = {part for name in known for part in (name, *name.split())}
    yield from sorted(
        (one for one in parts if len(one) > LEAST_NAME and one.casefold() not in own), key=len, reverse=True
    )


def anonymous(text: str, names: list[str]) -> str:
    """``text`` without ``names``, handles, addresses, people with a title, and personal data."""
    text = HANDLE.sub(TAKEN_OUT, ADDRESS.sub(TAKEN_OUT, personal.mask(text)))
    text = TITLED.sub(lambda found: f"{found[1]} {TAKEN_OUT}", text)
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", TAKEN_OUT, text, flags=re.IGNORECASE)
    return re.sub(rf"{re.escape(TAKEN_OUT)}(?:\s+{re.escape(TAKEN_OUT)})+", TAKEN_OUT, text)


def judge(session: Session, book: Book, case: Case, typed: str, person: Person, now: datetime) -> Judgement:
    """What the checks say of ``typed`` as ``person``'s reply; what was really answered is not held against it."""
    complaint = case.complaint
    known = approvals.known_of(session, book, complaint, [person], now)
    reply = _reply(session, complaint.id)
    real = (reply.reply_text or reply.body) if reply else ""
    others = judging.Known([text for text in known.recent if text != real], known.further, known.granted)
    draft = drafts.unwritten(complaint)
    playbook = complaints.frozen_playbook(book, complaint)
    signed = drafts.signed(book, typed, person, draft.language)
    return judging.judge(book, playbook, complaint, draft, signed, others, person)


# Failing check → how this person is calmed down (marked texts).
HINTS = {
    "R1": _("Begin with what happened to them, in their own words: who is heard need not shout."),
    "R2": _("Say that you are sorry for the thing itself, without “if”. It takes the edge off more than any argument."),
    "R3": _("Give the reason, or say that you do not know it yet. Vagueness sounds like hiding."),
    "R4": _("Say what you do now, and by when they hear from you. Anger feeds on the feeling that nothing happens."),
    "R5": _(
        "Answer here first; then say why you need the rest in private. “Write to us” alone reads as being sent away."
    ),
    "R7": _("Sign with your name: it is harder to be angry with a person than with a company."),
    "R8": _("Keep the tone they would use with a stranger they respect: no chumminess, no officialese."),
    "R9": _(
        "Take out what could stand under any complaint. An angry reader sees a template before they see the words."
    ),
    "R11": _("Take the blame out, even where you are right. First the person, later the facts."),
    "R16": _("Do not ask them for anything about their review: let the solution speak."),
}
STIRRED = _(
    "They are shouting, and want to be heard before they want to be right: a short reply, the thing named, one step."
)
GRAVE = _("This is grave: no lightness, how to stay safe before everything else, and a named person who calls.")
CALM = _("They are disappointed more than angry: a real question at the end invites them back.")
WELL = _("Nothing in it heats things up. Read it aloud once: would you say it like this across a counter?")


def hints(case: Case, judged: Judgement, *, grave: bool) -> list[str]:
    """How to calm this person down (marked texts), at most three: the person first, then what the checks miss."""
    found = [GRAVE if grave else STIRRED if case.stirred else CALM]
    failing = [check.id for check in judged.failing()]
    found += [HINTS[check] for check in HINTS if check in failing]
    return found[:3] if len(found) > 1 else [*found, WELL]


def is_grave(book: Book, case: Case) -> bool:
    """Whether lightness would hurt."""
    playbook = complaints.frozen_playbook(book, case.complaint)
    return playbook.serious or playbook.holds_legally or playbook.strategy == "safety_first"


def times(session: Session, person: Person) -> int:
    """How often ``person`` has rehearsed."""
    row = session.get(Rehearsal, person.id)
    return row.times if row else 0


def count(session: Session, person: Person, now: datetime) -> int:
    """``person`` has rehearsed once more; how often that makes. Nothing else of it is kept."""
    row = session.get(Rehearsal, person.id, with_for_update=True)
    if row is None:
        row = Rehearsal(person=person.id, times=0, last_at=now)
        session.add(row)
    row.times, row.last_at = row.times + 1, now
    return row.times
