"""The day that a mention names: when it happened, or for when it was promised.

One day, or none: a text that names two is not guessed at. What is still to come cannot have been missed, and a weekday
said long ago is no longer the one that a reader would take it for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.triage.words import plain_words

# Words that make a day the promised one. "Arrived on Monday" promises nothing, "I should leave on Monday" neither.
DUE = {
    "en": r"(?:due|promised|expected|scheduled|announced|to (?:arrive|come|be delivered)|(?:it|they|which|that|order|"
    r"parcel|delivery)(?: was| were)? (?:supposed|should|meant))",
    "fr": r"(?:prevue?s?|promise?s?|promis|annoncee?s?|devait|devaient|devrait|aurait du|auraient du|attendue?s?)",
}
# A clause that begins in between is about something else.
OTHER_CLAUSE = {
    "en": "i|we|you|they|and|but|so|then|because|called|until|since|next|this|every",
    "fr": "je|j|nous|vous|on|et|mais|puis|donc|car|alors|jusqu|depuis|chaque",
}
# Before these words a day is one of something else than the trouble: of the order, or the end of a time.
NOT_THE_DAY = {
    "en": re.compile(
        r" (?:ordered|bought|paid|purchased|booked|placed|order)(?: \w+){0,3} $"
        r"|(?: since| until| till| by| before| from| to| every| each| than| this| for)(?: the)? $"
    ),
    "fr": re.compile(
        r" (?:command\w*|achet\w*|pay\w*|reserv\w*|souscri\w*)(?: \w+){0,3} $"
        r"|(?: depuis| jusqu| jusqu a| avant| des| chaque| tous les| a partir| a partir de| pour| ce| d ici)(?: le|"
        r" du| au)? $"
    ),
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
YESTERDAY = {"en": "yesterday", "fr": "hier"}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
SHORT_MONTHS = {
    "en": {"jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
           "dec": 12},
    "fr": {"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12},
}  # fmt: skip
MONTH_NUMBERS = {
    language: {plain_words(month).strip(): number for number, month in enumerate(months, 1)} | SHORT_MONTHS[language]
    for language, months in MONTHS.items()
}
_WEEKDAY = {language: "|".join(plain_words(day).strip() for day in days) for language, days in WEEKDAYS.items()}
_MONTH = {language: "|".join(sorted(known, key=len, reverse=True)) for language, known in MONTH_NUMBERS.items()}
_YEAR = r"(?: (?P<year>20\d\d))?(?= )"
NAMED = {
    "en": re.compile(
        rf" (?:(?P<next>next|coming) )?(?:(?P<last>last) )?(?:(?P<weekday>{_WEEKDAY['en']})(?: the)?(?= ))?"
        rf"(?: ?(?:the )?(?:(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH['en']})"
        rf"|(?P<month2>{_MONTH['en']}) (?P<day2>\d\d?)(?:st|nd|rd|th)?){_YEAR})?"
    ),
    "fr": re.compile(
        rf" (?:(?:le|du|au) )?(?P<weekday>{_WEEKDAY['fr']})?(?= |(?<= ))(?: ?(?P<day>\d\d?|1er|premier) "
        rf"(?P<month>{_MONTH['fr']}){_YEAR})?(?: (?P<last>dernier)(?= ))?(?: (?P<next>prochain|qui vient)(?= ))?"
    ),
}
# « le 3 », "on the 3rd", with nothing behind it that it could count: a floor, an attempt, a street.
BARE = {
    "en": re.compile(
        r"\b(?:on|for|by) the (?P<day>\d\d?)(?:st|nd|rd|th)(?=\s*(?:[,.;:!?)]|$|\s(?:and|but|i|we|it|at|then|still|"
        r"nothing|"
        r"with|from|in|my|your|the)\b))", re.IGNORECASE),
    "fr": re.compile(
        r"\b(?:le|au) (?P<day>1er|\d\d?)(?=\s*(?:[,.;:!?)]|$|\s(?:et|mais|puis|j'|je|on|nous|toujours|rien|dans|avec|"
        r"chez|sans|dernier|au|or|il|elle|c'est|ça)(?:\b|(?<='))))", re.IGNORECASE),
}  # fmt: skip
FIGURES = re.compile(
    r"(?<![\d/.,])(?P<day>[0-3]?\d)/(?P<month>0[1-9]|1[0-2])(?:/(?P<year>(?:20)?\d\d))?(?![\d/.,]\d|/)"
)
WEEKDAY_LASTS, NUMBER_LASTS = 5, 20  # days for which "Tuesday", "the 3rd" can still be said after it was written
HALF_A_YEAR = 183


@dataclass(frozen=True)
class Named:
    """A day as a mention names it. ``words``: as a reply says it; ``start``: where it stands in the plain text."""

    words: str
    start: int
    last: str = ""  # as a reply says it when "last" is to be said
    until: bool = False  # "by the 3rd": the end of a time, no day on which something happened


def found(text: str, language: str, today: date | None = None, said_on: date | None = None) -> dict[str, str]:
    """``day`` and ``due_day``, as far as ``text`` names exactly one day. Without ``today`` no day is taken as past."""
    if language not in WEEKDAYS:
        return {}
    written = _figures_in_words(text) if language == "fr" else text
    plain = plain_words(written)
    named = list(_all_named(plain, language, today, said_on)) or list(_bare(written, language, today, said_on))
    if len({day.words if day else "" for day in named}) != 1 or named[0] is None:
        return {}
    facts = {}
    for day in named:
        if day and not day.until and not NOT_THE_DAY[language].search(plain[: day.start + 1]):
            facts["day"] = day.words
        between = rf"(?: (?!(?:{OTHER_CLAUSE[language]}) )\w+){{0,4}}"
        if day and re.search(rf" {DUE[language]}{between} $", plain[: day.start + 1]):
            facts["due_day"] = day.last or day.words
    return facts


def _all_named(plain: str, language: str, today: date | None, said_on: date | None) -> Iterator[Named | None]:
    """Each day named with its weekday or month, and yesterday; None for one that a reply must not name."""
    for match in NAMED[language].finditer(plain):
        if match["weekday"] or match["month"] or match.groupdict().get("month2"):
            yield _named(match, language, today, said_on)
    for match in re.finditer(rf" {YESTERDAY[language]} (?!evening |night |soir )", plain):
        stale = today is not None and said_on is not None and said_on != today
        yield None if stale else Named(YESTERDAY[language], match.start())


def _named(match: re.Match[str], language: str, today: date | None, said_on: date | None) -> Named | None:
    parts = match.groupdict()
    if parts["next"]:
        return None
    weekday = _written_weekday(parts["weekday"], language)
    month, number = parts["month"] or parts.get("month2"), parts["day"] or parts.get("day2")
    if month and number:
        day = _date(number, MONTH_NUMBERS[language][month], parts["year"], today)
        if day is None:
            return None
        return Named(
            _dated(day, weekday, language, parts["year"], month_first=bool(parts.get("month2"))), match.start()
        )
    if today and said_on and (today - said_on).days > WEEKDAY_LASTS:
        return None
    if language == "fr":
        return Named(weekday, match.start(), f"{weekday} dernier" if parts["last"] else "")
    return Named(f"on {weekday}", match.start(), f"last {weekday}" if parts["last"] else "")


def _written_weekday(plain: str | None, language: str) -> str:
    return next((day for day in WEEKDAYS[language] if plain == plain_words(day).strip()), "")


def _date(number: str, month: int, year: str | None, today: date | None) -> date | None:
    """The day meant, unless it is none or still to come. Without a year: the one nearest to ``today``."""
    day = 1 if number in ("1er", "premier") else int(number)
    try:
        if year:
            meant = date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        else:
            meant = date((today or date(2024, 1, 1)).year, month, day)
            if today and (meant - today).days > HALF_A_YEAR:
                meant = date(today.year - 1, month, day)
    except ValueError:
        return None
    return None if today and meant > today else meant


def _dated(day: date, weekday: str, language: str, year: str | None, *, month_first: bool) -> str:
    month = MONTHS[language][day.month - 1]
    of_year = f" {day.year}" if year else ""
    if language == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        return f"{weekday or 'le'} {number} {month}{of_year}"
    spoken = f"{month} {day.day}" if month_first else f"{day.day} {month}"
    return f"on {weekday + ' ' if weekday else ''}{spoken}{of_year}"


def _bare(text: str, language: str, today: date | None, said_on: date | None) -> Iterator[Named | None]:
    """ "On the 3rd", « le 3 », said of a month that need not be named."""
    for match in BARE[language].finditer(text):
        number = 1 if match["day"].lower() == "1er" else int(match["day"])
        stale = today is not None and said_on is not None and (today - said_on).days > NUMBER_LASTS
        to_come = today is not None and number > today.day
        if not 1 <= number <= 31 or stale or to_come:
            yield None
            continue
        start = len(plain_words(text[: match.start()]).rstrip())
        words = f"on the {match[0].split()[-1]}" if language == "en" else f"le {'1er' if number == 1 else number}"
        yield Named(words, start, until=match[0].lower().startswith(("for", "by", "au")))


def _figures_in_words(text: str) -> str:
    """« le 12/11 » as « le 12 novembre »; a mark such as 8/10 is no date."""

    def in_words(match: re.Match[str]) -> str:
        day, month = int(match["day"]), int(match["month"])
        if not 1 <= day <= 31 or (month == 10 and day <= 10 and not match["year"]):
            return match[0]
        year = match["year"]
        of_year = f" {year if len(year) == 4 else '20' + year}" if year else ""
        return f" {day} {MONTHS['fr'][month - 1]}{of_year} "

    return FIGURES.sub(in_words, text)
