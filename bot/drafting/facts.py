"""What a mention says that a reply may repeat: the thing, the day it was due, how long the wait has been.

Only what the customer's own words carry; nothing is inferred. A fact that cannot be found is missing, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.desk.playbooks import Fact, plain_words
from bot.desk.playbooks.phrases import stands_in

# Words that make a day the promised one. "Arrived on Monday" promises nothing, "I should leave on Monday" neither.
DUE = {
    "en": r"(?:due|promised|expected|scheduled|announced|to (?:arrive|come|be delivered)|(?:it|they|which|that|order|"
    r"parcel|delivery)(?: was| were)? (?:supposed|should|meant))",
    "fr": r"(?:prevue?s?|promise?s?|promis|annoncee?s?|devait|devaient|devrait|aurait du|auraient du|attendue?s?)",
}
# A clause that begins in between is about something else; a day to come cannot have been missed.
OTHER_CLAUSE = {
    "en": "i|we|you|they|and|but|so|then|because|called|until|since|next|this|every",
    "fr": "je|j|nous|vous|on|et|mais|puis|donc|car|alors|jusqu|depuis|chaque",
}
TO_COME = {"en": ("next {day}", "this coming {day}"), "fr": ("{day} prochain", "{day} qui vient")}
DAYS = {
    "en": {d.lower(): f"on {d}" for d in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]}
    | {"yesterday": "yesterday"},
    "fr": {d: d for d in ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]} | {"hier": "hier"},
}
WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty".split(),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt".split(),
}
NUMBERS = {
    language: {plain_words(word).strip(): count for count, word in enumerate(words) if count}
    | ({"a": 1} if language == "en" else {"une": 1})
    for language, words in WORDS.items()
}
UNITS = {
    "en": {"day": "days", "week": "weeks", "month": "months"},
    "fr": {"jour": "jours", "semaine": "semaines", "mois": "mois"},
}
ABOUT = {"en": r"(?: over| almost| nearly| about| more than)?", "fr": r"(?: plus de| presque| deja| bientot)?"}
# How people say how long they have been waiting; {n} is the amount ("three weeks"). What names another length of time
# (a guarantee, an absence, a promise "within five days", a lateness) must not match: better no fact than a wrong one.
WAITED = {
    "en": (
        r" (?:been|waited|waiting|since){about} {n} ",
        r" (?:waiting|waited|wait|nothing|news|word|sign|silence|stuck|delayed|missing)(?: \w+){{0,6}} for{about} {n} ",
        r" (?:ordered|bought|paid|purchased|placed)(?: \w+){{0,8}}?{about} {n} ago ",
        r" after{about} {n} (?:still|nothing|no|of waiting) ",
        r" {n} (?:now|later|of waiting|wait|and (?:still|nothing|no|counting)) ",
    ),
    "fr": (
        r" (?<!client )(?<!cliente )(?:depuis|fait|attend\w*){about} {n} ",
        r" (?:command\w*|achet\w*|pay\w*)(?: \w+){{0,8}}? il y a{about} {n} ",
        r" apres{about} {n} (?:toujours|rien|d attente|sans) ",
        r" {n} (?:d attente|que j attend\w*|que nous attend\w*|qu on attend|plus tard) ",
        r" {n} sans (?:nouvelles?|rien|reponse) ",
        r" {n} (?:et |que )?(?:toujours (?:rien|pas)|rien) ",
    ),
}
NOT_SO_LONG = {
    "en": "or to in within under next every first last".split(),
    "fr": "ou a dans sous en chaque les".split(),
}


def found(text: str, language: str, lexicon: Mapping[str, Fact]) -> dict[str, str]:
    """Slot → words for it, as they will be read in the reply. ``lexicon``: :meth:`Book.facts_of` the playbook."""
    plain = plain_words(text)
    named = ((slot, _named(plain, fact, language)) for slot, fact in lexicon.items())
    facts = {slot: name for slot, name in named if name}
    if day := _day(plain, language):
        facts["day"] = day
    if day := _due_day(plain, language):
        facts["due_day"] = day
    if duration := _duration(plain, language):
        facts["duration"] = duration
    return facts


def _named(plain: str, fact: Fact, language: str) -> str | None:
    """The first name (in the file's order, most specific first) one of whose words is in the text."""
    return next((name for name, words in fact.names(language) if any(stands_in(word, plain) for word in words)), None)


def _day(plain: str, language: str) -> str | None:
    """The one weekday (or "yesterday") that the text names, unless it is still to come."""
    days = DAYS.get(language, {})
    seen = [day for day in days if f" {day} " in plain]
    if len(seen) != 1 or any(f" {phrase.format(day=seen[0])} " in plain for phrase in TO_COME[language]):
        return None
    return days[seen[0]]


def _due_day(plain: str, language: str) -> str | None:
    """A weekday or "yesterday" close behind a word that says it was promised for then; two days are no answer."""
    days = DAYS.get(language, {})
    seen = {day for day in days if f" {day} " in plain}
    if len(seen) != 1:
        return None
    day = seen.pop()
    between = rf"(?: (?!(?:{OTHER_CLAUSE[language]}) )\w+){{0,4}}"
    if not re.search(rf" {DUE[language]}{between} {day} ", plain) or any(
        f" {phrase.format(day=day)} " in plain for phrase in TO_COME[language]
    ):
        return None
    if language == "fr" and f" {day} dernier " in plain:
        return f"{days[day]} dernier"
    return f"last {days[day].removeprefix('on ')}" if f" last {day} " in plain else days[day]


def _duration(plain: str, language: str) -> str | None:
    """How long the customer says it has been: "three weeks", "dix-huit jours", "10 days"."""
    if language not in UNITS:
        return None
    numbers = "|".join([r"\d{1,2}", *sorted(NUMBERS[language], key=len, reverse=True)])
    units = "|".join(sorted({form for pair in UNITS[language].items() for form in pair}, key=len, reverse=True))
    amount = f"({numbers}) ({units})"
    patterns = [way.format(about=ABOUT[language], n=amount) for way in WAITED[language]]
    match = next((found for pattern in patterns if (found := re.search(pattern, plain))), None)
    if match is None or _another_amount(plain[: match.start(1)], language):
        return None
    number, unit = match[1], match[2]
    if number in ("a", "un", "une") and UNITS[language].get(unit) in ("days", "jours"):
        return None  # "took a day off" is no waiting time
    return _said(number, unit, language)


def _another_amount(before: str, language: str) -> bool:
    """Whether it is only the end of a number ("quatre vingt dix"), a guess ("2 or 3") or a promise ("in 5 days")."""
    previous = before.split()[-1] if before.split() else ""
    if before.endswith(" il y a "):
        return False
    return previous in NUMBERS[language] or previous.isdigit() or previous in NOT_SO_LONG[language]


def _said(number: str, unit: str, language: str) -> str:
    count = int(number) if number.isdigit() else NUMBERS[language][number]
    one, many = next(pair for pair in UNITS[language].items() if unit in pair)
    words = WORDS[language][count] if count < len(WORDS[language]) else str(count)
    if language == "fr" and count == 1 and one == "semaine":
        words = "une"
    return f"{words} {many if count > 1 else one}"
