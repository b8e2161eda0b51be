"""Which playbook takes a mention: phrases as people write them, risk before everything, conditions, and why."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.playbooks.choosing import Chooser, Heard
from bot.desk.playbooks.phrases import ELLIPSIS, Index, Phrase, UnreadablePhrase, stands_in, words_of
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.words import plain_words


def index(*phrases: str) -> Index:
    return Index.of(Phrase("p", "phrase", text, words_of(text)) for text in phrases)


def found(text: str, *phrases: str) -> list[str]:
    return [phrase.text for phrase in index(*phrases).found(text)]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("never arrived", "It NEVER arrived!"),
        ("never arrived", "never… arrived"),
        ("où est ma commande", "Ou est ma commande?"),
        ("j'attends toujours", "J’attends toujours"),
        ("j'attends toujours", "j attends toujours"),
        ("cœur", "un coeur"),
        ("rembours*", "je veux être REMBOURSÉE"),
        ("rembours*", "rembours"),
        ("un rembours*", "un remboursement"),
        ("rembours* vite", "remboursez vite"),
        ("never ... arrived", "never arrived"),
        ("never ... arrived", "it never actually really ever arrived"),
        ("never … arrived", "never once arrived"),
        ("livr* ... retard ... encore", "livraison en retard, encore"),
        ("1 h", "1 h d'attente"),
        ("a", "a"),
        ("b b", "a b b b"),
    ],
)
def test_a_phrase_is_found(phrase, text):
    assert found(text, phrase) == [phrase]
    assert stands_in(phrase, plain_words(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("broken", "an unbroken line"),
        ("cassé", "une cassette"),
        ("rembours*", "le débours"),
        ("never ... arrived", "never did any of those things arrived"),
        ("never ... arrived", "arrived never"),
        ("where is my order", "where is my"),
        ("late delivery", "late. The delivery"),
        ("x", ""),
    ],
)
def test_a_phrase_is_not_found(phrase, text):
    assert found(text, phrase) == []
    assert not stands_in(phrase, plain_words(text))


@pytest.mark.parametrize(
    "phrase", ["", "!!", "...", "... late", "late ...", "*", "re*", "un re*", "日本", "a ... b ... c ... d ... e"]
)
def test_a_phrase_in_which_nothing_can_be_looked_for(phrase):
    with pytest.raises(UnreadablePhrase):
        words_of(phrase)


def test_all_phrases_are_found_each_once():
    assert found("late, late and still late", "late", "still late", "sti* late", "early") == [
        "late",
        "still late",
        "sti* late",
    ]


WORDS = st.sampled_from("a ab abc abcd b late later rembours remboursement x".split())


@cache
def reference(phrase: str) -> re.Pattern[str]:
    """The same as a regular expression over plain words."""
    parts = []
    for word in words_of(phrase):
        parts.append(r"(?: \w+){0,3}" if word == ELLIPSIS else " " + word.replace("*", r"\w*"))
    return re.compile("".join(parts) + " ")


@given(
    st.lists(WORDS, max_size=12),
    st.lists(st.lists(st.sampled_from(["abc*", "late", "later", "b", "rembours*", "x"]), min_size=1, max_size=4)),
    st.booleans(),
)
def test_the_table_finds_what_one_pattern_for_each_phrase_would_find(words, phrases, open_):
    texts = [f" {ELLIPSIS} ".join(p) if open_ else " ".join(p) for p in phrases]
    said = " ".join(words)
    expected = {text for text in texts if reference(text).search(plain_words(said))}
    assert {phrase.text for phrase in index(*texts).found(said)} == expected


@given(st.text(max_size=300), st.sampled_from(["en", "fr", "de", "unknown", ""]))
def test_any_text_is_taken_by_somebody(book, text, language):
    choice = book.choose(text, language)
    assert choice.playbook.name in book.playbooks
    assert choice == book.choose(text, language), "the same every time"


def test_the_longest_phrase_says_most(small):
    book = small(late={"phrases": {"en": ["late", "weeks late"]}}, lost={"phrases": {"en": ["three weeks"]}})
    assert book.choose("three weeks late", "en").playbook.name == "lost"
    choice = book.choose("two weeks late", "en")
    assert (choice.playbook.name, choice.why) == ("late", "weeks late")


def test_a_risk_wins_over_any_number_of_other_phrases(small):
    book = small(
        late={"phrases": {"en": ["my order is three weeks late"]}, "priority": 9},
        safety={"risk_phrases": {"en": ["burn*"]}, "risks": "safety", "phrases": {"en": ["hot"]}},
    )
    choice = book.choose("My order is three weeks late and the kettle burned me", "en")
    assert (choice.playbook.name, choice.why) == ("safety", "burn*")
    assert [candidate.name for candidate in choice.runners_up] == ["late"]
    assert book.choose("my order is three weeks late, hot", "en").playbook.name == "late"
    assert book.choose("my order is three weeks late", "en", risks=("safety",)).why == "safety"


def test_priority_then_topic_then_phrase(small):
    book = small(
        a={"phrases": {"en": ["a long phrase it is"]}},
        b={"phrases": {"en": ["phrase"]}, "topics": ["billing", "fees"]},
        c={"phrases": {"en": ["it"]}, "priority": 1},
    )
    text = "a long phrase it is"
    assert book.choose(text, "en").playbook.name == "c"
    assert book.choose("a long phrase", "en", topics=("fees",)).playbook.name == "b"
    assert book.choose("nothing", "en", topics=("fees",)).why == "fees"
    assert book.choose("nothing", "en", topics=("a",)).playbook.name == "a", "its own name is a topic"
    assert book.choose("nothing", "en", topics=("else",)).playbook.name == "general"


def test_a_phrase_can_rule_a_playbook_out(small):
    book = small(queue={"phrases": {"en": ["queue"]}, "unless": {"en": ["on the phone"]}})
    assert book.choose("the queue in the shop", "en").playbook.name == "queue"
    choice = book.choose("the queue on the phone", "en")
    assert choice.playbook.name == "general"
    assert choice.explained() == (
        "general: no other playbook fits | after it: queue (queue; but “on the phone” rules it out)"
    )
    assert book.choose("on the phone", "en").runners_up == (), "nothing spoke for it"


@pytest.mark.parametrize(
    ("text", "taken_by"),
    [
        ("You cut my hair", "general"),  # the phrase shows that there was no such risk
        ("You hurt my feelings", "general"),  # beside it
        ("You cut my hair. Then the chair gave way and I hurt my back", "safety"),  # a risk elsewhere stands
        ("You cut my hair and cut my ear", "safety"),
        ("Hot, and you hurt my feelings", "general"),  # what is no risk is ruled out wherever it stands
    ],
)
def test_a_risk_stands_unless_the_phrase_shows_at_its_place_that_there_is_none(small, text, taken_by):
    book = small(
        safety={
            "risk_phrases": {"en": ["cut my", "hurt my"]}, "phrases": {"en": ["hot"]}, "risks": "safety",
            "unless": {"en": ["cut my hair", "feelings"]},
        }
    )  # fmt: skip
    choice = book.choose(text, "en")
    assert choice.playbook.name == taken_by, choice.explained()
    assert book.choose(text, "en", risks=("safety",)).why == "safety", "triage has seen the whole mention"


@pytest.mark.parametrize(
    ("condition", "fits", "fails", "against"),
    [
        ({"venues": "reviews"}, {"network": "google"}, {"network": "x"}, "the venue is social"),
        ({"venues": "reviews"}, {"network": "reviews"}, {}, "the venue is unknown"),
        ({"networks": ["x"]}, {"network": "x"}, {"network": "google"}, "the network is google"),
        ({"severity": ["blame"]}, {"severity": "blame"}, {}, "the severity is unknown"),
        ({"rating": {"most": 2}}, {"rating": 2}, {"rating": 3}, "the rating is 3"),
        ({"rating": {"least": 1, "most": 2}}, {"rating": 1.5}, {}, "there is no rating"),
    ],
)
def test_conditions(small, condition, fits, fails, against):
    book = small(bad={"phrases": {"en": ["bad"]}, **condition}, only=condition)
    assert book.choose("bad", "en", **fits).playbook.name == "bad"
    assert book.choose("something else", "en", **fits).playbook.name == "only", "its conditions are all it needs"
    choice = book.choose("bad", "en", **fails)
    assert choice.playbook.name == "general"
    assert [(c.name, c.against) for c in choice.runners_up] == [("bad", against), ("only", against)]


def test_a_rating_without_words(small):
    book = small(bare={"words": {"most": 2}, "rating": {"most": 2}}, late={"phrases": {"en": ["late"]}})
    assert book.choose("", "en", rating=1).playbook.name == "bare"
    assert book.choose("Very bad", "unknown", rating=1).playbook.name == "bare"
    assert book.choose("late", "en", rating=1).playbook.name == "late"
    assert book.choose("Very bad indeed", "en", rating=1).playbook.name == "general"
    assert book.choose("", "en", rating=5).playbook.name == "general"


def test_the_more_exact_of_two_equal_ones_and_else_the_first(small):
    book = small(
        a={"phrases": {"en": ["late"]}},
        b={"phrases": {"en": ["late"]}, "venues": "reviews"},
        c={"phrases": {"en": ["late"]}},
    )
    assert book.choose("late", "en", network="google").playbook.name == "b"
    assert book.choose("late", "en", network="x").playbook.name == "a"


def test_phrases_of_its_language_and_all_when_it_is_another_one_or_nobody_knows(small):
    book = small(late={"phrases": {"en": ["late"], "fr": ["retard"]}})
    found = [book.choose("en retard", code).playbook.name for code in ("fr", "en", "ca", "unknown")]
    assert found == ["late", "general", "late", "late"]


def test_runners_up_come_in_their_order(small):
    book = small(
        a={"phrases": {"en": ["one"]}}, b={"phrases": {"en": ["three"]}}, c={"phrases": {"en": ["twenty"]}},
        d={"phrases": {"en": ["one"]}, "rating": {"most": 1}},
    )  # fmt: skip
    choice = book.choose("one three twenty", "en")
    assert [choice.playbook.name, *(c.name for c in choice.runners_up)] == ["c", "b", "a", "d"]
    assert choice.explained() == ("c: twenty | after it: b (three), a (one), d (one; but there is no rating)")


def test_the_general_one_is_never_chosen_for_a_reason():
    general = Playbook.model_validate(
        {"name": "general", "title": {}, "team": "care", "applies": {"phrases": {"en": ["late"]}}}
    )
    assert Chooser({"general": general}).choose(Heard("late", "en")).why == ""
