"""Which variants of its moves a draft says: those that fit, say most of what is known, and were not said lately."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.desk.playbooks import Circumstances, Variant
from bot.desk.playbooks.moves import MOVES, SLOT, Moves
from bot.drafting.variety import Recent, chances

CONTRACTED = {"dele": "du", "deles": "des", "àle": "au", "àles": "aux"}
CONTRACTION = re.compile(r"(?<!\w)(de|à) \{(\w+)\}", re.IGNORECASE)
ARTICLE = re.compile(r"(les?) ", re.IGNORECASE)
ELISION = re.compile(r"\b(de|que|lorsque|puisque) \{(\w+)\}", re.IGNORECASE)
SILENT = (*"aeiouyàâéèêëîïôùû", "hier")
FULL = ("onze", "oui", "yaourt")  # begin with a vowel and take no apostrophe
# Slots that say nothing about this one complaint.
TECHNICAL = frozenset({"by", "here", "private", "brand", "team", "name"})
NAMES_THE_PROBLEM = ("protect", "acknowledge")
# What reads well is no reason to say the same shortest sentences to everybody.
CHOICE = 2
ENOUGH = 4  # variants that say most: with fewer, those that say a little less may be said as well
# What a draft can do without where little room is left, the most dispensable first.
LEAVE_OUT = (
    (),
    ("close",),
    ("close", "ask"),
    ("close", "ask", "invite"),
    ("close", "ask", "invite", "explain", "unknown"),
)
SAID_TWICE, SAYS_LESS, CALLED_FOR, CHANCE = 0.4, 0.3, 0.5, 0.6  # what weighs beside how worn a variant is


@dataclass(frozen=True)
class Option:
    """A variant, filled. ``tier``: how much less it says than the one that says most of what is known; ``spare``: so
    much less that it is said only where nothing else finds room; ``length`` as the network counts it."""

    variant: Variant
    text: str
    length: int
    tier: int
    spare: bool
    facts: frozenset[str]


@dataclass(frozen=True)
class Frame:
    """What the words of one draft depend on. ``label`` names a slot for people; ``measure`` counts as the network."""

    language: str
    known: Mapping[str, str]
    label: Callable[[str], str]
    measure: Callable[[str], int]
    frame_length: int = 0  # of greeting and signature
    soft: int | None = None  # characters that read well on the network
    most: int | None = None  # that it takes
    granted: frozenset[str] = frozenset()
    wish: str = ""


def options(moves: Moves, seen: Circumstances, frame: Frame, without: Sequence[str]) -> dict[str, list[Option]]:
    """Move → what may be said, in the order of the reply; the cause when one can be said whole, else that it is not
    known. ``without``: moves that have no place here."""
    fitting = {move: _allowed([v for v in said if v.fits(seen)], frame) for move, said in moves.in_order()}
    causes = [v for v in fitting["explain"] if set(v.slots()) <= set(frame.known)]
    if causes:
        fitting |= {"explain": causes, "unknown": []}
    elif fitting["unknown"]:
        fitting["explain"] = []
    kept = [move for move in MOVES if move not in without and fitting.get(move)]
    return {move: list(_options(move, fitting[move], frame)) for move in kept}


def _allowed(variants: list[Variant], frame: Frame) -> list[Variant]:
    """A gesture is not promised by chance: only one that was granted, or where nothing else can be said."""
    allowed = [v for v in variants if not v.promises or v.promises in frame.granted]
    return allowed or variants


def _options(move: str, variants: list[Variant], frame: Frame) -> Iterator[Option]:
    slots = [frozenset(variant.slots()) for variant in variants]
    fewest = min(len(own - frame.known.keys()) for own in slots)  # 0: nothing is missing
    fillable = [(v, own) for v, own in zip(variants, slots, strict=True) if len(own - frame.known.keys()) == fewest]
    if fewest:  # a person is asked for what most variants want to know
        wanted = Counter(slot for _variant, own in fillable for slot in own - frame.known.keys())
        most = max(wanted.values())
        fillable = [(v, own) for v, own in fillable if any(wanted[slot] == most for slot in own - frame.known.keys())]
    tiers = _tiers(move, [own for _variant, own in fillable], frame)
    for (variant, own), (tier, spare) in zip(fillable, tiers, strict=True):
        text = filled(variant.say, frame.known, frame.label, frame.language)
        yield Option(variant, text, frame.measure(text), tier, spare, own - TECHNICAL)


def _tiers(move: str, slots: list[frozenset[str]], frame: Frame) -> list[tuple[int, bool]]:
    """``(tier, spare)`` of each. What names the problem says as much of it as it can, but not always in the same words;
    of the other moves those that promise no time come behind those that do."""
    if move not in NAMES_THE_PROBLEM and frame.wish != "specific":
        timed = any("by" in own for own in slots)
        return [(0, timed and "by" not in own) for own in slots]
    said = [len(own - TECHNICAL) for own in slots]
    least = most = max(said)
    while least > 1 and sum(count >= least for count in said) < ENOUGH:
        least -= 1
    return [(most - count, count < least) for count in said]


def filled(say: str, known: Mapping[str, str], label: Callable[[str], str], language: str) -> str:
    """``say`` with its slots filled; one that is not known stands as a visible blank."""

    def fill(slot: re.Match[str]) -> str:
        words = known.get(slot[1])
        return f"[[{label(slot[1])}]]" if words is None else words

    text = say
    if language == "fr":  # only before a slot: « à nous de le régler » is right as it stands
        text = ELISION.sub(lambda found: _elided(found, known), text)
        text = CONTRACTION.sub(lambda found: _contracted(found, known), text)
    text = SLOT.sub(fill, text)
    return text[:1].upper() + text[1:]


def _elided(found: re.Match[str], known: Mapping[str, str]) -> str:
    """French before a slot: "de" and « une heure » become « d'une heure »."""
    words = known.get(found[2], "").lower()
    if words.startswith(SILENT) and not words.startswith(FULL):
        return f"{found[1][:-1]}'{{{found[2]}}}"
    return found[0]


