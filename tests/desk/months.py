"""Invented months of complaints, written straight into the rows, and the same figures counted independently."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.desk.models import Complaint, Gesture, Mention, Ticket
from bot.desk.playbooks import Book

CAUSES = ("late-delivery", "damaged-item", "rude-staff", "idea")
NETWORKS = {"x": "social", "facebook": "social", "reviews": "reviews", "shop": "counter"}
WORDS = {
    "late-delivery": ("Le livreur a laissé le carton au point relais fermé.", "My parcel sits at the pickup locker."),
    "damaged-item": ("L'anse est cassée.", "The handle came off."),
    "rude-staff": ("Le vendeur m'a ri au nez.", "He laughed at me."),
    "idea": ("Pourquoi ne pas livrer le soir ?", "Why not deliver in the evening?"),
}


@dataclass(frozen=True)
class One:
    """One complaint, as the independent count sees it."""

    at: datetime
    cause: str
    network: str
    author: str
    language: str
    team: str
    arousal: str | None
    waited: float | None  # hours until it was answered
    outcome: str | None
    gesture: str | None
    reopened: int
    dismissed: str | None  # the kind it was dismissed as
    text: str


def invent(seed: int, many: int, since: datetime, until: datetime, causes: Sequence[str] = CAUSES) -> list[One]:
    """``many`` complaints between ``since`` and ``until``, by a few prolific people and many others."""
    chance = random.Random(seed)
    found = []
    for _number in range(many):
        cause = chance.choices(causes, range(len(causes), 0, -1))[0]
        waited = chance.choice([None, 0.5, 2.0, 3.25, 30.0])
        outcome = chance.choice(["solved", "solved", "refused", None]) if waited is not None else None
        french = chance.random() < 0.6
        found.append(One(
            at=since + (until - since) * chance.random(), cause=cause, network=chance.choice(list(NETWORKS)),
            author=f"P{chance.randrange(max(many // 3, 1))}" if chance.random() < 0.9 else "", waited=waited,
            language="fr" if french else "en", team=chance.choice(["delivery", "care"]),
            arousal=chance.choice(["high", "low", None]), outcome=outcome,
            gesture=chance.choice(["voucher", None]) if outcome == "solved" else None,
            reopened=int(outcome is not None and chance.random() < 0.2),
            dismissed=chance.choice(["noise", "complaint"]) if waited is None and chance.random() < 0.3 else None,
            text=WORDS.get(cause, WORDS["idea"])[0 if french else 1],
        ))  # fmt: skip
    return found


def store(session: Session, said: Sequence[One], start: int = 1, book: Book | None = None) -> None:
    """Write them down as if they had come in, been answered and resolved (by the playbooks of ``book``)."""
    rows: dict[Any, list[dict[str, Any]]] = {Mention: [], Complaint: [], Ticket: [], Gesture: []}
    for number, one in enumerate(said, start=start):
        _rows(rows, number, one, book.playbooks[one.cause].version if book else "1")
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)


def _rows(rows: dict[Any, list[dict[str, Any]]], number: int, one: One, version: str) -> None:
    answered = one.at + timedelta(hours=one.waited) if one.waited is not None else None
    triage = {"arousal": one.arousal} if one.arousal else None
    rows[Mention].append({
        "id": f"m{number}", "source": "generic", "external_id": str(number), "network": one.network, "url": "",
        "author_handle": one.author, "author_name": "", "author": {}, "title": "", "text": one.text,
        "language": one.language, "media": [], "hints": {}, "posted_at": one.at, "received_at": one.at, "revision": 1,
        "state": "complaint", "reason": "", "correlation": "c", "complaint_id": number, "triage": triage,
        "kind": one.dismissed or "complaint",
    })  # fmt: skip
    state = "dismissed" if one.dismissed else "resolved" if one.outcome else "answered" if answered else "open"
    rows[Complaint].append({
        "id": number, "version": 1, "ref": f"R{number}", "mention_id": f"m{number}", "state": state,
        "playbook": one.cause, "playbook_version": version, "playbook_reason": "", "frozen": {}, "team": one.team,
        "facts": {}, "thread_revision": 1, "opened_at": one.at, "answered_at": answered, "correlation": "c",
        "resolved_at": answered if one.outcome else None,
    })  # fmt: skip
    if answered:
        rows[Ticket].append({
            "version": 1, "complaint_id": number, "state": "resolved" if one.outcome else "queued", "team": one.team,
            "opened_at": answered, "outcome": one.outcome, "reopened": one.reopened,
        })  # fmt: skip
    if one.gesture:
        rows[Gesture].append({
            "version": 1, "complaint_id": number, "kind": one.gesture, "amount": 10, "currency": "EUR", "why": "x",
            "asked_by": "U0LEA", "asked_at": one.at, "beyond_authority": False, "due_at": one.at,
            "decision": "granted", "decided_by": "U0HEL", "decided_at": one.at,
        })  # fmt: skip


def who(number: int, one: One) -> str:
    """The person behind it: whoever names themselves nowhere is one for each post."""
    return f"{one.network}:{one.author.lower()}" if one.author else f"mention:{number}"
