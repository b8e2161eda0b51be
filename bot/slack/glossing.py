"""What the customer and the draft say, in the language of an approver who reads another: to read, never to send."""

from __future__ import annotations

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import escaped, quote
from bot.texts import _, say

ASK = "draft_gloss"
READ_IN = {"en": _("Read it in English"), "fr": _("Read it in French")}


def is_offered(rows: Rows) -> bool:
    """Whether a translation would help, and a language model may be asked for one."""
    draft = rows.draft
    return rows.asks_model and draft is not None and draft.language != rows.language and draft.language in READ_IN


def button(rows: Rows) -> Block:
    """Asks for the translation."""
    return blocks.button(ASK, say(rows.language, READ_IN[rows.language]), rows.complaint.ref)


def window(language: str, parts: list[tuple[str, str | None, str]]) -> Block:
    """``parts``: what it is (marked), the translation or None, and why there is none (marked)."""
    found: list[Block] = [
        blocks.context(say(language, _("By a language model, to read only: what leaves is the text on the card.")))
    ]
    for what, text, why in parts:
        found.append(blocks.context(f"*{escaped(say(language, what))}*"))
        missing = say(language, why or _("There is no translation of this."))
        found.append(quote(text, masked=False, most=2900) if text else blocks.section(f"_{escaped(missing)}_"))
    close = say(language, _("Close"))
    return blocks.modal("draft_gloss", say(language, _("In your language")), found, close=close)
