"""Messages that are no cards: the digest of deadlines, one per channel however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.desk.digests import Untold
from bot.desk.playbooks import Book
from bot.slack import blocks
from bot.slack.text import inline, moment
from bot.texts import _, say

SHOWN = 10


def digest(book: Book, items: Sequence[Untold], now: datetime) -> dict[str, Any]:
    """Deadlines that are near or have passed, worst first."""
    language = book.desk.channels.language
    late = [item for item in items if item.clock.breached_at or now > item.clock.due_at]
    if late:
        head = say(language, _("{late} late, {near} near their deadline"), late=len(late), near=len(items) - len(late))
    else:
        head = say(language, _("{near} near their deadline"), near=len(items))
    lines = [_line(item, now) for item in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(say(language, _("…and {n} more"), n=len(items) - SHOWN))
    return {"text": head, "blocks": [blocks.section(f"*{head}*"), blocks.lines(lines)]}


def _line(item: Untold, now: datetime) -> str:
    mention = item.complaint.mention
    sign = ":red_circle:" if now > item.clock.due_at else ":large_yellow_circle:"
    who = inline(mention.author_name or mention.author_handle, 40)
    return f"{sign} `{item.complaint.ref}` {who} — {inline(mention.text, 80)} · {moment(item.clock.due_at)}"
