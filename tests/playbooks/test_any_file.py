"""Whatever stands in the files: a book, or problems that are named; never anything else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.playbooks import schema
from bot.desk.playbooks.loading import Examined, examine
from tests import quick_yaml
from tests.conftest import examples
from tests.playbooks.conftest import shortened

# A folder is read hundreds of times here: a few of the shipped playbooks, of every kind, are enough.
FEW = ("desk", "lexicon", "late-delivery", "safety-or-injury", "general", "abuse", "legal-action")
SHIPPED = {f"{name}.yaml": quick_yaml.load(shortened(name)) for name in FEW}
OLD_KEYS = {"blanks": {"object": {"en": "x", "fr": "x"}}, "promise": {"within": "1h", "calendar": "always"}}
BROKEN_DESKS = [
    ("voice", "service", {}), ("voice", "signature", "initials"), ("gestures", "kinds", {"a": {"title": {}}}),
    ("gestures", "kinds", {"a": {"title": {"en": "*", "fr": "!"}, "words": {"en": ["*"]}}}),
    ("channels", "approvals", 1), ("approval", "hold_seconds", -1), ("conduct", "text", {}),
]  # fmt: skip
CALM = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = sorted({name for file in schema.FILES for name in schema.schema(file)["properties"]})
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.datetimes(),
    st.sampled_from(["{by}", "{", "}", "[[x]]", "1h", "always", "care", "S1", "#x", "*", "...", "a | b", "x*"]),
)  # fmt: skip
NAMES = st.one_of(st.sampled_from(KEYS), st.text(max_size=8), st.integers(), st.booleans(), st.dates())
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    for name in FEW:
        (folder / f"{name}.yaml").write_text(shortened(name))
    return folder


def assert_told(found: Examined) -> None:
    """A book or mistakes, and each problem says where it is and what to do."""
    assert (found.book is None) == bool(found.mistakes)
    for problem in (*found.mistakes, *found.warnings):
        assert problem.file.endswith(".yaml")
        assert problem.line >= 1
        assert problem.what
        assert len(str(problem)) < 2000
        str(problem).encode()


@CALM
@given(st.binary(max_size=400))
def test_any_bytes(place, content):
    (place / "any.yaml").write_bytes(content)
    assert_told(examine(place))


@CALM
@given(st.text(st.sampled_from("ab: -\n{}[]'\"&*!#|>%@`?,\t0é\ufeff\x00\u2028"), max_size=120))
def test_anything_that_looks_like_yaml(place, content):
    (place / "any.yaml").write_text(content, encoding="utf-8")
    assert_told(examine(place))


@CALM
@given(DATA, st.sampled_from(["any.yaml", *SHIPPED]))
def test_any_data_in_any_file(place, data, file):
    kept = (place / file).read_bytes() if file in SHIPPED else None
    (place / file).write_text(quick_yaml.dump(data), encoding="utf-8")
    try:
        assert_told(examine(place))
    finally:
        (place / file).write_bytes(kept or b"") if kept else (place / file).unlink()


def spoilt(data: Any, value: Any, draw: random.Random) -> Any:
    """``data`` with ``value`` somewhere in it, under a key that exists."""
    if isinstance(data, dict) and data and draw.random() < 0.85:
        key = draw.choice(list(data))
        return data | {key: spoilt(data[key], value, draw)}
    if isinstance(data, list) and data and draw.random() < 0.85:
        at = draw.randrange(len(data))
        return [*data[:at], spoilt(data[at], value, draw), *data[at + 1 :]]
    return value


@settings(CALM, max_examples=examples(60))
@given(DATA, st.sampled_from(sorted(SHIPPED)), st.integers(0, 10_000))
def test_anything_in_the_place_of_something(place, value, file, seed):
    (place / "any.yaml").unlink(missing_ok=True)
    kept = (place / file).read_bytes()
    whole = SHIPPED[file] | (OLD_KEYS if seed % 2 and "moves" in SHIPPED[file] else {})
    data = spoilt(whole, value, random.Random(seed))
    (place / file).write_text(quick_yaml.dump(data, sort_keys=False), encoding="utf-8")
    try:
        found = examine(place)
        assert_told(found)
        if found.book:
            assert found.book.choose("my table never arrived", "en").playbook.name
            for playbook in found.book.playbooks.values():
                found.book.dumped(playbook)
    finally:
        (place / file).write_bytes(kept)


@pytest.mark.parametrize(("part", "key", "value"), BROKEN_DESKS)
def test_a_desk_with_holes(place, part, key, value):
    kept = (place / "desk.yaml").read_bytes()
    data = SHIPPED["desk.yaml"] | {part: SHIPPED["desk.yaml"][part] | {key: value}}
    data["people"] = {who: {**person, "initials": ""} for who, person in data["people"].items()}
    (place / "desk.yaml").write_text(quick_yaml.dump(data), encoding="utf-8")
    try:
        found = examine(place)
        assert_told(found)
        assert found.mistakes
    finally:
        (place / "desk.yaml").write_bytes(kept)
