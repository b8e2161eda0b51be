"""Judging: the one seam between rows and the voice checks: what is known of a reply, and what stands against it.

A check that blocks keeps a reply from being approved, a warning needs a reason. What is not known is not held against
a reply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import facts
from bot.desk.gestures import Granted
from bot.desk.models import Complaint, Draft, Mention
from bot.desk.passages import Passage
from bot.desk.people import Person
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.playbook import GRAVE
from bot.desk.vocabulary import CLOSING, DraftState, Refused
from bot.texts import _
from bot.voice import endings, rubric
from bot.voice.rubric import Judgement
from bot.voice.situation import Brand, Check, Grant, Situation, passed

RECENT_FOR = timedelta(days=30)
RECENT_MOST = 50


class Blocked(Refused):
    """Checks keep the reply from leaving, whatever reason is given.

    ``checks``: all that fail, blocks first.
    """

    def __init__(self, failing: Sequence[Check]) -> None:
        self.checks = tuple(sorted(failing, key=lambda one: (one.level != "block", one.id != "blank")))
        why, mend = self.checks[0].said("en")
        super().__init__(_("{why} {mend}"), None, why=why, mend=mend)

    def said(self, language: str) -> str:
        """The first check's reason and mend in ``language``."""
        return " ".join(self.checks[0].said(language))


class ReasonsNeeded(Refused):
    """Warnings that may be set aside with a reason each. ``checks``: those that lack one."""

    def __init__(self, failing: Sequence[Check]) -> None:
        self.checks = tuple(failing)
        super().__init__(
            _("Say why you approve it all the same, for each warning: {checks}. Or mend it with Edit."),
            checks=", ".join(one.id for one in failing),
        )


@dataclass(frozen=True)
class Known:
    """What is known beside the draft: ``recent`` replies of the brand, ``further`` words of the customer, and what may
    be promised to them."""

    recent: Sequence[str] = ()
    further: Sequence[str] = ()
    granted: Sequence[Granted] = field(default=())
    passage: Passage | None = None  # what the replies of its incident have in common


def recent_replies(session: Session, now: datetime) -> list[str]:
    """The brand's latest replies, at most :data:`RECENT_MOST` of the last :data:`RECENT_FOR`; one range of an index."""
    query = (
        select(Draft.reply_text)
        .where(Draft.state == DraftState.PUBLISHED, Draft.changed_at >= now - RECENT_FOR)
        .order_by(Draft.changed_at.desc())
        .limit(RECENT_MOST)
    )
    return [text for text in session.scalars(query) if text]


def further_words(session: Session, complaints: Sequence[Complaint]) -> dict[int, list[str]]:
    """Complaint → what the customer wrote after the mention that opened it. Asks only where something came."""
    asked = {one.id: one.mention_id for one in complaints if one.thread_revision > 1}
    found: dict[int, list[str]] = {}
    if asked:
        query = select(Mention).where(Mention.complaint_id.in_(asked), Mention.id.not_in(asked.values()))
        query = query.where(Mention.duplicate_of.is_(None))  # what says the same once more is no further word
        for word in session.scalars(query.order_by(Mention.posted_at)):
            found.setdefault(word.complaint_id or 0, []).append(word.text)
    return found


def judge(
    book: Book, playbook: Playbook, complaint: Complaint, draft: Draft, text: str, known: Known, signer: Person | None
) -> Judgement:
    """What the voice rubric says of ``text`` (a wording of ``draft``, signed or not) as the reply to ``complaint``.
    ``playbook``: the frozen one; ``signer``: whose name is under it, None while nobody has approved. Reads no rows.

    A closing line stands under a reply that has named the problem, apologised, explained and promised."""
    judged = rubric.judge(text, _situation(book, playbook, complaint, draft, text, known, signer))
    if draft.kind != CLOSING:
        return judged
    seen = {"R12": endings.amounts(text) or judged.check("R12")}
    seen |= {one.id: passed(one.id, one.level) for one in judged.checks if one.id in endings.SAID_BEFORE}
    checks = tuple(seen.get(one.id, one) for one in judged.checks)
    return replace(judged, checks=checks)


