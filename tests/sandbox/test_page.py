"""The page in a real browser: who am I, cards, modals, threads, hostile text, another start."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("AMENDS_REQUIRE_BROWSER"), reason="needs Chromium (apt install chromium)"
    ),
]
PLAIN = {"type": "plain_text", "text": "Words"}
HOSTILE = "<img src=x onerror=alert(1)> &lt;b&gt;x&lt;/b&gt; *bold* <javascript:alert(1)|click> <https://a.example|ok>"


def button(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": {"type": "plain_text", "text": name}, **more}


def card(*elements: dict[str, Any], text: str = "A card") -> list[dict[str, Any]]:
    body = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return [body, *([{"type": "actions", "elements": list(elements)}] if elements else [])]


MODAL: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Edit the reply"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "reply",
            "label": {"type": "plain_text", "text": "Reply"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Colleague"},
            "element": {"type": "users_select", "action_id": "who"},
        },
    ],
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, headless=True, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a sandbox's page; no script error and no dialog may come."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_page(sandbox: Any, person: str = "U0SAM", **options: Any) -> Any:
        context = browser.new_context(**options)
        context.add_init_script(
            f"sessionStorage.getItem('amends-sandbox-me') ?? sessionStorage.setItem('amends-sandbox-me', '{person}')"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.goto(sandbox.url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def test_a_click_is_busy_then_shows_what_came_of_it(sandbox: Any, visit: Any) -> None:
    ts = sandbox.client.chat_postMessage(channel="approvals", text="c", blocks=card(button("Approve")))["ts"]
    release = threading.Event()

    def approve(received: Any) -> Response:
        release.wait(2)
        by = f"Approved by <@{received.body['user']['id']}>"
        sandbox.client.chat_update(channel="approvals", ts=ts, text=by, blocks=card(text=by))
        return Response()

    sandbox.answer = approve
    page = visit(sandbox)
    page.get_by_role("button", name="Approve").click()
    page.locator('[data-action-id="Approve"][aria-busy="true"]').wait_for()
    release.set()
    page.locator(f'[data-ts="{ts}"]', has_text="Approved by @Sam Whitlock").wait_for()
    assert page.get_by_role("button", name="Approve").count() == 0


def test_hostile_text_stays_text(sandbox: Any, visit: Any) -> None:
    sandbox.client.chat_postMessage(channel="approvals", text=HOSTILE)
    page = visit(sandbox)
    message = page.locator("article.message")
    message.wait_for()
    assert "<img src=x onerror=alert(1)> <b>x</b>" in message.inner_text()
    assert message.locator("strong", has_text="bold").count() == 1
    assert message.locator(".blocks a").evaluate_all("links => links.map((link) => link.href)") == [
        "https://a.example/"
    ]


def test_a_modal_checks_keeps_and_closes(sandbox: Any, visit: Any) -> None:
    page = visit(sandbox)

    def answer(received: Any) -> Response:
        body = received.body
        if body["type"] == "shortcut":
            sandbox.client.views_open(trigger_id=body["trigger_id"], view={**MODAL, "notify_on_close": True})
        if body["type"] == "view_submission":
            return JSONResponse({"response_action": "errors", "errors": {"reply": "A slot is empty."}})
        return Response()

    sandbox.answer = answer
    shortcuts = page.get_by_role("button", name="Shortcuts").first
    shortcuts.click()
    page.get_by_role("menuitem", name="Log a complaint").click()
    page.get_by_role("heading", name="Edit the reply").wait_for()
    assert page.evaluate("document.activeElement.dataset.actionId") == "text"
    page.get_by_role("button", name="Save").click()
    page.locator('[data-block-id="reply"]', has_text="Please complete this required field.").wait_for()
    page.locator("#modal").get_by_label("Reply").fill("On {day}")
    page.get_by_label("Colleague").select_option("U0IVY")
    page.get_by_role("button", name="Save").click()
    page.locator('[data-block-id="reply"]', has_text="A slot is empty.").wait_for()
    assert page.locator("#modal").get_by_label("Reply").get_attribute("aria-invalid") == "true"
    view = sandbox.state()["views"]["U0SAM"][0]
    changed = {**MODAL, "title": {"type": "plain_text", "text": "Fresh"}}
    sandbox.client.views_update(view_id=view["id"], view={**changed, "notify_on_close": True})
    page.get_by_role("heading", name="Fresh").wait_for()
    # What was typed outlives the update, as in Slack.
    assert page.locator("#modal").get_by_label("Reply").input_value() == "On {day}"
    assert page.get_by_label("Colleague").input_value() == "U0IVY"
    page.keyboard.press("Escape")
    page.locator("#modal[open]").wait_for(state="detached")
    assert sandbox.received[-1].body["type"] == "view_closed"
    page.wait_for_function("document.activeElement.classList.contains('plus')")


def test_a_confirmation_is_asked_first(sandbox: Any, visit: Any) -> None:
    asked = {"title": PLAIN, "text": PLAIN, "confirm": {"type": "plain_text", "text": "Publish"}}
    asked["deny"] = {"type": "plain_text", "text": "Not yet"}
    sandbox.client.chat_postMessage(channel="approvals", text="c", blocks=card(button("Approve", confirm=asked)))
    page = visit(sandbox)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Not yet").click()
    page.get_by_role("button", name="Approve").click()
    assert sandbox.received == []
    page.get_by_role("button", name="Publish").click()
    sandbox.wait_for(lambda: sandbox.received)


def test_a_thread_is_opened_and_answered(sandbox: Any, visit: Any) -> None:
    root = sandbox.client.chat_postMessage(channel="approvals", text="root")["ts"]
    sandbox.client.chat_postMessage(channel="approvals", text="first", thread_ts=root)
    page = visit(sandbox)
    page.get_by_role("button", name="1 reply").click()
    page.get_by_label("Reply…").fill("second")
    page.keyboard.press("Enter")
    page.locator("#thread article", has_text="second").wait_for()
    page.get_by_role("button", name="2 replies").wait_for()
    assert page.locator("#conversation article").count() == 1
    page.keyboard.press("Escape")
    page.locator("#thread").wait_for(state="hidden")


def test_another_person_has_another_view_and_language(sandbox: Any, visit: Any) -> None:
    sandbox.client.chat_postMessage(channel="customer-care", text="new ticket")
    sandbox.client.chat_postEphemeral(channel="approvals", user="U0SAM", text="for Sam")
    page = visit(sandbox)
    page.locator("article.ephemeral", has_text="Only visible to you").wait_for()
    assert page.locator('[data-channel="customer-care"] .badge').inner_text().startswith("1")
    page.get_by_role("button", name="You are: Sam Whitlock").click()
    page.locator('[data-person="U0NOE"]').click()
    page.get_by_role("button", name="Vous êtes : Noé Garance · Service client").wait_for()
    page.locator("article.ephemeral").wait_for(state="detached")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_nothing_is_written_as_nobody(sandbox: Any, visit: Any) -> None:
    """What was typed while the next person was still being read was lost, or would have been said by the last one."""
    page = visit(sandbox)
    held: list[Any] = []
    page.route("**/state?person=U0NOE*", lambda route: held.append(route))  # noqa: PLW0108 - it marks what it is given
    page.locator("#you").click()
    with page.expect_request("**/state?person=U0NOE*"):
        page.locator('[data-person="U0NOE"]').click()
    while not held:
        page.wait_for_timeout(20)
    assert page.locator("#composer textarea").count() == 0
    held.pop().continue_()
    box = page.locator("#composer textarea")
    box.fill("It leaves tonight.")
    with page.expect_request("**/act") as said:
        box.press("Enter")
    assert said.value.post_data_json["person"] == "U0NOE"


def test_the_home_tab_asks_the_app_and_shows_its_answer(sandbox: Any, visit: Any) -> None:
    def publish(received: Any) -> Response:
        if received.body.get("event", {}).get("type") == "app_home_opened":
            sandbox.client.views_publish(user_id="U0SAM", view={"type": "home", "blocks": card(button("Oldest"))})
        return Response()

    sandbox.answer = publish
    page = visit(sandbox)
    page.locator('[data-channel="home"]').click()
    page.get_by_role("button", name="Oldest").click()
    sandbox.wait_for(lambda: sandbox.received[-1].body["type"] == "block_actions")


def test_an_app_that_stays_silent_is_said_under_the_card(start: Any, visit: Any) -> None:
    sandbox = start(patience=0.2)
    release = threading.Event()
    sandbox.answer = lambda _: Response() if release.wait(10) else Response(status_code=500)
    sandbox.client.chat_postMessage(channel="approvals", text="c", blocks=card(button("Approve")))
    page = visit(sandbox)
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("This app did not respond in time.").wait_for()
    release.set()


def test_a_page_finds_its_way_back_after_a_restart(start: Any, visit: Any) -> None:
    sandbox = start()
    page = visit(sandbox)
    page.locator("#conversation .empty").wait_for()
    sandbox.stop()
    page.get_by_text("Connection lost").wait_for()
    again = start(port=sandbox.port)
    again.client.chat_postMessage(channel="approvals", text="here again")
    page.locator("article", has_text="here again").wait_for()
    page.locator("#offline").wait_for(state="hidden")


def test_on_a_telephone_nothing_is_wider_than_the_screen(sandbox: Any, visit: Any) -> None:
    long = "https://social.example/" + "x" * 300
    sandbox.client.chat_postMessage(channel="approvals", text=long, blocks=card(button("Approve"), text=f"<{long}>"))
    page = visit(sandbox, viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Approve").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("#side").is_hidden()
    page.get_by_role("button", name="Show channels").click()
    page.locator('[data-channel="customer-care"]').click()
    page.get_by_role("heading", name="# customer-care").wait_for()
