"""Statements: whose doing it is, and what is said to everybody: written, approved, until then nothing leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, drafts, freezes, judging
from bot.desk.incidents import belonging, declaring, rooms, story, weighing
from bot.desk.models import Complaint, Incident, Statement
from bot.desk.people import Person, name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import LANGUAGES
from bot.desk.vocabulary import (
    CLUSTER_NAMES,
    Cluster,
    ComplaintState,
    DraftState,
    IncidentState,
    Refused,
    Role,
    move,
)
from bot.texts import _

FACTS_AGREE = _("the statement says something else by now")
MOST = 2000


def choose_cluster(
    session: Session,
    book: Book,
    incident: Incident,
    person: Person,
    now: datetime,
    *,
    cluster: str,
    known: str,
    done: str,
    safety: str,
    next_word_at: datetime | None,
    owner: str = "",
) -> None:
    """A manager decides whose doing it is, and says what is known, what is done, and when the next word comes."""
    belonging.guard_open(belonging.locked(session, incident))
    if cluster not in set(Cluster):
        raise Refused(_("Choose whose doing it is: it decides what may be said."), field="cluster")
    if next_word_at is None or next_word_at <= now:
        raise Refused(_("Say when there will be news, even if nothing is new by then: a time still to come."), "day")
    if owner and owner not in book.desk.people:
        raise Refused(_("Nobody on this desk is called {id}."), field="owner", id=owner)
    incident.cluster, incident.cluster_by, incident.cluster_at = cluster, person.id, now
    incident.known, incident.done, incident.safety = known.strip(), done.strip(), safety.strip()
    incident.next_word_at = next_word_at
    if (owner or person.id) != incident.owner:
        incident.owner = owner or person.id
        story.record(session, incident, "owner", person.id, now, owner=incident.owner)
    said = CLUSTER_NAMES[Cluster(cluster)]
    story.record(session, incident, "clustered", person.id, now, cluster=said, known=incident.known)
    rooms.show(session, incident, now)


def latest(session: Session, incident: Incident) -> dict[str, Statement]:
    """Language → the newest revision of the statement, approved or not; empty before one was written."""
    session.flush()
    query = select(Statement).where(Statement.incident_id == incident.id).order_by(Statement.revision)
    rows = session.scalars(query).all()
    newest = rows[-1].revision if rows else 0
    return {one.language: one for one in rows if one.revision == newest}


def standing(session: Session, incident: Incident) -> dict[str, Statement]:
    """Language → the statement that was approved and holds."""
    query = select(Statement).where(
        Statement.incident_id == incident.id, Statement.revision == (incident.revision or 0)
    )  # fmt: skip
    return {one.language: one for one in session.scalars(query)}


def set_aside(session: Session, incident: Incident) -> dict[str, str]:
    """Check → why whoever approved the statement set its warning aside."""
    return {check: why for one in standing(session, incident).values() for check, why in one.overrides.items()}


def shown_as(statements: Mapping[str, Statement]) -> str:
    """What the button to approve them carries: exactly these words in these languages."""
    said = "\n".join(f"{language}:{statements[language].hash}" for language in sorted(statements))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def write(
    session: Session, book: Book, incident: Incident, person: Person, texts: Mapping[str, str], now: datetime
) -> int:
    """``person`` writes the statement, a text for each language (one may be empty); returns its revision. Nobody is
    told it before a manager has approved it."""
    belonging.guard_open(belonging.locked(session, incident))
    guard_clustered(book, incident)
    given = {language: words.strip() for language, words in texts.items() if words.strip()}
    if not given:
        raise Refused(_("The statement is empty."), field=next(iter(texts), LANGUAGES[0]))
    before = latest(session, incident)
    if given == {language: one.text for language, one in before.items()} and all(
        one.next_word_at == incident.next_word_at for one in before.values()
    ):
        return next(iter(before.values())).revision  # nothing was changed
    revision = max((one.revision for one in before.values()), default=0) + 1
    for language, words in given.items():
        session.add(
            Statement(
                incident_id=incident.id, revision=revision, language=language, text=words[:MOST],
                hash=hashlib.sha256(words[:MOST].encode()).hexdigest(), next_word_at=incident.next_word_at,
                written_by=person.id, written_at=now, overrides={},
            )
        )  # fmt: skip
    said = "\n\n".join(given.values())
    story.record(session, incident, "statement_written", person.id, now, revision=revision, text=said)
    rooms.show(session, incident, now)
    return revision


def guard_clustered(book: Book, incident: Incident) -> None:
    """Refuse while nobody has said whose doing it is."""
    if incident.cluster is None:
        raise Refused(
            _("First a manager chooses whose doing it is: that decides what the statement may say. Ask {names}."),
            names=freezes.deciders(book, incident),
        )


def approve(
    session: Session,
    book: Book,
    incident: Incident,
    person: Person,
    shown: str,
    now: datetime,
    overrides: Mapping[str, str] | None = None,
) -> None:
    """A manager approves exactly the statement that was shown (:func:`shown_as`): it may be said from now on.

    ``overrides``: check → why its warning is set aside, for every reply that says it.
    """
    belonging.guard_open(belonging.locked(session, incident))
    statements = latest(session, incident)
    _guard_shown(book, incident, statements, shown)
    _guard_two(book, statements, person)
    _guard_languages(session, book, incident, statements)
    reasons: dict[str, str] = {}
    for one in statements.values():
        for check in judging.guard(weighing.judged(session, book, incident, one.language, one.text), overrides or {}):
            reasons[check.id] = (overrides or {})[check.id].strip()
    for one in statements.values():
        one.approved_by, one.approved_at, one.overrides = person.id, now, reasons
    incident.revision = next(iter(statements.values())).revision
    if incident.state == IncidentState.DECLARED:
        incident.state = move(IncidentState.DECLARED, IncidentState.ANSWERING)
    incident.stopped_by = incident.stopped_at = None
    text = "\n\n".join(one.text for one in statements.values())
    story.record(session, incident, "statement_approved", person.id, now, revision=incident.revision, text=text)
    _word_anew(session, incident, person, now)
    rooms.show(session, incident, now)


def _guard_shown(book: Book, incident: Incident, statements: Mapping[str, Statement], shown: str) -> None:
    if not statements:
        raise Refused(_("There is no statement yet: write it first."))
    first = next(iter(statements.values()))
    if shown_as(statements) != shown:
        raise Refused(
            _("{who} wrote revision {revision} since you read it. Read that one, then approve it."),
            who=name_of(book, first.written_by), revision=str(first.revision),
        )  # fmt: skip
    if first.approved_by is not None and incident.revision == first.revision:
        raise Refused(_("{who} has approved this statement already."), who=name_of(book, first.approved_by))
    if first.approved_by is not None:
        raise Refused(_("This statement was withdrawn: write what holds now, then approve that."))


def _guard_two(book: Book, statements: Mapping[str, Statement], person: Person) -> None:
    alone = all(one.written_by == person.id for one in statements.values())
    if alone and not book.desk.approval.editor_may_approve_alone:
        others = [
            spec.name for who, spec in book.desk.people.items() if Role.MANAGER in spec.roles and who != person.id
        ]
        raise Refused(
            _("You wrote this statement, so somebody else approves it. Ask {names}."),
            names=", ".join(others[:3]) or "an admin",
        )


def _guard_languages(session: Session, book: Book, incident: Incident, statements: Mapping[str, Statement]) -> None:
    spoken = weighing.languages(session, book, incident)
    for language in LANGUAGES:
        if spoken.get(language) and language not in statements:
            name = {"en": _("English"), "fr": _("French")}[language]
            raise Refused(
                _("People complain in a language that the statement does not speak: {language} ({n})."),
                n=str(spoken[language]), language=name,
            )  # fmt: skip


def _word_anew(session: Session, incident: Incident, person: Person, now: datetime) -> None:
    """Every reply that has not left is written anew with the statement; approved ones go back first."""
    query = select(Complaint).where(
        Complaint.incident_id == incident.id, Complaint.state == ComplaintState.OPEN, Complaint.alone_by.is_(None)
    )
    waiting = session.scalars(query.order_by(Complaint.id)).all()
    current = drafts.currents(session, [one.id for one in waiting])
    for complaint in waiting:
        draft = current.get(complaint.id)
        if draft is not None and draft.state == DraftState.APPROVED:
            approvals.void(session, draft, complaint, FACTS_AGREE, now)
            draft = drafts.current(session, complaint.id)
        if draft is not None and draft.state != DraftState.PROPOSED:
            continue  # it is with the network, or with a person who looks whether it is public
        number = draft.number if draft else None
        complaints.ask_for_draft(session, complaint, now, asked_by=person.id, after=number)
    complaints.show_all(session, waiting, now, urgency=3)
    freezes.gather(session, incident.id, now)


def withdraw(session: Session, incident: Incident, person: Person, why: str, now: datetime) -> None:
    """What the statement says is wrong: it no longer holds, what has not left is taken back, nothing more leaves."""
    belonging.locked(session, incident)
    belonging.guard_why(why)
    if incident.state != IncidentState.ANSWERING:
        raise Refused(_("No statement holds at the moment, so there is none to withdraw."))
    incident.state = move(IncidentState.ANSWERING, IncidentState.DECLARED)
    incident.revision = None
    session.flush()
    story.record(session, incident, "statement_withdrawn", person.id, now, why=why.strip())
    declaring.hold_back(session, incident, now)
    rooms.show(session, incident, now)
