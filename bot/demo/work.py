"""What invented people do at the desk: each deed is the desk's own verb, at a moment that is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import (
    abstentions,
    alerts,
    approvals,
    commitments,
    complaints,
    conduct,
    drafts,
    facts,
    mentions,
    outbox,
    publishing,
    steering,
    tickets,
)
from bot.desk.calendars import Calendar
from bot.desk.closing import resolving
from bot.desk.figures.reading import calendar_of_team
from bot.desk.models import Complaint, Draft, Effect
from bot.desk.people import MAY, Person, person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import CommitmentState, ComplaintState, DraftState, Refused, TicketState
from bot.drafting import compose
from bot.drafting.variety import Memory
from bot.sources import generic
from bot.texts import _
from bot.triage.fitted import Model

SOURCE = "demo"
SUBJECT = "subject"  # a fact of the playbook for the rest
REASONS = {f"R{number}": "looked at, and right for this customer" for number in range(1, 17)}


@dataclass
class Desk:
    """The desk's people at work on ``book``."""

    book: Book
    model: Model
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.approvers, self.agents = self._who("approve"), self._who("work")
        if not self.approvers or not self.agents:
            raise Refused(_("desk.yaml lists nobody who may approve, or nobody who may work on tickets."))
        self._turn = 0

    def _who(self, act: str) -> Sequence[Person]:
        listed = [person(self.book, who) for who in self.book.desk.people]
        return [one for one in listed if one is not None and one.roles & MAY[act]]

    @property
    def calendar(self) -> Calendar:
        """The desk's own."""
        return calendar_of_team(self.book, "")

    def local(self, at: datetime) -> datetime:
        """``at`` on the desk's clock."""
        return self.calendar.local(at)

    def midnight(self, at: datetime) -> datetime:
        """When the day of ``at`` began."""
        return self.local(at).replace(hour=0, minute=0, second=0, microsecond=0)

    def staffed(self, at: datetime, seconds: float) -> datetime:
        """The moment at which the desk has been staffed for ``seconds`` since ``at``."""
        return self.calendar.add(at, int(seconds))

    def acknowledge(self, session: Session, now: datetime) -> None:
        """Everybody has read the code of conduct."""
        if self.book.desk.conduct is None:
            return
        for one in self.approvers:
            if not conduct.acknowledged(session, self.book, one):
                conduct.acknowledge(session, self.book, one, self.book.desk.conduct.version, now)

    def take(self, session: Session, body: str, now: datetime) -> list[Complaint]:
        """An alert comes in and is read; the complaints that begin with it."""
        alerts.store(session.connection(), [alerts.row(one, now) for one in generic.parse(SOURCE, body.encode())])
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 10)]
        return mentions.take_all(session, self.book, read, now, self.model)

    def draft(self, session: Session, complaint: Complaint, now: datetime, after: int | None = None) -> None:
        """A draft from the playbook."""
        playbook, mention = complaints.frozen_playbook(self.book, complaint), complaint.mention
        language = compose.language_of(self.book, mention.language)
        said: compose.Said = {
            "text": mention.text, "title": mention.title, "language": mention.language, "network": mention.network,
            "name": mention.author_name, "seed": f"{mention.id}:{after or 0}", "posted_at": mention.posted_at,
            "slots": facts.said(self.book, playbook, complaint, language), "severity": complaint.severity,  # type: ignore[typeddict-item]
            "again": complaint.again, "cleared": complaint.cleared_at is not None,
        }  # fmt: skip
        recent = self.memory.of(complaint.playbook, language)
        composed = compose.compose(self.book, playbook, said, now, recent, judging=False)
        if isinstance(composed, compose.Composition):
            recent.add(composed.used)
            drafts.propose(session, complaint, composed.body, composed.language, "playbook", now, after=after,
                           commitments=composed.commitments, why=composed.why())  # fmt: skip

    def _open(self, session: Session, number: int) -> Complaint | None:
        complaint = session.get_one(Complaint, number)
        return complaint if complaint.state == ComplaintState.OPEN else None

    def dismiss(self, session: Session, number: int, now: datetime) -> bool:
        """It was no complaint to us."""
        if complaint := self._open(session, number):
            complaints.dismiss(session, self.book, complaint, self.approvers[0], "Meant for another shop.", now)
        return complaint is not None

    def leave(self, session: Session, number: int, now: datetime) -> bool:
        """Watched for a while."""
        if complaint := self._open(session, number):
            until = (self.local(now) + timedelta(days=9)).date().isoformat()
            abstentions.abstain(session, self.book, complaint, self.approvers[0], "watch", "Among friends.", until, now)
        return complaint is not None

    def approve(self, session: Session, number: int, now: datetime) -> str:
        """Somebody approves: "sent", "published by hand", "again" (asks another, or for new words), or nothing."""
        complaint = self._open(session, number)
        draft = drafts.current(session, number) if complaint else None
        if complaint is None or draft is None or draft.state != DraftState.PROPOSED:
            return ""
        self._turn += 1
        given = {one.person for one in approvals.of_draft(session, draft)}
        by = next(one for one in self._in_turn() if one.id not in given)
        shown = drafts.shown_as(draft, complaint)
        try:
            with session.begin_nested():
                draft = approvals.approve(session, self.book, complaint, by, shown, now, REASONS)
        except Refused:
            self._named(session, complaint, by, now)
            self.draft(session, complaint, now, draft.number)
            return "again"
        if draft.state != DraftState.APPROVED:
            return "again"
        by_hand = self.book.reply_through(complaint.mention.network) == "manual"
        return "published by hand" if by_hand else "sent"

    def _named(self, session: Session, complaint: Complaint, by: Person, now: datetime) -> None:
        """Where no playbook fits, a person says in a few words what it is about."""
        fillable = facts.fillable(self.book, complaints.frozen_playbook(self.book, complaint))
        if SUBJECT in fillable and SUBJECT not in complaint.facts:
            words = {"fr": "votre commande", "en": "your order"}[
                compose.language_of(self.book, complaint.mention.language)
            ]
            steering.fill_slots(session, self.book, complaint, by, {SUBJECT: words}, now)

    def _in_turn(self) -> list[Person]:
        turn = self._turn % len(self.approvers)
        return [*self.approvers[turn:], *self.approvers[:turn]]

    def send(self, session: Session, number: int, now: datetime) -> bool:
        """The network takes it."""
        draft = drafts.current(session, number)
        key = f"publish:{draft.id}" if draft else ""
        effect = session.scalars(select(Effect).where(Effect.key == key)).first()
        if effect is None:
            return False
        held = publishing.begin_publishing(session, self.book, effect, now)
        if held is None:
            return False
        publishing.published(session, self.book, held, self._url(held), now, now)
        outbox.tick(session, effect, now)
        return True

    def posted(self, session: Session, number: int, now: datetime) -> bool:
        """Somebody posted it by hand."""
        draft, complaint = drafts.current(session, number), session.get_one(Complaint, number)
        if draft is None or draft.state != DraftState.APPROVED:
            return False
        by = person(self.book, draft.approved_by or "") or self.approvers[0]
        publishing.posted_by_hand(session, self.book, complaint, by, self._url(draft), now)
        return True

    def _url(self, draft: Draft) -> str:
        return f"{draft.target.get('url') or 'https://social.example'}#reply"

    def _agent(self, number: int) -> Person:
        return self.agents[number % len(self.agents)]

    def claim(self, session: Session, number: int, now: datetime) -> None:
        """An agent takes the ticket, if nobody has."""
        ticket = complaints.ticket_of(session, number)
        if ticket and ticket.state == TicketState.QUEUED:
            tickets.claim(session, self.book, session.get_one(Complaint, number), self._agent(number), now)

    def hand_over(self, session: Session, number: int, now: datetime) -> None:
        """It goes back, and a colleague takes it."""
        ticket, complaint = complaints.ticket_of(session, number), session.get_one(Complaint, number)
        owner = person(self.book, ticket.owner or "") if ticket else None
        if ticket and owner and ticket.state == TicketState.CLAIMED:
            tickets.release(session, self.book, complaint, owner, now)
            tickets.claim(session, self.book, complaint, self._agent(number + 1), now)

    def wait(self, session: Session, number: int, now: datetime) -> None:
        """The customer is asked for something."""
        if owner := self._owner(session, number, TicketState.CLAIMED):
            tickets.wait(session, self.book, session.get_one(Complaint, number), owner, "the order number", now)

    def resolve(self, session: Session, number: int, now: datetime, *, refused: bool) -> bool:
        """Put right, or refused with a reason; False when nobody has it (any more)."""
        owner = self._owner(session, number, TicketState.CLAIMED, TicketState.WAITING)
        if owner is None:
            return False
        complaint = session.get_one(Complaint, number)
        for row in commitments.in_the_way(session, number, now):
            deal = commitments.keep if row.state == CommitmentState.OPEN else commitments.set_aside
            deal(session, self.book, complaint, owner, row.id, now)
        resolving.resolve(session, self.book, complaint, owner, self._said(complaint, owner, now, refused), now)
        return True

    def _said(self, complaint: Complaint, owner: Person, now: datetime, refused: bool) -> resolving.Said:
        """What they say when they close it."""
        french = complaint.mention.language == "fr"
        return resolving.Said(
            outcome="refused" if refused else "solved", done="" if refused else "Sent anew.",
            on=self.local(now).date().isoformat(), reason="The time to return it is over." if refused else "",
            recourse="A colleague looks at it again, on demand." if refused else "", repeated="0",
            explanation="Why it happened, and what was done.", explained_by=owner.id,
            line="c'est reparti" if french else "it has been sent anew",
        )  # fmt: skip

    def keep(self, session: Session, number: int, now: datetime) -> None:
        """What the reply promised is done."""
        owner = self._owner(session, number, TicketState.CLAIMED, TicketState.WAITING)
        if owner is None:
            return
        for row in commitments.of_complaint(session, number):
            if row.state == CommitmentState.OPEN:
                commitments.keep(session, self.book, session.get_one(Complaint, number), owner, row.id, now)
        tickets.note(
            session, self.book, session.get_one(Complaint, number), owner, "Told the customer what we promised.", now
        )

    def _owner(self, session: Session, number: int, *states: TicketState) -> Person | None:
        ticket = complaints.ticket_of(session, number)
        return person(self.book, ticket.owner or "") if ticket and ticket.state in states else None

    def reopen(self, session: Session, number: int, now: datetime) -> None:
        """It was not solved after all."""
        ticket = complaints.ticket_of(session, number)
        if ticket and ticket.state == TicketState.RESOLVED:
            complaint = session.get_one(Complaint, number)
            resolving.reopen(session, self.book, complaint, self.agents[0], "The second one is broken too.", now)
