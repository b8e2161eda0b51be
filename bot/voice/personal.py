"""Personal data in a text: what it looks like, and how it is masked before Slack, logs or a model see it.

Kept narrow on purpose: a year, a price or a train number is not an order number. Order and customer numbers are masked
only beside a word that says so. The last digits of a long number are dropped too: they identify.
"""

from __future__ import annotations

import re
from functools import partial

from bot.texts import _

SPACE = r"[ .\u00a0\u202f()-]{0,2}"
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
IBAN = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b", re.IGNORECASE
)  # fmt: skip
CARD = re.compile(r"(?<![\w.,-])(?!0)(?:\d[ \u00a0-]?){12,18}\d(?!\d|[.,]\d)")
# With the country's code (8 to 15 digits), with the 0 of the country itself (9 to 11), or the French 06/12/34/56/78.
# A date with a time behind it, or 0.123456789, is none.
PHONE = re.compile(
    rf"(?<![\w+./-])(?:(?:\+|00{SPACE})\d(?:{SPACE}\d){{7,13}}|0\d(?:/\d\d){{4}}"
    rf"|\(?0(?!0|[.,]\d{{3}})(?!\d?[.-]\d\d?[.-](?:19|20)\d\d\b)(?:{SPACE}\d){{8,10}})(?!\d)"
)
ORDER = re.compile(
    r"\b((?:order|booking|customer|client|account|invoice|facture|commande|r[ée]servation|dossier|suivi|tracking|colis"
    r"|parcel)s?(?:\s{1,3}(?:number|no|num[ée]ro|ref|r[ée]f[ée]rence))?"
    r"\s{0,3}(?:n[°ºo]\.?|#|:|number|num[ée]ro)?\s{0,3}[:#]?\s{0,3})"
    r"(?!\d{4}-\d\d-\d\d\b)([A-Z0-9][A-Z0-9-]{4,24})\b",
    re.IGNORECASE,
)
PATTERNS = (("e-mail", EMAIL), ("IBAN", IBAN), ("card", CARD), ("phone", PHONE), ("order", ORDER))
MARKS = {"order": "number"}
LEAST_DIGITS = {"IBAN": 10, "order": 3}  # fewer, and it is a word
NAMES = {
    "e-mail": _("e-mail"), "IBAN": _("IBAN"), "card": _("card number"), "phone": _("phone number"),
    "order": _("order number"),
}  # fmt: skip


def mask(text: str) -> str:
    """``text`` with phone numbers, e-mail addresses, IBANs, card and order numbers replaced by what they are."""
    return _masked(text, [])


def found_in(text: str) -> list[str]:
    """The kinds of personal data that ``text`` shows, as marked texts."""
    kinds: list[str] = []
    _masked(text, kinds)
    return [NAMES[kind] for kind in dict.fromkeys(kinds)]


def places(text: str) -> list[tuple[str, int, int]]:
    """``(kind, start, end)`` of the personal data that ``text`` shows, kind by kind."""
    found: list[tuple[str, int, int]] = []
    if not any(letter in text for letter in "@0123456789"):
        return found
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(2 if kind == "order" else 0)
            if sum(letter.isdigit() for letter in text[start:end]) >= LEAST_DIGITS.get(kind, 0):
                found.append((kind, start, end))
        for _kind, start, end in found:
            text = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
    return found


def _masked(text: str, kinds: list[str]) -> str:
    """``text``, masked; ``kinds`` collects what was found."""
    if not any(letter in text for letter in "@0123456789"):
        return text
    masked = text
    for kind, pattern in PATTERNS:
        masked = pattern.sub(partial(_mark, kind, kinds), masked)
    # What was masked may have stood in the way of something else.
    return masked if masked == text else _masked(masked, kinds)


def _mark(kind: str, kinds: list[str], found: re.Match[str]) -> str:
    words_before, number = found.groups() if kind == "order" else ("", found[0])
    if sum(letter.isdigit() for letter in number) < LEAST_DIGITS.get(kind, 0):
        return found[0]
    kinds.append(kind)
    return f"{words_before}[{MARKS.get(kind, kind)}]"
