"""Everyday posts, written for this test and in no file that a model is fitted on: thanks and small talk bring no card,
terse complaints do, and the house's own name tells nothing."""

from __future__ import annotations

import pytest

from bot.desk import playbooks, sorting
from bot.triage import fitted
from bot.triage.features import Said
from tests.conftest import ROOT

MOST_TAKEN = {"en": 5, "fr": 12}  # of forty each; the aim is two: what is reached must not get worse
LEAST_FOUND = 0.85  # of what is one

IDLE = {
    "en": """
love my new Brindelune table, what a beauty
this armchair is a dream
omg the glaze on these plates 😍😍
@brindelune you absolute stars, ta!
ty for the speedy help yesterday @brindelune
@brindelune fixed now, thank you Ivy
been buying from you since my wedding in '94 and never a bad plate
just picked up my order
just landed, what a smooth ride @aeronova
@aeronova shoutout to Deb at gate 4, total sweetheart
@aeronova thank you for getting us home through that fog
huge thanks to the Swindon branch for helping my mum with her card
your colleague on the phone was so patient with me
bus driver on the 27 sang happy birthday to my lad, made his year
👏👏👏 @norrail
cracking breakfast, cracking view
Very comfy bed, spotless bathroom.
Does exactly what you'd want, no more no less.
Arrived a day before they said it would. Chuffed.
Great value, quick postage
best haircut I've had in years
not one thing to grumble about
Never had a cross word with them in fifteen years.
dinner at Fennel & Rye tonight 🍷
wearing my Colvane coat for the first time
@telmio sent you a private message
@telmio ok thanks, will do
@telmio haha brilliant
in the lounge with a croissant ✈️
new mugs! new mugs! new mugs!
Has anybody here been to the new Brindelune shop?
@brindelune is the oval dish in your Leeds store?
@brindelune what are your hours on Easter Monday
when is the next pottery evening?
do you post to Norway?
a butter dish in that green would be lovely @brindelune
Brindelune opens a third workshop in Stoke
Saturday job going at the bakery, ask inside
20% off lamps this weekend at Hollin & Co
my toddler has named the hoover Gerald
""",
    "fr": """
trop belle ma nouvelle table Brindelune
J'adore cette marque depuis 10 ans
ce fauteuil est un rêve
oh l'émail de ces assiettes 😍😍
@brindelune vous êtes des amours, merci
merci pour votre aide rapide d'hier @brindelune
@brindelune c'est arrangé, merci Noé
j'achète chez vous depuis mon mariage en 94 et pas une mauvaise assiette
je viens de récupérer ma commande
bien atterris, vol tout en douceur @aeronova
@aeronova un coucou à Deborah porte 4, un ange
@aeronova merci de nous avoir ramenés malgré le brouillard
un grand merci à l'agence de Niort qui a aidé maman avec sa carte
votre collègue au téléphone a été d'une patience
le chauffeur du 27 a chanté joyeux anniversaire à mon fils
👏👏👏 @norrail
petit-déjeuner génial, vue géniale
Lit douillet, salle de bains nickel.
Fait exactement ce qu'on lui demande.
Arrivé la veille de la date prévue. Ravie.
Bon prix, envoi express
meilleure coupe depuis des années
pas le moindre reproche
En quinze ans, jamais un mot de travers.
dîner chez Fenouil & Seigle ce soir 🍷
je porte mon manteau Colvane pour la première fois
@telmio je vous ai écrit en privé
@telmio ok merci je fais ça
@telmio haha excellent
au salon avec un croissant ✈️
nouvelles tasses ! nouvelles tasses !
Quelqu'un est déjà allé à la nouvelle boutique Brindelune ?
@brindelune le plat ovale est en boutique à Lille ?
@brindelune vos horaires du lundi de Pâques ?
c'est quand le prochain atelier poterie ?
vous expédiez en Norvège ?
un beurrier dans ce vert, ce serait ravissant @brindelune
Brindelune ouvre un troisième atelier à Limoges
La boulangerie cherche une vendeuse le samedi, se présenter
mon fils a baptisé l'aspirateur Gérard
""",
}
TERSE = {
    "en": """
still waiting @brindelune
@brindelune week four, no table
@brindelune hello? anybody reading this?
no refund yet
where's my money
lid cracked on day one
second lamp, same buzz
ordered six, five came
wrong colour again
parcel soaked through
driver left it in the rain
@aeronova delayed again, surprise
@aeronova two hours on the runway
@aeronova lost my bag. Again.
@aeronova thanks for ruining our honeymoon
@aeronova nice plane, shame about the four hour delay
great job @norrail, another cancelled train
@norrail no heating in coach B
@norrail lift out of order since Monday
@telmio no signal since lunch
@telmio internet down, third time this week
@telmio love paying for broadband I can't use
@telmio 50 mins on hold now
@telmio bill has doubled, why
charged for a cancelled order
cancelled in May and you are still billing me
app won't open
can't log in since the update
cold food, rude waiter
room smelled of smoke
an hour for two coffees
nobody called back
not good enough
I expected better from you
really disappointed with the quality
used to be lovely, not any more
card swallowed by your machine
my prescription still isn't ready
bins missed again
thanks in advance for answering my letter of 3 March
""",
    "fr": """
toujours rien reçu @brindelune
@brindelune quatrième semaine, pas de table
@brindelune allô ? quelqu'un lit ici ?
pas encore remboursée
où est mon argent
couvercle fendu le premier jour
deuxième lampe, même bourdonnement
six commandés, cinq reçus
encore la mauvaise couleur
colis trempé
le livreur l'a laissé sous la pluie
@aeronova encore du retard, quelle surprise
@aeronova deux heures sur la piste
@aeronova valise perdue. Encore.
@aeronova merci d'avoir gâché notre voyage de noces
@aeronova bel avion, dommage pour les quatre heures de retard
bravo @norrail, encore un train supprimé
@norrail pas de chauffage voiture 3
@norrail ascenseur en panne depuis lundi
@telmio plus de réseau depuis midi
@telmio internet coupé, troisième fois cette semaine
@telmio j'adore payer une fibre inutilisable
@telmio 50 minutes d'attente
@telmio la facture a doublé, pourquoi
prélevée pour une commande annulée
résilié en mai et toujours prélevé
l'appli ne s'ouvre plus
connexion impossible depuis la mise à jour
plat froid, serveur désagréable
chambre qui sentait le tabac
une heure pour deux cafés
personne n'a rappelé
pas à la hauteur
je m'attendais à mieux de votre part
très déçue de la qualité
c'était bien avant, plus maintenant
carte avalée par votre distributeur
mon ordonnance n'est toujours pas prête
poubelles encore oubliées
merci d'avance de répondre à mon courrier du 3 mars
""",
}


