"""Commands that run: everything at once, or one process each (what the Procfile names)."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

slack = typer.Typer(no_args_is_help=True, help="Slack: the app's manifest, and Socket Mode.")


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(up)
    app.command()(web)
    app.command()(migrate)
    app.command(hidden=True)(feed)
    slack.command()(socket)
    slack.command()(manifest)
    app.add_typer(slack, name="slack")


def up(
    sandbox: Annotated[bool, typer.Option("--sandbox", help="With a stand-in Slack in the browser.")] = False,
    feed: Annotated[bool, typer.Option(help="With the sandbox: send a dozen invented mentions.")] = True,
    port: Annotated[int | None, typer.Option(help="Where to listen (default: PORT or 8000).")] = None,
) -> None:
    """Start everything: embedded database and queue unless named, web, workers, beat. Ctrl-C stops it all."""
    from bot import up as supervisor
    from bot.settings import load

    if port is not None:
        os.environ["PORT"] = str(port)
    chosen = load(AMENDS_SANDBOX="1" if sandbox else None)
    sys.exit(supervisor.run(chosen, sandbox=chosen.sandbox, feed=feed and chosen.sandbox))


def web() -> None:
    """The web process: alerts in, Slack's requests, health, metrics."""
    import uvicorn

    from bot import app

    # Clicks are answered by threads beside the event loop: none may keep the others waiting for the usual 5 ms.
    sys.setswitchinterval(0.0005)
    built = app.from_environment()
    uvicorn.run(
        app.asgi(built),
        host=built.settings.host,
        port=built.settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=65_536,
    )


def migrate(json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Create or upgrade the database's tables."""
    from bot import db, migrations
    from bot.cli.shared import print_json
    from bot.settings import load

    chosen = load()
    if chosen.database.startswith("sqlite"):
        chosen.home.mkdir(parents=True, exist_ok=True)
    engine = db.make_engine(chosen.database)
    before, wanted = migrations.revisions(engine)
    migrations.upgrade(engine)
    if json:
        return print_json({"revision": wanted, "before": before})
    print(f"database at {wanted}" + ("" if before == wanted else f" (was {before or 'empty'})"))
    return None


def feed() -> None:
    """Send a dozen invented mentions through the real signed intake, at a human pace (what `make run` does)."""
    from bot.settings import home_secret, load
    from bot.up import feed as feeding

    chosen = load()
    feeding.feed(chosen.address, chosen.secret_of("generic") or home_secret(chosen.home, "generic"), 6.0, sys.stdout)


def socket() -> None:
    """Receive Slack's events over Socket Mode (needs SLACK_APP_TOKEN)."""
    from bot import app
    from bot.cli.shared import fail
    from bot.slack import bridge

    built = app.from_environment()
    token = built.settings.slack_app_token.get_secret_value()
    if not token:
        fail("SLACK_APP_TOKEN: set it (Basic Information → App-Level Tokens, scope connections:write) for Socket Mode")
    bridge.over_socket(app.bolt(built), token).start()


def manifest(
    url: Annotated[str, typer.Option(help="Public address of Amends, for events over HTTP.")] = "",
) -> None:
    """Print the app manifest: paste it at api.slack.com/apps → Create New App → From a manifest."""
    import json

    from bot.slack.manifest import build

    print(json.dumps(build(url), indent=2))
