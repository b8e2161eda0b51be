"""Is one text an edited copy of another? Word by word, in order, and with more asked than likeness.

Two customers with one problem use the same words of the trade, and often the same sentence with another thing, place,
number or day in it. So what counts is what **differs**: in a copy words are missing, added or misspelt; in another
person's post a word stands where another stood. Common words carry little either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.triage.sameness.normal import Said

Weight = Callable[[str], float]  # how much a word tells, from 0 (everybody writes it) to 1
STRICT, LENIENT = 0.62, 0.5  # what a likeness must reach: of another author, of the same
LONGEST = 400  # words of a text that are compared
FEWEST_STRICT, FEWEST_LENIENT = 7, 4  # equal words, below which two texts are never called the same
TELLING_STRICT, TELLING_LENIENT = 3.2, 1.6  # the weight that equal words must have together
FEW_WORDS = 16  # of a text from which nobody leaves out a number
WHOLE_AT = 20  # equal words from the first one on, after which a text that just stops counts as cut off
TELLS = 0.5  # weight from which a word that stands in place of another one tells two texts apart
NUMBER_TELLS = 1.5
SWAPPED_ONE_IN = {True: 40, False: 8}  # strict or not → words for each word that may stand in place of another
EQUAL_AT_LEAST = 0.45  # of the words of the shorter text
MISSPELT_TOGETHER = 5  # words at one place, of more nobody looks which are misspellings of which
COMMENT_COUNTS = 0.35  # of words put in front of a text that is whole: "so true:", "look at this"

DIGITS = re.compile(r"\d+")
# Words that stand in for numbers and days: one letter makes them another one, so they are never misspelt.
COUNTED = frozenset(
    """one two three four five six seven eight nine ten twelve twenty thirty once twice first second third
    un une deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente premier premiere
    monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche
    january february march april may june july august september october november december
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    day days week weeks month months year years hour hours jour jours semaine semaines mois an ans annee heure heures
    morning evening night matin soir nuit""".split()
)
COMMON = frozenset(
    """a an the and or but if of to in on at by for with from as is am are was were be been being do does did have has
    had i me my we us our you your u ur he him his she her it its they them their this that these those there here
    not no nor so too very just all any some more most than then when what who how why which can could will would
    should s t d ll m re ve don im ive dont didnt isnt wasnt cant up out off over again now still get got go went
    le la les l un une des de du d et ou mais si a au aux en dans sur par pour avec sans que qu qui quoi dont ce c ca
    cet cette ces se s sa son ses ma mon mes ta ton tes notre nos votre vos leur leurs je j tu il elle on nous vous ils
    elles me m te t lui y ne n pas plus est suis es sont etait ete etre ai as avez avons ont avait avoir fait faire
    tout tous
    toute toutes tres bien alors donc comme quand encore toujours jamais rien aussi meme deja apres avant depuis
    hello hi hey bonjour bonsoir salut merci please svp stp thanks thank""".split()
)


def weigh(word: str, rarity: float = 1.0) -> float:
    """How much ``word`` tells; ``rarity`` from 0 to 1, as the window knows it."""
    if word.isdecimal():
        return NUMBER_TELLS
    return 0.15 if word in COMMON or len(word) < 2 else max(rarity, 0.1)


@dataclass(slots=True)
class _Tally:
    """What was found while two texts were compared."""

    same: int = 0  # equal words
    telling: float = 0.0  # their weight
    apart: float = 0.0  # the weight of words that only one has
    swapped: int = 0  # telling words in place of others
    denied: bool = False  # another number stands in a number's place


def likeness(one: Said, other: Said, *, strict: bool = True, weight: Weight = weigh) -> float:
    """0 to 1: how much of two texts is the same, or 0 where something speaks against it. ``one`` is the later text.

    ``strict``: of two authors. Compare with ``STRICT`` or ``LENIENT``.
    """
    if strict and _own_numbers_speak(one, other):
        return 0.0
    a, b = one.words[:LONGEST], other.words[:LONGEST]
    tally, gaps = _Tally(), gaps_between(a, b)
    if sum(len(gap[2]) for gap in gaps) < EQUAL_AT_LEAST * min(len(a), len(b)):
        return 0.0  # told apart at once, as nearly all are
    swaps = max(len(a), len(b)) // SWAPPED_ONE_IN[strict]
    lacking = (sum(len(gap[0]) for gap in gaps[:-1]), sum(len(gap[1]) for gap in gaps[:-1]))
    for place, (gap_left, gap_right, equal) in enumerate(gaps):
        tally.same += len(equal)
        tally.telling += sum(map(weight, equal))
        left, right = gap_left, gap_right
        if place + 1 == len(gaps):
            left, right = _ended(left, right, one.cut, other.cut, lacking, tally)
        if tally.denied or tally.swapped > swaps:
            return 0.0
        before = tally.apart
        _compare(left, right, weight, tally)
        if place == 0 and ((not left and lacking[0] == 0) or (not right and sum(len(gap[1]) for gap in gaps[1:]) == 0)):
            tally.apart = before + (tally.apart - before) * COMMENT_COUNTS
    fewest, telling = (FEWEST_STRICT, TELLING_STRICT) if strict else (FEWEST_LENIENT, TELLING_LENIENT)
    if one.passed_on or other.passed_on:
        fewest, telling = FEWEST_LENIENT, TELLING_LENIENT
    if tally.denied or tally.swapped > swaps or tally.same < fewest or tally.telling < telling:
        return 0.0
    return tally.telling / (tally.telling + tally.apart)


def _own_numbers_speak(later: Said, earlier: Said) -> bool:
    """Whether numbers tell two texts apart: whoever adds an order's number has an order.

    One that is missing in the later text may have been lost on the way, except from a few words.
    """
    if not earlier.cut and _has_own_numbers(later.words, earlier.words):
        return True
    return not later.cut and len(later.words) < FEW_WORDS and _has_own_numbers(earlier.words, later.words)


def _has_own_numbers(here: Sequence[str], there: Sequence[str]) -> bool:
    known = [run for word in there for run in DIGITS.findall(word)]
    known += ["".join(two) for two in pairwise(known)]  # "1 000" and "1000"
    return any(not any(run in one for one in known) for word in here for run in DIGITS.findall(word))


def _ended(
    left: Sequence[str], right: Sequence[str], left_cut: bool, right_cut: bool, lacking: tuple[int, int], tally: _Tally
) -> tuple[Sequence[str], Sequence[str]]:
    """What is left to compare at the end, when one text is the other cut off there, maybe within a word."""
    for cut, short, long, lacks in ((right_cut, right, left, lacking[1]), (left_cut, left, right, lacking[0])):
        stops = cut or (tally.same >= WHOLE_AT and lacks <= tally.same // WHOLE_AT)
        within = len(short) == 1 and bool(long) and (cut or long[0].startswith(short[0]))
        if stops and (not short or within):
            return (), ()
    return left, right


def _compare(left: Sequence[str], right: Sequence[str], weight: Weight, tally: _Tally) -> None:
    """Count the words ``left`` and ``right``, which stand at the same place of two texts."""
    if not left or not right:
        tally.apart += sum(map(weight, left or right))
        return
    if min(len(left), len(right)) > MISSPELT_TOGETHER:
        tally.apart += sum(map(weight, left)) + sum(map(weight, right))
        tally.swapped += MISSPELT_TOGETHER  # other sentences: nothing to look for
        return
    if misspelt("".join(left), "".join(right)):
        tally.same += min(len(left), len(right))
        tally.telling += sum(map(weight, left))
        return
    left, right, pairs = _without_misspelt(left, right)
    tally.same += len(pairs)
    tally.telling += sum(map(weight, pairs))
    tally.apart += sum(map(weight, left)) + sum(map(weight, right))
    tally.denied = tally.denied or (any(map(_is_counted, left)) and any(map(_is_counted, right)))
    tally.swapped += min(sum(weight(word) >= TELLS for word in side) for side in (left, right))


def _is_counted(word: str) -> bool:
    return word in COUNTED or any(map(str.isdigit, word))


def _without_misspelt(left: Sequence[str], right: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The words of either side that are no misspelling of one of the other side, and those that are."""
    lone, rest, pairs = [], list(right), []
    for word in left:
        found = next((other for other in rest if misspelt(word, other)), None)
        if found is None:
            lone.append(word)
        else:
            rest.remove(found)
            pairs.append(word)
    return lone, rest, pairs


