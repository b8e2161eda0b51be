"""A reply beside what it answers: everything that several checks need, read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.voice import stems, tongue
from bot.voice.likeness import alike, grams_of, sketch_of, without
from bot.voice.lists import words
from bot.voice.past import past
from bot.voice.situation import Situation
from bot.voice.wording import Span, Wording, fold, tokens_of

DETAIL_WORTH = 0.5  # a day or a number alone names no problem: it can be glued onto anything
GENERIC_WORTH = 0.34  # what most of the brand's replies say anyway
COMMON_SHARE = 0.3
LEAST_RECENT = 5  # fewer replies say nothing about a brand's habits
LEAST_LETTERS = 2
ARTICLE = re.compile(r"^(?:the|le|la|les) |^l'")  # « les toilettes » reads « des toilettes » behind « parler de »
MONEY = re.compile(r"[€£$] ?\d|\d ?(?:[€£$]|(?:euros?|eur|pounds?|quid|balles)(?!\w))")
PRICE = stems.concepts(stems.stem("price"))
SENTENCE_BREAKS = ".!?:;\n-("
RENDEZVOUS = re.compile(r"rendez-vous")  # shares no thing with « je me suis rendu compte »
ORDINAL = re.compile(r"(?<=\d)(?:e|eme|er|ere|st|nd|rd|th|h|min|mn|eur|am|pm)$")
ASKED_OF_COMPLAINTS = ("grievance", "suggestion", "serious", "slang")
# Where one of these stands, nothing individual is said, whatever the word.
FILLER = (
    "cliche", "courtesy", "vague action", "vague time", "regret", "bolster", "invitation", "private", "request",
    "data", "conditional", "shifting", "vague cause", "marketing", "withdrawal",
)  # fmt: skip
# What went wrong, said without a thing: "nobody answered", "that is not what you ordered".
KINDS = (
    "silence",
    "manner",
    "order",
    "promise",
    "leaving",
    "danger",
    "rumour",
    "idea",
    "anger",
    "charge",
    "late",
    "fault",
)
# What may say that a complaint is about it; of a reply less is taken.
TOLD_OF = tuple(f"{how} {kind}" for kind in KINDS for how in ("about", "kind"))
# Words of its own that make a reply individual: so many, and such a share of all; less where no ready-made phrase
# stands beside them. Of ready-made replies of brands whose words were not in the list one in fifty has as many, of
# replies written for one person nineteen of twenty.
INDIVIDUAL_WORDS, INDIVIDUAL_SHARE, BARE_SHARE = 2, 0.10, 0.08
SHARE_PER_PHRASE = 0.03  # more for each ready-made phrase beside them
READY_MADE = ("cliche", "courtesy", "vague action")


@dataclass(frozen=True)
class Item:
    """Something of the complaint that the reply takes up. ``worth`` is 1 for a thing, less for a day or number;
    ``told``: by a clause, or by the house's own name for it, not by a word that a frame may hold."""

    key: str
    start: int
    end: int
    worth: float
    told: bool = False


