"""A desk on which something has happened: eight weeks of invented complaints, written as rows; the same every time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bot.desk import figures, references
from bot.desk.models import (
    Clock,
    Complaint,
    Counted,
    Draft,
    Event,
    Incident,
    IncidentEvent,
    Mention,
    Override,
    Rollup,
    Statement,
    Surge,
    Tally,
    Ticket,
)
from bot.desk.playbooks import Book

TABLES = (Mention, Complaint, Clock, Draft, Ticket, Event, Incident, IncidentEvent, Override, Statement, Surge)
FIGURES = (Rollup, Tally, Counted)  # what the desk has kept of it
TOPICS = {  # playbook → how often of 25, team, what people say
    "late-delivery": (9, "delivery", "My parcel was due on Tuesday.", "Mon colis devait arriver mardi, toujours rien."),
    "damaged-item": (5, "care", "The teapot came with a broken spout.", "La théière est arrivée avec le bec cassé."),
    "billing-error": (4, "care", "You charged me twice.", "Vous m’avez prélevé deux fois la même table."),
    "unreachable-service": (3, "care", "On hold for forty minutes.", "J’attends depuis quarante minutes au téléphone."),
    "wrong-or-missing-item": (2, "delivery", "Two cups are missing.", "Il manque deux tasses dans le colis."),
    "general": (2, "care", "Call me on 06 12 34 56 78.", "Plus personne ne répond. Rappelez-moi au 06 12 34 56 78."),
}
PEOPLE = "Nadia Orsel,Omar Vidal,Mira Solbakken,Jonas Ferrand,Aïcha Benoît,Tom Ackerley,Lou Perrin,Ines Duarte".split(
    ","
)
NETWORKS = ("x", "facebook", "instagram", "google", "trustpilot")
AGENTS = ("U0NOE", "U0IVY")
APPROVERS = ("U0LEA", "U0SAM")


def fill(session: Session, book: Book, now: datetime, many: int = 240) -> list[str]:
    """``many`` complaints up to ``now``, an incident and a surge; the references, oldest first."""
    chance = random.Random(7)
    names = [name for name, (weight, *_rest) in TOPICS.items() for _each in range(weight) if name in book.playbooks]
    refs = []
    for number in range(many):
        age = timedelta(days=56 * (1 - (number + 1) / many) ** 1.3, minutes=chance.randrange(12, 200))
        refs.append(_complaint(session, book, chance, number, now - age, names, now))
    session.flush()
    _incident(session, now)
    return refs


def reference(number: int) -> str:
    """An own reference for each number."""
    digits, rest = [], number * 7919 + 13
    for _place in range(references.RANDOM_SYMBOLS):
        digits.append(references.ALPHABET[rest % len(references.ALPHABET)])
        rest //= len(references.ALPHABET)
    symbols = "".join(digits)
    return next(found for check in references.ALPHABET if (found := references.read(symbols + check)) is not None)


def _complaint(
    session: Session, book: Book, chance: random.Random, number: int, posted: datetime, names: list[str], now: datetime
) -> str:
    playbook = names[chance.randrange(len(names))]
    _weight, team, english, french = TOPICS[playbook]
    language = chance.choice(("en", "fr"))
    seen = posted + timedelta(minutes=chance.randrange(1, 9))
    ref, who = reference(number), PEOPLE[number % len(PEOPLE)]
    session.execute(insert(Mention), [{
        "id": f"m{number}", "source": "generic", "external_id": str(number), "network": NETWORKS[number % 5],
        "url": f"https://social.example/p/{number}", "author_handle": who.split()[0].lower() + str(number),
        "author_name": who, "author": {}, "title": "", "text": f"{french if language == 'fr' else english} ({number})",
        "language": language, "media": [], "hints": {}, "posted_at": posted, "received_at": seen, "revision": 1,
        "state": "complaint", "reason": "", "correlation": f"c{number}", "kind": "complaint",
    }])  # fmt: skip
    waits = ((now - posted) < timedelta(hours=30) and chance.random() < 0.75) or chance.random() < 0.04
    drafted = seen + timedelta(seconds=chance.randrange(2, 40))
    slow = 5 if team == "delivery" else 2
    approved = drafted + timedelta(minutes=chance.randrange(5, 60 * slow))
    published = approved + timedelta(seconds=chance.randrange(20, 90))
    answered = None if waits or published > now else published
    claimed = answered + timedelta(minutes=chance.randrange(5, 400)) if answered else None
    claimed = claimed if claimed and claimed < now else None
    resolved = claimed + timedelta(hours=chance.randrange(2, 70)) if claimed else None
    resolved = resolved if resolved and resolved < now else None
    state = "resolved" if resolved else "answered" if answered else "open"
    if state == "open" and chance.random() < 0.06:
        state = "dismissed"
    one = Complaint(
        ref=ref, mention_id=f"m{number}", state=state, playbook=playbook, playbook_version="1", playbook_reason="words",
        severity="disapproval", stakes=chance.choice(("P1", "P2", "P2", "P3", "P3", "P3", "P4")),
        priority=chance.randrange(5, 100), frozen={}, team=team, facts={}, opened_at=seen, answered_at=answered,
        resolved_at=resolved, correlation=f"c{number}", dismissed_by="U0SAM" if state == "dismissed" else None,
    )  # fmt: skip
    session.add(one)
    session.flush()
    _clocks(session, book, one, posted, now)
    owner = AGENTS[number % 2] if claimed else None
    if answered:
        session.add(Ticket(
            complaint_id=one.id, state="resolved" if resolved else "claimed" if claimed else "queued", team=team,
            owner=owner, opened_at=answered, claimed_at=claimed, resolved_at=resolved, waiting_for=None,
            outcome="solved" if resolved else None,
        ))  # fmt: skip
    _draft(session, one, language, drafted, approved if answered else None, answered, chance)
    _events(session, one, seen, drafted, approved, answered, claimed, resolved, owner)
    return ref


def _clocks(session: Session, book: Book, one: Complaint, posted: datetime, now: datetime) -> None:
    calendar = book.desk.calendar("staffed")
    spans = {"first_response": (3600, 10800, posted, one.answered_at)}
    if one.answered_at:
        spans["resolution"] = (3 * 34200, 5 * 34200, one.answered_at, one.resolved_at)
    for metric, (warn, limit, start, end) in spans.items():
        due = calendar.add(start, limit)
        late = end > due if end else now > due
        state = "stopped" if one.state == "dismissed" else ("breached" if late else "met") if end else "running"
        session.add(
            Clock(
                complaint_id=one.id,
                metric=metric,
                round=1,
                state=state,
                started_at=start,
                warn_at=calendar.add(start, warn),
                due_at=due,
                next_at=None,
                ended_at=end or (one.opened_at if state == "stopped" else None),
                breached_at=due if late and state != "stopped" else None,
                pauses=[],
                policy={
                    "name": "social",
                    "warn": warn,
                    "limit": limit,
                    "calendar": calendar.spec.model_dump(mode="json"),
                },
            )
        )


def _draft(
    session: Session, one: Complaint, language: str, at: datetime, approved: datetime | None, public: datetime | None,
    chance: random.Random,
) -> None:  # fmt: skip
    body = "Bonjour, je suis désolée." if language == "fr" else "Hello, I am sorry. I will look for your parcel today."
    common = {
        "complaint_id": one.id, "language": language, "playbook": one.playbook, "playbook_version": "1",
        "commitments": [], "target": {}, "created_at": at,
    }  # fmt: skip
    last = {
        "state": "published" if public else "proposed", "changed_at": public or at, "published_at": public,
        "approved_by": APPROVERS[one.id % 2] if approved else None, "approved_at": approved,
    }  # fmt: skip
    first = {"number": 1, "written_by": "playbook", "why": {"used": {"regret": body}}, "body": body}
    if public and chance.random() < 0.3:  # somebody rewrote it
        session.add(Draft(**common, **first, state="superseded", changed_at=at))
        body = (
            body.replace("désolée", "navrée, sincèrement")
            .replace("sorry", "truly sorry")
            .replace("today", "this very day")
        )
        first = {"number": 2, "written_by": APPROVERS[one.id % 2], "why": {}, "body": body, "edit_of": 1}
    session.add(Draft(**common, **first, **last, reply_text=f"{body}\n— Sam" if approved else None))
    session.flush()
    if public and chance.random() < 0.1:
        draft_id = session.query(Draft.id).filter_by(complaint_id=one.id, state="published").scalar()
        session.add(Override(draft_id=draft_id, check="R14", passage="", reason="The customer wrote at length too.",
                             person="U0SAM", at=public))  # fmt: skip


def _events(session: Session, one: Complaint, *moments: Any) -> None:
    seen, drafted, approved, answered, claimed, resolved, owner = moments
    words = "I will look for your parcel today."
    told: list[tuple[datetime | None, str, str, dict[str, Any]]] = [
        (seen, "opened", "amends", {"playbook": one.playbook, "version": "1"}),
        (drafted, "drafted", "playbook", {"number": 1, "text": words}),
        (approved if answered else None, "approved", APPROVERS[one.id % 2], {"number": 1, "text": words}),
        (answered, "published", "amends", {"url": "https://social.example/r", "text": words}),
        (answered, "ticket_opened", "amends", {"team": one.team}),
        (claimed, "claimed", owner or "", {}),
        (
            resolved,
            "resolved",
            owner or "",
            {"outcome": "solved", "on": "2026-11-20", "done": "Two cups were sent anew."},
        ),
    ]
    session.add_all(
        Event(complaint_id=one.id, at=at, kind=kind, actor=who, data=data) for at, kind, who, data in told if at
    )


def _incident(session: Session, now: datetime) -> None:
    begun = now - timedelta(days=9)
    reason = {"text": "It reads like {kind}.", "values": {}, "names": {"kind": "nothing that concerns us"}}
    session.add(
        Surge(
            topic="late-delivery",
            number=1,
            at=begun,
            hours=6.0,
            authors=14,
            expected=2.1,
            weeks=6,
            chance=1e-6,
            reasons=[reason],
            cooldown_until=begun + timedelta(hours=12),
        )
    )
    incident = Incident(
        topic="late-delivery", title="Depot in Lille closed", state="answering", opened_at=begun, opened_by="U0HEL",
        why={"words": "The depot in Lille has been closed since Saturday."}, usual=2.1, owner="U0HEL", revision=1,
        cluster="accidental", cluster_by="U0HEL", cluster_at=begun, correlation="incident",
    )  # fmt: skip
    session.add(incident)
    session.flush()
    session.add(
        Statement(
            incident_id=incident.id,
            revision=1,
            language="en",
            text="The depot in Lille was closed.\nParcels leave again on Thursday.",
            hash="0" * 64,
            written_by="U0HEL",
            written_at=begun,
            approved_by="U0HEL",
            approved_at=begun,
            overrides={},
        )
    )
    session.add(
        IncidentEvent(
            incident_id=incident.id,
            at=begun,
            kind="declared",
            actor="U0HEL",
            data={"count": 12, "words": "The depot in Lille has been closed since Saturday."},
        )
    )
    for one in (
        session.query(Complaint).filter(Complaint.playbook == "late-delivery", Complaint.opened_at > begun).limit(12)
    ):
        one.incident_id = incident.id


class Remembered:
    """A filled desk, made once and then written as rows: the same, and quicker."""

    def __init__(self, many: int = 120) -> None:
        self._many = many
        self._refs: list[str] = []
        self._rows: dict[type, list[dict[str, Any]]] = {}

    def fill(self, session: Session, book: Book, now: datetime) -> list[str]:
        """Fill an empty desk; the references, oldest first. Always with the same ``now``."""
        if not self._refs:
            self._refs = fill(session, book, now, self._many)
            session.flush()
            figures.rebuild(session, book)
            session.flush()
            for table in (*TABLES, *FIGURES):
                self._rows[table] = [dict(row) for row in session.execute(select(table.__table__)).mappings()]
            return self._refs
        for table in (*TABLES, *FIGURES):
            session.execute(insert(table.__table__), self._rows[table])
            if session.get_bind().dialect.name == "postgresql" and table in TABLES[1:]:
                name = table.__table__.name
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
        return self._refs
