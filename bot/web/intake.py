"""``POST /alerts/{source}``: verified, durable, answered. Nothing else is on this path: no Redis, no reading, no desk.

Spoken in plain ASGI, because at thousands a second a framework's own work would be most of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from prometheus_client import Counter
from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

from bot import logs, sources
from bot.context import Context
from bot.desk.alerts import Incoming
from bot.desk.vocabulary import Lane
from bot.sources.base import BadRequest
from bot.web.commit import GroupCommit
from bot.web.metrics import ALERTS

log = logs.get(__name__)
PREFIX = "/alerts/"


class HungUp(Exception):
    """The sender went away before its request was whole: nobody is left to answer."""


@dataclass(frozen=True)
class Intake:
    """The endpoint and what it needs: an ASGI application for every path that begins with :data:`PREFIX`."""

    context: Context
    commit: GroupCommit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] != "POST":
            return await _send(send, 405, {"error": "send alerts with POST"}, (b"allow", b"POST"))
        name = scope["path"].removeprefix(PREFIX).lower()
        try:
            status, answer = await self._taken(name, _plain(scope["headers"]), receive)
        except HungUp:
            return None
        return await _send(send, status, answer)

    async def _taken(self, name: str, headers: Mapping[str, str], receive: Receive) -> tuple[int, dict[str, Any]]:
        """202 only after the rows are durable; 4xx with a sentence that names the mend; 503 when nothing was kept."""
        try:
            incoming = await self._verified(name, headers, receive)
        except BadRequest as refusal:
            # A stranger may try any name: only those with a secret get a row of their own in the metrics.
            ALERTS.labels(name if self.context.settings.secret_of(name) else "?", "refused").inc()
            return refusal.status, {"error": str(refusal)}
        try:
            new = await self.commit.store(incoming, self.context.now())
        except Exception as error:
            log.error("alerts_not_stored", source=name, count=len(incoming), error=type(error).__name__)
            return 503, {"error": "nothing was stored; send it again"}
        self.context.wake(Lane.CHAT)
        return 202, _answer(name, incoming, new)

    async def _verified(self, name: str, headers: Mapping[str, str], receive: Receive) -> list[Incoming]:
        source = sources.find(name)
        if source is None:
            raise BadRequest("the source's name: use lower-case letters, digits and _", 404)
        if name in sources.BY_HAND:
            raise BadRequest("complaints of this source are logged in Slack or with `amends import`, not posted", 404)
        secret = self.context.settings.secret_of(name)
        if not secret:
            raise BadRequest(
                f"no secret is set for this source, so nothing is accepted: set AMENDS_SECRET_{name.upper()}", 401
            )
        body = await self._body(headers, receive)
        source.verify(headers, body, secret, self.context.now())
        return source.parse(name, body)

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        most = self.context.settings.alert_body_limit
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            raise _too_large(most)
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise HungUp
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > most:
                raise _too_large(most)
        return b"".join(parts)


def _too_large(most: int) -> BadRequest:
    return BadRequest(f"the body is larger than {most} bytes; send fewer alerts at once", 413)


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case, as ASGI has them; looked up more quickly than in a framework's list."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}


async def _send(send: Send, status: int, answer: dict[str, Any], *headers: tuple[bytes, bytes]) -> None:
    body = to_json(answer)
    described = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *headers]
    await send({"type": "http.response.start", "status": status, "headers": described})
    await send({"type": "http.response.body", "body": body})


@cache  # only what was verified is counted here, so strangers cannot make it grow
def _counter(source: str, outcome: str) -> Counter:
    return ALERTS.labels(source, outcome)


def _answer(source: str, incoming: Sequence[Incoming], new: set[str]) -> dict[str, Any]:
    """What was accepted, how many had been delivered before, and what is wrong with the rest, by its place."""
    accepted, duplicates, rejected = [], 0, []
    left = set(new)
    for index, alert in enumerate(incoming):
        if alert.errors:
            rejected.append({"index": index, "errors": alert.errors.split("; ")})
        elif alert.key in left:
            left.discard(alert.key)
            accepted.append({"id": alert.external_id, "mention": alert.mention_id})
        else:
            duplicates += 1
    for outcome, count in (("accepted", len(accepted)), ("duplicate", duplicates), ("rejected", len(rejected))):
        if count:
            _counter(source, outcome).inc(count)
    return {"accepted": accepted, "duplicates": duplicates, "rejected": rejected}
