"""Mistakes in the folder of playbooks are all told at once, each with its file and its key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.desk import playbooks
from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks"))


@pytest.fixture
def change(folder: Path) -> Callable[..., None]:
    """``change("desk.yaml", "teams.care.fr", None)``: set what stands at a key, or take it away."""

    def change(file: str, key: str, value: Any = None) -> None:
        data = yaml.safe_load((folder / file).read_text())
        *way, last = key.split(".")
        place = data
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        if value is None:
            del place[last]
        else:
            place[last] = value
        (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True))

    return change


def problems(folder: Path) -> list[str]:
    with pytest.raises(playbooks.PlaybookError) as error:
        playbooks.load(folder)
    return error.value.problems


def test_the_shipped_folder_loads(folder):
    book = playbooks.load(folder)
    assert {"general", "late-delivery", "damaged-item"} <= set(book.playbooks)
    assert all(len(playbook.version) == 12 for playbook in book.playbooks.values())


def test_a_playbook_is_versioned_by_its_content(folder):
    before = playbooks.load(folder).playbooks
    path = folder / "general.yaml"
    path.write_text(path.read_text() + "\n# a remark\n")
    after = playbooks.load(folder).playbooks
    assert before["general"].version != after["general"].version
    assert before["late-delivery"].version == after["late-delivery"].version


LATE = "late-delivery.yaml"


@pytest.mark.parametrize(
    ("file", "key", "value", "told"),
    [
        (LATE, "team", None, f"{LATE}: team: Field required"),
        (LATE, "teem", "care", f"{LATE}: teem: Extra inputs are not permitted"),
        (LATE, "team", "nobody", "late-delivery: team 'nobody' is not in desk.yaml's teams"),
        (LATE, "name", "Late delivery", f"{LATE}: name: String should match pattern"),
        (LATE, "name", "damaged-item", "name: 'damaged-item' is the name of another file's playbook"),
        (LATE, "title.fr", None, "late-delivery: title.fr is missing"),
        (LATE, "moves.fr", None, "late-delivery: moves.fr is missing"),
        (LATE, "moves.en.own", [], f"{LATE}: moves.en.own: List should have at least 1 item"),
        (LATE, "moves.de", {}, f"{LATE}: moves.de"),
        (LATE, "moves.en.invite", ["Send {oder}."], "moves.en.invite: nothing fills {oder}; there are by, due_day"),
        (LATE, "moves.en.invite", ["Send {due day}."], "nothing fills {due day}"),
        (LATE, "promise.calendar", "nights", "late-delivery: calendar 'nights' is not in desk.yaml's calendars"),
        (LATE, "promise.within", "soon", "late-delivery: 'soon' is no duration; write 15m, 3h or 2d"),
        (LATE, "promise.within", "-1h", "late-delivery: '-1h' is no duration"),
        (
            LATE,
            "first_response",
            {"target": "3h", "limit": "1h", "calendar": "staffed"},
            "limit 1h is shorter than target",
        ),
        (LATE, "applies.phrases.en", "not a list", f"{LATE}: applies.phrases.en"),
        ("desk.yaml", "voice.service.fr", None, "desk.yaml: voice.service.fr is missing"),
        ("desk.yaml", "teams.care.fr", None, "desk.yaml: teams.care.fr is missing"),
        ("desk.yaml", "people.U0LEA.roles", ["boss"], "desk.yaml: people.U0LEA.roles.0"),
        ("desk.yaml", "people.U0LEA.sign", "", "desk.yaml: people.U0LEA.sign"),
        ("desk.yaml", "sla", [], "desk.yaml: sla"),
        (
            "desk.yaml",
            "sla.0.first_response.limit",
            "3 hours",
            "desk.yaml: sla.social networks: '3 hours' is no duration",
        ),
        ("desk.yaml", "sla.0.resolution.calendar", "x", "desk.yaml: sla.social networks: calendar 'x' is not in"),
        ("desk.yaml", "replies.0.through", "pigeon", "desk.yaml: replies.0.through"),
        ("desk.yaml", "calendars.staffed.zone", "Paris", "desk.yaml: calendars.staffed.zone: Value error, 'Paris'"),
        ("desk.yaml", "calendars.staffed.week", {}, "calendar 'staffed' has no opening hours"),
        ("desk.yaml", "calendars.staffed.week.lundi", ["09:00-10:00"], "desk.yaml: calendars.staffed.week"),
        ("desk.yaml", "calendars.staffed.day", "1d", "desk.yaml: calendars.staffed.day"),
        ("desk.yaml", "channels.approvals", None, "desk.yaml: channels.approvals: Field required"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_key(folder, change, file, key, value, told):
    change(file, key, value)
    assert any(told in problem for problem in problems(folder)), problems(folder)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name: [", "broken.yaml: while parsing"),
        (b"a: 1\n\tb: 2", "broken.yaml: while scanning"),
        (b"\xff\xfe\x00", "broken.yaml: "),
        (b"- a list", "broken.yaml: the file: "),
        (b"just words", "broken.yaml: the file: "),
        (b"", "broken.yaml: name: Field required"),
        (b"!!python/object/apply:os.system [true]", "broken.yaml: could not determine a constructor"),
    ],
)
def test_a_broken_file_is_told_and_the_others_are_read_all_the_same(folder, change, content, told):
    (folder / "broken.yaml").write_bytes(content)
    change(LATE, "team", "nobody")
    found = problems(folder)
    assert any(problem.startswith(told) for problem in found), found
    assert any("team 'nobody'" in problem for problem in found), "all problems at once"


def test_a_folder_without_a_desk_or_without_a_general_playbook(folder):
    (folder / "general.yaml").unlink()
    assert any("a playbook named 'general' must exist" in problem for problem in problems(folder))
    (folder / "desk.yaml").unlink()
    assert any("not found; point PLAYBOOKS_DIR at the folder" in problem for problem in problems(folder))


def test_a_half_holiday_can_be_written_in_yaml(folder):
    path = folder / "desk.yaml"
    path.write_text(
        path.read_text().replace("    day: 9.5h", "    day: 9.5h\n    special: {2026-12-24: ['08:30-12:00']}")
    )
    special = playbooks.load(folder).desk.calendars["staffed"].special
    assert [day.isoformat() for day in special] == ["2026-12-24"]
