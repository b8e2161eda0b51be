"""R11: no blame on the customer, and nobody sent to somebody else's counter."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.tongue import QUOTED
from bot.voice.wording import Span

# "You should have been told" owns it.
OWNS = re.compile(
    r"you (?:should|ought to) (?:never |not |really )*have "
    r"(?:been (?:told|informed|warned|called|kept)|had|got|heard|received)|you (?:should|ought to) be able"
)
# « vous avez bien fait de nous écrire » thanks for it.
PRAISES = re.compile(r"(?:avez|as|aviez) (?:tres )?bien fait (?:de |d'|en )")
# "You should have known before paying, sorry": they were not told. "Sorry, but you should have known" blames.
UNTOLD = re.compile(
    r"you should(?: really)? have (?:known|seen it|found (?:it|that|this) out)(?! better)"
    r"|vous (?:auriez|aviez) du (?:le |l'|en )?(?:savoir|trouver|recevoir|avoir|etre|entendre)"
)
BUT = re.compile(r"(?<!\w)(?:but|however|mais|cependant|toutefois)(?!\w)")
WE = re.compile(r"(?<!\w)(?:nous|on|je|j'\w+)(?!\w)")  # « on n'y a pas pensé, et il fallait demander »


def check(matter: Matter) -> Check:
    """Whether the reply finds the fault with the customer, or passes the complaint on."""
    for found in matter.all("blame"):
        sentence = matter.sentence_of(found.start())
        if any(quote.start() <= found.start() < quote.end() for quote in QUOTED.finditer(matter.reply.plain)):
            continue  # what somebody else said, and should not have
        # "The carrier left it at the wrong shop; I am fetching it myself" passes nothing on.
        ours = found[0].startswith("il f") and WE.search(matter.reply.plain, sentence.start, found.start())
        if ours or OWNS.search(found[0]) or PRAISES.match(matter.reply.plain, _verb(found)):
            continue
        if matter.has("taking over", sentence.start, sentence.end) or _untold(matter, found, sentence):
            continue
        return Check(
            "R11", "block", False, matter.reply.shown(*found.span()),
            _("It finds the fault with the customer, or sends them to somebody else."),
            _("Say what happened without blaming anybody, and what you take care of yourself."),
        )  # fmt: skip
    return passed("R11")


def _verb(found: re.Match[str]) -> int:
    """Where the second word of what was found begins: behind « vous » or "you"."""
    return found.start() + found[0].find(" ") + 1


def _untold(matter: Matter, found: re.Match[str], sentence: Span) -> bool:
    """Whether they should have known from us, and we are sorry that they did not."""
    return bool(
        UNTOLD.match(matter.reply.plain, found.start())
        and matter.has("regret", sentence.start, sentence.end)
        and not BUT.search(matter.reply.plain, sentence.start, sentence.end)
    )
