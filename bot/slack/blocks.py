"""The few Block Kit pieces that the cards are made of (https://docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.slack.text import CONTROL, cut

Block = dict[str, Any]
HEADER_MOST, BUTTON_MOST, SECTION_MOST, VALUE_MOST = 150, 75, 3000, 2000


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


def actions(*elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": "do", "elements": list(elements)}


def preformatted(text: str) -> Block:
    """Words to copy exactly as they are."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or " "}]}],
    }


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    multiline: bool = False,
    hint: str = "",
    optional: bool = False,
    most: int = 3000,
) -> Block:
    """A text field of a modal."""
    element: Block = {"type": "plain_text_input", "action_id": "value", "multiline": multiline, "max_length": most}
    if initial:
        element["initial_value"] = cut(CONTROL.sub("", initial), most)
    made: Block = {
        "type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element, "optional": optional,
    }  # fmt: skip
    if hint:
        made["hint"] = plain(hint, 2000)
    return made


def choice(
    block_id: str, label: str, options: list[tuple[str, str]], *, initial: str = "", radio: bool = False
) -> Block:
    """One of ``options`` (value, label)."""
    made = [{"text": plain(text, 75), "value": value} for value, text in options]
    element: Block = {"type": "radio_buttons" if radio else "static_select", "action_id": "value", "options": made}
    if found := [option for option in made if option["value"] == initial]:
        element["initial_option"] = found[0]
    return {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}


def date_input(block_id: str, label: str, initial: str) -> Block:
    """A day."""
    element = {"type": "datepicker", "action_id": "value", "initial_date": initial}
    return {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}


def modal(callback: str, title: str, blocks: list[Block], *, submit: str = "", close: str, metadata: str = "") -> Block:
    """A modal view."""
    view: Block = {
        "type": "modal", "callback_id": callback, "title": plain(title, 24), "close": plain(close, 24),
        "private_metadata": metadata, "blocks": blocks,
    }  # fmt: skip
    if submit:
        view["submit"] = plain(submit, 24)
    return view
