"""What the customer told and the reply tells otherwise: another number, another date, another time that it took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.voice import stems
from bot.voice.clauses import FUTURE, THEIRS, UNSAID, parts
from bot.voice.commitments import AHEAD
from bot.voice.counts import counted
from bot.voice.matter import Matter
from bot.voice.sources import Sources
from bot.voice.wording import Span

NEAR = 16  # letters before a number in which "within" makes it ours
# Unit → family and how many of the family's smallest unit.
UNITS = {
    "min": ("short", 1), "mn": ("short", 1), "h": ("short", 60), "hr": ("short", 60), "hour": ("short", 60),
    "heure": ("short", 60), "minute": ("short", 1), "day": ("long", 1), "jour": ("long", 1), "week": ("long", 7),
    "semaine": ("long", 7), "month": ("months", 1), "mois": ("months", 1), "year": ("years", 1), "an": ("years", 1),
    "annee": ("years", 1),
}  # fmt: skip
SAID = rf"(?:\d{{1,3}}|an?|une?|(?:{'|'.join(sorted(stems.numbers(), key=len, reverse=True))})(?:-[a-z]+){{0,3}})"
LASTED = re.compile(
    rf"(?<![\w.,:])(half (?:an? )?|(?:une |d'une )?demi-|{SAID} ?)"
    r"(min|mn|h|hr|hour|heure|minute|day|jour|week|semaine|month|mois|year|an|annee)s?(?!\w)"
    rf"( (?:and a half|et demie?))?(?: ?(?:and |et )?(\d\d|{SAID})(?! ?\w))?"
)
NUMERAL = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
JOINED = re.compile(r"(?<![\w.,:])(\d{1,2}) ?h(?:rs?)? ?(\d\d)(?!\w)")
# "At eight", « depuis 8 h »: a time of the day, and not how long.
OF_THE_DAY = re.compile(
    r"(?<!\w)(?:at|a|vers|depuis|since|des|until|till|jusqu'a|avant|before|by|de|from|between|entre|et|and) $"
)
# "A whole hour is owed to you", « une séance entière vous est due »: what is to be given, and not what was.
OWED = re.compile(
    r"(?<!\w)(?:(?:is|are) (?:due|owed|yours)|you(?:'re| are) (?:owed|due|entitled)|(?:est|sont) due?s?|avez droit|"
    r"sans repayer|free of charge|offre|offrons|offerte?s?|attend|attendent)(?!\w)"
)
ROUGHLY = 0.2  # "nearly two hours" for 1 h 50
MONTHS = (
    "january february march april may june july august september october november december janvier fevrier mars avril "
    "mai juin juillet aout septembre octobre novembre decembre"
).split()
DATED = re.compile(
    rf"(?<!\w)(?:(\d{{1,2}})(?:st|nd|rd|th|er)? (?:of )?({'|'.join(MONTHS)})|({'|'.join(MONTHS)}) (\d{{1,2}}))(?!\w)"
)


def numbers(matter: Matter, sources: Sources) -> Iterator[Span]:
    """ "Three weeks" where the customer wrote "two weeks": another number with the same word behind it. Theirs beside
    it ("two of your six glasses", "the 7.52 ran, the 7.40 did not") tells of something else."""
    given = counted(matter.complaint.plain)
    for unit, found in counted(matter.reply.plain, matter.reply.body).items():
        theirs = {each for each, _span in given.get(unit, ())}
        for number, span in found:
            sentence = matter.sentence_of(span.start)
            beside = {each for each, other in found if sentence.start <= other.start < sentence.end}
            if theirs and number not in sources.digits and not theirs & beside and not _ours(matter, span):
                yield span
    hours = {time.partition(":")[0] for time in sources.clocks if not time.endswith(":00")}
    for hit in stems.CLOCK.finditer(matter.reply.plain, matter.reply.body.start, matter.reply.body.end):
        span = Span(*hit.span())
        sentence = matter.sentence_of(span.start)
        beside = stems.clock(matter.reply.plain[sentence.start : sentence.end])
        if hit[2] and hit[1].lstrip("0") in hours and not beside & sources.clocks and not _ours(matter, span):
            yield span


def _ours(matter: Matter, span: Span) -> bool:
    """Whether the sentence speaks of what we do, and not of what the customer told."""
    sentence = matter.sentence_of(span.start)
    if not THEIRS.search(matter.reply.plain, sentence.start, sentence.end) and not matter.has(
        "regret", sentence.start, sentence.end
    ):
        return True
    if any(each.search(matter.reply.plain, sentence.start, sentence.end) for each in (AHEAD, OWED)):
        return True
    return any(matter.has(section, sentence.start, sentence.end) for section in ("action", "done"))


def times(matter: Matter, sources: Sources) -> Iterator[Span]:
    """Pieces that give another date, or another time that it took, than the customer did."""
    for sentence in matter.reply.sentences:
        regrets = matter.has("regret", sentence.start, sentence.end) is not None
        for part in parts(matter, sentence):
            if _is_ours(matter, part):
                continue
            if _another_date(matter, part, sources) or (
                (regrets or _takes_up(matter, part)) and _another_duration(matter, part, sources)
            ):
                yield part


def _is_ours(matter: Matter, part: Span) -> bool:
    said = matter.reply.plain[part.start : part.end]
    return bool(FUTURE.search(said)) or matter.has("action", part.start, part.end) is not None


def _takes_up(matter: Matter, part: Span) -> bool:
    return any(item.worth >= 1 and part.start <= item.start < part.end for item in matter.items)


def _ahead(matter: Matter, start: int) -> bool:
    return bool(AHEAD.search(matter.reply.plain, max(0, start - NEAR), start))


def _another_date(matter: Matter, part: Span, sources: Sources) -> bool:
    hits = list(DATED.finditer(matter.reply.plain, part.start, part.end))
    given = {date for text in sources.texts for date in _dates(text.plain)} if hits else ()
    for hit in hits:
        day, month = _date(hit)
        others = {number for number, name in given if name == month}
        if others and day not in others and not _ahead(matter, hit.start()):
            return True
    return False


@lru_cache(maxsize=8192)
def _dates(plain: str) -> frozenset[tuple[int, str]]:
    return frozenset(_date(hit) for hit in DATED.finditer(plain))


def _date(hit: re.Match[str]) -> tuple[int, str]:
    return int(hit[1] or hit[4]), hit[2] or hit[3]


def _another_duration(matter: Matter, part: Span, sources: Sources) -> bool:
    """ "Three hours in the lobby" to somebody who waited an hour and a half; sums and round figures are theirs."""
    theirs = _durations(matter.complaint.plain)
    timed = bool(stems.clock(matter.complaint.plain))
    said = matter.reply.plain[part.start : part.end]
    for family, length, start in _durations(said):
        if _bare_number(length, matter.complaint.plain):
            continue
        told = [each for name, each, _start in theirs if name == family]
        if len(set(told)) != 1 or (timed and family == "short"):
            continue  # where they gave several, it may be the time between two of them
        if _ahead(matter, part.start + start) or UNSAID.search(said):
            continue
        known = (each for text in sources.texts for each in _durations(text.plain))
        near = [*told, *(each for name, each, _start in known if name == family)]
        if all(abs(length - each) > ROUGHLY * max(length, each) for each in near):
            return True
    return False


def _bare_number(length: float, plain: str) -> bool:
    """Whether a text gives a length without its unit: "charged 40 minutes, rode for 10"."""
    given = {int(number) for number in NUMERAL.findall(plain)}
    return any(length == number * worth for number in given for _family, worth in UNITS.values())


@lru_cache(maxsize=8192)
def _durations(plain: str) -> tuple[tuple[str, float, int], ...]:
    """Family, length and place of each time that something took."""
    found = [("short", int(hit[1]) * 60.0 + int(hit[2]), hit.start()) for hit in JOINED.finditer(plain)]
    for hit in LASTED.finditer(plain):
        family, worth = UNITS[hit[2]]
        count, more = _count(hit[1].strip()), _count(hit[4] or "")
        if count is not None:
            length = (count + (0.5 if hit[3] else 0.0)) * worth + (more or 0.0 if family == "short" else 0.0)
            found.append((family, length, hit.start()))
    return tuple(
        each for each in found if each[0] != "short" or not OF_THE_DAY.search(plain, max(0, each[2] - NEAR), each[2])
    )


def _count(said: str) -> float | None:
    if "half" in said or "demi" in said:
        return 0.5
    if said in ("a", "an", "one", "un", "une"):
        return 1.0
    said = re.sub(r"quatre-vingts?", "80", said)
    whole = [stems.numbers().get(word, word) for word in said.split("-")]
    return float(sum(int(word) for word in whole)) if all(word.isdigit() for word in whole) else None
