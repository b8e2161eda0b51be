"""The doorway of the Web API: reads a call in any form that Slack accepts, checks the token, answers as Slack does."""

from __future__ import annotations

import hmac
import json
import secrets
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox import chat, conversations, directory, files
from bot.sandbox.calls import METHODS, Arguments, Desk
from bot.sandbox.chat import Pace
from bot.sandbox.loopback import address_of
from bot.sandbox.refusal import Refused
from bot.sandbox.workspace import Workspace

# Importing these fills METHODS.
FAMILIES = (chat, conversations, directory, files)
SCOPES = (
    "chat:write,chat:write.public,commands,users:read,channels:read,groups:read,im:write,reactions:write,files:write"
)
PACED = ("chat.postMessage", "chat.update")
LONGEST_BODY = 1_000_000


class Api:
    """Slack's Web API for one app, known by ``bot_token``."""

    def __init__(self, workspace: Workspace, bot_token: str, pace: Pace) -> None:
        self._workspace = workspace
        self._token = bot_token
        self._pace = pace

    async def answer(self, request: Request) -> Response:
        """Answer one call: HTTP 200 with ``ok`` true or false, or 429 with ``Retry-After``."""
        name = request.path_params["method"]
        try:
            arguments = await _read(request)
            self._check_token(request, arguments.pop("token", None))
            if name not in METHODS:
                raise Refused("unknown_method", req_method=name)
            self._check_pace(name, arguments)
            found = METHODS[name].call(Desk(self._workspace, address_of(request)), arguments)
            return _json({"ok": True} | found)
        except Refused as refused:
            headers = refused.more.pop("headers", {})
            return _json({"ok": False, "error": refused.error} | refused.more, 429 if headers else 200, headers)

    def _check_token(self, request: Request, in_body: Any) -> None:
        header = request.headers.get("authorization", "")
        token = header[7:].strip() if header.lower().startswith("bearer ") else in_body
        if not token:
            raise Refused("not_authed")
        if not hmac.compare_digest(str(token).encode(), self._token.encode()):
            raise Refused("invalid_auth")

    def _check_pace(self, name: str, arguments: Arguments) -> None:
        channel = self._workspace.store.channel(str(arguments.get("channel"))) if name in PACED else None
        wait = self._pace.seconds_to_wait(channel.id) if channel else 0
        if wait:
            raise Refused("ratelimited", headers={"Retry-After": str(wait)})


async def _read(request: Request) -> Arguments:
    """The arguments of a call: from the address, and from a JSON or form body."""
    if int(request.headers.get("content-length") or 0) > LONGEST_BODY:
        raise Refused("request_too_large")
    body = await request.body()
    arguments: Arguments = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            found = json.loads(body or b"{}")
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(found, dict):
            raise Refused("json_not_object")
        arguments |= found
    elif kind in ("application/x-www-form-urlencoded", ""):
        arguments |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    else:
        raise Refused("invalid_post_type")
    return {name: value for name, value in arguments.items() if value is not None}


def _json(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer with the headers that Slack adds."""
    given = {"x-oauth-scopes": SCOPES, "x-slack-req-id": secrets.token_hex(8), "cache-control": "no-store"}
    return Response(
        json.dumps(content, ensure_ascii=False),
        status,
        given | (headers or {}),
        "application/json; charset=utf-8",
    )
