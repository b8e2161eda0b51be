"""The invented mentions that a newcomer sees arriving: sent through the real signed intake, at a human pace.

The brand, the people and the complaints in ``mentions.yaml`` are invented. Their ids are fixed, so that
sending them twice makes no doubles.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import random
import time
from pathlib import Path
from typing import Any, TextIO

import httpx
import yaml

MENTIONS = Path(__file__).with_name("mentions.yaml")
AT_ONCE = 3  # so that there is something to read when the page opens
PATIENCE = 60.0  # seconds in which the intake may be away (it is restarting) before we give up
SITE = "https://social.example"


class FeedError(Exception):
    """The intake refuses what we send; the text is its answer."""


def mentions() -> list[dict[str, Any]]:
    """The invented mentions as they stand in the file, in the order in which they are sent."""
    loaded: list[dict[str, Any]] = yaml.safe_load(MENTIONS.read_text(encoding="utf-8"))
    return loaded


def alert(mention: dict[str, Any], now: datetime.datetime) -> dict[str, Any]:
    """A mention as a generic alert: its age in minutes becomes ``posted_at``, its id the address."""
    posted = now - datetime.timedelta(minutes=mention["minutes_ago"])
    handle = mention["author"]["handle"]
    fields = {key: value for key, value in mention.items() if key != "minutes_ago"}
    return fields | {
        "url": f"{SITE}/{mention['network']}/{handle}/{mention['id']}",
        "author": mention["author"] | {"url": f"{SITE}/{mention['network']}/{handle}"},
        "posted_at": posted.isoformat(timespec="seconds"),
    }


def feed(address: str, secret: str, pace: float, out: TextIO) -> None:
    """Send all mentions to ``{address}/alerts/generic``, signed with ``secret``; one line to ``out`` for
    each.

    The first three go at once, then one about every ``pace`` seconds (half as much or half as little by
    chance; 0 for no pause). Raises :class:`FeedError` when the intake refuses one, or is away for longer
    than a minute.
    """
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as client:
        for number, mention in enumerate(mentions()):
            if number >= AT_ONCE and pace > 0:
                time.sleep(pace * random.uniform(0.5, 1.5))  # noqa: S311 - a pace, not a secret
            answer = _send(client, alert(mention, datetime.datetime.now(datetime.UTC)), secret)
            if answer.get("rejected"):
                raise FeedError(f"{mention['id']} was rejected: {json.dumps(answer['rejected'])}")
            known = " (known already)" if answer.get("duplicates") else ""
            out.write(f"{mention['author']['name']} on {mention['network']}{known}\n")
            out.flush()


def _send(client: httpx.Client, body: dict[str, Any], secret: str) -> dict[str, Any]:
    """Post one alert; patient while the intake is away, loud when it refuses."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            response = _post(client, body, secret)
        except httpx.TransportError as error:
            trouble = f"the intake cannot be reached: {error}"
        else:
            if response.status_code == httpx.codes.ACCEPTED:
                answer: dict[str, Any] = response.json()
                return answer
            trouble = f"the intake answers {response.status_code}: {response.text[:300]}"
            if response.status_code < 500 and response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                raise FeedError(trouble)
        if time.monotonic() > deadline:
            raise FeedError(trouble)
        time.sleep(1)


def _post(client: httpx.Client, body: dict[str, Any], secret: str) -> httpx.Response:
    raw = json.dumps(body, ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    headers = {"X-Amends-Timestamp": stamp, "X-Amends-Signature": f"sha256={digest}"}
    return client.post("/alerts/generic", content=raw, headers=headers | {"Content-Type": "application/json"})
