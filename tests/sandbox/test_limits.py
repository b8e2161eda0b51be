"""Each limit of Block Kit: what just fits is taken, one more is refused with the place of the mistake."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.blocks import problems_of_blocks, problems_of_view


def plain(length: int = 2) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int = 2) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": "x" * length}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(), **more}


def options(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"text": plain(), "value": f"v{n}", **more} for n in range(number)]


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def typed(**element: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", **element}}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": options(2), **more}


def confirm(**more: Any) -> dict[str, Any]:
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


# What fits, what does not, and where the mistake is.
CASES: dict[str, tuple[list[Any], list[Any], str]] = {
    "blocks": ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51, "/blocks"),
    "header": (
        [{"type": "header", "text": plain(150)}],
        [{"type": "header", "text": plain(151)}],
        "/blocks/0/text/text",
    ),
    "header mrkdwn": (
        [{"type": "header", "text": plain()}],
        [{"type": "header", "text": mrkdwn()}],
        "/blocks/0/text/type",
    ),
    "section": (
        [{"type": "section", "text": mrkdwn(3000)}],
        [{"type": "section", "text": mrkdwn(3001)}],
        "/blocks/0/text/text",
    ),
    "empty text": (
        [{"type": "section", "text": plain(1)}],
        [{"type": "section", "text": plain(0)}],
        "/blocks/0/text/text",
    ),
    "empty section": ([{"type": "section", "text": plain(1)}], [{"type": "section"}], "/blocks/0"),
    "fields": (
        [{"type": "section", "fields": [mrkdwn()] * 10}],
        [{"type": "section", "fields": [mrkdwn()] * 11}],
        "/blocks/0/fields",
    ),
    "field": (
        [{"type": "section", "fields": [mrkdwn(2000)]}],
        [{"type": "section", "fields": [mrkdwn(2001)]}],
        "/blocks/0/fields/0/text",
    ),
    "context": (
        [{"type": "context", "elements": [mrkdwn()] * 10}],
        [{"type": "context", "elements": [mrkdwn()] * 11}],
        "/blocks/0/elements",
    ),
    "actions": ([actions(*[button()] * 25)], [actions(*[button()] * 26)], "/blocks/0/elements"),
    "no actions": ([actions(button())], [actions()], "/blocks/0/elements"),
    "button text": (
        [actions(button(text=plain(75)))],
        [actions(button(text=plain(76)))],
        "/blocks/0/elements/0/text/text",
    ),
    "button value": (
        [actions(button(value="x" * 2000))],
        [actions(button(value="x" * 2001))],
        "/blocks/0/elements/0/value",
    ),
    "button style": (
        [actions(button(style="danger"))],
        [actions(button(style="warning"))],
        "/blocks/0/elements/0/style",
    ),
    "button url": (
        [actions(button(url="https://a.example"))],
        [actions(button(url="a.example"))],
        "/blocks/0/elements/0/url",
    ),
    "action_id": (
        [actions(button(action_id="x" * 255))],
        [actions(button(action_id="x" * 256))],
        "/blocks/0/elements/0/action_id",
    ),
    "action_id twice": (
        [actions(button(action_id="a"), button(action_id="b"))],
        [actions(button(action_id="a"), button(action_id="a"))],
        "/blocks/0",
    ),
    "block_id": (
        [{"type": "divider", "block_id": "x" * 255}],
        [{"type": "divider", "block_id": "x" * 256}],
        "/blocks/0/block_id",
    ),
    "block_id twice": (
        [{"type": "divider", "block_id": "a"}],
        [{"type": "divider", "block_id": "a"}] * 2,
        "/blocks/1/block_id",
    ),
    "confirm title": (
        [actions(button(confirm=confirm(title=plain(100))))],
        [actions(button(confirm=confirm(title=plain(101))))],
        "/blocks/0/elements/0/confirm/title/text",
    ),
    "confirm text": (
        [actions(button(confirm=confirm(text=mrkdwn(300))))],
        [actions(button(confirm=confirm(text=mrkdwn(301))))],
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "confirm button": (
        [actions(button(confirm=confirm(deny=plain(30))))],
        [actions(button(confirm=confirm(deny=plain(31))))],
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    "options": (
        [actions(select(options=options(100)))],
        [actions(select(options=options(101)))],
        "/blocks/0/elements/0/options",
    ),
    "option text": (
        [actions(select(options=options(1, text=plain(75))))],
        [actions(select(options=options(1, text=plain(76))))],
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "option value": (
        [actions(select(options=options(1, value="x" * 150)))],
        [actions(select(options=options(1, value="x" * 151)))],
        "/blocks/0/elements/0/options/0/value",
    ),
    "initial option": (
        [actions(select(initial_option=options(1)[0]))],
        [actions(select(initial_option={"text": plain(), "value": "no"}))],
        "/blocks/0/elements/0",
    ),
    "no options": ([actions(select())], [actions({"type": "static_select"})], "/blocks/0/elements/0"),
    "overflow": (
        [actions({"type": "overflow", "options": options(5)})],
        [actions({"type": "overflow", "options": options(6)})],
        "/blocks/0/elements/0/options",
    ),
    "radio": (
        [actions({"type": "radio_buttons", "options": options(10)})],
        [actions({"type": "radio_buttons", "options": options(11)})],
        "/blocks/0/elements/0/options",
    ),
    "placeholder": (
        [actions(select(placeholder=plain(150)))],
        [actions(select(placeholder=plain(151)))],
        "/blocks/0/elements/0/placeholder/text",
    ),
    "date": (
        [actions({"type": "datepicker", "initial_date": "2026-02-01"})],
        [actions({"type": "datepicker", "initial_date": "1 Feb"})],
        "/blocks/0/elements/0/initial_date",
    ),
    "label": ([{**typed(), "label": plain(2000)}], [{**typed(), "label": plain(2001)}], "/blocks/0/label/text"),
    "max_length": ([typed(max_length=3000)], [typed(max_length=3001)], "/blocks/0/element/max_length"),
    "lengths": ([typed(min_length=2, max_length=2)], [typed(min_length=3, max_length=2)], "/blocks/0/element"),
    "unknown field": ([{"type": "divider"}], [{"type": "divider", "colour": "red"}], "/blocks/0"),
    "unknown field inside": ([actions(button())], [actions(button(colour="red"))], "/blocks/0/elements/0"),
    "unknown block": ([{"type": "divider"}], [{"type": "banner"}], "/blocks/0/type"),
    "unknown element": ([actions(button())], [actions({"type": "lever"})], "/blocks/0/elements/0/type"),
    "input beside text": (
        [{"type": "section", "text": plain(), "accessory": button()}],
        [{"type": "section", "text": plain(), "accessory": {"type": "plain_text_input"}}],
        "/blocks/0/accessory/type",
    ),
    "rich text": (
        [rich({"type": "text", "text": "hi", "style": {"bold": True}}, {"type": "user", "user_id": "U0LEA"})],
        [rich({"type": "text", "text": "hi", "style": {"loud": True}})],
        "/blocks/0/elements/0/elements/0/style",
    ),
    "rich link": (
        [rich({"type": "link", "url": "https://a.example"})],
        [rich({"type": "link", "url": "javascript:alert(1)"})],
        "/blocks/0/elements/0/elements/0/url",
    ),
    "not an object": ([{"type": "divider"}], ["divider"], "/blocks/0"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_fits_is_taken_and_one_more_is_refused(name: str) -> None:
    good, bad, pointer = CASES[name]
    assert problems_of_blocks(copy.deepcopy(good)) == []
    found = problems_of_blocks(copy.deepcopy(bad))
    assert any(f"[json-pointer:{pointer}]" in problem for problem in found), found


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(24), "blocks": [], **more}


@pytest.mark.parametrize(
    ("good", "bad", "pointer"),
    [
        (modal(), modal(title=plain(25)), "/view/title/text"),
        (modal(submit=plain(24)), modal(submit=plain(25)), "/view/submit/text"),
        (modal(close=plain(24)), modal(close=plain(25)), "/view/close/text"),
        (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 255), modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(blocks=[{"type": "divider"}] * 100), modal(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
        (modal(blocks=[typed()], submit=plain()), modal(blocks=[typed()]), "/view/submit"),
        (modal(), {"type": "modal", "blocks": []}, "/view"),
        (modal(), modal(colour="red"), "/view"),
        (modal(), {"type": "home", "blocks": []}, "/view/type"),
        (
            modal(blocks=[typed(focus_on_load=True), typed()], submit=plain()),
            modal(blocks=[typed(focus_on_load=True)] * 2, submit=plain()),
            "/view/blocks",
        ),
    ],
)
def test_limits_of_modals(good: dict[str, Any], bad: dict[str, Any], pointer: str) -> None:
    assert problems_of_view(good, "modal") == []
    found = problems_of_view(bad, "modal")
    assert any(f"[json-pointer:{pointer}]" in problem for problem in found), found


def test_a_refused_message_names_the_place_of_each_mistake(sandbox: Any) -> None:
    with pytest.raises(SlackApiError) as caught:
        sandbox.client.chat_postMessage(channel="approvals", text="x", blocks=[{"type": "header", "text": plain(151)}])
    response = caught.value.response
    assert response["error"] == "invalid_blocks"
    assert response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert sandbox.messages() == []
