"""A composed draft before the voice checks: signed as it would be, beside what it answers and what it was made of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import drafts
from bot.desk.judging import brand_of
from bot.desk.playbooks import Book, Playbook
from bot.voice.rubric import Judgement, judge
from bot.voice.situation import Situation


def of_draft(body: str, situation: Situation, book: Book, language: str) -> Judgement:
    """What the checks say about ``body``, signed with the longest name that may sign it."""
    return judge(drafts.signed_by_longest_name(book, body, language), situation)


def situation(
    book: Book,
    playbook: Playbook,
    *,
    text: str,
    title: str,
    language: str,
    network: str,
    sources: Sequence[str],
    promises: Sequence[str],
    private: bool,
    named: Sequence[str] = (),
) -> Situation:
    """What is known before a person reads the draft. ``sources``: the words it was made of; ``private``: it invites
    into private, for what the playbook says cannot be told in public; ``named``: what the mention names, in the
    house's words."""
    return Situation(
        complaint=text,
        title=title,
        topic=tuple(playbook.title.values()),
        named=tuple(named),
        language=language,
        network=network,
        signers=tuple(spec.sign for spec in book.desk.people.values()),
        brand=brand_of(book, playbook),
        legal_hold=playbook.holds_legally,
        commitments=tuple(promises),
        private_reason="the playbook's" if private else None,
        explains=playbook.strategy == "explain",
        serious=True if playbook.serious else None,
        sources=tuple(sources),
    )
