"""What a mention is: by rules where nothing has to be guessed, by the fitted model elsewhere, always with reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage import deciding, fitted
from bot.triage.deciding import Heard
from bot.triage.features import Said, features
from bot.triage.kinds import KINDS

MODEL = fitted.shipped()


def decide(text: str, language: str = "en", **known) -> deciding.Triaged:
    heard = {key: known.pop(key) for key in ("own", "logged", "spoken", "topics") if key in known}
    return deciding.decide(Said(text, language=language, **known), MODEL, Heard(**heard))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "@tarnbus still no 14 at Moor Lane, been stood here since ten past"),
        ("en", "Great job losing my suitcase again, that makes three"),
        ("en", "Lovely staff, lovely room, but the shower has been cold since Tuesday and nobody came"),
        ("en", "when will you finally answer my emails?"),
        ("fr", "jai toujours pas recu mon colis commande le 3 et personne repond"),
        ("fr", "Bravo, encore une fois débité deux fois ce mois-ci"),
        ("fr", "Très bon accueil mais le four acheté chez vous ne chauffe plus au bout d'un mois"),
        ("fr", "pourquoi ma resiliation est toujours pas prise en compte ???"),
    ],
)
def test_a_complaint_in_whatever_tone(language, text):
    found = decide(text, language)
    assert (found.kind, found.needs) == ("complaint", "reply")
    assert found.stakes in ("P1", "P2", "P3", "P4")
    assert found.reasons


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "Do you open on Sundays in the Harrow shop?", "question"),
        ("en", "Thank you so much to Priya on the desk, absolute star, parcel here in a day", "praise"),
        ("en", "We're hiring! Warehouse operatives wanted in Leeds, apply now #jobs", "noise"),
        ("fr", "Bonjour, est-ce que vous livrez en Belgique ?", "question"),
        ("fr", "Merci à toute l'équipe, livraison rapide et produit parfait, je recommande", "praise"),
        ("fr", "Nous recrutons un vendeur H/F en CDI à Lyon, postulez #emploi", "noise"),
    ],
)
def test_what_is_no_complaint(language, text, kind):
    found = decide(text, language)
    assert found.kind == kind
    assert found.stakes is None
    assert found.reasons


def test_anger_is_no_abuse_and_an_attack_on_a_person_is():
    angry = decide("THIS APP IS FUCKING USELESS it logged me out AGAIN, sort it out")
    attack = decide("that fat cow Sandra on the till is a disgusting subhuman and should be put down")
    assert not angry.abusive
    assert attack.abusive


def test_few_stars_are_a_complaint_whatever_the_words():
    assert decide("As described.", rating=1).kind == "complaint"
    assert "1 out of 5 stars." in [reason.said() for reason in decide("As described.", rating=1).reasons]


def test_the_brands_own_account_is_noise_and_what_a_colleague_wrote_down_is_not():
    assert decide("My parcel never came", own=True).kind == "noise"
    assert decide("asked for the manager", logged=True).kind == "complaint"


def test_without_words_a_person_must_look():
    found = decide("")
    assert found.kind == "complaint"
    assert found.doubtful


def test_a_phrase_of_a_playbook_makes_a_risk_sure_and_the_complaint_grave():
    found = decide("my toddler choked on the lid", spoken={"safety": "choked on"})
    assert "safety" in found.sure_risks
    assert found.stakes == "P1"
    assert any("choked on" in reason.said() for reason in found.reasons)


def test_a_phrase_that_all_else_speaks_against_cannot_be_ruled_out_so_a_person_looks_and_nobody_is_called():
    found = decide("Love the new menu, the chef is on fire, thank you all", spoken={"safety": "on fire"})
    assert found.kind == "praise"
    assert found.risks == ("safety",)
    assert found.doubtful
    assert (found.asked_risks, found.sure_risks) == ((), ())


@pytest.mark.parametrize(
    ("language", "text", "stakes"),
    [
        ("en", "The kettle handle came off and scalded my arm", "P1"),
        ("en", "Four months waiting for a refund of 900 pounds", "P2"),
        ("en", "Still no reply to my email of the 2nd", "P3"),
        ("en", "The new packaging is a bit fiddly", "P4"),
        ("fr", "Ma mère s'est cassé le poignet dans votre escalier sans rampe", "P1"),
        ("fr", "Quatre mois pour un remboursement de 900 euros", "P2"),
        ("fr", "Toujours pas de réponse à mon mail du 2", "P3"),
        ("fr", "Le nouvel emballage est un peu pénible à ouvrir", "P4"),
    ],
)
def test_what_is_at_stake(language, text, stakes):
    assert decide(text, language).stakes == stakes


def test_another_language_is_looked_at_by_a_person():
    found = decide("Ich wollte nur fragen ob es die Jacke auch in Blau gibt", "de")
    assert found.complaint or found.doubtful


def test_reasons_are_said_in_the_language_of_whoever_reads():
    reason = decide("Do you open on Sundays?").reasons[0]
    assert reason.said("en") == "It reads like a question."
    assert reason.said("fr") == "Cela se lit comme une question."


@given(
    text=st.text(max_size=400), title=st.text(max_size=60), language=st.sampled_from(["en", "fr", "unknown", "de"]),
    rating=st.none() | st.floats(0, 10), network=st.sampled_from(["x", "reviews", "", "elsewhere"]),
)  # fmt: skip
def test_any_text_is_something(text, title, language, rating, network):
    found = deciding.decide(Said(text, title, language, network, rating), MODEL)
    assert found.kind in KINDS
    assert 0 <= found.confidence <= 1
    assert (found.stakes is None) == (found.kind != "complaint")
    assert set(found.sure_risks) <= set(found.risks)
    assert found.reasons
    assert all(reason.said("fr") for reason in found.reasons)


@given(st.text(max_size=300))
def test_the_same_words_have_the_same_features_whatever_case_and_accents(text):
    assert features(Said(text, network="x")) == features(Said(text, network="x"))
    words = {one for one in features(Said(text.upper())) if one.startswith("w:")}
    lowered = {one for one in features(Said(text.upper().lower())) if one.startswith("w:")}
    assert words == lowered


def test_a_long_text_costs_no_more_than_its_beginning():
    long = "late again " * 5000
    assert features(Said(long)) >= {"w:late", "b:late again"}
    assert len(features(Said(long))) < 200
