"""Edited copies among 100,000 mentions: how many are found, how many of those found are, how fast, in what memory."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bot.triage.sameness import Window, fingerprint, said
from tests.benchmarks.figures import Figure, percentile
from tests.triage import variants

MENTIONS, QUICK, ASKED = 100_000, 20_000, 4000
RECALL, PRECISION, A_SECOND, MOST_MB = 0.97, 0.98, 500.0, 150.0


def many(number: int, draw: random.Random) -> list[str]:
    """Different mentions: labelled ones, ones with half of their words from others, some of one template.

    So each labelled one has about fifteen others that say much of the same.
    """
    told = variants.texts(8)
    words = [text.split() for text in told]
    found = {fingerprint(text): text for text in told}
    while len(found) < number:
        if draw.random() < 0.03:
            text = variants.told_by_others(draw)[0]
            found.setdefault(fingerprint(text), text)
            continue
        one, other, share = draw.choice(words), draw.choice(words), draw.uniform(0.45, 0.7)
        mixed = [draw.choice(other) if draw.random() < share else word for word in one]
        found.setdefault(fingerprint(" ".join(mixed)), " ".join(mixed))
    known = list(found.values())[:number]
    draw.shuffle(known)
    return known


def measure(_server: Any, *, quick: bool = False) -> list[Figure]:
    """On one core, in a process of its own, so that its memory is the window's."""
    number = QUICK if quick else MENTIONS
    out = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.duplicates", str(number)], check=True, capture_output=True, text=True
    ).stdout
    recall, precision, others, rate, worst, megabytes = map(float, out.split())
    return [
        Figure(f"edited copies found among {number:,} mentions", recall, "of 1", RECALL, "higher"),
        Figure("… of those called copies, that are", precision, "of 1", PRECISION, "higher"),
        Figure("… other people's words on the same problem, called copies", others, "of 1", 0.0),
        Figure("… decisions on one core", rate, "a second", A_SECOND, "higher", note="work; filing included"),
        Figure("… p99", worst, "ms of work", 100.0),
        Figure("… memory of the window", megabytes, "MB", MOST_MB),
    ]


def _resident() -> float:
    """Megabytes of this process."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Rss:"))


def main(number: int) -> None:
    """Print the six figures."""
    draw = random.Random(11)
    texts = many(number + ASKED, draw)
    fresh, texts = texts[-ASKED:], texts[:-ASKED]
    before = _resident()
    window = Window()
    for place, text in enumerate(texts):
        window.add(f"00000000-0000-5000-8000-{place:012}", said(text), f"x:{place}", float(place))
    megabytes, right, called, taken = _resident() - before, 0, 0, []
    for turn, text in enumerate(fresh):  # every second one is a copy of a known one, every other one is new
        place = draw.randrange(number)
        copy = turn % 2 == 0
        asked = variants.edited(texts[place], draw) if copy else text
        began = time.process_time()
        words = said(asked)
        near = window.closest(words, f"y:{turn}", float(number))
        window.add(f"new-{turn}", words, f"y:{turn}", float(number))
        taken.append(time.process_time() - began)
        called += near is not None
        right += near is not None and copy and near.key.endswith(f"-{place:012}")
    others = 0
    for _time in range(ASKED // 2):
        one, other = variants.told_by_others(draw)
        pair = Window(most=10)
        pair.add("one", said(one), "x:1", 0.0)
        others += pair.closest(said(other), "x:2", 0.0) is not None
    print(
        right / (ASKED / 2), right / max(called, 1), others / (ASKED / 2), ASKED / sum(taken),
        percentile(taken, 0.99) * 1000, megabytes,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
