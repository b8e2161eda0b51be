"""Which language is it? Unknown is an answer."""

from __future__ import annotations

import pytest

from bot.triage import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bonjour, j'attends mes tasses depuis trois semaines, toujours rien reçu.", "fr"),
        ("J’ai commandé une table et elle n’est pas arrivée", "fr"),
        ("TOUJOURS RIEN REÇU ET PERSONNE NE RÉPOND", "fr"),
        ("My mugs arrived broken and nobody has answered me", "en"),
        ("Still waiting for my parcel", "en"),
        ("@brindelune https://x.example/le/la/les where is my order, please", "en"),
        ("Meine Tassen sind kaputt angekommen und niemand antwortet mir seit Wochen", "de"),
        ("Llevo tres semanas esperando mis tazas y nadie me contesta", "es"),
    ],
)
def test_detected(text, code):
    assert language.detect(text) == code


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "😞😞", "ok", "12 34 56", "@brindelune", "https://a.example/b", "\x00"]
)
def test_too_little_to_say(text):
    assert language.detect(text) == language.UNKNOWN


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-FR", "fr"),
        ("fr_CA", "fr"),
        (" en ", "en"),
        ("eng", "en"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("de", "de"),
        (None, "unknown"),
        ("", "unknown"),
        ("und", "unknown"),
        ("un", "unknown"),
        ("french", "unknown"),
        ("f1", "unknown"),
        ("é", "unknown"),
    ],
)
def test_a_tools_code(code, known):
    assert language.normalised(code) == known


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text", ["a" * 20_000, "le the " * 3000, "\n" * 20_000, "𝔞𝔟𝔠 " * 4000, "\u202e" * 5000 + "le la"]
)
def test_nothing_breaks_it(text):
    assert language.detect(text)
