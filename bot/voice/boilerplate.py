"""R9: no boilerplate. Phrases that every brand writes, and those that this brand wrote again and again lately."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.texts import _
from bot.voice.commitments import Promises
from bot.voice.matter import LEAST_RECENT, Matter
from bot.voice.past import frame, past
from bot.voice.situation import Check, passed
from bot.voice.wording import Span, fold

SYMPATHY = re.compile(r"(?<!\w)(?:understand|imagine|appreciate how|comprend\w*|compren\w*|conc[eo]\w+|mesur\w+)(?!\w)")
TAKEN_UP = 1.5  # of the complaint: a thing and a day or number, or two things
CLICHE, COURTESY = 1.0, 0.5
WARNS, BLOCKS = 1.0, 2.0
LEAST_WORDS = 6  # shorter sentences repeat because there is no other way to say it
LEAST_TIMES, LEAST_SHARE = 3, 0.2


def check(matter: Matter) -> Check:
    """One cliché warns, two block; two courtesies count as one cliché."""
    hits = clean(_hits(matter))
    helps = _helps(matter)
    weight = sum(worth for span, worth in hits if not (helps and _is_sympathy(matter, span)))
    if weight < WARNS:
        return passed("R9", "warn")
    span = max(hits, key=lambda hit: (hit[1], -hit[0].start))[0]
    shown = [matter.reply.shown(each.start, each.end) for each, _worth in hits]
    return Check(
        "R9", "block" if weight >= BLOCKS else "warn", False, matter.reply.shown(span.start, span.end),
        _("Ready-made phrases, which everybody has read a hundred times: {phrases}."),
        _("Take them out, or say the same about this one problem."), {"phrases": " · ".join(shown)},
    )  # fmt: skip


def _helps(matter: Matter) -> bool:
    """Whether the reply is about this one problem and does something about it that can be seen."""
    promises = Promises(matter)
    own = matter.is_individual or sum(item.worth for item in matter.items) >= TAKEN_UP
    return own and bool(promises.kept_by or promises.done)


def _is_sympathy(matter: Matter, span: Span) -> bool:
    """ "I understand your annoyance" is empty alone; before real help it is not."""
    return SYMPATHY.search(matter.reply.plain, span.start, span.end) is not None


def share(matter: Matter) -> float:
    """How much of the body is boilerplate, from 0 to 1."""
    body = matter.reply.body
    covered = sum(span.end - span.start for span, _worth in clean(_hits(matter)))
    return min(1.0, covered / max(1, body.end - body.start))


def _hits(matter: Matter) -> list[tuple[Span, float]]:
    found: list[tuple[Span, float]] = []
    start, end = matter.reply.body.start, matter.reply.signature.end
    for section, worth in (("cliche", CLICHE), ("courtesy", COURTESY)):
        found += [(Span(*hit.span()), worth) for hit in matter.reply.hits_in(section, start, end)]
    brand = matter.situation.brand
    for phrase in brand.banned if brand else ():
        pattern = re.compile(r"\W{1,3}".join(map(re.escape, fold(phrase).split())))
        found += [(Span(*hit.span()), CLICHE) for hit in pattern.finditer(matter.reply.plain)]
    return found + [(span, CLICHE) for span in _worn(matter)]


def clean(hits: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    """Each place once, the heaviest and then the longest hit first; in the order of the text."""
    kept: list[tuple[Span, float]] = []
    for span, worth in sorted(hits, key=lambda hit: (-hit[1], hit[0].start - hit[0].end, hit[0].start)):
        if all(span.end <= other.start or other.end <= span.start for other, _worth in kept):
            kept.append((span, worth))
    return sorted(kept, key=lambda hit: hit[0].start)


def _worn(matter: Matter) -> list[Span]:
    """Sentences that many recent replies hold word for word (numbers and names of days aside)."""
    recent = tuple(matter.situation.recent)
    if len(recent) < LEAST_RECENT:
        return []
    counts = _counted(recent)
    least = max(LEAST_TIMES, LEAST_SHARE * len(recent))
    return [
        span for span in matter.reply.sentences
        if counts[frame(matter.reply.plain[span.start : span.end])] >= least
        and len(matter.reply.plain[span.start : span.end].split()) >= LEAST_WORDS
        and not matter.has("warned", span.start, span.end) and not matter.has("private", span.start, span.end)
    ]  # fmt: skip


@lru_cache(maxsize=16)
def _counted(recent: tuple[str, ...]) -> Counter[str]:
    return Counter(each for text in recent for each in past(text).frames)
