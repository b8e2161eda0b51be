"""Migrating, examining, the manifest: each with words and with --json."""

from __future__ import annotations

import json
import shutil
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import create_engine, inspect

from bot.slack.manifest import SCOPES
from tests.cli.conftest import ROOT
from tests.drafting.model import endpoint as does


def test_migrate_makes_the_tables_and_may_be_run_again(amends, tmp_path):
    said = amends("migrate")
    assert said.code == 0
    assert said.out.startswith("database at ")
    assert said.out.endswith(" (was empty)\n")
    again = amends("migrate --json").json
    assert again["before"] == again["revision"]
    assert "(was" not in amends("migrate").out
    engine = create_engine(f"sqlite:///{tmp_path / 'home' / 'amends.db'}")
    assert {"alert", "mention", "complaint", "effect"} <= set(inspect(engine).get_table_names())
    engine.dispose()


@pytest.fixture
def broken(environ, tmp_path):
    """Playbooks with two files that cannot be used."""
    folder = tmp_path / "playbooks"
    shutil.copytree(ROOT / "playbooks", folder)
    (folder / "late-delivery.yaml").write_text("name: [", encoding="utf-8")
    (folder / "general.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    environ.setenv("PLAYBOOKS_DIR", str(folder))


def test_the_manifest_is_json_to_paste(amends):
    manifest = json.loads(amends("slack manifest --url https://desk.example").out)
    assert "https://desk.example/slack/events" in json.dumps(manifest)
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert json.loads(amends("slack manifest").out)["settings"]["socket_mode_enabled"] is True


def test_socket_mode_without_its_token_says_which(amends, database, environ):
    environ.setenv("DATABASE_URL", database)
    said = amends("slack socket")
    assert said.code == 1
    assert "SLACK_APP_TOKEN" in said.err


# ---- doctor


class Slack(BaseHTTPRequestHandler):
    """As much of Slack as the doctor asks; the class's attributes say what is wrong with it."""

    error = ""
    scopes = ",".join(SCOPES)
    skew = 0.0
    channels = ("approvals", "customer-service", "managers")
    strangers: tuple[str, ...] = ()

    def do_POST(self):  # the server's name for it
        """Any method."""
        asked = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        answer = {"ok": True, "team": "Brindelune", "user": "amends"}
        if self.path.endswith("conversations.list"):
            answer["channels"] = [{"id": f"C{n}", "name": name} for n, name in enumerate(self.channels)]
        if self.error or any(stranger in asked for stranger in self.strangers):
            answer = {"ok": False, "error": self.error or "user_not_found"}
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-OAuth-Scopes", self.scopes)
        self.send_header("Date", formatdate(self.now() + self.skew, usegmt=True))
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def do_GET(self):
        """As a POST."""
        self.do_POST()

    @staticmethod
    def now():
        """The time that Slack sends."""
        import time

        return time.time()

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture
def slack(environ):
    """A Slack in which everything is right; change the attributes of what is given."""
    kind = type("ThisSlack", (Slack,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    environ.setenv("SLACK_API_URL", f"http://127.0.0.1:{server.server_port}/api/")
    environ.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    environ.setenv("SLACK_SIGNING_SECRET", "hidden-too")
    yield kind
    server.shutdown()
    server.server_close()


@pytest.fixture
def checks(desk, environ):
    """The doctor's findings by name; those of queue and processes, which are down here, apart."""

    def run():
        said = desk("doctor --json")
        assert said.code == 1  # queue and processes
        return {check["name"]: check for check in said.json}

    environ.setenv("AMENDS_SECRET_GENERIC", "hidden")
    environ.setenv("AMENDS_WEBHOOK_URL", "http://127.0.0.1:1/replies?token=hidden")
    return run


DOWN = {"queue", "worker-chat", "worker-model", "beat"}


def test_all_that_can_be_well_here_is_well(checks, slack):
    found = checks()
    assert {name for name, check in found.items() if not check["ok"]} == DOWN
    assert {
        "playbooks",
        "alert secrets",
        "webhook",
        "migrations",
        "database",
        "backlog",
        "slack token",
        "slack scopes",
        "signing secret",
        "clock",
        "#approvals",
        "#customer-service",
        "#managers",
        "people",
    } <= set(found)


def test_every_problem_says_how_to_mend_it(checks, environ):
    environ.delenv("AMENDS_SECRET_GENERIC")
    environ.delenv("AMENDS_WEBHOOK_URL")
    bad = {name: check for name, check in checks().items() if not check["ok"]}
    assert set(bad) == DOWN | {"alert secrets", "webhook", "slack token"}
    assert all(check["mend"] for check in bad.values())


PROBLEMS = {
    "a revoked token": ({"error": "token_revoked"}, "slack token", "SLACK_BOT_TOKEN"),
    "a missing scope": ({"scopes": "chat:write"}, "slack scopes", "manifest"),
    "a wrong clock": ({"skew": -400.0}, "clock", "NTP"),
    "a missing channel": ({"channels": ("approvals", "managers")}, "#customer-service", "desk.yaml"),
    "an unknown person": ({"strangers": ("U0IVY",)}, "people", "desk.yaml"),
}


@pytest.mark.parametrize(("wrong", "name", "mend"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_wrong_with_slack(checks, slack, wrong, name, mend):
    for attribute, value in wrong.items():
        setattr(slack, attribute, value)
    found = checks()
    assert {other for other, check in found.items() if not check["ok"]} == DOWN | {name}
    assert mend in found[name]["mend"]


def test_a_slack_that_cannot_be_reached(checks, environ):
    environ.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    environ.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    environ.setenv("SLACK_SIGNING_SECRET", "hidden-too")
    assert "127.0.0.1:1" in checks()["slack token"]["mend"]


def test_a_model_is_asked_once_for_real(checks, environ):
    with does.serving() as endpoint:
        environ.setenv("OPENAI_BASE_URL", endpoint.url)
        environ.setenv("OPENAI_MODEL", "m")
        environ.setenv("OPENAI_API_KEY", "sk-hidden")
        endpoint.will(does.says('{"ready": true}'))
        found = checks()
        assert found["model"]["ok"] and "answers after" in found["model"]["detail"]
        assert "AMENDS_MODEL_DAILY_BUDGET" in found["model budget"]["detail"]
        endpoint.will(does.fails(401, message="bad key sk-hidden"))
        found = checks()
        assert not found["model"]["ok"] and "OPENAI_API_KEY" in found["model"]["mend"]
        assert "sk-hidden" not in str(found)
        endpoint.will(does.says("Ready!"))
        assert "JSON" in checks()["model"]["detail"]


def test_a_key_without_a_model_is_mentioned(checks, environ):
    assert "model" not in checks()
    environ.setenv("OPENAI_API_KEY", "sk-hidden")
    assert checks()["model"]["ok"]
    assert "no OPENAI_MODEL" in checks()["model"]["detail"]


def test_broken_playbooks_do_not_stop_the_doctor(checks, slack, broken):
    found = checks()
    assert not found["playbooks"]["ok"]
    assert "playbooks check" in found["playbooks"]["mend"]
    assert found["slack token"]["ok"]


def test_a_database_that_is_not_migrated_or_not_there(amends, environ):
    environ.setenv("DATABASE_URL", "postgresql://amends:hidden@127.0.0.1:1/amends")
    said = amends("doctor --json")
    found = {check["name"]: check for check in said.json}
    assert said.code == 1
    assert "DATABASE_URL" in found["database"]["mend"]
    assert not found["migrations"]["ok"]
    assert "hidden" not in said.out + said.err


def test_wrong_settings_are_findings_too(amends, environ):
    environ.setenv("PORT", "0")
    environ.setenv("AMENDS_LOG", "xml")
    said = amends("doctor --json")
    assert said.code == 1
    assert [check["name"] for check in said.json] == ["PORT", "AMENDS_LOG"]
    assert "BAD  PORT" in amends("doctor").out


def test_in_words_each_problem_is_followed_by_its_mend(desk, slack, environ):
    environ.setenv("AMENDS_SECRET_GENERIC", "hidden")
    environ.setenv("AMENDS_WEBHOOK_URL", "http://127.0.0.1:1/replies?token=hidden")
    said = desk("doctor")
    lines = said.out.splitlines()
    bad = [n for n, line in enumerate(lines) if line.startswith("BAD ")]
    assert len(bad) == len(DOWN)
    assert all(lines[n + 1].startswith("     → ") for n in bad)
    assert "ok   slack token" in said.out
    assert "hidden" not in said.out + said.err
