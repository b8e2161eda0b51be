"""What the worker tests do at the desk: let an alert in, approve a reply, look at rows."""

from __future__ import annotations

import json
import zlib
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.desk import alerts, approvals, drafts, people
from bot.desk.models import Alert, Complaint, Draft, Effect
from bot.sources import generic
from workers import reading

WORDS = (
    "Hi Nadia, your cups were due on Tuesday and are late: that was our mistake, and I'm sorry. I have sent them again."
)


def own(post: str) -> str:
    """What each post says beside: it is another person's, with an order of their own; else it would be a copy."""
    return "" if post == "a1" else f" Order {zlib.crc32(post.encode())}."


def receive(app: App, **fields: Any) -> None:
    """An alert is stored, unread."""
    post = str(fields.get("id", "a1"))
    body = {
        "id": post, "network": "facebook", "url": f"https://social.example/p/{post}",
        "text": f"Where are my cups? They were due on Tuesday.{own(post)}",
        "author": {"handle": "nadia.o" if post == "a1" else f"nadia.{post}", "name": "Nadia Orsel"},
        "posted_at": app.now().isoformat(), "language": "en",
    } | fields  # fmt: skip
    incoming = generic.parse("generic", json.dumps(body).encode())
    rows = [alerts.row(one, app.now()) for one in incoming]
    app.store.write(lambda session: alerts.store(session.connection(), rows))


def approved(app: App, **fields: Any) -> int:
    """A complaint whose reply Sam approved, ready to be published; returns the draft's id."""
    receive(app, **fields)
    reading.read_alerts(app)
    book = app.book()

    def happening(session: Any) -> int:
        complaint = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
        draft = drafts.propose(session, complaint, WORDS, "en", "playbook", app.now(), commitments=[], why={})
        shown, sam = drafts.shown_as(draft, complaint), people.allowed(book, "U0SAM", "approve")
        return int(approvals.approve(session, book, complaint, sam, shown, app.now()).id)

    return app.store.write(happening)


def draft(app: App, draft_id: int) -> Draft:
    with app.store.read() as session:
        return session.get_one(Draft, draft_id)


def effect(app: App, key: str) -> Effect:
    with app.store.read() as session:
        return session.scalars(select(Effect).where(Effect.key == key)).one()


def stored(app: App) -> list[Alert]:
    with app.store.read() as session:
        return list(session.scalars(select(Alert).order_by(Alert.id)))
