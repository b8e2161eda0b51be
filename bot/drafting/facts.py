"""What a mention says that a reply may repeat: the thing, the place, the day, how long it took.

Only what the customer's own words carry; nothing is inferred. A fact that cannot be found is missing, never guessed;
amounts, names, insults and personal data are never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.desk.playbooks import Fact, plain_words
from bot.drafting import days, lengths, things

# Slots that may be filled with the customer's own plain word, where the lexicon has no name for it.
QUOTED = ("object", "subject")
CLOCK = {
    "en": re.compile(r"\bat (\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b|\d{1,2}[.:]\d\d(?![.\d])|noon|midnight)"
                     r"(?! (?:each|per|a)\b)",                     re.IGNORECASE),
    "fr": re.compile(r"(?<!\w)à (\d{1,2} ?h(?:eures?)?(?: ?\d\d)?|midi|minuit)(?!\w)", re.IGNORECASE),
}  # fmt: skip
# A time of the day when it was said; the next day it is another one.
PASSING = "moment"


def found(
    text: str,
    language: str,
    lexicon: Mapping[str, Fact],
    *,
    familiar: bool = False,
    today: date | None = None,
    said_on: date | None = None,
) -> dict[str, str]:
    """Slot → words for it, as they will be read in the reply.

    ``lexicon``: :meth:`Book.facts_of` the playbook. ``familiar``: French says "tu". ``today`` and ``said_on``, on the
    reader's calendar, keep out days that are still to come and words such as "yesterday" that no longer hold.
    """
    plain = plain_words(text)
    names = {slot: things.named(plain, text, fact, language, familiar=familiar) for slot, fact in lexicon.items()}
    known = {slot: name for slot, name in names.items() if name}
    if PASSING in known and today and said_on and said_on != today:
        del known[PASSING]
    quotable = [slot for slot in QUOTED if slot in lexicon and slot not in known]
    if quotable and (thing := things.quoted(plain, language, familiar=familiar)):
        known |= dict.fromkeys(quotable, thing)
    given = {
        "duration": lengths.waiting_since(plain, language),
        "wait": lengths.lasted(plain, language),
        "time": _time(text, language),
    }
    known |= days.found(text, language, today, said_on)
    return known | {slot: words for slot, words in given.items() if words}


def _time(text: str, language: str) -> str | None:
    """ "At 7.40", « à 7 h 40 »: the one time that the text names so."""
    times = {match[1].lower() for match in CLOCK[language].finditer(text)} if language in CLOCK else set()
    if len(times) != 1:
        return None
    said = times.pop()
    if language == "en":
        return f"at {said}"
    return f"à {said if said in ('midi', 'minuit') else things.french_clock(said)}"
