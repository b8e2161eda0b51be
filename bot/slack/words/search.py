"""The word that looks for complaints."""

from __future__ import annotations

from bot.slack.words.word import Typed, Word
from bot.texts import _


def _find(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.looking.window(typed.rest, typed.user))


WORDS = (
    Word(
        ("find", "search", "chercher", "trouver", "recherche"), "log", _("find WHAT"),
        _("complaints by part of a reference, @handle, network, state or words, the newest first"),
        _("find @nadia facebook late"), _find, "chercher",
    ),
)  # fmt: skip
