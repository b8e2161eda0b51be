"""What a mention says that a reply may repeat: the thing, the day it was due, how long the wait has been.

Only what the customer's own words carry; nothing is inferred. A fact that cannot be found is missing, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.desk.playbooks import plain_words

DUE = {
    "en": r"(?:due|promised|supposed|should(?: have)?|meant|expected|scheduled|arriv\w+|deliver\w*|here)",
    "fr": r"(?:prevue?s?|promise?s?|annoncee?s?|devai\w+|attendue?s?|livraison|livre\w*|arriv\w+)",
}
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
BEFORE = {"en": r"(?:for|since|been|waited|waiting|after)", "fr": r"(?:depuis|fait|apres|attend\w*|il y a)"}
AFTER = {
    "en": r"(?:late|overdue|ago|now|later|and|wait)",
    "fr": r"(?:de retard|d attente|que|sans|plus tard|et)",
}


def found(text: str, language: str, lexicon: Mapping[str, Any]) -> dict[str, str]:
    """Slot → words for it, as they will be read in the reply. ``lexicon`` is the playbook's ``facts``."""
    plain = plain_words(text)
    facts = {
        name: words
        for name, words in ((n, _named(plain, lex.get(language, {}))) for n, lex in lexicon.items())
        if words
    }
    if day := _due_day(plain, language):
        facts["due_day"] = day
    if duration := _duration(plain, language):
        facts["duration"] = duration
    return facts


def _named(plain: str, names: Mapping[str, list[str]]) -> str | None:
    """The first name (in the playbook's order, most specific first) one of whose words is in the text."""
    return next((name for name, words in names.items() if any(plain_words(word) in plain for word in words)), None)


def _due_day(plain: str, language: str) -> str | None:
    """A weekday or "yesterday" close behind a word that says it was promised for then; two days are no answer."""
    days = DAYS.get(language, {})
    seen = {day for day in days if f" {day} " in plain}
    if len(seen) != 1:
        return None
    day = seen.pop()
    if not re.search(rf" {DUE[language]}(?: \w+){{0,4}} {day} ", plain):
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
    pattern = f" {BEFORE[language]}{ABOUT[language]} {amount} | {amount} {AFTER[language]} "
    match = re.search(pattern, plain)
    if match is None or _longer_number(plain[: match.start()], match[3], language):
        return None
    number, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
    if number in ("a", "un", "une") and UNITS[language].get(unit) in ("days", "jours"):
        return None  # "took a day off" is no waiting time
    return _said(number, unit, language)


def _longer_number(before: str, number: str | None, language: str) -> bool:
    """Whether ``number`` is only the end of one ("quatre vingt dix jours"): better no fact than a wrong one."""
    previous = before.split()[-1] if number and before.split() else ""
    return previous in NUMBERS[language] or previous.isdigit()


def _said(number: str, unit: str, language: str) -> str:
    count = int(number) if number.isdigit() else NUMBERS[language][number]
    one, many = next(pair for pair in UNITS[language].items() if unit in pair)
    words = WORDS[language][count] if count < len(WORDS[language]) else str(count)
    if language == "fr" and count == 1 and one == "semaine":
        words = "une"
    return f"{words} {many if count > 1 else one}"
