"""Faults in the words of somebody who has not read the lists: gifts, begging, going aside, vagueness, slang."""

from __future__ import annotations

import pytest

from bot.voice.rubric import judge
from bot.voice.situation import Brand, Situation

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
BRAND = {"en": Brand(name="Rug House"), "fr": Brand(name="Maison du Tapis")}
GIFTS = {
    "en": [
        "Consider the second one a present from us.",
        "You'll have your money back in full, plus delivery.",
        "We'll knock a third off the price.",
        "Take any rug up to the same value, we pick up the tab.",
        "I can offer you a year of free cleaning to make up for it.",
        "Your next two orders ship free.",
        "You keep the rug and don't pay a penny for it.",
        "There's a 40 euro credit waiting on your account.",
        "This can't and won't happen to you again.",
        "From now on every rug will arrive perfect, you can count on that.",
        "We'll reimburse the taxi you took to the shop as well.",
        "I'm upgrading you to the wool version at no charge.",
    ],
    "fr": [
        "Le second, c'est cadeau.",
        "Vous récupérez tout votre argent, livraison comprise.",
        "On enlève un tiers du prix.",
        "Choisissez un tapis de même valeur, c'est nous qui réglons.",
        "Je vous fais un an de nettoyage gratuit pour compenser.",
        "Vos deux prochaines commandes partent sans frais de port.",
        "Vous gardez le tapis et vous ne payez pas un centime.",
        "Un crédit de 40 euros vous attend sur votre compte.",
        "Ça ne vous arrivera plus.",
        "Désormais chaque tapis arrivera parfait, comptez sur nous.",
        "Nous prenons aussi le taxi à notre compte.",
        "Je vous passe à la version laine sans supplément.",
    ],
}
BEGGING = {
    "en": [
        "When it's sorted, a kinder word here would be lovely.",
        "Perhaps your one star could become a four then.",
        "We'd love to see this post come down once the rug is with you.",
        "If we fix it, will you tell people so by changing what you wrote?",
        "While you wait, have a browse of the spring range, it's gorgeous.",
        "Our rug club members get first pick, you should join.",
        "Most people adore their rugs, as our 4.8 average shows.",
        "Clearly a rug is a matter of life and death in your house.",
        "Do feel free to shop elsewhere if we're not up to your standards.",
        "I do hope you manage to get over it.",
        "We're known for the finest rugs in the county.",
        "It would help us if the stars went up again.",
    ],
    "fr": [
        "Une fois réglé, un petit mot plus doux ici nous ferait plaisir.",
        "Votre étoile pourrait alors devenir quatre.",
        "On aimerait que cette publication disparaisse quand vous aurez le tapis.",
        "Si on répare, vous changerez ce que vous avez écrit ?",
        "En attendant, jetez un œil à la collection de printemps, elle est superbe.",
        "Les membres de notre club tapis choisissent en premier, rejoignez-les.",
        "La plupart des gens adorent leurs tapis, notre moyenne de 4,8 le montre.",
        "On voit qu'un tapis est une question de vie ou de mort chez vous.",
        "Libre à vous d'acheter ailleurs si nous ne sommes pas à la hauteur.",
        "J'espère que vous vous en remettrez.",
        "Nous sommes réputés pour les plus beaux tapis de la région.",
        "Ce serait bien que les étoiles remontent.",
    ],
}
ASIDE = {
    "en": [
        "Please reach out to us by email so we can talk.",
        "Could we carry on in private?",
        "Give customer care a ring and they'll take it from there.",
        "Pop into our inbox when you can.",
        "Let's move this off the public page.",
        "Kindly contact support@rugs.example.",
        "Drop me a line privately and we'll chat.",
        "Use the contact form on our site, please.",
        "Come and find us on Messenger.",
    ],
    "fr": [
        "Merci de nous joindre par mail pour en parler.",
        "On peut continuer en privé ?",
        "Appelez le service client, ils prendront la suite.",
        "Quittons la page publique pour en discuter.",
        "Merci de contacter support@tapis.example.",
        "Laissez-moi un message privé et on en parle.",
        "Utilisez le formulaire de contact de notre site.",
        "Retrouvez-nous sur Messenger.",
    ],
}
VAGUE = {
    "en": [
        "Rest assured this has our full attention.",
        "The matter is in hand.",
        "Things are moving in the right direction.",
        "We hope to have news at some point.",
        "Somebody will be in contact in the coming days or weeks.",
        "It's on our list.",
        "We'll see what can be done.",
        "The relevant people know.",
        "Your case is being processed.",
        "We ask for a little more patience.",
    ],
    "fr": [
        "Soyez assurée que cela a toute notre attention.",
        "L'affaire est entre de bonnes mains.",
        "Les choses avancent.",
        "Nous espérons avoir des nouvelles à un moment donné.",
        "Quelqu'un vous contactera dans les jours ou semaines à venir.",
        "C'est sur notre liste.",
        "On verra ce qu'on peut faire.",
        "Les personnes concernées sont au courant.",
        "Votre dossier suit son cours.",
        "Nous vous demandons encore un peu de patience.",
    ],
}
TONE = {
    "en": [
        "Oof, that's rough, pal.",
        "No biggie, we'll sort ya out.",
        "Hang tight, champ.",
        "Aw man, that stinks.",
        "We hereby wish to convey our acknowledgement of the foregoing.",
        "Please find below the particulars thereof.",
        "Your grievance has been duly noted by the undersigned.",
        "Cheers luv, on it!",
        "Gotcha, leave it with us matey.",
        "That's well dodgy innit.",
    ],
    "fr": [
        "Aïe, pas cool ça, l'ami.",
        "T'inquiète, on gère.",
        "Tiens bon champion.",
        "Ah la vache, ça craint.",
        "Nous avons l'honneur de porter à votre connaissance ce qui suit.",
        "Veuillez trouver ci-après les éléments y afférents.",
        "Votre doléance a été dûment enregistrée par nos soins.",
        "Allez, ça va le faire !",
        "On te règle ça fissa.",
        "C'est grave abusé, franchement.",
    ],
}
NOBODY = {
    "en": [
        "The Rug House",
        "Your friends at Rug House",
        "Rug House Customer Happiness",
        "Team RH",
        "The rug people",
        "Management",
        "RH Support Desk",
        "Digital team",
        "On behalf of Rug House",
        "A member of our staff",
    ],
    "fr": [
        "La Maison du Tapis",
        "Vos amis de la Maison du Tapis",
        "Le pôle satisfaction",
        "L'équipe MT",
        "Les gens du tapis",
        "La direction",
        "Support MT",
        "L'équipe digitale",
        "Pour la Maison du Tapis",
        "Un membre de notre équipe",
    ],
}


