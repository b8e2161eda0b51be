"""What people say in each risk lane, plainly and with irony, and how the same looks misspelt or disguised."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bot.triage.words import bare

Draw = random.Random

SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "safety": {
        "en": (
            "The handle came off the kettle and I burned my hand, ended up in hospital",
            "your driver ran a red light and we crashed into a taxi",
            "My wife is allergic to nuts, told you twice, she stopped breathing at the table",
            "Five stars for the free trip to A&E after your prawns. Whole family poisoned",
            "The heater caught fire in the night, the smoke alarm woke us",
            "Brilliant, the ladder collapsed and my dad has a broken ankle, great quality",
        ),
        "fr": (
            "L'anse de la bouilloire s'est détachée, je me suis brûlé la main, direction l'hôpital",
            "votre chauffeur a grillé un feu rouge, accident, ma mère est blessée",
            "Ma femme est allergique aux noix, on l'avait dit, elle ne respirait plus à table",
            "Bravo pour la soirée offerte aux urgences après vos crevettes, toute la famille intoxiquée",
            "Le radiateur a pris feu dans la nuit, c'est la fumée qui nous a réveillés",
            "Génial, l'échelle s'est écroulée et mon père a la cheville cassée, belle qualité",
        ),
    },
    "threat": {
        "en": (
            "I will kill the next one of your drivers who comes near my house",
            "I know where you live and I'm coming to break your legs",
            "tell your manager I'm going to burn his shop down tonight",
            "Lovely office you have there, would be a shame if somebody threw a petrol bomb in",
            "next time I see him I'll smash his face in",
        ),
        "fr": (
            "Je vais tuer le prochain livreur qui s'approche de chez moi",
            "Je sais où tu habites et je viens te casser les jambes",
            "dites à votre directeur que je vais mettre le feu à son magasin ce soir",
            "Jolie agence que vous avez là, ce serait dommage qu'elle brûle avec vous dedans, je vais m'en occuper",
            "la prochaine fois que je le croise je lui casse la gueule",
        ),
    },
    "self_harm": {
        "en": (
            "I can't go on like this, I want to end my life",
            "You took the house. I'm going to kill myself and it's on you",
            "nobody would miss me, I'd be better off dead than fighting your call centre",
            "Thanks for the reminder letter, I was looking for one more reason to jump off the bridge tonight",
        ),
        "fr": (
            "Je n'en peux plus de vivre comme ça, je veux en finir avec la vie",
            "Vous avez pris la maison. Je vais me suicider et ce sera de votre faute",
            "je manquerai à personne, je serais mieux morte qu'au téléphone avec vous",
            "Merci pour la relance, il me manquait une raison de me jeter sous un train ce soir",
        ),
    },
    "minors": {
        "en": (
            "Your shop sold vodka to my daughter, she is fourteen",
            "my toddler choked on a part that came off your toy, he is two years old",
            "The nursery left my son alone in the playground and nobody noticed",
            "A man in your game keeps asking my ten year old daughter for photos",
        ),
        "fr": (
            "Votre magasin a vendu de la vodka à ma fille, elle a quatorze ans",
            "mon bébé s'est étouffé avec une pièce de votre jouet, il a deux ans",
            "La crèche a laissé mon fils tout seul dans la cour et personne n'a rien vu",
            "Un homme dans votre jeu demande des photos à ma fille de dix ans",
        ),
    },
    "discrimination": {
        "en": (
            "Your guard called me a racist name and told me to go back to my country",
            "I was refused entry because of my wheelchair",
            "they asked my wife to take off her hijab before serving her",
            "Amazing how the flat was gone the moment the agent heard my foreign surname and my accent",
        ),
        "fr": (
            "Votre vigile m'a lancé une insulte raciste et m'a dit de rentrer dans mon pays",
            "On m'a refusé l'entrée à cause de mon fauteuil roulant",
            "ils ont demandé à ma femme d'enlever son voile avant de la servir",
            "C'est fou comme l'appartement était loué dès que l'agent a entendu mon nom arabe et mon accent",
        ),
    },
    "privacy": {
        "en": (
            "I can see another customer's orders and address in my account",
            "you sent my personal data to a stranger by email",
            "Love how your agent gave my new address to my ex husband, what a data breach",
            "someone else's medical results were in my letter",
        ),
        "fr": (
            "Je vois les commandes et l'adresse d'un autre client dans mon compte",
            "vous avez envoyé mes données personnelles à un inconnu par mail",
            "Bravo, votre conseiller a donné ma nouvelle adresse à mon ex mari, belle fuite de données",
            "les résultats médicaux de quelqu'un d'autre étaient dans mon courrier",
        ),
    },
    "legal": {
        "en": (
            "my lawyer will write to you on Monday",
            "I have filed a complaint with the ombudsman",
            "See you in the small claims court, bring your best excuses",
            "I am going to sue you for breach of contract",
        ),
        "fr": (
            "mon avocat vous écrira lundi",
            "j'ai saisi le médiateur et la répression des fraudes",
            "Rendez-vous au tribunal, préparez vos plus belles excuses",
            "je vais porter plainte contre vous pour escroquerie",
        ),
    },
    "press": {
        "en": (
            "I'm a journalist with the Evening Herald and would like a comment before our deadline",
            "my story goes to the newspaper tomorrow, the reporter loved it",
            "A TV crew is coming to film your lovely depot on Thursday for the consumer programme",
        ),
        "fr": (
            "Je suis journaliste au Courrier du Soir, je souhaite une réaction avant le bouclage",
            "mon histoire sort demain dans le journal, la journaliste a adoré",
            "Une équipe de télévision vient filmer votre beau dépôt jeudi pour l'émission conso",
        ),
    },
    "influencer": {
        "en": (
            "I have 200k followers on instagram and they will all see this video tonight",
            "my youtube channel has 90k subscribers, enjoy the review",
            "Keep ignoring me, my 150k tiktok followers are enjoying the show",
        ),
        "fr": (
            "J'ai 200k abonnés sur instagram et ils vont tous voir cette vidéo ce soir",
            "ma chaîne youtube a 90k abonnés, bonne lecture de mon avis",
            "Continuez à m'ignorer, mes 150k abonnés tiktok se régalent",
        ),
    },
    "fraud": {
        "en": (
            "a fake adviser called me in your name and emptied my account",
            "Somebody hacked my account and ordered three phones with my card",
            "Great security: I got a phishing text with my order number in it and paid a scammer 300 pounds",
        ),
        "fr": (
            "un faux conseiller m'a appelée en votre nom et a vidé mon compte",
            "Quelqu'un a piraté mon compte et commandé trois téléphones avec ma carte",
            "Belle sécurité : un sms de phishing avec mon numéro de commande et 300 euros pour l'escroc",
        ),
    },
}
NO_RISK: dict[str, tuple[str, ...]] = {
    "en": (
        "This queue is killing me", "the new trailer is the bomb", "prices are murder in here",
        "I'm dying of laughter", "assembling it was child's play, thanks",
        "my journal app lost its dark mode, please fix", "what a killer deal",
        "the black one is sold out again, when is it back", "I want to throw this printer out of the window",
        "my boss is going to kill me if the parcel is late again", "the tennis court was closed again",
        "spent half my life on hold", "burnt toast at breakfast again, otherwise fine",
        "my feet are killing me in these boots", "best story mode ever, my kids love it",
        "this app gives me a headache", "the hold music is torture", "fire sale prices, love it",
        "the ads drive me mad", "your website is a disaster",
    ),
    "fr": (
        "Cette attente me tue", "la nouvelle bande-annonce c'est de la bombe", "vos prix c'est du vol",
        "je suis mort de rire", "monté en dix minutes, un jeu d'enfant, merci",
        "mon journal est encore arrivé en retard", "une offre qui tue",
        "le noir est encore en rupture, il revient quand", "j'ai envie de jeter cette imprimante par la fenêtre",
        "ma cheffe va me tuer si le colis est encore en retard", "le court de tennis était encore fermé",
        "j'ai passé ma vie au téléphone avec vous", "tartines brûlées au petit déjeuner, sinon très bien",
        "ces bottes me tuent les pieds", "mon toast à l'avocat était froid", "cette appli me donne mal à la tête",
        "la musique d'attente, une torture", "je meurs d'envie de goûter votre nouvelle glace",
        "vos pubs me rendent folle", "votre site est une catastrophe",
    ),
}  # fmt: skip

LONG = re.compile(r"[^\W\d_]{5,}")
SMS = {
    "fr": (("je vais", "jvai"), ("j'ai", "g"), ("je ", "j"), ("c'est", "c"), ("qu'", "k"), ("que ", "ke "),
           ("qui ", "ki "), ("vous", "vs"), ("avec", "avc"), ("pour", "pr"), ("dans", "ds"), ("pas", "pa"),
           ("est ", "é "), ("et ", "é "), ("un ", "1 "), ("'", "")),
    "en": (("you", "u"), ("your", "ur"), ("are", "r"), ("to ", "2 "), ("for ", "4 "), ("and ", "n "), ("ing ", "in "),
           ("the ", "da "), ("'", ""), ("because", "cos"), ("with", "wiv")),
}  # fmt: skip


def _one_word(change: Callable[[str, Draw], str]) -> Callable[[str, str, Draw], str]:
    """``change`` at two of the longer words."""

    def changed(text: str, _language: str, draw: Draw) -> str:
        found = list(LONG.finditer(text))
        for word in sorted(draw.sample(found, min(2, len(found))), key=lambda one: -one.start()):
            text = text[: word.start()] + change(word[0], draw) + text[word.end() :]
        return text

    return changed


def _swap(word: str, draw: Draw) -> str:
    at = draw.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _double(word: str, draw: Draw) -> str:
    at = draw.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _drop(word: str, draw: Draw) -> str:
    at = draw.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _digits(word: str, _draw: Draw) -> str:
    return word[0] + bare(word[1:-1]).translate(str.maketrans("oieas", "01345")) + word[-1]


def _sms(text: str, language: str, _draw: Draw) -> str:
    text = text.lower().replace("’", "'")
    for found, put in SMS[language]:
        text = text.replace(found, put)
    return bare(text)


VARIANTS: dict[str, Callable[[str, str, Draw], str]] = {
    "as it is": lambda text, _language, _draw: text,
    "no accents": lambda text, _language, _draw: bare(text),
    "capitals": lambda text, _language, _draw: text.upper(),
    "swapped": _one_word(_swap),
    "doubled": _one_word(_double),
    "dropped": _one_word(_drop),
    "digits": _one_word(_digits),
    "apart": _one_word(lambda word, draw: draw.choice(" .-").join(word)),
    "emoji between": lambda text, _language, draw: draw.choice("🙃😡🔥😂").join(text.split(" ")),
    "no spaces at commas": lambda text, _language, _draw: text.replace(", ", ",").replace("'", " "),
    "handles": lambda text, _language, _draw: f"@brand {text} #merci #thanks @help",
    "short": _sms,
}
