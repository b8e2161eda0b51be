"""The pretend public website takes each reply once and shows it, whatever the customer wrote."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import httpx

REPLY = {
    "reply": {"id": "r1", "text": "Bonjour <b>Camille</b>,\nc’est réparé.", "language": "fr"},
    "mention": {"source": "generic", "id": "m1", "network": "x", "author": "<script>", "text": "cassé & “triste”"},
    "approved_by": "Léa",
}


def publish(sandbox: Any, key: str, body: Any = REPLY, **headers: str) -> httpx.Response:
    return httpx.post(f"{sandbox.url}site", json=body, headers={"Idempotency-Key": key, **headers})


def test_a_reply_is_published_once(sandbox: Any) -> None:
    first, again = publish(sandbox, "k1"), publish(sandbox, "k1", {"text": "other"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == {"url": f"{sandbox.url}site/posts/1", "id": "1"}
    assert publish(sandbox, "k2").json()["id"] == "2"
    kept = httpx.get(f"{sandbox.url}site", headers={"Accept": "application/json"}).json()
    assert [one["id"] for one in kept] == ["2", "1"]


def test_the_page_shows_texts_and_no_markup(sandbox: Any) -> None:
    url = publish(sandbox, "k1").json()["url"]
    page = httpx.get(url).text
    assert "&lt;script&gt;" in page and "<script" not in page
    assert "Bonjour &lt;b&gt;Camille" in page and "Léa" in page
    assert httpx.get(f"{sandbox.url}site").status_code == 200
    assert httpx.get(f"{url}9").status_code == 404


def test_any_shape_is_taken_but_not_anything(sandbox: Any) -> None:
    assert publish(sandbox, "k1", {"text": "plain", "mention": {"author": {"name": "Ana"}}}).status_code == 201
    assert "Ana" in httpx.get(f"{sandbox.url}site").text
    assert publish(sandbox, "k2", [1]).status_code == 400
    assert httpx.post(f"{sandbox.url}site", content=b"{").status_code == 400


def test_two_hundred_are_kept(sandbox: Any) -> None:
    with httpx.Client() as client:
        for number in range(203):
            client.post(f"{sandbox.url}site", json={"text": f"{number}"})
    kept = httpx.get(f"{sandbox.url}site", headers={"Accept": "application/json"}).json()
    assert (len(kept), kept[0]["body"]["text"]) == (200, "202")


def test_with_a_secret_the_signature_counts(start: Any) -> None:
    sandbox = start(site_secret="shared")
    stamp, body = str(int(time.time())), b'{"text": "signed"}'
    sign = hmac.new(b"shared", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Amends-Timestamp": stamp, "X-Amends-Signature": f"sha256={sign}"}
    assert httpx.post(f"{sandbox.url}site", content=body, headers=headers).status_code == 201
    assert httpx.post(f"{sandbox.url}site", content=body + b" ", headers=headers).status_code == 401
    assert httpx.post(f"{sandbox.url}site", content=body).status_code == 401
