"""From data to the models of the format, with every mistake as file, line, key and mend."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.desk.playbooks.problems import Key, Problem, nearest
from bot.desk.playbooks.reading import Source

Model = TypeVar("Model", bound=BaseModel)
# Said by pydantic about the model, not about anything that is written in the file.
NOT_KEYS = ("[key]", "constrained-str", "str", "Variant", "function-wrap")


def validated(
    model: type[Model], source: Source, found: list[Problem], not_for_people: Collection[str] = ()
) -> Model | None:
    """``source`` as a ``model``; else None, and its mistakes are added to ``found``."""
    if not isinstance(source.data, dict):
        found.append(source.place.mistake((), "is no list of keys", f"begin with `{_first_key(model)}: …`"))
        return None
    if made := [key for key in not_for_people if key in source.data]:
        found.extend(source.place.mistake((key,), "is made by Amends", "take it out") for key in made)
        return None
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        found.extend(_problem(model, source, item) for item in error.errors(include_url=False))
    return None


def _first_key(model: type[BaseModel]) -> str:
    return next(iter(model.model_fields))


def _problem(model: type[BaseModel], source: Source, item: ErrorDetails) -> Problem:
    key = tuple(part for part in item["loc"] if part not in NOT_KEYS)
    what, mend = _words(model, key, item)
    return source.place.mistake(key, what, mend)


def _words(model: type[BaseModel], key: Key, item: ErrorDetails) -> tuple[str, str]:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "missing":
        return "is missing", "add it"
    if kind == "extra_forbidden":
        return "is no key here", nearest(str(key[-1]), keys_at(model, key[:-1]))
    if kind in ("literal_error", "enum"):
        return f"{item['input']!r} is not possible", f"write {context.get('expected', '')}"
    if kind == "string_type":
        return f"is no text but {_kind(item['input'])}", "put it between quotes" if _bare(
            item["input"]
        ) else "write a text"
    if kind in ("list_type", "dict_type", "model_type"):
        wanted = "a list" if kind == "list_type" else "keys"
        quotes = kind == "model_type" and _bare(item["input"])
        return (
            f"is {_kind(item['input'])}",
            "put it between quotes, or write keys" if quotes else f"write {wanted} here",
        )
    if kind == "too_short":
        return "is empty", "write at least one"
    return item["msg"].removeprefix("Value error, "), ""


def _bare(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list)


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes or no (YAML reads yes, no, on and off so)"
    return {dict: "keys", list: "a list", str: "a text", int: "a number", float: "a number"}.get(type(value), "a date")


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON Schema."""
    return model.model_json_schema()


def keys_at(model: type[BaseModel], key: Key) -> list[str]:
    """The keys that may stand at ``key``."""
    schema = schema_of(model)
    places = [schema]
    for part in key:
        places = [child for place in places for child in _children(schema, place, part)]
    return [name for place in places for shape in _shapes(schema, place) for name in shape.get("properties", {})]


def _children(schema: dict[str, Any], place: dict[str, Any], part: str | int) -> list[dict[str, Any]]:
    found = []
    for shape in _shapes(schema, place):
        if isinstance(part, int):
            found.append(shape.get("items"))
        else:
            open_ = [*shape.get("patternProperties", {}).values(), shape.get("additionalProperties")]
            found.append(shape.get("properties", {}).get(part, open_[0]))
    return [child for child in found if isinstance(child, dict)]


def _shapes(schema: dict[str, Any], place: dict[str, Any]) -> list[dict[str, Any]]:
    """``place`` itself, with references followed and each alternative for itself."""
    if "$ref" in place:
        return _shapes(schema, schema["$defs"][place["$ref"].rpartition("/")[2]])
    if "anyOf" in place:
        return [shape for one in place["anyOf"] for shape in _shapes(schema, one)]
    return [place]
