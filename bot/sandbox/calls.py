"""Slack's Web API methods as a table: each with its function, its known arguments and those it cannot do without."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.blocks import problems_of_blocks, problems_of_view
from bot.sandbox.refusal import Refused
from bot.sandbox.workspace import Workspace

Answer = dict[str, Any]
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """What a method works with: the workspace and where the sandbox is reached, ending in ``/``."""

    workspace: Workspace
    address: str


Function = Callable[[Desk, Arguments], Answer]


@dataclass(frozen=True)
class Method:
    """One method of the Web API."""

    function: Function
    known: frozenset[str]
    required: tuple[str, ...]

    def call(self, desk: Desk, arguments: Arguments) -> Answer:
        """Check the arguments' names and run; raises :class:`Refused` with Slack's word."""
        unknown = sorted(set(arguments) - self.known - EVERYWHERE) if ANYTHING not in self.known else []
        missing = [name for name in self.required if arguments.get(name) in (None, "")]
        if unknown or missing:
            raise invalid_arguments(
                [f"[ERROR] unknown argument: {name} [json-pointer:/{name}]" for name in unknown]
                + [f"[ERROR] missing required field: {name} [json-pointer:/{name}]" for name in missing]
            )
        return self.function(desk, arguments)


ANYTHING = "*"
# Every method takes the workspace's id, which matters to apps installed across an organisation; Bolt always sends it.
EVERYWHERE = {"team_id"}
METHODS: dict[str, Method] = {}


def method(name: str, arguments: str = "") -> Callable[[Function], Function]:
    """Register a method. ``arguments`` names those it knows; a name that ends in ``!`` is required, ``*`` is any."""
    names = arguments.split()

    def register(function: Function) -> Function:
        required = tuple(one.rstrip("!") for one in names if one.endswith("!"))
        METHODS[name] = Method(function, frozenset(one.rstrip("!") for one in names), required)
        return function

    return register


def invalid_arguments(messages: list[str]) -> Refused:
    """Slack's refusal of a whole call, with a sentence for each mistake."""
    return Refused("invalid_arguments", response_metadata={"messages": messages})


def parsed(value: Any, error: str) -> Any:
    """The value of an argument that may come as JSON or, in a form, as JSON text; else refused with ``error``."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(error) from None


def checked_blocks(value: Any) -> list[dict[str, Any]]:
    """Blocks that Slack would accept in a message, or ``invalid_blocks`` naming each mistake's place."""
    blocks = parsed(value, "invalid_blocks_format")
    problems = problems_of_blocks(blocks)
    if problems:
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": problems})
    return list(blocks)


def checked_view(value: Any, kind: str) -> dict[str, Any]:
    """A view of ``kind`` that Slack would accept, or ``invalid_arguments`` naming each mistake's place."""
    view = parsed(value, "invalid_arguments")
    problems = problems_of_view(view, kind)
    if problems:
        raise invalid_arguments(problems)
    return dict(view)


def truth(value: Any, default: bool = False) -> bool:
    """A boolean that may come as JSON or from a form."""
    if value is None:
        return default
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes")


def page(found: list[Any], arguments: Arguments, most: int = 1000) -> tuple[list[Any], Answer]:
    """One page of a list by ``cursor`` and ``limit``, and the ``response_metadata`` that leads to the next."""
    try:
        limit = int(arguments.get("limit") or 100)
        start = int(str(arguments.get("cursor") or "next:0").removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor" if arguments.get("cursor") else "invalid_limit") from None
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    end = start + limit
    more = f"next:{end}" if end < len(found) else ""
    return found[start:end], {"response_metadata": {"next_cursor": more}, "has_more": bool(more)}