class Matter:
    """One reply in one situation."""

    def __init__(self, reply: str, situation: Situation) -> None:
        self.reply = Wording(reply)
        self.situation = situation
        self.complaint = _known_wording(f"{situation.title}\n{situation.complaint}".strip())

    @cached_property
    def language(self) -> str | None:
        """The language of the reply, or None when it cannot be told."""
        body = self.reply.body
        return tongue.of(self.reply.plain[body.start : body.end])

    @property
    def readable(self) -> bool:
        """Whether the word lists can say anything about this reply: they are French and English."""
        return self.language in (None, "fr", "en")

    @cached_property
    def keys(self) -> list[tuple[str, int, int]]:
        """``(stem, start, end)`` of the content words of the reply's body."""
        return content(self.reply.tokens)

    @cached_property
    def generic(self) -> frozenset[str]:
        """Stems that name nothing for this brand: its own words and its name. What its teams are called ("Delivery")
        may well be what a complaint is about."""
        brand = self.situation.brand
        if brand is None:
            return frozenset()
        said = " ".join([brand.name, *brand.generic])
        return frozenset(stems.stem(word) for word, _start, _end in tokens_of(fold(said), Span(0, len(fold(said)))))

    @property
    def habits(self) -> Mapping[str, float]:
        """Stem → the share of recent replies that hold it; empty when there are too few of them."""
        return _habits(tuple(self.situation.recent))

    @cached_property
    def likeness(self) -> tuple[float, str]:
        """How like the most similar recent reply it is (0 to 1), and that reply; what they may share left out."""
        shared = self.situation.shared
        grams = grams_of(Wording(without(self.reply.text, shared)) if shared else self.reply)
        own, sketch = set(grams), sketch_of(grams)
        best, other = 0.0, ""
        for text in self.situation.recent:
            seen = past(without(text, shared) if shared else text)
            if (found := alike(own, sketch, seen.grams, seen.sketch, best)) > best:
                best, other = found, text
        return best, other

    @cached_property
    def items(self) -> list[Item]:
        """What the reply takes up of the complaint, each once."""
        there = _things(self.complaint.text, (*self.situation.topic, *self.situation.named))
        found = {item.key: item for item in self.house_words}
        clocks = [hit.span() for hit in stems.CLOCK.finditer(self.reply.plain)]
        for key, start, end in self.keys:
            match = there.get(key)
            if key[0].isdigit() and any(first <= start < last for first, last in clocks):
                continue  # "7:40" is one detail, not two
            if match is None or match in self.generic or key in self.generic:
                continue
            worth = DETAIL_WORTH if _is_detail(key) else 1.0
            if key not in there.known and key in stems.general():
                worth = GENERIC_WORTH  # « dans ces conditions » is no air conditioning
            if RENDEZVOUS.match(self.reply.plain, start):
                continue
            if match not in found or found[match].worth < worth:
                found[match] = Item(match, start, end, worth)
        for time in stems.clock(self.reply.plain) & stems.clock(self.complaint.plain):
            found.setdefault(time, Item(time, 0, 0, DETAIL_WORTH))
        said = ((kind, self.has(kind)) for kind in there.kinds)
        found |= {kind: Item(kind, *hit.span(), 1.0, told=True) for kind, hit in said if hit}
        return list(found.values())

    @cached_property
    def house_words(self) -> list[Item]:
        """Where the reply says a thing of the complaint just as the house calls it: "being taken over" is one, though
        each of its words is everybody's."""
        body = self.reply.body
        found = (
            (words, self.reply.plain.find(words, body.start, body.end))
            for words in (ARTICLE.sub("", fold(said)) for said in self.situation.named)
        )
        return [Item(words, at, at + len(words), 1.0, told=True) for words, at in found if at >= 0]

    @cached_property
    def individual(self) -> frozenset[str]:
        """Stems of the reply that no ready-made reply would hold: its own things, places and causes."""
        filler = [hit.span() for section in FILLER for hit in self.all(section)]
        general = stems.general() | self.generic
        return frozenset(
            key
            for key, start, _end in self.keys
            if key.isalpha()
            and key not in general
            and key not in stems.days()
            and self.habits.get(key, 0.0) < COMMON_SHARE
            and not any(first <= start < last for first, last in filler)
            and not self.is_name(start)
        )

    def is_name(self, start: int) -> bool:
        """A capital within a sentence: names are what slots are filled with."""
        before = self.reply.plain[:start].rstrip(" '\"")
        return bool(before) and before[-1] not in SENTENCE_BREAKS and self.reply.shown(start, start + 1).isupper()

    def is_taken_up(self, start: int) -> bool:
        """Whether the word at ``start`` takes up a thing of the complaint."""
        return any(item.start <= start < item.end and item.worth >= 1 for item in self.items)

    @property
    def is_individual(self) -> bool:
        """Whether the reply has concrete content of its own, so that it cannot stand under any complaint."""
        own = len(self.individual)
        ready = sum(_apart(self.all(section)) for section in READY_MADE)
        share = INDIVIDUAL_SHARE + SHARE_PER_PHRASE * ready if ready else BARE_SHARE
        return own >= INDIVIDUAL_WORDS and own >= share * len(self.reply.tokens)

    @property
    def complaint_names_something(self) -> bool:
        """Whether the complaint holds anything that a reply could take up."""
        return bool(_things(self.complaint.text).known)

    def all(self, section: str) -> list[re.Match[str]]:
        """Every place in the reply's body where a phrase of ``section`` stands, in its order."""
        return self.reply.hits_in(section, self.reply.body.start, self.reply.body.end)

    def has(self, section: str, start: int | None = None, end: int | None = None) -> re.Match[str] | None:
        """The first place in the reply's body (or from ``start`` to ``end``) where a phrase of ``section`` stands."""
        first = self.reply.body.start if start is None else start
        last = self.reply.body.end if end is None else end
        return self.reply.first_in(section, first, last)

    def sentence_of(self, place: int) -> Span:
        """The sentence of the body that holds ``place``."""
        spans = self.reply.sentences
        return next((span for span in spans if span.start <= place < span.end), self.reply.body)

    def complains(self, section: str) -> bool:
        """Whether the complaint holds a phrase of ``section``."""
        return bool(self.complaint.hits(section))


