"""The ASGI application of the sandbox: its routes, and the check that it is only used from this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.sandbox.acts import Acts
from bot.sandbox.api import Api
from bot.sandbox.chat import Pace
from bot.sandbox.delivery import RETRY_AFTER_SECONDS, Delivery
from bot.sandbox.loopback import LoopbackOnly
from bot.sandbox.pages import Pages
from bot.sandbox.site import Site
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace


def build_sandbox(
    *,
    state: Path,
    bot_token: str,
    signing_secret: str,
    events_url: str,
    channels: Sequence[str],
    message_rate: float | None = None,
    site_secret: str = "",
    clock: Callable[[], float] = time.time,
    retry_after: Sequence[float] = RETRY_AFTER_SECONDS,
    patience: float = 3.0,
) -> Starlette:
    """The stand-in Slack as an ASGI application, to be mounted anywhere (all addresses follow the mount).

    ``state`` is the file that keeps channels, messages and Home tabs; ``bot_token`` and ``signing_secret`` are those
    the app uses; ``events_url`` is where the app receives events and clicks; ``channels`` are the names to offer.
    ``message_rate``, in messages a second and channel, makes ``chat.postMessage`` and ``chat.update`` answer 429
    beyond it, as Slack does at about 1. ``site_secret`` makes the pretend website check signatures. The last three
    are for tests: Unix seconds, waits before an event is sent again, and how long an app may take, in seconds.
    Raises :class:`bot.sandbox.store.SandboxStateError` when the file is not the sandbox's.
    """
    workspace = Workspace(Store(state, channels, clock), clock)
    delivery = Delivery(events_url, signing_secret, clock, retry_after, patience)
    api = Api(workspace, bot_token, Pace(message_rate, clock))
    pages = Pages(workspace, Acts(workspace, delivery))
    site = Site(workspace.store, site_secret)
    return Starlette(
        routes=[
            Route("/api/{method}", api.answer, methods=["GET", "POST"]),
            Route("/upload/{file}", workspace.drawer.take, methods=["POST"]),
            Route("/files/{file}", workspace.drawer.give, methods=["GET"]),
            Route("/respond/{name}", pages.respond, methods=["POST"]),
            Route("/state", pages.state, methods=["GET"]),
            Route("/changes", pages.changes, methods=["GET"]),
            Route("/act", pages.act, methods=["POST"]),
            Route("/archives/{channel}/p{ts}", pages.archive, methods=["GET"]),
            Route("/site", site.publish, methods=["POST"]),
            Route("/site", site.show, methods=["GET"]),
            Route("/site/posts/{number}", site.show_one, methods=["GET"]),
            Route("/static/{name}", pages.static, methods=["GET"]),
            Route("/", pages.index, methods=["GET"]),
        ],
        middleware=[Middleware(LoopbackOnly)],
    )
