"""Drafts from the playbook alone: three hundred varied mentions in each language, and nothing invented in any."""

from __future__ import annotations

import dataclasses
import itertools
import random
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import drafts, playbooks
from bot.desk.people import person
from bot.desk.playbooks import plain_words
from bot.desk.playbooks.phrases import stands_in
from bot.drafting import compose, days, judged, numbers
from bot.drafting.greeting import greeting
from bot.triage.insults import SWEARING
from bot.voice import checks, form, personal
from tests.conftest import ROOT, TUESDAY

BOOK = playbooks.load(ROOT / "playbooks")
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
NO_LENGTH = "which|what|a|no|every|certain|their|your|that|this|quel|un|une|ce|sa|votre|chaque|aucun|le"


def assert_nothing_invented(lexicon, mention, draft):
    """Every thing, day and length of time in the draft is in the mention, in the customer's own words."""
    said = plain_words(f"{mention['title']} {mention['text']}")
    body = re.sub(r"\[\[.*?\]\]", "", draft.body.split("\n", 1)[1]).replace(draft.commitments[0]["said"], "")
    lowered = f" {' '.join(body.lower().split())} "
    for slot in draft.facts.keys() & lexicon.keys():
        words = draft.facts[slot]
        named = [
            name for name, known in lexicon[slot].names(mention["language"]) if any(stands_in(w, said) for w in known)
        ]
        counted = any(name.rpartition(" ")[2] in words for name in named)  # "your six bowls" of "your bowls"
        assert words in named or counted or plain_words(words.partition(" ")[2]) in said, (mention, draft)
    for day in plain_words(" ".join(days.WEEKDAYS[mention["language"]])).split():
        if f" {day} " in plain_words(body):
            assert f" {day} " in said, (mention, draft.body)
    units = "days?|weeks?|months?" if mention["language"] == "en" else "jours?|semaines?|mois"
    for number, unit in re.findall(rf" (?!(?:{NO_LENGTH}) )([\w-]+) ({units})\b", lowered):
        count = numbers.NUMBERS[mention["language"]].get(plain_words(number).strip()) or int(number)
        written = [word for word, value in numbers.NUMBERS[mention["language"]].items() if value == count] + [
            str(count)
        ]
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


@pytest.mark.parametrize(
    ("language", "text", "asks"),
    [
        ("en", "My six cups never arrived. The wedding is on Saturday.", r"\b(?:which|certain|a) day\b|at the latest"),
        (
            "fr",
            "Toujours pas reçu mes tasses. C'est pour l'anniversaire de ma mère.",
            r"jour précis|quel jour|au plus tard",
        ),
        ("en", "My bowls arrived cracked, and they were for the housewarming on Friday.", r"certain day"),
    ],
)
def test_who_said_what_they_need_it_for_is_not_asked_by_when(book, language, text, asks):
    mention = mentions(language, 1)[0] | {"text": text, "network": "facebook"}
    bodies = {composed(book, {**mention, "seed": str(seed)})[1].body for seed in range(40)}
    assert [body for body in bodies if re.search(asks, body, re.IGNORECASE)] == []
    assert [body for body in bodies if re.search("wedding|anniversaire|housewarming", body)]


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
    assert greeting(name, "en") == english
    french = "Bonjour," if english == "Hello," else english.replace("Hi", "Bonjour")
    assert greeting(name, "fr") == french


PROFANE = ["fuck", "bastards", "connards", "putain", "enfoirés"]
PRIVATE = [
    "nadia.orsel@mail.example",
    "06 12 34 56 78",
    "+44 7700 900123",
    "FR76 3000 6000 0112 3456 7890 189",
    "CMD-48213",
]
SAID_BY_ANYBODY = st.fixed_dictionaries({
    "text": st.one_of(
        st.text(max_size=400),
        st.lists(
            st.sampled_from([*itertools.chain(*SAID["en"][1:], *SAID["fr"][1:]), *PROFANE, *PRIVATE, "my", "ma"]),
            max_size=12,
        ).map(" ".join),
    ),
    "title": st.text(max_size=40),
    "language": st.sampled_from(["en", "fr", "unknown", "de"]),
    "network": st.sampled_from([*NETWORKS, "a new one"]),
    "name": st.one_of(st.text(max_size=30), st.sampled_from(NAMES)),
    "seed": st.text(max_size=10),
})  # fmt: skip


@given(SAID_BY_ANYBODY)
@settings(deadline=None)
def test_any_mention_is_drafted_or_left_with_a_reason(said):
    said = said | {"cleared": True}  # where a manager decides first, one has
    draft = composed(BOOK, said)[1]
    if isinstance(draft, compose.Withheld):
        assert not f"{said['title']}{said['text']}".strip()
        assert draft.why
        return
    spoken = plain_words(draft.body.replace(draft.commitments[0]["said"], "") if draft.commitments else draft.body)
    assert not SWEARING.stands_in(spoken, draft.language), draft.body
    assert not any(private in draft.body for private in PRIVATE)
    assert personal.found_in(draft.body) == []
    if not draft.missing:
        signed = drafts.signed_by_longest_name(BOOK, draft.body, draft.language)
        assert form.too_long(signed, said["network"], BOOK.desk.voice.limits) is None
    assert draft == composed(BOOK, said)[1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"text": "  ", "title": ""}, "nothing_said"),
        ({"text": "", "title": "Late"}, None),
        ({"strategy": "do_not_engage", "moves": {}}, "do_not_engage"),
        ({"approval": {"manager_first": True}}, "manager_first"),
        ({"approval": {"manager_first": True}, "cleared": True}, None),
    ],
)
def test_no_draft_where_none_is_to_be_written(book, change, reason):
    said = mentions("en", 1)[0] | {key: value for key, value in change.items() if key in ("text", "title", "cleared")}
    fields = {key: value for key, value in change.items() if key in ("strategy", "moves", "approval")}
    playbook = playbooks.Playbook.model_validate(book.playbooks["late-delivery"].model_dump() | fields)
    draft = compose.compose(book, playbook, said, TUESDAY)
    assert (draft.reason if isinstance(draft, compose.Withheld) else None) == reason


