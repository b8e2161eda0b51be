"""The weekly digest: what people changed in drafts and which lines of the playbooks to look at, for the managers."""

from __future__ import annotations

from typing import Any

from bot.desk.learning import Learned
from bot.desk.playbooks import Book
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import inline
from bot.texts import _, say

SHOWN = 5


def digest(book: Book, learned: Learned) -> dict[str, Any] | None:
    """The message, or None when nothing was answered in the week."""
    language = book.desk.channels.language
    if not learned.replies:
        return None
    head = say(
        language,
        _("Last week {unchanged} of {replies} replies left as they had been drafted"),
        unchanged=learned.unchanged,
        replies=learned.replies,
    )
    found: list[Block] = [blocks.section(f"*{head}*")]
    for said in (_playbooks(learned, language), _lines(learned, language), _overrides(learned, language)):
        if said:
            found.append(blocks.lines(said))
    hint = say(language, _("`amends playbooks report --days 7` tells more."))
    return {"text": head, "blocks": [*found, blocks.context(hint)]}


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
