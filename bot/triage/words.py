"""Plain words: what words and phrases are looked for in, whatever the case, accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Lower case, no accents, words between single spaces, with a space at either end: what phrases are found in."""
    return " " + " ".join(WORD.findall(bare(text))) + " "


def bare(text: str) -> str:
    """``text`` in lower case and without accents; "œ" and "æ" as two letters."""
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
