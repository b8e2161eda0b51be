"""What Slack allows in the blocks of messages and views: limits, known fields, ids used once.

Limits: docs.slack.dev/reference/block-kit/blocks and docs.slack.dev/reference/views.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from bot.sandbox.elements import ACCESSORIES, ACTIONS, IMAGE, INPUTS, URL, plain, text
from bot.sandbox.rules import Rule, boolean, both, integer, items, one_of, report, shape, string, tagged

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

_named: dict[str, Rule] = {"block_id": string(255)}
_styled = {"style": shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))}
_RICH: dict[str, Rule] = {
    "text": shape({"text": string(40_000)}, _styled),
    "link": shape({"url": URL}, _styled | {"text": string(40_000), "unsafe": boolean}),
    "user": shape({"user_id": string(32)}, _styled),
    "usergroup": shape({"usergroup_id": string(32)}, _styled),
    "channel": shape({"channel_id": string(32)}, _styled),
    "emoji": shape({"name": string(100)}, _styled | {"unicode": string(100)}),
    "date": shape(
        {"timestamp": integer(0, 9_999_999_999), "format": string(255)},
        {"url": URL, "fallback": string(255), **_styled},
    ),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _styled),
}
_words = items(tagged("rich text element", _RICH), 1000, 0)
_section = shape({"elements": _words})
_border: dict[str, Rule] = {"border": integer(0, 1)}
_RICH_PARTS: dict[str, Rule] = {
    "rich_text_section": _section,
    "rich_text_quote": shape({"elements": _words}, _border),
    "rich_text_preformatted": shape({"elements": _words}, _border | {"language": string(50)}),
    "rich_text_list": shape(
        {
            "style": one_of("bullet", "ordered"),
            "elements": items(tagged("list item", {"rich_text_section": _section}), 1000),
        },
        _border | {"indent": integer(0, 8), "offset": integer(0, 1000)},
    ),
}


def _says_something(value: Any, pointer: str, problems: list[str]) -> None:
    if isinstance(value, dict) and "text" not in value and "fields" not in value:
        report(problems, pointer, "must provide text or fields")


def _number(value: Any, pointer: str, problems: list[str]) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        report(problems, pointer, "must provide a number")


# docs.slack.dev/reference/block-kit/blocks/data-visualization-block and data-table-block
_point = shape({"label": string(20), "value": _number})
_series = shape({"name": string(20), "data": items(_point, 20)})
_axes = shape({"categories": items(string(20), 20)}, {"x_label": string(50), "y_label": string(50)})
_over_axes = shape({"series": items(_series, 6), "axis_config": _axes})
CHARTS: dict[str, Rule] = {
    "pie": shape({"segments": items(_point, 6)}), "bar": _over_axes, "area": _over_axes, "line": _over_axes,
}  # fmt: skip
CELLS: dict[str, Rule] = {
    "raw_text": shape({"text": string(3000)}),
    "raw_number": shape({"value": _number}, {"text": string(3000)}),
    "rich_text": shape({"elements": items(tagged("rich text", _RICH_PARTS), 1000)}, _named),
}


BLOCKS: dict[str, Rule] = {
    "header": shape({"text": plain(150)}, _named),
    "data_visualization": shape({"title": string(50), "chart": tagged("chart", CHARTS)}, _named),
    "data_table": shape(
        {"caption": string(3000), "rows": items(items(tagged("cell", CELLS), 20), 101, 2)},
        _named | {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    ),
    "divider": shape({}, _named),
    "section": both(
        shape(
            {},
            _named
            | {
                "text": text(3000),
                "fields": items(text(2000), 10),
                "accessory": tagged("accessory", ACCESSORIES),
                "expand": boolean,
            },
        ),
        _says_something,
    ),
    "context": shape(
        {
            "elements": items(
                tagged(
                    "context element",
                    {
                        "image": IMAGE,
                        "mrkdwn": shape({"text": string(3000)}, {"verbatim": boolean}),
                        "plain_text": shape({"text": string(3000)}, {"emoji": boolean}),
                    },
                ),
                10,
            )
        },
        _named,
    ),
    "actions": shape({"elements": items(tagged("element", ACTIONS), 25)}, _named),
    "rich_text": shape({"elements": items(tagged("rich text", _RICH_PARTS), 1000)}, _named),
    "input": shape(
        {"label": plain(2000), "element": tagged("input element", INPUTS)},
        _named | {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": shape({"image_url": URL, "alt_text": string(2000)}, _named | {"title": plain(2000)}),
}
BLOCK = tagged("block", BLOCKS)
_view: dict[str, Rule] = {
    "blocks": items(BLOCK, VIEW_BLOCKS, 0),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
VIEWS: dict[str, Rule] = {
    "modal": shape(
        {"title": plain(24), "blocks": _view["blocks"]},
        _view
        | {
            "close": plain(24),
            "submit": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": shape({"blocks": _view["blocks"]}, _view),
}


def elements_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The interactive elements inside one block, in order."""
    kind = block.get("type")
    found: list[Any] = []
    if kind == "actions" and isinstance(block.get("elements"), list):
        found = block["elements"]
    elif kind == "section":
        found = [block.get("accessory")]
    elif kind == "input":
        found = [block.get("element")]
    yield from (element for element in found if isinstance(element, dict) and element.get("type") != "image")


def _ids_used_once(blocks: Any, pointer: str, problems: list[str]) -> None:
    seen: set[str] = set()
    for position, block in enumerate(blocks if isinstance(blocks, list) else []):
        if not isinstance(block, dict):
            continue
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            report(problems, f"{pointer}/{position}/block_id", f"block_id {name} is used more than once")
        if isinstance(name, str):
            seen.add(name)
        actions = [element.get("action_id") for element in elements_of(block) if element.get("action_id")]
        for action in {str(action) for action in actions if actions.count(action) > 1}:
            report(problems, f"{pointer}/{position}", f"action_id {action} is used more than once in this block")


def problems_of_blocks(blocks: Any) -> list[str]:
    """What Slack would refuse in the blocks of a message, one sentence each; empty when it would accept them."""
    problems: list[str] = []
    items(BLOCK, MESSAGE_BLOCKS, 0)(blocks, "/blocks", problems)
    _ids_used_once(blocks, "/blocks", problems)
    return problems


def problems_of_view(view: Any, *kinds: str) -> list[str]:
    """What Slack would refuse in a view of one of ``kinds`` (``modal``, ``home``), one sentence each."""
    problems: list[str] = []
    tagged("view", {kind: VIEWS[kind] for kind in kinds})(view, "/view", problems)
    if not isinstance(view, dict):
        return problems
    blocks = [block for block in view.get("blocks") or [] if isinstance(block, dict)]
    _ids_used_once(view.get("blocks"), "/view/blocks", problems)
    if view.get("type") == "modal" and any(block.get("type") == "input" for block in blocks) and "submit" not in view:
        report(problems, "/view/submit", "must define submit to use an input block in modals")
    focused = [element for block in blocks for element in elements_of(block) if element.get("focus_on_load")]
    if len(focused) > 1:
        report(problems, "/view/blocks", "only one element may have focus_on_load")
    return problems


def settle(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy as Slack keeps it: missing ``block_id`` and ``action_id`` given, defaults of texts filled in."""
    settled: list[dict[str, Any]] = [_with_defaults(block) for block in blocks]
    for block in settled:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return settled


def _with_defaults(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_defaults(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _with_defaults(item) for key, item in value.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy
