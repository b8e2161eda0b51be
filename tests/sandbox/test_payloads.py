"""Clicks, submissions, shortcuts, commands and events reach the app signed and in Slack's shapes."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackApiError
from starlette.responses import JSONResponse, PlainTextResponse, Response

PLAIN = {"type": "plain_text", "text": "Words"}
CARD: list[dict[str, Any]] = [
    {
        "type": "actions",
        "block_id": "decide",
        "elements": [
            {"type": "button", "action_id": "draft_approve", "text": PLAIN, "value": "17", "style": "primary"},
            {"type": "static_select", "action_id": "team", "options": [{"text": PLAIN, "value": "lyon"}]},
        ],
    }
]
FORM: list[dict[str, Any]] = [
    {
        "type": "input",
        "block_id": "reply",
        "label": PLAIN,
        "element": {"type": "plain_text_input", "action_id": "text", "min_length": 3, "initial_value": "Hello there"},
    },
    {
        "type": "input",
        "block_id": "outcome",
        "label": PLAIN,
        "optional": True,
        "element": {"type": "radio_buttons", "action_id": "kind", "options": [{"text": PLAIN, "value": "given"}]},
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "draft_edit",
    "title": PLAIN,
    "submit": PLAIN,
    "private_metadata": "17",
    "blocks": FORM,
}


def post_card(sandbox: Any) -> str:
    return str(sandbox.client.chat_postMessage(channel="approvals", text="card", blocks=CARD)["ts"])


def click(sandbox: Any, ts: str, person: str = "U0LEA", **more: Any) -> Any:
    act = {"person": person, "kind": "action", "channel": "approvals", "ts": ts, "action_id": "draft_approve"}
    return sandbox.act(**act | more)


def trigger(sandbox: Any, person: str = "U0LEA") -> str:
    sandbox.act(person=person, kind="shortcut", callback_id="complaint_log")
    return str(sandbox.received[-1].body["trigger_id"])


def open_modal(sandbox: Any, **more: Any) -> Any:
    return sandbox.client.views_open(trigger_id=trigger(sandbox), view={**MODAL, **more})["view"]


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_a_click_arrives_signed_in_slacks_shape(sandbox: Any) -> None:
    ts = post_card(sandbox)
    assert click(sandbox, ts) == {"ok": True, "status": 200, "body": "", "reason": ""}
    (received,) = sandbox.received
    assert received.verified
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    body = received.body
    assert body["type"] == "block_actions"
    assert body["user"] == {"id": "U0LEA", "username": "lea", "name": "lea", "team_id": "T0BRINDELUNE"}
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0APPROVALS",
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": "C0APPROVALS", "name": "approvals"}
    assert body["message"]["ts"] == ts
    assert body["state"]["values"]["decide"]["team"] == {"type": "static_select", "selected_option": None}
    (action,) = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("draft_approve", "decide", "17")
    assert body["response_url"].startswith(sandbox.url)


def test_a_choice_carries_the_option(sandbox: Any) -> None:
    click(sandbox, post_card(sandbox), action_id="team", value="lyon")
    (action,) = sandbox.received[0].body["actions"]
    assert action["selected_option"]["value"] == "lyon"


def test_a_stale_click_can_still_be_sent(sandbox: Any) -> None:
    ts = sandbox.client.chat_postMessage(channel="approvals", text="no buttons")["ts"]
    assert click(sandbox, ts)["error"] == "action_not_found"
    assert click(sandbox, ts, action={"action_id": "draft_approve", "type": "button", "value": "17"})["ok"]
    assert sandbox.received[0].body["actions"][0]["value"] == "17"


@pytest.mark.parametrize(
    ("act", "error"),
    [
        ({"person": "U0NOBODY", "kind": "home"}, "unknown_person"),
        ({"person": "U0LEA", "kind": "shout"}, "unknown_kind"),
        ({"person": "U0LEA", "kind": "action", "channel": "nowhere"}, "channel_not_found"),
        ({"person": "U0LEA", "kind": "action", "channel": "D0SAM", "ts": "1.1"}, "channel_not_found"),
        ({"person": "U0LEA", "kind": "submit"}, "view_not_found"),
        ({"person": "U0LEA", "kind": "shortcut"}, "missing_callback_id"),
        ({"person": "U0LEA", "kind": "command", "channel": "approvals", "text": "/other"}, "unknown_command"),
    ],
)
def test_what_no_click_could_do_is_refused(sandbox: Any, act: dict[str, Any], error: str) -> None:
    assert sandbox.act(**act)["error"] == error
    assert sandbox.received == []


def test_a_trigger_lives_three_seconds_and_once(start: Any) -> None:
    late = [0.0]
    sandbox = start(clock=lambda: time.time() + late[0])
    views = sandbox.client
    assert refused(views.views_open, trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"
    first = trigger(sandbox)
    # A mistake in the view costs no trigger.
    assert refused(views.views_open, trigger_id=first, view={**MODAL, "title": {}}) == "invalid_arguments"
    assert views.views_open(trigger_id=first, view=MODAL)["view"]["callback_id"] == "draft_edit"
    assert refused(views.views_open, trigger_id=first, view=MODAL) == "exchanged_trigger_id"
    second = trigger(sandbox)
    late[0] = 3.5
    assert refused(views.views_open, trigger_id=second, view=MODAL) == "expired_trigger_id"


def test_what_the_client_would_not_send_is_shown_at_the_input(sandbox: Any) -> None:
    open_modal(sandbox)
    sandbox.received.clear()
    answer = sandbox.act(person="U0LEA", kind="submit", values={"reply": {"text": ""}})
    assert answer["errors"] == {"reply": "Veuillez remplir ce champ obligatoire."}
    answer = sandbox.act(person="U0LEA", kind="submit", values={"reply": {"text": "ab"}})
    assert answer["errors"] == {"reply": "Veuillez saisir au moins 3 caractères."}
    assert sandbox.received == []


def test_a_submission_carries_the_state_and_closes_the_modal(sandbox: Any) -> None:
    view = open_modal(sandbox)
    assert sandbox.act(person="U0LEA", kind="submit", values={"outcome": {"kind": "given"}})["ok"]
    body = sandbox.received[-1].body
    assert (body["type"], body["view"]["id"], body["view"]["private_metadata"]) == ("view_submission", view["id"], "17")
    values = body["view"]["state"]["values"]
    assert values["reply"]["text"] == {"type": "plain_text_input", "value": "Hello there"}
    assert values["outcome"]["kind"]["selected_option"]["value"] == "given"
    assert sandbox.state()["views"] == {}


def test_response_actions_are_honoured(sandbox: Any) -> None:
    first = open_modal(sandbox)
    wanted: dict[str, Any] = {}

    def submit() -> Any:
        return sandbox.act(person="U0LEA", kind="submit")

    sandbox.answer = lambda _: JSONResponse(wanted)
    wanted.update(response_action="errors", errors={"reply": "Say who signs."})
    assert submit()["errors"] == {"reply": "Say who signs."}
    wanted.update(response_action="errors", errors={"elsewhere": "No such block."})
    assert submit()["error"] == "errors_for_unknown_blocks"
    wanted.update(response_action="update", view={**MODAL, "callback_id": "second"})
    assert submit()["ok"]
    (shown,) = sandbox.state()["views"]["U0LEA"]
    assert (shown["id"], shown["callback_id"]) == (first["id"], "second")
    wanted.update(response_action="push", view={**MODAL, "callback_id": "third"})
    submit()
    assert [view["callback_id"] for view in sandbox.state()["views"]["U0LEA"]] == ["second", "third"]
    wanted.update(response_action="update", view={"type": "modal"})
    assert submit()["error"] == "invalid_view"
    wanted.update(response_action="clear")
    submit()
    assert sandbox.state()["views"] == {}


def test_views_stack_three_high_and_updates_check_the_hash(sandbox: Any) -> None:
    client: WebClient = sandbox.client
    view = open_modal(sandbox, external_id="mine")
    assert refused(client.views_open, trigger_id=trigger(sandbox), view={**MODAL, "external_id": "mine"}) == (
        "duplicate_external_id"
    )
    new = client.views_update(external_id="mine", view={**MODAL, "external_id": "mine"}, hash=view["hash"])["view"]
    assert new["id"] == view["id"]
    assert refused(client.views_update, view_id=view["id"], view=MODAL, hash=view["hash"]) == "hash_conflict"
    for _ in range(2):
        assert client.views_push(trigger_id=trigger(sandbox), view=MODAL)["view"]["root_view_id"] == view["id"]
    assert refused(client.views_push, trigger_id=trigger(sandbox), view=MODAL) == "push_limit_reached"


def test_closing_tells_who_asked_to_know(sandbox: Any) -> None:
    open_modal(sandbox)
    count = len(sandbox.received)
    assert sandbox.act(person="U0LEA", kind="close")["ok"]
    assert len(sandbox.received) == count
    open_modal(sandbox, notify_on_close=True)
    sandbox.act(person="U0LEA", kind="close", values={"reply": {"text": "half a"}})
    body = sandbox.received[-1].body
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)
    assert body["view"]["state"]["values"]["reply"]["text"]["value"] == "half a"


def test_the_home_tab_is_asked_for_published_and_clicked(sandbox: Any) -> None:
    sandbox.act(person="U0SAM", kind="home")
    event = sandbox.received[-1].body["event"]
    assert (event["type"], event["user"], event["tab"], event["channel"]) == (
        "app_home_opened",
        "U0SAM",
        "home",
        "D0SAM",
    )
    view = sandbox.client.views_publish(user_id="U0SAM", view={"type": "home", "blocks": CARD})["view"]
    again = {"user_id": "U0SAM", "view": {"type": "home", "blocks": []}, "hash": "0.0"}
    assert refused(sandbox.client.views_publish, **again) == "hash_conflict"
    sandbox.act(person="U0SAM", kind="action", view_id=view["id"], action_id="draft_approve")
    body = sandbox.received[-1].body
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert "response_url" not in body and body["view"]["type"] == "home"


def test_shortcuts_arrive_global_and_from_a_message(sandbox: Any) -> None:
    ts = post_card(sandbox)
    sandbox.act(person="U0NOE", kind="shortcut", callback_id="complaint_log")
    act = {"person": "U0NOE", "kind": "message_shortcut", "callback_id": "complaint_log_message"}
    sandbox.act(**act, channel="approvals", ts=ts)
    one, other = (received.body for received in sandbox.received)
    assert (one["type"], one["callback_id"]) == ("shortcut", "complaint_log")
    assert (other["type"], other["message_ts"], other["channel"]["name"]) == ("message_action", ts, "approvals")


def test_a_command_is_a_form_and_its_answer_is_for_that_person(sandbox: Any) -> None:
    sandbox.answer = lambda _: PlainTextResponse("Try `/amends help`.")
    assert sandbox.act(person="U0IVY", kind="command", channel="approvals", text="/amends show  AM-1 ")["ok"]
    (received,) = sandbox.received
    assert received.verified
    assert (received.body["command"], received.body["text"]) == ("/amends", "show  AM-1")
    assert (received.body["user_id"], received.body["channel_name"]) == ("U0IVY", "approvals")
    assert [one["text"] for one in sandbox.messages(person="U0IVY")] == ["Try `/amends help`."]
    assert sandbox.messages(person="U0LEA") == []


def test_what_a_person_types_is_escaped_and_told(sandbox: Any) -> None:
    root = post_card(sandbox)
    typed = "a < b & <!channel> https://brindelune.example/x."
    answer = sandbox.act(person="U0SAM", kind="message", channel="approvals", text=typed, thread_ts=root)
    envelope = sandbox.received[-1].body
    event = envelope["event"]
    assert envelope["type"] == "event_callback" and envelope["event_id"].startswith("Ev")
    assert event["text"] == "a &lt; b &amp; &lt;!channel&gt; <https://brindelune.example/x>."
    assert (event["thread_ts"], event["ts"], event["channel_type"]) == (root, answer["ts"], "channel")
    words = event["blocks"][0]["elements"][0]["elements"]
    assert [one["type"] for one in words] == ["text", "link", "text"]


def test_a_response_url_answers_replaces_and_wears_out(sandbox: Any) -> None:
    ts = post_card(sandbox)
    click(sandbox, ts)
    url = sandbox.received[-1].body["response_url"]
    respond = WebhookClient(url)
    assert respond.send(text="only you").status_code == 200
    assert respond.send(text="everybody", response_type="in_channel").body == "ok"
    assert respond.send(text="instead", replace_original=True).status_code == 200
    gone = respond.send(text="", delete_original=True)
    assert (gone.status_code, "cant_delete_message" in gone.body) == (400, True)
    assert [one["text"] for one in sandbox.messages(person="U0LEA")] == ["instead", "only you", "everybody"]
    assert [one["text"] for one in sandbox.messages(person="U0SAM")] == ["instead", "everybody"]
    assert respond.send(text="fifth").status_code == 200
    assert "used_url" in respond.send(text="sixth").body
    assert httpx.post(url[:-3], json={"text": "x"}).json()["error"] == "expired_url"
    assert httpx.post(url, json={"texts": "x"}).json()["error"] == "invalid_payload"


def test_a_click_on_an_ephemeral_message_can_change_it(sandbox: Any) -> None:
    ts = sandbox.client.chat_postEphemeral(channel="approvals", user="U0LEA", text="sure?", blocks=CARD)["message_ts"]
    assert click(sandbox, ts, person="U0SAM")["error"] == "message_not_found"
    click(sandbox, ts)
    body = sandbox.received[-1].body
    assert body["container"]["is_ephemeral"] and "message" not in body
    WebhookClient(body["response_url"]).send(text="done", replace_original=True)
    assert [one["text"] for one in sandbox.messages(person="U0LEA")] == ["done"]


def test_an_answer_to_a_click_in_a_thread_stays_there(sandbox: Any) -> None:
    root = post_card(sandbox)
    arguments = {"channel": "approvals", "text": "r", "blocks": CARD, "thread_ts": root}
    reply = sandbox.client.chat_postMessage(**arguments)["ts"]
    for clicked, thread in ((reply, root), (root, None)):
        click(sandbox, clicked)
        WebhookClient(sandbox.received[-1].body["response_url"]).send(text="noted")
        assert sandbox.messages(person="U0LEA")[-1].get("thread_ts") == thread


def test_a_bolt_app_cannot_tell_the_difference(sandbox: Any) -> None:
    app = App(client=sandbox.client, signing_secret="signing-secret-of-the-tests", process_before_response=True)

    @app.action("draft_approve")
    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("draft_edit")
    def check_form(ack: Ack, view: dict[str, Any], client: WebClient) -> None:
        text = view["state"]["values"]["reply"]["text"]["value"]
        if "{" in text:
            ack(response_action="errors", errors={"reply": "A slot is empty."})
            return
        ack()
        client.chat_postMessage(channel="customer-care", text=text)

    @app.event("message")
    def see(event: dict[str, Any], client: WebClient) -> None:
        client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")

    def dispatch(received: Any) -> Response:
        answer = app.dispatch(BoltRequest(body=received.raw, headers=received.headers))
        return Response(answer.body, answer.status, {key: values[0] for key, values in answer.headers.items()})

    sandbox.answer = dispatch
    assert click(sandbox, post_card(sandbox))["ok"]
    assert sandbox.act(person="U0LEA", kind="submit", values={"reply": {"text": "On {day}"}})["errors"]
    assert sandbox.act(person="U0LEA", kind="submit", values={"reply": {"text": "On Monday"}})["ok"]
    assert [one["text"] for one in sandbox.messages("customer-care")] == ["On Monday"]
    sandbox.act(person="U0SAM", kind="message", channel="customer-care", text="thank you")
    sandbox.wait_for(lambda: sandbox.messages("customer-care")[-1].get("reactions"))
    assert all(received.verified for received in sandbox.received)
