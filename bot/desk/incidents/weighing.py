"""Weighing a statement: what the voice checks say of it, as the replies that will say it, before anybody approves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.desk import gestures, judging, passages
from bot.desk.models import Complaint, Incident, Mention
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.notions import LANGUAGES
from bot.desk.vocabulary import APPROVING, Cluster, ComplaintState
from bot.voice import rubric
from bot.voice.rubric import Judgement
from bot.voice.situation import Check, Grant, Situation

# Of each reply these are looked at with the sentence that speaks to its person: whether it names their problem, whether
# it is a copy. What the statement says is what the facts of the replies are checked against.
OF_EACH_REPLY = ("R1", "R10", "R15")
REGRET = "R2"  # missing here, it is in the sentence for each person


def languages(session: Session, book: Book, incident: Incident) -> dict[str, int]:
    """Language → how many of those who wait wrote in it; where nobody knows theirs, the desk's own counts."""
    query = (
        select(Mention.language, func.count())
        .join(Complaint, Complaint.mention_id == Mention.id)
        .where(Complaint.incident_id == incident.id, Complaint.state == ComplaintState.OPEN)
        .group_by(Mention.language)
    )
    found: dict[str, int] = {}
    for language, count in session.execute(query):
        code = book.desk.channels.language if language == "unknown" else language
        found[code] = found.get(code, 0) + count
    return found


def _samples(session: Session, incident: Incident, language: str) -> list[tuple[str, str]]:
    """``(network, what somebody wrote there)`` of each network on which people wait."""
    query = (
        select(Mention.network, func.max(Mention.text))
        .join(Complaint, Complaint.mention_id == Mention.id)
        .where(Complaint.incident_id == incident.id, Complaint.state == ComplaintState.OPEN)
        .where(Mention.language.in_([language, "unknown"]))
        .group_by(Mention.network)
    )
    return [(network, text) for network, text in session.execute(query)] or [("", "")]


def judged(session: Session, book: Book, incident: Incident, language: str, text: str) -> Judgement:
    """What the checks say of ``text`` as the statement in ``language``: every way to say it, on every network where
    people wait. Of one check the worst is kept."""
    playbook = book.playbooks.get(incident.topic)
    lines = passages.lines(text)
    most = max(map(len, lines), default=1)
    signature = max((book.desk.signature(who.sign, who.initials, language) for who in book.desk.people.values()),
                    key=len)  # fmt: skip
    at = book.desk.local(incident.next_word_at) if incident.next_word_at else None
    word = passages.next_word(at, language) if at else ""
    promised = [word] if word and word in text else []  # what has a clock: said in other words, nobody is reminded
    found = [
        rubric.judge(
            " ".join(line[way % len(line)] for line in lines) + f"\n{signature}",
            _situation(book, incident, playbook, language, network, said, promised),
        )
        for network, said in _samples(session, incident, language)
        for way in range(most)
    ]
    return _worst(found)


def _situation(
    book: Book,
    incident: Incident,
    playbook: Playbook | None,
    language: str,
    network: str,
    said: str,
    promised: Sequence[str],
) -> Situation:
    done_to_us = incident.cluster == Cluster.VICTIM
    given: dict[str, Any] = {}
    if playbook is not None:
        granted = gestures.authority(book, playbook, APPROVING)
        given = {
            "topic": tuple(playbook.title.values()), "brand": judging.brand_of(book, playbook),
            "grants": [Grant(one.kind, one.amount, one.decision) for one in granted],
            "serious": True if playbook.serious else None,
        }  # fmt: skip
    return Situation(
        complaint=said, language=language if language in LANGUAGES else None, network=network,
        signers=[name for spec in book.desk.people.values() for name in (spec.sign, spec.initials) if name],
        commitments=promised, legal_hold=done_to_us or bool(playbook and playbook.holds_legally),
        explains=done_to_us, **given,
    )  # fmt: skip


def _worst(found: Sequence[Judgement]) -> Judgement:
    kept: dict[str, Check] = {}
    for judgement in found:
        for check in judgement.checks:
            if check.id in OF_EACH_REPLY or (check.id == REGRET and not check.passage):
                continue
            before = kept.get(check.id)
            if before is None or _badness(check) > _badness(before):
                kept[check.id] = check
    first = found[0]
    return Judgement(tuple(kept.values()), first.specific, first.accountable, first.human)


def _badness(check: Check) -> int:
    return 0 if check.ok else 2 if check.level == "block" else 1
