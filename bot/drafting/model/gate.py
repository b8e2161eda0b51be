"""The gate: does everything in a model's answer trace to something the desk or the customer said?

A closed vocabulary, not a list of dangers: in each move a word may stand only if it states nothing about a case
(``plain/*.txt``), if the playbook, a confirmed fact or the composed draft says it in that move, or, in the
acknowledgement alone and spoken to the customer, if the customer said it. On top of it come rules for what can be
said wrongly with the right words: numbers, promises, deeds, accomplished facts, denials, names. A refused answer costs
one question; an accepted invention costs the customer's trust. So whatever is in doubt is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.drafting.model import claims, particulars
from bot.drafting.model.grounds import ACKNOWLEDGE, Ground, Grounds, grounds_of, runs_of, without
from bot.drafting.model.task import WHOLE, Task
from bot.drafting.model.words import Word, clauses_of, judging_vocabulary, sentences_of, stem, words_of
from bot.texts import _, say
from bot.triage import language as languages
from bot.voice import personal

# Latin letters and everyday punctuation. No figures of other scripts, no look-alikes, nothing invisible, no mark-up.
ALLOWED = re.compile(r"^[A-Za-z0-9À-ÖØ-öø-ÿŒœŸ .,;:!?'’\"«»“”()\-–—…\u00a0\u202f\n]*$")
ADDRESS = re.compile(r"\b[\w-]+\.[a-z]{2,}\b|\bwww\b|\bhttps?\b|\bat\b \w+ \bdot\b", re.IGNORECASE)
MARKUP = re.compile(r"(?m)^\s*(?:[-–—]|\d+[.)])\s|\n\s*\n|!{2,}|\?{2,}|--")
# What a customer's words may not be made to say to other customers: « vous devriez… », "you should…".
DIRECTIVE = {
    "en": re.compile(r"\b(?:you|people|everyone|everybody) (?:should|must|can|could|may|need to|have to|ought)\b"),
    "fr": re.compile(r"\b(?:vous|on|tout le monde) (?:dev\w+|pouv\w+|pourr\w+|dois|doit|peut|peux)\b|\bil faut\b"),
}
# Plain words that turn against the customer: nothing in them is invented, and none of them may be said.
BLAME = {
    "en": re.compile(
        r"\b(?:you (?:are|re|were)|your)(?: \w+){0,2} (?:wrong|mistakes?|error|responsib\w+|bad|worse|worst|unfair|"
        r"unacceptable)\b|\byou (?:\w+ )?fail\w*|\b(?:you|nobody|everyone|everybody) (?:should|must|need to|ought)\b"
        r"(?! (?:not )?(?:have|be)\b)|\byou should have (?:known|expected|read)\b"
    ),
    "fr": re.compile(
        r"\b(?:vous (?:etes|etiez|avez|aviez)|tu (?:es|as)|votre|vos|ton|ta)(?: \w+){0,2} (?:tort|erreurs?|"
        r"responsab\w+|mauvaise?|pire|injuste|inacceptable)\b|\b(?:vous|personne ne|tout le monde) "
        r"(?:devez|devriez|devrait|doit)\b(?! avoir\b| etre\b)"
    ),
}
TO_THE_CUSTOMER = {
    "en": frozenset("you your yours yourself".split()),
    "fr": frozenset("vous votre vos tu te t ton ta tes toi".split()),
}
MOST_OF_THEIRS = 12  # words of the customer's in one acknowledgement: it names a problem, it is no transcript
PARROTED = 7  # words in a row
MAY_DENY = (ACKNOWLEDGE, "invite", "ask", "close")  # "not here": a denial there changes nothing that we state


@dataclass(frozen=True)
class Failure:
    """Why an answer was refused. ``text`` (marked) filled with ``values``; ``passage`` are the words concerned."""

    kind: str
    text: str
    passage: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The reason in ``language``."""
        return say(language, self.text, **{"passage": self.passage, **self.values})


def failures(task: Task, moves: Mapping[str, str], told: str) -> list[Failure]:
    """Everything in ``moves`` (move → words) that nothing supports; ``told`` is what the model was instructed with."""
    body = " ".join(moves.values())
    found = list(_unreadable(body))
    if found:  # what is not plain text cannot be read for what it claims
        return found
    grounds = grounds_of(task)
    found += _of_the_whole(task, moves, body, told)
    for move, text in moves.items():
        found += _of_move(grounds, task, move, text)
    return list({(failure.kind, failure.passage, failure.text): failure for failure in found}.values())


