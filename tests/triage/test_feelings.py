"""Arousal, reproach and how a customer speaks to us: documented rules, each with what it must and must not find."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage import arousal, insults, register, reproach
from bot.triage.kinds import SEVERITIES
from bot.triage.wordlist import WordList
from bot.triage.words import plain_words, without_accents

AROUSAL = [
    ("en", "This is the third time, I am FURIOUS and nobody CARES", "high"),
    ("en", "Still nothing!!! Unbelievable", "high"),
    ("en", "WHERE IS MY PARCEL", "high"),
    ("en", "the bloody lamp stopped working", "high"),
    ("en", "There was a hair in my soup, disgusting", "high"),
    ("en", "I was terrified when the door fell off", "high"),
    ("en", "I'm fed up with this", "high"),
    ("en", "I'm so disappointed, it was a gift for my mother", "low"),
    ("en", "Sad to see how far this shop has come down 😢", "low"),
    ("en", "So disappointed I could scream!!!", "high"),
    ("en", "My order was due on Tuesday.", None),
    ("en", "The TV and the USB port of my PC", None),
    ("en", "Great lamp! Thanks!", None),
    ("fr", "Toujours rien ! ! ! Inadmissible", "high"),
    ("fr", "J'EN AI ASSEZ DE VOS RETARDS", "high"),
    ("fr", "Je suis en colère", "high"),
    ("fr", "putain, encore en panne", "high"),
    ("fr", "C'est dégoûtant, un cheveu dans la soupe", "high"),
    ("fr", "J'ai eu très peur quand la porte est tombée", "high"),
    ("fr", "Tellement déçue, c'était un cadeau", "low"),
    ("fr", "Dommage, j'aimais bien cette enseigne", "low"),
    ("fr", "Deçu par la qualité", "low"),
    ("fr", "Je suis assez satisfaite du canapé", None),
    ("fr", "Où est ma commande ?", None),
    ("de", "Ich bin enttäuscht", None),
    ("unknown", "quelle honte", "high"),
]
REPROACH = [
    ("en", "Where is my order?", "none"),
    ("en", "Can I bring back an opened lamp?", "none"),
    ("en", "My dinner service was due on Tuesday.", "none"),
    ("en", "Forty minutes in the queue, terrible", "disapproval"),
    ("en", "Still waiting for my refund", "disapproval"),
    ("en", "I'm so disappointed", "disapproval"),
    ("en", "WHERE IS IT, WHERE", "disapproval"),
    ("en", "the bloody lamp stopped working", "disapproval"),
    ("en", "You never answered my e-mail", "accusation"),
    ("en", "You charged me twice", "accusation"),
    ("en", "Your driver was rude to my mother", "accusation"),
    ("en", "you promised it for Monday", "accusation"),
    ("en", "You lied to me", "blame"),
    ("en", "Thieves. Avoid at all costs.", "blame"),
    ("en", "you idiots broke it", "blame"),
    ("en", "Shame on you", "blame"),
    ("fr", "Où est ma commande ?", "none"),
    ("fr", "Ma table devait arriver mardi.", "none"),
    ("fr", "Deux heures au téléphone, c'est inadmissible", "disapproval"),
    ("fr", "toujours rien reçu", "disapproval"),
    ("fr", "Je suis déçue", "disapproval"),
    ("fr", "Vous m'avez facturé deux fois", "accusation"),
    ("fr", "La vendeuse m'a mal répondu", "accusation"),
    ("fr", "vous ne répondez jamais", "accusation"),
    ("fr", "bande d'incapables", "blame"),
    ("fr", "Voleurs !", "blame"),
    ("fr", "vous devriez avoir honte", "blame"),
    ("fr", "Vous vous moquez du monde", "blame"),
]
SPOKEN = [
    ("Tu peux me dire où est mon colis ?", "tu"),
    ("t'as pas répondu", "tu"),
    ("où est ton service client", "tu"),
    ("Vous m'avez oubliée", "vous"),
    ("pouvez-vous répondre", "vous"),
    ("votre livreur tu parles", "vous"),
    ("il est resté assez longtemps chez moi", None),
    ("Toujours rien reçu.", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), AROUSAL)
def test_arousal(language, text, expected):
    assert arousal.arousal(text, language) == expected
    assert arousal.arousal(text.replace("'", "’"), language) == expected


@pytest.mark.parametrize(("language", "text", "expected"), REPROACH)
def test_reproach(language, text, expected):
    assert reproach.severity(text, language) == expected


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_how_we_are_spoken_to(text, expected):
    assert register.address(text) == expected
    assert register.address(text.upper()) == expected


@given(st.text(max_size=300), st.sampled_from(["en", "fr", "unknown", "de"]))
def test_any_text_has_a_level_and_a_harder_word_never_softens_it(text, language):
    level = reproach.severity(text, language)
    assert level in SEVERITIES
    assert arousal.arousal(text, language) in ("high", "low", None)
    if language in ("en", "unknown"):
        assert reproach.severity(f"{text} . you are thieves", language) == "blame"
        assert arousal.arousal(f"{text} . furious", language) == "high"


def test_a_word_list_finds_whole_words_beginnings_and_phrases():
    words = WordList(en="crook, disgust*, had enough, sick of th*", fr="marre")
    plain = plain_words("Disgusting! We've had enough, sick of these crooks. Had we enough?")
    assert words.found(plain, "en") == ["disgust*", "had enough", "sick of th*"]
    assert not words.stands_in(plain, "fr")
    assert not words.stands_in(plain, "de")
    assert words.found(plain_words("marre, crook"), "unknown") == ["marre", "crook"]


@pytest.mark.parametrize("word", ["skunk", "Dickens", "consommateur", "assiette", "class", "scunthorpe", "doorknob"])
def test_no_insult_is_seen_inside_an_innocent_word(word):
    assert not insults.SWEARING.stands_in(plain_words(word), "unknown")


def test_no_combining_sign_is_left_whatever_the_script():
    for begin in range(0, sys.maxunicode + 1, 4096):
        text = "".join(map(chr, range(begin, begin + 4096)))
        left = unicodedata.normalize("NFKD", text)
        assert without_accents(text) == "".join(sign for sign in left if not unicodedata.combining(sign))
