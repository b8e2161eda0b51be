"""A text without its packing: what stays when tools, networks and people pass it on.

Case, accents, emoji, punctuation, addresses, entities, invisible characters, repost marks, handles in front, handles
and hashtags behind, and marks of truncation are packing. Words and numbers are not.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass

from bot.triage.words import without_accents

FEWEST_WORDS = 4  # of shorter texts equal words say nothing: two people may both write "never again"
ALONE_WORDS = 8  # a text of so many is known without its title, which only some tools send
ESCAPED_MOST = 3  # times that a text is escaped on its way
CODE_DIGITS = 32

TAIL = 240  # characters at the end in which marks of truncation, handles and hashtags are looked for

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)
HANDLE = r"@[\w.\-]+(?:@[\w.\-]+)?"
ADDRESS = re.compile(
    r"(?:https?:|hxxps?:)?//\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/\S*"
    r"|\b(?:ht|htt|http|https)(?=:?/{0,2}\s*(?:…|\.\.\.)\s*$)"
)
# What stands in front of words that are passed on: RT @x:, via @x:, Fwd:, and the like.
PASSED_ON = re.compile(
    rf"\W*(?:(?:rt|mt|qt|hrt)\b[\s:]*(?:{HANDLE})?\s*:?"
    rf"|(?:re-?posted|re-?post|re-?shared|reblogged|quoting|repartage|partage|citation)\b"
    rf"\s*(?:from|by|de|par)?\s*:?\s*{HANDLE}\s*:?"
    r"|(?:re-?post|re-?partage)\s*:"
    rf"|(?:via|from|by|cc)\s+{HANDLE}\s*:?"
    r"|(?:fwd?|re|tr|forwarded|transfere)\s*:)\s*"
)
REPOST = re.compile(r"\W*(?:(?:rt|mt|qt|hrt|re-?post(?:ed)?|via|by|from)\s*:?\s*@|(?:rt|re-?post|fwd?)\s*:)")
IN_FRONT = re.compile(rf"\W*{HANDLE}[\s,:;.!\-–—]*")
BEHIND = re.compile(
    rf"(?:[(\[]?\s*\b(?:via|cc|h/t|ht|by|par)\s+{HANDLE}|{HANDLE}|[#＃][\w\-]+"
    r"|\bsent from my \w+|\benvoye de(?:puis)? mon \w+)[\W_]*$"
)
CUT = re.compile(
    r"(?:[\[(]\s*(?:…|\.{2,})\s*[\])]"
    r"|(?:…|\.{3,})\s*(?:(?:(?:read|see|show|learn)\s*)?more|(?:(?:voir|lire|afficher)\s*)?plus"
    r"|(?:lire )?la suite|suite)?"
    r"|\[?\+\s?\d+ (?:chars?|characters|caracteres)\]?"
    r"|\b(?:read|see|show) more|\b(?:voir|afficher|en savoir) plus|\blire la suite)[\W_]*$"
)
# A script without spaces is read sign by sign.
WORD = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]|[^\W_぀-ヿ㐀-鿿豈-﫿]+")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a text, and what its packing told."""

    words: tuple[str, ...]
    cut: bool = False  # it ends in a mark of truncation
    passed_on: bool = False  # it says itself that these are somebody else's words

    @property
    def fingerprint(self) -> str | None:
        """See :func:`fingerprint`."""
        if len(self.words) < FEWEST_WORDS:
            return None
        return hashlib.sha256(" ".join(self.words).encode()).hexdigest()[:CODE_DIGITS]


def fingerprint(text: str, title: str = "") -> str | None:
    """32 hexadecimal digits that are equal for equal words; None for fewer than four words."""
    return said(text, title).fingerprint


def said(text: str, title: str = "") -> Said:
    """The words of ``text``; of a short one with its ``title`` in front, where the text does not begin with it."""
    found = _unpacked(text)
    if not title or len(found.words) >= ALONE_WORDS:
        return found
    head = _unpacked(title)
    if found.words[: len(head.words)] == head.words:
        return found
    return Said(head.words + found.words, found.cut, found.passed_on or head.passed_on)


def _unpacked(text: str) -> Said:
    whole = ADDRESS.sub(" ", _plain(text)).strip()
    passed_on, cut, inner = bool(REPOST.match(whole)), False, whole
    while True:  # each mark may hide another: a handle behind a hashtag, "RT @x:" in front of "RT @y:"
        start = PASSED_ON.match(inner) or IN_FRONT.match(inner)
        begin = start.end() if start else 0
        tail = max(begin, len(inner) - TAIL)
        found = CUT.search(inner, tail)
        cut = cut or bool(found)
        found = found or BEHIND.search(inner, tail)
        if not start and not found:
            break
        inner = inner[begin : found.start() if found else len(inner)]
    words = WORD.findall(inner) or WORD.findall(whole)  # nothing but hashtags and handles: then they are the text
    return Said(tuple(words), cut, passed_on)


def _plain(text: str) -> str:
    """Lower case, without accents, entities, tags and invisible characters."""
    if "&" in text and not text.isascii():
        text = INVISIBLE.sub("", text)  # one in the middle of an entity would hide it
    for _time in range(ESCAPED_MOST):
        if "&" not in text or (read := html.unescape(text)) == text:
            break
        text = read
    if "<" in text:
        text = TAG.sub(" ", text)
    if not text.isascii():
        text = without_accents(INVISIBLE.sub("", text))
    return text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
