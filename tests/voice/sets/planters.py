"""Where the words of a fault go in a good reply. A planter returns None where a reply does not lend itself to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from tests.voice.sets import pairs
from tests.voice.sets.copies import copy, reordered_copy, reworded_copy
from tests.voice.sets.faults import Mutant
from tests.voice.sets.pairs import Pair

ROOM = {"x": 280, "mastodon": 500}
APOLOGY = re.compile(r"excus|pardon|désolé|navré|regret|confus|honte|apolog|sorry|asham|mortified", re.IGNORECASE)
TIME = re.compile(
    r"\d|demain|aujourd|ce (?:soir|matin|midi)|cette semaine|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"today|tonight|tomorrow|this (?:morning|week)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:je|j'|i|i'm|i'll)\b",
    re.IGNORECASE,
)
# Not a time or a day of the month: those the writer may set anew.
NUMBER = re.compile(
    r"(?<![\w.,:])(?<!\bat )(?<!\bby )(?<!until )(?<!before )(?<!from )(?<!the )(?<!à )(?<!vers )(?<!avant )(?<!le )"
    r"\d{1,4}(?![\w.,:]\d)(?!\w| h\b| ?[ap]m\b)"
)
# Whoever tells the cause may tell with it what was done.
DONE = re.compile(
    r"\b(?:hier|ce matin|cette nuit|aujourd'hui|sans frais|nous avons|j'ai|"
    r"yesterday|this morning|last night|today|I've|we've)\b",
    re.IGNORECASE,
)
GREETING_LINE = re.compile(r"^[^\n,]{0,40}[,\n]")
Parts = Mapping[str, Sequence[str]]
FAMILIAR = re.compile(r"\b(?:tu|te|toi|ton|ta|tes|t['’])(?!\w)", re.IGNORECASE)


def _said(mutant: Mutant, reply: str) -> Mutant:
    return replace(mutant, pair=replace(mutant.pair, reply=reply))


def _insert(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """As a sentence of its own, anywhere but before the first sentence."""
    start, end = mutant.pair.span
    told = pairs.sentences(mutant.pair.reply[start:end])
    place = random.randint(1, len(told))
    body = "".join(told[:place]).rstrip(" ") + (" " if place else "") + words
    rest = "".join(told[place:])
    body = body.replace("\n ", "\n") + (f" {rest}" if rest else "")
    return _said(mutant, mutant.pair.reply[:start] + body + mutant.pair.reply[end:])


def _insert_two(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    other = random.choice([word for word in mutant.fault.phrasings(mutant.pair.language) if word != words])
    first = _insert(mutant, words, random)
    return first and _insert(first, other, random)


def _instead_of(part: str) -> Callable[[Mutant, str, Random], Mutant | None]:
    """A planter that puts the words where the reply has ``part``, and takes it out where it has it twice."""

    def planter(mutant: Mutant, words: str, random: Random) -> Mutant | None:
        parts = mutant.pair.parts
        shared = [passage for name, found in parts.items() if name != part for passage in found]
        if any(passage in shared for passage in parts[part]):
            return None
        rest = _replaced(mutant.pair.reply, parts[part], "")
        if len(pairs.sentences(rest)) < 2 or not REALLY_GONE[part](rest, parts):
            return None
        return _said(mutant, _replaced(mutant.pair.reply, parts[part], words))

    return planter


def _no_other_action(rest: str, parts: Parts) -> bool:
    """Whether nothing else in the reply does something, so that the fault is really there."""
    for passage in (*parts["apology"], *parts["cause"], *parts["signature"]):
        rest = rest.replace(passage, "")
    return not DONE.search(" ".join(parts["cause"])) and not TIME.search(GREETING_LINE.sub("", rest))


# Part → whether a reply without it is really without it.
REALLY_GONE: Mapping[str, Callable[[str, Parts], bool]] = {
    "apology": lambda rest, _parts: not APOLOGY.search(rest),
    "cause": lambda _rest, _parts: True,
    "action": _no_other_action,
}


def _replaced(reply: str, passages: Sequence[str], words: str) -> str:
    """``reply`` with ``words`` for the first passage and nothing for the others, punctuation mended."""
    for number, passage in enumerate(passages):
        before, _, after = reply.partition(passage)
        new = words if number == 0 else ""
        if not pairs.GREETING.fullmatch(before):
            before = re.sub(r"\s*[,:;]\s*$", ". " if new else ".", before)
        if (new or before).rstrip().endswith((".", "!", "?")):
            after = after.removeprefix(".")
        reply = before + new + after
    reply = re.sub(r" {2,}", " ", reply).replace(" \n", "\n")
    return re.sub(r"([.!?…]) [.](?=\s|$)", r"\1", reply).strip()


def _removed(part: str) -> Callable[[Mutant, str, Random], Mutant | None]:
    take_out = _instead_of(part)
    return lambda mutant, _words, random: take_out(mutant, "", random)


def _body(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    start, end = mutant.pair.span
    return _said(mutant, mutant.pair.reply[:start] + words + mutant.pair.reply[end:])


def _signature(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    _, end = mutant.pair.span
    first_name = re.split(r"[ .]", mutant.pair.approver)[0]
    if first_name in mutant.pair.reply[:end]:
        return None
    if not words:
        return _said(mutant, mutant.pair.reply[:end])
    return _said(mutant, mutant.pair.reply[: -len(mutant.pair.signature)] + words)


def _unconfirmed_cause(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """Another cause than the one that somebody confirmed, or one where nobody knows yet."""
    return _instead_of("cause")(mutant, words, random) if mutant.pair.facts else None


def _unsigned_cause(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """The cause stands in the case, and nobody has confirmed it."""
    if not mutant.pair.facts or "cause" not in mutant.pair.facts:
        return None
    facts = {**mutant.pair.facts, "cause_confirmed_by": None}
    return replace(mutant, pair=replace(mutant.pair, facts=facts))


def _wrong_language(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """The reply is in the other language, but signed by the right person."""
    others = [pair for pair in pairs.individual() if pair.brand == mutant.pair.brand]
    other = random.choice([pair for pair in others if pair.language != mutant.pair.language])
    return _said(mutant, other.reply[: -len(other.signature)] + mutant.pair.signature)


def _other_reply(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """A good reply to somebody else's complaint about the same brand."""
    others = [pair for pair in pairs.individual() if pair.brand == mutant.pair.brand and pair != mutant.pair]
    other = random.choice([pair for pair in others if pair.language == mutant.pair.language])
    start, end = other.span
    own = mutant.pair.span
    return _said(mutant, mutant.pair.reply[: own[0]] + other.reply[start:end] + mutant.pair.reply[own[1] :])


