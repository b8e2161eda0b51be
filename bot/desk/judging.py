"""Judging: the one seam between rows and the voice checks: what is known of a reply, and what stands against it.

A check that blocks keeps a reply from being approved, a warning needs a reason. What is not known is not held against
a reply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.gestures import Granted
from bot.desk.models import Complaint, Draft
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import DraftState, Refused
from bot.texts import _, say
from bot.voice import checks

RECENT_FOR = timedelta(days=30)
RECENT_MOST = 50


@dataclass(frozen=True)
class Finding:
    """One check that the reply fails. ``text`` says why and ``mend`` what to do (marked texts, filled by ``values``);
    ``passage`` is the words concerned, empty when something is missing."""

    check: str
    level: Literal["block", "warn"]
    text: str
    passage: str = ""
    mend: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> tuple[str, str]:
        """``(why, mend)`` in ``language``."""
        mend = say(language, self.mend, **self.values) if self.mend else ""
        return say(language, self.text, **self.values), mend


class Blocked(Refused):
    """Checks keep the reply from leaving, whatever reason is given. ``findings``: all that fail."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = next(one for one in findings if one.level == "block")
        super().__init__(first.text, None, **first.values)


class ReasonsNeeded(Refused):
    """Warnings that may be set aside with a reason each. ``findings``: those that lack one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            _("Say why you approve it all the same, for each warning: {checks}. Or mend it with Edit."),
            checks=", ".join(one.check for one in findings),
        )


@dataclass(frozen=True)
class Known:
    """What is known beside the text: recent replies of the brand, and what may be promised to this customer."""

    recent: Sequence[str] = ()
    granted: Sequence[Granted] = ()


def recent_replies(session: Session, now: datetime) -> list[str]:
    """The brand's latest replies, at most :data:`RECENT_MOST` of the last :data:`RECENT_FOR`; one range of an index."""
    query = (
        select(Draft.reply_text)
        .where(Draft.state == DraftState.PUBLISHED, Draft.changed_at >= now - RECENT_FOR)
        .order_by(Draft.changed_at.desc())
        .limit(RECENT_MOST)
    )
    return [text for text in session.scalars(query) if text]


def findings(
    book: Book,
    complaint: Complaint,
    draft: Draft,
    text: str,
    known: Known,
    signer: Person | None = None,  # noqa: ARG001
) -> list[Finding]:
    """Every check that ``text`` fails as the reply to ``complaint``, blocks first. ``signer``: whose name is under it;
    None while nobody has approved it. Reads no rows beside those given."""
    failed = checks.blocking(text, complaint.mention.network, book.desk.voice.limits)
    return [Finding(one.check, "block", one.text, values=one.values) for one in failed]


def guard(found: Sequence[Finding], overrides: Mapping[str, str], set_aside: Collection[str] = ()) -> list[Finding]:
    """The warnings that ``overrides`` (check → reason) set aside; refused while a block stands or a reason is missing.

    ``set_aside``: checks for which a reason was given before.
    """
    if any(one.level == "block" for one in found):
        raise Blocked(found)
    open_ones = {one.check: one for one in found if one.check not in set_aside}
    lacking = [one for check, one in open_ones.items() if not overrides.get(check, "").strip()]
    if lacking:
        raise ReasonsNeeded(lacking)
    return list(open_ones.values())
