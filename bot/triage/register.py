"""How a French customer speaks to us: "tu", "vous", or so that one cannot tell."""

from __future__ import annotations

import re

from bot.triage.kinds import Address
from bot.triage.words import plain_words

TU = re.compile(r" (?:tu|t|te|toi|ta|tes|ton) (?!re |rale |euse |de )")
VOUS = re.compile(r" (?:vous|votre|vos|vot|vou|vs|[a-z]{3,}ez) ")
NOT_VOUS = frozenset("chez assez nez rez allez".split())


def address(text: str) -> Address | None:
    """``vous`` as soon as one says so once: to whom one says "vous", one does not say "tu" by mistake."""
    plain = plain_words(text)
    if any(word.strip() not in NOT_VOUS for word in VOUS.findall(plain)):
        return "vous"
    return "tu" if TU.search(plain) else None
