"""The thing that a mention is about: by its name in the lexicon, with the number or the time the customer gives it; or,
where the lexicon knows no name for it, the customer's own plain word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk.playbooks import Fact, plain_words
from bot.desk.playbooks.phrases import stands_in
from bot.drafting import nouns, numbers

YOURS = {"en": ("your ",), "fr": ("votre ", "vos ", "ton ", "ta ", "tes ")}
OF_YOURS = {"en": "of (?:my|the|our|these|those|your)", "fr": "(?:de (?:mes|nos|ces|vos)|des)"}
CLOCK = {"en": r"(\d{1,2}[.:h]\d{2}(?: ?[ap]m)?)", "fr": r"(\d{1,2} ?(?:[h:]|heures?) ?\d{0,2})"}
MOST = 99
# What the brand sold is the customer's in a reply: "your 'unbreakable' mug".
OURS = {"en": {"your": "your"}, "fr": {"votre": "votre", "vos": "vos"}}
# "In my room", « devant ma maison » tell where, not what.
WHERE = {
    "en": frozenset("in at to from near outside behind by into onto on under through past inside towards".split()),
    "fr": frozenset("dans devant derriere pres chez a de par sous vers depuis en jusqu contre".split()),
}
MOST_ADJECTIVES = 3
NO_ADJECTIVE = frozenset("with from about into that this than when what have been they them their were".split())
VOWELS = frozenset("aeiouh")
# A thing of the customer's is what goes wrong only in such company; "my train" may just be what they took to get here.
POSSESSIVE = {
    "en": {"my": "your", "our": "your"},
    "fr": {"mon": "votre", "ma": "votre", "mes": "vos", "notre": "votre", "nos": "vos"},
}
FAMILIAR = {"mon": "ton", "ma": "ta", "mes": "tes", "notre": "votre", "nos": "vos"}
BETWEEN = {
    "en": frozenset("new old whole entire own first second last monthly annual big small little brand".split()),
    "fr": frozenset(
        "nouveau nouvelle nouvel nouveaux nouvelles petit petite grand grande premier premiere belle beau".split()
    ),
}
# ... or as what somebody paid for: "I ordered a fan in June".
INDEFINITE = {
    "en": {"a": "your", "an": "your", "some": "your"},
    "fr": {"un": "votre", "une": "votre", "des": "vos"},
}
INDEFINITE_FAMILIAR = {"un": "ton", "une": "ta", "des": "tes"}
PAID_FOR = {
    "en": re.compile(r" (?:ordered|bought|purchased|preordered|paid for|wait(?:ing|ed)? for|wait(?:ing|ed)? on) $"),
    "fr": re.compile(r" (?:commande|commander|achete|acheter|precommande|attends|attend|attendons) $"),
}
ARTICLES = {"en": {"the": "the"}, "fr": {"le": "le", "la": "la", "les": "les", "l": "l'"}}
GOES_WRONG = {
    "en": re.compile(
        r" (?:is|are|was|were|has|have|had|isn|aren|wasn|weren|hasn|haven|hadn|never|still|keeps?|kept|stopped|won|"
        r"wouldn|doesn|didn|don|can|couldn|arrived|came|broke|got|went|does|did|disappeared|vanished|crashes|crashed|"
        r"freezes|froze|leaks|fell|failed|fails|cost|costs|took|takes) "
    ),
    "fr": re.compile(
        r" (?:est|sont|etait|etaient|a|ont|n|ne|avait|avaient|devait|devaient|marche|fonctionne|fuit|plante|bug\w*|"
        r"reste|restent|fait|font|arrive|toujours|jamais|s|se|met|prend|coute|tombe) "
    ),
}
# ... or as what is asked for, lost, refused, spoilt.
ASKED_FOR = {
    "en": re.compile(
        r" (?:where (?:is|s|are)|wheres|wait(?:ing|ed)? for|no sign of|no news (?:of|about)|(?:problem|issue|"
        r"trouble)s? with|"
        r"(?:charged|billed|paid|paying) (?:twice )?for|(?:log|logged|get|getting) (?:in ?to|out of|back)|"
        r"(?:you|they|u|driver|staff|to|been|was|has|have|had|it|just|then|twice|t) (?:lost|cancell?ed|cancel|refused?|"
        r"deliver(?:ed)?|activate|repair(?:ed)?|replaced?|return(?:ed)?|refund(?:ed)?|fix(?:ed)?|damaged?|broke|"
        r"broken|blocked|"
        r"closed?|deleted|changed?|suspended|renew(?:ed)?|downgraded|scratched|ruined|dropped|ignored?|use|open|access|"
        r"track|collect(?:ed)?|received?|find)) $"
    ),
    "fr": re.compile(
        r" (?:ou (?:est|sont|en est)|attends|attendre|attend|attendons|recu|recevoir|perdu|annule|annuler|livre|"
        r"livrer|reparer|"
        r"repare|resilier|resilie|rembourser|rembourse|bloque|debloquer|active|activer|abime|casse|raye|supprime|"
        r"suspendu|"
        r"modifie|modifier|refuse|ferme|remplacer|remplace|renvoyer|retrouver|recuperer|utiliser|consulter|"
        r"(?:probleme|souci)s? (?:avec|sur)|nouvelles de|acceder a|connecter a|facture (?:deux fois )?pour) $"
    ),
}


def named(plain: str, text: str, fact: Fact, language: str, *, familiar: bool = False) -> str | None:
    """The first name of ``fact`` (in the file's order, most specific first) one of whose words is in ``plain``."""
    for name, words in fact.names(language, familiar=familiar):
        word = next((word for word in words if stands_in(word, plain)), None)
        if word is not None:
            return _qualified(name, plain, text, language)
    return None


def _qualified(name: str, plain: str, text: str, language: str) -> str:
    """ "Your two cups", "one of your six bowls", "your 7.40 train": where the mention counts or times it so."""
    yours = next((start for start in YOURS[language] if name.startswith(start)), None)
    thing = name.removeprefix(yours) if yours else ""
    if not yours or not thing.isalpha():
        return name
    bare = plain_words(thing).strip()
    if bare.endswith(("s", "x")) and (counted := _counted(yours, thing, bare, plain, language)):
        return counted
    return _timed(name, thing, text, language) or name


def _counted(yours: str, thing: str, bare: str, plain: str, language: str) -> str | None:
    number = numbers.pattern(language)
    part = rf" (?P<part>{number}) {OF_YOURS[language]} (?:(?P<all>{number}) )?{bare} "
    if match := re.search(part, plain):
        some, all_ = numbers.value(match["part"], language), match["all"]
        of_all = f"{numbers.spoken(numbers.value(all_, language), language)} " if all_ else ""
        said = match["part"] if language == "fr" and some == 1 else numbers.spoken(some, language)
        return f"{said} of {yours}{of_all}{thing}" if language == "en" else f"{said} de {yours}{of_all}{thing}"
    found = {match["all"] for match in re.finditer(rf" (?P<all>{number}) {bare} ", plain)}
    counts = {numbers.value(said, language) for said in found}
    if len(counts) != 1 or not 1 < (count := counts.pop()) <= MOST:
        return None
    return f"{yours}{numbers.spoken(count, language)} {thing}"


def _timed(name: str, thing: str, text: str, language: str) -> str | None:
    """ "The 7.40 train", « le train de 7h40 »."""
    if language == "en":
        found = re.search(rf"\b{CLOCK['en']} {thing}\b", text, re.IGNORECASE)
        return f"your {found[1]} {thing}" if found else None
    found = re.search(rf"\b{thing} (?:de|du|des) {CLOCK['fr']}(?!\w)", text, re.IGNORECASE)
    return f"{name} de {french_clock(found[1])}" if found else None


def french_clock(said: str) -> str:
    """« 7h40 », « 7:40 », « 8 heures » as « 7 h 40 », « 8 h »."""
    hour, minute = [*re.findall(r"\d+", said), ""][:2]
    return f"{hour} h {minute}".rstrip()


def quoted(plain: str, language: str, *, familiar: bool = False) -> str | None:
    """The customer's own plain word for what goes wrong ("my boiler" → "your boiler"), when exactly one does; or for
    the only thing they speak of, when it is theirs.

    Only words of :mod:`bot.drafting.nouns`: no name, no insult, no misspelling is said again.
    """
    troubled = set(_troubled(plain, language, familiar))
    if troubled:
        return troubled.pop() if len(troubled) == 1 else None
    return _only(plain.split(), language, familiar)


def _only(words: list[str], language: str, familiar: bool) -> str | None:
    """The one known noun of the whole text, where it is the customer's and not merely where something happened."""
    found: dict[str, list[int]] = {}
    place = 0
    while place < len(words):
        noun = nouns.at(words, place, language) if language in POSSESSIVE else None
        if noun:
            found.setdefault(noun[0], []).append(place)
        place = noun[1] if noun else place + 1
    if len(found) != 1:
        return None
    ((written, places),) = found.items()
    starts = (_owned(words, at, language, familiar) for at in places)
    start = next((start for start in starts if start), None)
    return _joined(start, written) if start else None


def _owned(words: list[str], at: int, language: str, familiar: bool) -> str | None:
    """ "Your" for what stands at ``at`` behind "my" or "your", an adjective between them or not."""
    theirs = POSSESSIVE[language] | (FAMILIAR if familiar and language == "fr" else {}) | OURS[language]
    back = 1
    while back <= at and back < MOST_ADJECTIVES and _describes(words[at - back], language):
        back += 1
    start = theirs.get(words[at - back]) if back <= at else None
    return None if start and at > back and words[at - back - 1] in WHERE[language] else start


def _describes(word: str, language: str) -> bool:
    """English puts any adjective before its noun, French only a few."""
    if word in BETWEEN[language]:
        return True
    return language == "en" and len(word) > 3 and word not in NO_ADJECTIVE and word not in OURS["en"]


def _troubled(plain: str, language: str, familiar: bool) -> Iterator[str]:
    """ "Your X", "the X" for each known noun that goes wrong."""
    possessive = POSSESSIVE.get(language, {}) | (FAMILIAR if familiar and language == "fr" else {})
    articles, indefinite = ARTICLES.get(language, {}), INDEFINITE.get(language, {})
    if familiar and language == "fr":
        indefinite = INDEFINITE_FAMILIAR
    words = plain.split()
    for place, word in enumerate(words[:-1]):
        start = possessive.get(word) or articles.get(word) or indefinite.get(word)
        at = place + 1 + (words[place + 1] in BETWEEN[language] or words[place + 1] in numbers.NUMBERS[language])
        noun = nouns.at(words, at, language) if start else None
        if start is None or noun is None:
            continue
        written, end = noun
        before = f" {' '.join(words[max(0, place - 4) : place])} "
        wrong = GOES_WRONG[language].match(f" {' '.join(words[end : end + 1])} ")
        if word in indefinite:
            if PAID_FOR[language].search(before):
                yield _joined(start, written)
        elif wrong or (word in possessive and ASKED_FOR[language].search(before)):
            yield start + ("" if start.endswith("'") else " ") + written


def _joined(start: str, noun: str) -> str:
    """« ta » before a vowel is « ton »."""
    return f"{'ton' if start == 'ta' and plain_words(noun).strip()[:1] in VOWELS else start} {noun}"
