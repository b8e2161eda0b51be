"""R7: signed by a named human. "The team" is nobody; a name must be the approver's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.texts import _
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import WORD, fold

INTRODUCTION = re.compile(
    r"(?<!\w)(?:i'm|i am|my name is|this is|it's|je suis|je m'appelle|c'est|ici|moi c'est)\s+([a-z][a-z'-]+)"
    r"(?=\s*(?:,|from|de|du|chez|at|here|with|and|et|-|\.|!|\(|au|responsable|manager|the|la|le)(?!\w))"
    r"|(?<!\w)([a-z][a-z'-]+) (?:here|a l'ecoute|a l'appareil)(?=\s*[,.!-])"
)

# "Harbour Lane Depot" and "The Kitchen" are nobody; "Ann Lee, Harbour Lane Depot" and « Marc du service » are somebody.
PART = re.compile(
    r"[,\n;/|(]| - |(?<!\w)(?:in|et|and|a)(?!\w)|(?<!\w)(?:from|at|of|for|du|de la|des|chez|a la|au)(?!\w)"
)
PLACE = re.compile(
    r"(?<!\w)(?:depots?|kitchen|station|branch|office|shop|store|hall|counter|workshop|works|library|libraries|"
    r"online|"
    r"recycling|"
    r"cuisine|gare|agence|bureau|boutique|magasin|atelier|comptoir|guichet|mairie|mediatheque|en ligne|proprete)"
    r"(?!\w)|^\W*(?:the|your|our|le|la|les|votre|notre|nos)(?!\w)|^\W*l'"
)
ASK_FOR = re.compile(r"(?<!\w)(?:ask for|demandez|asking for|en demandant|speak to|c'est) ([a-z][\w' -]{1,30}?)\W*$")
LAST = re.compile(r"(?:[.!?]\s+|\n)")
MOST_LAST_WORDS = 10
MOST_NAMES = 2
INITIALS = re.compile(r"[A-Z]{2,3}|(?:[A-Z]\.){1,2}[A-Z]?\.?")
NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z](?:-[^\W\d_]+)?|[^\W\d_a-z]\.?")
MOST_INITIALS, MARKS = 3, "^~*/|-–—"


def check(matter: Matter) -> Check:
    """Whether a human name (or initials) signs, and it is that of somebody who may."""
    tokens = _signature(matter)
    signed = _names(matter, tokens)
    introduced = [name for name in _introduced(matter) if name not in words("no introduction")]
    allowed = [person for person in (matter.situation.approver, *matter.situation.signers) if person]
    if allowed:
        if any(_is(person, [*tokens, *introduced]) or _is(person, _last_words(matter)) for person in allowed) or (
            _asks_for_me(matter, allowed)
        ):
            return passed("R7")
        if not signed and not introduced:
            return _unsigned(matter)
        if introduced and not signed and not matter.situation.approver:
            return passed("R7")
        return Check(
            "R7", "block", False, _shown(matter),
            _("It is not signed by whoever answers for it: {who}."),
            _("Sign with the name or initials of the person who approves it."), {"who": ", ".join(allowed)},
        )  # fmt: skip
    return passed("R7") if signed or introduced or _ends_with_a_name(matter) else _unsigned(matter)


def _asks_for_me(matter: Matter, allowed: Iterable[str]) -> bool:
    """ "Your pair is put by, ask for Tiphaine.": the last words of the reply name its writer."""
    found = ASK_FOR.search(matter.reply.plain)
    return found is not None and any(_is(person, WORD.findall(found[1])) for person in allowed)


def _last_words(matter: Matter) -> list[str]:
    """The words behind the last sentence, or the last sentence itself when it is as short as a name.

    A service on a line of its own belongs to the name above it.
    """
    said = [words for piece in LAST.split(matter.reply.plain) if (words := WORD.findall(piece))]
    if len(said) > 1 and all(_is_service(matter, word) for word in said[-1]):
        return said[-2] if len(said[-2]) <= MOST_LAST_WORDS else []
    return said[-1] if said and len(said[-1]) <= MOST_LAST_WORDS else []


def _is_service(matter: Matter, word: str) -> bool:
    known = words("team") | words("title") | words("closing") | words("linking")
    return word in known or word in brand_words(matter)


def _ends_with_a_name(matter: Matter) -> bool:
    """ "… by noon. Ana.", "Ana – customer care", "AS", "Speak on Friday, Ana": a name alone, or beside a service."""
    text = matter.reply.text.rstrip(" .!*)]\n\t\u2728\U0001f642")
    last = re.split(r"[.!?]\s+|\n", text)
    if INITIALS.fullmatch(last[-1].strip(" -–—^~*")):
        return True
    if len(last) > 1 and all(_is_service(matter, word) for word in WORD.findall(fold(last[-1]))):
        last.pop()
    for part in re.split(r"\s[-–—|/·•]\s|\s(?:and|et)\s|[,:@(]", last[-1]):
        said = part.strip(" .*^~([")
        if INITIALS.fullmatch(said) and fold(said).replace(".", "") not in brand_words(matter):
            return True
        names = said.split()
        if 0 < len(names) <= MOST_NAMES and all(_could_name(matter, name) for name in names):
            return True
    return False


def _could_name(matter: Matter, name: str) -> bool:
    """A capital, small letters behind it, and no word that sentences are made of."""
    plain = fold(name)
    if not NAME.fullmatch(name) or _is_service(matter, plain) or plain in words("dates"):
        return False
    return plain not in words("stop") | words("stock") | words("general")


def _unsigned(matter: Matter) -> Check:
    passage = _shown(matter)
    why = _("A team or a brand signs; nobody answers for it.") if passage else _("Nobody signs it.")
    return Check(
        "R7", "block", False, passage, why, _("Sign with a first name and what the person does: “Léa, customer care”.")
    )


def _shown(matter: Matter) -> str:
    return matter.reply.shown_signature


def _signature(matter: Matter) -> list[str]:
    span = matter.reply.signature
    return [word for found in WORD.findall(matter.reply.plain[span.start : span.end]) for word in found.split("'")]


def _names(matter: Matter, tokens: list[str]) -> list[str]:
    """The tokens that are no service, title, closing word, brand or function word; ^IS are somebody's initials."""
    if len(tokens) == 1 and len(tokens[0]) <= MOST_INITIALS and matter.reply.shown_signature[0] in MARKS:
        return tokens
    span = matter.reply.signature
    tokens = [
        word
        for part in PART.split(matter.reply.plain[span.start : span.end])
        if not PLACE.search(part)
        for found in WORD.findall(part)
        for word in found.split("'")
    ]
    return [
        token
        for token in tokens
        if token not in words("team") | words("title") | words("closing") and not token[0].isdigit()
        and token not in words("stop") and token not in brand_words(matter)
    ]  # fmt: skip


