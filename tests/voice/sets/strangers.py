"""Replies by authors who had not seen the checks: the second blind set and the third, kept here since they were read.

``strangers-*.jsonl`` is the second (150 honest replies, 100 templates, 160 with one planted ``fault`` each),
``newcomers-*.jsonl`` the third, by another author (150, 60, 160); ``amends check-reply`` reads their lines. The checks
were mended after their misses, by kinds, so what they say now is what was learnt, not what a stranger's next words will
find. ``strangers-kinds.yaml`` and ``newcomers-kinds.yaml`` hold other sentences of the same kinds, by whoever mended
the checks, in other words and trades, and honest ones that come near. ``letters-*.jsonl`` are honest replies by
whoever mends the checks, each file written before any of it was judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.voice.request import read
from bot.voice.rubric import Judgement, judge
from tests.voice.sets.pairs import HERE

SETS = ("strangers", "newcomers")


@cache
def judged(name: str, which: str = "strangers") -> tuple[tuple[Mapping[str, Any], Judgement], ...]:
    """Each line of the file called ``name`` (honest, templates, faults) of a set, and what the rubric says about it."""
    lines = (HERE / f"{which}-{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for line in map(json.loads, lines):
        request = read(line)
        found.append((line, judge(request.reply, request.situation)))
    return tuple(found)


def refused(name: str, which: str = "strangers") -> float:
    """The share of a file that something blocks."""
    return sum(not judgement.passes for _line, judgement in judged(name, which)) / len(judged(name, which))


def seen(which: str = "strangers") -> dict[str, list[bool]]:
    """Check → of each fault planted for it, whether it is that check that sees it."""
    found: dict[str, list[bool]] = {}
    for line, judgement in judged("faults", which):
        found.setdefault(line["fault"], []).append(not judgement.check(line["fault"]).ok)
    return dict(sorted(found.items(), key=lambda item: int(item[0][1:])))


def share_seen(which: str = "strangers") -> float:
    """Of all faults."""
    each = [one for hits in seen(which).values() for one in hits]
    return sum(each) / len(each)
