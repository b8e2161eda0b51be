"""Facts that people fill in: read by type, kept with who said so, counted only when confirmed where that is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.desk import spoken
from bot.desk.models import Complaint
from bot.desk.people import Person
from bot.desk.playbooks import Book, Playbook
from bot.desk.playbooks.moves import GIVEN_SLOTS
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import Refused
from bot.texts import _

LONGEST = 500
SPACES = re.compile(r"\s+")
NUMBER = re.compile(r"-?\d[\d  ]*(?:[.,]\d+)?")
MONEY = re.compile(r"\d[\d  ]*(?:[.,]\d{1,2})?")
CURRENCY = re.compile(r"€|£|\$|(?<![A-Za-z])(?:EUR|euros?|GBP|USD|CHF)(?![A-Za-z])", re.IGNORECASE)
YES, NO = {"yes", "y", "true", "oui", "o", "vrai"}, {"no", "n", "false", "non", "faux"}
REFERENCE = re.compile(r"[\w][\w./\- ]{0,63}")
DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
MOMENT = "moment"  # the slot for a time of the day
HOUR = re.compile(r"(\d{1,2}) ?(?:[:h.] ?(\d{2})?)")


def fillable(book: Book, playbook: Playbook) -> dict[str, str]:
    """Slot → its type, of everything that a person may fill in for a reply of ``playbook``."""
    said = {slot: "text" for slot in (*playbook.facts, *book.facts_of(playbook)) if slot not in GIVEN_SLOTS}
    return said | {slot: spec.type for slot, spec in playbook.slots.items()}


def choices(playbook: Playbook, slot: str, language: str) -> dict[str, str]:
    """What can be chosen for ``slot``: short name → how it is said; empty where anything may be typed."""
    spec = playbook.slots.get(slot)
    return {name: said.get(code_of(language), name) for name, said in spec.choices.items()} if spec else {}


def label(book: Book, playbook: Playbook, slot: str, language: str) -> str:
    """What a person calls ``slot``."""
    code = code_of(language)
    if slot in playbook.slots:
        return playbook.slots[slot].label.get(code, slot)
    fact = book.facts_of(playbook).get(slot) or playbook.facts.get(slot)
    return fact.label.get(code, slot) if fact else slot


def read(slot: str, type_: str, said: str, offered: Mapping[str, str] | None = None) -> str:
    """``said`` as a value of ``type_``, in one spelling; refused, at the field ``slot``, when it is none.

    ``offered``: for a choice, what can be chosen (see :func:`choices`).
    """
    text = SPACES.sub(" ", said.strip())
    if len(text) > LONGEST:
        raise Refused(_("At most {most} characters, please."), field=slot, most=str(LONGEST))
    if type_ == "choice":
        return _choice(slot, text, offered or {})
    return _READERS.get(type_, _text)(slot, text)


def _choice(slot: str, text: str, offered: Mapping[str, str]) -> str:
    for name, words in offered.items():
        if text.casefold() in (name.casefold(), words.casefold()):
            return name
    raise Refused(_("Choose one of these: {choices}."), field=slot, choices=", ".join(offered.values()))


def _text(slot: str, text: str) -> str:
    if "[[" in text or "]]" in text:
        raise Refused(_("Double brackets mark what is missing: leave them out."), field=slot)
    return text


def _number(slot: str, text: str) -> str:
    if not NUMBER.fullmatch(text):
        raise Refused(_("This is no number. Write, for example, 12 or 3.5"), field=slot)
    return SPACES.sub("", text).replace(" ", "").replace(" ", "").replace(",", ".")


def _money(slot: str, text: str) -> str:
    return f"{amount(CURRENCY.sub('', text), slot):.2f}"


def amount(said: str, field: str = "amount") -> Decimal:
    """A sum of money as people write it ("15", "15,50", "1 200.00 €"), above nothing, with two decimals at most."""
    text = CURRENCY.sub("", said).strip()
    try:
        found = Decimal(re.sub(r"[\s  ]", "", text).replace(",", ".")) if MONEY.fullmatch(text) else Decimal(0)
    except InvalidOperation:
        found = Decimal(0)
    if not 0 < found < 10_000_000:
        raise Refused(_("This is no amount of money. Write, for example, 15 or 15.50"), field=field)
    return found.quantize(Decimal("0.01"))


def _date(slot: str, text: str) -> str:
    try:
        if found := DAY.fullmatch(text):  # day first, as both languages write it here
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(_("This is no date. Write, for example, 2026-11-24 or 24/11/2026"), field=slot) from None


def _time(slot: str, text: str) -> str:
    try:
        found = HOUR.fullmatch(text.lower())
        return (time(int(found[1]), int(found[2] or 0)) if found else time.fromisoformat(text)).strftime("%H:%M")
    except ValueError:
        raise Refused(_("This is no time of day. Write, for example, 18:30"), field=slot) from None


def _reference(slot: str, text: str) -> str:
    if not REFERENCE.fullmatch(text):
        raise Refused(_("A reference has letters, digits, dots and hyphens only."), field=slot)
    return text


def _yes_no(slot: str, text: str) -> str:
    if text.lower() not in YES | NO:
        raise Refused(_("Answer yes or no."), field=slot)
    return "yes" if text.lower() in YES else "no"


_READERS: Mapping[str, Callable[[str, str], str]] = {
    "text": _text, "place": _text, "number": _number, "money": _money, "date": _date, "time": _time,
    "reference": _reference, "yes_no": _yes_no,
}  # fmt: skip


def entry(value: str, who: str, at: datetime, confirmed: bool) -> dict[str, Any]:
    """What is kept in ``Complaint.facts`` for a slot."""
    return {"value": value, "by": who, "at": at.isoformat(), "confirmed_by": who if confirmed else None}


def taken(
    book: Book,
    playbook: Playbook,
    complaint: Complaint,
    person: Person,
    values: Mapping[str, str],
    now: datetime,
    confirmed: Collection[str],
) -> dict[str, Any]:
    """What ``complaint`` knows once ``person`` has filled ``values`` in (slot → what they typed; empty takes it out).

    ``confirmed``: the slots that they confirm to be so. Refused, at the field, where something cannot be read.
    """
    known, kept = fillable(book, playbook), dict(complaint.facts)
    for slot, said in values.items():
        if slot not in known:
            raise Refused(_("This playbook has nothing to fill in that is called {slot}."), field=slot, slot=slot)
        if said.strip():
            offered = choices(playbook, slot, person.language)
            kept[slot] = entry(read(slot, known[slot], said, offered), person.id, now, slot in confirmed)
        else:
            kept.pop(slot, None)
    if kept == complaint.facts:
        raise Refused(_("Nothing was filled in."), field=next(iter(values), None))
    return kept


def confirmed(playbook: Playbook, complaint: Complaint) -> dict[str, str]:
    """Slot → value of the facts that count: where the playbook wants a confirmation, only confirmed ones."""
    found = {}
    for slot, kept in complaint.facts.items():
        spec = playbook.slots.get(slot)
        if not spec or not spec.confirmed or kept.get("confirmed_by"):
            found[slot] = str(kept["value"])
    return found


def said(book: Book, playbook: Playbook, complaint: Complaint, language: str) -> dict[str, str]:
    """Slot → the words for it in a reply in ``language``, of the facts that count."""
    currency, known = book.desk.gestures.currency, confirmed(playbook, complaint)
    return {slot: spoken.value(playbook.slots.get(slot), kept, language, currency) for slot, kept in known.items()}


def named(book: Book, playbook: Playbook, said: Mapping[str, str], filled: Collection[str]) -> list[str]:
    """What the customer named, in the house's words: those of ``said`` (slot → words in a draft) that were found in
    the mention and not ``filled`` in by somebody. When it was names no problem."""
    known = book.facts_of(playbook)
    return [words for slot, words in said.items() if slot in known and slot not in filled and slot != MOMENT]


def missing(playbook: Playbook, complaint: Complaint) -> list[str]:
    """Slots that must be filled before a reply may leave, and are not."""
    known = confirmed(playbook, complaint)
    return [slot for slot, spec in playbook.slots.items() if spec.before == "reply" and slot not in known]
