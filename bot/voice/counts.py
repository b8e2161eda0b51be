"""What is counted in a text: numbers, in figures or words, with the word that they stand beside."""

from __future__ import annotations

from bot.voice import stems
from bot.voice.lists import words
from bot.voice.wording import Span, tokens_of

LEAST_UNIT = 2


def counted(plain: str, span: Span | None = None) -> dict[str, list[tuple[str, Span]]]:
    """Stem of a word → the numbers that stand right before or behind it, as digits, with their places."""
    found: dict[str, list[tuple[str, Span]]] = {}
    tokens = tokens_of(plain, span or Span(0, len(plain)))
    for place, (word, start, end) in enumerate(tokens):
        digits = _digits(word)
        if not digits:
            continue
        before, behind = tokens[max(0, place - 1)], tokens[min(place + 1, len(tokens) - 1)]
        if (tens := _digits(before[0])) and plain[before[2] : start] == "-":  # "forty-seven"
            digits = str(int(tens) + int(digits))
        if plain[end : behind[1]].isspace() and _is_unit(behind[0]):
            found.setdefault(stems.stem(behind[0]), []).append((digits, Span(start, end)))
        if plain[before[2] : start].isspace() and _is_unit(before[0]) and before[0] not in words("dates"):
            found.setdefault(f"{stems.stem(before[0])} #", []).append((digits, Span(start, end)))
    return found


def _digits(word: str) -> str:
    """A number as digits; empty for another word, and for "one", which often is none."""
    digits = stems.numbers().get(word, word)
    return digits if digits.isdigit() and word != "one" else ""


def _is_unit(word: str) -> bool:
    return word.isalpha() and len(word) > LEAST_UNIT and word not in words("stop") and not _digits(word)
