"""Short references that are safe to say aloud on the telephone, in French and in English.

Seven symbols, written ``K4M-7RX2``: six drawn at random and one check symbol. The alphabet leaves out what is
misread (1 I, O, 8 B, 5 S, Z 2 …) and what sounds alike in either language (B D P T V, M N is kept as M, 5 9, G J,
A H 8). It has 17 symbols, a prime, so the weighted check catches every single wrong symbol and every swap of two
neighbours (ISO 7064 explains why a prime modulus is needed).
"""

from __future__ import annotations

import secrets

ALPHABET = "0234567FHKLMRUWXY"
RANDOM_SYMBOLS = 6


def _check(symbols: str) -> str:
    total = sum((place + 2) * ALPHABET.index(symbol) for place, symbol in enumerate(symbols))
    return ALPHABET[total % len(ALPHABET)]


def draw() -> str:
    """A new random reference (24 million exist); uniqueness is the database's to say."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return f"{symbols[:3]}-{symbols[3:]}{_check(symbols)}"


def read(said: str) -> str | None:
    """What somebody typed or heard, as a reference: case, spaces and signs do not matter, O is 0. None if wrong."""
    symbols = _symbols(said)
    if len(symbols) != RANDOM_SYMBOLS + 1 or not _all_ours(symbols):
        return None
    if _check(symbols[:-1]) != symbols[-1]:
        return None
    return f"{symbols[:3]}-{symbols[3:]}"


def beginning(said: str) -> str | None:
    """What somebody knows of the beginning of a reference (3 to 6 symbols), as references are written; else None."""
    symbols = _symbols(said)
    if not 3 <= len(symbols) <= RANDOM_SYMBOLS or not _all_ours(symbols):
        return None
    return f"{symbols[:3]}-{symbols[3:]}"


def ending(said: str) -> list[str]:
    """Every reference that ends with these four symbols, so that an index finds them: the check symbol leaves 289 of
    4,913. Empty for what is no ending."""
    symbols = _symbols(said)
    if len(symbols) != RANDOM_SYMBOLS + 1 - 3 or not _all_ours(symbols):
        return []
    each = (f"{one}{two}{three}" for one in ALPHABET for two in ALPHABET for three in ALPHABET)
    return [f"{start}-{symbols}" for start in each if _check(start + symbols[:-1]) == symbols[-1]]


def _symbols(said: str) -> str:
    return "".join(symbol for symbol in said.upper() if symbol.isalnum()).replace("O", "0")


def _all_ours(symbols: str) -> bool:
    return all(symbol in ALPHABET for symbol in symbols)
