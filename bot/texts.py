"""Texts for people, in their language: gettext catalogues (Babel), English in the code, French in ``locales/fr.po``.

``_("…")`` only marks a text for extraction; :func:`say` translates and fills it. A text without a translation is
shown in English, and ``tests/test_texts.py`` fails until the catalogue has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "fr")
CATALOGUES = Path(__file__).parent / "locales"


def _(text: str) -> str:
    """Mark ``text`` as one for people; the catalogue holds its translations."""
    return text


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """English text → text in ``language``; empty for English."""
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def say(language: str, text: str, /, **values: object) -> str:
    """``text`` (English, ``{named}`` slots) in ``language``, its slots filled with ``values``.

    A tuple among the values holds marked texts: they are translated and listed. Other values are taken as they are.
    """
    translated = catalogue(language).get(text, text)
    if not values:
        return translated
    listed = {name: _listed(language, value) for name, value in values.items()}
    return translated.format(**listed)


def _listed(language: str, value: object) -> object:
    return ", ".join(say(language, str(item)) for item in value) if isinstance(value, tuple) else value
