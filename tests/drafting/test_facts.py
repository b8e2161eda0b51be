"""Facts: only what the customer's own words carry. A missing fact is better than a wrong one."""

from __future__ import annotations

import pytest

from bot.drafting import facts

DUE = [
    ("en", "It was supposed to arrive on Monday", "on Monday"),
    ("en", "My order should have been here on Friday!", "on Friday"),
    ("en", "Delivery was due Tuesday.", "on Tuesday"),
    ("en", "It was promised for last Thursday", "last Thursday"),
    ("en", "Was expected yesterday", "yesterday"),
    ("en", "meant to be delivered Wednesday", "on Wednesday"),
    ("en", "it was meant to be delivered Wednesday", "on Wednesday"),
    ("en", "The first parcel arrived on Monday", None),
    ("en", "delivered Saturday, all broken", None),
    ("en", "scheduled for next Monday", None),
    ("en", "I was supposed to host dinner on Friday", None),
    ("en", "I should be at work on Monday", None),
    ("en", "due on Monday, then on Thursday", None),
    ("en", "It was due, I called you on Monday", None),
    ("en", "Monday", None),
    ("fr", "ma table devait arriver mardi", "mardi"),
    ("fr", "devait être livrée mardi dernier", "mardi dernier"),
    ("fr", "Livraison prévue jeudi", "jeudi"),
    ("fr", "promise pour hier", "hier"),
    ("fr", "annoncée pour samedi", "samedi"),
    ("fr", "livré lundi, tout cassé", None),
    ("fr", "arrivé vendredi en morceaux", None),
    ("fr", "prévue lundi prochain", None),
    ("fr", "je devais partir lundi", None),
    ("fr", "prévue lundi puis mercredi", None),
    ("fr", "La livraison était prévue, j'ai appelé lundi", None),
    ("de", "sollte Montag kommen", None),
]
WAITED = [
    ("en", "I've been waiting for my parcel for three weeks", "three weeks"),
    ("en", "It's been 10 days", "ten days"),
    ("en", "It has been over a month.", "one month"),
    ("en", "No news for 25 days", "25 days"),
    ("en", "I ordered a lamp two weeks ago", "two weeks"),
    ("en", "three weeks and still nothing", "three weeks"),
    ("en", "eleven days later, nothing", "eleven days"),
    ("en", "I called two days ago", None),
    ("en", "three weeks late", None),
    ("en", "I'm away for two weeks", None),
    ("en", "guaranteed for two months", None),
    ("en", "my wedding is in ten days and still nothing", None),
    ("en", "promised within 5 days and still nothing", None),
    ("en", "been two or three weeks", None),
    ("en", "took a day off, been a day wasted", None),
    ("en", "twenty-two days later", None),
    ("en", "customer for nine years", None),
    ("fr", "J'attends depuis trois semaines", "trois semaines"),
    ("fr", "Ça fait déjà dix-huit jours", "dix-huit jours"),
    ("fr", "deux semaines que j'attends", "deux semaines"),
    ("fr", "commandé il y a 15 jours", "quinze jours"),
    ("fr", "depuis une semaine", "une semaine"),
    ("fr", "un mois sans nouvelles", "un mois"),
    ("fr", "10 jours et toujours rien", "dix jours"),
    ("fr", "j'ai appelé il y a deux jours", None),
    ("fr", "trois jours de retard", None),
    ("fr", "livraison sous 5 jours et toujours rien", None),
    ("fr", "dans trois jours c'est Noël", None),
    ("fr", "cliente depuis trois mois", None),
    ("fr", "quatre-vingt-dix jours que j'attends", None),
    ("fr", "vingt-deux jours que j'attends", None),
    ("fr", "2,5 semaines que j'attends", None),
    ("fr", "depuis 2 ou 3 semaines", None),
    ("fr", "quatre fois que je me désinscris", None),
    ("es", "tres semanas", None),
]


@pytest.mark.parametrize(("language", "text", "day"), DUE)
def test_the_promised_day(language, text, day):
    for frame in ("{}", "Hello. {}!", "@brindelune {} ..."):
        assert facts.found(frame.format(text), language, {}).get("due_day") == day


@pytest.mark.parametrize(("language", "text", "duration"), WAITED)
def test_how_long_it_has_been(language, text, duration):
    assert facts.found(text, language, {}).get("duration") == duration


def test_a_thing_is_named_by_the_most_specific_word_first(book):
    lexicon = book.facts_of(book.playbooks["late-delivery"])
    assert facts.found("where are my cups, the parcel is lost", "en", lexicon)["object"] == "your cups"
    assert facts.found("le colis de tasses", "fr", lexicon)["object"] == "vos tasses"
    assert "object" not in facts.found("un stablemate, des tassements", "fr", lexicon)
    assert "object" not in facts.found("your tablespoons are unstable", "en", lexicon), "whole words only"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "nasty",
    [
        " for" * 5000,
        "due " * 5000,
        "waiting " * 2500 + "for",
        "a " * 10_000,
        "1 " * 10_000,
        "ordered " + "x " * 9000 + "ago",
        "depuis deux " * 2000,
    ],
)
def test_no_text_keeps_the_reader_busy(nasty):
    assert "due_day" not in facts.found(nasty, "en", {})
    assert "due_day" not in facts.found(nasty, "fr", {})
