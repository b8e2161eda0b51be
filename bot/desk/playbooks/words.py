"""Plain words (see :mod:`bot.triage.words`): what phrases and names are looked for in."""

from __future__ import annotations

from bot.triage.words import WORD as WORD
from bot.triage.words import bare as bare
from bot.triage.words import plain_words as plain_words
