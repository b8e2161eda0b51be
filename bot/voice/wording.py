"""A text to be judged: folded so that case, accents and kinds of apostrophe do not matter, cut into greeting, sentences
and signature, and able to show any place of the folded text in its own words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.voice.lists import phrases, words

APOSTROPHES, DASHES, QUOTES = "’‘ʼ`´′＇", "–—‑‐−―", "«»“”„‟"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\ufe0e"
SPECIAL = {
    **dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(DASHES, "-"), **dict.fromkeys(QUOTES, '"'),
    **dict.fromkeys(ZERO_WIDTH, ""), "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "…": ".", "\r": "\n", "\n": "\n",
    "\u2028": "\n", "\u2029": "\n", "\u0085": "\n",
}  # fmt: skip
COMMON_CODES = 0x3000  # what lies above is folded anew each time: a hostile text must not fill the memory
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A full stop ends no sentence behind these, nor between digits ("7.40").
ABBREVIATIONS = frozenset(
    "mr mrs ms dr st no nr m mm mme mlle vs etc e.g i.e approx ref tel av env art p.ex cf a.m p.m max min n.b".split()
)
SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n+")
GREETING_WORDS = (
    r"(?:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|bonjour|bonsoir|salut|coucou"
    r"|cher|chere|chers|cheres|madame|monsieur|bjr|yo)"
)
MOST_NAME_WORDS = 4
NAME = r"[ ,]+[^\s,.!?:;]+"
GREETING = re.compile(
    rf"\s*(?:[@.][\w.]+[ ,:]*)*(?:[^\w\s@\"]+ ?)?{GREETING_WORDS}(?!\w)"
    rf"(?:(?:{NAME}){{0,{MOST_NAME_WORDS}}}? ?[,!:\n-]+|(?:{NAME}){{0,2}}?[.]+(?=\s|$)|(?=[ \n]|$))\s*"
)
HANDLES = re.compile(r"\s*(?:[@][\w.]+[ ,:]*)+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
TAIL = re.compile(
    r"(?:\s|https?://\S+|\(?\d ?/ ?\d\)?|[^\w\s.!?,;:)\"'^~*/|-])+$"
)  # behind a signature: a link, "1/2", emoji
# How people set a signature off: ^SK, — Léa, /Anna, ~Sam, *JB.
MARKED_SIGNATURE = re.compile(r"(?:^|(?<=[\s.!?)]))(?:[\^~*/|]|-{1,2})\s?(?=[^\W\d])([^\n^~*/|!?]{1,60})$")
INITIALS = re.compile(r"(?:[\^~*/|]|-{1,2})\s?[a-z]{1,3}")
FIRST_NAME = re.compile(
    r"\s*([^\W\d]+(?:[ -][^\W\d]+)?)(?: ?[,(/]| (?:from|at|in|of|de|du|des|a|au|et|and)(?!\w)| d'| l'|$)"
)
MOST_SIGNATURE_WORDS, MOST_INLINE_WORDS = 9, 6


class _Folds(dict[int, str]):
    """Code point → what stands for it in a folded text."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if code < COMMON_CODES:
            self[code] = folded
        return folded


def _folded(letter: str) -> str:
    if letter in SPECIAL:
        return SPECIAL[letter]
    if letter.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(part for part in bare if not unicodedata.combining(part))


FOLDS = _Folds()


def fold(text: str) -> str:
    """``text`` in lower case, without accents, with one kind of apostrophe, dash, quote and space; lines stay lines."""
    return text.translate(FOLDS)


@dataclass(frozen=True)
class Span:
    """A place in the folded text, from ``start`` up to ``end``."""

    start: int
    end: int


