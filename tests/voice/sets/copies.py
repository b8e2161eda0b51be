"""What an earlier reply looked like that somebody copied: other names around it, another order, other words."""

from __future__ import annotations

import re
from random import Random

from tests.voice.sets import pairs
from tests.voice.sets.pairs import Pair

GREETINGS = {
    "fr": ("Bonjour Maëva,\n", "Bonsoir,\n", "Chère Madame,\n", "Bonjour @loic_p, ", ""),
    "en": ("Hi Tamara,\n", "Good evening,\n", "Dear Sir,\n", "Hello @loic_p, ", ""),
}
SIGNATURES = ("\n— Ghislain", " ^ZQ", "\nOmbeline", " – Wilfred", "")
# Word → another that fits in the same place, for most sentences.
SYNONYMS = {
    "fr": {
        "désolé": "navré", "désolée": "navrée", "demain": "dès demain", "aujourd'hui": "ce jour", "cela": "ça",
        "excuses": "regrets", "depuis": "à partir de", "avant": "d'ici", "parce que": "car", "mais": "cependant",
        "maintenant": "à présent", "vraiment": "sincèrement", "toujours": "encore", "aussi": "également",
        "erreur": "bévue", "remboursé": "recrédité", "écris": "réponds", "trop": "bien trop",
        "nous": "on", "je vous": "moi je vous", "personne": "nul", "jamais": "à aucun moment",
    },
    "en": {
        "sorry": "very sorry", "tomorrow": "the next day", "today": "this day", "because": "since", "but": "yet",
        "should": "ought to", "I've": "I have", "it's": "it is", "we've": "we have", "didn't": "did not",
        "fixed": "mended", "morning": "a.m.", "wrong": "incorrect", "never": "not ever", "nobody": "no one",
        "told": "informed", "until": "till", "money": "cash", "refunded": "paid back", "also": "as well",
        "mistake": "error", "write": "reply", "who": "the one who", "and": "plus", "our": "this company's",
    },
}  # fmt: skip
LEAST, MOST = 0.04, 0.12  # share of the words that were changed


def copy(pair: Pair, random: Random) -> str | None:
    """The same body to somebody else."""
    return random.choice(GREETINGS[pair.language]) + pair.body + random.choice(SIGNATURES)


def reordered_copy(pair: Pair, random: Random) -> str | None:
    """The same sentences in another order; None when there are too few."""
    told = [sentence.strip() for sentence in pairs.sentences(pair.body)]
    if len(told) < 3:
        return None
    turned = told[1:] + told[:1] if random.random() < 0.5 else [*told[2:], *told[:2]]
    return random.choice(GREETINGS[pair.language]) + " ".join(turned) + random.choice(SIGNATURES)


def reworded_copy(pair: Pair, random: Random) -> str | None:
    """The same with a few words changed; None when the reply uses too few of them."""
    body, changed = pair.body, 0
    length = len(body.split())
    swaps = list(SYNONYMS[pair.language].items())
    random.shuffle(swaps)
    for word, other in swaps:
        pattern = re.compile(rf"(?<![\w'’]){re.escape(word)}(?![\w'’])")
        if changed + 1 <= MOST * length:
            body, count = pattern.subn(other, body, count=1)
            changed += count
    if changed < LEAST * length:
        return None
    return random.choice(GREETINGS[pair.language]) + body + random.choice(SIGNATURES)
