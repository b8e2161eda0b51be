"""The webhook way out: a signed POST of the approved reply to an address of yours, for any system that can post.

The receiver gets ``Idempotency-Key`` (the same on every try of one reply) and answers 2xx, if it likes with
``{"url": "https://…"}``: where the reply can be read. What each failure means:

===========================================  =====================================================
no connection, TLS or DNS failure            surely not sent: tried again
429                                          refused for now: tried again after ``Retry-After``
other 3xx and 4xx                            permanent: a person decides
time-out after sending, 5xx, broken answer   nobody knows: a person looks
===========================================  =====================================================
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any

from bot.lean import without
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, Unknown
from bot.sources.generic import signature

with without("rich"):
    import httpx

LONGEST_ANSWER = 65_536


@dataclass(frozen=True)
class Webhook:
    """Posts replies to ``url``, signed with ``secret`` as alerts are; ``timeout`` in seconds."""

    url: str
    secret: str
    timeout: float = 10.0

    def publish(self, reply: Outgoing) -> Posted:
        """See the table above."""
        if not self.url:
            raise Permanent("no AMENDS_WEBHOOK_URL is set: set it, or post the reply by hand")
        body = json.dumps(body_of(reply), ensure_ascii=False).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": reply.key,
            "X-Amends-Timestamp": timestamp,
            "X-Amends-Signature": signature(self.secret, timestamp, body),
        }
        try:
            return self._post(body, headers, reply)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise Permanent("AMENDS_WEBHOOK_URL is no http address: mend it, or post the reply by hand") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(f"{type(error).__name__}: no connection") from error
        except httpx.HTTPError as error:
            raise Unknown(f"{type(error).__name__}: no answer after sending") from error

    def _post(self, body: bytes, headers: dict[str, str], reply: Outgoing) -> Posted:
        # httpx's time-out is for each chunk; the whole call must end before the reaper thinks that we died.
        last_moment = time.monotonic() + self.timeout
        with httpx.stream("POST", self.url, content=body, headers=headers, timeout=self.timeout) as answer:
            read = bytearray()
            for chunk in answer.iter_bytes():
                read += chunk
                if len(read) > LONGEST_ANSWER or time.monotonic() > last_moment:
                    break
        return _outcome(answer, bytes(read), reply)


def body_of(reply: Outgoing) -> dict[str, Any]:
    """What is posted."""
    return {
        "reply": {"id": reply.key, "text": reply.text, "language": reply.language},
        "mention": reply.mention,
        "approved_by": reply.approved_by,
    }


def _outcome(answer: httpx.Response, body: bytes, reply: Outgoing) -> Posted:
    if answer.is_success:
        return Posted(_address_in(body) or str(reply.mention.get("url", "")))
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise NotSent("429: too fast", _seconds(answer.headers.get("retry-after")))
    if answer.is_server_error:
        raise Unknown(f"answered {answer.status_code}")
    raise Permanent(f"answered {answer.status_code}")


def _address_in(body: bytes) -> str:
    try:
        url = json.loads(body).get("url", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def _seconds(value: str | None) -> float | None:
    """``Retry-After`` in seconds; a date, or more than a day, is left to our own back-off."""
    return float(value) if value and re.fullmatch(r"[0-9]{1,5}", value) else None
