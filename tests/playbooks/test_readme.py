"""playbooks/README.md: its example is a good playbook, and it names every key that there is."""

from __future__ import annotations

import re

import pytest

from bot.desk.playbooks import schema
from bot.desk.playbooks.loading import examine
from bot.desk.playbooks.moves import GIVEN_SLOTS, MOVES
from bot.desk.playbooks.trials import trials
from tests.conftest import ROOT

README = (ROOT / "playbooks" / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)


def test_the_example_is_a_good_playbook(folder):
    assert EXAMPLE
    (folder / "long-queue.yaml").write_text(EXAMPLE[1], encoding="utf-8")
    found = examine(folder)
    assert [str(problem) for problem in (*found.mistakes, *found.warnings) if problem.file == "long-queue.yaml"] == []
    ran = [trial for trial in trials(found) if trial.file == "long-queue.yaml"]
    assert len(ran) == 4
    assert all(trial.ok for trial in ran), ran


def keys(name: str) -> set[str]:
    made = schema.schema("playbook")
    return set(made["$defs"][name]["properties"] if name else made["properties"])


@pytest.mark.parametrize(
    "name",
    ["", "Applies", "Moves", "When", "Needed", "Approval", "FollowUp", "Targets", "Commitment", "Example", "Fact"],
)
def test_every_key_is_explained(name):
    made = schema.schema("playbook")["$defs"].get(name, {})
    shape = made["anyOf"][1]["properties"] if "anyOf" in made else keys(name)
    unexplained = [key for key in shape if not re.search(rf"[`{{ (]{key}[`:, }})]", README)]
    assert unexplained == []


DESK_PARTS = ["", "ApprovalSpec", "Chain", "Channels", "Conduct", "Gestures", "GestureKind", "Hotline",
              "PersonSpec", "Reply", "SlaPolicy", "Step", "Target", "TierRule", "Rota", "VoiceSpec", "Away",
              "PrivateWay"]  # fmt: skip


@pytest.mark.parametrize("name", DESK_PARTS)
def test_every_key_of_the_desk_is_explained(name):
    made = schema.schema("desk")
    shape = set(made["$defs"][name]["properties"] if name else made["properties"])
    about = README[README.index("## `desk.yaml`") :] + (ROOT / "playbooks" / "desk.yaml").read_text(encoding="utf-8")
    assert [key for key in shape if not re.search(rf"\b{key}\b", about)] == []


def test_every_move_and_given_slot_is_in_its_table():
    assert [move for move in MOVES if f"| `{move}` |" not in README] == []
    assert [slot for slot in GIVEN_SLOTS if f"{{{slot}}}`" not in README] == []
