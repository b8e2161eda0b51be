"""Things: counted and timed as the customer does, or in the customer's own plain word; never a wrong one."""

from __future__ import annotations

import pytest

from bot.desk.playbooks import Fact
from bot.drafting import facts, nouns, things
from bot.triage.insults import SWEARING
from bot.triage.words import plain_words

LEXICON = {
    "object": Fact(
        label={"en": "what", "fr": "quoi"},
        en={"your cups": ["cups"], "your cup": ["cup"], "your bowls": ["bowls"], "your train": ["train"],
            "your dinner service": ["dinner service", "tableware"]},
        fr={"vos tasses | tes tasses": ["tasses"], "votre tasse | ta tasse": ["tasse"], "vos bols | tes bols": ["bols"],
            "votre train | ton train": ["train"]},
    )
}  # fmt: skip
NAMED = [
    ("en", "My two cups never arrived", "your two cups"),
    ("en", "2 cups, both broken", "your two cups"),
    ("en", "one of my cups is chipped", "one of your cups"),
    ("en", "four of the six bowls were smashed", "four of your six bowls"),
    ("en", "24 bowls", "your 24 bowls"),
    ("en", "two cups or three cups", "your cups"),
    ("en", "one cup", "your cup"),
    ("en", "two pieces of tableware", "your dinner service"),
    ("en", "the 7.40 train to Leeds was cancelled", "your 7.40 train"),
    ("fr", "mes deux tasses", "vos deux tasses"),
    ("fr", "une de mes tasses est ébréchée", "une de vos tasses"),
    ("fr", "quatre des six bols sont en miettes", "quatre de vos six bols"),
    ("fr", "2 tasses et 3 tasses", "vos tasses"),
    ("fr", "le train de 7h40 supprimé", "votre train de 7 h 40"),
]
QUOTED = [
    ("en", "My gym membership was renewed without asking", "your gym membership"),
    ("en", "You cancelled my booking", "your booking"),
    ("en", "I can't log into my account", "your account"),
    ("en", "the room was filthy", "the room"),
    ("en", "My new boiler has stopped again", "your boiler"),
    ("en", "MY BOILER IS DEAD", "your boiler"),
    ("en", "my two lamps never came", "your lamps"),
    ("en", "my batteries are dead", "your batteries"),
    ("fr", "mes deux lampes sont cassées", "vos lampes"),
    ("fr", "mes gâteaux sont arrivés écrasés", "vos gâteaux"),
    ("en", "my husband is furious", None),
    ("en", "my diagnosis was wrong", None),
    ("en", "my boilr is dead", None),
    ("en", "They left it at my door", None),
    ("en", "my phone is dead and my router is off", None),
    ("en", "my Dave was sick", None),
    ("en", "my fucking phone", "your phone"),
    ("fr", "Ma chaudière est en panne", "votre chaudière"),
    ("fr", "ma chaudiere est en panne", "votre chaudière"),
    ("fr", "Vous avez résilié mon contrat d'assurance", "votre contrat d'assurance"),
    ("fr", "L'ascenseur ne marche plus", "l'ascenseur"),
    ("fr", "La chambre était sale", "la chambre"),
    ("fr", "j'attends mon remboursement", "votre remboursement"),
    ("fr", "mes vêtements sont tachés", "vos vêtements"),
    ("fr", "ma mère est furieuse", None),
    ("en", "i ordered a fan in JUNE", "your fan"),
    ("en", "I bought some headphones. I took a bus to fetch them.", "your headphones"),
    ("fr", "J'ai commandé une tente en mai", "votre tente"),
    ("fr", "commandé des lunettes le 3", "vos lunettes"),
    ("en", "I bought a tent and ordered a fan", None),
    ("en", "You sent me a bill", None),
    ("fr", "j'ai posé mon sac devant la porte", None),
    ("fr", "3e fois que je renvoie ma bouilloire, 3e fois qu'elle revient pareil", "votre bouilloire"),
    ("en", "love how your 'unbreakable' mug broke in week one", "your mug"),
    ("en", "nobody can tell me what happened with my lovely new armchair", "your armchair"),
    ("en", "the neighbours saw him smoking in my garden", None),
    ("en", "my sister waited in for him", None),
    ("fr", "il s'est garé devant ma maison", None),
    ("fr", "mon imprimante et son casque, poubelle", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), NAMED)
def test_a_thing_is_counted_and_timed_as_the_customer_does(language, text, expected):
    assert facts.found(text, language, LEXICON)["object"] == expected


@pytest.mark.parametrize(("language", "text", "expected"), QUOTED)
def test_the_customers_own_word(language, text, expected):
    assert things.quoted(plain_words(text), language) == expected


def test_who_is_spoken_to_familiarly_reads_the_familiar_form():
    assert facts.found("mes deux tasses", "fr", LEXICON, familiar=True)["object"] == "tes deux tasses"
    assert things.quoted(" ma chaudiere est en panne ", "fr", familiar=True) == "ta chaudière"
    assert things.quoted(" j ai achete une tente ", "fr", familiar=True) == "ta tente"
    assert things.quoted(" j ai achete une armoire ", "fr", familiar=True) == "ton armoire"


def test_a_quoted_word_fills_only_the_slots_it_may():
    lexicon = {"object": Fact(), "place": Fact(), "subject": Fact(en={"our site": ["site"]})}
    assert facts.found("my boiler is dead", "en", lexicon) == {"object": "your boiler", "subject": "your boiler"}
    assert facts.found("my boiler is dead, says your site", "en", lexicon)["subject"] == "our site"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_noun_may_be_said_in_public(language):
    assert len(nouns.NOUNS[language]) > 300
    for noun in nouns.NOUNS[language].values():
        assert not SWEARING.stands_in(plain_words(noun), "unknown"), noun
