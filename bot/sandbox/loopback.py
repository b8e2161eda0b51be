"""Only this machine, and no foreign web page through this machine's browser, may use the sandbox: it has no sign-in."""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("localhost", "127.0.0.1", "[::1]")


class LoopbackOnly:
    """ASGI middleware: 403 for another machine, another ``Host`` (DNS rebinding) or another page's ``Origin``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with a sentence."""
        if scope["type"] == "http" and (sentence := _refusal(scope)):
            await PlainTextResponse(f"The sandbox {sentence}\n", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _refusal(scope: Scope) -> str:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client and not _loopback(client[0]):
        return "answers this machine only. Open it on the machine that runs Amends."
    host = headers.get("host", "")
    if _name(host) not in NAMES:
        return "answers at http://127.0.0.1 or http://localhost only. Open it under one of these names."
    origin = headers.get("origin")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return "takes clicks from its own page only, not from another web page."
    return ""


def _name(host: str) -> str:
    """The host without its port."""
    head, colon, port = host.rpartition(":")
    return (head if colon and port.isdigit() else host).lower()


def _loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def address_of(request: Request) -> str:
    """Where the sandbox was reached, wherever it is mounted, ending in ``/``: ``http://127.0.0.1:8000/sandbox/``."""
    return f"{request.url.scheme}://{request.headers['host']}{request.scope.get('root_path', '')}/"
