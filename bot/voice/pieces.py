"""A piece of a sentence beside everything that it may be traced to."""

from __future__ import annotations

import re
from functools import cached_property

from bot.voice import stems
from bot.voice.clauses import is_over
from bot.voice.details import particulars_of
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.sources import Sources
from bot.voice.wording import Span

NEGATED = re.compile(
    r"(?<!\w)(?:not|never|nobody|no|none|neither|nor|nothing|\w+n't|without|should|ought|could|pas|jamais|personne|"
    r"rien|aucun\w*|"
    r"sans|aurai\w*|auri\w*|devri\w*|devi\w*|fallait)(?!\w)"
)
ORDINAL = re.compile(r"(?<![\w.,])(\d{1,2})(?:st|nd|rd|th|er)(?!\w)")
LEAST_NEW = 2  # words that nothing at hand holds make a story
LEAST_LETTERS = 3


class Piece:
    """Some words of ``sentence``, at ``span``."""

    def __init__(self, matter: Matter, sources: Sources, sentence: Span, span: Span) -> None:
        self.matter, self.sources, self.sentence, self.span = matter, sources, sentence, span
        self.said = matter.reply.plain[span.start : span.end]

    def has(self, section: str) -> bool:
        """Whether a phrase of ``section`` stands in it."""
        return self.matter.has(section, self.span.start, self.span.end) is not None

    def words_at(self, span: Span) -> str:
        """The folded words at ``span``."""
        return self.matter.reply.plain[span.start : span.end]

    @cached_property
    def is_over(self) -> bool:
        """Whether it tells of something that is over."""
        return is_over(self.matter, self.span)

    @cached_property
    def own(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(
            key
            for key, start, _end in self.matter.keys
            if self.span.start <= start < self.span.end and key.isalpha() and len(key) >= LEAST_LETTERS
        )

    @cached_property
    def _unheld(self) -> list[Span]:
        plain = self.matter.reply.plain
        ordinals = [Span(*hit.span(1)) for hit in ORDINAL.finditer(plain, self.span.start, self.span.end)]
        found = [*particulars_of(self.matter, self.span), *ordinals]
        return [each for each in found if not self.sources.holds(self.words_at(each))]

    @property
    def unheld(self) -> list[str]:
        """Its numbers, days and names that no source holds."""
        return [self.words_at(each) for each in self._unheld]

    @property
    def unheld_names(self) -> list[Span]:
        """Those that are names."""
        return [
            each
            for each in self._unheld
            if not (word := self.words_at(each))[0].isdigit()
            and word not in words("dates")
            and word not in stems.numbers()
        ]

    @property
    def is_traced(self) -> bool:
        """Whether it brings nothing new: no particular without a source, and hardly another word."""
        return not self.unheld and sum(not self.sources.knows(key) for key in self.own) < LEAST_NEW

    def holds_all(self, said: str) -> bool:
        """Whether the sources hold each word and number of ``said``, or all of them in one."""
        apart = [each for each in re.findall(r"[^\W\d_]+|\d+", said) if len(each) > 1 or each.isdigit()]
        whole = re.sub(r"[ -]", "", said)
        return whole in self.sources.closed or all(self.sources.holds(each) for each in apart)
