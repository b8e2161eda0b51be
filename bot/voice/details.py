"""What can be true or false in a text: numbers, days, names, and what a system would tell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from bot.voice import lists, stems
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Situation
from bot.voice.sources import NUMBER, Sources
from bot.voice.wording import WORD, Span, fold

# Statuses that only a look into a system can tell; what we did ourselves ("sent", "refunded") is not among them.
LOOKED_UP = re.compile(
    r"(?<![\w-])(?:arriv\w*|reached|delivered|scanned|signed|transit|located|landed|boarded|parvenu\w*|livre\w*|"
    r"scanne\w*|"
    r"localise\w*|remis\w*|retire\w*|used|activated|entered|signe\w*|depose\w*|atterri\w*|receptionne\w*|collected|"
    r"handed|depot|entrepot|warehouse|"
    r"recupere\w*)(?!\w)"
)
PRODUCT = re.compile(r"(?<![\w'])([a-z]{3,}) \d{1,4}[a-z]?(?![\w.:])(?! ?(?:h|am|pm|%|€)(?!\w))")
PLACE = re.compile(
    r"(?<!\w)(?:street|road|lane|avenue|drive|close|square|hill|court|park|bridge|cross|station|junction|centre|rue|"
    r"place|"
    r"quai|boulevard|route|chemin|cours|allee|porte|pont|gare|saint|sainte|st)(?!\w)"
)
NOT_NAMES = frozenset("i dm dms pm mp ok sms uk usa us eu tv gps url app faq ps nb am id vip".split())


def particulars_of(matter: Matter, span: Span) -> Iterator[Span]:
    """What can be true or false in a sentence: numbers, days, names."""
    plain, number = matter.reply.plain, stems.numbers()
    for found in NUMBER.finditer(plain, span.start, span.end):
        yield Span(found.start(), found.start() + len(found[0].rstrip(".,:/")))
    for position, found in enumerate(WORD.finditer(plain, span.start, span.end)):
        word = found[0]
        if word in number or word in lists.words("dates"):
            if word not in ("one", "time", "mars", "may", "second"):
                yield Span(*found.span())
        elif position and _is_name(matter, found.start(), found.end()):
            yield Span(found.start() + word.rfind("'") + 1, found.end())


def _is_name(matter: Matter, start: int, end: int) -> bool:
    """A capital in the middle of a sentence that otherwise has small letters."""
    plain = matter.reply.plain
    before = plain[:start].rstrip()
    if before[-1:] == "-" and before[-2:-1].isalpha() and len(before) == start:
        before = before[:-1]  # "Port-Garance"
    if not before or before[-1] in '.!?:;\n"-(' or "\n" in plain[len(before) : start]:
        return False
    start = start + plain[start:end].rfind("'") + 1
    said, word = matter.reply.shown(start, end), plain[start:end]
    return (
        len(word) > 1
        and said[:1].isupper()
        and not word.isdigit()
        and word not in _no_names()
        and not matter.reply.text.isupper()
    )


def full_names(matter: Matter, span: Span) -> Iterator[Span]:
    """ "Darren Pike": two names side by side that are no street and no place with a kind before it."""
    found = [Span(*hit.span()) for hit in WORD.finditer(matter.reply.plain, span.start, span.end)]
    for one, other in itertools.pairwise(found):
        between = matter.reply.plain[one.end : other.start]
        both = [matter.reply.plain[each.start : each.end] for each in (one, other)]
        if between != " " or PLACE.search(
            matter.reply.plain, max(span.start, one.start - 12), min(other.end + 10, span.end)
        ):
            continue
        if _written_as_name(matter, one) and _written_as_name(matter, other) and not words("dates") & set(both):
            yield Span(one.start, other.end)


def _written_as_name(matter: Matter, word: Span) -> bool:
    """A capital and small letters behind it; the first word of a sentence may have it for another reason."""
    said = matter.reply.shown(word.start, word.end)
    return len(said) > 2 and said[0].isupper() and said[1:].islower() and said.lower() not in _no_names()


def products(matter: Matter, span: Span) -> Iterator[Span]:
    """ "the Zephyr 9", « la Thermex 400 »: a name with a number behind it."""
    for hit in PRODUCT.finditer(matter.reply.plain, span.start, span.end):
        name = Span(hit.start(), hit.end(1))
        if _written_as_name(matter, name) and hit[1] not in words("dates"):
            yield Span(*hit.span())


@cache
def _no_names() -> frozenset[str]:
    return words("stop") | words("stock") | words("team") | NOT_NAMES


def particulars(reply: str) -> list[str]:
    """The passages of ``reply`` that can be true or false: numbers, days, names and what a system would tell.

    Those that stand side by side are one ("three weeks"); each is said once.
    """
    matter, found = Matter(reply, Situation()), dict[str, None]()
    for sentence in matter.reply.sentences:
        spans = list(particulars_of(matter, sentence))
        spans += [Span(*one.span()) for one in LOOKED_UP.finditer(matter.reply.plain, sentence.start, sentence.end)]
        for span in _joined(matter.reply.plain, sorted(spans, key=lambda one: one.start)):
            found[matter.reply.shown(span.start, span.end)] = None
    return list(found)


def _joined(plain: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and not plain[joined[-1].end : span.start].strip(" \n-"):
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def traces(passage: str, source: str) -> bool:
    """Whether every word and number of ``passage`` stands in ``source``, in whatever form."""
    known = _source(source)
    return all(known.holds(word) for word in WORD.findall(fold(passage)))


@lru_cache(maxsize=256)  # a house's own texts are asked again and again
def _source(text: str) -> Sources:
    return Sources(Matter("", Situation(complaint=text)))
