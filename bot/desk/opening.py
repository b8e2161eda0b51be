"""Opening: a complaint begins: playbook chosen and frozen, clocks and chains started, the people of a hotline told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import (
    clocks,
    complainants,
    escalations,
    events,
    freezes,
    groups,
    history,
    hotlines,
    references,
    sorting,
    urgency,
)
from bot.desk.models import Card, Complaint, Mention
from bot.desk.playbooks import Book, Choice
from bot.desk.playbooks.notions import LANGUAGES, Severity
from bot.desk.vocabulary import ComplaintState
from bot.triage import reproach
from bot.triage.features import Said
from bot.triage.kinds import Stakes


def open_all(session: Session, book: Book, mentions: Sequence[Mention], now: datetime) -> list[Complaint]:
    """Complaints begin, one for each of ``mentions``, written with the same few statements however many they are.

    Playbook chosen and frozen, clocks started from when the customer wrote. The caller sees to the first drafts.
    """
    answered = history.answered_before(session, mentions)
    opened = [_begun(book, mention, answered, now) for mention in mentions]
    joined = groups.join_all(session, opened, now)
    authors = {member.mention.id: one.group.authors for one in joined for member in (one.complaint, one.other)}
    for complaint in opened:
        _weigh(book, complaint, authors.get(complaint.mention.id, 1), now)
    session.add_all(opened)
    session.flush()  # one insert for all mentions and one for all complaints: from here on they have their ids
    complainants.count(session, opened)
    for complaint in opened:
        _begin_work(session, book, complaint, now)
    groups.tell(session, joined, now)
    escalations.begin(session, book, [(one, book.playbooks[one.playbook]) for one in opened], now)
    freezes.join(session, opened, now)
    return opened


def choice_for(book: Book, mention: Mention) -> Choice:
    """The playbook that ``book`` chooses for ``mention``, by all that is known of it."""
    said = Said(mention.text, mention.title, mention.language, mention.network, mention.rating)
    return chosen(book, said, mention.triage)


def chosen(book: Book, said: Said, triage: Mapping[str, Any] | None) -> Choice:
    """The playbook for ``said``; ``triage``: what :func:`bot.desk.sorting.kept` keeps, if it was asked."""
    risks, topics = sorting.leads(book, triage)
    choose = partial(
        book.choose,
        language=said.language,
        network=said.network,
        rating=said.rating,
        severity=reproach_of(said),
        risks=risks,
    )
    if (triage or {}).get("kind") == "suggestion" and not risks:
        return choose("", topics=topics)  # an idea about delivery slots is no late delivery, whatever it says
    text = f"{said.title} {said.text}"
    choice = choose(text)
    # Phrases are people's words: they come first, unless the model is all but certain; a risk comes before both.
    return choose(text, topics=topics) if topics and (not choice.why or sorting.outweighs_phrases(triage)) else choice


def severity_of(mention: Mention) -> Severity | None:
    """How hard the reproach is, as far as its words say; None in a language that nobody here reads."""
    return reproach_of(Said(mention.text, mention.title, mention.language))


def reproach_of(said: Said) -> Severity | None:
    """How hard the reproach is, as far as its words say; None in a language that nobody here reads."""
    if said.language not in (*LANGUAGES, "unknown"):
        return None
    return reproach.severity(f"{said.title} {said.text}", said.language)


def stakes_of(mention: Mention) -> Stakes:
    """What is at stake by what triage found; P3, the ordinary complaint, where it was not asked."""
    found: Stakes | None = (mention.triage or {}).get("stakes")
    return found or "P3"


def _weigh(book: Book, complaint: Complaint, authors: int, now: datetime) -> None:
    found = urgency.summed(book, complaint.mention, complaint.stakes, now, authors=authors)  # type: ignore[arg-type]
    complaint.priority, complaint.weighed, complaint.weigh_at = found.priority, found.weighed, found.again_at


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
        stakes=stakes_of(mention),
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
    begun = clocks.begin(session, book, playbook, complaint, since)
    events.record(
        session,
        complaint,
        "opened",
        mention.logged_by or events.AMENDS,
        now,
        playbook=playbook.name,
        version=playbook.version,
        why=complaint.playbook_reason,
        due={clock.metric: clock.due_at.isoformat() for clock in begun},
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
