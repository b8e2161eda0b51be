"""A month of complaints written straight into the tables, for lists and figures: quick, and of every fate."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.desk import figures
from bot.desk.models import Clock, Commitment, Complaint, Draft, Mention, Ticket
from bot.desk.playbooks import Book

NETWORKS = ("facebook", "x", "reviews")
PLAYBOOKS = (("late-delivery", "delivery"), ("general", "care"))
POLICY = {"name": "social networks", "warn": 3600, "limit": 10800, "most_paused": None, "calendar": {}, "steps": []}


def write(session: Session, book: Book, number: int, now: datetime) -> None:
    """``number`` complaints of the last 40 days, every third unanswered, and their figures."""
    rows: dict[Any, list[dict[str, Any]]] = {one: [] for one in (Mention, Complaint, Clock, Draft, Ticket, Commitment)}
    for index in range(1, number + 1):
        _one(rows, index, now - timedelta(hours=(index * 7) % 960, minutes=index % 60), now)
    for model, values in rows.items():
        if values:
            session.execute(insert(model), values)
    session.flush()
    figures.rebuild(session, book)


def _one(rows: dict[Any, list[dict[str, Any]]], index: int, at: datetime, now: datetime) -> None:
    playbook, team = PLAYBOOKS[index % 2]
    answered = at + timedelta(hours=1 + index % 5) if index % 3 and at + timedelta(hours=6) < now else None
    late = at + timedelta(hours=3) < (answered or now)
    base = 1_000_000 + index
    rows[Mention].append({
        "id": f"month-{index:030}", "source": "generic", "external_id": f"month-{index}",
        "network": NETWORKS[index // 3 % 3], "url": "https://social.example/m",
        "author_handle": f"h{index}", "author_name": f"Person {index}", "author": {}, "title": "",
        "text": f"Where is my order, for {index} days?", "language": "en", "media": [], "hints": {}, "posted_at": at,
        "received_at": at, "revision": 1, "state": "complaint", "reason": "", "correlation": "c", "kind": "complaint",
    })  # fmt: skip
    rows[Complaint].append({
        "id": base, "version": 1, "ref": f"M{index:07}", "mention_id": f"month-{index:030}",
        "state": "answered" if answered else "open", "playbook": playbook, "playbook_version": "1",
        "playbook_reason": "", "stakes": "P3", "frozen": {}, "team": team, "facts": {}, "thread_revision": 1,
        "opened_at": at, "answered_at": answered, "correlation": "c",
    })  # fmt: skip
    due = at + timedelta(hours=3)
    rows[Clock].append({
        "version": 1, "complaint_id": base, "metric": "first_response", "round": 1, "started_at": at, "warn_at": due,
        "due_at": due, "next_at": None if answered or late else due, "ended_at": answered, "pauses": [],
        "state": "running" if not answered else "breached" if late else "met", "policy": POLICY,
        "breached_at": due if late else None,
    })  # fmt: skip
    rows[Draft].append({
        "version": 1, "complaint_id": base, "kind": "reply", "number": 1, "language": "en",
        "state": "published" if answered else "proposed", "body": "Sorry.", "written_by": "playbook",
        "playbook": playbook, "playbook_version": "1", "commitments": [], "why": {}, "created_at": at,
        "changed_at": answered or at, "approved_at": answered, "published_at": answered, "target": {},
    })  # fmt: skip
    if answered:
        _work(rows, index, base, team, answered, now)


def _work(rows: dict[Any, list[dict[str, Any]]], index: int, base: int, team: str, at: datetime, now: datetime) -> None:
    owner = (None, "U0NOE", "U0IVY")[index // 3 % 3]
    rows[Ticket].append({
        "version": 1, "complaint_id": base, "state": "claimed" if owner else "queued", "team": team, "owner": owner,
        "opened_at": at, "reopened": 0, "handoffs": 0, "repeats": 0, "level": 1,
    })  # fmt: skip
    due = at + timedelta(days=3)
    rows[Commitment].append({
        "version": 1, "complaint_id": base, "what": "I will call", "said": "on Friday", "due_at": due,
        "owner": owner or "U0LEA", "state": "kept" if index % 5 else "open", "created_at": at,
        "ended_at": due + timedelta(hours=index % 4 - 1) if index % 5 else None,
        "broken_at": due if index % 5 == 0 and due < now else None,
    })  # fmt: skip
