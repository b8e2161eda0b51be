"""Windows on the way to an approval: the code of conduct, and the reasons why a warning is set aside."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import conduct
from bot.desk.playbooks import Book
from bot.slack import blocks, judgement
from bot.slack.blocks import Block
from bot.slack.text import escaped, quote
from bot.texts import _, say
from bot.voice.situation import Check

REASON_MOST = 500
READ = "conduct_acknowledge"


def code(book: Book, language: str, then: str = "", *, known: bool = False) -> Block:
    """The code of conduct, to be read and acknowledged. ``then``: ``ref|shown`` of what is approved afterwards;
    ``known``: this person has acknowledged it already."""
    version = book.desk.conduct.version if book.desk.conduct else ""
    paragraphs = [line.strip() for line in conduct.text(book, language).strip().splitlines()]
    head = (
        _("Before your first approval, once: this is how we answer here. Your approval goes on afterwards.")
        if then
        else _("This is how we answer here.")
    )
    found = [blocks.section(say(language, head)), *(blocks.section(escaped(line)) for line in paragraphs if line)]
    found.append(blocks.context(say(language, _("version {version}"), version=escaped(version))))
    return blocks.modal(
        READ,
        say(language, _("Code of conduct")),
        found,
        submit="" if known else say(language, _("I have read it")),
        close=say(language, _("Close") if known else _("Later")),
        metadata=f"{version}|{then}",
    )


def reasons(language: str, then: str, text: str, warnings: Sequence[Check]) -> Block:
    """Each warning with its passage and mend, and why it is set aside. ``then``: ``ref|shown`` of what is approved."""
    lead = _(
        "The checks warn of {n} things. Mend them with Edit, or say for each why it may stay; your reasons are kept."
    )
    one = _("The checks warn of one thing. Mend it with Edit, or say why it may stay; your reason is kept.")
    found = [
        blocks.section(say(language, one if len(warnings) == 1 else lead, n=len(warnings))),
        quote(text, masked=False, most=1500),
    ]
    for check in warnings:
        label = say(language, _("Why may this stay? ({check})"), check=judgement.name_of_check(check.id, language))
        found.append(blocks.section(judgement.detail(check, language)))
        found.append(blocks.text_input(check.id, label, most=REASON_MOST))
    return blocks.modal(
        "draft_approve",
        say(language, _("Approve all the same?")),
        found,
        submit=say(language, _("Approve")),
        close=say(language, _("Cancel")),
        metadata=then,
    )
