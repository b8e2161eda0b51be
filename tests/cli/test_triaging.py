"""``amends triage``: one result line for each alert, in order, with reasons; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.triage import fitted
from tests.conftest import ROOT
from tests.drafting.model.endpoint import says, serving
from tests.triage.models import constant

KEYS = """id language kind complaint confidence severity arousal topics risks abusive needs priority playbook
    duplicate_of group reasons solicited ground""".split()


def alert(id: str, text: str, **fields) -> dict[str, object]:
    return {
        "id": id, "network": "x", "url": f"https://social.example/{id}", "author": {"handle": f"h{id}", "name": "N"},
        "text": text, "posted_at": "2026-11-20T10:00:00Z", **fields,
    }  # fmt: skip


@pytest.fixture
def triaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """``triaged(alerts or raw lines)``: the results."""
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PLAYBOOKS_DIR", str(ROOT / "playbooks"))

    def run(*lines, options=()) -> list[dict[str, object]]:
        path = tmp_path / "alerts.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        result = CliRunner().invoke(app, ["triage", str(path), *options], catch_exceptions=False)
        assert result.exit_code == 0
        return [json.loads(line) for line in result.stdout.splitlines()]

    return run


def test_each_line_says_all_there_is_to_say(triaged):
    late, question = triaged(
        alert("1", "order from the 3rd still hasn't arrived and nobody answers my emails @colvane"),
        alert("2", "Hi, do you deliver to Jersey?"),
    )
    assert list(late) == list(question) == KEYS
    assert (late["complaint"], late["needs"], late["playbook"]) == (True, "reply", "late-delivery")
    assert "late-delivery" in late["topics"]
    assert 0 < late["priority"] <= 100
    assert (question["kind"], question["complaint"], question["severity"], question["playbook"]) == (
        "question", False, None, None,
    )  # fmt: skip
    assert late["reasons"]
    assert question["reasons"]


def test_the_same_words_again_are_a_duplicate_and_the_same_problem_is_a_group(triaged):
    first, again, other = triaged(
        alert("1", "The lift at Quarry Street has been broken since Monday, my mum can't get out"),
        alert("2", "the lift at quarry street has been broken since monday, my mum can’t get out https://t.example/x"),
        alert("3", "Third day with no lift at Quarry Street and a pram to carry, still not mended"),
    )
    assert first["duplicate_of"] is None
    assert again["duplicate_of"] == "1"
    assert other["duplicate_of"] is None
    assert other["group"] == "1"


def test_a_danger_is_a_risk_with_its_lane(triaged):
    [found] = triaged(alert("1", "Your heater caught fire last night and burnt my hand, we are in hospital"))
    assert "safety" in found["risks"]
    assert (found["severity"], found["playbook"]) == ("P1", "safety-or-injury")


def test_lines_that_cannot_be_read_say_why_and_stop_nobody(triaged):
    broken, fine = triaged("{not json", alert("2", "Where is my refund? It has been five weeks."))
    assert broken["line"] == 1
    assert "error" in broken
    assert fine["complaint"] is True


def test_a_folder_of_one_author_cannot_be_judged(tmp_path, monkeypatch):
    """What is fitted is tried on people it has not read: with one author there is nobody to try it on."""
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "home"))
    empty = tmp_path / "labelled"
    empty.mkdir()
    result = CliRunner().invoke(app, ["triage", "fit", "--folder", str(empty)])
    assert result.exit_code == 1
    assert "labelled mentions of at least 2 authors are needed" in result.output


SAID = {
    "kind": "complaint", "complaint": True, "stakes": "P2", "arousal": None, "topics": ["late-delivery"], "risks": [],
    "abusive": False, "reasons": ["the lid went pop"],
}  # fmt: skip


@pytest.fixture
def doubting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A model of one's own in AMENDS_HOME that is sure of nothing."""
    model = constant({"kind:complaint": 0.35, "kind:praise": 0.6})
    head = {"format": fitted.FORMAT, "labels": model.labels, "bias": model.bias, "scale": model.scale,
            "thresholds": dict(model.thresholds), "made_of": dict(model.made_of)}  # fmt: skip
    (tmp_path / "home").mkdir()
    fitted.store(tmp_path / "home" / fitted.SHIPPED.name, head, {})
    for name in ("OPENAI_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_second_opinion_is_asked_for_only_when_told_and_only_where_it_is_doubted(triaged, doubting, monkeypatch):
    pop = alert("1", "The lid went pop, write to me@mail.example. Cheers.")
    [plain] = triaged(pop)
    assert (plain["kind"], plain["complaint"]) == ("praise", False)
    with serving() as endpoint:
        endpoint.will(says(json.dumps(SAID)), says("It is praise."))
        monkeypatch.setenv("OPENAI_MODEL", "m")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        triaged(pop)
        assert endpoint.asked == [], "off unless it is asked for"
        own = alert("3", "Our lids go pop", author={"handle": "brindelune", "name": "B"})
        joined, refused, ours = triaged(pop, alert("2", "Nice lamp."), own, options=["--second-opinion"])
    assert list(joined) == KEYS
    assert (joined["kind"], joined["complaint"], joined["severity"], joined["needs"]) == (
        "complaint", True, "P2", "reply",
    )  # fmt: skip
    assert joined["priority"] and joined["playbook"]
    assert joined["reasons"][-2:] == ["Second opinion: a complaint.", "It points to “the lid went pop”."]
    assert (refused["kind"], refused["complaint"]) == ("praise", False)
    assert refused["reasons"][-1].startswith("No second opinion: The model's answer was not in the form")
    assert ours["kind"] == "noise"
    assert len(endpoint.asked) == 2 and "me@mail" not in json.dumps(endpoint.asked)


def test_a_second_opinion_without_a_model_says_what_to_set(tmp_path, monkeypatch, doubting):
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(app, ["triage", "-", "--second-opinion"])
    assert result.exit_code == 1
    assert "set OPENAI_MODEL" in result.output
