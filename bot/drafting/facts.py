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
NUMBERS = {
    "en": dict(zip(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(2, 11), strict=True))
    | {"a": 1, "one": 1},
    "fr": dict(zip(["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"], range(2, 11), strict=True))
    | {"un": 1, "une": 1},
}
UNITS = {
    "en": {"day": "days", "week": "weeks", "month": "months"},
    "fr": {"jour": "jours", "semaine": "semaines", "mois": "mois"},
}
WORDS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    "fr": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"],
}
WAITED = {
    "en": r" (?:for|since|been|waited|waiting|took|after)(?: over| almost| nearly| about| more than)? {n} {u} | {n} {u} (?:late|overdue|ago|now|later|and|wait)",
    "fr": r" (?:depuis|fait|apres|attend\w*)(?: plus de| presque| deja| bientot)? {n} {u} | {n} {u} (?:de retard|d attente|que|sans|plus tard|et)",
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
    promised = re.search(rf" {DUE[language]}(?: \w+){{0,4}} {day} ", plain)
    return days[day] if promised else None


def _duration(plain: str, language: str) -> str | None:
    """How long the customer says it has been: "three weeks", "deux semaines", "10 days"."""
    if language not in UNITS:
        return None
    numbers = "|".join([r"\d{1,2}", *NUMBERS[language]])
    units = "|".join(sorted({form for pair in UNITS[language].items() for form in pair}, key=len, reverse=True))
    pattern = WAITED[language].replace("{n}", f"(?:{numbers})").replace("{u}", f"(?:{units})")
    match = re.search(pattern, plain)
    amount = re.search(rf" ({numbers}) ({units}) ", f" {match[0].strip()} ") if match else None
    return _said(amount[1], amount[2], language) if amount else None


def _said(number: str, unit: str, language: str) -> str | None:
    count = NUMBERS[language].get(number) or int(number) if number.isdigit() or number in NUMBERS[language] else 0
    if not count:
        return None
    one, many = next(pair for pair in UNITS[language].items() if unit in pair)
    words = WORDS[language][count] if count <= 10 else str(count)
    if language == "fr" and count == 1 and one == "semaine":
        words = "une"
    return f"{words} {many if count > 1 else one}"
