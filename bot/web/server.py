"""The HTTP application: alerts in, Slack's requests, the manager's pages, health and metrics."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.context import Context
from bot.web import desk, health, metrics
from bot.web.commit import GroupCommit
from bot.web.intake import PREFIX, Intake

SLACK_THREADS = 16
SLACK_BODY_LIMIT = 1_000_000


class Web(FastAPI):
    """The whole application. Alerts take a short cut past the framework, which would cost more than their storing."""

    def __init__(self, intake: Intake, **options: Any) -> None:
        super().__init__(**options)
        self._intake = intake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request (or the start and the stop) on."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._intake(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def make(context: Context, slack_dispatch: Any) -> FastAPI:
    """``slack_dispatch(body, headers) -> (status, headers, body)`` hands a request to Bolt; it runs in a thread."""
    commit = GroupCommit(context.store.engine)
    threads = ThreadPoolExecutor(SLACK_THREADS, thread_name_prefix="slack")

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(health.checks, context)  # warm up: the first request must not pay for imports
        gc.collect()
        gc.freeze()  # what start-up made stays: walking it again and again would hold up every click for its length
        yield
        commit.close()
        threads.shutdown(wait=True)

    intake = Intake(context, commit)
    app = Web(intake, title="Amends", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/slack/events", SlackEvents(slack_dispatch, threads).answer, methods=["POST"])
    app.router.routes.extend(desk.routes(context))
    app.add_api_route("/healthz", _alive, response_class=PlainTextResponse)
    app.add_api_route("/readyz", lambda: _ready(context))
    app.add_api_route("/metrics", lambda: Response(metrics.exposition(context), media_type="text/plain; version=0.0.4"))
    return app


def _alive() -> str:
    return "alive"


def _ready(context: Context) -> JSONResponse:
    answer = health.as_json(health.checks(context))
    return JSONResponse(answer, status_code=200 if answer["ready"] else 503)


class SlackEvents:
    """``POST /slack/events``: Bolt's synchronous app, always in a thread of its own pool, never on the event loop.

    On the loop one slow listener would hold up every click and every alert.
    """

    def __init__(self, dispatch: Any, threads: ThreadPoolExecutor) -> None:
        self._dispatch = dispatch
        self._threads = threads

    async def answer(self, request: Request) -> Response:
        """Hand the request on; Bolt checks the signature over the raw body."""
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > SLACK_BODY_LIMIT:
                    return PlainTextResponse("too large", status_code=413)
        except ClientDisconnect:
            return PlainTextResponse("hung up", status_code=400)
        headers = {key: [value] for key, value in request.headers.items()}
        loop = asyncio.get_running_loop()
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8", status_code=400)
        status, sent, answer = await loop.run_in_executor(self._threads, self._dispatch, text, headers)
        return Response(answer, status_code=status, headers=sent)
