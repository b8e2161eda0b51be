"""R10: not a copy of recent replies."""

from __future__ import annotations

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed

WARNS, BLOCKS = 0.6, 0.8


def check(matter: Matter) -> Check:
    """Warns from 0.6, blocks from 0.8 of likeness."""
    nearest, other = matter.likeness
    if nearest < WARNS:
        return passed("R10", "warn")
    body = matter.reply.body
    return Check(
        "R10", "block" if nearest >= BLOCKS else "warn", False, matter.reply.shown(body.start, body.end).strip(),
        _("Nearly the same words as a recent reply ({percent} %): “{other}”"),
        _("Write the sentences that speak to this person anew; only facts may repeat."),
        {"percent": str(round(nearest * 100)), "other": other},
    )  # fmt: skip
