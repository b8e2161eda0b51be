"""The published JSON Schemas: what they are made from is what stands there, and they take what the loader takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.desk.playbooks import schema
from tests import quick_yaml
from tests.conftest import ROOT

FOLDER = ROOT / "playbooks"
FILES = sorted(FOLDER.glob("*.yaml"))
TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "integer": int, "number": (int, float)}


def wrong(value: Any, shape: dict[str, Any], root: dict[str, Any], at: str = "") -> Iterator[str]:
    """What ``shape`` does not take in ``value``; knows the words of JSON Schema that ours use, and no others."""
    known = {"$ref", "anyOf", "enum", "const", "type", "properties", "additionalProperties", "required", "items",
             "minLength", "maxLength", "minItems", "pattern", "minimum", "maximum", "exclusiveMinimum", "propertyNames",
             "patternProperties",
             "description", "default", "format", "$schema", "$defs", "title"}  # fmt: skip
    assert set(shape) <= known, f"teach this test {set(shape) - known}"
    if "$ref" in shape:
        yield from wrong(value, root["$defs"][shape["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in shape and all(list(wrong(value, one, root, at)) for one in shape["anyOf"]):
        yield f"{at}: {value!r} fits none of {len(shape['anyOf'])}"
    if value not in shape.get("enum", [value]) or value != shape.get("const", value):
        yield f"{at}: {value!r}"
    if "type" in shape and not isinstance(value, TYPES[shape["type"]]):
        yield f"{at}: {value!r} is no {shape['type']}"
    elif isinstance(value, dict):
        yield from _keys(value, shape, root, at)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from wrong(item, shape.get("items", {}), root, f"{at}.{number}")
        if len(value) < shape.get("minItems", 0):
            yield f"{at}: too few"
    elif isinstance(value, str) and not (
        len(value) >= shape.get("minLength", 0) and re.search(shape.get("pattern", ""), value)
    ):
        yield f"{at}: {value!r}"


def _keys(value: dict[str, Any], shape: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}.{key} is missing" for key in shape.get("required", []) if key not in value)
    for key, item in value.items():
        open_ = [inner for pattern, inner in shape.get("patternProperties", {}).items() if re.search(pattern, key)]
        inner = shape.get("properties", {}).get(key, [*open_, shape.get("additionalProperties", {})][0])
        if inner is False:
            yield f"{at}.{key} is no key"
        elif isinstance(inner, dict):
            yield from wrong(item, inner, root, f"{at}.{key}")


def which(file: str) -> str:
    return {"desk.yaml": "desk", "lexicon.yaml": "lexicon"}.get(file, "playbook")


@pytest.mark.parametrize("name", schema.FILES)
def test_what_is_published_is_what_the_models_say(name):
    published = (FOLDER / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert published == schema.published()[f"{name}.json"], "run `amends playbooks schema --write`"


def test_nothing_else_is_published():
    assert {path.name for path in (FOLDER / "schema").iterdir()} == set(schema.published())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_file_names_its_schema_and_fits_it(path):
    name = which(path.name)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema=schema/{name}.json"
    made = schema.schema(name)
    data = json.loads(json.dumps(quick_yaml.load(text), default=str))
    assert list(wrong(data, made, made)) == []


@pytest.mark.parametrize(
    ("file", "key", "value"),
    [
        ("late-delivery.yaml", "teem", "care"),
        ("late-delivery.yaml", "name", "Late Delivery"),
        ("late-delivery.yaml", "team", None),
        ("late-delivery.yaml", "strategy", "hide"),
        ("late-delivery.yaml", "moves", {"de": {}}),
        ("late-delivery.yaml", "moves", {"en": {"act": [{"sai": "x"}]}}),
        ("late-delivery.yaml", "moves", {"en": {"act": [{"say": "x", "when": {"arousal": "calm"}}]}}),
        ("desk.yaml", "sla", []),
        ("desk.yaml", "gestures", {"kinds": {"A gift": {"title": {"en": "x", "fr": "x"}}}}),
        ("desk.yaml", "teams", {"care": {"en": 1}}),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(file, key, value):
    data = quick_yaml.load((FOLDER / file).read_text(encoding="utf-8"))
    made = schema.schema(which(file))
    data = json.loads(json.dumps(data, default=str))
    if value is None:
        del data[key]
    else:
        data[key] = value
    assert list(wrong(data, made, made))


@pytest.mark.parametrize(
    ("file", "key", "value"),
    [
        ("late-delivery.yaml", "applies", {"venues": "reviews", "rating": {"most": 2}}),
        ("late-delivery.yaml", "moves", {"fr-tu": {"act": ["x", {"say": "y", "when": {"venue": ["own", "press"]}}]}}),
        ("late-delivery.yaml", "examples", {"takes": {"en": ["x", {"text": "y", "risks": "safety"}]}}),
        ("desk.yaml", "teams", {"care": {"en": "Care", "fr": "Service"}, "x": {"title": {"en": "X", "fr": "X"}}}),
    ],
)
def test_the_short_forms_are_in_the_schema(file, key, value):
    data = json.loads(json.dumps(quick_yaml.load((FOLDER / file).read_text(encoding="utf-8")), default=str))
    made = schema.schema(which(file))
    assert list(wrong(data | {key: value}, made, made)) == []


def test_an_editor_is_offered_every_key_with_an_explanation():
    made = schema.schema("playbook")
    assert {"applies", "moves", "grants", "examples"} <= set(made["properties"])
    assert set(made["properties"]["moves"]["properties"]) == {"en", "fr", "fr-tu"}
    assert made["$defs"]["Moves"]["properties"]["act"]["description"]
    assert "version" not in made["properties"], "made by the loader, not by people"
