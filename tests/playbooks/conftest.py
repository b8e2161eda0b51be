"""A folder of playbooks to spoil, and small books made of a few lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.desk import playbooks
from bot.desk.playbooks import Book
from tests import quick_yaml
from tests.conftest import ROOT

MOVES = {
    "en": {"acknowledge": ["A {by}."], "own": ["B."], "unknown": ["C."], "act": ["D{here} {by}."]},
    "fr": {"acknowledge": ["A {by}."], "own": ["B."], "unknown": ["C."], "act": ["D{here} {by}."]},
}


MOST = 15
# Every mistake is made in a folder of its own, which is read whole: the neighbours that matter are enough.
NEIGHBOURS = """desk lexicon general late-delivery lost-parcel damaged-item wrong-or-missing-item refund-not-received
    safety-or-injury product-fault""".split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped folder, to be changed."""
    return Path(shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks"))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A few of the shipped playbooks, shortened, to be changed."""
    found = tmp_path / "playbooks"
    found.mkdir()
    for name in NEIGHBOURS:
        (found / f"{name}.yaml").write_text(shortened(name))
    return found


@cache
def shortened(name: str) -> str:
    """A shipped file with the first of its many phrases and examples: a whole one takes long to read."""
    data = quick_yaml.load((ROOT / "playbooks" / f"{name}.yaml").read_text())
    for part in (*data.get("applies", {}).values(), *data.get("examples", {}).values()):
        if isinstance(part, dict):
            part.update({language: said[:MOST] for language, said in part.items() if isinstance(said, list)})
    return quick_yaml.dump(data, sort_keys=False)


@pytest.fixture
def change(folder: Path) -> Callable[..., None]:
    """``change("desk.yaml", "teams.care.fr", None)``: set what stands at a key, or take it away."""

    def change(file: str, key: str, value: Any = None) -> None:
        data = quick_yaml.load((folder / file).read_text())
        *way, last = key.split(".")
        place = data
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        at = int(last) if isinstance(place, list) else last
        if value is None:
            del place[at]
        else:
            place[at] = value
        (folder / file).write_text(quick_yaml.dump(data, sort_keys=False))

    return change


@pytest.fixture
def small(folder: Path) -> Callable[..., Book]:
    """``small(late={"phrases": {"en": ["late"]}}, …)``: a book of these playbooks (by what they apply to) alone."""

    def small(**applies: dict[str, Any]) -> Book:
        for path in folder.glob("*.yaml"):
            if path.name not in ("desk.yaml", "lexicon.yaml"):
                path.unlink()
        for name, what in {"general": {}, **applies}.items():
            data = {
                "name": name, "title": {"en": name, "fr": name}, "team": "care", "applies": what, "moves": MOVES,
                "commitment": {"within": "1h", "calendar": "always"},
            }  # fmt: skip
            (folder / f"{name}.yaml").write_text(quick_yaml.dump(data))
        return playbooks.load(folder)

    return small
