"""Sentences that would fit under any complaint of any brand: every word of theirs belongs to everybody.

Ready-made phrases can be listed; what is said anew in the same empty words cannot. So a sentence is weighed by its
words: it is hollow where one of them at least is at the core of such talk, and no other names a thing, a place, a
person, a number or a time. The words are in ``lists/words-hollow.txt``.
"""

from __future__ import annotations

from functools import cache, lru_cache

from bot.voice import stems
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.wording import Span

LONG = 8  # words: so long a sentence may hold one word of its own and still say nothing
ALWAYS = "abstract"


@cache
def _core(section: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a section, and their stems."""
    said = words(section)
    return said, frozenset(stems.stem(word) for word in said)


@cache
def _beside(sections: tuple[str, ...]) -> frozenset[str]:
    """Stems that may stand beside the core."""
    own = (stems.stem(word) for section in (ALWAYS, *sections) for word in words(section))
    return frozenset(own) | stems.stock()


@lru_cache(maxsize=65536)
def _kind(word: str, core: str, beside: tuple[str, ...]) -> str:
    """``core``, ``beside``, ``own`` or, of function words, nothing."""
    said, roots = _core(core)
    if word in said:
        return "core"
    if word in words("stop"):
        return ""
    root = stems.stem(word)
    if root in roots:
        return "core"
    if word in words("stock") or root in _beside(beside):
        return "beside"
    return "own"


def is_hollow(matter: Matter, span: Span, core: str, *beside: str, least: int = 1) -> bool:
    """Whether nothing but words of ``core`` (at least ``least``), of ``beside`` and of everybody stands in ``span``."""
    found, own, count = 0, 0, 0
    for word, start, _end in matter.reply.tokens:
        if not span.start <= start < span.end:
            continue
        kind = _kind(word, core, beside)
        if kind in ("own", "") and _is_particular(word):
            return False
        if kind and matter.is_taken_up(start):
            return False
        count += bool(kind)
        found += kind == "core"
        if kind == "own":
            own += 1
            if matter.is_name(start):
                return False
    return found >= least and own <= (count >= LONG)


def has_core(matter: Matter, span: Span, core: str) -> bool:
    """Whether a word of ``core`` stands in ``span``."""
    said = (word for word, start, _end in matter.reply.tokens if span.start <= start < span.end)
    return any(_kind(word, core, ()) == "core" for word in said)


def _is_particular(word: str) -> bool:
    """A number or a day; "one" and "a" count nothing."""
    if word[0].isdigit() or word in stems.days():
        return word not in words("abstract")
    return word in stems.numbers() and word not in ("one", "un", "une", "second", "first")
