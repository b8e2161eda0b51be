"""``POST /alerts/{source}``: verified, durable, answered. Nothing else is on this path: no Redis, no reading, no desk.

A plain Starlette route, because at thousands a second the framework's own work would be most of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot import logs, sources
from bot.context import Context
from bot.desk.alerts import Incoming
from bot.desk.vocabulary import Lane
from bot.sources.base import BadRequest
from bot.web.commit import GroupCommit
from bot.web.metrics import ALERTS

log = logs.get(__name__)


@dataclass(frozen=True)
class Intake:
    """The endpoint and what it needs."""

    context: Context
    commit: GroupCommit

    async def answer(self, request: Request) -> Response:
        """202 only after the rows are durable; 4xx with a sentence that names the mend; 503 when nothing was kept."""
        name = request.path_params["source"].lower()
        try:
            incoming = await self._verified(name, request)
        except BadRequest as refusal:
            # A stranger may try any name: only those with a secret get a row of their own in the metrics.
            ALERTS.labels(name if self.context.settings.secret_of(name) else "?", "refused").inc()
            return JSONResponse({"error": str(refusal)}, status_code=refusal.status)
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            new = await self.commit.store(incoming, self.context.now())
        except Exception as error:
            log.error("alerts_not_stored", source=name, count=len(incoming), error=type(error).__name__)
            return JSONResponse({"error": "nothing was stored; send it again"}, status_code=503)
        self.context.wake(Lane.CHAT)
        return Response(json.dumps(_answer(name, incoming, new)), status_code=202, media_type="application/json")

    async def _verified(self, name: str, request: Request) -> list[Incoming]:
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
        body = await self._body(request)
        source.verify(request.headers, body, secret, self.context.now())
        return source.parse(name, body)

    async def _body(self, request: Request) -> bytes:
        most = self.context.settings.alert_body_limit
        declared = request.headers.get("content-length", "")
        too_large = BadRequest(f"the body is larger than {most} bytes; send fewer alerts at once", 413)
        if declared.isdigit() and int(declared) > most:
            raise too_large
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise too_large
        return bytes(body)


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
            ALERTS.labels(source, outcome).inc(count)
    return {"accepted": accepted, "duplicates": duplicates, "rejected": rejected}
