"""The sixteen checks by their own examples, French and English: what must be caught, what must be left alone."""

from __future__ import annotations

import pytest

from bot.voice.rubric import judge
from bot.voice.situation import Situation

CUPS = "Colis reçu samedi : il manque deux tasses et personne ne répond !"
TRAIN = "My 7:40 train was cancelled again. No announcement on the platform, nothing."
COAT = "Still waiting for the coat you promised for Tuesday, nobody told me anything."
PARCEL = "Where is my parcel? Ordered 3 weeks ago."


def caught(reply: str, **known: object) -> dict[str, str]:
    """Check → level of everything that failed."""
    return {check.id: check.level for check in judge(reply, Situation(**known)).failing()}  # type: ignore[arg-type]


BAD = [
    ("R1", "block", "Nous avons bien pris en compte votre message.", CUPS),
    ("R1", "block", "Thanks for reaching out about your experience.", TRAIN),
    ("R2", "block", "Désolé si cela a pu vous gêner.", CUPS),
    ("R2", "block", "Nous sommes désolés que vous le ressentiez ainsi.", CUPS),
    ("R2", "block", "Veuillez nous excuser pour tout désagrément.", CUPS),
    ("R2", "block", "Sorry if you were inconvenienced.", TRAIN),
    ("R2", "block", "Sorry you feel that way.", TRAIN),
    ("R2", "block", "We apologise for any inconvenience caused.", TRAIN),
    ("R3", "warn", "Un incident indépendant de notre volonté est survenu.", CUPS),
    ("R3", "warn", "C'est dû à un problème technique.", CUPS),
    ("R3", "warn", "Votre colis a du retard suite à un incident.", CUPS),
    ("R3", "warn", "This was due to operational reasons.", TRAIN),
    ("R3", "warn", "Your parcel is late due to technical issues.", PARCEL),
    ("R3", "warn", "It was caused by unforeseen circumstances.", PARCEL),
    ("R4", "block", "Nos équipes font le nécessaire au plus vite.", CUPS),
    ("R4", "block", "We're looking into it.", TRAIN),
    ("R4", "warn", "Je renvoie les deux tasses dans les plus brefs délais.", CUPS),
    ("R4", "warn", "I will call you as soon as possible about the coat.", COAT),
    ("R5", "warn", "Merci de nous contacter en MP.", CUPS),
    ("R5", "warn", "Please DM us.", TRAIN),
    ("R5", "warn", "Please speak to our team and ask for Sam.", TRAIN),
    ("R6", "block", "Indiquez-nous ici votre numéro de commande et votre téléphone.", CUPS),
    ("R6", "block", "Reply with your full name and client number.", TRAIN),
    ("R6", "block", "We will call you on 07700 900123.", COAT),
    ("R6", "block", "Votre adresse nadia.orsel@example.org est bien la bonne ?", CUPS),
    ("R7", "block", "Je renvoie les tasses ce soir.\nL'équipe Service Client", CUPS),
    ("R7", "block", "I am sending the cups tonight.\nCustomer Care", CUPS),
    ("R7", "block", "Je renvoie les deux tasses ce soir, vous les recevez jeudi.", CUPS),
    ("R8", "warn", "Salut, on regarde votre souci de livraison !", "Vous m'avez livré un colis vide, c'est honteux."),
    ("R8", "warn", "Bonjour, dis-moi ce que je peux faire pour ton colis.", "Vous m'avez livré un colis vide."),
    ("R8", "warn", "Bonjour, vous recevez le colis jeudi, dis-moi si cela te convient.", "Tu as oublié mon colis ?"),
    ("R8", "block", "Bonjour, nous avons retrouvé votre colis et je vous écris demain avant midi.", PARCEL),
    ("R8", "block", "I am sorry, your parcel is on its way and I will write to you tomorrow.", CUPS),
    ("R9", "block", "We value your feedback.", TRAIN),
    ("R9", "block", "Votre satisfaction est notre priorité.", CUPS),
    ("R9", "block", "Vos commentaires sont précieux et nous travaillons constamment à améliorer nos services.", CUPS),
    ("R9", "block", "Your business means a lot to us and we take this very seriously.", TRAIN),
    ("R11", "block", "Vous auriez dû vérifier l'adresse.", CUPS),
    ("R11", "block", "C'est le transporteur qui est responsable, voyez avec lui.", CUPS),
    ("R11", "block", "You must have entered the wrong code.", COAT),
    ("R12", "block", "Nous vous remboursons intégralement et offrons 50 €.", CUPS),
    ("R12", "block", "We guarantee it will never happen again.", TRAIN),
    ("R15", "block", "Votre colis est arrivé à Lyon ce matin.", CUPS),
    ("R15", "block", "I see you've been a customer since 2015.", TRAIN),
    ("R16", "block", "Pourriez-vous retirer votre avis ?", CUPS),
    ("R16", "block", "Could you update your rating?", TRAIN),
    ("R16", "block", "Thank you for your kind words, we are proud of our trains.", TRAIN),
]


