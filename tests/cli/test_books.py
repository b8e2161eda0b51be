"""`amends playbooks`: check, test, replay, schema, as a community manager and as a program would use them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from bot.desk import complaints
from bot.desk.models import Complaint, Mention
from tests import quick_yaml
from tests.cli.conftest import ROOT

# A small set that stays as it is, whatever is written anew in the shipped one.
OWN = ROOT / "tests" / "playbooks" / "own"


def copied_to(folder: Path) -> Path:
    shutil.copytree(OWN, folder)
    shutil.copytree(ROOT / "playbooks" / "schema", folder / "schema")
    shutil.copy(ROOT / "playbooks" / "desk.yaml", folder)
    return folder


@pytest.fixture
def folder(environ, tmp_path) -> Path:
    """A few playbooks, in use and to be changed."""
    copied = copied_to(tmp_path / "playbooks")
    environ.setenv("PLAYBOOKS_DIR", str(copied))
    return copied


@pytest.fixture
def changed(tmp_path) -> Path:
    """A copy of the shipped playbooks: what somebody is working on."""
    return Path(shutil.copytree(ROOT / "playbooks", tmp_path / "changed"))


def rewrite(path: Path, **keys: object) -> None:
    data = quick_yaml.load(path.read_text())
    path.write_text(quick_yaml.dump(data | keys, sort_keys=False))


def test_the_shipped_playbooks_have_nothing_wrong(amends):
    said = amends("playbooks check")
    assert (said.code, said.err) == (0, "")
    assert "playbooks, nothing wrong" in said.out
    said = amends("playbooks check --json")
    assert (said.code, said.json["problems"]) == (0, [])
    assert said.json["playbooks"] == len(list((ROOT / "playbooks").glob("*.yaml"))) - 2


def test_mistakes_are_named_by_file_line_key_and_mend(amends, folder):
    (folder / "late-delivery.yaml").write_text("name: [", encoding="utf-8")
    rewrite(folder / "damaged-item.yaml", team="nobody")
    said = amends("playbooks check --json")
    assert said.code == 1
    found = {problem["file"]: problem for problem in said.json["problems"]}
    assert found["damaged-item.yaml"] == {
        "file": "damaged-item.yaml", "line": 5, "key": "team", "what": "'nobody' is not in desk.yaml's teams",
        "mend": "there are: care, delivery", "level": "mistake",
    }  # fmt: skip
    assert said.json["playbooks"] is None
    words = amends("playbooks check")
    assert (words.code, words.out) == (1, "")
    assert "  - damaged-item.yaml:5: team: 'nobody' is not in desk.yaml's teams; there are: care, delivery" in words.err
    assert "late-delivery.yaml:" in words.err


def test_warnings_do_not_fail_and_are_shown(amends, folder):
    late = quick_yaml.load((folder / "late-delivery.yaml").read_text())
    slots = {"colour": {"filled_by": "agent", "label": {"en": "colour", "fr": "couleur"}}}
    rewrite(folder / "late-delivery.yaml", slots=slots)
    (folder / "twin.yaml").write_text(quick_yaml.dump(late | {"name": "twin", "examples": {}}, sort_keys=False))
    said = amends("playbooks check")
    assert said.code == 0
    assert "slots.colour: is a dead slot: no move says it and nothing waits for it" in said.out
    assert "twin.yaml:6: applies: unreachable: all its phrases lead to late-delivery" in said.out
    assert "examples.takes.fr: has no example" in said.out
    warned = amends("playbooks check --json").json
    assert warned["problems"] == []
    assert {"slots.colour", "applies"} <= {warning["key"] for warning in warned["warnings"]}


def test_another_folder_can_be_checked_before_it_is_used(amends, changed):
    rewrite(changed / "general.yaml", team="nobody")
    assert amends("playbooks check").code == 0
    assert amends(f"playbooks check {changed}").code == 1
    assert "desk.yaml:1: not found; point PLAYBOOKS_DIR" in amends(f"playbooks check {changed / 'schema'}").err


def test_every_shipped_example_goes_where_it_must(amends):
    said = amends("playbooks test")
    assert said.code == 0, said.out
    assert "none went elsewhere" in said.out
    said = amends("playbooks test --json").json
    assert said["failed"] == []
    assert said["examples"] >= 20


def test_an_example_that_goes_elsewhere_is_shown_with_the_reason(amends, folder):
    examples = {
        "takes": {"en": ["My cup is broken.", "Where is my order?"], "fr": []},
        "leaves": {"en": ["No delivery yet.", {"text": "Broken.", "goes_to": "general"}, "Hello"], "fr": []},
    }
    rewrite(folder / "late-delivery.yaml", examples=examples)
    said = amends("playbooks test")
    assert said.code == 1
    lines = [line for line in said.out.splitlines() if line.startswith("  - late-delivery.yaml:")]
    assert len(lines) == 3
    assert "examples.takes.en.0: “My cup is broken.” went to damaged-item: broken; wanted late-delivery" in lines[0]
    assert "“No delivery yet.” went to late-delivery: no delivery; wanted any other playbook" in lines[1]
    assert "“Broken.” went to damaged-item: broken; wanted general" in lines[2]
    failed = amends("playbooks test --json").json["failed"]
    assert [(one["taken_by"], one["wanted"]) for one in failed] == [
        ("damaged-item", "late-delivery"),
        ("late-delivery", ""),
        ("damaged-item", "general"),
    ]
    assert all(one["line"] > 1 for one in failed)


def test_drafts_of_the_examples_can_be_read(amends, folder):
    said = amends("playbooks test --drafts")
    assert "late-delivery.yaml:" in said.out
    assert "    | Bonjour,\n" in said.out
    drafts = amends("playbooks test --drafts --json").json["drafts"]
    assert all(draft.startswith(("Hello,", "Bonjour,")) for draft in drafts.values())


def test_examples_are_not_run_over_mistakes(amends, folder):
    rewrite(folder / "general.yaml", team="nobody")
    said = amends("playbooks test")
    assert (said.code, said.out) == (1, "")
    assert "general.yaml:" in said.err


def test_the_schemas_are_printed_and_written(amends, folder):
    printed = amends("playbooks schema").json
    assert set(printed) == {"desk", "lexicon", "playbook"}
    assert amends("playbooks schema playbook").json == printed["playbook"]
    (folder / "schema" / "desk.json").unlink()
    (folder / "schema" / "lexicon.json").write_text("{}")
    assert "desk.json, lexicon.json, playbook.json" in amends("playbooks schema --write").out
    for name, schema in printed.items():
        assert json.loads((folder / "schema" / f"{name}.json").read_text()) == schema
    assert "'book' is no kind of file: write desk, lexicon, playbook" in amends("playbooks schema book").err


def test_replay_shows_what_would_have_changed(desk, changed, complaint, take, store):
    take(id="2", author={"handle": "omar", "name": "Omar"}, text="The vase came in pieces.", network="reviews")
    late = quick_yaml.load((changed / "late-delivery.yaml").read_text())
    late["applies"]["phrases"]["fr"] = ["jamais arrivé"]
    general = quick_yaml.load((changed / "general.yaml").read_text())
    rewrite(changed / "late-delivery.yaml", applies=late["applies"])
    rewrite(
        changed / "general.yaml",
        sla={"first_response": {"target": "15m", "limit": "30m", "calendar": "always"}},
        approval={"people": 2, "manager_first": True},
        strategy="legal_hold",
        moves=general["moves"],
    )
    said = desk(f"playbooks replay --since 2026-11-01 --against {changed}")
    assert (said.code, said.err) == (0, "")
    with store.read() as session:
        ref = session.get_one(Complaint, complaint).ref
    assert f"{ref}  “Bonjour, j'attends mes tasses" in said.out
    for line in (
        "    why       general: no other playbook fits",
        "    playbook  late-delivery → general",
        "    team      delivery → care",
        "    sla       first_response: 1h / 3h staffed → 15m / 30m always",
        "    approval  people: 1 → 2",
        "    approval  manager_first: no → yes",
        "    checks    legal_hold: no → yes",
    ):
        assert line in said.out
    assert "2 complaints since 2026-11-01, 1 would be different" in said.out
    assert "vase" not in said.out

    told = desk(f"playbooks replay --since 2026-11-01 --against {changed} --json").json
    assert (told["complaints"], told["changed"], told["playbook"], told["gone"]) == (2, 1, 1, 0)
    (different,) = told["different"]
    assert different["ref"] == ref
    assert different["changes"]["sla"]["after"]["first_response"] == "15m / 30m always"


def test_a_replay_of_the_same_playbooks_changes_nothing_and_writes_nothing(desk, complaint, store):
    def rows():
        with store.read() as session:
            one = session.get_one(Complaint, complaint)
            return one.version, one.playbook, complaints.count_by_state(session)

    before = rows()
    assert "1 complaints since 2026-11-24, 0 would be different" in desk("playbooks replay --since 2026-11-24").out
    assert desk("playbooks replay --since 2027-01-01 --json").json["complaints"] == 0
    assert rows() == before


def test_words_that_were_taken_back_cannot_be_tried(desk, take, store, changed):
    mention = take(id="9")
    take(id="9", kind="deleted", text="")
    with store.read() as session:
        assert session.get_one(Mention, mention).text == ""
    said = desk("playbooks replay --since 2026-11-01")
    assert "1 could not be tried: their authors took the words back" in said.out
    assert "0 would be different" in said.out


def test_a_folder_with_mistakes_is_not_replayed(desk, changed, complaint):
    rewrite(changed / "general.yaml", team="nobody")
    said = desk(f"playbooks replay --since 2026-11-01 --against {changed}")
    assert (said.code, said.out) == (1, "")
    assert re.search(r"general\.yaml:\d+: team: 'nobody'", said.err)
    assert desk("playbooks replay --since yesterday").code == 2
