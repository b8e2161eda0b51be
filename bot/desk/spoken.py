"""Days, times, numbers and sums as each language says them: "24 November 2026", « 18 h 30 », "€15.50"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal

from bot.desk.playbooks.notions import Language, code_of
from bot.desk.playbooks.playbook import Needed

MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
YES_NO: dict[Language, dict[str, str]] = {"en": {"yes": "yes", "no": "no"}, "fr": {"yes": "oui", "no": "non"}}
GROUPED_FROM = 10_000  # "1200", but "12,000": a year or a house number keeps its four digits together


def value(spec: Needed | None, kept: str, language: str, currency: str) -> str:
    """A value kept for a slot (see :func:`bot.desk.facts.read`) as a reply in ``language`` says it."""
    if spec is None or spec.type not in _SPEAKERS:
        return kept
    try:
        return _SPEAKERS[spec.type](spec, kept, code_of(language), currency)
    except (ValueError, ArithmeticError, KeyError):
        return kept  # it was kept before the slot had this type: it is said as it was typed


def clock(hour: int, minute: int, language: Language) -> str:
    """A time of the day: "6.30 pm", "noon", « 18 h 30 », « midi »."""
    if language == "fr":
        usual = f"{hour} h" + (f" {minute:02}" if minute else "")
        return {(12, 0): "midi", (0, 0): "minuit"}.get((hour, minute), usual)
    usual = f"{hour % 12 or 12}{f'.{minute:02}' if minute else ''} {'am' if hour < 12 else 'pm'}"
    return {(12, 0): "noon", (0, 0): "midnight"}.get((hour, minute), usual)


def day(at: date, language: Language) -> str:
    """A day without its year: "24 November", « 1er décembre »."""
    if language == "fr":
        return f"{'1er' if at.day == 1 else at.day} {MONTHS_FR[at.month - 1]}"
    return f"{at.day} {at:%B}"


def _date(_spec: Needed, kept: str, language: Language, _currency: str) -> str:
    at = date.fromisoformat(kept)
    return f"{day(at, language)} {at.year}"  # with its year: a reply is still read years later


def _time(_spec: Needed, kept: str, language: Language, _currency: str) -> str:
    at = time.fromisoformat(kept)
    return clock(at.hour, at.minute, language)


def _number(_spec: Needed, kept: str, language: Language, _currency: str) -> str:
    return _figures(Decimal(kept), language)


def _money(_spec: Needed, kept: str, language: Language, currency: str) -> str:
    amount = Decimal(kept)
    figures = _figures(amount if amount % 1 else amount.quantize(Decimal(1)), language)
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{figures}" if symbol and language == "en" else f"{figures} {symbol or currency}"


def _figures(number: Decimal, language: Language) -> str:
    said = f"{number:,f}" if abs(number) >= GROUPED_FROM else f"{number:f}"
    return said.replace(",", "\u00a0").replace(".", ",") if language == "fr" else said


def _yes_no(_spec: Needed, kept: str, language: Language, _currency: str) -> str:
    return YES_NO[language][kept]


def _choice(spec: Needed, kept: str, language: Language, _currency: str) -> str:
    return spec.choices[kept].get(language, kept)


_SPEAKERS: Mapping[str, Callable[[Needed, str, Language, str], str]] = {
    "date": _date, "time": _time, "number": _number, "money": _money, "yes_no": _yes_no, "choice": _choice,
}  # fmt: skip
