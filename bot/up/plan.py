"""Which processes make up Amends, in the order in which they start, and what they are told."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.settings import Settings
from bot.up import queue
from bot.up.home import Home
from bot.up.processes import Process

# What a child may know besides the settings: where programs, libraries, certificates and proxies are.
PROXIES = frozenset(("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"))
SYSTEM = frozenset(
    """
    PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TMP TEMP VIRTUAL_ENV LD_LIBRARY_PATH
    DYLD_LIBRARY_PATH PYTHONPATH PYTHONDONTWRITEBYTECODE SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE
    """.split()
)
OURS = ("AMENDS_", "SLACK_", "TELEGRAM_", "OPENAI_", "LC_")
UNREADY = 45.0  # seconds of "not ready" from a web process that does answer; then people may look for themselves
FEED_DONE = "feed.done"


class WebReady:
    """Asks ``/readyz``. ``complaint`` holds what was still wrong when we stopped waiting for it."""

    def __init__(self, settings: Settings) -> None:
        self._host, self._port = reach(settings.host), settings.port
        self._first_answer: float | None = None
        self.complaint = ""

    def __call__(self) -> str:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            body = answer.read(500).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            return f"it does not answer ({error})"
        finally:
            connection.close()
        if answer.status == 200:
            return ""
        now = time.monotonic()
        self._first_answer = self._first_answer or now
        if now - self._first_answer < UNREADY:
            return f"/readyz answers {answer.status}: {body}"
        self.complaint = body
        return ""


def reach(host: str) -> str:
    """The host under which this machine reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def environment(settings: Settings, environ: Mapping[str, str], *, sandbox: bool) -> dict[str, str]:
    """What the children see: the settings as given (paths made absolute), and :data:`SYSTEM`. No more."""
    names = {str(field.validation_alias) for field in Settings.model_fields.values() if field.validation_alias}
    names |= SYSTEM
    kept = {k: v for k, v in environ.items() if k in names or k.startswith(OURS) or k.upper() in PROXIES}
    kept |= {
        "AMENDS_HOME": str(settings.home.resolve()),
        "PLAYBOOKS_DIR": str(settings.playbooks_dir.resolve()),
        "HOST": settings.host,
        "PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",  # a log that lags behind is of no use when a process has died
    }
    kept.pop("AMENDS_SANDBOX", None)
    if sandbox:
        kept["AMENDS_SANDBOX"] = "1"
    return kept


def processes(settings: Settings, home: Home, web_ready: Callable[[], str], *, feed: bool) -> list[Process]:
    """Everything to run, in starting order; they stop in the reverse one, the queue last."""
    this = (sys.executable, "-m", "bot")
    plan: list[Process] = []
    if not settings.redis_url:
        plan.append(_queue(home.path, settings.queue_socket))
    plan.append(
        Process(
            "migrate",
            (*this, "migrate"),
            kind="step",
            title="database",
            done=home.complete,
            mend=home.set_aside,
            advice=_migration_advice(home),
        )
    )
    plan.append(Process("web", (*this, "web"), ready=web_ready, late=True, title="web"))
    plan += [_celery("worker-chat", "chat", group="workers"), _celery("worker-model", "model", group="workers")]
    plan.append(_beat(home.path))
    if settings.slack_app_token.get_secret_value():
        plan.append(Process("slack", (*this, "slack", "socket"), title="Slack connection"))
    if feed and not (home.path / FEED_DONE).exists():
        plan.append(Process("feed", (*this, "feed"), kind="errand", title="example mentions", done=_feed_done(home)))
    return plan


def _queue(home: Path, socket: Path) -> Process:
    return Process(
        "queue",
        queue.command(home / "queue", socket),
        ready=lambda: queue.ping(socket),
        advice=f"If its file is damaged, move {home / 'queue'} away and start again: nothing is lost, "
        "for what is left to do is kept in the database.",
    )


def _beat(home: Path) -> Process:
    folder = home / "beat"
    folder.mkdir(exist_ok=True)
    return _celery("beat", "beat", str(folder / "schedule"))


def _celery(name: str, *words: str, group: str = "") -> Process:
    return Process(name, (sys.executable, "-m", "workers", *words), group=group)


def _migration_advice(home: Home) -> str:
    if home.marker is None and home.database is not None and home.database.exists():
        return (
            "An earlier first start was interrupted; the database already holds something, so it was left as "
            f"it is.\nPut it back from a backup, or begin anew: mv '{home.path}' '{home.path}.old'"
        )
    return ""


def _feed_done(home: Home) -> Callable[[], None]:
    return (home.path / FEED_DONE).touch
