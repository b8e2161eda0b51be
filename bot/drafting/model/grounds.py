"""What a text may stand on: the words of the desk for each move, and the customer's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.desk.playbooks.moves import SLOT
from bot.drafting.model import claims, particulars
from bot.drafting.model.task import WHOLE, Fact, Task
from bot.drafting.model.words import Word, clauses_of, plain_vocabulary, sentences_of, stem, words_of

# Insults are never repeated, in no inflection; what is left of a curse in an acknowledgement still reads as one.
ACKNOWLEDGE = "acknowledge"
TIMES = frozenset({"day", "due_day", "duration", "time", "wait", "moment"})  # slots
INSULTS = {
    "en": "idiot stupid moron incompeten crook thie scam liar lying cheat fraud bastard shit crap damn hell bloody "
    "fuck "
    "arse ass clown joke useless pathetic scum cunt bitch wanker dick rubbish trash garbage disgust".split(),
    "fr": "idiot stupide debil cretin imbecile incompeten escroc voleu arnaqu menteu mensonge salaud salop connard "
    "conna "
    "con merde putain bordel foutu nul clown abruti batard encul pourri ordure honte honteu degueu minable raclure "
    "enfoire".split(),
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """Words that something may be said with, read once."""

    texts: tuple[str, ...]
    language: str

    @cached_property
    def sentences(self) -> list[list[Word]]:
        """The words of each sentence."""
        return [words_of(sentence) for text in self.texts for sentence in sentences_of(text)]

    @cached_property
    def plain(self) -> frozenset[str]:
        """Every word, without case and accents."""
        return frozenset(word.plain for words in self.sentences for word in words)

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Every word, as it is spelled."""
        return frozenset(word.spelled for words in self.sentences for word in words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """What the inflections of its words share."""
        return frozenset(stem(plain, self.language) for plain in self.plain)

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Three words in a row (or fewer, where a sentence begins)."""
        return frozenset(run for words in self.sentences for run in runs_of(words))

    @cached_property
    def whole(self) -> frozenset[str]:
        """Whole sentences, plain."""
        return frozenset(" ".join(word.plain for word in words) for words in self.sentences)

    @cached_property
    def deeds(self) -> frozenset[str]:
        """What is said to be done or to come."""
        return frozenset(word.plain for words in self.sentences for word in claims.deeds(words, self.language))

    @cached_property
    def particulars(self) -> frozenset[particulars.Particular]:
        """Its numbers, with what they count."""
        return frozenset(found for text in self.texts for found in particulars.found_in(text, self.language))

    @cached_property
    def moods(self) -> frozenset[tuple[str, bool]]:
        """``(stem, whether its clause has said no before it)`` of every word: a "should" farther on changes nothing."""
        clauses = (clause for text in self.texts for sentence in sentences_of(text) for clause in clauses_of(sentence))
        return frozenset(
            (stem(word.plain, self.language), claims.is_negated(words[:place], self.language))
            for words in map(words_of, clauses)
            for place, word in enumerate(words)
        )

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Words written with a capital, as they are."""
        return frozenset(word.raw for words in self.sentences for word in words if word.raw[:1].isupper())


def runs_of(words: list[Word]) -> Iterable[tuple[str, ...]]:
    """Each word of a sentence with the two before it."""
    spelled = [word.spelled for word in words]
    return (tuple(spelled[max(0, place - 2) : place + 1]) for place in range(len(spelled)))


@dataclass(frozen=True)
class Grounds:
    """``ours``: move → what the desk may say there. ``theirs``: the customer's words, for the acknowledgement only.
    ``named``: how the desk names what the customer named ("the refund you are waiting for")."""

    language: str
    ours: Mapping[str, Ground]
    theirs: Ground
    named: tuple[str, ...]
    plain: frozenset[str]


def grounds_of(task: Task) -> Grounds:
    """What the answer to ``task`` may stand on."""
    # A promised time is said as one phrase and its words nowhere else, so they are no words to build with.
    ours = {
        move: Ground(
            (
                without(composed, task.promised),
                *_without_slots(task.offered.get(move, ())),
                *(fact.text for fact in task.facts if _may_be_said(fact, move)),
                task.greeting,
            ),
            task.language,
        )
        for move, composed in task.moves.items()
    }
    return Grounds(
        language=task.language,
        ours=ours,
        theirs=Ground((task.title, _decent(task.text, task.language)), task.language),
        named=tuple(fact.text for fact in task.facts if fact.source == "mention"),
        plain=plain_vocabulary(task.language),
    )


def _may_be_said(fact: Fact, move: str) -> bool:
    """A day or a length of time that the customer named is nothing to promise by: it stays where it is acknowledged."""
    if fact.source == "mention" and fact.what in TIMES:
        return move in (ACKNOWLEDGE, WHOLE)
    return fact.source != "commitment"


def without(text: str, phrases: Iterable[str]) -> str:
    """``text`` with ``phrases`` taken out, whatever their case."""
    for phrase in phrases:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return text


def _without_slots(variants: Iterable[str]) -> list[str]:
    return [SLOT.sub(" ", variant) for variant in variants]


def _decent(text: str, language: str) -> str:
    """``text`` without its insults and curses."""
    kept, last = [], 0
    for word in words_of(text):
        if any(word.plain.startswith(insult) for insult in INSULTS.get(language, ())):
            kept.append(text[last : word.start])
            last = word.end
    return "".join([*kept, text[last:]])