def _situation(
    book: Book, playbook: Playbook, complaint: Complaint, draft: Draft, text: str, known: Known, signer: Person | None
) -> Situation:
    mention = complaint.mention
    return Situation(
        complaint="\n".join([mention.text, *known.further]),
        title=mention.title,
        topic=tuple(playbook.title.values()),
        named=facts.named(book, playbook, draft.why.get("facts", {}), complaint.facts),
        language=None if mention.language == "unknown" else mention.language,
        network=mention.network,
        recent=known.recent,
        shared=known.passage.texts if known.passage else (),
        approver=signer.sign if signer else None,
        signers=_signers(book),
        facts=_facts(playbook, complaint) or None,  # nothing is known of the case: not held against the reply
        sources=[*_sources(book, playbook, complaint, draft), *(known.passage.texts if known.passage else ())],
        brand=brand_of(book, playbook),
        legal_hold=playbook.holds_legally or not _owes_apology(known),
        grants=[Grant(one.kind, one.amount, one.decision) for one in known.granted],
        commitments=[item["said"] for item in draft.commitments if item["said"] in text],
        private_reason=_private_reason(book, playbook, complaint),
        explains=playbook.strategy == "explain" or not _owes_apology(known),
        serious=True if playbook.serious or playbook.strategy in GRAVE else None,
    )


def _owes_apology(known: Known) -> bool:
    """Not where the incident was done to us as well: there, nothing is admitted, and no apology is missed."""
    return known.passage is None or known.passage.owes_apology


def brand_of(book: Book, playbook: Playbook | None = None) -> Brand:
    """How the brand of ``desk.yaml`` speaks, as the checks want to know it, where ``playbook`` applies."""
    voice = book.desk.voice
    return Brand(
        name=voice.brand,
        services=(
            *voice.service.values(),
            *(title for team in book.desk.teams.values() for title in team.title.values()),
        ),
        accounts=tuple(voice.own_accounts),
        tu_allowed=voice.address == "mirror" and (playbook is None or playbook.address != "vous"),
        domains=tuple(voice.domains) or None,
        banned=tuple(phrase for phrases in voice.banned.values() for phrase in phrases),
        emoji=voice.emoji != "never",
        generic=tuple(word for words in voice.generic.values() for word in words),
        limits=voice.limits,
    )


def _signers(book: Book) -> list[str]:
    return [name for spec in book.desk.people.values() for name in (spec.sign, spec.initials) if name]


def _facts(playbook: Playbook, complaint: Complaint) -> dict[str, Any]:
    """What a person filled in; a cause without its confirmation is known not to be confirmed."""
    known: dict[str, Any] = dict(facts.confirmed(playbook, complaint))
    if cause := complaint.facts.get("cause"):
        known["cause"] = cause["value"]
        if cause.get("confirmed_by"):
            known["cause_confirmed_by"] = cause["confirmed_by"]
    return known


def _sources(book: Book, playbook: Playbook, complaint: Complaint, draft: Draft) -> list[str]:
    """Texts of the house that facts may come from: what the playbook says and what was composed from it."""
    ways = [way for spec in book.desk.private for way in spec.say.values()]
    ways += [numbers for _kind, said in book.desk.helplines for numbers in said.values()]
    filled = facts.said(book, playbook, complaint, draft.language).values()
    used = [str(text) for text in draft.why.get("used", {}).values()]
    return [*playbook.said_texts, *used, *filled, *ways, complaint.ref, complaint.mention.author_name]


def _private_reason(book: Book, playbook: Playbook, complaint: Complaint) -> str | None:
    """Why something must be said in private: a slot that only the customer can fill, and nobody may read."""
    asked = [
        facts.label(book, playbook, slot, complaint.mention.language)
        for slot, spec in playbook.slots.items()
        if spec.private and spec.filled_by == "customer" and slot not in complaint.facts
    ]
    return ", ".join(asked) or None


def guard(judged: Judgement, overrides: Mapping[str, str], set_aside: Collection[str] = ()) -> list[Check]:
    """The warnings that ``overrides`` (check → reason) set aside; refused while a block stands or a reason is missing.

    ``set_aside``: checks for which a reason was given before.
    """
    failing = judged.failing()
    if not judged.passes:
        raise Blocked(failing)
    warned = [one for one in failing if one.id not in set_aside]
    if lacking := [one for one in warned if not overrides.get(one.id, "").strip()]:
        raise ReasonsNeeded(lacking)
    return warned
