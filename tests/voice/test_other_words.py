"""Faults in the words of somebody who has not read the lists: gifts, begging, going aside, vagueness, slang."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.voice.rubric import judge
from bot.voice.situation import Brand, Grant, Situation
from tests import quick_yaml
from tests.voice.sets import pairs

COMPLAINT = {
    "en": "My rug came with a burn mark and nobody at your shop answered for two weeks.",
    "fr": "Mon tapis est arrivé avec une brûlure et personne au magasin n'a répondu pendant deux semaines.",
}
WHOLE = {
    "en": "Hi Ada, the rug came burnt and the shop left you without an answer for two weeks. I'm sorry. {} I've asked "
    "the warehouse for a sound one and will write to you here on Friday by noon. {}",
    "fr": "Bonjour Ada, le tapis est arrivé brûlé et le magasin vous a laissée deux semaines sans réponse. Je vous "
    "présente mes excuses. {} J'ai demandé un tapis intact à l'entrepôt et je vous écris ici vendredi avant midi. {}",
}
SHORT = {
    "en": "Sorry about the burn on your rug and the silence from the shop. {} {}",
    "fr": "Pardon pour la brûlure sur votre tapis et pour le silence du magasin. {} {}",
}
LIMITED = [Grant("refund", Decimal(20))]
WORDS = quick_yaml.load((pairs.HERE / "other_words.yaml").read_text(encoding="utf-8"))
BRAND = {"en": Brand(name="Rug House"), "fr": Brand(name="Maison du Tapis")}


def fails(check: str, reply: str, language: str, **known: object) -> bool:
    situation = Situation(complaint=COMPLAINT[language], language=language, brand=BRAND[language], **known)  # type: ignore[arg-type]
    return not judge(reply, situation).check(check).ok


def each(kind: str) -> list[tuple[str, str]]:
    return [(language, said) for language, sayings in WORDS[kind].items() for said in sayings]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_reply_without_a_fault_passes(language):
    reply = WHOLE[language].format("", "Tom").replace("  ", " ")
    assert not judge(reply, Situation(complaint=COMPLAINT[language], approver="Tom Reed", grants=[])).failing()


@pytest.mark.parametrize(("language", "said"), each("gifts"))
def test_what_nobody_granted_is_seen(language, said):
    assert fails("R12", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed", grants=[])


@pytest.mark.parametrize(("language", "said"), each("begging"))
def test_begging_selling_and_sarcasm_are_seen(language, said):
    assert fails("R16", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each("aside"))
def test_going_private_without_a_reason_is_seen(language, said):
    assert fails("R5", SHORT[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each("vague"))
def test_what_nobody_can_keep_is_seen(language, said):
    assert fails("R4", SHORT[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each("tone"))
def test_slang_and_officialese_are_seen(language, said):
    assert fails("R8", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each("nobody"))
@pytest.mark.parametrize("approver", [None, "Tom Reed"])
def test_nobody_in_particular_signs_nothing(language, said, approver):
    reply = (
        WHOLE[language].format("", said if approver is None else f"\n{said}").replace("  ", " ").replace(" \n", "\n")
    )
    assert fails("R7", reply, language, approver=approver)


@pytest.mark.parametrize(
    ("language", "said", "grants"),
    [
        ("en", "We're refunding you in full.", LIMITED),
        ("fr", "Nous vous remboursons intégralement.", LIMITED),
        ("en", "We'll give you fifty pounds back.", LIMITED),
        ("fr", "Nous vous rendons deux cents euros.", LIMITED),
        ("en", "I'm crediting you forty-five euros.", None),
        ("fr", "Nous remboursons trente euros aujourd'hui.", None),
    ],
)
def test_more_than_the_limit_is_seen_in_words_too(language, said, grants):
    assert fails("R12", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed", grants=grants)


def test_a_threshold_is_no_promise():
    told = "Your balance is written off, and nothing under ten pounds goes to court from now on."
    decided = [Grant("exception", decision="D1")]
    assert not fails("R12", WHOLE["en"].format(told, "Tom"), "en", approver="Tom Reed", grants=decided)


SIGNED = [
    "— Ana, customer care",
    "Ana, customer care",
    "Ana – customer care",
    "Ana (service client)",
    "Ana S.",
    "A. Sorel",
    "^AS",
    "-AS",
    "AS",
    "A.S.",
    "Ana | Rug House",
    "Ana / service client",
    "Ana.",
    "Customer care, Ana",
    "Ana Sorel\nService client",
    "Kind regards, Ana",
    "Ana du service client",
    "Ana et l'équipe",
    "À vendredi, Ana",
    "Signé : Ana",
]


@pytest.mark.parametrize("signature", SIGNED)
@pytest.mark.parametrize("approver", [None, "Ana Sorel"])
def test_a_person_signs_in_many_ways(signature, approver):
    reply = WHOLE["fr"].format("", signature).replace("  ", " ")
    assert not fails("R7", reply, "fr", approver=approver)


@pytest.mark.parametrize(
    ("check", "complaint", "reply"),
    [
        ("R8", "My mate waited an hour", "Your mate waited an hour, and I'm sorry: nobody told a mate of yours. Ann"),
        ("R11", '"Not our problem", said the shop', '"Not our problem" is no answer, sorry. I rang them. Ann'),
        ("R12", "No power since 5", "Sorry. A crew is there since 5; I'll post here at 7, whatever happens. Ann"),
        ("R16", "Queue of an hour", "Une heure, pardon. Tout le monde est rentré d'un coup à cause du vent. Ann"),
        (
            "R9",
            "Colis perdu depuis dix jours",
            "Je comprends votre agacement : dix jours pour un colis, c'est trop, "
            "pardon. Le dépôt le cherche à la main, je vous écris ici ce soir avant 18 h. Ann",
        ),
    ],
)
def test_honest_words_that_look_like_faults(check, complaint, reply):
    assert judge(reply, Situation(complaint=complaint)).check(check).ok


def test_who_only_explains_owes_no_apology():
    reply = "Thank you for the idea of a repair kit. Ida, who designs our rugs, has it and you hear by Friday. Ann"
    alone, explained = (
        Situation(complaint="You lie about your rugs!", explains=explains) for explains in (False, True)
    )
    assert not judge(reply, alone).check("R2").ok
    assert judge(reply, explained).check("R2").ok
