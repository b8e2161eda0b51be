"""The shape of an answer: a JSON Schema made for each draft, and the reading of whatever came back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.drafting.model.task import Task

FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*)\n\s*```\s*$", re.DOTALL)  # of endpoints that know no schema
LONGEST_MOVE = 3000
ALWAYS = ("mention", "playbook")


class Invalid(ValueError):
    """Not what was asked for; the message says why, for the records."""


@dataclass(frozen=True)
class Answer:
    """``moves``: move → its words. ``claims``: ``(words, fact)`` as the model sees it; the gate does not rely on it."""

    moves: dict[str, str]
    claims: tuple[tuple[str, str], ...]


def schema_of(task: Task) -> dict[str, Any]:
    """The schema for ``task``: its moves, each once, and claims that name its facts."""
    ids = [*ALWAYS, *(fact.id for fact in task.facts)]
    claim = _object({"words": {"type": "string"}, "fact": {"type": "string", "enum": ids}})
    return _object({
        "language": {"type": "string", "enum": [task.language]},
        "moves": _object({move: {"type": "string"} for move in task.moves}),
        "claims": {"type": "array", "items": claim},
    })  # fmt: skip


GLOSS_SCHEMA: dict[str, Any] = {
    "type": "object", "properties": {"translation": {"type": "string"}}, "required": ["translation"],
    "additionalProperties": False,
}  # fmt: skip


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "properties": dict(properties), "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def read(text: str, task: Task) -> Answer:
    """The answer in ``text``, or :class:`Invalid`. No text whatever makes it fail otherwise."""
    found = document(text)
    moves = found.get("moves")
    if not isinstance(moves, dict) or set(moves) != set(task.moves):
        raise Invalid("moves: not the ones that were asked for")
    for move, said in moves.items():
        if not isinstance(said, str) or not said.strip() or len(said) > LONGEST_MOVE:
            raise Invalid(f"moves.{move}: no text of a reasonable length")
    if found.get("language", task.language) != task.language:
        raise Invalid("language: not the one that was asked for")
    known = {*ALWAYS, *(fact.id for fact in task.facts)}
    return Answer({move: " ".join(moves[move].split()) for move in task.moves}, _claims(found.get("claims", []), known))


def read_gloss(text: str) -> str:
    """The translation in ``text``, or :class:`Invalid`."""
    found = document(text).get("translation")
    if not isinstance(found, str) or not found.strip():
        raise Invalid("translation: none")
    return found.strip()


def document(text: str) -> dict[str, Any]:
    """The JSON object in ``text``, or :class:`Invalid`."""
    fenced = FENCE.match(text)
    try:
        found = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"no JSON: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise Invalid("no JSON object")
    return found


def _claims(found: Any, known: set[str]) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, list):
        raise Invalid("claims: no list")
    claims = []
    for item in found:
        words, fact = (item.get("words"), item.get("fact")) if isinstance(item, dict) else (None, None)
        if not isinstance(words, str) or not isinstance(fact, str) or fact not in known:
            raise Invalid("claims: one rests on no fact that was given")
        claims.append((words, fact))
    return tuple(claims)


def storable(text: str) -> str:
    """``text`` as every database can keep it: no NUL, no half characters, not endless."""
    return text[:20_000].encode("utf-8", "replace").decode("utf-8").replace("\x00", "�")


def told(messages: Sequence[Mapping[str, str]]) -> str:
    """The instructions in ``messages``: what an answer must not repeat."""
    return "\n".join(message["content"] for message in messages if message["role"] == "system")
