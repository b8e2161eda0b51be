"""``amends draft``: one result per alert, in order, from the playbooks alone; bad lines are told, nothing is stored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.conftest import alert_body

NOW = "--now 2026-11-24T10:00:00+01:00"


@pytest.fixture
def draft(amends, tmp_path):
    """Results of ``amends draft`` over some alerts (or raw lines)."""

    def run(*alerts, options=NOW):
        lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in alerts]
        (tmp_path / "alerts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        said = amends(f"draft {tmp_path / 'alerts.jsonl'} {options}")
        assert said.code == 0, said.err
        return [json.loads(line) for line in said.out.splitlines()]

    return run


def test_each_alert_has_its_result_in_order(draft):
    texts = {"a": "My two cups never arrived, I've been waiting for three weeks", "b": "Ma table devait arriver mardi"}
    found = draft(*(alert_body(id=name, text=text, network="facebook") for name, text in texts.items()))
    assert [item["id"] for item in found] == ["a", "b"]
    assert [item["language"] for item in found] == ["en", "fr"]
    assert {item["playbook"] for item in found} == {"late-delivery"}
    assert list(found[0]) == ["id", "language", "playbook", "draft", "slots_missing", "commitments", "checks"]
    assert found[0]["draft"].startswith("Hi Nadia,\n")
    assert "two cups" in found[0]["draft"]
    assert "votre table" in found[1]["draft"].lower()
    assert found[0]["slots_missing"] == []
    assert not [check for check in found[0]["checks"] if check["level"] == "block"]
    (promise,) = found[0]["commitments"]
    assert promise["what"] in found[0]["draft"]
    assert promise["said"] in promise["what"]
    assert promise["by"].startswith("2026-11-24T16:00")


def test_the_playbook_is_the_one_that_the_desk_would_take(draft, amends, tmp_path):
    """Where no phrase of a playbook decides, triage's topic does, here as at the desk."""
    said = "Ordered 6 plates, got 5 and a bowl. The bowl is nice to be fair."
    body = alert_body(text=said, network="google", rating=2)
    (found,) = draft(body)
    triaged = json.loads(amends(f"triage {tmp_path / 'alerts.jsonl'}").out)
    assert found["playbook"] == triaged["playbook"] == "wrong-or-missing-item"


def test_on_customers_own_ground_where_nobody_asked_us_it_is_lighter(draft):
    said = {"text": "Brindelune again: two cups missing from the parcel, third time this year.", "network": "facebook"}
    alone, asked = draft(alert_body(**said), alert_body(**said | {"id": "2", "text": "@brindelune " + said["text"]}))
    assert not alone["draft"].endswith("?"), "no open question at the end"
    assert asked["draft"].endswith("?")


def test_what_is_missing_is_named_and_checked(draft):
    (found,) = draft(alert_body(text="Unbelievable. Just unbelievable.", network="facebook"))
    assert found["slots_missing"]
    assert f"[[{found['slots_missing'][0]}]]" in found["draft"]
    assert "blank" in {check["id"] for check in found["checks"]}


def test_the_same_time_gives_the_same_drafts_and_no_two_read_alike(draft):
    alerts = [alert_body(id=str(n), text="My table never arrived", network="facebook") for n in range(6)]
    once, again = draft(*alerts), draft(*alerts)
    assert once == again
    assert len({item["draft"] for item in once}) == 6


@pytest.mark.parametrize(
    ("alert", "reason"),
    [
        (alert_body(text="", title=""), "no words"),
        (alert_body(kind="deleted"), "author deleted"),
        (alert_body(text="You put our names in CC, that is a data leak"), "A manager decides"),
    ],
)
def test_where_nothing_is_drafted_the_reason_is_said(draft, alert, reason):
    (found,) = draft(alert)
    assert found["draft"] is None
    assert reason in found["reason"]


def test_another_language_is_left_to_a_person(draft):
    (found,) = draft(alert_body(text="Meine Tassen sind nie angekommen", language="de"))
    assert found["language"] == "de"
    assert found["slots_missing"] == ["the whole reply, in the customer's language (de)"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("oops", "the line is not JSON"),
        ("[1]", "the line: send one alert"),
        ('{"alerts": []}', "alerts:"),
        (json.dumps({"alerts": [alert_body(), alert_body()]}), "one alert a line"),
        (json.dumps({"id": "x1", "network": "x", "posted_at": "2026-11-24T09:00:00Z"}), "text: is missing"),
        (json.dumps({**alert_body(id="x1"), "posted_at": "yesterday"}), "posted_at:"),
        ("9" * 1_000_002, "longer than 1,000,000 bytes"),
    ],
)
def test_a_bad_line_is_told_and_its_neighbours_drafted(draft, line, told):
    before, bad, after = draft(alert_body(id="before"), line, alert_body(id="after"))
    assert told in bad["error"]
    assert bad["line"] == 2
    assert bad.get("id") in (None, "x1")
    assert (before["id"], after["id"]) == ("before", "after")
    assert before["draft"]
    assert after["draft"]


def test_no_file_and_no_time_are_said_in_a_sentence(amends):
    said = amends("draft nowhere.jsonl")
    assert (said.code, said.out) == (1, "")
    assert "nowhere.jsonl" in said.err
    said = amends("draft - --now noon")
    assert said.code == 1
    assert "--now: 'noon' is no time" in said.err


def test_it_streams_from_standard_input_and_stores_nothing(tmp_path: Path):
    """Each answer comes before the next line is written, and no database is made."""
    environ = {"AMENDS_HOME": str(tmp_path / "home"), "PLAYBOOKS_DIR": str(ROOT / "playbooks"), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "bot", "draft", "-", "--json"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, env=environ, cwd=ROOT, **pipes) as running:
        for name in ("first", "second"):
            running.stdin.write(json.dumps(alert_body(id=name)) + "\n\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == name
        running.stdin.close()
        assert running.wait(timeout=60) == 0
    assert not list(tmp_path.rglob("*.db"))
