"""How long it takes to find a mention's playbook, and to read a whole folder: 20 playbooks of 60 phrases a language."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.desk.playbooks import Book, load
from bot.desk.playbooks.words import plain_words
from bot.shelf import Shelf
from tests import quick_yaml
from tests.benchmarks.figures import Figure, median
from tests.benchmarks.places import ROOT

PLAYBOOKS, PHRASES, VARIANTS, WORDS_SAID = 20, 60, 10, 60
MOST_MS, MOST_LOAD_MS = 0.3, 1000.0


def folder_of_many(folder: Path, draw: random.Random) -> list[str]:
    """The shipped folder with further playbooks of invented words; returns the words."""
    shutil.copytree(ROOT / "playbooks", folder, dirs_exist_ok=True)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 9))) for _number in range(2500)]
    shape = quick_yaml.load((folder / "late-delivery.yaml").read_text(encoding="utf-8"))
    said = [f"{' '.join(draw.sample(words, 9))} {{by}}." for _number in range(VARIANTS)]
    for number in range(PLAYBOOKS):
        phrases = {language: [_phrase(words, draw) for _p in range(PHRASES)] for language in ("en", "fr")}
        data = shape | {
            "name": f"topic-{number}",
            "applies": {"phrases": phrases},
            "moves": {language: dict.fromkeys(("acknowledge", "own", "unknown", "act"), said) for language in phrases},
        }
        (folder / f"topic-{number}.yaml").write_text(
            json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8"
        )  # JSON is YAML
    return words


def _phrase(words: list[str], draw: random.Random) -> str:
    picked = draw.sample(words, draw.randint(1, 4))
    kind = draw.random()
    if kind < 0.1 and len(picked) > 1:
        return f"{picked[0]} ... {' '.join(picked[1:])}"
    return " ".join(picked) + ("" if kind < 0.8 or len(picked[-1]) < 3 else "*")


def measure(_server: Any, *, quick: bool = False) -> list[Figure]:
    """Medians, on one core."""
    draw = random.Random(7)
    mentions = 500 if quick else 5000
    with tempfile.TemporaryDirectory() as place:
        words = folder_of_many(Path(place), draw)
        began = time.perf_counter()
        book = load(Path(place))
        loading = (time.perf_counter() - began) * 1000
        texts = [" ".join(draw.choices(words, k=WORDS_SAID)) for _number in range(mentions)]
        choosing = _milliseconds(book, texts)
        shelf = Shelf(Path(place))
        shelf()
        began = time.perf_counter()
        for _asked in range(100_000):
            shelf()
        asking = (time.perf_counter() - began) / 100_000 * 1e6
    what = f"{len(book.playbooks)} playbooks, {PHRASES} phrases a language"
    return [
        Figure(f"choosing a playbook, {what}, {WORDS_SAID} words, median", median(choosing), "ms", MOST_MS),
        Figure(f"reading the folder, {what}", loading, "ms", MOST_LOAD_MS),
        Figure("asking for the book in use", asking, "µs"),
    ]


def _milliseconds(book: Book, texts: list[str]) -> list[float]:
    book.choose("", "en")
    taken = []
    for text in texts:
        plain_words.cache_clear()  # a mention is read once
        began = time.perf_counter()
        book.choose(text, "en", network="x")
        taken.append((time.perf_counter() - began) * 1000)
    return taken
