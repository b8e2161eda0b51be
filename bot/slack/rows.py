"""What a card is drawn from: the rows of one complaint, gathered in one read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import (
    abstentions,
    approvals,
    commitments,
    complaints,
    drafts,
    duplicates,
    editing,
    episodes,
    events,
    folds,
    freezes,
    gestures,
    groups,
    hotlines,
    judging,
    mentions,
    quorum,
    sla,
)
from bot.desk.models import (
    Abstention,
    Approval,
    Card,
    Clock,
    Closure,
    Commitment,
    Complaint,
    Draft,
    Event,
    Gesture,
    Incident,
    Mention,
    Satisfaction,
    Ticket,
)
from bot.desk.people import Person
from bot.desk.playbooks import Book, Playbook
from bot.desk.tickets import queues
from bot.desk.tickets.queues import Beside
from bot.desk.vocabulary import CLOSING, ComplaintState, DraftState, Metric
from bot.voice.rubric import Judgement

NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Rows:
    """Everything a card, a modal or the timeline of one complaint shows."""

    book: Book
    language: str
    now: datetime
    complaint: Complaint
    mention: Mention
    playbook: Playbook
    draft: Draft | None
    ticket: Ticket | None
    clocks: Sequence[Clock]
    note: Event | None
    further: list[Mention]
    judged: Judgement | None = None  # of a draft that waits for its approval
    given: Sequence[Approval] = ()  # who has agreed to this version already, the signer first
    editors: Sequence[str] = ()  # ids of those who have the reply open to rewrite it
    gestures: Sequence[Gesture] = ()
    repeated: int = 0  # by how many others, word for word
    incident: Incident | None = None  # the open one that it is part of, or whose topic it has
    held_back: bool = False  # until the statement of its incident is approved
    hotline: hotlines.Standing | None = None  # where named people were called
    others: groups.Others | None = None  # with the same problem
    abstention: Abstention | None = None  # what a person decided instead of a reply, while it holds
    beside: Beside = NOTHING_BESIDE  # what the ticket's card says beside the work
    asks_model: bool = False  # whether a language model may be asked for a translation
    closure: Closure | None = None  # how it was closed the last time
    question: Satisfaction | None = None  # asked after that
    promised: Sequence[Commitment] = ()  # what we said we will do, the nearest first
    line: Draft | None = None  # the public closing line, with what is said of it
    line_judged: Judgement | None = None
    line_given: Sequence[Approval] = ()

    def clock(self, metric: Metric) -> Clock | None:
        """The latest clock of ``metric``."""
        return next((clock for clock in reversed(self.clocks) if clock.metric == metric), None)

    @property
    def by_hand(self) -> bool:
        """Whether a person posts the reply."""
        return self.book.reply_through(self.mention.network) == "manual"

    @property
    def waits_for_manager(self) -> bool:
        """Whether a manager must decide before anything is written."""
        return complaints.awaits_clearance(self.complaint, self.playbook)

    @property
    def needed(self) -> quorum.Needed | None:
        """Whose yes the draft needs."""
        if self.draft is None:
            return None
        return quorum.needed(self.book, self.playbook, self.complaint, self.draft)

    def in_hand(self) -> Rows:
        """The same with the draft that people work on now: the closing line, while one is not settled."""
        if self.line is None or self.line.state in (DraftState.PUBLISHED, DraftState.WITHDRAWN):
            return self
        return self.of_line()

    def of_line(self) -> Rows:
        """The same with the closing line in the draft's place."""
        return replace(self, draft=self.line, judged=self.line_judged, given=self.line_given)

    @property
    def undecided(self) -> list[Gesture]:
        """Gestures that wait for somebody who may decide."""
        return [one for one in self.gestures if one.decision is None]


def of_complaint(session: Session, book: Book, complaint: Complaint, language: str, now: datetime) -> Rows:
    """The rows of ``complaint``, to be shown in ``language``."""
    return of_complaints(session, book, [complaint], language, now)[complaint.id]


def of_complaints(
    session: Session, book: Book, asked: Sequence[Complaint], language: str, now: datetime
) -> dict[int, Rows]:
    """The rows of each of the complaints ``asked``, by its id. What cannot be there yet is not looked for."""
    ids = [complaint.id for complaint in asked]
    latest, clocks = drafts.currents(session, ids), sla.of_complaints(session, ids)
    given = _given(session, latest.values())
    open_ = [one for one in asked if one.state == ComplaintState.OPEN]
    editors = editing.who_edits(session, [one.id for one in open_], now) if open_ else {}
    judged = _judged(session, book, [one for one in open_ if _is_proposed(latest.get(one.id))], latest, given, now)
    incidents = freezes.open_incidents(session)
    resting = [one.mention_id for one in asked if one.state == ComplaintState.ABSTAINED]
    waiting = abstentions.standing(session, resting) if resting else {}
    granting, repeated = gestures.of_complaints(session, ids), duplicates.repeated(session, ids)
    together = groups.others(session, asked)
    grave = [one.id for one in open_ if complaints.frozen_playbook(book, one).hotline]
    called = hotlines.standings(session, grave)
    closed = _closed(session, book, asked, now)
    return {
        complaint.id: Rows(
            book=book,
            language=language,
            now=now,
            complaint=complaint,
            mention=complaint.mention,
            playbook=complaints.frozen_playbook(book, complaint),
            draft=latest.get(complaint.id),
            clocks=clocks[complaint.id],
            **_of_the_answered(session, book, complaint, now),
            further=mentions.further_words(session, complaint) if complaint.thread_revision > 1 else [],
            judged=judged.get(complaint.id),
            given=given.get(complaint.id, ()),
            editors=editors.get(complaint.id, ()),
            gestures=granting.get(complaint.id, ()),
            repeated=repeated.get(complaint.id, 0),
            incident=freezes.concerning(complaint, incidents),
            held_back=freezes.holding(complaint, incidents) is not None,
            hotline=called.get(complaint.id),
            others=together.get(complaint.id),
            abstention=waiting.get(complaint.mention_id),
            **closed[complaint.id],
        )
        for complaint in asked
    }