def fails(check: str, reply: str, language: str, **known: object) -> bool:
    situation = Situation(complaint=COMPLAINT[language], language=language, brand=BRAND[language], **known)  # type: ignore[arg-type]
    return not judge(reply, situation).check(check).ok


def each(sayings: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, said) for language, all_ in sayings.items() for said in all_]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_reply_without_a_fault_passes(language):
    reply = WHOLE[language].format("", "Tom").replace("  ", " ")
    assert not judge(reply, Situation(complaint=COMPLAINT[language], approver="Tom Reed", grants=[])).failing()


@pytest.mark.parametrize(("language", "said"), each(GIFTS))
def test_what_nobody_granted_is_seen(language, said):
    assert fails("R12", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed", grants=[])


@pytest.mark.parametrize(("language", "said"), each(BEGGING))
def test_begging_selling_and_sarcasm_are_seen(language, said):
    assert fails("R16", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each(ASIDE))
def test_going_private_without_a_reason_is_seen(language, said):
    assert fails("R5", SHORT[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each(VAGUE))
def test_what_nobody_can_keep_is_seen(language, said):
    assert fails("R4", SHORT[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each(TONE))
def test_slang_and_officialese_are_seen(language, said):
    assert fails("R8", WHOLE[language].format(said, "Tom"), language, approver="Tom Reed")


@pytest.mark.parametrize(("language", "said"), each(NOBODY))
@pytest.mark.parametrize("approver", [None, "Tom Reed"])
def test_nobody_in_particular_signs_nothing(language, said, approver):
    reply = (
        WHOLE[language].format("", said if approver is None else f"\n{said}").replace("  ", " ").replace(" \n", "\n")
    )
    assert fails("R7", reply, language, approver=approver)


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
