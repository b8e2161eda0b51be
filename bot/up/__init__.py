"""``amends up``: everything with one command, and nothing left behind when it stops."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from pathlib import Path

from bot.settings import Settings, SettingsError, load
from bot.up import plan
from bot.up.errors import StartError
from bot.up.home import Home, open_home
from bot.up.screen import Screen
from bot.up.supervisor import Supervisor

PORT_PATIENCE = 3.0  # seconds; an instance that was just killed may hold its port for a moment


def run(settings: Settings, *, sandbox: bool, feed: bool) -> int:
    """Start everything, say where to open it, and stay until Ctrl-C (or SIGTERM, SIGHUP).

    ``sandbox``: with the stand-in Slack. ``feed``: send the invented mentions, once per data folder, and only
    with the sandbox. Returns the exit code: 0 after an orderly stop, 1 when it could not start or had to
    give up. Call it from the main thread: the processes are bound to it.
    """
    screen = Screen(sys.stdout)
    home: Home | None = None
    try:
        sandbox = sandbox or settings.sandbox
        environ = plan.environment(settings, os.environ, sandbox=sandbox)
        settings = load(environ)  # what the processes will see must hold together, before the first is started
        database = settings.database.removeprefix("sqlite:///") if settings.database.startswith("sqlite:///") else None
        home = open_home(settings.home, Path(database) if database else None, settings.address)
        _check_port(settings)
        return _supervise(settings, home, environ, screen, feed=feed and sandbox)
    except SettingsError as error:
        screen.bad("The settings cannot be used:", error.problems)
    except StartError as error:
        screen.bad(str(error))
    except KeyboardInterrupt:
        screen.note("Stopped before anything was started")
    finally:
        if home is not None:
            home.release()
    return 1


def _supervise(settings: Settings, home: Home, environ: dict[str, str], screen: Screen, *, feed: bool) -> int:
    ready = plan.WebReady(settings)
    processes = plan.processes(settings, home, ready, feed=feed)
    logs = home.path / "logs"
    if home.marker:
        screen.note(f"data found in {home.path}, kept since {str(home.marker.get('created', ''))[:10]}")
    else:
        screen.note(f"new data folder: {home.path}")

    def announce() -> None:
        if ready.complaint:
            screen.warn(f"not everything is ready yet: {ready.complaint}")
        screen.frame(_welcome(settings, logs, feed=any(process.name == "feed" for process in processes)))

    return Supervisor(processes, environ=environ, logs=logs, screen=screen).run(announce)


def _welcome(settings: Settings, logs: Path, *, feed: bool) -> list[str]:
    """The closing message: one address, what to do there, where to look when something is odd."""
    address = f"http://{_in_url(plan.reach(settings.host))}:{settings.port}/"
    if settings.sandbox:
        arriving = "Complaints are arriving. " if feed else ""
        body = ["Amends runs. Open:", "", f"    {address}sandbox/", ""]
        body += [f'{arriving}Choose who you are, open #approvals, read a card and press "Approve and publish".']
    else:
        body = ["Amends runs. Open:", "", f"    {address}", ""]
        body += ["Send alerts to /alerts/<source>; people answer in Slack."]
        if not settings.slack_bot_token.get_secret_value():
            body += ["", "Nobody will be told in Slack until SLACK_BOT_TOKEN is set."]
    return [*body, "", f"Logs: {logs}", "Ctrl-C stops everything."]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _check_port(settings: Settings) -> None:
    """Refuse a port that is taken, or that we may not use, before anything is started."""
    deadline = time.monotonic() + PORT_PATIENCE
    while why := _port_problem(settings.host, settings.port):
        if time.monotonic() > deadline:
            raise StartError(why)
        time.sleep(0.1)


def _port_problem(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        if probe.connect_ex((plan.reach(host), port)) == 0:
            return _port_taken(port)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"Port {port} needs more rights than this user has. Choose one above 1023: PORT=8001 make run"
        except socket.gaierror:
            return f"HOST: {host} is no address of this machine. Unset it, or use 0.0.0.0 to listen everywhere."
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return _port_taken(port)
            return f"Amends cannot listen on {host}:{port}: {error.strerror}. Mend HOST and PORT."
    return ""


def _port_taken(port: int) -> str:
    other = port + 1 if port < 65535 else 8000
    return f"Port {port} is already in use by another program. Choose another one: PORT={other} make run"