def _is_proposed(draft: Draft | None) -> bool:
    return draft is not None and draft.state == DraftState.PROPOSED


def _given(session: Session, latest: Iterable[Draft]) -> dict[int, Sequence[Approval]]:
    """Complaint → the approvals of its current version. Asks only where somebody has signed."""
    signed = [draft for draft in latest if draft.reply_text is not None]
    found = approvals.of_drafts(session, [draft.id for draft in signed])
    return {draft.complaint_id: found[draft.id] for draft in signed if draft.id in found}


def _judged(
    session: Session,
    book: Book,
    asked: Sequence[Complaint],
    latest: Mapping[int, Draft],
    given: Mapping[int, Sequence[Approval]],
    now: datetime,
) -> dict[int, Judgement]:
    """Complaint → what the checks say of its draft, as it would read with a signature under it."""
    if not asked:
        return {}
    known = approvals.known_of_all(session, book, asked, now)
    return {one.id: judgement_of(book, one, latest[one.id], known[one.id], given.get(one.id, ())) for one in asked}


def judgement_of(
    book: Book, complaint: Complaint, draft: Draft, known: judging.Known, given: Sequence[Approval] = ()
) -> Judgement:
    """What the checks say of ``draft``: as signed, or, while nobody has, as the longest name that may sign makes it."""
    playbook = complaints.frozen_playbook(book, complaint)
    if given and draft.reply_text:
        signer: Person | None = quorum.approver(book, given[0].person)
        return judging.judge(book, playbook, complaint, draft, draft.reply_text, known, signer)
    return judged_as_typed(book, complaint, draft, draft.body, known)


def judged_as_typed(
    book: Book, complaint: Complaint, draft: Draft, body: str, known: judging.Known, person: Person | None = None
) -> Judgement:
    """What the checks say of ``body``, another wording of ``draft`` (whose promises count as far as they stand in it),
    signed by ``person`` (by default the longest name)."""
    playbook = complaints.frozen_playbook(book, complaint)
    if person is not None:
        signed = drafts.signed(book, body, person, draft.language)
    else:
        signed = drafts.signed_by_longest_name(book, body, draft.language)
    return judging.judge(book, playbook, complaint, draft, signed, known, person)


def _of_the_answered(session: Session, book: Book, complaint: Complaint, now: datetime) -> dict[str, Any]:
    ticket = complaints.ticket_of(session, complaint.id) if complaint.answered_at else None
    if ticket is None:
        return {"ticket": None, "note": None}
    note = events.last_of_kind(session, complaint.id, "note")
    return {"ticket": ticket, "note": note, "beside": queues.beside(session, book, ticket, now)}


def _closed(session: Session, book: Book, asked: Sequence[Complaint], now: datetime) -> dict[int, dict[str, Any]]:
    """Complaint → what is shown of promises and closings; asks only where it was answered."""
    answered = [one for one in asked if one.answered_at is not None]
    found: dict[int, dict[str, Any]] = {one.id: {} for one in asked}
    if not answered:
        return found
    ids = [one.id for one in answered]
    closures, promised = episodes.latests(session, ids), commitments.of_complaints(session, ids)
    lines = drafts.currents(session, [one.id for one in answered if one.id in closures], CLOSING) if closures else {}
    given = _given(session, lines.values())
    waiting = [one for one in answered if _is_proposed(lines.get(one.id)) and one.state == ComplaintState.RESOLVED]
    judged = _judged(session, book, waiting, lines, given, now)
    for one in answered:
        closure = closures.get(one.id)
        found[one.id] = {
            "closure": closure, "question": episodes.question_of(session, closure) if closure else None,
            "promised": promised.get(one.id, ()), "line": lines.get(one.id), "line_judged": judged.get(one.id),
            "line_given": given.get(one.id, ()),
        }  # fmt: skip
    return found


@dataclass(frozen=True)
class Folded:
    """One line of a fold: a complaint whose card was not posted on its own."""

    complaint: Complaint
    due_at: datetime | None


def of_fold(session: Session, card: Card, most: int) -> tuple[list[Folded], int]:
    """The worst ``most`` of the complaints that the fold ``card`` lists, and how many it lists in all; none when a
    newer fold took its place."""
    latest = folds.current(session, card.channel)
    if latest is None or latest.id != card.id:
        return [], 0
    shown = [Folded(complaint, due) for complaint, due in folds.listed(session, card.channel, most)]
    return shown, folds.count(session, card.channel)
