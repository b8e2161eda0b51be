"""The small language that phrase lists are written in, and how its phrases are found quickly.

In a phrase a space stands for one to three separators within a sentence (`` ?`` for none to three), ``'`` for an
apostrophe or none, ``*`` for the rest of a word; behind a group whose alternatives begin or end with a space,
``(a |b )*``, it means up to five of them. ``[a-z]``, ``(a|b)``, ``(a )?`` and ``{0,3}`` are as in regular expressions.

A phrase begins where a word begins, and most words begin no phrase: a :class:`Table` knows by the first four letters
(three of "lov*"; of a word shorter than four, by it and two letters of the next) which phrases to try at a word.
Trying every phrase of the lists at every letter took ten times as long.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

SEPARATORS = r"[ ,'\"()-]"
TOKEN = re.compile(r"\[[^\]]*\]|\{\d*,?\d*\}|\\.|.", re.DOTALL)
QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")
BEGINNING = 4  # letters by which phrases are looked up
STEM = 3  # letters that do where any other may follow: "lov*"
NEXT = 2  # letters of the word behind a short one: a hundred phrases begin with "we"
# "Any number of them": without a bound, a text of the same words over and over would keep the search busy for hours.
MOST_REPEATS = "{0,5}"
DIGITS = frozenset("0123456789")
END = r"(?:(?<!\w)|(?!\w))"  # no word goes on: it ends here, or a space was the last that was wanted
WORD_START = re.compile(rf"(?<!\w)(\w{{1,4}})(?:(?!\w)(?={SEPARATORS}{{1,3}}(\w{{1,{NEXT}}})))?")


@dataclass(frozen=True)
class Phrase:
    """One phrase. ``beginnings``: the first letters (at most four; three and a * where any may follow) of all that it
    can match; None for anything."""

    source: str
    expression: str
    beginnings: frozenset[str] | None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when the first text begins like it: most phrases of the lists are never met."""
        return re.compile(self.expression)


class Table:
    """The phrases of many sections, by how they begin: all are found in one pass over the words of a text."""

    def __init__(self, sections: Mapping[str, Iterable[Phrase]]) -> None:
        self.sections = tuple(sections)
        self._anywhere: list[tuple[str, Phrase]] = []
        self._by_beginning: dict[str, list[tuple[str, Phrase]]] = {}
        self._by_stem: dict[str, list[tuple[str, Phrase]]] = {}
        for section, phrases in sections.items():
            for phrase in phrases:
                if phrase.beginnings is None:
                    self._anywhere.append((section, phrase))
                for beginning in phrase.beginnings or ():
                    known = self._by_stem if beginning.endswith("*") else self._by_beginning
                    known.setdefault(beginning.removesuffix("*"), []).append((section, phrase))

    def hits(self, plain: str) -> dict[str, list[re.Match[str]]]:
        """Section → every place of a folded text where a phrase of it stands, in its order, the longest first."""
        found: dict[str, list[re.Match[str]]] = {section: [] for section in self.sections}
        for section, phrase in self._anywhere:
            found[section] += phrase.pattern.finditer(plain)
        for start in WORD_START.finditer(plain):
            at, word, following = start.start(), start[1], start[2]
            tried = [self._by_beginning.get(word, ()), self._by_stem.get(word[:STEM], ())]
            if following and len(word) < BEGINNING:
                tried.append(self._by_beginning.get(f"{word} {following}", ()))
            for section, phrase in itertools.chain(*tried):
                if hit := phrase.pattern.match(plain, at):
                    found[section].append(hit)
        for hits in found.values():
            if len(hits) > 1:
                hits.sort(key=lambda hit: (hit.start(), -hit.end()))
        return found


@dataclass
class _Part:
    """A piece of a phrase: letters, a space, an apostrophe, any letter of a class, or a group of alternatives."""

    kind: str  # text, space, apostrophe, raw, group
    text: str = ""
    alternatives: list[list[_Part]] | None = None
    times: str = ""


def compiled(source: str) -> Phrase:
    """The phrase that a line stands for; ValueError when it cannot be read."""
    try:
        parts, rest = _sequences(TOKEN.findall(source))
        if rest:
            raise ValueError("a ) too many")
        body = "|".join(_pattern(sequence) for sequence in parts)
        return Phrase(source, rf"(?<!\w)(?:{body}){END}", _of_group(parts, []))
    except (IndexError, ValueError) as error:
        raise ValueError(f"not a phrase: {source!r}: {error}") from error


def _sequences(tokens: list[str]) -> tuple[list[list[_Part]], list[str]]:
    """Alternatives up to the closing bracket, and the tokens behind them."""
    alternatives: list[list[_Part]] = [[]]
    while tokens:
        token, tokens = tokens[0], tokens[1:]
        if token == ")":
            return alternatives, [")", *tokens]
        if token == "|":
            alternatives.append([])
        elif token == "(":
            inside, tokens = _sequences(tokens)
            if not tokens:
                raise ValueError("a ( too many")
            tokens = tokens[1:]
            alternatives[-1].append(_Part("group", alternatives=inside))
        elif QUANTIFIER.fullmatch(token):
            alternatives[-1][-1].times += token
        else:
            alternatives[-1].append(_Part(_kind(token), token))
    return alternatives, []


