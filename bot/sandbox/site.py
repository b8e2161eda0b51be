"""A pretend public website: takes the replies that Amends publishes through the webhook source, and shows them."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import time
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.sandbox.loopback import address_of
from bot.sandbox.store import Store

LONGEST_BODY = 200_000
FRESH_SECONDS = 300
NOTHING = "<p class=none>Nothing published yet. Rien de publié pour l’instant.</p>"


class Site:
    """The website. With ``secret`` it checks ``X-Amends-Signature`` as Amends signs it; without, it takes anything."""

    def __init__(self, store: Store, secret: str = "") -> None:
        self._store = store
        self._secret = secret.encode()

    async def publish(self, request: Request) -> Response:
        """Take a reply: 201 with ``url`` and ``id``, the same again for a known ``Idempotency-Key``."""
        body = await request.body()
        if len(body) > LONGEST_BODY:
            return JSONResponse({"error": f"body longer than {LONGEST_BODY} bytes"}, 413)
        if self._secret and not self._signed(request, body):
            return JSONResponse({"error": "signature does not match, or is older than five minutes"}, 401)
        try:
            content = json.loads(body)
        except ValueError:
            return JSONResponse({"error": "body is not JSON"}, 400)
        if not isinstance(content, dict):
            return JSONResponse({"error": "body is not a JSON object"}, 400)
        number, _ = self._store.publish(request.headers.get("idempotency-key"), content)
        return JSONResponse({"url": f"{address_of(request)}site/posts/{number}", "id": str(number)}, 201)

    def _signed(self, request: Request, body: bytes) -> bool:
        stamp = request.headers.get("x-amends-timestamp", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > FRESH_SECONDS:
            return False
        expected = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"sha256={expected}", request.headers.get("x-amends-signature", ""))

    async def show(self, request: Request) -> Response:
        """All posts and our replies under them; ``Accept: application/json`` gets the bodies."""
        published = self._store.published()
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse([{"id": str(number), "at": at, "body": body} for number, at, body in published])
        posts = "".join(_post(number, at, body) for number, at, body in published)
        return HTMLResponse(_page(address_of(request), posts or NOTHING))

    async def show_one(self, request: Request) -> Response:
        """One post and our reply."""
        for number, at, body in self._store.published():
            if str(number) == request.path_params["number"]:
                return HTMLResponse(_page(address_of(request), _post(number, at, body)))
        return HTMLResponse(_page(address_of(request), "<p class=none>No such post. Ce message n’existe pas.</p>"), 404)


def _part(body: dict[str, Any], *names: str) -> str:
    """A text somewhere inside a body of any shape, else ""."""
    value: Any = body
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("handle")
    return str(value) if isinstance(value, (str, int)) else ""


def _post(number: int, at: float, body: dict[str, Any]) -> str:
    when = datetime.datetime.fromtimestamp(at, datetime.UTC)
    author = _part(body, "mention", "author") or "A customer"
    reply = _part(body, "reply", "text") or _part(body, "text")
    by = _part(body, "approved_by")
    language = _part(body, "reply", "language")
    said = _part(body, "mention", "text")
    network = _part(body, "mention", "network")
    return (
        f'<article id="post-{number}" data-post="{number}">'
        f"<header><span class=face aria-hidden=true>{escape(author[:1].upper())}</span>"
        f"<strong>{escape(author)}</strong><span class=dim>{escape(network)}</span></header>"
        f"<p class=said>{escape(said)}</p>"
        f'<section class=reply lang="{escape(language)}" aria-label="Reply by Brindelune">'
        f"<header><span class='face ours' aria-hidden=true>B</span><strong>Brindelune</strong>"
        f'<span class=dim>{escape(by)}</span><time class=dim datetime="{when.isoformat()}">'
        f"{when:%Y-%m-%d %H:%M} UTC</time></header><p>{escape(reply)}</p></section></article>"
    )


def _page(root: object, content: str) -> str:
    return (
        '<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f'<title>A pretend public website · Amends sandbox</title><link rel=stylesheet href="{root}static/page.css">'
        "<body class=site><main><h1>A pretend public website</h1>"
        "<p class=dim>What customers would read once a reply is published. Nothing here leaves this machine.</p>"
        f"{content}</main>"
    )
