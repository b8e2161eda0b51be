"""R11: no blame on the customer, and nobody sent to somebody else's counter."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.tongue import QUOTED

# "You should have been told" owns it.
OWNS = re.compile(
    r"you (?:should|ought to) (?:never |not |really )*have "
    r"(?:been (?:told|informed|warned|called|kept)|had|got|heard|received)|you (?:should|ought to) be able"
)
WE = re.compile(r"(?<!\w)(?:nous|on|je|j'\w+)(?!\w)")  # « on n'y a pas pensé, et il fallait demander »


def check(matter: Matter) -> Check:
    """Whether the reply finds the fault with the customer, or passes the complaint on."""
    for found in matter.all("blame"):
        sentence = matter.sentence_of(found.start())
        if any(quote.start() <= found.start() < quote.end() for quote in QUOTED.finditer(matter.reply.plain)):
            continue  # what somebody else said, and should not have
        # "The carrier left it at the wrong shop; I am fetching it myself" passes nothing on.
        ours = found[0].startswith("il f") and WE.search(matter.reply.plain, sentence.start, found.start())
        if ours or OWNS.search(found[0]) or matter.has("taking over", sentence.start, sentence.end):
            continue
        return Check(
            "R11", "block", False, matter.reply.shown(*found.span()),
            _("It finds the fault with the customer, or sends them to somebody else."),
            _("Say what happened without blaming anybody, and what you take care of yourself."),
        )  # fmt: skip
    return passed("R11")
