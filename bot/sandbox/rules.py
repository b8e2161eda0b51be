"""Small rules for JSON that combine into Slack's: each looks at a value and writes down what is wrong with it, where.

A rule is called with the value, its JSON pointer and the list of problems, and appends sentences in the form that
Slack's ``response_metadata.messages`` has: ``[ERROR] must be ... [json-pointer:/blocks/0/text]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Rule = Callable[[Any, str, list[str]], None]


def report(problems: list[str], pointer: str, sentence: str) -> None:
    """Write one problem down."""
    problems.append(f"[ERROR] {sentence} [json-pointer:{pointer}]")


def string(most: int, least: int = 1, pattern: str = "") -> Rule:
    """A string of ``least`` to ``most`` characters, matching ``pattern`` as a whole when there is one."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            report(problems, pointer, "must provide a string")
        elif len(value) > most:
            report(problems, pointer, f"must be less than {most + 1} characters")
        elif len(value) < least:
            report(problems, pointer, f"must be more than {least - 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            report(problems, pointer, f"must match the format {pattern}")

    return check


def integer(least: int, most: int) -> Rule:
    """A whole number from ``least`` to ``most``."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            report(problems, pointer, "must provide an integer")
        elif not least <= value <= most:
            report(problems, pointer, f"must be between {least} and {most}")

    return check


def boolean(value: Any, pointer: str, problems: list[str]) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report(problems, pointer, "must provide a boolean")


def one_of(*choices: str) -> Rule:
    """One of these strings."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if value not in choices:
            report(problems, pointer, f"must be a valid enum value, one of: {', '.join(choices)}")

    return check


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of ``least`` to ``most`` things that each obey ``rule``."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            report(problems, pointer, "must provide an array")
            return
        if len(value) > most:
            report(problems, pointer, f"no more than {most} items allowed")
        if len(value) < least:
            report(problems, pointer, f"no fewer than {least} items allowed")
        for position, item in enumerate(value[:most]):
            rule(item, f"{pointer}/{position}", problems)

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            report(problems, pointer, "must provide an object")
            return
        for name in required:
            if name not in value:
                report(problems, pointer, f"missing required field: {name}")
        for name, field in value.items():
            if name == "type":
                continue
            if name in known:
                known[name](field, f"{pointer}/{name}", problems)
            else:
                report(problems, pointer, f"unknown field: {name}")

    return check


def tagged(what: str, kinds: Mapping[str, Rule]) -> Rule:
    """An object whose ``type`` says which of these rules it must obey."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            report(problems, pointer, "must provide an object")
        elif not isinstance(value.get("type"), str):
            report(problems, pointer, "missing required field: type")
        elif value["type"] not in kinds:
            report(problems, f"{pointer}/type", f"unsupported type of {what}: {value['type']}")
        else:
            kinds[value["type"]](value, pointer, problems)

    return check


def both(*rules: Rule) -> Rule:
    """All of these rules."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        for rule in rules:
            rule(value, pointer, problems)

    return check
