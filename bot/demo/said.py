"""What invented customers of an invented brand say, in French and English; no two of them the same."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NETWORKS = ("x", "x", "x", "facebook", "facebook", "instagram", "instagram", "google", "reviews", "mastodon")
FIRST = ("Nadia", "Omar", "Clémence", "Jules", "Aïcha", "Mateo", "Ines", "Bram", "Yann", "Louise", "Tess", "Idris",
         "Maud", "Rosa", "Kofi", "Lena", "Paul", "Sofia", "Hugo", "Elsa")  # fmt: skip
LAST = ("Orsel", "Tarvin", "Duvallon", "Merrin", "Castane", "Arkwright", "Vermeil", "Quillan", "Sorbier", "Haldane",
        "Pradel", "Lowick", "Ferrand", "Ashby", "Morvan", "Brelle")  # fmt: skip
THINGS = {
    "fr": ("ma table pliante", "mes six bols", "le lampadaire", "la nappe en lin", "mes tasses", "le tabouret"),
    "en": ("my folding table", "the six bowls", "the floor lamp", "the linen tablecloth", "my mugs", "the stool"),
}
CITIES = ("Lyon", "Lille", "Bath", "Nantes", "Leeds", "Rennes", "York", "Metz")
COMPLAINTS: dict[str, tuple[str, ...]] = {
    "fr": (
        "{thing} devait arriver {day} et toujours rien, commande {number}. Le suivi ne bouge pas depuis {n} jours.",
        "Livraison promise sous 5 jours, {n} jours plus tard je n'ai toujours pas reçu {thing}. Commande {number}.",
        "Reçu {thing} hier à {city} : cassé, et le carton était éventré. Commande {number}, {price} € à la poubelle.",
        "{thing} est arrivé abîmé, un coin fendu sur {n} cm. Commande {number}.",
        "Vous m'avez débité deux fois {price} € pour la commande {number}. Personne ne répond depuis {n} jours.",
        "Toujours pas remboursé de {price} €, {n} jours après le retour. Commande {number}.",
        "Au magasin de {city}, le vendeur m'a ri au nez quand j'ai demandé un échange. Ticket {number}.",
        "{n} appels, aucun humain au bout du fil, juste un robot. Je veux {thing}, dossier {number}.",
        "Il manque une pièce dans le colis {number} : impossible de monter quoi que ce soit avec {thing}.",
    ),
    "en": (
        "{thing} was due {day} and has still not arrived, order {number}. Tracking has not moved for {n} days.",
        "Promised in 5 days, it is now {n} and {thing} is nowhere. Order {number}.",
        "Unpacked {thing} in {city} today: broken, no padding in the box at all. Order {number}, £{price} wasted.",
        "{thing} came damaged, a crack of {n} cm along the side. Order {number}.",
        "You charged me {price} twice for order {number} and nobody answers for {n} days.",
        "Still no refund of {price} pounds, {n} days after I sent it back. Order {number}.",
        "The man at your {city} shop laughed at me when I asked for an exchange. Receipt {number}.",
        "{n} calls, no human, only a robot that hangs up. I just want {thing}, case {number}.",
        "A part is missing in parcel {number}, so I cannot put anything together with {thing}.",
    ),
}
SURGE = {
    "fr": "Grève chez votre transporteur ? {thing} est bloqué à {city} depuis {n} jours, commande {number}, aucune "
    "nouvelle de vous.",
    "en": "Is your carrier on strike? {thing} has been stuck in {city} for {n} days, order {number}, not a word from "
    "you.",
}
NOISE = {
    "fr": ("J'adore {thing} de chez vous, merci à l'équipe de {city}, vraiment parfait !",
           "Brindelune recrute {n} personnes à {city}, offre {number}."),
    "en": ("Love {thing} from you, thanks to the {city} team, simply perfect!",
           "Brindelune is hiring {n} people in {city}, vacancy {number}."),
}  # fmt: skip
AGAIN = {
    "fr": "Toujours aucune nouvelle, {n} jours après mon message {number}. Il y a quelqu'un ?",
    "en": "Still not a word, {n} days after my message {number}. Is anybody there?",
}
DAYS = {"fr": ("mardi", "jeudi", "vendredi"), "en": ("on Tuesday", "on Thursday", "on Friday")}
ANGRY = {"fr": " C'est une honte, vous vous moquez du monde.", "en": " This is a disgrace, you take us for fools."}
SITE = "https://social.example"


@dataclass(frozen=True)
class Voice:
    """One invented person and where they speak."""

    name: str
    handle: str
    network: str
    language: str

    def says(self, text: str, chance: random.Random, external_id: str, at: datetime, **more: Any) -> dict[str, Any]:
        """A generic alert with ``text``, its gaps filled."""
        filled = text.format(
            thing=chance.choice(THINGS[self.language]), day=chance.choice(DAYS[self.language]),
            city=chance.choice(CITIES), number=f"{chance.choice('BDKRT')}{chance.randrange(10_000, 99_999)}",
            n=chance.randrange(3, 28), price=chance.randrange(19, 240),
        )  # fmt: skip
        address = f"{SITE}/{self.network}/{self.handle}"
        author = {"handle": self.handle, "name": self.name, "followers": int(chance.paretovariate(0.8) * 40),
                  "url": address}  # fmt: skip
        return {
            "id": external_id, "network": self.network, "url": f"{address}/{external_id}", "author": author,
            "text": filled[0].upper() + filled[1:], "language": self.language, "posted_at": at.isoformat(), **more,
        }  # fmt: skip


def somebody(chance: random.Random, number: int) -> Voice:
    """A person, the ``number``-th."""
    first, last = chance.choice(FIRST), chance.choice(LAST)
    language = "fr" if chance.random() < 0.6 else "en"
    return Voice(f"{first} {last}", f"{first.lower()}.{last.lower()}.{number}", chance.choice(NETWORKS), language)


def complaint(voice: Voice, chance: random.Random, *, surge: bool) -> str:
    """What they complain of."""
    text = SURGE[voice.language] if surge else chance.choice(COMPLAINTS[voice.language])
    return text + (ANGRY[voice.language] if chance.random() < 0.15 else "")
