"""Rewritings: the versions of a reply beside each other, with what changed in each; an earlier one can count again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import complaints, drafts, events
from bot.desk.differences import Op, differences
from bot.desk.models import Complaint, Draft
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import DraftState, Refused
from bot.texts import _


@dataclass(frozen=True)
class Version:
    """One version to be read beside the others. ``changes`` leads from the version it was made from to this one (from
    the one before it, where it was written anew); empty for the first."""

    draft: Draft
    made_from: int | None
    changes: list[tuple[Op, str]]


def versions(session: Session, complaint_id: int) -> list[Version]:
    """Every version with what changed in it, oldest first."""
    found: list[Version] = []
    bodies: dict[int, str] = {}
    for draft in drafts.all_versions(session, complaint_id):
        base = draft.edit_of or (found[-1].draft.number if found else None)
        changes = differences(bodies[base], draft.body) if base in bodies else []
        found.append(Version(draft, base, changes))
        bodies[draft.number] = draft.body
    return found


def use_version(
    session: Session, book: Book, complaint: Complaint, person: Person, number: int, now: datetime
) -> Draft:
    """``person`` chooses version ``number`` of those that stand beside the current one: its words are proposed again.

    They remain the words of whoever wrote them.
    """
    complaints.lock(session, complaint)
    complaints.guard_open(book, complaint)
    latest = drafts.guard_changeable(session, book, complaint)
    chosen = next((draft for draft in drafts.all_versions(session, complaint.id) if draft.number == number), None)
    if chosen is None:
        raise Refused(_("There is no version {number} of this reply."), number=str(number))
    if latest is not None and latest.number == number:
        raise Refused(_("Version {number} is the one that counts already."), number=str(number))
    if latest is not None:
        drafts.to_state(latest, DraftState.SUPERSEDED, now)
    events.record(session, complaint, "version_chosen", person.id, now, number=number)
    return drafts.add_version(
        session, complaint, chosen.body, chosen.language, chosen.written_by, now,
        commitments=chosen.commitments, why={**chosen.why, "chosen_by": person.id}, made_from=number,
    )  # fmt: skip
