"""A model may answer anything at all: what passes says nothing that neither the desk nor the customer said."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.drafting.model import answer, gate, prompt
from tests.conftest import examples
from tests.drafting.model.cases import SAID, as_answer, good, task

TASKS = {language: task(language) for language in ("en", "fr")}
FEW = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Facts that nobody gave, in both languages. None may ever come through, wherever a model puts them.
INVENTIONS = {
    "en": [
        "by 9 am", "on Friday", "tomorrow", "yesterday", "50", "50 euros", "twelve", "two weeks", "2019", "12/11",
        "a voucher", "a refund", "for free", "a discount", "we will replace it", "I guarantee it", "never again",
        "we shipped it", "it has been found", "it arrived", "the driver was ill", "because of a strike", "in Lyon",
        "Kevin", "Mr Vasseur", "PostFast", "at www.brindelune.example", "help@brindelune.example", "0612345678",
        "I'll call you", "we have escalated it", "since 2015", "a technical problem at the carrier", "half the price",
        "your order is on its way", "customs", "our lawyers", "you should delete your review", "@brindelune", "#sorry",
    ],
    "fr": [
        "avant 9 h", "vendredi", "demain", "hier", "50", "50 euros", "douze", "deux jours", "2019", "12/11",
        "un bon d'achat", "un remboursement", "gratuitement", "une remise", "nous le remplaçons", "je vous le garantis",
        "plus jamais", "nous l'avons expédié", "il a été retrouvé", "il est arrivé", "le chauffeur était malade",
        "à cause d'une grève", "à Lyon", "Kevin", "Monsieur Vasseur", "PostRapide", "sur www.brindelune.example",
        "aide@brindelune.example", "0612345678", "je vous appelle", "nous avons transmis", "depuis 2015",
        "un problème technique chez le transporteur", "à moitié prix", "votre commande est en route", "la douane",
        "nos avocats", "supprimez votre avis", "@brindelune", "#désolé",
    ],
}  # fmt: skip


def passes(language: str, moves: dict[str, str]) -> bool:
    return not gate.failures(TASKS[language], moves, prompt.REWORD)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, dict[str, str], str]:
    """A good answer with an invention somewhere in it."""
    language = draw(st.sampled_from(sorted(TASKS)))
    moves = good(TASKS[language])
    move, invention = draw(st.sampled_from(sorted(moves))), draw(st.sampled_from(INVENTIONS[language]))
    words = moves[move].split(" ")
    place = draw(st.integers(0, len(words)))
    joint = draw(st.sampled_from(["{}", "{},", "({})", ". {}.", "and {}", "et {}", "— {} —", "{}!"]))
    moves[move] = " ".join([*words[:place], joint.format(invention), *words[place:]])
    return language, moves, invention


@given(planted())
@settings(FEW, max_examples=examples(400))
def test_no_invention_passes_wherever_it_is_planted(case):
    language, moves, invention = case
    known = plain(" ".join([*TASKS[language].moves.values(), *(f.text for f in TASKS[language].facts)]))
    if plain(invention) not in known:
        assert not passes(language, moves), moves


def vocabulary(language: str) -> list[str]:
    """Every word that a sly model could build with: the desk's, the customer's, and the inventions'."""
    asked = TASKS[language]
    said = [*asked.moves.values(), *(w for ws in asked.offered.values() for w in ws), SAID[language]]
    return sorted({w for text in [*said, *INVENTIONS[language]] for w in re.findall(r"[\w']+", text)})


FIGURES = re.compile(r"\d+")


@given(st.data())
@FEW
def test_no_mixture_of_known_words_says_a_number_a_gift_or_a_name_of_its_own(data):
    language = data.draw(st.sampled_from(sorted(TASKS)))
    moves = good(TASKS[language])
    move = data.draw(st.sampled_from(sorted(moves)))
    words = data.draw(st.lists(st.sampled_from(vocabulary(language)), min_size=1, max_size=10))
    moves[move] = f"{moves[move]} {' '.join(words)}."
    if passes(language, moves):
        said = plain(moves[move])
        ours = plain(" ".join(TASKS[language].moves.values()) + SAID[language])
        assert set(FIGURES.findall(said)) <= set(FIGURES.findall(ours)), moves
        assert not re.search(
            r"refund|voucher|discount|free|guarantee|rembours|bons? d.achat|gratuit|remise|garanti|lyon|kevin|vasseur|"
            r"postfast|postrapide|strike|greve|grève|customs|douane|lawyer|avocat|2015|2019", said
        ), moves  # fmt: skip


@given(st.text(max_size=200))
@FEW
def test_no_text_passes_by_being_odd(words):
    moves = good(TASKS["en"]) | {"own": words}
    if passes("en", moves):
        assert re.fullmatch(r"[\w \u00a0\u202f.,;:!?'’\"«»“”()\-–—…\n]*", words)
        assert not re.search(r"\d", words)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON | st.fixed_dictionaries({"language": JSON, "moves": JSON, "claims": JSON}))
@FEW
def test_no_document_breaks_the_reading(document):
    try:
        found = answer.read(json.dumps(document), TASKS["fr"])
    except answer.Invalid:
        return
    assert set(found.moves) == set(TASKS["fr"].moves)


@given(st.text(max_size=300))
@FEW
def test_no_text_breaks_the_reading(text):
    with pytest.raises(answer.Invalid):
        answer.read(text, TASKS["en"])


@pytest.mark.parametrize(
    "text",
    ["", "[" * 100_000, '{"moves": ' * 5000, "null", '{"moves": {}}', '{"moves": []}', "[1, 2]", "NaN", "\ud800",
     '{"language": "de", "moves": {}}', as_answer({"own": "x"}, "en"), as_answer(good(TASKS["en"]) | {"own": ""}, "en"),
     as_answer(good(TASKS["en"]) | {"more": "x"}, "en"), as_answer(good(TASKS["en"]), "fr"),
     as_answer(good(TASKS["en"]) | {"own": "x" * 4000}, "en"), as_answer(good(TASKS["en"]), "en", [{"words": "x"}]),
     as_answer(good(TASKS["en"]), "en", [{"words": "x", "fact": "f99"}])],
)  # fmt: skip
def test_what_was_not_asked_for_is_invalid(text):
    with pytest.raises(answer.Invalid):
        answer.read(text, TASKS["en"])


def test_a_fenced_answer_is_read_too():
    fenced = f"```json\n{as_answer(good(TASKS['en']), 'en', [{'words': 'three', 'fact': 'mention'}])}\n```"
    assert answer.read(fenced, TASKS["en"]).moves == good(TASKS["en"])


def test_the_schema_names_the_moves_and_the_facts_of_this_draft():
    schema = answer.schema_of(TASKS["en"])
    assert schema["properties"]["moves"]["required"] == list(TASKS["en"].moves)
    ids = schema["properties"]["claims"]["items"]["properties"]["fact"]["enum"]
    assert ids[:2] == ["mention", "playbook"] and "f1" in ids
    assert answer.storable("a\x00b\ud800") == "a�b?"
