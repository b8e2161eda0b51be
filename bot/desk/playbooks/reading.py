"""One YAML file read into data, with the line of every key. Whatever it holds, a problem is named, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.desk.playbooks.problems import Place, Problem

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where it was built, is ten times as fast
MOST_BYTES = 1_000_000
DEEPEST = 30
NOT_READABLE = (yaml.YAMLError, ValueError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Source:
    """A file as it was read: its data, and where each key stands."""

    place: Place
    data: Any


def read(path: Path, file: str | None = None) -> Source | Problem:
    """The file's data, or why it cannot be read. An empty file is an empty mapping."""
    name = file or path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Problem(name, 1, "", f"cannot be read ({type(error).__name__})", "look at its permissions")
    if len(raw) > MOST_BYTES:
        return Problem(name, 1, "", f"has {len(raw):,} bytes", f"a file has at most {MOST_BYTES:,}; split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(name, line, "", "is not UTF-8", "save it as UTF-8")
    return _parsed(name, text)


def _parsed(name: str, text: str) -> Source | Problem:
    try:
        if found := _not_for_people(name, text):
            return found
        loader = Loader(text)
        node = loader.get_single_node()
        data = {} if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        return Problem(name, mark.line + 1 if mark else 1, "", said, _mend(said))
    except NOT_READABLE as error:
        return Problem(name, 1, "", f"cannot be read: {str(error)[:200]}", "look for a value that needs quotes")
    lines = dict(_lines(node, ()))
    place = Place(name, lines)
    if twice := _written_twice(node, ()):
        key, line = twice
        return Problem(name, line, key, "is written twice", "keep one of them: YAML would silently drop the first")
    return Source(place, {} if data is None else data)


def _mend(said: str) -> str:
    if "tab" in said or "'\\t'" in said:
        return "use spaces, not tabs"
    if "mapping values are not allowed" in said:
        return "put a text that holds a colon between quotes"
    if "cannot start any token" in said or "expected alphabetic" in said or "undefined alias" in said:
        return "put a text that begins with a sign between quotes"
    if "constructor" in said:
        return "write plain texts, numbers, lists and keys only"
    return "look at the indentation, quotes and brackets here"


def _not_for_people(name: str, text: str) -> Problem | None:
    """What a file for people does not need, and what a hostile or broken one is made of: anchors, endless nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if getattr(event, "anchor", None) is not None:
            return Problem(
                name, _line_of(event), "", "anchors (&) and aliases (*) are not used here", "write it out, or quote it"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return Problem(name, _line_of(event), "", "is nested too deeply", "look for a stray bracket")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _lines(node: Any, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if node is None:
        return
    yield key, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            here = (*key, str(name.value))
            yield from _lines(value, here)
            yield here, name.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _lines(value, (*key, str(place)))


def _written_twice(node: Any, key: tuple[str, ...]) -> tuple[str, int] | None:
    children: list[tuple[str, Any]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[tuple[str, str]] = set()
        for name, value in node.value:
            if (name.tag, str(name.value)) in seen:
                return ".".join((*key, str(name.value))), name.start_mark.line + 1
            seen.add((name.tag, str(name.value)))
            children.append((str(name.value), value))
    elif isinstance(node, yaml.SequenceNode):
        children = [(str(place), value) for place, value in enumerate(node.value)]
    found = (_written_twice(value, (*key, name)) for name, value in children)
    return next((one for one in found if one), None)