def _apart(hits: list[re.Match[str]]) -> int:
    """How many of ``hits`` do not overlap an earlier one."""
    count, end = 0, 0
    for hit in hits:
        if hit.start() >= end:
            count, end = count + 1, hit.end()
    return count


class _Things:
    """The content words of a complaint, found by stem, by concept and with one slip of the keyboard; ``named``: what
    the house calls the things in it."""

    def __init__(self, text: str, named: Sequence[str] = ()) -> None:
        wording = Wording("\n".join((text, *named)), TOLD_OF)
        self.kinds = [f"kind {kind}" for kind in KINDS if wording.hits(f"kind {kind}") or wording.hits(f"about {kind}")]
        span = Span(0, len(wording.plain))
        self.known = {key for key, _start, _end in content(tokens_of(wording.plain, span))}
        self.concepts = {name: key for key in self.known for name in stems.concepts(key)}
        if MONEY.search(wording.plain):  # "£4.99 to £8.99 overnight" is about a price
            self.concepts |= {name: "price" for name in PRICE if name not in self.concepts}
        self.slips = {slip: key for key in self.known if not _is_detail(key) for slip in stems.slips(key)}

    def get(self, key: str) -> str | None:
        """The complaint's word that ``key`` stands for, or None."""
        if key in self.known:
            return key
        if _is_detail(key):
            return None
        for name in stems.concepts(key):
            if name in self.concepts:
                return self.concepts[name]
        return next((self.slips[slip] for slip in sorted(stems.slips(key)) if slip in self.slips), None)


@lru_cache(maxsize=256)
def _things(complaint: str, named: tuple[str, ...] = ()) -> _Things:
    return _Things(complaint, named)


@lru_cache(maxsize=256)
def _known_wording(text: str) -> Wording:
    return Wording(text, ASKED_OF_COMPLAINTS)


def content(tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """``(stem or number, start, end)`` of the words that say something: no function or stock words."""
    stop, stock, day, number = words("stop"), words("stock"), stems.days(), stems.numbers()
    unit, found = stems.units(), []
    for word, start, end in tokens:
        if word in number:
            found.append((number[word], start, end))
        elif word[0].isdigit():
            found.append((ORDINAL.sub("", word), start, end))
        elif word in day:
            found.append((unit.get(word, word), start, end))
        elif len(word) >= LEAST_LETTERS and word not in stop and word not in stock:
            found.append((stems.stem(word), start, end))
    return found


def _is_detail(key: str) -> bool:
    return key[0].isdigit() or key in stems.days()


@lru_cache(maxsize=16)
def _habits(recent: tuple[str, ...]) -> dict[str, float]:
    if len(recent) < LEAST_RECENT:
        return {}
    counts = Counter(key for text in recent for key in past(text).stems)
    return {key: count / len(recent) for key, count in counts.items()}
