"""Opening: a complaint begins: playbook chosen and frozen, clocks and chains started, the people of a hotline told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import escalations, events, history, hotlines, references, sla
from bot.desk.models import Card, Complaint, Mention
from bot.desk.playbooks import Book, Choice
from bot.desk.playbooks.notions import LANGUAGES, Severity
from bot.desk.vocabulary import ComplaintState, Metric
from bot.triage import reproach


def open_all(session: Session, book: Book, mentions: Sequence[Mention], now: datetime) -> list[Complaint]:
    """Complaints begin, one for each of ``mentions``, written with the same few statements however many they are.

    Playbook chosen and frozen, clocks started from when the customer wrote. The caller sees to the first drafts.
    """
    answered = history.answered_before(session, mentions)
    opened = [_begun(book, mention, answered, now) for mention in mentions]
    session.add_all(opened)
    session.flush()  # one insert for all mentions and one for all complaints: from here on they have their ids
    for complaint in opened:
        _begin_work(session, book, complaint, now)
    escalations.begin(session, book, [(one, book.playbooks[one.playbook]) for one in opened], now)
    return opened


def choice_for(book: Book, mention: Mention) -> Choice:
    """The playbook that ``book`` chooses for ``mention``, by all that is known of it."""
    said = f"{mention.title} {mention.text}"
    severity = severity_of(mention)
    return book.choose(said, mention.language, network=mention.network, rating=mention.rating, severity=severity)


def severity_of(mention: Mention) -> Severity | None:
    """How hard the reproach is, as far as its words say; None in a language that nobody here reads."""
    if mention.language not in (*LANGUAGES, "unknown"):
        return None
    return reproach.severity(f"{mention.title} {mention.text}", mention.language)


def _begun(book: Book, mention: Mention, answered: history.Answered, now: datetime) -> Complaint:
    choice = choice_for(book, mention)
    playbook = choice.playbook
    return Complaint(
        ref=references.draw(),  # one that is taken already fails the unique index, and the transaction is run anew
        mention=mention,
        state=ComplaintState.OPEN,
        playbook=playbook.name,
        playbook_version=playbook.version,
        playbook_reason=choice.why,
        frozen=book.dumped(playbook),
        team=playbook.team,
        severity=severity_of(mention),
        again=history.is_again(mention, playbook.name, answered),
        facts={},
        opened_at=now,
        correlation=mention.correlation,
    )


def _begin_work(session: Session, book: Book, complaint: Complaint, now: datetime) -> None:
    """Clocks, the first line of the timeline, and a card, which is drawn when there is a draft to show."""
    mention, playbook = complaint.mention, book.playbooks[complaint.playbook]
    mention.complaint_id, mention.reason = complaint.id, f"opened {complaint.ref}"
    since = min(mention.posted_at, now)
    clocks = [sla.start(session, book, playbook, complaint, metric, since) for metric in Metric]
    events.record(
        session,
        complaint,
        "opened",
        mention.logged_by or events.AMENDS,
        now,
        playbook=playbook.name,
        version=playbook.version,
        why=complaint.playbook_reason,
        due={clock.metric: clock.due_at.isoformat() for clock in clocks},
    )
    session.add(
        Card(
            kind="approval",
            subject=str(complaint.id),
            complaint_id=complaint.id,
            channel=book.desk.channels.approvals,
        )
    )
    hotlines.begin(session, book, playbook, complaint, now)
