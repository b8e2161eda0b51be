"""R13: no legal admission while the case is held. Without a hold, owning the failure is wanted (R2)."""

from __future__ import annotations

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed


def check(matter: Matter) -> Check:
    """Regret, confirmed facts and help stay allowed under a hold; words of fault and liability do not."""
    if not matter.situation.legal_hold:
        return passed("R13")
    found = matter.has("admission", 0, len(matter.reply.plain))
    if found is None:
        return passed("R13")
    return Check(
        "R13", "block", False, matter.reply.shown(*found.span()),
        _("This case is under legal hold, and these words admit fault."),
        _("Say that you are sorry it happened, what is confirmed and how you help; leave the rest to the legal team."),
    )  # fmt: skip
