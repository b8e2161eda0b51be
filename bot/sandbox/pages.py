"""What the sandbox's page asks for: its files, everything as it is, what changed since, and clicks."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from bot.sandbox.acts import COMMANDS, Acts
from bot.sandbox.answers import respond
from bot.sandbox.loopback import address_of
from bot.sandbox.people import APP_NAME, BOT_USER_ID, BY_ID, PEOPLE, TEAM_NAME, USERGROUPS
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Channel
from bot.sandbox.workspace import Workspace

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".html": "text/html", ".svg": "image/svg+xml"}
# How long a page waits for news in one request. Short, so that a server that stops need not wait for pages.
WAIT_SECONDS = 2.0
GUARD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
GLOBAL_SHORTCUTS = ({"callback_id": "complaint_log", "en": "Log a complaint", "fr": "Consigner une réclamation"},)
MESSAGE_SHORTCUTS = (
    {
        "callback_id": "complaint_log_message",
        "en": "Log as a complaint",
        "fr": "Consigner comme réclamation",
    },
)


class Pages:
    """The page's requests."""

    def __init__(self, workspace: Workspace, acts: Acts) -> None:
        self._workspace = workspace
        self._acts = acts

    async def index(self, request: Request) -> Response:  # noqa: ARG002
        """The page."""
        return _file("index.html")

    async def static(self, request: Request) -> Response:
        """The page's style and scripts."""
        return _file(request.path_params["name"])

    async def archive(self, request: Request) -> Response:
        """Where a permalink leads: the page, with that message in view."""
        digits = request.path_params["ts"]
        ts = f"{digits[:-6]}.{digits[-6:]}"
        channel = request.path_params["channel"]
        return RedirectResponse(f"{address_of(request)}#/{channel}/{request.query_params.get('thread_ts', ts)}/{ts}")

    async def state(self, request: Request) -> Response:
        """Everything as it is: channels with their messages, open modals and Home tabs by person.

        ``?person=U0LEA`` leaves out what that person does not see; ``?limit=`` is the number of messages a channel.
        """
        person = request.query_params.get("person")
        limit = request.query_params.get("limit", "1000")
        if (person is not None and person not in BY_ID) or not limit.isdigit():
            return JSONResponse({"error": "no such person, or limit is not a number"}, 400)
        store, views, news = self._workspace.store, self._workspace.views, self._workspace.news
        channels = [channel for channel in store.channels() if person is None or channel.seen_by(person)]
        return JSONResponse(
            {
                "boot": news.boot,
                "at": news.last,
                "workspace": TEAM_NAME,
                "app": {"name": APP_NAME, "user": BOT_USER_ID},
                "people": [asdict(one) | {"dm": one.dm} for one in PEOPLE],
                "usergroups": {name: handle for name, (handle, _, _) in USERGROUPS.items()},
                "commands": COMMANDS,
                "shortcuts": GLOBAL_SHORTCUTS,
                "message_shortcuts": MESSAGE_SHORTCUTS,
                "channels": {
                    channel.person or channel.name: self._channel(channel, person, int(limit)) for channel in channels
                },
                "views": {key: stack for key, stack in views.modals.items() if stack and person in (None, key)},
                "homes": {key: view for key, view in store.homes().items() if person in (None, key)},
            },
            headers={"Cache-Control": "no-store"},
        )

    def _channel(self, channel: Channel, person: str | None, limit: int) -> dict[str, Any]:
        store = self._workspace.store
        roots = store.roots(channel.id, person, limit)
        replies = store.replies_since(channel.id, roots[0]["ts"], person) if roots else []
        messages = sorted([*roots, *replies], key=lambda message: str(message["ts"]))
        return {"id": channel.id, "name": channel.name, "person": channel.person, "messages": messages}

    async def changes(self, request: Request) -> Response:
        """What changed after number ``since`` of this ``boot``, waiting a few seconds for it.

        ``reset`` tells the page to read everything again: the sandbox was restarted, or too much has happened.
        """
        person, since = request.query_params.get("person", ""), request.query_params.get("since", "")
        if person not in BY_ID or not since.isdigit():
            return JSONResponse({"error": "person and since are needed"}, 400)
        news = self._workspace.news
        same = request.query_params.get("boot") == news.boot and int(since) <= news.last
        if same:
            await news.wait(int(since), WAIT_SECONDS)
        found = news.since(int(since)) if same else None
        mine = [one for one in found or [] if one.get("only_for") in (None, "", person)]
        answer = {"boot": news.boot, "at": news.last, "changes": mine, "reset": found is None}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def act(self, request: Request) -> Response:
        """Do what a click does (JSON ``{"person", "kind", …}``); answers with the app's HTTP status and body."""
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse({"ok": False, "error": "send application/json"}, 415)
        try:
            act = await request.json()
        except ValueError:
            act = None
        if not isinstance(act, dict):
            return JSONResponse({"ok": False, "error": "send a JSON object"}, 400)
        try:
            return JSONResponse(await self._acts.do(act, address_of(request)))
        except Refused as refused:
            return JSONResponse({"ok": False, "error": refused.error} | refused.more, 400)

    async def respond(self, request: Request) -> Response:
        """Take an app's answer at a ``response_url``."""
        try:
            answer = await request.json()
        except ValueError:
            answer = None
        try:
            respond(self._workspace, request.path_params["name"], answer)
        except Refused as refused:
            status = 404 if refused.error in ("expired_url", "used_url") else 400
            return JSONResponse({"ok": False, "error": refused.error} | refused.more, status)
        return PlainTextResponse("ok")


def _file(name: str) -> Response:
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in KINDS or not path.is_file():
        return PlainTextResponse("Not found\n", 404)
    return Response(path.read_bytes(), headers=GUARD, media_type=KINDS[path.suffix])
