"""Amounts of money and percentages in a text, in figures and in words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from bot.voice import stems

HUNDRED = 100
CURRENCY = r"(?:€|\$|£|¥|euros?|eur|usd|gbp|dollars?|pounds?|quid|chf|cad|francs?|balles|bucks)"
NUMBER_WORD = rf"(?:{'|'.join(sorted(stems.numbers(), key=len, reverse=True))})"
# In figures before or behind the currency, a percentage, or in words: "fifty pounds", « deux cents euros ».
AMOUNT = re.compile(
    rf"(?:[€$£¥] ?(\d[\d .,]*\d|\d))|(?:(\d[\d .,]*\d|\d) ?{CURRENCY}(?!\w))"
    r"|(?:(\d{1,3}(?:[.,]\d)?) ?(?:%|percent|per cent|pour ?cent)(?!\w))"
    rf"|(?<!\w)({NUMBER_WORD}(?:[ -]{NUMBER_WORD}s?)?) {CURRENCY}(?!\w)"
)


def _spoken_amount(said: str) -> Decimal | None:
    """ "fifty", "forty-five", « deux cents »."""
    numbers = stems.numbers()
    parts = [numbers.get(word, numbers.get(word.removesuffix("s"), "")) for word in re.split(r"[ -]", said)]
    if not all(part.isdigit() for part in parts):
        return None
    first, *rest = map(int, parts)
    for each in rest:
        first = first * each if each >= HUNDRED else first + each
    return Decimal(first)


def amount_of(said: str) -> Decimal | None:
    """ "1 299,00", "1,299.00" or "20" as a number; None when it is none."""
    if said[0].isalpha():
        return _spoken_amount(said)
    bare = said.replace(" ", "")
    whole, mark, cents = bare.rpartition("," if bare.rfind(",") > bare.rfind(".") else ".")
    if mark and len(cents) != 3:
        bare = whole.replace(",", "").replace(".", "") + "." + cents
    else:
        bare = bare.replace(",", "").replace(".", "")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
