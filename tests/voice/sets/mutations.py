"""Plants one fault in a good reply, labelled with the check that must find it. Seeded: every run plants the same.

Nothing is planted where the result would not read as a reply: nothing to take out, no room left on the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.voice.sets import pairs
from tests.voice.sets.faults import LANGUAGES, Fault, Mutant, domain, faults
from tests.voice.sets.pairs import Pair
from tests.voice.sets.planters import PLANTERS, ROOM


def planted(each: int) -> Iterator[Mutant]:
    """Up to ``each`` mutants of every kind and language, every phrasing as often as the others."""
    for fault in faults():
        for language in LANGUAGES:
            phrasings = fault.phrasings(language)
            if not phrasings:
                continue
            random = Random(f"{fault.kind} {language}")
            good = [pair for pair in pairs.individual() if pair.language == language]
            random.shuffle(good)
            yield from _some(fault, phrasings, good, each, random)


def _some(fault: Fault, phrasings: tuple[str, ...], good: list[Pair], each: int, random: Random) -> Iterator[Mutant]:
    count = 0
    for pair in good:
        words = phrasings[count % len(phrasings)].replace("{brand}", pair.brand).replace("{domain}", domain(pair.brand))
        mutant = plant(fault, pair, words, random)
        if mutant is not None:
            count += 1
            yield mutant
        if count == each:
            return


def plant(fault: Fault, pair: Pair, words: str, random: Random) -> Mutant | None:
    """``fault`` planted in ``pair`` in these ``words``; None where it would not read as a reply."""
    if fault.serious and not pair.serious:
        return None
    if fault.without and (pair.facts is None or fault.without in pair.facts):
        return None
    mutant = PLANTERS[fault.how](Mutant(fault, pair), words, random)
    if mutant is None or mutant == Mutant(fault, pair):
        return None
    if fault.how != "too long" and len(mutant.pair.reply) > ROOM.get(pair.network, 4000):
        return None
    return replace(mutant, rules=fault.rules)