def is_plain(text: str) -> bool:
    """Whether ``text`` is plain words: no odd characters, mark-up, addresses or personal data."""
    return not any(_unreadable(text))


def _unreadable(body: str) -> Iterator[Failure]:
    if unicodedata.normalize("NFC", body) != body or not ALLOWED.match(body):
        yield Failure("characters", _("It holds characters that a reply has no use for."))
    if found := MARKUP.search(body):
        yield Failure("markup", _("It holds mark-up."), found[0].strip())
    if found := ADDRESS.search(body):
        yield Failure("address", _("It holds an address."), found[0])
    for kind in personal.found_in(body):
        yield Failure("personal", _("It holds personal data."), "", {"kind": kind})


def _of_the_whole(task: Task, moves: Mapping[str, str], body: str, told: str) -> Iterator[Failure]:
    if languages.detect(body) != task.language:
        yield Failure("language", _("It is not in the customer's language."))
    for said in task.promised:
        if body.lower().count(said.lower()) != 1:
            yield Failure("commitment", _("The promised time “{passage}” must be said once, word for word."), said)
    if _echoes(body, told, PARROTED):
        yield Failure("instructions", _("It repeats its instructions."))
    for move, text in moves.items():
        turned = _denies(text, task.language) != _denies(task.moves[move], task.language)
        if turned and move not in MAY_DENY:
            yield Failure("denial", _("“{passage}” says yes where the playbook says no, or the other way round."), text)


def _denies(text: str, language: str) -> bool:
    return claims.denies(words_of(text), language)


def _echoes(body: str, told: str, length: int) -> bool:
    said, instructions = ([word.plain for word in words_of(text)] for text in (body, told))
    seen = {tuple(instructions[place : place + length]) for place in range(len(instructions) - length + 1)}
    return any(tuple(said[place : place + length]) in seen for place in range(len(said) - length + 1))


def _of_move(grounds: Grounds, task: Task, move: str, text: str) -> Iterator[Failure]:
    ours, open_to_theirs = grounds.ours[move], move in (ACKNOWLEDGE, WHOLE)
    rest = without(text, task.promised)
    yield from _numbers(ours, grounds.theirs if open_to_theirs else None, rest)
    borrowed: set[str] = set()
    for sentence in sentences_of(rest):
        reading = _Sentence(grounds, ours, sentence, open_to_theirs)
        yield from reading.failures()
        borrowed |= reading.borrowed
    if len(borrowed) > MOST_OF_THEIRS:
        yield Failure("quotation", _("It repeats too much of what the customer wrote."))


def _numbers(ours: Ground, theirs: Ground | None, text: str) -> Iterator[Failure]:
    known = ours.particulars | (theirs.particulars if theirs else frozenset())
    for particular, words in particulars.with_words(text, ours.language):
        if particular not in known:
            yield Failure("number", _("Nothing supports the number “{passage}”."), words)


