"""What Slack allows in texts, options and interactive elements, as tables of rules.

Limits: docs.slack.dev/reference/block-kit/block-elements and .../composition-objects.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.rules import Rule, boolean, both, integer, items, one_of, report, shape, string, tagged

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"


def plain(most: int) -> Rule:
    """A ``plain_text`` object of at most ``most`` characters."""
    return tagged("text", {"plain_text": shape({"text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Rule:
    """A ``plain_text`` or ``mrkdwn`` object of at most ``most`` characters."""
    mrkdwn = shape({"text": string(most)}, {"verbatim": boolean})
    return tagged("text", {"plain_text": shape({"text": string(most)}, {"emoji": boolean}), "mrkdwn": mrkdwn})


ACTION_ID = string(255)
STYLE = one_of("primary", "danger")
URL = string(3000, pattern=r"(?s)(https?|mailto|tel|slack):.+")
CONFIRM = shape({"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, {"style": STYLE})
OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75), "url": URL})
PLAIN_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": URL})
OPTION_GROUP = shape({"label": plain(75), "options": items(PLAIN_OPTION, 100)})
DISPATCH = shape({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})

_any: dict[str, Rule] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_placed: dict[str, Rule] = _any | {"placeholder": plain(150)}
_typed: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "focus_on_load": boolean,
    "placeholder": plain(150),
    "dispatch_action_config": DISPATCH,
}


def _options_or_groups(value: Any, pointer: str, problems: list[str]) -> None:
    if isinstance(value, dict) and ("options" in value) == ("option_groups" in value):
        report(problems, pointer, "must provide either options or option_groups")


def _initial_is_offered(value: Any, pointer: str, problems: list[str]) -> None:
    """Slack refuses an initial option that is not, field by field, one of the options."""
    if not isinstance(value, dict):
        return
    offered = options_of(value)
    initial = value.get("initial_options") or [value[key] for key in ("initial_option",) if key in value]
    for option in initial if isinstance(initial, list) else ():
        if not any(_same_option(option, other) for other in offered):
            report(problems, pointer, "initial option must match one of the options")


def _same_option(one: Any, other: Any) -> bool:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    here, there = one.get("text"), other.get("text")
    alike = isinstance(here, dict) and isinstance(there, dict) and here.get("text") == there.get("text")
    return alike and one.get("value") == other.get("value")


def _lengths_in_order(value: Any, pointer: str, problems: list[str]) -> None:
    least, most = (value.get("min_length"), value.get("max_length")) if isinstance(value, dict) else (None, None)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        report(problems, pointer, "min_length must not be greater than max_length")


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of an element, also those inside groups."""
    found = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        if isinstance(group, dict):
            found.extend(group.get("options") or [])
    return [option for option in found if isinstance(option, dict)]


_select = {"options": items(PLAIN_OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_most_selected: dict[str, Rule] = {"max_selected_items": integer(1, 100)}
_ten: dict[str, Rule] = {"options": items(OPTION, 10)}

# What may be clicked or filled in. ``INPUTS`` are those that an input block takes, ``ACTIONS`` those of an actions
# block, ``ACCESSORIES`` those beside a section.
ELEMENTS: dict[str, Rule] = {
    "button": shape(
        {"text": plain(75)},
        {
            "action_id": ACTION_ID,
            "url": URL,
            "value": string(2000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": both(
        shape({}, _placed | _select | {"initial_option": PLAIN_OPTION}),
        _options_or_groups,
        _initial_is_offered,
    ),
    "multi_static_select": both(
        shape({}, _placed | _select | _most_selected | {"initial_options": items(PLAIN_OPTION, 100)}),
        _options_or_groups,
        _initial_is_offered,
    ),
    "users_select": shape({}, _placed | {"initial_user": string(32)}),
    "multi_users_select": shape({}, _placed | _most_selected | {"initial_users": items(string(32), 100)}),
    "overflow": shape({"options": items(PLAIN_OPTION, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM}),
    "datepicker": shape({}, _placed | {"initial_date": string(10, pattern=DATE)}),
    "timepicker": shape({}, _placed | {"initial_time": string(5, pattern=TIME), "timezone": string(64)}),
    "datetimepicker": shape({}, _any | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "radio_buttons": both(shape(_ten, _any | {"initial_option": OPTION}), _initial_is_offered),
    "checkboxes": both(shape(_ten, _any | {"initial_options": items(OPTION, 10)}), _initial_is_offered),
    "plain_text_input": both(
        shape(
            {},
            _typed
            | {
                "initial_value": string(3000, 0),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            },
        ),
        _lengths_in_order,
    ),
    "url_text_input": shape({}, _typed | {"initial_value": string(3000, 0)}),
    "email_text_input": shape({}, _typed | {"initial_value": string(3000, 0)}),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        _typed | {"initial_value": string(30, 0), "min_value": string(30), "max_value": string(30)},
    ),
}
IMAGE = shape({"image_url": URL, "alt_text": string(2000)})
_TYPED = ("plain_text_input", "url_text_input", "email_text_input", "number_input")
INPUTS = {kind: rule for kind, rule in ELEMENTS.items() if kind not in ("button", "overflow")}
ACTIONS = {kind: rule for kind, rule in ELEMENTS.items() if not kind.startswith("multi_") and kind not in _TYPED[1:]}
ACCESSORIES = {kind: rule for kind, rule in ELEMENTS.items() if kind not in (*_TYPED, "datetimepicker")} | {
    "image": IMAGE
}
