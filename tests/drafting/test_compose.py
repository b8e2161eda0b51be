"""Drafts from the playbook alone: three hundred varied mentions in each language, and nothing invented in any."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.desk import drafts
from bot.desk.people import person
from bot.desk.playbooks import plain_words
from bot.desk.playbooks.phrases import stands_in
from bot.drafting import compose, facts
from bot.voice import checks
from tests.conftest import TUESDAY

NETWORKS = ["x", "mastodon", "bluesky", "facebook", "instagram", "google", "reviews", "shop", "phone", "telegram"]
NAMES = [
    "Nadia Orsel",
    "Émile",
    "JEAN-PIERRE VALLON",
    "Mme Ferrand",
    "nadia",
    "N.",
    "J. Doe",
    "🌸 Flo",
    "x_not_a_bot_x",
    "",
    "Anne-Sophie",
    "Le Mée",
    "THE Teapot",
    "O",
    "Björk",
    "Zoë",
    "McAllister",
    "un client",
    "JP",
]
SAID = {
    "en": (
        ["Hello,", "@brindelune", "Seriously?", "", "So,", "PLEASE help:"],
        [
            "my table",
            "my cups",
            "the parcel",
            "my six bowls",
            "a lamp",
            "my order",
            "the teapot",
            "my armchair",
            "it",
            "a gift",
            "the thing",
            "two mugs",
            "my dinner service",
            "the bookcase",
        ],
        [
            "never arrived",
            "arrived broken",
            "was due on Tuesday",
            "has not been delivered",
            "is chipped",
            "came scratched",
            "was supposed to arrive last Friday",
            "reached me in pieces",
            "still no sign of it",
            "is late",
            "is fine but your newsletter never stops",
            "and nobody answers the phone",
            "was rude",
        ],
        [
            "",
            "for three weeks",
            "after 12 days",
            "I ordered two months ago",
            "been waiting a week",
            "by Monday",
            "since May",
            "and I am away for ten days",
            "£64 gone",
            "on Monday and on Friday",
            "in 5 days and counting",
        ],
    ),
    "fr": (
        ["Bonjour,", "@brindelune", "Sérieusement ?", "", "Alors", "AU SECOURS :"],
        [
            "ma table",
            "mes tasses",
            "le colis",
            "mes six bols",
            "une lampe",
            "ma commande",
            "la théière",
            "mon fauteuil",
            "ça",
            "un cadeau",
            "le truc",
            "mes assiettes",
            "ma bibliothèque",
            "mon tabouret",
        ],
        [
            "toujours rien reçu",
            "est arrivé cassé",
            "devait arriver mardi",
            "n'a pas été livré",
            "est ébréchée",
            "rayures partout",
            "livraison prévue vendredi dernier",
            "en mille morceaux",
            "en retard",
            "vos newsletters sans fin",
            "personne ne répond au téléphone",
            "on m'a raccroché au nez",
            "fendu",
        ],
        [
            "",
            "depuis trois semaines",
            "12 jours que j'attends",
            "commandé il y a deux mois",
            "ça fait une semaine",
            "pour lundi",
            "depuis mai",
            "je pars dans dix jours",
            "64 € envolés",
            "lundi puis vendredi",
            "sous 5 jours et toujours rien",
        ],
    ),
}


def mentions(language: str, count: int) -> list[dict[str, Any]]:
    chance = random.Random(f"drafts {language}")
    return [
        {
            "text": " ".join(chance.choice(part) for part in SAID[language]),
            "title": chance.choice(["", "Déçue", "Hmm"]),
            "language": language,
            "network": chance.choice(NETWORKS),
            "name": chance.choice(NAMES),
            "seed": str(number),
        }
        for number in range(count)
    ]


def composed(book, mention, now=TUESDAY):
    playbook = book.choose(f"{mention['title']} {mention['text']}", mention["language"]).playbook
    return playbook, compose.compose(book, playbook, mention, now)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_three_hundred_drafts(book, language):
    longest = max(book.desk.people, key=lambda who: len(book.desk.people[who].sign))
    for mention in mentions(language, 300):
        playbook, draft = composed(book, mention)
        assert "{" not in draft.body
        assert "}" not in draft.body
        assert bool(draft.missing) == ("[[" in draft.body)
        assert draft.language == language
        assert not re.search(r"  | ,| \.", draft.body), draft.body
        reply = drafts.signed(book, draft.body, person(book, longest), language)
        problems = {found.check for found in checks.blocking(reply, mention["network"], book.desk.voice.limits)}
        # A blank's name may be longer than what a person will put in its place.
        assert problems - ({"blank", "R14"} if draft.missing else set()) == set(), (mention, reply)
        assert_nothing_invented(book.facts_of(playbook), mention, draft)
        assert_promised(draft)


# What stands before a day that is no length of time: "which day would suit you?"
NO_LENGTH = "which|what|a|certain|their|your|quel|un|une|ce|sa|votre"


def assert_nothing_invented(lexicon, mention, draft):
    """Every thing, day and length of time in the draft is in the mention, in the customer's own words."""
    said = plain_words(f"{mention['title']} {mention['text']}")
    body = re.sub(r"\[\[.*?\]\]", "", draft.body.split("\n", 1)[1]).replace(draft.commitments[0]["said"], "")
    lowered = f" {' '.join(body.lower().split())} "
    for fact in lexicon.values():
        for name, words in fact.names(mention["language"]):
            if re.search(rf"\b{re.escape(name.lower())}\b", lowered):
                assert any(stands_in(word, said) for word in words), (mention, draft.body)
    for day in facts.DAYS[mention["language"]]:
        if f" {day} " in plain_words(body):
            assert f" {day} " in said, (mention, draft.body)
    units = "days?|weeks?|months?" if mention["language"] == "en" else "jours?|semaines?|mois"
    for number, unit in re.findall(rf" (?!(?:{NO_LENGTH}) )([\w-]+) ({units})\b", lowered):
        count = facts.NUMBERS[mention["language"]].get(plain_words(number).strip()) or int(number)
        written = [word for word, value in facts.NUMBERS[mention["language"]].items() if value == count] + [str(count)]
        assert any(f" {word} {unit} " in said for word in written), (mention, draft.body)


