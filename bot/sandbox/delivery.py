"""Bringing payloads to the app as Slack does: signed, three seconds to answer, events tried again three times."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.lean import without

with without("rich"):
    import httpx

PATIENCE_SECONDS = 3.0
# docs.slack.dev/apis/events-api: nearly at once, after one minute, after five.
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)
LONGEST_ANSWER = 200_000
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Outcome:
    """What came back: ``status`` is None when nothing did, and ``reason`` says why in Slack's word."""

    status: int | None
    body: str = ""
    reason: str = ""
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged."""
        return self.status is not None and 200 <= self.status < 300


class Delivery:
    """Sends to the app's one address, signed with its signing secret. ``clock`` gives Unix seconds."""

    def __init__(
        self,
        events_url: str,
        signing_secret: str,
        clock: Callable[[], float] = time.time,
        retry_after: Sequence[float] = RETRY_AFTER_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._url = events_url
        self._secret = signing_secret.encode()
        self._clock = clock
        self._retry_after = retry_after
        self._patience = patience
        self._client: httpx.AsyncClient | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def form(self, fields: dict[str, str]) -> Outcome:
        """Send a slash command's form once."""
        return await self._send(urlencode(fields).encode(), FORM)

    async def interaction(self, payload: dict[str, Any]) -> Outcome:
        """Send an interaction payload once: Slack never repeats a click."""
        return await self.form({"payload": json.dumps(payload, ensure_ascii=False)})

    async def event(self, envelope: dict[str, Any]) -> Outcome:
        """Send an event; when it is not acknowledged, go on trying in the background. Returns the first outcome."""
        body = json.dumps(envelope, ensure_ascii=False).encode()
        first = await self._send(body, "application/json")
        if not first.ok and not first.no_retry:
            task = asyncio.create_task(self._retry(body, first.reason))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return first

    async def _retry(self, body: bytes, reason: str) -> None:
        for number, wait in enumerate(self._retry_after, start=1):
            await asyncio.sleep(wait)
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            outcome = await self._send(body, "application/json", headers)
            if outcome.ok or outcome.no_retry:
                return
            reason = outcome.reason

    async def _send(self, body: bytes, content_type: str, extra: dict[str, str] | None = None) -> Outcome:
        try:
            return await asyncio.wait_for(self._post(body, content_type, extra or {}), self._patience)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome(None, reason="http_timeout")
        except (httpx.TransportError, OSError):
            return Outcome(None, reason="connection_failed")

    async def _post(self, body: bytes, content_type: str, extra: dict[str, str]) -> Outcome:
        stamp = str(int(self._clock()))
        signature = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
        }
        answer = await self._http().post(self._url, content=body, headers=headers | extra)
        reason = "" if answer.is_success else "http_error"
        no_retry = answer.headers.get("x-slack-no-retry") == "1"
        return Outcome(answer.status_code, answer.text[:LONGEST_ANSWER], reason, no_retry)

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # Made on first use, inside the event loop that uses it; to loopback only, so no proxy and no TLS store.
            limits = httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=2)
            self._client = httpx.AsyncClient(
                timeout=self._patience,
                trust_env=False,
                verify=False,  # noqa: S501
                limits=limits,
            )
        return self._client
