"""R15: no invented fact. What is said about the customer's case must come from the complaint, the case or the playbook.

A reply may tell what the case does not hold yet: whoever writes knows more than the file. So only what it claims to
have looked up or to know about the customer is asked for its source, and a number that the customer gave must stay
what it was. Where the facts say that they are ``complete``, every number, date and name is traced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.texts import _
from bot.voice import changed, unheard
from bot.voice.clauses import FUTURE, HAPPENED, LATER, OURS, THEIRS, UNSAID, parts
from bot.voice.details import LOOKED_UP, particulars_of
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.sources import Sources
from bot.voice.wording import Span

MANY_WORDS = 3
# Whoever says this much about earlier times has told of them.
TOLD_BEFORE = re.compile(
    r"(?<!\w)(?:deja|already|again|encore|fois|times|twice|e?-?mails?|e?-?mailed|wrote|written|called|phoned|rang|"
    r"ecrit|appele\w*|"
    r"relance\w*|always|toujours|jusqu'ici|until now|loyal|fidele|years|ans|annees|regular\w*|habitue\w*)(?!\w)"
)
AGO = frozenset("today yesterday morning afternoon evening hier matin midi soir aujourd'hui since depuis".split())


def check(matter: Matter) -> Check:
    """Whether everything that is said about the case has a source."""
    sources = Sources(matter)
    found = next(_untraced(matter, sources), None)
    if found is None:
        return _unheard(matter, sources)
    return Check(
        "R15", "block", False, matter.reply.shown(found.start, found.end),
        _("Nothing at hand says this: it is in neither the complaint nor the confirmed facts."),
        _("Confirm it in the case, or take it out."),
    )  # fmt: skip


def _unheard(matter: Matter, sources: Sources) -> Check:
    """What may well be true, and should be confirmed by whoever approves it."""
    found = next(unheard.claims(matter, sources), None)
    if found is None:
        return passed("R15")
    return Check(
        "R15", "warn", False, matter.reply.shown(found.start, found.end),
        _("Nothing at hand says this: it may well be true, but somebody has to know it."),
        _("Confirm it and note it in the case, or take it out."),
    )  # fmt: skip


def _untraced(matter: Matter, sources: Sources) -> Iterator[Span]:
    complete = bool((matter.situation.facts or {}).get("complete"))
    for span in matter.reply.sentences:
        if (claim := _claim(matter, span)) and _lacks_source(matter, span, claim, sources):
            yield span
        elif matter.situation.facts is not None and (
            told := next((part for part in parts(matter, span) if _states_untraced(matter, part, sources)), None)
        ):
            yield told
        elif complete:
            yield from _details(matter, span, sources)
    yield from changed.numbers(matter, sources)


def _claim(matter: Matter, span: Span) -> str:
    """``record`` when a sentence tells what was looked up or known about the customer, ``status`` when where a thing
    is or was, else nothing."""
    plain = matter.reply.plain
    if matter.has("history", span.start, span.end):
        return "" if TOLD_BEFORE.search(matter.complaint.plain) else "history"
    if record := matter.has("record", span.start, span.end):
        return "" if LATER.search(plain, span.start, span.end) and "see" not in record[0] else "record"
    if (
        LATER.search(plain, span.start, span.end)
        or FUTURE.search(plain, span.start, span.end)
        or matter.has("unknown cause", span.start, span.end)
    ):
        return ""
    tracked = any(LOOKED_UP.search(hit[0]) for hit in matter.reply.hits_in("status", span.start, span.end))
    return "status" if tracked and THEIRS.search(plain, span.start, span.end) else ""


def _lacks_source(matter: Matter, span: Span, claim: str, sources: Sources) -> bool:
    """A number, day or name without a source; of what is known about a customer, several other words as well."""
    if claim == "history":
        return True
    said = [matter.reply.plain[each.start : each.end] for each in particulars_of(matter, span)]
    if any(not sources.holds(word) for word in said):
        return True
    own = {key for key, start, _end in matter.keys if span.start <= start < span.end and key.isalpha()}
    return claim == "record" and sum(not sources.knows(key) for key in own) >= MANY_WORDS


def _states_untraced(matter: Matter, part: Span, sources: Sources) -> bool:
    """Whether it gives a number or a day of the customer's case that no source holds."""
    plain = matter.reply.plain
    if not THEIRS.search(plain, part.start, part.end) or OURS.search(plain, part.start, part.end):
        return False
    if not HAPPENED.search(plain, part.start, part.end) or UNSAID.search(plain, part.start, part.end):
        return False
    said = [plain[each.start : each.end] for each in particulars_of(matter, part)]
    dated = (word for word in said if word[0].isdigit() or word in words("weekdays"))
    return any(not sources.holds(word) for word in dated)


def _details(matter: Matter, span: Span, sources: Sources) -> Iterator[Span]:
    """Numbers, days and names of a sentence that promises nothing, without a source."""
    if any(matter.has(section, span.start, span.end) for section in ("action", "done", "vague action")):
        return
    for each in particulars_of(matter, span):
        word = matter.reply.plain[each.start : each.end]
        if word not in AGO and not sources.holds(word):
            yield each
