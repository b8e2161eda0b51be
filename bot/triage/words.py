"""Plain words: what words and phrases are looked for in, whatever the case, accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[a-z0-9]+")
# Unicode's combining signs. Those of ancient scripts and of music stand apart: looking for them takes long.
COMMON_SIGNS = (range(0x0300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0xFF00))
RARE_SIGNS = (range(0x10000, 0x12000), range(0x16A00, 0x17000), range(0x1BC00, 0x1EA00))
RARE_SCRIPT = re.compile("[\U00010000-\U0001efff]")


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Lower case, no accents, words between single spaces, with a space at either end: what phrases are found in."""
    return " " + " ".join(WORD.findall(bare(text))) + " "


def bare(text: str) -> str:
    """``text`` in lower case and without accents; "œ" and "æ" as two letters."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    return without_accents(plain.replace("œ", "oe").replace("æ", "ae").replace("’", "'"))


def without_accents(text: str) -> str:
    """``text`` decomposed (NFKD), without its combining signs."""
    plain = _COMMON.sub("", unicodedata.normalize("NFKD", text))
    return _RARE.sub("", plain) if RARE_SCRIPT.search(plain) else plain


def _any_of(parts: tuple[range, ...]) -> re.Pattern[str]:
    signs = (chr(code) for part in parts for code in part)
    return re.compile(f"[{''.join(sign for sign in signs if unicodedata.combining(sign))}]+")


_COMMON, _RARE = _any_of(COMMON_SIGNS), _any_of(RARE_SIGNS)
