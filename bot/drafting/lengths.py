"""How long it took, in the customer's own words: the days and weeks since the order, the minutes in a queue.

What names another length of time (a guarantee, an absence, a promise "within five days", a lateness) must not match:
better no fact than a wrong one.
"""

from __future__ import annotations

import re

from bot.drafting import numbers

UNITS = {
    "en": {"day": "days", "week": "weeks", "month": "months"},
    "fr": {"jour": "jours", "semaine": "semaines", "mois": "mois"},
}
ABOUT = {"en": r"(?: over| almost| nearly| about| more than)?", "fr": r"(?: plus de| presque| deja| bientot)?"}
# How people say how long they have been waiting; {n} is the amount ("three weeks").
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
_CLOCK = {
    "en": r"(?:half an hour|an hour and a half|an? hour|(?:N) ?(?:hours?|hrs?|h) and a half"
    r"|(?:N) ?(?:minutes?|mins?|hours?|hrs?))",
    "fr": r"(?:(?:une )?demi heure|trois quarts? d heure|une heure et demie|une heure|(?:N) heures et demie"
    r"|\d{1,2} ?h ?\d\d|(?:N) ?(?:minutes?|mins?|mn|heures?|h))",
}
# How people say how long it took while it lasted: in a queue, on the telephone, on a platform.
LASTED = {
    "en": (
        r" (?:waited|waiting|wait|queued|queuing|queueing|stood|standing|sat|sitting|held|hold|holding|stuck|stranded|"
        r"delayed|spent)(?: \w+){0,3}?(?: for)?(?: over| almost| nearly| about| more than)? (?P<n>A) ",
        r" (?P<n>A) (?:late|delay|wait|waiting|(?:in|on|at) (?:the |your )?(?:queue|line|hold|phone|telephone|platform|"
        r"till|checkout|counter)|to (?:pay|be served|get through|check in|board)) ",
        r" (?:took|takes|for)(?: (?:me|us|them))?(?: over| almost| nearly| about)? (?P<n>A) (?:to|in|on|at) ",
    ),
    "fr": (
        r" (?:attend\w*|attente|patient\w*|poireaut\w*|bloquee?s?|debout|queue|file|passe)(?: \w+){0,2}?(?: pendant|"
        r" depuis"
        r"| de| plus de| pres de| presque)? (?P<n>A) ",
        r" (?P<n>A) (?:d attente|de queue|de file|de retard|a attendre|a patienter|debout|au telephone|en caisse|"
        r"en ligne|"
        r"sur le quai|pour (?:payer|passer|avoir|etre|parler|joindre)) ",
    ),
}
_LASTED = {
    language: [
        re.compile(way.replace("A", _CLOCK[language]).replace("N", "|".join(
            [numbers.pattern(language), *sorted(numbers.TENS[language], key=len, reverse=True)])))
        for way in ways
    ]
    for language, ways in LASTED.items()
}  # fmt: skip
CLOCK_UNITS = {
    "en": {"min": ("minute", "minutes"), "h": ("hour", "hours")},
    "fr": {"m": ("minute", "minutes"), "h": ("heure", "heures")},
}
LEAST_MINUTES = 5
AMOUNT = re.compile(r"(?P<n>.+?) ?(?P<unit>minutes?|mins?|mn|hours?|hrs?|heures?|h)(?P<half> and a half| et demie)?$")
AS_SAID = {
    "half an hour": "half an hour", "an hour and a half": "an hour and a half", "an hour": "an hour",
    "a hour": "an hour", "demi heure": "une demi-heure", "une demi heure": "une demi-heure",
    "trois quarts d heure": "trois quarts d'heure", "trois quart d heure": "trois quarts d'heure",
    "une heure": "une heure", "une heure et demie": "une heure et demie",
}  # fmt: skip
_AMOUNTS = {
    language: f"({numbers.pattern(language)}) ("
    + "|".join(sorted({form for pair in UNITS[language].items() for form in pair}, key=len, reverse=True))
    + ")"
    for language in UNITS
}
_WAITED = {
    language: [re.compile(way.format(about=ABOUT[language], n=_AMOUNTS[language])) for way in ways]
    for language, ways in WAITED.items()
}


def waiting_since(plain: str, language: str) -> str | None:
    """How long the customer says it has been: "three weeks", "dix-huit jours", "10 days"."""
    match = next((found for way in _WAITED.get(language, ()) if (found := way.search(plain))), None)
    if match is None or _another_amount(plain[: match.start(1)], language):
        return None
    number, unit = match[1], match[2]
    if number in ("a", "un", "une") and UNITS[language].get(unit) in ("days", "jours"):
        return None  # "took a day off" is no waiting time
    return _said(number, unit, language)


def lasted(plain: str, language: str) -> str | None:
    """How many minutes or hours it took while it lasted: "45 minutes", « une heure et demie »."""
    match = next((found for way in _LASTED.get(language, ()) if (found := way.search(plain))), None)
    if match is None or _another_amount(plain[: match.start("n")], language):
        return None
    return _clock_said(match["n"], language)


def _another_amount(before: str, language: str) -> bool:
    """Whether it is only the end of a number ("quatre vingt dix"), a guess ("2 or 3") or a promise ("in 5 days")."""
    previous = before.split()[-1] if before.split() else ""
    if before.endswith(" il y a "):
        return False
    return previous in numbers.NUMBERS[language] or previous.isdigit() or previous in NOT_SO_LONG[language]


def _said(number: str, unit: str, language: str) -> str:
    count = numbers.value(number, language)
    one, many = next(pair for pair in UNITS[language].items() if unit in pair)
    words = numbers.spoken(count, language, feminine=one == "semaine")
    return f"{words} {many if count > 1 else one}"


def _clock_said(said: str, language: str) -> str | None:
    if said in AS_SAID:
        return AS_SAID[said]
    if hours := re.fullmatch(r"(\d\d?) ?h ?(\d\d)", said):
        return f"{int(hours[1])} h {hours[2]}"
    match = AMOUNT.fullmatch(said)
    if match is None:
        return None
    number = match["n"]
    count = numbers.TENS[language].get(number) or numbers.value(number, language)
    if count < LEAST_MINUTES and match["unit"].startswith("m"):
        return None  # "wait a minute" is no waiting time
    words = (
        number.replace(" ", "-") if number in numbers.TENS[language] else numbers.spoken(count, language, feminine=True)
    )
    unit = next(forms for start, forms in CLOCK_UNITS[language].items() if match["unit"].startswith(start))
    half = {"en": " and a half", "fr": " et demie"}[language] if match["half"] else ""
    if language == "en" and half:
        return f"{words}{half} {unit[1]}"
    return f"{words} {unit[count > 1]}{half}"
