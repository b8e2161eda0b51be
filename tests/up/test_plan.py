"""Which processes run, in which order, and what they are told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.settings import Settings, load
from bot.up import plan
from bot.up.home import Home, open_home


def settings(tmp_path: Path, **given: str) -> Settings:
    return load({"AMENDS_HOME": str(tmp_path / "data"), **given})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "data", None, "")


def names(home: Home, tmp_path: Path, *, feed: bool = False, **given: str) -> list[str]:
    return [process.name for process in plan.processes(settings(tmp_path, **given), home, lambda: "", feed=feed)]


def test_the_queue_is_first_to_start_and_so_last_to_stop(home: Home, tmp_path: Path) -> None:
    expected = ["queue", "migrate", "web", "worker-chat", "worker-model", "beat"]
    assert names(home, tmp_path) == expected
    assert names(home, tmp_path, feed=True) == [*expected, "feed"]


def test_a_redis_of_your_own_replaces_the_embedded_queue(home: Home, tmp_path: Path) -> None:
    assert "queue" not in names(home, tmp_path, REDIS_URL="redis://127.0.0.1:6379/0")


def test_socket_mode_runs_when_its_token_is_set(home: Home, tmp_path: Path) -> None:
    given = {"SLACK_APP_TOKEN": "xapp-1", "SLACK_BOT_TOKEN": "xoxb-1"}
    assert names(home, tmp_path, **given)[-1] == "slack"


def test_the_examples_are_sent_until_they_have_all_arrived(home: Home, tmp_path: Path) -> None:
    errand = plan.processes(settings(tmp_path), home, lambda: "", feed=True)[-1]
    assert (errand.name, errand.kind) == ("feed", "errand")
    assert errand.done is not None
    errand.done()
    assert "feed" not in names(home, tmp_path, feed=True)


def test_children_see_the_settings_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = {
        "PATH": "/bin",
        "LC_ALL": "fr_FR.UTF-8",
        "https_proxy": "http://proxy:3128",
        "AMENDS_SECRET_GENERIC": "s",
        "AMENDS_SANDBOX": "1",
        "DATABASE_URL": "sqlite:////x.db",
        "AWS_SECRET_ACCESS_KEY": "not ours",
        "GITHUB_TOKEN": "not ours",
    }
    seen = plan.environment(load(given, PORT=8123), given, sandbox=False)
    assert "AWS_SECRET_ACCESS_KEY" not in seen
    assert "GITHUB_TOKEN" not in seen
    assert "AMENDS_SANDBOX" not in seen
    assert {name: seen[name] for name in ("PATH", "LC_ALL", "https_proxy", "AMENDS_SECRET_GENERIC")} == {
        name: given[name] for name in ("PATH", "LC_ALL", "https_proxy", "AMENDS_SECRET_GENERIC")
    }
    assert seen["PORT"] == "8123"
    assert seen["AMENDS_HOME"] == str(tmp_path / ".amends")
    assert seen["PLAYBOOKS_DIR"] == str(tmp_path / "playbooks")
    assert plan.environment(load(given), given, sandbox=True)["AMENDS_SANDBOX"] == "1"


class _Web(BaseHTTPRequestHandler):
    status = 503

    def do_GET(self) -> None:
        self.send_response(type(self).status if self.path == "/readyz" else 404)
        self.end_headers()
        self.wfile.write(b"beat is late")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Web)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_web_is_ready_when_readyz_says_so(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = plan.WebReady(settings(tmp_path, PORT=str(port), HOST="0.0.0.0"))  # noqa: S104 - what people set
    assert ready() == "/readyz answers 503: beat is late"
    monkeypatch.setattr(_Web, "status", 200)
    assert ready() == ""
    assert ready.complaint == ""


def test_web_that_answers_but_is_never_ready_is_opened_with_a_warning(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "UNREADY", 0.0)
    ready = plan.WebReady(settings(tmp_path, PORT=str(port)))
    assert ready() == ""
    assert ready.complaint == "beat is late"


def test_web_that_does_not_answer_is_not_ready(tmp_path: Path) -> None:
    assert "does not answer" in plan.WebReady(settings(tmp_path, PORT="1"))()
