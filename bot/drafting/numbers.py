"""Numbers as people write them and as a reply says them: in words up to twenty."""

from __future__ import annotations

from bot.triage.words import plain_words

WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty".split(),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt".split(),
}
TENS = {
    "en": {"thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "forty five": 45,
           "twenty five": 25, "thirty five": 35},
    "fr": {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quarante cinq": 45, "trente cinq": 35,
           "vingt cinq": 25, "quatre vingt dix": 90},
}  # fmt: skip
NUMBERS = {
    language: {plain_words(word).strip(): count for count, word in enumerate(words) if count}
    | ({"a": 1} if language == "en" else {"une": 1})
    for language, words in WORDS.items()
}


def spoken(count: int, language: str, *, feminine: bool = False) -> str:
    """``count`` as a reply says it: "twelve", "25"; « une » where the noun is feminine."""
    if language == "fr" and count == 1 and feminine:
        return "une"
    return WORDS[language][count] if count < len(WORDS[language]) else str(count)


def pattern(language: str) -> str:
    """A regular expression for a number in plain words: digits (two at most) or words up to twenty."""
    return "|".join([r"\d{1,2}", *sorted(NUMBERS[language], key=len, reverse=True)])


def value(said: str, language: str) -> int:
    """What a number that :func:`pattern` found amounts to."""
    return int(said) if said.isdigit() else NUMBERS[language][said]
