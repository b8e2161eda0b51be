"""Files in the stand-in: announced, uploaded, shown to one person by slack_sdk's own way, and saved from a link."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.drawer import KEPT


def test_a_file_reaches_a_person_in_their_direct_message(sandbox: Any) -> None:
    channel = sandbox.client.conversations_open(users="U0HEL")["channel"]["id"]
    sandbox.client.files_upload_v2(
        content=b"PK\x00\xff", filename="a list.xlsx", channel=channel, initial_comment="Here it is."
    )
    (message,) = sandbox.client.conversations_history(channel=channel)["messages"]
    assert message["text"].startswith("Here it is.")
    found = re.search(r"<([^|>]+)\|a_list\.xlsx>", message["text"])
    assert found
    answer = httpx.get(found[1])
    assert answer.content == b"PK\x00\xff"
    assert 'filename="a_list.xlsx"' in answer.headers["content-disposition"]


def test_a_name_is_no_conversation_and_a_file_that_never_came_is_not_shown(sandbox: Any) -> None:
    client = sandbox.client
    announced = client.files_getUploadURLExternal(filename="a.csv", length=3)
    files = [{"id": announced["file_id"], "title": "a"}]
    for channel, error in (("approvals", "file_not_found"), ("C0APPROVALS", "file_not_found")):
        with pytest.raises(SlackApiError, match=error):
            client.files_completeUploadExternal(files=files, channel_id=channel)
    assert httpx.post(announced["upload_url"], content=b"long").status_code == 413
    assert httpx.post(announced["upload_url"], content=b"abc").status_code == 200
    assert httpx.post(announced["upload_url"], content=b"abc").status_code == 404
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.files_completeUploadExternal(files=files, channel_id="approvals")
    assert httpx.get(announced["upload_url"].replace("/upload/", "/files/")).status_code == 404


def test_only_the_newest_are_kept(sandbox: Any) -> None:
    first = sandbox.client.files_getUploadURLExternal(filename="a.csv", length=1)["upload_url"]
    for _number in range(KEPT):
        sandbox.client.files_getUploadURLExternal(filename="b.csv", length=1)
    assert httpx.post(first, content=b"x").status_code == 404
    with pytest.raises(SlackApiError, match="file_upload_size_restricted"):
        sandbox.client.files_getUploadURLExternal(filename="c.csv", length=10**9)
