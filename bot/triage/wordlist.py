"""Words and phrases that point to something, looked for word by word in the plain words of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

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


class WordLists:
    """Several lists looked for in one pass over a text: how many different phrases of each stand in it."""

    def __init__(self, lists: Mapping[str, WordList]) -> None:
        self._of: dict[str, dict[str, list[str]]] = {}
        self._tables: dict[str, _Table] = {}
        self.names = tuple(lists)
        for language in ("en", "fr", "unknown"):
            of = self._of[language] = {}
            for name, listed in lists.items():
                for code in ("en", "fr") if language == "unknown" else (language,):
                    for phrase in listed.phrases[code]:
                        of.setdefault(phrase, []).append(name)
            self._tables[language] = _Table(list(of), each_beginning=True)

    def counts(self, words: list[str], language: str) -> Counter[str]:
        """Name of a list → how many different phrases of it stand in ``words``."""
        of, found = self._of[language], Counter[str]()
        for phrase in set(self._tables[language].hits(words)):
            for name in of[phrase]:
                found[name] += 1
        return found


class _Table:
    """The phrases of one language by their first words, so that a word of the text costs a look-up or two."""

    def __init__(self, phrases: list[str], *, each_beginning: bool = False) -> None:
        """``each_beginning``: of two beginnings of one word both count, not the shorter alone."""
        self._each = each_beginning
        self._whole: dict[str, list[tuple[str, list[str]]]] = {}
        self._beginnings: dict[str, str] = {}
        for phrase in dict.fromkeys(phrases):
            first, *rest = phrase.split()
            if phrase.endswith("*") and not rest:
                self._beginnings[first[:-1]] = phrase
            else:
                self._whole.setdefault(first, []).append((phrase, rest))
        # Most words begin like none of them: that is seen by their first letters, before each length is tried.
        self._head = min(map(len, self._beginnings), default=0)
        self._lengths: dict[str, list[int]] = {}
        for beginning in sorted(self._beginnings, key=len):
            lengths = self._lengths.setdefault(beginning[: self._head], [])
            lengths.extend([len(beginning)] if len(beginning) not in lengths else [])

    def hits(self, words: list[str]) -> Iterator[str]:
        whole, lengths, head = self._whole, self._lengths, self._head
        for place, word in enumerate(words):
            if word in whole:
                for phrase, rest in whole[word]:
                    if not rest or _goes_on(rest, words[place + 1 : place + 1 + len(rest)]):
                        yield phrase
            if word[:head] in lengths:
                yield from self._begun(word, lengths[word[:head]])

    def _begun(self, word: str, lengths: list[int]) -> Iterator[str]:
        for length in lengths:
            if length > len(word):
                return
            if word[:length] in self._beginnings:
                yield self._beginnings[word[:length]]
                if not self._each:
                    return


def _goes_on(rest: list[str], words: list[str]) -> bool:
    """Whether ``words`` are ``rest``, whose last word may be open."""
    if len(words) < len(rest):
        return False
    for want, word in zip(rest, words, strict=True):
        if word != want and not (want[-1] == "*" and word.startswith(want[:-1])):
            return False
    return True


def _phrases(listed: str) -> list[str]:
    phrases = (" ".join(MARKS.findall(bare(phrase))) for phrase in listed.split(","))
    return [phrase for phrase in phrases if phrase]