@pytest.mark.parametrize(("check", "level", "reply", "complaint"), BAD, ids=lambda value: str(value)[:40])
def test_a_fault_is_caught(check, level, reply, complaint):
    assert caught(reply, complaint=complaint).get(check) == level


GOOD = [
    ("R1", "Bonjour Nadia, deux tasses manquaient dans votre colis de samedi.", CUPS),
    ("R1", "Hi Omar, your 7.40 train was cancelled without any announcement on the platform.", TRAIN),
    ("R2", "Je vous présente mes excuses : nous aurions dû vous prévenir mardi.", CUPS),
    ("R11", "You were told to expect your coat on Tuesday, and you are still waiting.", COAT),
    ("R2", "I'm sorry. We said Tuesday and did not tell you it had slipped.", COAT),
    ("R3", "Le stock affiché était faux depuis lundi matin.", CUPS),
    ("R3", "Je ne connais pas encore la cause, je vous la donne demain avant 12 h.", CUPS),
    ("R3", "A label was printed twice, so your parcel went to Lille.", PARCEL),
    ("R4", "Je renvoie les deux tasses aujourd'hui, vous les recevez jeudi.", CUPS),
    ("R4", "I've asked the depot to search for it today and will write to you here by 6 pm.", PARCEL),
    ("R4", "I've refunded it just now.", COAT),
    ("R4", "It is already fixed since 10.30.", TRAIN),
    ("R6", "Ne mettez pas votre numéro ici, envoyez-le en message privé.", CUPS),
    ("R6", "Please don't post your number here; send it by DM.", TRAIN),
    ("R6", "Please pay nothing more, and give nobody a code or a password.", CUPS),
    ("R5", "I'll speak to the team and write to you here by 6 pm.", TRAIN),
    ("R7", "Je renvoie les tasses ce soir.\nLéa, service client", CUPS),
    ("R7", "I'm sending the cups tonight. Sam, support", CUPS),
    ("R7", "I'm sending the cups tonight. ^SK", CUPS),
    ("R8", "Bonjour, nous regardons votre livraison et je vous écris demain.", "Vous m'avez livré un colis vide."),
    ("R9", "You're right about the queue: two desks were closed at 8.", "Huge queue at the station this morning"),
    ("R11", "Le transporteur l'a déposé au mauvais relais ; c'est moi qui m'occupe de le récupérer.", CUPS),
    ("R11", "The code shown at checkout was no longer valid; that is on our page.", COAT),
    ("R12", "Le remboursement est validé, je vous le confirme en privé.", CUPS),
    ("R12", "We changed the cut-off time today; I can't promise there will never be a delay.", PARCEL),
    ("R13", "C'est notre faute, deux tasses manquaient.", CUPS),
]


@pytest.mark.parametrize(("check", "reply", "complaint"), GOOD, ids=lambda value: str(value)[:40])
def test_what_is_right_is_left_alone(check, reply, complaint):
    assert check not in caught(reply, complaint=complaint)


def test_a_private_channel_needs_a_reason_and_a_public_answer():
    before = "Hi Ana, I'm sorry: your 8.15 was cancelled and nobody told you on the platform. "
    asked = "To find your booking I need its reference: please send it by DM, I'm here until 5 pm. Sam, support"
    complaint = "8.15 cancelled, no word on the platform"
    assert "R5" not in caught(before + asked, complaint=complaint)
    assert caught(asked, complaint=complaint)["R5"] == "warn"
    assert caught(before + "Please DM us. Sam, support", complaint=complaint)["R5"] == "warn"
    assert "R5" not in caught(before + "Please DM us. Sam, support", complaint=complaint, private_reason="identity")


HURT = "Je me suis brûlée avec votre bouilloire, aux urgences toute la nuit."


@pytest.mark.parametrize(
    "reply",
    [
        "C'est notre faute, le produit était dangereux.",
        "We were negligent.",
        "We are liable for this.",
        "Nous reconnaissons être en tort.",
    ],
)
def test_admissions_are_caught_under_a_legal_hold_only(reply):
    assert caught(reply, complaint=HURT, legal_hold=True)["R13"] == "block"
    assert "R13" not in caught(reply, complaint=HURT)


def test_regret_facts_and_help_stay_allowed_under_a_legal_hold():
    french = (
        "Je suis désolée que vous ayez été blessée. Arrêtez d'utiliser l'appareil. "
        "Hélène, responsable sécurité, vous appelle aujourd'hui."
    )
    english = "I'm sorry you were hurt. Please stop using it. Helen, who runs safety, will call you today."
    for reply in (french, english):
        assert not {"R13", "R2", "R4"} & set(caught(reply, complaint=HURT, legal_hold=True))


def test_all_sixteen_in_order_and_the_blanks():
    names = [check.id for check in judge("").checks]
    assert names == [f"R{number}" for number in range(1, 17)] + ["blank"]
    assert caught("Bonjour [[qui]]")["blank"] == "block"
    assert caught("Hi {name}, sorry")["blank"] == "block"