def _contracted(found: re.Match[str], known: Mapping[str, str]) -> str:
    """French before a slot: "de" and « le colis » become « du colis »."""
    words = known.get(found[2], "")
    article = ARTICLE.match(words)
    if article is None:
        return found[0]
    return f"{_like(found[1], CONTRACTED[found[1].lower() + article[1].lower()])} {words[article.end() :]}"


def _like(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word


def drawn(said: dict[str, list[Option]], frame: Frame, recent: Recent, seed: str, turn: int = 0) -> dict[str, Option]:
    """One option of each move that finds room, in the order of the reply. With each ``turn`` chance weighs more."""
    for limit, left_out, say_less in _attempts(frame):
        rooms = {
            move: [option for option in found if move in say_less or not option.spare] or found
            for move, found in said.items()
            if move not in left_out
        }
        room = None if limit is None else limit - frame.frame_length - max(0, len(rooms) - 1)
        choice = CHOICE if limit == frame.soft != frame.most else 1
        if room is None or sum(_shortest(found, choice) for found in rooms.values()) <= room:
            return _picked(rooms, room, frame, recent, f"{seed}:{turn}", CHANCE * (1 + turn))
    # Nothing is short enough: the briefest of all, for a person to shorten.
    return {
        move: min(found, key=lambda option: option.length) for move, found in said.items() if move not in LEAVE_OUT[-1]
    }


def _attempts(frame: Frame) -> Iterator[tuple[int | None, Sequence[str], Sequence[str]]]:
    """``(limit, moves to leave out, moves that may say less than they could)``: the problem itself goes last."""
    least_out = 2 if frame.wish in ("shorter", "lighter") else 0
    for left_out in LEAVE_OUT[least_out:4]:
        yield frame.most if frame.soft is None else frame.soft, left_out, ()
    if frame.soft is not None:  # one thing less about the problem reads better than too long; safety is not cut for it
        yield frame.soft, LEAVE_OUT[3], ("acknowledge",)
    for left_out in LEAVE_OUT[2:]:
        yield frame.most, left_out, ()
    for left_out in LEAVE_OUT[3:]:
        yield frame.most, left_out, NAMES_THE_PROBLEM


def _shortest(found: list[Option], choice: int = 1) -> int:
    """How much room a move needs so that ``choice`` of its options find it."""
    return sorted(option.length for option in found)[:choice][-1]


def _picked(
    rooms: dict[str, list[Option]], room: int | None, frame: Frame, recent: Recent, seed: str, weight: float
) -> dict[str, Option]:
    """The least worn option of each move, as long as the others still find room; what names the problem first."""
    turn = chances(seed)
    order = sorted(rooms, key=lambda move: (move not in NAMES_THE_PROBLEM, turn[MOVES.index(move)]))
    picked: dict[str, Option] = {}
    named: set[str] = set()
    for place, move in enumerate(order):
        found = rooms[move]
        if room is not None:
            left = room - sum(option.length for option in picked.values())
            left -= sum(_shortest(rooms[other]) for other in order[place + 1 :])
            found = [option for option in found if option.length <= left]
        if frame.wish == "shorter":
            found = sorted(found, key=lambda option: option.length)[: max(1, len(found) // 2)]
        chance = chances(f"{seed}:{move}")
        costs = [
            recent.weariness(move, option.variant.say) + weight * chance[number % len(chance)]
            + SAID_TWICE * len(option.facts & named) * (move not in NAMES_THE_PROBLEM)
            + SAYS_LESS * option.tier - CALLED_FOR * (option.variant.when is not None)
            for number, option in enumerate(found)
        ]  # fmt: skip
        picked[move] = found[min(range(len(found)), key=costs.__getitem__)]
        named |= picked[move].facts
    return {move: picked[move] for move in rooms}
