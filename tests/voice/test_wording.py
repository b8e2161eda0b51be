"""How a text is folded, shown again in its own words, and cut into greeting, sentences and signature."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice.wording import Wording, fold
from tests.conftest import examples


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élodie a reçu l’œuf", "elodie a recu l'oeuf"),
        ("L‘AVION — « enfin »", 'l\'avion - " enfin "'),
        ("e\u0301te\u0301", "ete"),
        ("12\u00a0h\u202f30…", "12 h 30."),
        ("a\r\nb\u2028c", "a\n\nb\nc"),
        ("zero\u200bwidth", "zerowidth"),
        ("ﬁn", "fin"),
        ("Straße", "strasse"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


@settings(max_examples=examples(300), deadline=None)
@given(st.text(max_size=80), st.integers(0, 90), st.integers(0, 90))
def test_what_is_shown_is_part_of_the_text(text, start, length):
    wording = Wording(text)
    shown = wording.shown(min(start, len(wording.plain)), min(start + length, len(wording.plain)))
    assert shown in text
    assert wording.shown(0, len(wording.plain)) in text


@pytest.mark.parametrize(
    ("text", "passage"),
    [("Votre cœur de métier", "cœur"), ("l’été e\u0301te\u0301 dernier", "e\u0301te\u0301"), ("NAÏVE", "NAÏVE")],
)
def test_a_place_is_shown_in_the_texts_own_letters(text, passage):
    wording = Wording(text)
    start = wording.plain.index(fold(passage), 4 if passage.startswith("e\u0301") else 0)
    assert wording.shown(start, start + len(fold(passage))).strip("\u0301") == passage.strip("\u0301")


@pytest.mark.parametrize(
    ("text", "body", "signature"),
    [
        (
            "Bonjour Nadia, deux tasses manquaient.\n— Léa, service client",
            "deux tasses manquaient.",
            "— Léa, service client",
        ),
        ("Hi Omar, your 7.40 train was cancelled. Sam, support", "your 7.40 train was cancelled.", "Sam, support"),
        ("@omar sorry about the queue. ^SK", "sorry about the queue.", "^SK"),
        (
            "Dear Mrs Holloway,\nyou are right.\nKind regards,\nIvy Ashdown",
            "you are right.",
            "Kind regards,\nIvy Ashdown",
        ),
        ("Bonjour, c'est réparé.\n\nLéa\nService client", "c'est réparé.", "Léa\nService client"),
        ("Sorry, we lost it. -Tom", "Sorry, we lost it.", "-Tom"),
        ("Hello there! The lift works again. /Anna", "The lift works again.", "/Anna"),
        ("We lost it and will write tomorrow.", "We lost it and will write tomorrow.", ""),
        ("Le trajet Paris - Lyon est remboursé demain.", "Le trajet Paris - Lyon est remboursé demain.", ""),
        ("Good evening Mr O'Neil: it is fixed. ^JB 1/2", "it is fixed.", "^JB"),
        ("", "", ""),
    ],
)
def test_greeting_body_and_signature(text, body, signature):
    wording = Wording(text)
    assert wording.shown(wording.body.start, wording.body.end).strip() == body
    assert wording.shown_signature == signature


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "It left at 7.40. It arrived at 9 a.m. today. Sorry!",
            ["It left at 7.40.", "It arrived at 9 a.m. today.", "Sorry!"],
        ),
        ("M. Durand vous appelle. Merci ?\nOui, demain.", ["M. Durand vous appelle.", "Merci ?", "Oui, demain."]),
        ("Voir https://a.example/x.y. C'est fini.", ["Voir https://a.example/x.y.", "C'est fini."]),
        ("Madame, vous avez raison.", ["vous avez raison."]),
        ("Hello we are sorry about it all. Yes.", ["we are sorry about it all.", "Yes."]),
        ("Bonjour Madame Dupont. Le lit est réparé.", ["Le lit est réparé."]),
        ("...", ["..."]),
    ],
)
def test_sentences(text, sentences):
    wording = Wording(text)
    assert [wording.shown(span.start, span.end) for span in wording.sentences] == sentences