def misspelt(one: str, other: str) -> bool:
    """Whether two different words are the same one, written otherwise: a letter more, less, other, or two swapped."""
    if one == other:
        return True
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if longest - shortest > 2 or shortest < 3:
        return False
    if one.rstrip("sx") == other.rstrip("sx"):
        return True
    if _is_counted(one) and _is_counted(other):
        return False
    return _within(one, other, 2 if longest >= 8 else 1 if longest >= 4 else 0) or sorted(one) == sorted(other)


def _within(one: str, other: str, most: int) -> bool:
    """Whether ``most`` letters (0 to 2) inserted, dropped, replaced or swapped with the next make one of the other."""
    start, least = 0, min(len(one), len(other))
    while start < least and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if not one and not other:
        return True
    if most == 0 or max(len(one), len(other)) > most * 2 + 4 or abs(len(one) - len(other)) > most:
        return False
    return (
        _within(one[1:], other[1:], most - 1)
        or _within(one[1:], other, most - 1)
        or _within(one, other[1:], most - 1)
        or (len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1] and _within(one[2:], other[2:], most - 1))
    )


Gap = tuple[Sequence[str], Sequence[str], Sequence[str]]


def gaps_between(a: Sequence[str], b: Sequence[str]) -> list[Gap]:
    """``a`` and ``b`` side by side: (words of ``a`` alone, words of ``b`` alone, equal words after them), in order.

    By a longest common subsequence, computed on bits (Hyyrö 2004) and read back from its rows.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << place
    full = state = (1 << len(a)) - 1
    rows = []
    for word in b:
        hit = state & places.get(word, 0)
        state = (state + hit | state - hit) & full
        rows.append(state)
    return _read_back(a, b, rows)


def _read_back(a: Sequence[str], b: Sequence[str], rows: list[int]) -> list[Gap]:
    pairs = []
    i, j = len(a), len(b)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
        elif j > 1 and not rows[j - 2] >> (i - 1) & 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    gaps: list[Gap] = []
    alone, begins, left, right = (a[:0], b[:0]), 0, 0, 0  # before the equal words that begin at ``begins``
    for i, j in reversed(pairs):
        if (i, j) != (left, right):
            if left or right:
                gaps.append((*alone, a[begins:left]))
            alone, begins = (a[left:i], b[right:j]), i
        left, right = i + 1, j + 1
    if pairs:
        gaps.append((*alone, a[begins:left]))
    gaps.append((a[left:], b[right:], a[:0]))
    return gaps
