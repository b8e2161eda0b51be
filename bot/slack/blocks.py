"""The few Block Kit pieces that the cards are made of (https://docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.slack.text import CONTROL, cut

Block = dict[str, Any]
HEADER_MOST, BUTTON_MOST, OPTION_MOST, SECTION_MOST, VALUE_MOST = 150, 75, 75, 3000, 2000
# One piece of literal text: its words, and what is shown of it ("strike", "bold", "italic", or nothing).
Piece = tuple[str, str]


def plain(text: str, most: int) -> Block:
    """Literal text (no mark-up, no emoji codes)."""
    return {"type": "plain_text", "text": cut(CONTROL.sub("", text), most) or " ", "emoji": False}


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": plain(" ".join(text.split()), HEADER_MOST)}


def section(mrkdwn: str) -> Block:
    """A paragraph of mrkdwn; the caller escapes what people wrote."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(mrkdwn, SECTION_MOST), "verbatim": True}}


def lines(found: Sequence[str]) -> Block:
    """A paragraph of several lines of mrkdwn, of which as many are shown as fit whole."""
    shown, room = [], SECTION_MOST
    for line in found:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    return section("\n".join(shown) or " ")


def context(*lines: str) -> Block:
    """A small grey line; empty parts are left out."""
    text = cut(" · ".join(line for line in lines if line), SECTION_MOST)
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text or " ", "verbatim": True}]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def button(action: str, label: str, value: str, *, style: str = "", confirm: Block | None = None) -> Block:
    """A button; ``action`` is its stable ``action_id``."""
    made: Block = {
        "type": "button", "action_id": action, "text": plain(label, BUTTON_MOST), "value": cut(value, VALUE_MOST),
    }  # fmt: skip
    if style:
        made["style"] = style
    if confirm:
        made["confirm"] = confirm
    return made


def link_button(action: str, label: str, url: str) -> Block:
    """A button that opens an address in the browser."""
    return {"type": "button", "action_id": action, "text": plain(label, BUTTON_MOST), "url": cut(url, 3000)}


def confirm(title: str, text: str, yes: str, no: str) -> Block:
    """An "are you sure" dialog."""
    return {
        "title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30),
    }  # fmt: skip


def overflow(action: str, options: Sequence[tuple[str, str]]) -> Block:
    """The "⋯" menu: at most five options (value, label)."""
    made = [{"text": plain(label, OPTION_MOST), "value": cut(value, 150)} for value, label in options]
    return {"type": "overflow", "action_id": action, "options": made}


def menu(action: str, label: str, options: Sequence[tuple[str, str]]) -> Block:
    """A menu of options (value, label) that acts as soon as one is chosen; at most 100."""
    made = [{"text": plain(text, OPTION_MOST), "value": cut(value, 150)} for value, text in options[:100]]
    return {"type": "static_select", "action_id": action, "placeholder": plain(label, 150), "options": made}


def actions(*elements: Block, block_id: str = "do") -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def offered(mrkdwn: str, accessory: Block, block_id: str) -> Block:
    """A paragraph with a button beside it."""
    return section(mrkdwn) | {"accessory": accessory, "block_id": block_id}


def preformatted(text: str) -> Block:
    """Words to copy exactly as they are."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or " "}]}],
    }


def written(pieces: Sequence[Piece]) -> Block:
    """A paragraph of literal text, some of it struck through or bold."""
    elements: list[Block] = []
    for text, style in pieces:
        if shown := CONTROL.sub("", text):
            elements.append({"type": "text", "text": shown} | ({"style": {style: True}} if style else {}))
    section_ = {"type": "rich_text_section", "elements": elements or [{"type": "text", "text": " "}]}
    return {"type": "rich_text", "elements": [section_]}


def field(
    block_id: str, label: str, element: Block, *, action: str = "value", hint: str = "", optional: bool = False
) -> Block:
    """A field of a modal around any ``element``."""
    made: Block = {
        "type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element | {"action_id": action},
        "optional": optional,
    }  # fmt: skip
    if hint:
        made["hint"] = plain(hint, 2000)
    return made


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    multiline: bool = False,
    hint: str = "",
    optional: bool = False,
    most: int = 3000,
    live: str = "",
) -> Block:
    """A text field of a modal. ``live``: the action_id under which each change of it is told while somebody types."""
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": most}
    if initial:
        element["initial_value"] = cut(CONTROL.sub("", initial), most)
    if live:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    made = field(block_id, label, element, action=live or "value", hint=hint, optional=optional)
    return made | ({"dispatch_action": True} if live else {})


def tick(block_id: str, label: str, value: str, text: str) -> Block:
    """One box to tick, or to leave."""
    option = {"text": plain(text, OPTION_MOST), "value": value}
    return field(block_id, label, {"type": "checkboxes", "options": [option]}, optional=True)


def choice(
    block_id: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    initial: str = "",
    radio: bool = False,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """One of ``options`` (value, label)."""
    made = [{"text": plain(text, OPTION_MOST), "value": value} for value, text in options]
    element: Block = {"type": "radio_buttons" if radio else "static_select", "options": made}
    if found := [option for option in made if option["value"] == initial]:
        element["initial_option"] = found[0]
    return field(block_id, label, element, hint=hint, optional=optional)


def date_input(block_id: str, label: str, initial: str) -> Block:
    """A day."""
    return field(block_id, label, {"type": "datepicker", "initial_date": initial})


def modal(
    callback: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str = "",
    close: str,
    metadata: str = "",
    tell_close: bool = False,
) -> Block:
    """A modal view. ``tell_close``: we are told when somebody closes it without sending it in."""
    view: Block = {
        "type": "modal", "callback_id": callback, "title": plain(title, 24), "close": plain(close, 24),
        "private_metadata": metadata, "blocks": blocks,
    }  # fmt: skip
    if submit:
        view["submit"] = plain(submit, 24)
    if tell_close:
        view["notify_on_close"] = True
    return view
