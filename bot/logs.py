"""Logs: structlog, JSON in production, readable in a terminal, with the correlation id of the alert they belong to.

Personal data is masked in every value before it is written (:mod:`bot.voice.personal` knows what it looks like), and
the installation's secrets are taken out wherever they turn up: in a value, in an exception's message, in a traceback.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, MutableMapping
from typing import Any

from bot.lean import without

with without("rich"):
    import structlog

Masker = Callable[[str], str]
# Our own words and numbers, which a mask could take for somebody's.
UNTOUCHED = frozenset(("timestamp", "level", "correlation", "mention_id", "_record", "_from_structlog"))

# A shorter one would black out ordinary words; the start-up checks ask for longer ones.
SHORTEST_SECRET = 6


def configure(log_format: str, mask: Masker, secrets: Collection[str] = (), level: int = logging.INFO) -> None:
    """Set structlog and the standard library's logging up once per process.

    ``log_format`` is ``json``, ``text`` or ``auto`` (text on a terminal). ``mask`` is applied to every string value,
    however deep; ``secrets`` never appear.
    """
    readable = log_format == "text" or (log_format == "auto" and sys.stderr.isatty())
    renderer: Any = _console(sys.stderr.isatty()) if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _masking(mask, sorted((s for s in secrets if len(s) >= SHORTEST_SECRET), key=len, reverse=True)),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,  # a line written before the set-up must not fix where later ones go
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in (
        "httpx",
        "httpx2",
        "httpcore",
        "httpcore2",
        "openai",
        "slack_bolt",
        "slack_sdk",
        "alembic",
        "celery",
        "kombu",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _console(colors: bool) -> structlog.dev.ConsoleRenderer:
    """For people at a terminal. Plain tracebacks: structlog's own draw every local variable, which shows secrets, and
    for a book of playbooks takes half a minute."""
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)


def _masking(
    mask: Masker, secrets: Collection[str]
) -> Callable[[Any, str, MutableMapping[str, Any]], MutableMapping[str, Any]]:
    def clean(value: Any) -> Any:
        if isinstance(value, str):
            for secret in secrets:
                value = value.replace(secret, "[secret]")
            return mask(value)
        if isinstance(value, dict):
            return {clean(key): clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [clean(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return clean(repr(value))  # exceptions and rows: what JSON would write, but masked

    def process(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if key not in UNTOUCHED:
                event[key] = clean(value)
        return event

    return process


def get(name: str) -> Any:
    """A logger; bind ``correlation`` with :func:`correlate` so that one complaint can be followed through."""
    return structlog.get_logger(name)


def unconfigured() -> None:
    """How lines look that are written before :func:`configure`, and where nobody calls it."""
    structlog.reset_defaults()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            _console(False),
        ]
    )


unconfigured()


def correlate(correlation: str | None) -> None:
    """From here on in this thread or task, log lines carry ``correlation`` (None clears it)."""
    structlog.contextvars.clear_contextvars()
    if correlation:
        structlog.contextvars.bind_contextvars(correlation=correlation)