def test_who_says_tu_is_answered_so_where_brand_and_playbook_want_it(book):
    late = book.playbooks["late-delivery"].model_dump(mode="json")
    moves = {"acknowledge": ["{object}, tu l'attends toujours."], "own": ["Pardon."],
             "unknown": ["Je ne sais pas encore."], "act": ["Je t'écris {by}."]}  # fmt: skip
    playbook = playbooks.Playbook.model_validate(late | {"moves": late["moves"] | {"fr-tu": moves}})
    voice = book.desk.voice.model_copy(update={"address": "mirror"})
    mirror = dataclasses.replace(book, desk=book.desk.model_copy(update={"voice": voice}))
    said = mentions("fr", 1)[0] | {"text": "Tu m'as oubliée, mes tasses ne sont pas arrivées", "network": "facebook"}
    assert "Tes tasses, tu l'attends" in compose.compose(mirror, playbook, said, TUESDAY).body
    assert "tu l'attends" not in compose.compose(book, playbook, said, TUESDAY).body
    formal = playbook.model_copy(update={"address": "vous"})
    assert "tu l'attends" not in compose.compose(mirror, formal, said, TUESDAY).body
    polite = said | {"text": "Vous m'avez oubliée, mes tasses ne sont pas arrivées"}
    assert "tu l'attends" not in compose.compose(mirror, playbook, polite, TUESDAY).body


@pytest.mark.parametrize(
    ("brand", "playbook", "text", "fits"),
    [
        ("mirror", None, "Tu m'as oubliée, mes tasses ne sont pas arrivées", True),
        ("mirror", None, "Vous m'avez oubliée, mes tasses ne sont pas arrivées", False),
        ("mirror", "vous", "Tu m'as oubliée, mes tasses ne sont pas arrivées", False),
        ("vous", None, "Tu m'as oubliée, mes tasses ne sont pas arrivées", False),
    ],
)
def test_a_reply_that_says_tu_is_judged_by_the_same_rule_as_it_is_composed(book, brand, playbook, text, fits):
    voice = book.desk.voice.model_copy(update={"address": brand})
    desk = dataclasses.replace(book, desk=book.desk.model_copy(update={"voice": voice}))
    late = book.playbooks["late-delivery"].model_copy(update={"address": playbook})
    situation = judged.situation(
        desk, late, text=text, title="", language="fr", network="facebook", sources=(), promises=(), private=False
    )  # fmt: skip
    reply = (
        "Bonjour Nadia,\nTes tasses ne sont pas arrivées, et je te dois une réponse. Je te l'écris demain avant midi."
    )
    said = [check for check in judged.of_draft(reply, situation, desk, "fr").failing() if check.id == "R8"]
    assert (said == []) == fits


def test_what_people_filled_in_is_said(book):
    late = book.playbooks["late-delivery"].model_dump(mode="json")
    late["moves"]["en"]["explain"] = ["The reason: {cause}."]
    late["slots"]["cause"] = {"filled_by": "agent", "label": {"en": "why", "fr": "cause"}}
    playbook = playbooks.Playbook.model_validate(late)
    said = mentions("en", 1)[0] | {"text": "my cups never arrived", "network": "facebook"}
    assert "unknown" in compose.compose(book, playbook, said, TUESDAY).used
    told = compose.compose(book, playbook, said | {"slots": {"cause": "the van broke down", "other": " "}}, TUESDAY)
    assert "The reason: the van broke down." in told.body
    assert told.facts["cause"] == "the van broke down"
    assert "unknown" not in told.used


def test_an_angry_text_meets_the_variant_for_anger(book):
    late = book.playbooks["late-delivery"].model_dump(mode="json")
    late["moves"]["en"]["unknown"].append({"say": "You are angry, and rightly so.", "when": {"arousal": "high"}})
    playbook = playbooks.Playbook.model_validate(late)
    calm = mentions("en", 1)[0] | {"text": "my cups never arrived", "network": "facebook"}
    angry = calm | {"text": "MY CUPS NEVER ARRIVED!!! Furious"}
    assert compose.compose(book, playbook, angry, TUESDAY).arousal == "high"
    said = [compose.compose(book, playbook, angry | {"seed": str(n)}, TUESDAY).used["unknown"] for n in range(20)]
    assert sum("angry" in text for text in said) > 10
    assert "angry" not in compose.compose(book, playbook, calm, TUESDAY).used["unknown"]


@pytest.mark.parametrize(
    "name", ["Fuck Brindelune", "Connard Dupont", "Brindelune Victims", "Stop Brindelune", "Angry Ana"]
)
def test_no_name_that_insults_is_greeted(name):
    assert greeting(name, "en", "Brindelune") == "Hello,"


def test_a_lighter_reply_draws_nothing_out(book):
    """Among customers who did not ask us: no further question, no closing; what is promised stays."""
    late = book.playbooks["late-delivery"]
    said = mentions("en", 1)[0] | {"text": "my cups never arrived", "network": "facebook"}
    usual = [compose.compose(book, late, said | {"seed": str(n)}, TUESDAY) for n in range(6)]
    light = [compose.compose(book, late, said | {"seed": str(n), "wish": "lighter"}, TUESDAY) for n in range(6)]
    assert any("ask" in one.used or "close" in one.used for one in usual)
    assert not any("ask" in one.used or "close" in one.used for one in light)
    assert all(one.commitments for one in light)
