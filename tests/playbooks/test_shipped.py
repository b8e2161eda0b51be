"""The shipped playbooks: their phrases choose them, and every variant of every move reads clean."""

from __future__ import annotations

import itertools
import re

import pytest

from bot.desk import playbooks
from bot.desk.playbooks import GENERAL
from bot.drafting import compose, facts, wording
from bot.voice import checks
from tests.conftest import ROOT, TUESDAY

BOOK = playbooks.load(ROOT / "playbooks")
FRAMES = {"en": "Hello, {}? It is about my order.", "fr": "Bonjour, {} ? C'est au sujet de mon achat."}
PHRASES = [
    (name, language, phrase)
    for name, playbook in BOOK.playbooks.items()
    for language, phrases in playbook.applies.phrases.items()
    for phrase in phrases
]
VARIANTS = [
    (name, language, move, number)
    for name, playbook in BOOK.playbooks.items()
    for language, moves in playbook.moves.items()
    for move, variants in moves.in_order()
    for number in range(len(variants))
]


@pytest.mark.parametrize(("name", "language", "phrase"), PHRASES)
def test_a_phrase_chooses_its_playbook(name, language, phrase):
    for said in (phrase, phrase.upper(), phrase.replace("'", "’")):
        choice = BOOK.choose(FRAMES[language].format(said), language)
        assert choice.playbook.name == name
        assert choice.why
    assert BOOK.choose(FRAMES[language].format(phrase), "unknown").playbook.name == name


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your newsletter keeps coming."),
        ("fr", "Personne ne décroche au téléphone."),
        ("en", ""),
        ("de", "Hallo"),
        ("en", "Unbroken service, thank you."),
        ("fr", "Une cassette, un bris."),
    ],
)
def test_what_no_phrase_is_in_is_general(language, text):
    choice = BOOK.choose(text, language)
    assert (choice.playbook.name, choice.why) == (GENERAL, "")


def all_known(playbook: playbooks.Playbook, language: str) -> list[dict[str, str]]:
    """One set of facts for each name of each fact, with all the others filled in."""
    given = {
        "by": {"en": "by noon today", "fr": "demain avant midi"}[language],
        "here": "",
        "due_day": "hier",
        "duration": "trois semaines",
    }
    names = {slot: [name for name, _words in fact.names(language)] for slot, fact in BOOK.facts_of(playbook).items()}
    first = {fact: known[0] for fact, known in names.items()}
    return [given | first | {fact: name} for fact, known in names.items() for name in known]


@pytest.mark.parametrize(("name", "language", "move", "number"), VARIANTS)
def test_every_variant_reads_clean_with_every_fact(name, language, move, number):
    playbook = BOOK.playbooks[name]
    variant = dict(playbook.moves[language].in_order())[move][number].say
    for known in all_known(playbook, language):
        said = wording.filled(variant, known, lambda slot: compose.label_of(slot, BOOK, playbook, language), language)
        assert not re.search(r"[{}\[\]]|  | [.,]|\.\.", said.replace(" :", ""))
        assert said[0].isupper()
        assert said[-1] in ".!?"
        assert checks.blocking(said, "facebook", {}) == []


@pytest.mark.parametrize(("name", "language"), list(itertools.product(BOOK.playbooks, ["en", "fr"])))
def test_without_any_fact_the_blank_has_a_name_for_people(name, language):
    playbook = BOOK.playbooks[name]
    mention = {"text": "…", "title": "", "language": language, "network": "facebook", "name": "", "seed": "s"}
    composed = compose.compose(BOOK, playbook, mention, TUESDAY)
    labels = [fact.label[language] for fact in BOOK.facts_of(playbook).values()]
    assert composed.missing
    assert set(composed.missing) <= set(labels), "never the name of a slot"


@pytest.mark.parametrize("name", BOOK.playbooks)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_of_the_lexicon_finds_its_fact(name, language):
    lexicon = BOOK.facts_of(BOOK.playbooks[name])
    for slot, fact in lexicon.items():
        for _name, words in fact.names(language):
            for word in words:
                text = FRAMES[language].format(word).replace("my order", "it").replace("mon achat", "ça")
                assert slot in facts.found(text, language, lexicon), word
