"""Turns of phrase: what only sounds like a fault is let by, and what is one in other words is seen."""

from __future__ import annotations

import pytest

from bot.voice.rubric import judge
from bot.voice.situation import Brand, Check, Grant, Situation

COMPLAINT = {
    "en": "Cold soup, forty minutes of waiting and a parcel that never came.",
    "fr": "Soupe froide, quarante minutes d'attente et un colis jamais arrivé.",
}
OWNED = {
    "en": "Cold soup after forty minutes is our failure, and I'm sorry.",
    "fr": "Une soupe froide après quarante minutes, c'est notre faute, pardon.",
}
PROMISED = {
    "en": "The oven was changed at noon and I'll write here on Friday by six. Ann",
    "fr": "Le four a été changé à midi et je vous écris ici vendredi avant 18 h. Anne",
}
SIGNED = {"en": "Ann", "fr": "Anne"}


def of(check: str, language: str, sentence: str, **known: object) -> Check:
    """What ``check`` says about an honest reply that holds ``sentence``; R4 gets no other promise."""
    before = f"{OWNED[language]} " if check != "R2" else ""
    behind = PROMISED[language] if check != "R4" else SIGNED[language]
    given = {"approver": SIGNED[language], "network": "google", **known}
    situation = Situation(complaint=COMPLAINT[language], language=language, **given)  # type: ignore[arg-type]
    return judge(f"{before}{sentence} {behind}", situation).check(check)


@pytest.mark.parametrize(
    ("check", "language", "sentence"),
    [
        ("R11", "en", "You left us a perfectly good address and we used the old one."),
        ("R11", "en", "None of this is your fault."),
        ("R11", "en", "I'll ask the carrier tonight where it went."),
        ("R11", "en", "It's up to you: a new one or your money."),
        ("R11", "en", "You must have been put off by that."),
        ("R11", "en", "If I had said so, you would have known."),
        ("R11", "en", "That is not our best work."),
        ("R11", "fr", "C'est à nous qu'il appartenait de prévenir."),
        ("R11", "fr", "C'est vous qui avez payé l'addition de notre désordre."),
        ("R11", "fr", "Il suffisait de décrocher, et nous ne l'avons pas fait."),
        ("R11", "fr", "Vous avez dû vous demander si quelqu'un travaillait ici."),
        ("R11", "fr", "Ce n'était pas votre erreur."),
        ("R11", "fr", "Je vais contacter le transporteur ce soir."),
        ("R16", "en", "Your novel went to press with a page missing."),
        ("R16", "en", "Some people got two boxes and some got none."),
        ("R16", "en", "It should be waiting at home for you tonight."),
        ("R16", "en", "Clearly nothing had been checked."),
        ("R16", "en", "Not everyone on the team had read it."),
        ("R16", "fr", "Votre roman est parti à l'impression avec une page en moins."),
        ("R16", "fr", "Certains clients ont reçu deux cartons, vous aucun."),
        ("R16", "fr", "Je peux peut-être passer chez vous demain."),
        ("R16", "fr", "À ce prix, on attend un repas chaud, et vous aviez raison."),
        ("R16", "fr", "Votre carte de fidélité a été débitée deux fois."),
        ("R12", "fr", "Plus aucun colis ne part sans un second contrôle."),
        ("R12", "fr", "Je vous promets ma réponse au plus tard lundi."),
        ("R2", "en", "I'm sorry you felt unsafe on our stairs, the light has been dead for a week."),
    ],
)
def test_what_only_sounds_like_a_fault_blocks_nothing(check, language, sentence):
    found = of(check, language, sentence)
    assert found.ok or found.level == "warn", found.passage


