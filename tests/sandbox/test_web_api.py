"""The Web API answers as Slack's does, spoken to by slack_sdk over HTTP."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import PEOPLE
from bot.sandbox.store import SandboxStateError

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "1"}


def refusal(call: Any, **arguments: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return caught.value.response


def test_auth_test_names_the_app_and_its_scopes(sandbox: Any) -> None:
    answer = sandbox.client.auth_test()
    assert answer["user_id"] == "U0AMENDS" and answer["bot_id"] == "B0AMENDS"
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(
    ("headers", "error"),
    [({}, "not_authed"), ({"Authorization": "Bearer xoxb-other"}, "invalid_auth")],
)
def test_only_the_token_opens(sandbox: Any, headers: dict[str, str], error: str) -> None:
    assert httpx.post(f"{sandbox.url}api/auth.test", headers=headers).json() == {"ok": False, "error": error}


def test_unknown_methods_and_arguments_are_refused(sandbox: Any) -> None:
    assert refusal(sandbox.client.api_call, api_method="chat.delete")["error"] == "unknown_method"
    answer = refusal(sandbox.client.api_call, api_method="chat.postMessage", json={"channel": "approvals", "colour": 1})
    assert answer["error"] == "invalid_arguments"
    assert "unknown argument: colour" in answer["response_metadata"]["messages"][0]
    assert refusal(sandbox.client.api_call, api_method="chat.postMessage")["error"] == "invalid_arguments"


def test_forms_and_json_say_the_same(sandbox: Any) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    blocks = '[{"type":"section","text":{"type":"mrkdwn","text":"*hi*"}}]'
    form = {"channel": "#approvals", "blocks": blocks}
    assert httpx.post(f"{sandbox.url}api/chat.postMessage", headers=headers, data=form).json()["ok"]
    bad = httpx.post(f"{sandbox.url}api/chat.postMessage", headers=headers, data={**form, "blocks": "[{"}).json()
    assert bad["error"] == "invalid_blocks_format"
    broken = httpx.post(
        f"{sandbox.url}api/api.test", headers={**headers, "Content-Type": "application/json"}, content="{"
    )
    assert broken.json()["error"] == "invalid_json"


def test_a_message_is_posted_updated_and_read_back(sandbox: Any) -> None:
    client: WebClient = sandbox.client
    posted = client.chat_postMessage(
        channel="approvals", text="first", blocks=[{"type": "actions", "elements": [BUTTON]}]
    )
    assert posted["channel"] == "C0APPROVALS"
    assert posted["message"]["blocks"][0]["block_id"]
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="second", blocks=[])
    found = client.conversations_history(channel="C0APPROVALS")["messages"]
    assert [one["text"] for one in found] == ["second"]
    assert found[0]["edited"]["user"] == "U0AMENDS"
    assert client.reactions_add(channel="C0APPROVALS", timestamp=posted["ts"], name="eyes")["ok"]
    again = refusal(client.reactions_add, channel="C0APPROVALS", timestamp=posted["ts"], name="eyes")
    assert again["error"] == "already_reacted"


def test_threads_count_their_replies(sandbox: Any) -> None:
    client: WebClient = sandbox.client
    root = client.chat_postMessage(channel="approvals", text="root")["ts"]
    reply = client.chat_postMessage(channel="approvals", text="one", thread_ts=root)["ts"]
    # A reply to a reply lands in the same thread.
    client.chat_postMessage(channel="approvals", text="two", thread_ts=reply)
    found = client.conversations_replies(channel="C0APPROVALS", ts=root)["messages"]
    assert [one["text"] for one in found] == ["root", "one", "two"]
    assert found[0]["reply_count"] == 2
    assert len(client.conversations_history(channel="C0APPROVALS")["messages"]) == 1
    missing = refusal(client.chat_postMessage, channel="approvals", text="x", thread_ts="1700000000.000000")
    assert missing["error"] == "thread_not_found"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat_postMessage", {"channel": "nowhere", "text": "x"}, "channel_not_found"),
        ("chat_postMessage", {"channel": "approvals", "text": "  "}, "no_text"),
        ("chat_postMessage", {"channel": "approvals", "text": "x" * 40_001}, "msg_too_long"),
        ("chat_update", {"channel": "approvals", "ts": "1700000000.000000", "text": "x"}, "message_not_found"),
        ("chat_postEphemeral", {"channel": "approvals", "user": "U0NOBODY", "text": "x"}, "user_not_in_channel"),
        ("chat_getPermalink", {"channel": "approvals", "message_ts": "1.2"}, "message_not_found"),
        ("users_info", {"user": "U0NOBODY"}, "user_not_found"),
        ("users_lookupByEmail", {"email": "nobody@example.org"}, "users_not_found"),
        ("usergroups_users_list", {"usergroup": "S0NONE"}, "no_such_subteam"),
        ("conversations_open", {"users": "U0LEA,U0SAM"}, "too_many_users"),
        ("conversations_list", {"types": "secret"}, "invalid_types"),
        ("conversations_list", {"cursor": "elsewhere"}, "invalid_cursor"),
        (
            "views_update",
            {"view_id": "V0", "view": {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}},
            "not_found",
        ),
    ],
)
def test_refusals_have_slacks_words(sandbox: Any, method: str, arguments: dict[str, Any], error: str) -> None:
    assert refusal(getattr(sandbox.client, method), **arguments)["error"] == error


def test_people_groups_and_channels_are_listed_in_pages(sandbox: Any) -> None:
    client: WebClient = sandbox.client
    members = [one for page in client.users_list(limit=2) for one in page["members"]]
    assert [one["id"] for one in members] == [*(person.id for person in PEOPLE), "U0AMENDS"]
    assert client.users_info(user="U0LEA", include_locale=True)["user"]["locale"] == "fr-FR"
    assert client.users_lookupByEmail(email="sam@brindelune.example")["user"]["id"] == "U0SAM"
    groups = client.usergroups_list(include_users=True)["usergroups"]
    assert client.usergroups_users_list(usergroup=groups[1]["id"])["users"] == ["U0NOE", "U0IVY"]
    channels = [one["name"] for page in client.conversations_list(limit=1) for one in page["channels"]]
    assert channels == ["approvals", "customer-care"]
    assert client.conversations_info(channel="C0CUSTOMERCARE")["channel"]["name"] == "customer-care"
    assert client.conversations_join(channel="C0APPROVALS")["warning"] == "already_in_channel"
    assert client.team_info()["team"]["name"] == "Brindelune"


def test_a_direct_message_is_seen_by_that_person_only(sandbox: Any) -> None:
    client: WebClient = sandbox.client
    channel = client.conversations_open(users=["U0LEA"])["channel"]["id"]
    client.chat_postMessage(channel=channel, text="for Léa")
    client.chat_postMessage(channel="U0LEA", text="also for Léa")
    assert [one["text"] for one in sandbox.messages("U0LEA", person="U0LEA")] == ["for Léa", "also for Léa"]
    assert "U0LEA" not in sandbox.state(person="U0SAM")["channels"]


def test_an_ephemeral_message_is_seen_by_that_person_only(sandbox: Any) -> None:
    ts = sandbox.client.chat_postEphemeral(channel="approvals", user="U0SAM", text="only you")["message_ts"]
    assert [one["ts"] for one in sandbox.messages(person="U0SAM")] == [ts]
    assert sandbox.messages(person="U0LEA") == []
    assert sandbox.client.conversations_history(channel="C0APPROVALS")["messages"] == []
    assert refusal(sandbox.client.chat_update, channel="approvals", ts=ts, text="x")["error"] == "message_not_found"


def test_a_permalink_leads_to_the_page(sandbox: Any) -> None:
    ts = sandbox.client.chat_postMessage(channel="approvals", text="here")["ts"]
    link = sandbox.client.chat_getPermalink(channel="approvals", message_ts=ts)["permalink"]
    assert link == f"{sandbox.url}archives/C0APPROVALS/p{ts.replace('.', '')}"
    assert httpx.get(link).headers["location"] == f"{sandbox.url}#/C0APPROVALS/{ts}/{ts}"


def test_everything_but_the_ephemeral_survives_a_restart(start: Any) -> None:
    before = start()
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    ts = before.client.chat_postMessage(channel="approvals", text="kept")["ts"]
    before.client.chat_postEphemeral(channel="approvals", user="U0LEA", text="forgotten")
    before.client.views_publish(user_id="U0LEA", view=home)
    after = start()
    assert [one["text"] for one in after.messages()] == ["kept"]
    assert list(after.state()["homes"]) == ["U0LEA"]
    assert after.client.chat_postMessage(channel="approvals", text="later")["ts"] > ts


def test_a_file_that_is_not_the_sandboxs_is_left_alone(start: Any, tmp_path: Any) -> None:
    (tmp_path / "sandbox.db").write_text("something else entirely, long enough to be looked at as a header" * 20)
    with pytest.raises(SandboxStateError, match="Move it away"):
        start()
    assert (tmp_path / "sandbox.db").read_text().startswith("something else")


def test_messages_beyond_the_rate_are_told_to_wait(start: Any) -> None:
    now = [time.time()]
    sandbox = start(message_rate=1.0, clock=lambda: now[0])
    for number in range(4):
        sandbox.client.chat_postMessage(channel="approvals", text=f"{number}")
    answer = refusal(sandbox.client.chat_postMessage, channel="C0APPROVALS", text="too fast")
    assert (answer.status_code, answer["error"], answer.headers["retry-after"]) == (429, "ratelimited", "1")
    assert sandbox.client.chat_postMessage(channel="customer-care", text="another channel")["ok"]
    now[0] += 1
    assert sandbox.client.chat_postMessage(channel="approvals", text="in time")["ok"]


def test_many_at_once_are_all_kept_in_order(sandbox: Any) -> None:
    client: WebClient = sandbox.client
    with ThreadPoolExecutor(8) as pool:
        stamps = list(pool.map(lambda n: client.chat_postMessage(channel="approvals", text=f"m{n}")["ts"], range(120)))
    assert len(set(stamps)) == 120
    found = [one["ts"] for one in sandbox.messages()]
    assert found == sorted(stamps)
