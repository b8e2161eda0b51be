"""R15: no invented fact. What is said about the customer's case must come from the complaint, the case or the playbook.

A reply may tell what the case does not hold yet: whoever writes knows more than the file. So only what it claims to
have looked up or to know about the customer is asked for its source, and a number that the customer gave must stay
what it was. Where the facts say that they are ``complete``, every number, date and name is traced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.texts import _
from bot.voice import changed, stems, unheard
from bot.voice.clauses import FUTURE, HAPPENED, LATER, OURS, THEIRS, UNSAID, parts
from bot.voice.details import LOOKED_UP, particulars_of
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.sources import Sources
from bot.voice.wording import Span

MANY_WORDS = 3
NEAR = 30  # letters before a name in which somebody is spoken to
# "What was collected comes off the June bill": a present that is still to come.
COMING = re.compile(
    r"(?<!\w)(?:comes|goes|lands|reaches|arrives|leaves|catches|returns|revient|revienne|arrive|repart|tombe|"
    r"sort|partira)(?!\w)|(?<!\w)vous (?:l'|les )(?:avez|aurez|recevez) (?:avant |des |d'ici )?(?:lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|demain)"
)
MYSELF = re.compile(r"(?<!\w)(?:i|i've|i'm|je|j'\w+)(?!\w)")
# Whoever says this much about earlier times has told of them.
TOLD_BEFORE = re.compile(
    r"(?<!\w)(?:deja|already|again|encore|fois|times|twice|e?-?mails?|e?-?mailed|wrote|written|called|phoned|rang|"
    r"ecrit|appele\w*|"
    r"relance\w*|always|toujours|jusqu'ici|until now|loyal|fidele|years|ans|annees|regular\w*|habitue\w*)(?!\w)"
)
FEW = frozenset(
    "once two three both deux trois half demi premier premiere first second".split()
)  # said without counting
AGO = frozenset(
    "today yesterday morning afternoon evening night noon midday hier matin midi soir nuit aujourd'hui "
    "since depuis".split()
)
# "Eleven months instead of twelve": what the rule is, beside what the customer told.
INSTEAD = re.compile(r"(?<!\w)(?:instead of|rather than|au lieu d[eu']|plutot que)(?: \w+)? ?$")


# "I'm sorry, Mr Eze, …": whoever is spoken to knows their own name.
SPOKEN_TO = re.compile(
    r"(?:^|[,;:!.?]) ?(?:(?:dear|hello|hi|bonjour|bonsoir|chere?) )?"
    r"(?:(?:mr|mrs|ms|miss|dr|mme|mlle|m|madame|monsieur)\.? )?(?:\w+[ -])?$"
)
PAUSE = re.compile(r" ?[,;:!.?]")


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
    if found is None and matter.situation.facts is not None:
        stated = (_stated(matter, span, sources) for span in matter.reply.sentences)
        found = next((each for each in stated if each), None)
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
        elif complete and (told := _stated(matter, span, sources)):
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
        if matter.has("source named", span.start, span.end) and MYSELF.search(plain, span.start, span.end):
            return ""  # whoever looked themselves is asked to confirm it, and not to leave it out
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


def _stated(matter: Matter, span: Span, sources: Sources) -> Span | None:
    """The first piece of a sentence that gives a number or a day of the customer's case without a source."""
    return next((part for part in parts(matter, span) if _states_untraced(matter, part, sources)), None)


def _states_untraced(matter: Matter, part: Span, sources: Sources) -> bool:
    """Whether it gives a number or a day of the customer's case that no source holds."""
    plain = matter.reply.plain
    if not THEIRS.search(plain, part.start, part.end) or OURS.search(plain, part.start, part.end):
        return False
    if not HAPPENED.search(plain, part.start, part.end) or UNSAID.search(plain, part.start, part.end):
        return False
    if COMING.search(plain, part.start, part.end):
        return False
    said = [plain[each.start : each.end] for each in particulars_of(matter, part)]
    dated = (word for word in said if word[0].isdigit() or word in words("weekdays"))
    return any(not sources.holds(word) for word in dated)


def _details(matter: Matter, span: Span, sources: Sources) -> Iterator[Span]:
    """Numbers, days and names of a sentence that promises nothing, without a source."""
    plain = matter.reply.plain
    if plain[span.start : span.end].rstrip().endswith("?"):
        return  # "Does 9 suit you?" states nothing
    if any(matter.has(section, span.start, span.end) for section in ("action", "done", "vague action", "invitation")):
        return
    if LATER.search(plain, span.start, span.end) or FUTURE.search(plain, span.start, span.end):
        return  # what is promised is a commitment, and no fact yet
    for each in particulars_of(matter, span):
        word = plain[each.start : each.end]
        if word in AGO or word in FEW or stems.units().get(word, word) in changed.UNITS:
            continue  # "minutes", « 22 h »: it is the number beside it that can be wrong
        if INSTEAD.search(plain, span.start, each.start) or sources.holds(word):
            continue
        if stems.numbers().get(word, word) in _between(matter.complaint.plain):
            continue
        spoken_to = SPOKEN_TO.search(plain[max(span.start, each.start - NEAR) : each.start])
        if spoken_to and PAUSE.match(plain, each.end) and word.isalpha() and word not in words("dates"):
            continue
        yield each


@lru_cache(maxsize=256)
def _between(complaint: str) -> frozenset[str]:
    """The minutes between two times of the day that the customer gave, as a number and as its tens and ones."""
    times = [int(hour) * 60 + int(minute) for hour, minute in (time.split(":") for time in stems.clock(complaint))]
    gaps = {abs(one - other) for one in times for other in times} - {0}
    return frozenset(str(number) for gap in gaps for number in (gap, gap // 10 * 10, gap % 10))