def brand_words(matter: Matter) -> frozenset[str]:
    """The words of the brand's own name and services."""
    brand = matter.situation.brand
    if brand is None:
        return frozenset()
    said = WORD.findall(fold(" ".join([brand.name, *brand.services, *brand.accounts])))
    return frozenset([*said, *_initials(fold(brand.name))])


def _initials(name: str) -> list[str]:
    """ "Rug House" signs as RH; a single letter is nobody's."""
    found = "".join(word[0] for word in WORD.findall(name) if word not in words("linking"))
    return [found] if len(found) > 1 else []


def _introduced(matter: Matter) -> Iterable[str]:
    for found in INTRODUCTION.finditer(matter.reply.plain):
        name = found[1] or found[2]
        start = found.start(1) if found[1] else found.start(2)
        said = matter.reply.shown(start, start + len(name))
        if (
            name not in words("stop")
            and name not in words("team")
            and (said[:1].isupper() or said.islower() == matter.reply.text.islower())
        ):
            yield name


def _is(person: str, tokens: list[str]) -> bool:
    """Whether the tokens are this person's name, its first word, or its initials."""
    parts = WORD.findall(fold(person))
    if not parts:
        return False
    initials = "".join(part[0] for part in parts)
    whole = "".join(parts)
    for token in tokens:
        bare = token.replace("'", "")
        if bare in (initials, whole) and len(bare) > 1:
            return True
        if bare in parts and (bare == parts[0] or len(bare) > 1):
            return True
        if len(parts) == 1 and len(bare) == 1 and bare == parts[0][0]:
            return True
    return (
        len(tokens) > 1
        and [token[0] for token in tokens[:2]] == list(initials[:2])
        and all(len(t) == 1 for t in tokens[:2])
    )