def _kind(token: str) -> str:
    if token == " ":
        return "space"
    if token == "'":
        return "apostrophe"
    if token in "[]{}":
        raise ValueError(f"a lone {token}")
    return "text" if token.isalnum() else "raw"


def _pattern(sequence: list[_Part]) -> str:
    return "".join(_pattern_of(part) for part in sequence)


def _pattern_of(part: _Part) -> str:
    if part.kind == "space":
        return SEPARATORS + ("{0,3}" if part.times == "?" else "{1,3}")
    if part.kind == "apostrophe":
        return "(?:'? ?)" + part.times
    if part.kind != "group":
        return part.text + (r"\w*" if part.times == "*" else part.times)
    inside = f"(?:{_alternation(part.alternatives or [])})"
    if part.times == "*":
        return inside + (MOST_REPEATS if _repeats(part) else r"\w*")
    return inside + part.times


def _alternation(alternatives: list[list[_Part]]) -> str:
    """Alternatives that begin alike share their beginning: "(?:send|sent)" is tried as "(?:sen(?:d|t))"."""
    grouped: dict[str, list[list[_Part]]] = {}
    for each in alternatives:
        plain = bool(each) and each[0].kind == "text" and not each[0].times
        grouped.setdefault(each[0].text if plain else f"\0{len(grouped)}", []).append(each)
    said = []
    for first, members in grouped.items():
        if len(members) == 1:
            said.append(_pattern(members[0]))
        else:
            said.append(first + f"(?:{_alternation([each[1:] for each in members])})")
    # An empty alternative last: the longer word is wanted where it stands.
    return "|".join(sorted(said, key=lambda text: not text))


def _beginnings(sequence: list[_Part], before: str = "") -> frozenset[str] | None:
    """The first letters of what a sequence can match behind the letters ``before``; None when it may be anything."""
    first, space, following = before.partition(" ")
    if len(following) >= NEXT:
        return frozenset({before})
    if len(first) >= BEGINNING or not sequence:
        return frozenset({before.strip()[: len(before) if space else BEGINNING]}) if before else None
    part, rest = sequence[0], sequence[1:]
    optional = part.times.startswith(("?", "{0", "*")) and not (part.times == "*" and not _repeats(part))
    here = _of_part(part, rest, before)
    if not optional:
        return here
    without = _beginnings(rest, before)
    return None if here is None or without is None else here | without


def _behind_space(part: _Part, rest: list[_Part], before: str) -> frozenset[str] | None:
    """The same for what stands behind a short first word: where it may be anything, the first word alone."""
    first, _space, following = before.partition(" ")
    if part.kind == "text" and part.times != "*":
        return _beginnings(rest, before + part.text)
    if part.kind == "group":
        assert part.alternatives is not None
        suffixed = part.times == "*" and not _repeats(part)
        return _of_group(part.alternatives, [_Part("raw", r"\w*")] if suffixed else rest, before)
    if part.kind == "space" and not part.times and following:
        return frozenset({before})
    return frozenset({first})


def _of_part(part: _Part, rest: list[_Part], before: str) -> frozenset[str] | None:
    if " " in before:
        return _behind_space(part, rest, before)
    if part.kind == "text":
        letters = (before + part.text)[:BEGINNING]
        if part.times != "*" or len(letters) == BEGINNING:
            return _beginnings(rest, letters)
        return _any_behind(letters)  # "un*" begins words of any third letter
    if part.kind == "group":
        assert part.alternatives is not None
        suffixed = part.times == "*" and not _repeats(part)
        return _of_group(part.alternatives, [_Part("raw", r"\w*")] if suffixed else rest, before)
    if part.text == r"\w*" or part.text.startswith("["):
        return _any_behind(before)
    if before and part.kind == "space" and not part.times:
        return _beginnings(rest, before + " ")
    if before and part.kind in ("space", "apostrophe"):
        may_join = part.kind == "apostrophe" or part.times == "?"  # "j'ai" is also found in "jai"
        return frozenset({before}) | ((_beginnings(rest, before) if may_join else None) or frozenset())
    if part.text == r"\d":
        mark = "*" if len(before) == STEM - 1 else ""
        return frozenset(f"{before}{digit}{mark}" for digit in DIGITS)
    # Behind letters a hyphen or such ends the word.
    return frozenset({before}) if before else None


def _any_behind(letters: str) -> frozenset[str] | None:
    """The beginnings of words that go on in any way behind ``letters``; None where these are too few to look up."""
    return frozenset({f"{letters}*"}) if len(letters) == STEM else None


def _of_group(alternatives: list[list[_Part]], rest: list[_Part], before: str = "") -> frozenset[str] | None:
    found = [_beginnings([*each, *rest], before) for each in alternatives]
    return None if None in found else frozenset().union(*[each for each in found if each])


def _repeats(part: _Part) -> bool:
    """Whether ``*`` behind it means any number of times, rather than the rest of a word."""
    ends = [end for each in part.alternatives or [] if each for end in (each[0], each[-1])]
    return part.kind == "group" and any(end.kind in ("space", "apostrophe") for end in ends)
