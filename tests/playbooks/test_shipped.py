"""The shipped playbooks: nothing wrong, every example in its place, and every variant of every move reads clean."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from bot.desk import playbooks
from bot.desk.playbooks import GENERAL, Playbook
from bot.desk.playbooks.loading import examine
from bot.desk.playbooks.moves import SLOT
from bot.desk.playbooks.phrases import ELLIPSIS, words_of
from bot.desk.playbooks.speech import variants_of
from bot.desk.playbooks.trials import trials
from bot.drafting import compose, facts, wording
from bot.voice import checks
from tests.conftest import ROOT, TUESDAY

FOUND = examine(ROOT / "playbooks")
BOOK = FOUND.book
NAMES = sorted(BOOK.playbooks) if BOOK else []
SPOKEN = list(itertools.product(NAMES, ["en", "fr"]))
FRAMES = {"en": "Hello, {}? It is about my order.", "fr": "Bonjour, {} ? C'est au sujet de mon achat."}
GIVEN = {
    "en": {"by": "by noon today", "due_day": "yesterday", "day": "on Saturday", "duration": "three weeks"},
    "fr": {"by": "demain avant midi", "due_day": "hier", "day": "samedi", "duration": "trois semaines"},
}


def test_nothing_is_wrong_with_them():
    assert FOUND.mistakes == ()
    assert {GENERAL, "late-delivery", "damaged-item"} <= set(NAMES)


def test_there_is_nothing_to_look_at_but_variants_to_add():
    assert [str(warning) for warning in FOUND.warnings if "variants" not in warning.what] == []


def test_every_example_goes_where_it_must():
    assert [str(trial) for trial in trials(FOUND) if not trial.ok] == []


@pytest.mark.parametrize(("name", "language"), SPOKEN)
def test_a_phrase_chooses_its_playbook_however_it_is_written(name, language):
    applies = BOOK.playbooks[name].applies
    if applies.venues or applies.networks or applies.severity or applies.rating or applies.words:
        pytest.skip("`amends playbooks check` tries phrases under conditions")
    for phrase in [*applies.phrases.get(language, []), *applies.risk_phrases.get(language, [])]:
        plain = " ".join(word for word in words_of(phrase) if word != ELLIPSIS)
        for said in (plain, phrase.upper(), phrase.replace("'", "’")):
            choice = BOOK.choose(FRAMES[language].format(said), language)
            assert (choice.playbook.name, bool(choice.why)) == (name, True), (said, choice.explained())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("de", "Hallo"),
        ("en", "Unbroken service, thank you."),
        ("fr", "Une cassette, un bris."),
        ("fr", "Bonjour."),
    ],
)
def test_what_no_phrase_is_in_is_general(language, text):
    choice = BOOK.choose(text, language)
    assert (choice.playbook.name, choice.why) == (GENERAL, "")


def known_to(variant: str, playbook: Playbook, language: str) -> Iterator[dict[str, str]]:
    """Everything that ``variant`` may say: each name of each fact in it, with all the others filled in."""
    slots = dict.fromkeys(playbook.slots, "xyz") | compose.known_slots(BOOK, playbook, MENTION, language, TUESDAY)[0]
    names = {slot: [name for name, _words in fact.names(language)] for slot, fact in BOOK.facts_of(playbook).items()}
    given = slots | GIVEN[language] | {slot: known[0] for slot, known in names.items()}
    yield given
    for slot in set(SLOT.findall(variant)) & names.keys():
        yield from (given | {slot: name} for name in names[slot][1:])


MENTION = {"text": "", "title": "", "network": "facebook", "name": "Nadia Orsel"}


@pytest.mark.parametrize(("name", "language"), SPOKEN)
def test_every_variant_reads_clean_with_every_fact(name, language):
    playbook = BOOK.playbooks[name]
    said = {variant.say for key, variant in variants_of(playbook) if key[1] == language}

    def label(slot: str) -> str:
        return compose.label_of(slot, BOOK, playbook, language)

    for variant in said:
        for known in known_to(variant, playbook, language):
            text = wording.filled(variant, known, label, language)
            assert not re.search(r"[{}\[\]]|  | [.,]|\.\.", text.replace(" :", "")), text
            assert not text[0].islower(), text
            assert text.endswith((".", "!", "?")), text
            blocking = {found.check for found in checks.blocking(text, "facebook", {})}
            assert not blocking, (text, blocking)


@pytest.mark.parametrize(("name", "language"), SPOKEN)
def test_without_any_fact_the_blank_has_a_name_for_people(name, language):
    playbook = BOOK.playbooks[name]
    if not playbook.engages:
        pytest.skip("no reply is written")
    mention = MENTION | {"text": "…", "language": language, "seed": "s", "cleared": True}
    composed = compose.compose(BOOK, playbook, mention, TUESDAY)
    labels = [text[language] for text in (fact.label for fact in BOOK.facts_of(playbook).values())]
    labels += [slot.label[language] for slot in playbook.slots.values()]
    assert set(composed.missing) <= set(labels), "never the name of a slot"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_of_the_lexicon_finds_its_fact(language):
    """Each fact once, though every playbook knows the lexicon's: only a playbook's own differ."""
    tried = set()
    for playbook in BOOK.playbooks.values():
        lexicon = BOOK.facts_of(playbook)
        for slot, fact in lexicon.items():
            for word in {word for _name, words in fact.names(language) for word in words}:
                if (slot, word) not in tried:
                    tried.add((slot, word))
                    plain = " ".join(part.rstrip("*") for part in words_of(word) if part != ELLIPSIS)
                    found = facts.found(FRAMES[language].format(plain), language, {slot: fact})
                    assert slot in found, (playbook.name, word)


def test_the_shipped_folder_is_the_one_that_is_loaded():
    assert playbooks.load(ROOT / "playbooks").playbooks == BOOK.playbooks
