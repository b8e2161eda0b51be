"""Days, lengths of time and times of the day, in the customer's own words; nothing that is still to come or stale."""

from __future__ import annotations

from datetime import date

import pytest

from bot.drafting import days, facts, lengths
from bot.triage.words import plain_words

TODAY = date(2026, 11, 24)  # a Tuesday
DAYS = [
    ("en", "I queued for an hour on Saturday", "on Saturday"),
    ("en", "Yesterday your shop was closed", "yesterday"),
    ("en", "On 12 November you closed early", "on 12 November"),
    ("en", "on November 12th, in the shop", "on November 12"),
    ("en", "the train of Saturday 14 November was cancelled", "on Saturday 14 November"),
    ("en", "Sat in your waiting room on the 3rd, two hours", "on the 3rd"),
    ("en", "on 24 Dec 2025 in Leeds", "on 24 December 2025"),
    ("en", "on the 3rd floor", None),
    ("en", "by the 3rd, in the shop", None),
    ("en", "I ordered on 12 November", None),
    ("en", "Nothing since Tuesday", None),
    ("en", "on Monday and again on Friday", None),
    ("en", "on 31 November", None),
    ("en", "on 12 December", None),
    ("en", "next Monday", None),
    ("en", "my flight on the 30th, delayed", None),
    ("fr", "samedi, en caisse", "samedi"),
    ("fr", "Le 12 novembre, deux heures d'attente", "le 12 novembre"),
    ("fr", "mardi 10 novembre, j'ai attendu", "mardi 10 novembre"),
    ("fr", "Le 1er novembre, porte close", "le 1er novembre"),
    ("fr", "Passé le 3, porte close", "le 3"),
    ("fr", "Le 12/11 en magasin", "le 12 novembre"),
    ("fr", "Ma note : 8/10", None),
    ("fr", "24/7", None),
    ("fr", "au 3 rue des Lilas", None),
    ("fr", "commandé le 12 novembre", None),
    ("fr", "rien depuis mardi", None),
    ("fr", "lundi prochain", None),
    ("fr", "le 31 décembre", None),
    ("fr", "le 30 février", None),
]
DUE = [
    ("en", "It was due on 12 November", "on 12 November"),
    ("en", "delivery promised for the 3rd, nothing came", "on the 3rd"),
    ("en", "it should have been here by the 3rd", "on the 3rd"),
    ("en", "it is due on 12 December", None),
    ("fr", "livraison prévue le 12/11", "le 12 novembre"),
    ("fr", "prévue pour le 3, toujours rien", "le 3"),
    ("fr", "promise pour le 24/12/2025", "le 24 décembre 2025"),
    ("fr", "prévue le 31 décembre", None),
]
LASTED = [
    ("en", "Forty minutes in the queue", "forty minutes"),
    ("en", "I waited two hours for a taxi", "two hours"),
    ("en", "on hold for over 45 mins", "45 minutes"),
    ("en", "delayed an hour and a half", "an hour and a half"),
    ("en", "stood 2 hours and a half", "two and a half hours"),
    ("en", "wait a minute", None),
    ("en", "within 24 hours", None),
    ("en", "open 24 hours", None),
    ("fr", "Deux heures d'attente en caisse", "deux heures"),
    ("fr", "j'ai attendu 45 minutes", "45 minutes"),
    ("fr", "1h30 de retard", "1 h 30"),
    ("fr", "une demi-heure d'attente", "une demi-heure"),
    ("fr", "réponse sous 48 h", None),
    ("de", "zwei Stunden", None),
]
TIMES = [
    ("en", "The bus at 7:40 never came", "at 7:40"),
    ("en", "at 8 pm, closed", "at 8 pm"),
    ("en", "at 7.40 each", None),
    ("en", "at 8 pm and at 9 pm", None),
    ("fr", "fermé à 19h30", "à 19 h 30"),
    ("fr", "à midi", "à midi"),
    ("fr", "de 8h à 12h", "à 12 h"),
]


@pytest.mark.parametrize(("language", "text", "expected"), DAYS)
def test_the_day_it_happened(language, text, expected):
    assert days.found(text, language, TODAY, TODAY).get("day") == expected


@pytest.mark.parametrize(("language", "text", "expected"), DUE)
def test_the_day_it_was_promised_for(language, text, expected):
    assert days.found(text, language, TODAY, TODAY).get("due_day") == expected


@pytest.mark.parametrize(
    ("said", "written", "expected"),
    [
        ("yesterday", date(2026, 11, 24), "yesterday"),
        ("yesterday", date(2026, 11, 23), None),
        ("on Tuesday", date(2026, 11, 20), "on Tuesday"),
        ("on Tuesday", date(2026, 11, 15), None),
        ("in the shop on the 3rd.", date(2026, 11, 23), "on the 3rd"),
        ("in the shop on the 3rd.", date(2026, 11, 3), None),
        ("on 3 November", date(2026, 11, 3), "on 3 November"),
    ],
)
def test_a_day_that_a_reader_would_take_for_another_is_not_named(said, written, expected):
    assert days.found(said, "en", TODAY, written).get("day") == expected


def test_this_morning_is_not_said_the_next_day(book):
    lexicon = {"moment": book.lexicon["moment"]}
    seen = [facts.found("ce matin", "fr", lexicon, today=TODAY, said_on=on) for on in (TODAY, date(2026, 11, 23), None)]
    assert [known.get("moment") for known in seen] == ["ce matin", None, "ce matin"]


@pytest.mark.parametrize(("language", "text", "expected"), LASTED)
def test_how_long_it_lasted(language, text, expected):
    assert lengths.lasted(plain_words(text), language) == expected


@pytest.mark.parametrize(("language", "text", "expected"), TIMES)
def test_the_time_of_the_day(language, text, expected):
    assert facts.found(text, language, {}).get("time") == expected
