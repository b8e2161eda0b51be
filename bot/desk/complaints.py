"""Complaints: answered in public, worked on as a ticket, resolved or dismissed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import (
    clocks,
    complainants,
    corrections,
    escalations,
    events,
    outbox,
    references,
    routing,
    sla,
)
from bot.desk.models import Card, Complaint, Draft, Ticket
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book, Playbook
from bot.desk.routing import giving
from bot.desk.vocabulary import (
    DRAFT_IN_FLIGHT,
    FROM_THE_START,
    ComplaintState,
    DraftState,
    Lane,
    Refused,
    Role,
    TicketState,
    move,
)
from bot.texts import _

WAITING = _("waiting for the customer")


def frozen_playbook(book: Book, complaint: Complaint) -> Playbook:
    """The playbook as it was when the complaint started."""
    today = book.playbooks.get(complaint.playbook)
    if today is not None and today.version == complaint.playbook_version:
        return today  # the same file, read already
    return Playbook.model_validate(complaint.frozen)


def awaits_clearance(complaint: Complaint, playbook: Playbook | None = None) -> bool:
    """Whether a manager must decide before anything is written (``playbook``: the frozen one, where it is at hand)."""
    if complaint.cleared_by is not None:
        return False
    if playbook is not None:
        return playbook.approval.manager_first
    return bool(complaint.frozen.get("approval", {}).get("manager_first"))


def guard_cleared(book: Book, complaint: Complaint) -> None:
    """Refuse while a manager has to decide first, and say whom to ask."""
    if awaits_clearance(complaint, frozen_playbook(book, complaint)):
        managers = [spec.name for spec in book.desk.people.values() if Role.MANAGER in spec.roles]
        raise Refused(
            _("Before anything is written here, a manager must clear it. Ask {names}."),
            names=", ".join(managers[:3]) or "an admin",
        )


def ask_for_draft(
    session: Session,
    complaint: Complaint,
    now: datetime,
    asked_by: str = events.AMENDS,
    *,
    after: int | None = None,
    change: Mapping[str, Any] | None = None,
) -> None:
    """Promise a new draft; the card follows when it exists. ``after``: the number of the version it is to replace;
    ``change``: how it is to differ (see :func:`bot.desk.drafts.ask_for_change`)."""
    payload = {"complaint": complaint.id, "asked_by": asked_by, "after": after}
    outbox.arm(
        session,
        f"compose:{complaint.id}",
        "draft.compose",
        Lane.CHAT,
        now,
        # As urgent as a new card: when more comes in than can be done, what came first is shown first.
        urgency=4 if asked_by == events.AMENDS else 2,
        payload={**payload, "change": dict(change)} if change else payload,
        correlation=complaint.correlation,
    )


def has_draft(session: Session, complaint: Complaint) -> bool:
    """Whether a version of its reply stands."""
    query = select(Draft.id).where(Draft.complaint_id == complaint.id, Draft.state != DraftState.SUPERSEDED)
    return session.scalar(query.limit(1)) is not None


def show(session: Session, complaint: Complaint, now: datetime, *, urgency: int = 2) -> None:
    """Redraw every card of ``complaint``, so that approvals and tickets always tell the same truth."""
    show_all(session, [complaint], now, urgency=urgency)


def show_all(session: Session, shown: Sequence[Complaint], now: datetime, *, urgency: int = 2) -> None:
    """Redraw every card of the complaints ``shown``."""
    session.flush()
    of = {complaint.id: complaint for complaint in shown}
    cards = session.scalars(select(Card).where(Card.complaint_id.in_(of)).order_by(Card.id))
    outbox.arm_all(
        session,
        [
            outbox.Arming(
                f"card:{card.id}",
                "card.show",
                Lane.CHAT,
                channel=card.channel,
                urgency=urgency if card.ts else 4,
                payload={"card": card.id},
                correlation=of[card.complaint_id].correlation,  # type: ignore[index]
            )
            for card in cards
        ],
        now,
    )


def by_ref(session: Session, said: str) -> Complaint:
    """The complaint with the reference ``said``, or a refusal that says what a reference looks like."""
    ref = references.read(said)
    found = session.scalars(select(Complaint).where(Complaint.ref == ref)).first() if ref else None
    if found is None:
        raise Refused(_("No complaint has the reference {ref}. A reference looks like K4M-7RX2."), ref=said)
    return found


def ticket_of(session: Session, complaint_id: int) -> Ticket | None:
    """The ticket of a complaint, or None before it was answered."""
    return session.scalars(select(Ticket).where(Ticket.complaint_id == complaint_id)).first()


def answered(session: Session, book: Book, complaint: Complaint, at: datetime, now: datetime) -> None:
    """Our reply is public since ``at``: the first-response clock ends, customer service gets its ticket."""
    complaint.state = move(ComplaintState(complaint.state), ComplaintState.ANSWERED)
    complaint.answered_at = at
    clocks.answered(session, book, frozen_playbook(book, complaint), complaint, at)
    routed = routing.choose(book, complaint)
    complaint.team = routed.team
    session.add(
        Ticket(
            complaint_id=complaint.id, state=TicketState.QUEUED, team=routed.team, opened_at=now, routed=routed.kept()
        )
    )
    giving.show_in(session, book, complaint, routed.team)
    giving.drain_soon(session, book, routed.team, now)
    events.record(session, complaint, "ticket_opened", events.AMENDS, now, team=routed.team)
    escalations.unclaimed(session, complaint, now)
    show(session, complaint, now)


def dismiss(
    session: Session, book: Book, complaint: Complaint, person: Person, reason: str, now: datetime, kind: str = ""
) -> None:
    """A person decides that no reply is owed. Nothing is deleted: :func:`restore` brings it back.

    ``kind``: what it is, if it never was a complaint (:func:`bot.desk.corrections.of_kind`); triage learns from it.
    """
    lock(session, complaint)
    guard_open(book, complaint)
    if not reason.strip():
        raise Refused(_("Say why, so that a colleague can follow the decision."), field="reason")
    drafts = session.scalars(select(Draft).where(Draft.complaint_id == complaint.id)).all()
    if any(draft.state in DRAFT_IN_FLIGHT for draft in drafts):
        raise Refused(_("A reply to this complaint is on its way out; it can no longer be dismissed."))
    for draft in drafts:
        if draft.state == DraftState.PROPOSED:
            draft.state, draft.changed_at = move(DraftState.PROPOSED, DraftState.WITHDRAWN), now
    complaint.state = move(ComplaintState(complaint.state), ComplaintState.DISMISSED)
    complaint.dismissed_by, complaint.dismissed_reason = person.id, reason.strip()
    corrections.of_kind(session, complaint.mention, kind, person, now)
    complainants.uncount(session, complaint)
    for clock in sla.of_complaint(session, complaint.id):
        sla.stop(clock, now)
    escalations.stop(session, complaint, now)
    events.record(session, complaint, "dismissed", person.id, now, reason=reason.strip())
    show(session, complaint, now)


def restore(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """Take a dismissal back. The clocks start a new round now; what had been breached stays breached."""
    if complaint.state != ComplaintState.DISMISSED:
        raise Refused(_("This complaint is not dismissed: nothing to restore."))
    complaint.state = move(ComplaintState.DISMISSED, ComplaintState.OPEN)
    complaint.dismissed_by = complaint.dismissed_reason = None
    complainants.count(session, [complaint])
    complaint.weigh_at = now
    for metric in FROM_THE_START:
        sla.restart(session, book, frozen_playbook(book, complaint), complaint, metric, now)
    withdrawn = session.scalars(
        select(Draft)
        .where(Draft.complaint_id == complaint.id, Draft.state == DraftState.WITHDRAWN)
        .order_by(Draft.number.desc())
    ).first()
    if withdrawn:
        withdrawn.state, withdrawn.changed_at = move(DraftState.WITHDRAWN, DraftState.PROPOSED), now
    elif not awaits_clearance(complaint):
        ask_for_draft(session, complaint, now)
    escalations.again(session, complaint, now)
    events.record(session, complaint, "restored", person.id, now)
    show(session, complaint, now)


def lock(session: Session, complaint: Complaint) -> None:
    """Wait for whoever is changing ``complaint``, and see what they left.

    For acts that write other rows because of its state: their loser could not be told by the complaint's version.
    (SQLite has one writer at a time, so there this only reads.)
    """
    # FOR NO KEY UPDATE: rows that merely point at the complaint, such as events, may be written meanwhile.
    seen = ["state", "thread_revision", "version"]
    session.refresh(complaint, seen, with_for_update={"of": Complaint, "key_share": True})


def guard_open(book: Book, complaint: Complaint) -> None:
    """Refuse when the complaint is no longer waiting for its first reply, and say who moved it on."""
    if complaint.state == ComplaintState.DISMISSED:
        raise Refused(
            _("{who} has dismissed this complaint: “{reason}”. Restore it first."),
            who=name_of(book, complaint.dismissed_by or ""),
            reason=complaint.dismissed_reason or "",
        )
    if complaint.state == ComplaintState.ABSTAINED:
        raise Refused(_("A colleague decided to wait here; the card says why. Press “Answer after all” first."))
    if complaint.state != ComplaintState.OPEN:
        raise Refused(_("This complaint has been answered already; the card shows the reply."))


def thread_moved(session: Session, complaint: Complaint, now: datetime) -> None:
    """The customer edited, deleted or wrote again: what was approved before this no longer counts."""
    complaint.thread_revision += 1
    show(session, complaint, now)


def wake(session: Session, ticket: Ticket, complaint: Complaint, now: datetime) -> None:
    """Waiting, or looking away, is over: the resolution clock counts on."""
    ticket.state = move(TicketState(ticket.state), TicketState.CLAIMED if ticket.owner else TicketState.QUEUED)
    ticket.waiting_for = ticket.snoozed_until = ticket.look_at = None
    clocks.goes_on(session, complaint, now)


def count_by_state(session: Session) -> dict[str, int]:
    """How many complaints are in each state."""
    rows = session.execute(select(Complaint.state, func.count()).group_by(Complaint.state))
    return {state: count for state, count in rows}  # noqa: C416 (a row is no pair to mypy)
