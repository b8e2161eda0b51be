"""Which language is a text in, and does it say « tu » or « vous »? By function words alone: no model, no guess."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from bot.voice.lists import words

CODES = ("fr", "en", "es", "de", "it", "pt", "nl")
LEAST_WORDS, LEAST_ALONE = 3, 2  # function words needed beside another language's, and without any
LEAST_LEAD = 1.5  # how many times as many words as the next language must be found
SHARE_OF_A_SECOND = 0.4
QUOTED = re.compile(r"\"[^\"\n]{1,300}\"")
VOUS = re.compile(r"(?<!\w)(?:vous|votre|vos|votres?|veuillez|\w{2,}(?:ez|iez)-(?:vous|moi|nous|le|la|les))(?!\w)")
TU = re.compile(
    r"(?<!\w)(?:tu|toi|tes|te|(?<!le )(?<!un )(?<!ce )(?<!du )(?<!au )(?<!son )(?<!quel )(?<!notre )(?<!votre )ton|ta"
    r"|t'(?:as|es|avais|etais|a|ai|en|y|envoie|ecris|appelle|inquiete|aide|offre|assure|excuse|attend)"
    r"|(?:dis|envoie|ecris|donne|laisse|contacte|appelle|passe|viens|regarde|precise|indique|explique)-(?:moi|nous|"
    r"le|la)"
    r"|n'(?:hesite|oublie|essaie|attends|envoie)(?= (?:pas|surtout|plus))"
    r"|(?:rappelle|reessaie|reponds|montre|ramene|rapporte|excuse|pardonne|tiens|attends|prends|raconte|confirme"
    r"|verifie)"
    r"-(?:moi|nous|le|la|les|en|toi)"
    r"|(?:(?<=[.!?:] )|\A)(?:dis|vide|ouvre|relance|redemarre|clique|essaie|reessaie|ferme|coche|decoche"
    r"|telecharge|envoie)"
    r"(?= )|(?:puis|et) reessaie)(?!\w)"
)


def shares(plain: str, *, only_own: bool = False) -> dict[str, int]:
    """Language → how many of its function words a folded text holds (``only_own``: those of no other language)."""
    counts = Counter(re.findall(r"[a-z]+(?:'[a-z]+)?", plain))
    found = dict.fromkeys(CODES, 0)
    for word, times in counts.items():
        for part in {word, word.partition("'")[2]}:
            codes = _known().get(part, ())
            if len(codes) == 1 or not only_own:
                for code in codes:
                    found[code] += times
    return found


def of(plain: str) -> str | None:
    """The language of a folded text, or None when it is too short or too mixed to tell."""
    found = shares(plain)
    first, second = sorted(CODES, key=lambda code: -found[code])[:2]
    least = LEAST_WORDS if found[second] else LEAST_ALONE
    if found[first] < least or found[first] < LEAST_LEAD * found[second]:
        return None
    return first


def all_of(plain: str) -> set[str]:
    """The languages that make up a good part of a folded text: two when its author mixes them."""
    found = shares(plain, only_own=True)
    least = max(LEAST_ALONE, SHARE_OF_A_SECOND * max(found.values()))
    return {code for code in CODES if found[code] >= least}


def says_tu(plain: str) -> str:
    """The first word of « tu » outside quotes; empty when there is none."""
    found = TU.search(QUOTED.sub(" ", plain))
    return found[0] if found else ""


def says_vous(plain: str) -> bool:
    """Whether « vous » is said outside quotes."""
    return bool(VOUS.search(QUOTED.sub(" ", plain)))


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in CODES:
        for word in words(code):
            found[word] = (*found.get(word, ()), code)
    return found
