"""Does a mention give orders to a machine? Then none is asked: the composed draft cannot be talked to.

The second of two locks. The first is :mod:`gate`, which lets no order take effect that goes unnoticed here; so what is
listed is what no unhappy customer writes to a brand, and a plain demand ("give me my money back") is none.
"""

from __future__ import annotations

import re
import unicodedata

from bot.desk.playbooks.words import bare

ORDERS = re.compile(
    # ignore your rules; "you ignore every rule" is a reproach
    r"(?<!you )(?<!vous )(?<!tu )(?<!they )\b(?:ignor\w*|disregard\w*|forget|override|bypass|oubli\w*|contourn\w*|"
    r"outrepass\w*|ne (?:tiens|tenez) (?:pas|plus) compte)"
    r"\b.{0,40}\b(?:instructions?|rules?|regles?|prompts?|guidelines?|consignes?|guardrails?|"
    r"directives?|above|ci dessus)\b"
    # you are something else now; "you are a bot" is a reproach too
    r"|\b(?:(?:you are|you re|tu es|vous etes) (?:now|maintenant|desormais)|act as|pretend to be|roleplay|agis comme|"
    r"agissez comme|joue le role|fais comme si)\b.{0,30}\b(?:ai|ia|assistant|bot|chatbot|language model|"
    r"modele de langage|gpt\w*|llm|dan|developer mode|mode developpeur|pirate|unrestricted|sans restriction)\b"
    # parts of a machine's conversation
    r"|\b(?:system prompt|system message|prompt systeme|message systeme|new instructions?|nouvelles? instructions?|"
    r"end of (?:mention|complaint|user|text)|fin (?:de la mention|du message utilisateur)|begin system|im start|im end|"
    r"developer mode|mode developpeur|jailbreak|prompt injection)\b"
    r"|(?:^|\n)\s*(?:system|assistant|systeme|developer) ?:"
    # what the answer shall be
    r"|\b(?:your (?:reply|answer|response|output|draft) (?:must|should|shall|has to|will)|(?:reply|respond|"
    r"answer|output|"
    r"write|say|repeat|print|return)\b.{0,25}\b(?:exactly|verbatim|only|json|the following|word for word)|"
    r"votre reponse (?:doit|devra)|ta reponse (?:doit|devra)|(?:repond\w*|ecri\w*|dis|dites|repet\w*|renvo\w*|"
    r"affich\w*)\b"
    r".{0,25}\b(?:exactement|mot pour mot|uniquement|seulement|json|la phrase suivante|ce qui suit))\b"
    r"|\b(?:base64|rot13|decode (?:this|ceci)|translate the (?:above|following)|traduis (?:ce qui|la suite))\b"
)
MARKERS = re.compile(
    r"<\|\w+\|>|</?(?:system|mention|user|assistant|instructions?)>|\[/?INST\]|###\s*\w+|```|\"role\"\s*:", re.I
)
HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
# Joins people's emoji; a few are no disguise.
FEW_JOINERS = 8
BASE64 = re.compile(r"(?<![\w/+])(?=\S*[A-Z])(?=\S*[a-z])(?=\S*\d)[A-Za-z0-9+/]{40,}={0,2}(?![\w/+])")
LEET = str.maketrans("013457@$!", "oieastasi")
SPREAD = re.compile(r"\b(?:\w[ .\-_*]){5,}\w\b")


def gives_orders(text: str) -> bool:
    """Whether ``text`` speaks to a machine that would answer it, in plain words or in disguise."""
    if MARKERS.search(text) or BASE64.search(text) or len(HIDDEN.findall(text)) > FEW_JOINERS:
        return True
    visible = unicodedata.normalize("NFKC", HIDDEN.sub("", text))
    return any(ORDERS.search(reading) for reading in _readings(visible))


def _readings(text: str) -> list[str]:
    """``text`` as it can be meant: as written, with figures for letters, with letters set apart, backwards."""
    plain = _spaced(bare(_latin(text)))
    together = SPREAD.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), bare(_latin(text)))
    return [plain, _spaced(together), plain.translate(LEET), plain[::-1]]


def _spaced(text: str) -> str:
    lines = (re.sub(r"[^\w:]+", " ", line) for line in text.splitlines())
    return "\n".join(lines) + "\n" + re.sub(r"[^\w:]+", " ", text)


LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһԛԝνοαι", "aeopcyxijsdhqwvoai")


def _latin(text: str) -> str:
    """Cyrillic and Greek letters that look like Latin ones, as those."""
    return text.lower().translate(LOOK_ALIKES)