def assert_promised(draft):
    (promise,) = draft.commitments
    assert promise["said"] in draft.body
    by, until = datetime.fromisoformat(promise["by"]), datetime.fromisoformat(promise["until"])
    assert TUESDAY < until <= by
    assert by.minute in (0, 30)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_not_said_in_public_says_neither_here_nor_direct_message(book, language):
    for mention in mentions(language, 60):
        draft = composed(book, {**mention, "network": "shop"})[1]
        assert not re.search(r" (?:here|ici)[ ,.]", draft.used["act"])
        assert not re.search(r"direct message|message privé", draft.body)


def test_the_wording_varies_with_the_seed_and_never_without(book):
    mention = mentions("fr", 1)[0] | {"text": "mes tasses, toujours rien reçu", "network": "facebook"}
    bodies = {composed(book, {**mention, "seed": str(seed)})[1].body for seed in range(40)}
    assert len(bodies) > 10
    assert composed(book, mention)[1] == composed(book, mention)[1]


def test_another_language_is_left_to_a_person(book):
    mention = mentions("en", 1)[0] | {"language": "de", "text": "Meine Tassen sind kaputt"}
    draft = composed(book, mention)[1]
    assert draft.missing == ["the whole reply, in the customer's language (de)"]
    assert checks.blocking(draft.body, "facebook", {})[0].check == "blank"
    assert draft.commitments == []


def test_a_language_nobody_knows_is_written_in_the_desks(book):
    mention = mentions("en", 1)[0] | {"language": "unknown", "text": "???"}
    assert composed(book, mention)[1].language == book.desk.channels.language


@pytest.mark.parametrize("hour", range(24))
def test_a_promise_is_made_for_opening_hours_only(book, hour):
    now = TUESDAY.replace(hour=0) + timedelta(days=3, hours=hour)  # through a Friday
    playbook, draft = composed(book, mentions("en", 1)[0] | {"text": "my cups never arrived"}, now)
    by = datetime.fromisoformat(draft.commitments[0]["by"])
    calendar = book.desk.calendar(playbook.commitment.calendar)
    assert calendar.between(now, by) >= calendar.seconds(playbook.commitment.within)
    assert calendar.between(by - timedelta(minutes=31), by) > 0


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Nadia Orsel", "Hi Nadia,"),
        ("NADIA ORSEL", "Hi Nadia,"),
        ("JEAN-PIERRE", "Hi Jean-Pierre,"),
        ("Émile Z", "Hi Émile,"),
        ("ÉLODIE", "Hi Élodie,"),
        ("Anne-Sophie", "Hi Anne-Sophie,"),
        ("McAllister", "Hi McAllister,"),
        ("Zoë", "Hi Zoë,"),
        ("  Nadia  ", "Hi Nadia,"),
        ("Jo", "Hi Jo,"),
        ("nadia", "Hello,"),
        ("nadia.o", "Hello,"),
        ("@nadia", "Hello,"),
        ("nadia_o", "Hello,"),
        ("Nadia92", "Hello,"),
        ("Mme Ferrand", "Hello,"),
        ("Mr Smith", "Hello,"),
        ("Dr. No", "Hello,"),
        ("Miss Marple", "Hello,"),
        ("M. Dupont", "Hello,"),
        ("Madame Vernay", "Hello,"),
        ("N", "Hello,"),
        ("N. O.", "Hello,"),
        ("JP", "Hello,"),
        ("🌸 Flo", "Hello,"),
        ("Flo🌸", "Hello,"),
        ("*Free* <gifts>", "Hello,"),
        ("The Teapot Club", "Hello,"),
        ("A Google user", "Hello,"),
        ("Un utilisateur Google", "Hello,"),
        ("Anonyme", "Hello,"),
        ("", "Hello,"),
        ("   ", "Hello,"),
        ("Équipe Achats", "Hello,"),
        ("Client déçu", "Hello,"),
        ("Abcdefghijklmnopqrstuvwxyz", "Hello,"),
        ("\u202eNadia", "Hello,"),
        ("<!channel>", "Hello,"),
    ],
)
def test_greetings(name, english):
    assert compose.greeting(name, "en") == english
    french = "Bonjour," if english == "Hello," else english.replace("Hi", "Bonjour")
    assert compose.greeting(name, "fr") == french
