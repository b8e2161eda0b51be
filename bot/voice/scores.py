"""Three sub-scores beside the gates, each from 0 to 1: specific, accountable, human.

They order replies for people; they never decide. A plain sum of cues ranks mass-produced replies above individual ones,
because templates always carry a date, a name and an action: what is ready-made or copied therefore multiplies, and
cannot be made up for by adding cues.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from bot.voice import boilerplate, causes, specifics
from bot.voice.commitments import Promises
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Check

ITEMS_SCALE = 1.6  # so many things taken up make 63 % of the full mark
WORDS_SCALE = 9.0  # so many words that are not everybody's
ALIKE_FROM = 0.15  # likeness that any two replies of one brand have
FIRST_PERSON = re.compile(r"(?<!\w)(?:i|i'm|i've|i'll|i'd|my|me|je|j'\w+|m'\w+|mon|ma|mes|moi)(?!\w)")
WE = re.compile(r"(?<!\w)(?:we|we're|we've|we'll|our|us|nous|notre|nos|on)(?!\w)")
YOU = re.compile(r"(?<!\w)(?:you|your|you're|you've|vous|votre|vos|tu|ton|ta|tes|toi)(?!\w)")
WARMTH = re.compile(
    r"\?|(?<!\w)(?:tell me|let me know|write to me|dites-moi|dis-moi|ecrivez-moi|you're right|vous avez raison)(?!\w)"
)


def specific(matter: Matter) -> float:
    """How much of it could only be said to this person about this problem."""
    own = _own_words(matter)
    individual = 1 - math.exp(-sum(own) / WORDS_SCALE)
    if matter.situation.complaint.strip():
        rare = [item.worth * (1 - matter.habits.get(item.key, 0.0)) for item in matter.items]
        mark = 0.6 * (1 - math.exp(-sum(rare) / ITEMS_SCALE)) + 0.4 * individual
    else:
        mark = individual
    nearest, _other = matter.likeness
    fresh = 1 - max(0.0, nearest - ALIKE_FROM) / (1 - ALIKE_FROM)
    return _rounded(mark * fresh * (1 - boilerplate.share(matter)) ** 2)


def _own_words(matter: Matter) -> list[float]:
    """For each different content word of the reply, how little it belongs to everybody (0 to 1)."""
    keys = {key for key, _start, _end in matter.keys if key not in matter.generic}
    detail = 0.5
    return [
        (detail if key[0].isdigit() or key in words("dates") else 1.0) * (1 - matter.habits.get(key, 0.0))
        for key in keys
    ]


def accountable(matter: Matter, checks: Mapping[str, Check]) -> float:
    """Whether somebody says sorry, explains, commits to something that can be kept, and promises no more."""
    promises = Promises(matter)
    apology = 1.0 if checks["R2"].ok else 0.3 * (checks["R2"].level == "warn")
    cause = 0.0 if not checks["R3"].ok else (1.0 if causes.told(matter) else 0.4)
    kept = 1.0 if promises.kept_by else 0.8
    missing = 0.3 if checks["R4"].level == "warn" else 0.0
    deed = kept if checks["R4"].ok else missing
    mark = 0.35 * apology + 0.2 * cause + 0.45 * deed
    if not checks["R12"].ok:
        mark *= 0.5
    if not checks["R1"].ok:
        mark *= 0.6  # nobody is accountable for an unnamed problem
    return _rounded(mark)


def human(matter: Matter, checks: Mapping[str, Check]) -> float:
    """Whether a person speaks to a person."""
    plain = matter.reply.plain
    first, we, you = (len(pattern.findall(plain)) for pattern in (FIRST_PERSON, WE, YOU))
    person = min(1.0, first / 2) if first else 0.35 * min(1.0, we / 2)
    mark = (
        0.3 * checks["R7"].ok + 0.25 * person + 0.15 * min(1.0, you / 2)
        + 0.15 * (1.0 if WARMTH.search(plain) else 0.4) + 0.15 * (matter.reply.greeting_end > 0)
    )  # fmt: skip
    for check, cost in (("R8", 0.6), ("R11", 0.3), ("R16", 0.3)):
        mark *= 1.0 if checks[check].ok else cost
    return _rounded(mark * (1 - boilerplate.share(matter)) * (1.0 if specifics.check(matter).ok else 0.7))


def _rounded(mark: float) -> float:
    return round(min(1.0, max(0.0, mark)), 3)
