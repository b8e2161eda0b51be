"""R12 as well: whether what a reply gives is what was granted, put in other words."""

from __future__ import annotations

import re

from bot.voice import stems
from bot.voice.amounts import AMOUNT
from bot.voice.lists import words
from bot.voice.matter import Matter, content
from bot.voice.situation import Grant
from bot.voice.wording import Span, fold, tokens_of

FREE = re.compile(r"(?<!\w)(?:free|complimentary|offert\w*|gratuit\w*|on us|on me|on the house)(?!\w)")
ITS_COST = re.compile(
    r"(?<!\w)(?:repairs?|cleaning|cleaner|fitting|fitter|plumber|locksmith|workshop|bill|invoice|part|parts|"
    r"labour|carpenter|"
    r"painter|electrician|reparation|nettoyage|pose|plombier|serrurier|atelier|note|facture|piece|pieces|"
    r"main-d'oeuvre|"
    r"menuisier|peintre|electricien|retouche|reprise|teinturier|frais)(?!\w)"
)
MONEY_BACK = re.compile(
    r"(?<!\w)(?:refund\w*|reimburs\w*|money|rembours\w*|argent|recredit\w*|virement|transfer\w*|taxi|hotel|"
    r"whatever|everything|"
    r"double|twice|tout ce|trouble|dommage\w*)(?!\w)"
)
ON_TOP = re.compile(
    r"(?<!\w)(?:next|also|as well|on top|too|voucher|gift|present|credit|extra|month|year|months|years|night|"
    r"dinner|drinks?|"
    r"prochain\w*|aussi|egalement|en plus|bon|cadeau\w*|avoir|mois|ans?|nuit|diner|verres?|supplementaire\w*|"
    r"bouteille|"
    r"upgrade|surclass\w*)(?!\w)"
)
WE_TOO = re.compile(r"(?<!\w)(?:i|we) (?:will|do|am|are|shall|would) (?:too|as well|also)(?!\w)|moi aussi|nous aussi")
LEAST_LETTERS = 8  # of a word that needs no stem to be known again: « contre-visite »


def in_words(matter: Matter, grant: Grant, span: Span) -> str:
    """What a grant is for, in somebody's words: of one whose kind is known they cover what is given in another way
    ("taken off", "on its way back"), unless something comes on top or an amount is named."""
    said = WE_TOO.sub("", matter.reply.plain[span.start : span.end])
    if grant.said or ON_TOP.search(said) or AMOUNT.search(said):
        return grant.said
    return grant.scope


def is_said(matter: Matter, sentence: Span, granted: str, least: int = 1) -> bool:
    """Whether a sentence takes up words (at least ``least``) of what was granted in words of somebody's own."""
    plain = fold(granted)
    known = {key for key, _start, _end in content(tokens_of(plain, Span(0, len(plain))))}
    things = {name for key in known for name in stems.concepts(key)}
    shared = {
        key
        for key, start, _end in matter.keys
        if sentence.start <= start < sentence.end and (key in known or bool(stems.concepts(key) & things))
    }
    named = {word for word in plain.split() if len(word) >= LEAST_LETTERS and word not in words("stop")}
    shared |= named & set(matter.reply.plain[sentence.start : sentence.end].split())
    return len(shared) >= least


def is_only_free(matter: Matter, sentence: Span) -> bool:
    """ "The recut is free", « la retouche est offerte »: what is granted costs nothing, and nothing comes on top."""
    plain = matter.reply.plain
    return (
        FREE.search(plain, sentence.start, sentence.end) is not None
        and ON_TOP.search(plain, sentence.start, sentence.end) is None
    )


def pays_for_it(matter: Matter, sentence: Span) -> bool:
    """ "I'm paying the plumber": what the granted repair costs us is no money back."""
    plain = matter.reply.plain
    return (
        ITS_COST.search(plain, sentence.start, sentence.end) is not None
        and MONEY_BACK.search(plain, sentence.start, sentence.end) is None
        and AMOUNT.search(plain, sentence.start, sentence.end) is None
    )
