"""Personal data in a text: what it looks like, and how it is masked before Slack, logs or a model see it.

Kept narrow on purpose: a year, a price or a train number is not an order number. Order and customer numbers are masked
only beside a word that says so. The last digits of a long number are dropped too: they identify.
"""

from __future__ import annotations

import re

from bot.texts import _

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b")
CARD = re.compile(r"(?<![\d.,])(?:\d[ \u00a0-]?){12,18}\d(?![\d.,])")
PHONE = re.compile(r"(?<![\w+./-])(?:\+\d{1,3}[ .\u00a0-]?(?:\(0\)[ .]?)?|0)(?:[ .\u00a0-]?\d){8,11}(?![\w/-])")
ORDER = re.compile(
    r"\b((?:order|booking|customer|client|account|commande|r[ée]servation|dossier|suivi|tracking|colis|parcel)"
    r"(?:\s+(?:number|no|num[ée]ro|ref|r[ée]f[ée]rence))?\s*(?:n[°ºo]\.?|#|:|number|num[ée]ro)?\s*[:#]?\s*)"
    r"((?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,24})\b",
    re.IGNORECASE,
)
PATTERNS = (("e-mail", EMAIL), ("IBAN", IBAN), ("card", CARD), ("phone", PHONE))
NAMES = {
    "e-mail": _("e-mail"), "IBAN": _("IBAN"), "card": _("card number"), "phone": _("phone number"),
    "order": _("order number"),
}  # fmt: skip


def mask(text: str) -> str:
    """``text`` with phone numbers, e-mail addresses, IBANs, card and order numbers replaced by what they are."""
    if not any(letter in text for letter in "@0123456789"):
        return text
    for kind, pattern in PATTERNS:
        text = pattern.sub(f"[{kind}]", text)
    return ORDER.sub(lambda found: f"{found[1]}[number]", text)


def found_in(text: str) -> list[str]:
    """The kinds of personal data that ``text`` shows, as marked texts."""
    shown = [*PATTERNS, ("order", ORDER)]
    return [NAMES[kind] for kind, pattern in shown if pattern.search(text)]