class _Sentence:
    """One sentence of one move, read against what it may stand on."""

    def __init__(self, grounds: Grounds, ours: Ground, text: str, open_to_theirs: bool) -> None:
        self.grounds, self.ours, self.text = grounds, ours, text
        self.language, self.words = grounds.language, words_of(text)
        self.plain = " ".join(word.plain for word in self.words)
        self.open_to_theirs = open_to_theirs
        self.borrowed = {word.plain for word in self.words if open_to_theirs and not self._is_ours(word)}

    def failures(self) -> Iterator[Failure]:
        """What nothing supports in it. A sentence that the playbook says word for word is what may be said."""
        if self.plain in self.ours.whole:
            return
        yield from self._unknown_words()
        yield from self._promises()
        yield from self._deeds()
        yield from self._accomplished()
        yield from self._stated()
        yield from self._names()
        if found := BLAME[self.language].search(self.plain):
            yield Failure("blame", _("It blames the customer: “{passage}”."), found[0])
        if self.borrowed:
            yield from self._misspoken()

    def _is_ours(self, word: Word) -> bool:
        """In the playbook's words, or in another inflection of one, unless that states that something is done."""
        if word.plain in self.grounds.plain or word.spelled in self.ours.spelled:
            return True
        inflected = stem(word.plain, self.language) in self.ours.stems
        return inflected and not claims.is_done(word, self.language) and word.plain not in self._doing

    @property
    def _doing(self) -> frozenset[str]:
        return frozenset(word.plain for word in claims.deeds(self.words, self.language))

    def _is_theirs(self, word: Word) -> bool:
        return self.open_to_theirs and stem(word.plain, self.language) in self.grounds.theirs.stems

    def _unknown_words(self) -> Iterator[Failure]:
        for word in self.words:
            if not self._is_ours(word) and not self._is_theirs(word):
                yield Failure("word", _("Nothing supports “{passage}”."), word.raw)

    def _promises(self) -> Iterator[Failure]:
        """Only the playbook's own sentences promise; "the refund you are waiting for" names what the customer named."""
        text = self.plain
        if not claims.has_subject_us(self.words, self.language):
            for phrase in self.grounds.named:
                text = text.replace(" ".join(word.plain for word in words_of(phrase)), " ")
        for found in claims.GIFTS[self.language].finditer(text):
            yield Failure("promise", _("Nothing allows the promise “{passage}”."), found[0])
        for found in claims.ASSURANCES[self.language].finditer(text):
            if not self._told(found[0]):
                yield Failure("promise", _("Nothing allows the promise “{passage}”."), found[0])

    def _told(self, plain: str) -> bool:
        """Whether the customer said so of what happened, and with the same yes or no."""
        if not self.open_to_theirs or claims.has_subject_us(self.words, self.language):
            return False
        return all(
            (stem(plain, self.language), claims.is_negated(claims.of_its_subject(clause, place), self.language))
            in self.grounds.theirs.moods
            for clause in map(words_of, clauses_of(self.text))
            for place, word in enumerate(clause)
            if word.plain == plain
        )

    def _deeds(self) -> Iterator[Failure]:
        for verb in claims.deeds(self.words, self.language):
            if verb.plain not in self.ours.deeds and verb.plain not in claims.OWN_VERBS[self.language]:
                yield Failure("deed", _("The playbook does not say that we do this: “{passage}”."), verb.raw)

    def _accomplished(self) -> Iterator[Failure]:
        for word, run in zip(self.words, runs_of(self.words), strict=True):
            if word.plain in self.grounds.plain or not claims.is_done(word, self.language) or run in self.ours.runs:
                continue
            if not self._told(word.plain):
                yield Failure("status", _("Nothing says that this happened: “{passage}”."), " ".join(run))

    def _stated(self) -> Iterator[Failure]:
        """ "Your order is on its way" is made of plain words and states a fact all the same: only judging is free."""
        for clause in map(words_of, clauses_of(self.text)):
            if claims.is_negated(clause, self.language):
                continue
            runs = [tuple(word.spelled for word in clause[max(0, at - 1) : at + 2]) for at in range(len(clause))]
            for place, rest in claims.statements(clause, self.language):
                has = clause[place].plain in claims.HAS and (not rest or rest[0] not in claims.AFTER_HAS)
                loose = has or not all(self._may_be_stated(plain) for plain in rest)
                if loose and not any(set(runs[place]) <= set(run) for run in self.ours.runs):
                    yield Failure("status", _("Nothing says that this is so: “{passage}”."), " ".join(runs[place]))

    def _may_be_stated(self, plain: str) -> bool:
        return plain in judging_vocabulary(self.language) or plain in self.borrowed

    def _names(self) -> Iterator[Failure]:
        for word in self.words[1:]:
            if word.raw[:1].isupper() and word.raw not in self.ours.capitalised and not self._may_be_capital(word):
                yield Failure("name", _("Nothing supports the name “{passage}”."), word.raw)

    def _may_be_capital(self, word: Word) -> bool:
        before = self.text[: word.start].rstrip(" \u00a0\u202f")
        return (word.raw == "I" and self.language == "en") or before[-1:] in (":", "«", "“", '"')

    def _misspoken(self) -> Iterator[Failure]:
        """The customer's words are said back to the customer, and to nobody else, as what the customer said."""
        if not any(word.plain in TO_THE_CUSTOMER[self.language] for word in self.words):
            yield Failure("quotation", _("It says the customer's words as our own: “{passage}”."), self.text)
        elif claims.has_subject_us(self.words, self.language) or DIRECTIVE[self.language].search(self.plain):
            yield Failure("quotation", _("It puts the customer's words to another use: “{passage}”."), self.text)
