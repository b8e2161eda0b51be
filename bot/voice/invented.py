"""R15: no invented fact. What is said about the customer's case must come from the complaint, the case or the playbook.

With the case's facts at hand every number, date, name and status is traced. Without them only what a reply claims to
have looked up, or to know about the customer, is asked for its source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from bot.texts import _
from bot.voice import lists, stems
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Check, Situation, passed
from bot.voice.wording import WORD, Span, fold

NUMBER = re.compile(r"(?<![\w.,])\d[\d.,:/h]*(?!\w)")
# Statuses that only a look into a system can tell; what we did ourselves ("sent", "refunded") is not among them.
LOOKED_UP = re.compile(
    r"(?<!\w)(?:arriv\w*|reached|delivered|scanned|signed|transit|located|landed|boarded|parvenu\w*|livre\w*|scanne\w*|"
    r"localise\w*|signe\w*|depose\w*|atterri\w*|receptionne\w*|collected|handed|depot|entrepot|warehouse|recupere\w*)(?!\w)"
)
FUTURE = re.compile(
    r"(?<!\w)(?:will|'ll|going to|should be|vous (?:recevrez|recevez|aurez)|sera|seront|arrivera|arriveront|devrait|va|"
    r"vont)(?!\w)"
)
NOT_NAMES = frozenset("i dm dms pm mp ok sms uk usa us eu tv gps url app faq ps nb am id vip".split())
AGO = frozenset("today yesterday morning afternoon evening hier matin midi soir aujourd'hui since depuis".split())


def check(matter: Matter) -> Check:
    """Whether everything that is said about the case has a source."""
    sources = _Sources(matter)
    found = next(_untraced(matter, sources), None)
    if found is None:
        return passed("R15")
    return Check(
        "R15", "block", False, matter.reply.shown(found.start, found.end),
        _("Nothing at hand says this: it is in neither the complaint nor the confirmed facts."),
        _("Confirm it in the case, or take it out."),
    )  # fmt: skip


class _Sources:
    """Every word and number that something may be traced to."""

    def __init__(self, matter: Matter) -> None:
        situation = matter.situation
        brand = situation.brand
        parts = [situation.complaint, situation.title, *situation.sources, situation.approver or "", *situation.signers]
        parts += [brand.name, *brand.services, *brand.accounts] if brand else []
        if situation.facts is not None:
            parts.append(flat(situation.facts))
        self.plain = fold(" \n ".join(parts))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems and numbers of every source."""
        number = stems.numbers()
        return frozenset(
            number.get(word, stems.stem(word))
            for each in WORD.findall(self.plain)
            for word in (each, each.split("'")[-1])
        )

    @cached_property
    def clocks(self) -> set[str]:
        """Times of the day in the sources."""
        return stems.clock(self.plain)

    @cached_property
    def digits(self) -> frozenset[str]:
        """Numbers of the sources, without leading zeros and marks."""
        return frozenset(_bare(found[0]) for found in NUMBER.finditer(self.plain)) | frozenset(
            re.findall(r"\d+", self.plain)
        )

    def holds(self, word: str) -> bool:
        """Whether a word or number of the reply stands in a source."""
        if word[0].isdigit():
            return _bare(word) in self.digits or word in self.stems or bool(stems.clock(word) & self.clocks)
        return stems.stem(word) in self.stems or bool(stems.concepts(stems.stem(word)) and any(
            stems.concepts(stems.stem(word)) & stems.concepts(each) for each in self.stems
        ))  # fmt: skip


def flat(value: Any) -> str:
    """Every key's value of a JSON value as one text."""
    if isinstance(value, Mapping):
        return " \n ".join(flat(each) for each in value.values())
    if isinstance(value, list | tuple):
        return " \n ".join(flat(each) for each in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _bare(number: str) -> str:
    return number.strip(".,:/h").lstrip("0") or "0"


def _untraced(matter: Matter, sources: _Sources) -> Iterator[Span]:
    for span in matter.reply.sentences:
        claimed = _claims(matter, span)
        if claimed and _has_detail_without_source(matter, span, sources):
            yield span
        elif matter.situation.facts is not None:
            yield from _details(matter, span, sources)


def _claims(matter: Matter, span: Span) -> bool:
    """Whether a sentence tells what somebody has looked up or knows about the customer."""
    plain = matter.reply.plain
    if matter.has("record", span.start, span.end):
        return True
    if FUTURE.search(plain, span.start, span.end) or matter.has("unknown cause", span.start, span.end):
        return False
    return any(LOOKED_UP.search(found[0]) for found in lists.found("status", plain, span.start, span.end))


def _has_detail_without_source(matter: Matter, span: Span, sources: _Sources) -> bool:
    if not sources.plain.strip():
        return bool(list(_particulars(matter, span)))
    return any(not sources.holds(matter.reply.plain[each.start : each.end]) for each in _particulars(matter, span))


def _details(matter: Matter, span: Span, sources: _Sources) -> Iterator[Span]:
    """Numbers, days and names of a sentence that promises nothing, without a source."""
    if any(matter.has(section, span.start, span.end) for section in ("action", "done", "vague action")):
        return
    for each in _particulars(matter, span):
        word = matter.reply.plain[each.start : each.end]
        if word not in AGO and not sources.holds(word):
            yield each


def _particulars(matter: Matter, span: Span) -> Iterator[Span]:
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
            yield Span(*found.span())


def _is_name(matter: Matter, start: int, end: int) -> bool:
    """A capital in the middle of a sentence that otherwise has small letters."""
    plain = matter.reply.plain
    before = plain[:start].rstrip()
    if not before or before[-1] in '.!?:;\n"-(' or "\n" in plain[len(before) : start]:
        return False
    start = start + plain[start:end].rfind("'") + 1
    said, word = matter.reply.shown(start, end), plain[start:end]
    known = words("stop") | words("stock") | words("team") | NOT_NAMES
    return (
        len(word) > 1
        and said[:1].isupper()
        and not word.isdigit()
        and word not in known
        and not matter.reply.text.isupper()
    )


def particulars(reply: str) -> list[str]:
    """The passages of ``reply`` that can be true or false: numbers, days, names and what a system would tell.

    Those that stand side by side are one ("three weeks"); each is said once.
    """
    matter, found = Matter(reply, Situation()), dict[str, None]()
    for sentence in matter.reply.sentences:
        spans = list(_particulars(matter, sentence))
        spans += [Span(*one.span()) for one in LOOKED_UP.finditer(matter.reply.plain, sentence.start, sentence.end)]
        for span in _joined(matter.reply.plain, sorted(spans, key=lambda one: one.start)):
            found[matter.reply.shown(span.start, span.end)] = None
    return list(found)


def _joined(plain: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and not plain[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def traces(passage: str, source: str) -> bool:
    """Whether every word and number of ``passage`` stands in ``source``, in whatever form."""
    known = _Sources(Matter("", Situation(complaint=source)))
    return all(known.holds(word) for word in WORD.findall(fold(passage)))