def _mixed(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    if FAMILIAR.search(mutant.pair.complaint) or FAMILIAR.search(mutant.pair.reply):
        return None
    return _insert(mutant, words, random) if re.search(r"\bvo(?:us|tre|s)\b", mutant.pair.reply) else None


def _too_long(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """Goes on and on, beyond what the network takes."""
    if mutant.pair.network not in ROOM:
        return None
    others = [pair for pair in pairs.individual() if pair.language == mutant.pair.language]
    while len(mutant.pair.reply) <= ROOM[mutant.pair.network] + 5:
        sentence = random.choice(pairs.sentences(random.choice(others).body)).strip()
        longer = _insert(mutant, sentence, random)
        assert longer is not None
        mutant = longer
    return mutant


def _shout(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    told = [sentence for sentence in pairs.sentences(mutant.pair.body) if 4 <= len(sentence.split()) <= 14]
    if not told:
        return None
    loud = random.choice(told)
    return _said(mutant, mutant.pair.reply.replace(loud, loud.upper()))


def _emoji(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    start, end = mutant.pair.span
    told = pairs.sentences(mutant.pair.reply[start:end])
    place = random.randint(1, len(told))
    head = "".join(told[:place])
    spaces = head[len(head.rstrip()) :]
    body = f"{head.rstrip()} {words}{spaces}" + "".join(told[place:])
    return _said(mutant, mutant.pair.reply[:start] + body + mutant.pair.reply[end:])


def _other_number(mutant: Mutant, words: str, random: Random) -> Mutant | None:
    """A number that the customer wrote comes back as another one."""
    if not mutant.pair.facts:
        return None
    known = " ".join(str(value) for value in mutant.pair.facts.values())
    numbers = [
        found
        for found in NUMBER.finditer(mutant.pair.body)
        if re.search(rf"(?<!\d){found[0]}(?!\d)", mutant.pair.complaint) and found[0] not in known
    ]
    if not numbers:
        return None
    found = random.choice(numbers)
    start = mutant.pair.span[0] + found.start()
    other = str(int(found[0]) + random.choice([2, 3, 4, 6]))
    return _said(mutant, mutant.pair.reply[:start] + other + mutant.pair.reply[start + len(found[0]) :])


def _copied(make: Callable[[Pair, Random], str | None]) -> Callable[[Mutant, str, Random], Mutant | None]:
    def planter(mutant: Mutant, words: str, random: Random) -> Mutant | None:
        earlier = make(mutant.pair, random)
        return None if earlier is None else replace(mutant, recent=(earlier,))

    return planter


PLANTERS: Mapping[str, Callable[[Mutant, str, Random], Mutant | None]] = {
    "insert": _insert,
    "insert two": _insert_two,
    "apology": _instead_of("apology"),
    "cause": _instead_of("cause"),
    "action": _instead_of("action"),
    "remove apology": _removed("apology"),
    "remove action": _removed("action"),
    "body": _body,
    "signature": _signature,
    "remove signature": _signature,
    "unconfirmed cause": _unconfirmed_cause,
    "unsigned cause": _unsigned_cause,
    "wrong language": _wrong_language,
    "other reply": _other_reply,
    "tu": _mixed,
    "too long": _too_long,
    "shout": _shout,
    "emoji": _emoji,
    "other number": _other_number,
    "copy": _copied(copy),
    "reordered copy": _copied(reordered_copy),
    "reworded copy": _copied(reworded_copy),
}
