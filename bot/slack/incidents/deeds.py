"""What each window of an incident does: one verb of the desk each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.desk.incidents import ending, pacing, statements
from bot.desk.models import Batch, Incident
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.slack.blocks import Block
from bot.slack.incidents import rows as incident_rows
from bot.slack.incidents import windows
from bot.slack.verbs import Values
from bot.texts import _

Verb = Callable[[Session, Book, Any, Person, Values, datetime], Any]


def _cluster(s: Session, b: Book, i: Incident, p: Person, v: Values, now: datetime) -> None:
    day, time, zone = v.get("day", ""), v.get("time", ""), b.desk.local(now).tzinfo
    if not day or not time:
        raise Refused(_("Say when there is news: a day and a time."), field="time")
    word = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone)
    statements.choose_cluster(
        s, b, i, p, now, cluster=v["cluster"], known=v["known"], done=v["done"], safety=v["safety"],
        next_word_at=word, owner=v.get("owner", ""),
    )  # fmt: skip


def _approve(s: Session, b: Book, i: Incident, p: Person, v: Values, now: datetime) -> None:
    reasons = {check: why for check, why in v.items() if check != "extra"}
    statements.approve(s, b, i, p, v["extra"], now, reasons)


def take_out(s: Session, b: Book, found: Batch, p: Person, v: Values, now: datetime) -> None:
    """One text of a batch is to be answered on its own."""
    pacing.leave_out(s, b, found, int(v["extra"]), p, now)


# callback_id → (what the role must allow, the verb): windows about one incident, on submission.
SUBMISSIONS: dict[str, tuple[str, Verb]] = {
    "incident_cluster": ("incident", _cluster),
    "incident_write": ("approve", lambda s, b, i, p, v, now: statements.write(
        s, b, i, p, {code: v.get(code, "") for code in windows.FIELDS}, now)),
    "incident_approve": ("incident", _approve),
    "incident_withdraw": ("incident", lambda s, _b, i, p, v, now: statements.withdraw(s, i, p, v["why"], now)),
    "incident_end": ("incident", lambda s, b, i, p, v, now: ending.end(
        s, b, i, p, v["why"], now, false_alarm=v["how"] == "false_alarm")),
    "incident_review": ("incident", lambda s, b, i, p, v, now: ending.review(
        s, b, i, p, now, what=v["what"], change=v["change"], who=v["who"], by=v["by"])),
}  # fmt: skip
# action_id → (what the role must allow, the window it opens).
OPENS: dict[str, tuple[str, Callable[[incident_rows.Shown], Block]]] = {
    "incident_cluster": ("incident", windows.cluster),
    "incident_approve": ("incident", windows.approve),
    "incident_withdraw": ("incident", windows.withdraw),
    "incident_end": ("incident", windows.end),
    "incident_review": ("incident", windows.review),
}