class Wording:
    """One text and what can be read off it without knowing any other."""

    def __init__(self, text: str, sections: tuple[str, ...] = ()) -> None:
        self.text = text
        self._sections = sections  # of phrases that will be asked for; all, when none is named
        self.plain = fold(text)

    @cached_property
    def _hits(self) -> dict[str, list[re.Match[str]]]:
        return phrases(*self._sections).hits(self.plain)

    def hits(self, section: str) -> list[re.Match[str]]:
        """Every place where a phrase of ``section`` stands, in the order of the text, the longest first."""
        return self._hits[section]

    def hits_in(self, section: str, start: int, end: int) -> list[re.Match[str]]:
        """The :meth:`hits` that lie between ``start`` and ``end``."""
        return list(self._between(section, start, end))

    def first_in(self, section: str, start: int, end: int) -> re.Match[str] | None:
        """The first of :meth:`hits_in`, or None."""
        return next(self._between(section, start, end), None)

    def _between(self, section: str, start: int, end: int) -> Iterator[re.Match[str]]:
        hits = self.hits(section)
        for place in range(bisect_left(hits, start, key=re.Match.start), len(hits)):
            if hits[place].start() >= end:
                return
            if hits[place].end() <= end:
                yield hits[place]

    def shown(self, start: int, end: int) -> str:
        """The exact words of the text that stand at ``start`` to ``end`` of the folded one."""
        if start >= end:
            return ""
        origin = self._origin
        return self.text[origin[start] : origin[end - 1] + 1]

    @cached_property
    def _origin(self) -> list[int]:
        """For each letter of the folded text, which letter of the text it came from."""
        return [place for place, letter in enumerate(self.text) for _each in FOLDS[ord(letter)]]

    def is_capital(self, place: int) -> bool:
        """Whether a capital stands at ``place`` of the folded text; anything counts where the text has none."""
        # Counted from the end, where signatures stand: the whole map is only made when something must be shown.
        reached = len(self.plain)
        for letter in reversed(self.text):
            reached -= len(FOLDS[ord(letter)])
            if reached <= place:
                return letter.isupper() or self.text.islower()
        return False

    @cached_property
    def greeting_end(self) -> int:
        """Where the greeting (and the handles before it) is over; 0 without one."""
        if found := GREETING.match(self.plain):
            return found.end()
        handles = HANDLES.match(self.plain)
        return handles.end() if handles else 0

    @cached_property
    def signature(self) -> Span:
        """What names who wrote: its marks and closing formula included; empty at the end when there is none."""
        end = len(self.plain)
        if tail := TAIL.search(self.plain):
            end = tail.start()
        start = _signature_start(self, end)
        return Span(max(start, min(self.greeting_end, end)), end)

    @property
    def shown_signature(self) -> str:
        """The signature as it is written."""
        return self.shown(self.signature.start, self.signature.end).strip()

    @cached_property
    def body(self) -> Span:
        """What is said between greeting and signature."""
        return Span(self.greeting_end, max(self.greeting_end, self.signature.start))

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of the body, in order."""
        return sentences_of(self.plain, self.body)

    @cached_property
    def tokens(self) -> list[tuple[str, int, int]]:
        """``(word, start, end)`` of the body; an elided article ("l'", "d'") is cut off, addresses are left out."""
        return tokens_of(self.plain, self.body)


def tokens_of(plain: str, span: Span) -> list[tuple[str, int, int]]:
    """``(word, start, end)`` of the words in ``span`` of a folded text."""
    found = []
    addresses = [match.span() for match in ADDRESS.finditer(plain, span.start, span.end)]
    for match in WORD.finditer(plain, span.start, span.end):
        start, end = match.span()
        if any(first <= start < last for first, last in addresses):
            continue
        word = match[0]
        if "'" in word:
            head, _apostrophe, rest = word.rpartition("'")
            if rest in ("s", "t", "re", "ve", "ll", "d", "m"):  # it's, don't, we're
                word = head
            else:
                start, word = end - len(rest), rest
        found.append((word, start, end))
    return found


def sentences_of(plain: str, span: Span) -> list[Span]:
    """The sentences in ``span`` of a folded text, without the white space around them."""
    found, start = [], span.start
    for match in SENTENCE_END.finditer(plain, span.start, span.end):
        before = plain[start : match.start()].rsplit(None, 1)
        if match[0] == "." and before and before[-1].lstrip("(\"'") in ABBREVIATIONS:
            continue
        found.append(Span(start, match.end()))
        start = match.end()
    found.append(Span(start, span.end))
    return [trimmed for each in found if (trimmed := _trimmed(plain, each)) is not None]


def _trimmed(plain: str, span: Span) -> Span | None:
    said = plain[span.start : span.end]
    if not said.strip():
        return None
    return Span(span.start + len(said) - len(said.lstrip()), span.end - len(said) + len(said.rstrip()))


def _signature_start(wording: Wording, end: int) -> int:
    """Where the signature begins before ``end``, or ``end`` when there is none."""
    plain = wording.plain
    marked = MARKED_SIGNATURE.search(plain, 0, end)
    if marked and (_are_initials(wording, marked) or _could_sign(wording, marked.start(1), end)):
        return marked.start()
    line_start = plain.rfind("\n", 0, end) + 1
    if line_start > 0 and _could_sign(wording, line_start, end):
        above_start = plain.rfind("\n", 0, max(0, line_start - 1)) + 1
        above = plain[above_start : line_start - 1].strip()
        # "Best regards,\nSam" and "Léa\nService client" are one signature.
        short = bool(above) and len(above.split()) <= MOST_NAME_WORDS
        if above_start > 0 and short and _could_sign(wording, above_start, line_start - 1):
            return above_start
        return line_start
    return _inline_signature(wording, line_start, end)


def _are_initials(wording: Wording, marked: re.Match[str]) -> bool:
    return bool(INITIALS.fullmatch(marked[0].strip())) and (
        marked[0].lstrip()[0] == "^" or wording.is_capital(marked.start(1))
    )


def _inline_signature(wording: Wording, line_start: int, end: int) -> int:
    """ "… by 6 pm. Sam, support": what stands behind the last full stop of the last line."""
    ends = [m.end() for m in SENTENCE_END.finditer(wording.plain, line_start, end) if m.end() < end]
    initial = re.search(r"(?<!\w)\w\.$", wording.plain[line_start:end])  # "Gwen H."
    dotted = re.search(r"[.!?)] ([^\W\d]+(?: [^\W\d]+)?)\.$", wording.plain[line_start:end])  # "… runs again. Jo."
    if dotted and words("stock").intersection(dotted[1].split()):
        dotted = None  # "Sorry again."
    if not ends or (wording.plain[end - 1] in ".!?," and not initial and not dotted):
        return end
    last = wording.plain[ends[-1] : end].split()
    closed = bool(last) and last[0].strip(",") in words("closing")  # "Best regards, Ann Lee, head of bookings"
    short = len(last) <= (MOST_SIGNATURE_WORDS if closed else MOST_INLINE_WORDS)
    signs = (short and _could_sign(wording, ends[-1], end)) or _names_first(wording, ends[-1], end)
    return ends[-1] if signs else end


def _names_first(wording: Wording, start: int, end: int) -> bool:
    """ "Ann Lee, Head of Bookings, Harbour Lane", « Marc (atelier) »: a name, and where it works."""
    found = FIRST_NAME.match(wording.plain, start, end)
    said = WORD.findall(wording.plain[start:end])
    if found is None or len(said) > MOST_SIGNATURE_WORDS or words("sentence").intersection(said):
        return False
    if re.search(r"[.!?;:]|\d", wording.plain[start:end]):
        return False
    other = words("stop") | words("stock") | words("team") | words("dates") | words("closing")
    names = [(each[0], found.start(1) + each.start()) for each in WORD.finditer(found[1])]
    return all(wording.is_capital(place) and name not in other for name, place in names)


def _could_sign(wording: Wording, start: int, end: int) -> bool:
    """Whether what stands there is short and reads "Name", "Name, service" or "Best regards, Name", and is no "
    "sentence."""
    said = wording.plain[start:end].rstrip(" .,")
    tokens = [(found[0], start + found.start()) for found in WORD.finditer(said)]
    if not tokens or len(tokens) > MOST_SIGNATURE_WORDS or re.search(r"[.!?] |[?!;:]|\d{3}", said):
        return False
    if {word for word, _place in tokens} & words("sentence") and tokens[0][0] not in words("closing"):
        return False
    comma = said.find(",")
    first = [(word, place) for word, place in tokens if comma < 0 or place < start + comma]
    closes = comma >= 0 and all(word in words("closing") for word, _place in first)
    if closes and len(first) < len(tokens) and not wording.is_capital(tokens[len(first)][1]):
        return False  # "See you soon, hopefully with a lift that runs"
    known = words("team") | words("title") | words("closing") | words("linking")
    other = (words("dates") | words("stop")) - known
    return all(
        word in known or len(word) == 1 or (wording.is_capital(place) and word not in other) for word, place in first
    )
