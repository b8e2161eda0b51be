"""How a reply begins: with the customer's first name, when what they call themselves begins with one."""

from __future__ import annotations

import re

from bot.triage.insults import SWEARING
from bot.triage.words import plain_words

GREETING = {"en": ("Hi {name},", "Hello,"), "fr": ("Bonjour {name},", "Bonjour,")}
NOT_A_FIRST_NAME = re.compile(
    r"[\d_@.]|^(?:the|an?|le|la|les|une?|mr|mrs|ms|miss|mx|sir|madam|mme|mlle|m|madame|mademoiselle|monsieur|dr|prof|"
    r"team|équipe|client|cliente|customer|user|guest|utilisateur|utilisatrice|membre|member|anonymous|anonyme|"
    r"not|non|no|never|jamais|stop|fake|real|official|officiel|angry|mad|sad|unhappy|disgruntled|disappointed|furious|"
    r"déçue?s?|mécontente?s?|furieux|furieuse|victime|victim|voyageur|voyageuse|passenger|local|just|my|mon|ma|mes|"
    r"your|votre|ton|ta|we|nous|on|i|je|who|qui|what|collectif|association|club|studio|shop|boutique|restaurant|"
    r"hotel)$",
    re.IGNORECASE,
)


def greeting(name: str, language: str, brand: str = "") -> str:
    """ "Hi Nadia," when the author's name begins with what reads like a first name, else a greeting without one."""
    with_name, without = GREETING[language]
    first = first_name(name, brand)
    return with_name.format(name=first) if first else without


def first_name(name: str, brand: str = "") -> str:
    """The first name that ``name`` begins with; empty when it reads like none, insults, or is the ``brand``'s."""
    first = name.split()[0] if name.split() else ""
    plausible = 2 <= len(first) <= 20 and not NOT_A_FIRST_NAME.search(first) and first.replace("-", "").isalpha()
    initials = first.isupper() and len(first) == 2
    if not plausible or initials or first[0].islower() or not first.isprintable():
        return ""
    plain = plain_words(name)
    if SWEARING.stands_in(plain, "unknown") or (brand and plain_words(brand) in plain):
        return ""
    return first.title() if first.isupper() else first
