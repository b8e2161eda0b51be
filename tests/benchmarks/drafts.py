"""How long one draft takes, with the shipped playbooks: put together alone, and with the voice checks."""

from __future__ import annotations

import time
from itertools import chain
from typing import Any

from bot.desk import playbooks
from bot.drafting import compose
from bot.drafting.variety import Memory
from tests.benchmarks.figures import Figure, median
from tests.benchmarks.places import ROOT
from tests.conftest import TUESDAY
from tests.drafting.test_variety import LATE, NETWORKS

MOST_MS = 3.0  # fifty a second beside everything else that happens to an alert


def measure(_server: Any, *, quick: bool = False) -> list[Figure]:
    """Medians over late parcels in both languages, each draft knowing those before, on one core."""
    book = playbooks.load(ROOT / "playbooks")
    count = 60 if quick else 600
    alone = [_milliseconds(book, language, count, judging=False) for language in LATE]
    judged = [_milliseconds(book, language, count // 4, judging=True) for language in LATE]
    return [
        Figure("putting a draft together, 200 recent ones known, median", median([*chain(*alone)]), "ms", MOST_MS),
        Figure("the same, worded until the voice checks pass, median", median([*chain(*judged)]), "ms"),
    ]


def _milliseconds(book: playbooks.Book, language: str, count: int, *, judging: bool) -> list[float]:
    memory, waits = Memory(), []
    things, troubles, lengths = LATE[language]
    for number in range(count):
        text = ", ".join(
            [things[number % len(things)], troubles[number % len(troubles)], lengths[number % len(lengths)]]
        )
        playbook = book.choose(text, language).playbook
        said: compose.Said = {
            "text": text, "title": "", "language": language, "name": "Nadia Orsel", "seed": str(number),
            "network": NETWORKS["everywhere"][number % 5],
        }  # fmt: skip
        began = time.perf_counter()
        recent = memory.of(playbook.name, language)
        draft = compose.compose(book, playbook, said, TUESDAY, recent, judging=judging)
        waits.append((time.perf_counter() - began) * 1000)
        if isinstance(draft, compose.Composition):
            recent.add(draft.used)
    return waits
