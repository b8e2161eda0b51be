"""The JSON Schemas of the format: what an editor completes and explains while somebody writes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from bot.desk.playbooks.deskfile import DeskFile
from bot.desk.playbooks.lexicon import LexiconFile
from bot.desk.playbooks.notions import LANGUAGES
from bot.desk.playbooks.playbook import Playbook

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, type[BaseModel]] = {"desk": DeskFile, "lexicon": LexiconFile, "playbook": Playbook}
TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "object", "properties": dict.fromkeys(LANGUAGES, TEXT), "additionalProperties": False}
# What the models take in a shorter form as well, before they are validated.
SHORT_FORMS = {"Variant": TEXT, "Example": TEXT, "TeamSpec": TEXTS}


def published() -> dict[str, str]:
    """File name (in ``schema/``) → its text."""
    return {f"{name}.json": json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n" for name in FILES}


def schema(name: str) -> dict[str, Any]:
    """The schema of ``desk``, ``lexicon`` or ``playbook``."""
    made = _for_editors(FILES[name].model_json_schema())
    for model, short in SHORT_FORMS.items():
        if model in made["$defs"]:
            made["$defs"][model] = {"anyOf": [short, made["$defs"][model]]}
    return {"$schema": DIALECT, "title": f"Amends: {name}", **made}


def _for_editors(node: Any) -> Any:
    """Keys that are known are listed, so that they are completed; nobody is offered `null`, or a title in English."""
    if isinstance(node, list):
        return [_for_editors(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _for_editors(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    names = found.get("propertyNames", {}).get("enum")
    if names:
        found["properties"] = dict.fromkeys(names, found["additionalProperties"])
        found["additionalProperties"] = False
        del found["propertyNames"]
    if "patternProperties" in found:
        found["additionalProperties"] = False
    if "anyOf" in found:
        found["anyOf"] = [shape for shape in found["anyOf"] if shape != {"type": "null"}]
        if len(found["anyOf"]) == 1:
            found |= found.pop("anyOf")[0]
    return {key: value for key, value in found.items() if not (key == "default" and value is None)}
