"""Logs: JSON in production, readable on a terminal, personal data masked however deep, secrets never."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator

import pytest

from bot import logs, settings
from bot.voice import personal

TOKEN = "xoxb-4711-abcdef"


class Written:
    """What went to standard error so far."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._text = capsys, ""

    def getvalue(self) -> str:
        self._text += self._capsys.readouterr().err
        return self._text


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """Standard error; the process's logging is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Written(capsys)
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.unconfigured()
    logs.correlate(None)


def lines(written: Written) -> list[dict]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_production_writes_one_json_object_a_line_in_utc(written):
    logs.configure("json", personal.mask)
    logs.get("amends").info("alert_read", mention="é", count=3)
    [line] = lines(written)
    assert line["event"] == "alert_read"
    assert line["level"] == "info"
    assert (line["mention"], line["count"]) == ("é", 3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])


def test_auto_is_json_where_nobody_watches(written):
    logs.configure("auto", personal.mask)
    logs.get("amends").info("alert_read")
    assert lines(written)[0]["event"] == "alert_read"


def test_a_terminal_gets_readable_text(written, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    logs.configure("auto", personal.mask)
    logs.get("amends").info("alert_read", count=3)
    text = re.sub(r"\x1b\[[0-9;]*m", "", written.getvalue())
    assert "alert_read" in text
    assert "count=3" in text
    assert not text.startswith("{")


def test_text_into_a_file_has_no_colours(written):
    logs.configure("text", personal.mask)
    logs.get("amends").warning("hint_not_sent")
    assert "\x1b" not in written.getvalue()
    assert "hint_not_sent" in written.getvalue()


def test_the_standard_librarys_loggers_speak_the_same_way(written):
    logs.configure("json", personal.mask)
    logging.getLogger("asyncio").warning("refused %s", "jo@mail.example")
    [line] = lines(written)
    assert (line["event"], line["level"]) == ("refused [e-mail]", "warning")


@pytest.mark.parametrize("chatty", ["httpx", "slack_sdk", "slack_bolt", "alembic"])
def test_chatty_libraries_are_heard_from_warnings_on(written, chatty):
    logs.configure("json", personal.mask)
    logging.getLogger(chatty).info("request body …")
    assert written.getvalue() == ""


def test_the_correlation_is_on_every_line_until_it_is_cleared(written):
    logs.configure("json", personal.mask)
    log = logs.get("amends")
    logs.correlate("0612345678abcdef")
    log.info("one")
    logs.correlate("b" * 16)
    log.info("two")
    logs.correlate(None)
    log.info("three")
    assert [line.get("correlation") for line in lines(written)] == ["0612345678abcdef", "b" * 16, None]


PERSONAL = "call 06 12 34 56 78 or write to jo.smith@mail.example, order number BR-20391"
SHOWN = ("06 12", "56 78", "jo.smith", "mail.example", "20391")


@pytest.mark.parametrize(
    "values",
    [
        {"text": PERSONAL},
        {"data": {"alert": {"text": PERSONAL}}},
        {"data": {PERSONAL: 1}},
        {"data": [1, (PERSONAL,), {"a": [PERSONAL]}]},
        {"data": {PERSONAL}},
        {"error": ValueError(PERSONAL)},
    ],
    ids=["value", "nested", "key", "list", "set", "object"],
)
def test_personal_data_is_masked_however_deep(written, values):
    logs.configure("json", personal.mask)
    logs.get("amends").info("alert_failed", **values)
    assert "[e-mail]" in written.getvalue()
    assert not [piece for piece in SHOWN if piece in written.getvalue()]


def test_personal_data_is_masked_in_the_event_itself(written):
    logs.configure("json", personal.mask)
    logs.get("amends").info(PERSONAL)
    assert not [piece for piece in SHOWN if piece in written.getvalue()]


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize("logger", ["ours", "theirs"])
def test_exceptions_are_told_with_their_place_and_masked(written, log_format, logger):
    logs.configure(log_format, personal.mask, {TOKEN})
    try:
        raise ValueError(f"cannot read {PERSONAL!r} with {TOKEN}")
    except ValueError:
        log = logs.get("amends") if logger == "ours" else logging.getLogger("celery.worker")
        log.exception("alert_failed")
    text = written.getvalue()
    assert "test_exceptions_are_told_with_their_place_and_masked" in text
    assert not [piece for piece in (*SHOWN, TOKEN) if piece in text]


def test_a_line_written_before_the_set_up_shows_no_local_variables(capsys):
    logs.unconfigured()
    kept_to_itself = TOKEN
    try:
        raise ValueError("no words")
    except ValueError:
        logs.get("amends").exception("effect_failed")
    text = "".join(capsys.readouterr())
    assert "no words" in text
    assert "test_a_line_written_before_the_set_up_shows_no_local_variables" in text
    assert kept_to_itself not in text


def test_secrets_never_appear(written):
    environ = {
        "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": "8f742231b10e", "AMENDS_SECRET_RADAR": "radar-secret",
        "DATABASE_URL": "postgresql://amends:p%40ssw0rd-db@db.example/amends", "REDIS_URL": "redis://:p4ss-q@q.example",
        "AMENDS_WEBHOOK_SECRET": "hook-secret", "SLACK_APP_TOKEN": "xapp-1-A2",
    }  # fmt: skip
    chosen = settings.load(environ)
    logs.configure("json", personal.mask, chosen.secret_values())
    plain = "8f742231b10e radar-secret p%40ssw0rd-db p@ssw0rd-db p4ss-q hook-secret xapp-1-A2"
    hidden = [TOKEN, *plain.split()]
    for secret in hidden:
        logs.get("amends").error("slack_failed", why=f"Authorization: Bearer {secret}", data={"deep": [secret]})
    logs.get("amends").info("settings", settings=chosen, secrets=chosen.secrets)
    assert len(lines(written)) == len(hidden) + 1
    assert not [secret for secret in hidden if secret in written.getvalue()]
