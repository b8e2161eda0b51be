"""From what a person chose to Slack's shapes, and what Slack's client itself would refuse before sending it."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blocks import elements_of
from bot.sandbox.elements import options_of

Values = dict[str, dict[str, Any]]

# element type → the field of its state, and the element's field that fills it at first
STATE_FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "overflow": ("selected_option", ""),
}

SENTENCES = {
    "en": {
        "required": "Please complete this required field.",
        "short": "Please enter at least {0} characters.",
        "long": "Please enter {0} characters or fewer.",
        "url": "Please enter a web address, such as https://brindelune.example.",
        "email": "Please enter an e-mail address, such as lea@brindelune.example.",
        "number": "Please enter a number.",
    },
    "fr": {
        "required": "Veuillez remplir ce champ obligatoire.",
        "short": "Veuillez saisir au moins {0} caractères.",
        "long": "Veuillez saisir {0} caractères au plus.",
        "url": "Veuillez saisir une adresse web, par exemple https://brindelune.example.",
        "email": "Veuillez saisir une adresse électronique, par exemple lea@brindelune.example.",
        "number": "Veuillez saisir un nombre.",
    },
}


def chosen(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """The state of an element after a person chose ``value``: a string, a list of strings, or None.

    Options are named by their values. A dict is taken as Slack's shape already.
    """
    kind = str(element["type"])
    if isinstance(value, dict):
        return {"type": kind} | value
    field, _ = STATE_FIELDS[kind]
    if field == "selected_option":
        value = next((option for option in options_of(element) if option["value"] == value), None)
    elif field == "selected_options":
        wanted = value if isinstance(value, list) else [value]
        value = [option for option in options_of(element) if option["value"] in wanted]
    elif field == "selected_users":
        value = list(value or [])
    elif field == "selected_date_time":
        value = int(value) if value else None
    return {"type": kind, field: value if value != "" else None}


def state_of(blocks: list[dict[str, Any]], values: dict[str, Any]) -> Values:
    """``state.values`` of a view or message: what was typed and chosen, else what the elements start with.

    ``values`` holds ``{block_id: {action_id: value}}`` as :func:`chosen` takes them.
    """
    state: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in STATE_FIELDS or element["type"] == "overflow":
                continue
            given = values.get(block["block_id"])
            field, initial = STATE_FIELDS[element["type"]]
            if isinstance(given, dict) and element["action_id"] in given:
                found = chosen(element, given[element["action_id"]])
            else:
                empty: Any = [] if field.endswith("s") else None
                found = {"type": element["type"], field: element.get(initial, empty)}
            state.setdefault(block["block_id"], {})[element["action_id"]] = found
    return state


def mistakes(blocks: list[dict[str, Any]], state: Values, locale: str) -> dict[str, str]:
    """What Slack's client would not let the person send: ``{block_id: sentence}`` in their language."""
    sentences = SENTENCES["fr" if locale.startswith("fr") else "en"]
    found: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        value = state[block["block_id"]][element["action_id"]][STATE_FIELDS[element["type"]][0]]
        if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
            if not block.get("optional"):
                found[block["block_id"]] = sentences["required"]
        elif isinstance(value, str) and (word := _typed_wrong(element, value)):
            found[block["block_id"]] = sentences[word].format(element.get(f"{_LENGTHS.get(word, '')}_length"))
    return found


_LENGTHS = {"short": "min", "long": "max"}


def _typed_wrong(element: dict[str, Any], value: str) -> str:
    """The word in ``SENTENCES`` for what is wrong with a typed value, or ""."""
    kind = element["type"]
    if len(value) < element.get("min_length", 0):
        return "short"
    if len(value) > element.get("max_length", 3000):
        return "long"
    if kind == "url_text_input" and not value.startswith(("http://", "https://")):
        return "url"
    if kind == "email_text_input" and "@" not in value.strip("@"):
        return "email"
    if kind == "number_input":
        try:
            float(value)
        except ValueError:
            return "number"
    return ""
