"""The shipped playbooks: nothing wrong, every example in its place, and every variant of every move reads clean."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from bot.desk import facts as desk_facts
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
        return desk_facts.label(BOOK, playbook, slot, language)

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


NUMBER = re.compile(r"\b\d{2,4}(?: \d{2,4})*\b")
WITH_ITS_COUNTRY = re.compile(
    r"\d{2,4}(?: \d{2,4})* \((?:[^()]*)\b(?:UK|US|EU|Ireland|Canada|France|Belgique|Suisse|Europe)\)"
)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["crisis", "emergency"])
def test_every_emergency_number_says_whose_it_is(kind, language):
    """Nobody knows where a mention was written: a French number helps nobody in Leeds."""
    said = getattr(BOOK.desk.helplines, kind)[language]
    assert len(NUMBER.findall(said)) == len(WITH_ITS_COUNTRY.findall(said)) > 0, said


@pytest.mark.parametrize(("name", "language"), SPOKEN)
def test_no_playbook_says_an_emergency_number_of_its_own(name, language):
    said = " ".join(variant.say for key, variant in variants_of(BOOK.playbooks[name]) if key[1] == language)
    assert not re.search(r"\b(?:3114|988|999|911|112|116 123|SAMU)\b|\ble 1[578]\b", said)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_speaks_of_ending_their_life_gets_a_number_and_no_order_number_is_asked(language):
    """Two people approve, a manager first, and nothing is offered."""
    playbook = BOOK.playbooks["self-harm"]
    assert (playbook.approval.people, playbook.approval.manager_first, playbook.hotline) == (2, True, "safety")
    assert not playbook.grants
    said = [variant.say for key, variant in variants_of(playbook) if key[1] == language]
    asked = {"en": r"order|number|refund|voucher|compensat", "fr": r"commande|numéro de|rembours|bon d'achat|indemni"}
    assert [text for text in said if re.search(asked[language], text) and "these numbers" not in text] == []
    for kind, code, _number, example in playbook.examples.each():
        if (kind, code) == ("takes", language):
            mention = MENTION | {"text": example.text, "language": language, "seed": example.text}
            assert isinstance(compose.compose(BOOK, playbook, mention, TUESDAY), compose.Withheld)
            draft = compose.compose(BOOK, playbook, mention | {"cleared": True}, TUESDAY)
            assert BOOK.desk.helplines.crisis[language] in draft.body, draft.body


def test_the_shipped_folder_is_the_one_that_is_loaded():
    assert playbooks.load(ROOT / "playbooks").playbooks == BOOK.playbooks
