"""What the page relies on: news of each change, recovery after a restart, and nobody else's clicks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.sandbox.loopback import _refusal
from bot.sandbox.news import KEPT_NEWS, News


def changes(sandbox: Any, state: Any, person: str = "U0LEA") -> Any:
    query = {"person": person, "boot": state["boot"], "since": state["at"]}
    return httpx.get(f"{sandbox.url}changes", params=query, timeout=10).json()


def test_a_page_hears_what_its_person_sees(sandbox: Any) -> None:
    state = sandbox.state(person="U0LEA")
    sandbox.client.chat_postMessage(channel="approvals", text="all")
    sandbox.client.chat_postEphemeral(channel="approvals", user="U0SAM", text="Sam")
    sandbox.client.chat_postMessage(channel="U0LEA", text="Léa")
    news = changes(sandbox, state)
    assert [one["message"]["text"] for one in news["changes"]] == ["all", "Léa"]
    assert news["at"] == state["at"] + 3
    assert not news["reset"]


def test_a_page_from_before_a_restart_is_told_to_read_again(start: Any) -> None:
    state = start().state()
    assert changes(start(), state)["reset"]


def test_a_page_that_slept_too_long_is_told_to_read_again() -> None:
    news = News()
    for number in range(KEPT_NEWS + 5):
        news.tell("message", number=number)
    assert news.since(3) is None
    assert len(news.since(10) or []) == KEPT_NEWS - 5


def test_the_page_and_its_files_are_served_with_a_strict_policy(sandbox: Any) -> None:
    page = httpx.get(sandbox.url)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert 'src="static/page.js"' in page.text
    for name in ("page.js", "page.css", "amends.svg"):
        assert httpx.get(f"{sandbox.url}static/{name}").status_code == 200
    for name in ("..%2fapp.py", "app.py", "nothing.js"):
        assert httpx.get(f"{sandbox.url}static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_no_other_web_page_can_click(sandbox: Any, headers: dict[str, str], status: int) -> None:
    body = b'{"person": "U0LEA", "kind": "shortcut", "callback_id": "complaint_log"}'
    answer = httpx.post(f"{sandbox.url}act", content=body, headers={"Content-Type": "application/json", **headers})
    assert answer.status_code == status
    assert len(sandbox.received) == (status == 200)


def test_no_other_machine_can_look(sandbox: Any) -> None:
    scope = {"type": "http", "headers": [(b"host", b"127.0.0.1:8000")]}
    assert _refusal({**scope, "client": ("192.0.2.7", 1)}).startswith("answers this machine only")
    assert _refusal({**scope, "client": ("::ffff:127.0.0.1", 1)}) == ""
    assert _refusal({**scope, "client": ("::1", 1)}) == ""
    assert httpx.get(f"http://localhost:{sandbox.port}/sandbox/").status_code == 200


def test_a_page_without_news_is_answered_within_seconds(sandbox: Any) -> None:
    """Uvicorn waits for open requests when it stops: none may be held for long."""
    news = changes(sandbox, sandbox.state())
    assert (news["changes"], news["reset"]) == ([], False)
