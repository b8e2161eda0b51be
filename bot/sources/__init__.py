"""Where customers speak: one file per network or listening tool."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.sources import counter, generic
from bot.sources.base import Source

NAME = re.compile(r"[a-z0-9_]{1,40}")
OWN_FORMAT: dict[str, Source] = {"generic": generic, counter.SOURCE: counter}

# Sources whose alerts people log by hand: nothing comes in for them over HTTP.
BY_HAND = frozenset((counter.SOURCE,))


@lru_cache(maxsize=256)  # bounded: strangers choose the names
def find(name: str) -> Source | None:
    """The source called ``name``; names without a file of their own send the generic format. None if no name."""
    return OWN_FORMAT.get(name, generic) if NAME.fullmatch(name) else None
