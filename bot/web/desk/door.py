"""The door of the pages: what was asked, who is there, and the headers that every answer carries.

Every change is a POST with a word that only this visit knows, from a page of ours; a link alone changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.context import Context
from bot.desk import visits
from bot.desk.visits import Visitor
from bot.desk.vocabulary import Refused
from bot.texts import _

COOKIE, UNDERWAY = "amends_desk", "amends_underway"
MOST_BODY = 16_384
MOST_FIELDS = 20
REFRESH = "x-amends-refresh"  # the page looks by itself: that nobody is there must not go unnoticed
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
A_YEAR = "max-age=31536000"


@dataclass(frozen=True)
class Asked:
    """One request, read."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    parts: Mapping[str, str]
    held: str
    secure: bool
    foreign: bool
    by_itself: bool
    languages: str
    underway: str  # what this browser holds while it says who it is at Slack

    @classmethod
    async def of(cls, context: Context, request: Request) -> Self:
        """Read ``request``; a body that is too long counts as empty."""
        secure = request.url.scheme == "https" or context.settings.door.startswith("https:")
        return cls(
            request.method, request.url.path, dict(request.query_params), await _form(request), request.path_params,
            request.cookies.get(cookie(secure), ""), secure, _foreign(request), REFRESH in request.headers,
            request.headers.get("accept-language", ""), request.cookies.get(cookie(secure, UNDERWAY), ""),
        )  # fmt: skip

    @property
    def here(self) -> str:
        """The address of this page, to come back to."""
        return self.path if self.method == "GET" else "/desk"


async def _form(request: Request) -> dict[str, str]:
    if request.method != "POST":
        return {}
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _foreign(request: Request) -> bool:
    """Whether another site's page sent it, as far as the browser says (Fetch Metadata, Origin)."""
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return origin not in ("", "null") and urlsplit(origin).netloc != request.headers.get("host", "")


def cookie(secure: bool, name: str = COOKIE) -> str:
    """The name of the cookie; with https one that no other host and no plain connection can set."""
    return f"__Host-{name}" if secure else name


def seal(held: str) -> str:
    """The word that a form of this visit carries: known to whoever holds the cookie, and to our pages."""
    return hmac.new(held.encode(), b"amends form", hashlib.sha256).hexdigest() if held else ""


def guard_form(asked: Asked) -> None:
    """Refuse what did not come from a form of ours in this very visit."""
    given = asked.form.get("seal", "").encode()  # compared as bytes: what somebody types may hold any letter
    if asked.foreign or not asked.held or not hmac.compare_digest(given, seal(asked.held).encode()):
        raise Refused(_("This form is not from this visit any more. Go back, load the page anew, and send it again."))


def admit(context: Context, asked: Asked) -> Visitor | None:
    """Who is there, looked up at each request; None for nobody."""
    now = context.now()
    with context.store.read() as session:
        found = visits.visitor(session, context.book(), asked.held, now)
    if found is not None and found.stale and not asked.by_itself:
        context.store.write(lambda session: visits.touch(session, found.visit, now))
    return found


def let_in(response: Response, held: str, secure: bool) -> None:
    """Give the browser what it is to hold. Lax: a link in Slack that leads here arrives signed in; forms do not."""
    give(response, COOKIE, held, visits.VISIT_LASTS, secure)


def let_out(response: Response, secure: bool) -> None:
    """Take it back."""
    take(response, COOKIE, secure)


def give(response: Response, name: str, held: str, lasts: timedelta, secure: bool) -> None:
    """Give the browser something to hold for so long."""
    response.set_cookie(
        cookie(secure, name), held, max_age=int(lasts.total_seconds()), path="/" if secure else "/desk", secure=secure,
        httponly=True, samesite="lax",
    )  # fmt: skip


def take(response: Response, name: str, secure: bool) -> None:
    """Take it back."""
    path = "/" if secure else "/desk"
    response.delete_cookie(cookie(secure, name), path=path, secure=secure, httponly=True, samesite="lax")


def sealed(response: Response, asked: Asked) -> Response:
    """``response`` with the headers that every page carries."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    if asked.secure:
        response.headers["Strict-Transport-Security"] = A_YEAR
    return response