@pytest.fixture(scope="module")
def book():
    return playbooks.load(ROOT / "playbooks")


def sorted_all(book, said: dict[str, str], language: str):
    texts = said[language].strip().splitlines()
    assert len(texts) >= 40
    found = [sorting.sort(book, fitted.shipped(), Said(text, language=language, network="x")) for text in texts]
    return list(zip(texts, found, strict=True))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_few_thanks_and_little_small_talk_are_taken_for_complaints(book, language):
    found = sorted_all(book, IDLE, language)
    taken = [text for text, one in found if one.complaint]
    assert len(taken) <= MOST_TAKEN[language], taken


@pytest.mark.parametrize("language", ["en", "fr"])
def test_terse_complaints_are_found(book, language):
    found = sorted_all(book, TERSE, language)
    missed = [text for text, one in found if not one.complaint]
    assert len(missed) <= (1 - LEAST_FOUND) * len(found), missed


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("fr", "Mme Ferrand rapporte une saladière rayée, achetée samedi au comptoir, elle souhaite un échange."),
        ("fr", "M. Lebrun est passé au comptoir : plat rayé, ticket présent, la vendeuse l'a gardé."),
        ("en", "Mrs Ferrand brought back a scratched salad bowl, bought on Saturday, and would like another."),
    ],
)
def test_a_sober_note_about_somebody_attacks_nobody(book, language, note):
    assert not sorting.sort(book, fitted.shipped(), Said(note, language=language, network="counter")).abusive
