"""Corrections: where people say that triage was wrong. They are kept, counted, and fitted on demand."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.desk.models import Correction, Mention
from bot.desk.people import Person
from bot.triage.kinds import KINDS

What = Literal["kind", "topic", "abusive", "review"]


def record(
    session: Session, mention: Mention, what: What, before: str, after: str, person: Person, now: datetime
) -> None:
    """``person`` says that ``mention`` is ``after`` and not ``before``; what only confirms is no correction."""
    if before == after:
        return
    session.add(
        Correction(mention_id=mention.id, what=what, before=before, after=after, person=person.id, at=now)
    )  # fmt: skip


def of_kind(session: Session, mention: Mention, kind: str, person: Person, now: datetime) -> None:
    """What a dismissed complaint was: another kind of mention, or an attack on a person (``abuse``) that complains of
    nothing; anything else says nothing about triage."""
    if kind == "abuse":
        of_abuse(session, mention, True, person, now)
        kind = "noise"
    if kind in KINDS:
        record(session, mention, "kind", _first_kind(mention), kind, person, now)
        mention.kind = kind


def _first_kind(mention: Mention) -> str:
    """What triage itself took it for: a second opinion that was right is no reason not to learn."""
    by_itself = (mention.triage or {}).get("opinion", {}).get("instead_of")
    return str(by_itself or mention.kind or "complaint")


def of_abuse(session: Session, mention: Mention, abusive: bool, person: Person, now: datetime) -> None:
    """Whether it attacks a person, as ``person`` sees it."""
    found = dict(mention.triage or {})
    record(
        session, mention, "abusive", "yes" if found.get("abusive") else "no", "yes" if abusive else "no", person, now
    )
    mention.triage = found | {"abusive": abusive}
