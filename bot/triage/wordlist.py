"""Words and phrases that point to something, looked for word by word in the plain words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.triage.words import bare

MARKS = re.compile(r"[a-z0-9]+\*?")


class WordList:
    """Phrases per language, between commas; one that ends in ``*`` is the beginning of a word.

    A text whose language nobody knows ("unknown") is looked at in every language.
    """

    def __init__(self, en: str, fr: str) -> None:
        self.phrases = {"en": _phrases(en), "fr": _phrases(fr)}
        both = self.phrases["en"] + self.phrases["fr"]
        self._tables = {language: _Table(phrases) for language, phrases in {**self.phrases, "unknown": both}.items()}

    def found(self, plain: str, language: str) -> list[str]:
        """Every phrase in ``plain`` (see :func:`bot.triage.words.plain_words`), as often as it stands there."""
        table = self._tables.get(language)
        return list(table.hits(plain.split())) if table else []

    def stands_in(self, plain: str, language: str) -> bool:
        """Whether there is any."""
        table = self._tables.get(language)
        return table is not None and next(table.hits(plain.split()), None) is not None


class _Table:
    """The phrases of one language by their first words, so that a word of the text costs a look-up or two."""

    def __init__(self, phrases: list[str]) -> None:
        self._whole: dict[str, list[list[str]]] = {}
        self._beginnings: dict[str, str] = {}
        for phrase in dict.fromkeys(phrases):
            first, *rest = phrase.split()
            if phrase.endswith("*") and not rest:
                self._beginnings[first[:-1]] = phrase
            else:
                self._whole.setdefault(first, []).append(rest)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})

    def hits(self, words: list[str]) -> Iterator[str]:
        for place, word in enumerate(words):
            for rest in self._whole.get(word, ()):
                if _goes_on(rest, words[place + 1 : place + 1 + len(rest)]):
                    yield " ".join([word, *rest])
            for length in self._lengths:
                if word[:length] in self._beginnings and length <= len(word):
                    yield self._beginnings[word[:length]]
                    break


def _goes_on(rest: list[str], words: list[str]) -> bool:
    """Whether ``words`` are ``rest``, whose last word may be open."""
    if len(words) < len(rest):
        return False
    return all(
        word == want or (want.endswith("*") and word.startswith(want[:-1]))
        for want, word in zip(rest, words, strict=False)
    )


def _phrases(listed: str) -> list[str]:
    phrases = (" ".join(MARKS.findall(bare(phrase))) for phrase in listed.split(","))
    return [phrase for phrase in phrases if phrase]
