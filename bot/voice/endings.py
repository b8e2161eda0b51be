"""A closing line: the last word where everybody reads. No amount is named in it, whoever granted what."""

from __future__ import annotations

from bot.texts import _
from bot.voice.amounts import AMOUNT
from bot.voice.situation import Check
from bot.voice.wording import fold

# By the reply that a closing line stands under: it has named the problem, apologised, explained and promised.
SAID_BEFORE = frozenset({"R1", "R2", "R3", "R4"})


def amounts(text: str) -> Check | None:
    """R12 of a closing line that names an amount of money; None when it names none."""
    found = AMOUNT.search(fold(text))
    if found is None:
        return None
    why = _("A closing line names an amount; amounts stay private.")
    return Check("R12", "block", False, found[0].strip(), why, _("Take the amount out: the customer knows it."))
