"""The weekly message to the managers: what keeps coming up, and what people changed in the drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.desk.insights import naming
from bot.desk.learning import Learned
from bot.desk.listening import Week
from bot.desk.playbooks import Book
from bot.slack import blocks, heard, owned
from bot.slack.blocks import Block
from bot.slack.text import inline
from bot.texts import _, say

SHOWN = 3


def message(book: Book, week: Week, learned: Learned) -> dict[str, Any]:
    """The whole message: listening first, then what the drafts teach."""
    language, found = book.desk.channels.language, week.insights
    first, last = owned.day(book, found.since, language), owned.day(book, found.until - timedelta(minutes=1), language)
    head = say(language, _("What was said from {first} to {last}"), first=first, last=last)
    numbers = (naming.complaints(found.complaints, language), naming.people(found.people, language))
    plain = say(language, _("{head}: {complaints} by {people}"), head=head, complaints=numbers[0], people=numbers[1])
    return {"text": plain, "blocks": [blocks.header(head), *heard.week(book, week), *drafts(learned, language)]}


def drafts(learned: Learned, language: str) -> list[Block]:
    """What people changed in the drafts of the week; nothing when nothing was answered."""
    if not learned.replies:
        return []
    head = say(
        language,
        _("{unchanged} of {replies} replies left as they had been drafted"),
        unchanged=learned.unchanged,
        replies=learned.replies,
    )
    found: list[Block] = [blocks.divider(), blocks.section(f"*{head}*")]
    for said in (_playbooks(learned, language), _lines(learned, language), _overrides(learned, language)):
        if said:
            found.append(blocks.lines(said))
    hint = say(language, _("`amends insights --days 7` and `amends playbooks report --days 7` tell more."))
    return [*found, blocks.context(hint)]


def _playbooks(learned: Learned, language: str) -> list[str]:
    found = []
    for one in learned.playbooks[:SHOWN]:
        size = f"{one.median_size:.0%}" if one.median_size is not None else "0%"
        found.append(
            say(
                language, _("{playbook}: {replies} replies, {unchanged} unchanged; of the others {size} of the words"),
                playbook=f"`{inline(one.playbook, 60)}`", replies=one.replies, unchanged=one.unchanged, size=size,
            )
        )  # fmt: skip
    return found


def _lines(learned: Learned, language: str) -> list[str]:
    changed = [
        say(
            language, _("Look at {place}: changed in {changed} of {said} replies: “{words}”"),
            place=f"`{inline(line.place or line.playbook, 80)}`", changed=line.changed, said=line.said,
            words=inline(line.text, 160),
        )
        for line in learned.lines[:SHOWN]
    ]  # fmt: skip
    phrases = [
        say(language, _("Taken out in {n} replies: “{words}”"), n=one.replies, words=inline(one.words, 80))
        for one in learned.taken_out[:SHOWN]
    ]
    return changed + phrases


def _overrides(learned: Learned, language: str) -> list[str]:
    aside = [
        say(language, _("The warning of {check} was set aside {n} times: too often"), check=one.check, n=one.times)
        for one in learned.overrides
        if one.often
    ]
    if asked := sum(learned.without_power.values()):
        aside.append(say(language, _("{n} times somebody had no power to decide about a gesture"), n=asked))
    return aside