@pytest.mark.parametrize(
    ("check", "language", "sentence"),
    [
        ("R11", "en", "You turned up twenty minutes after your slot."),
        ("R11", "en", "You gave us the old address."),
        ("R11", "en", "A glance at the label would have spared you the trouble."),
        ("R11", "en", "The rest of the table seemed to enjoy it."),
        ("R11", "en", "We can hardly be blamed for the weather."),
        ("R11", "fr", "Vous êtes arrivée avec vingt minutes de retard."),
        ("R11", "fr", "Vous nous aviez donné l'ancienne adresse."),
        ("R11", "fr", "Un coup d'œil à l'étiquette vous aurait évité tout cela."),
        ("R11", "fr", "Nos autres hôtes ont très bien dormi."),
        ("R11", "fr", "On ne peut pas nous reprocher la météo."),
        ("R16", "en", "Two stars is a bit much, don't you think?"),
        ("R16", "en", "Members of our club never pay for delivery."),
        ("R16", "fr", "Une étoile, c'est bien sévère pour une soupe tiède."),
        ("R16", "fr", "La prochaine fois, nous déroulerons le tapis rouge."),
        ("R12", "en", "There will be no more delays."),
        ("R12", "en", "I'll see to it that he loses his job."),
        ("R12", "fr", "Il n'y aura plus aucun retard."),
        ("R12", "fr", "Je ferai en sorte qu'il perde sa place."),
        ("R6", "en", "Pop your mobile number under this post and I'll ring you."),
        ("R6", "en", "Under what name was it ordered?"),
        ("R6", "fr", "À quel nom la commande a-t-elle été passée ?"),
        ("R6", "fr", "Mettez votre portable sous ce post, je vous appelle."),
        ("R5", "en", "Please send me a direct message."),
        ("R5", "fr", "Envoyez-moi un message privé."),
        ("R3", "en", "A number of factors came together."),
        ("R3", "fr", "Plusieurs facteurs se sont conjugués."),
        ("R9", "en", "Every one of our customers matters, and we listen to them with care and attention."),
        ("R9", "fr", "Votre confort nous tient particulièrement à cœur."),
        ("R4", "en", "The matter is in hand."),
        ("R4", "fr", "Nous y réfléchissons."),
    ],
)
def test_a_fault_in_other_words_is_seen(check, language, sentence):
    assert not of(check, language, sentence).ok


@pytest.mark.parametrize(
    ("grant", "language", "sentence", "may"),
    [
        ("repair", "en", "The new seam is free.", True),
        ("repair", "en", "You won't pay for the repair.", True),
        ("redo", "fr", "La retouche vous est offerte.", True),
        ("refund", "fr", "Le repas ne vous sera pas facturé.", True),
        ("refund", "en", "We're replacing the seal of the fridge tonight.", True),
        ("refund", "en", "I've moved you to Tuesday at ten.", True),
        ("refund", "fr", "Vous êtes venue pour rien.", True),
        ("refund", "fr", "Je prends votre dossier en charge dès ce soir.", True),
        ("repair", "en", "Your next stay is a present from us.", False),
        ("refund", "en", "We'll take forty pounds off your next order.", False),
        ("redo", "fr", "Nous vous remboursons tout.", False),
        ("refund", "fr", "Les trois prochains mois sont pour nous.", False),
    ],
)
def test_a_grant_covers_what_belongs_to_it(grant, language, sentence, may):
    assert of("R12", language, sentence, grants=[Grant(grant)]).ok is may


def test_only_a_hold_lets_what_they_went_through_be_all_that_is_regretted():
    sentence = "I'm sorry that you felt let down on that day."
    assert not of("R2", "en", sentence).ok
    assert of("R2", "en", sentence, legal_hold=True).ok


def test_i_may_name_the_time_first():
    assert of("R4", "fr", "Dès ce soir je vérifie tous les fours.").ok


def test_one_ready_made_phrase_warns_beside_help_and_blocks_without():
    cliche = "Votre satisfaction est notre priorité."
    assert of("R9", "fr", cliche).level == "warn"
    assert judge(f"Pardon. {cliche} Anne", Situation(complaint=COMPLAINT["fr"])).check("R9").level == "block"


@pytest.mark.parametrize(("emoji", "ok"), [("😀", True), ("😀🎉🙏", False)])
def test_more_than_two_emoji_are_too_many(emoji, ok):
    assert of("R14", "en", f"Thank you {emoji}.").ok is ok


def test_a_link_needs_no_slash_to_lead_elsewhere():
    brand = Brand("Lumo", domains=["lumo.example"])
    assert not of("R14", "en", "See parcels-r-us.com for it.", brand=brand).ok
    assert of("R14", "en", "See lumo.example for it.", brand=brand).ok


def test_a_present_that_is_to_come_is_no_record():
    complaint = "Price went up in the middle of a fixed contract."
    reply = "The old price is back and what was over-collected comes off the June bill. I'm sorry. Ann"
    found = judge(reply, Situation(complaint=complaint, facts={"done": "old price restored"})).check("R15")
    assert found.ok or found.level == "warn"


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        ("Then you know more than the man who sold it to us. Both sacks came off the shelf at three. Ann", "warn"),
        ("Thank you for the message. We do what we can. Ann", "block"),
    ],
)
def test_whoever_answers_in_their_own_words_is_asked_and_not_refused(reply, level):
    found = judge(reply, Situation(complaint="Bought peat free compost. There's peat in it.")).check("R1")
    assert not found.ok
    assert found.level == level
