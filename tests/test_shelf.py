"""The playbooks in use: read again when a file changes, never replaced by what cannot be used, cheap to ask."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
import structlog

from bot import logs, shelf
from bot.desk.playbooks import PlaybookError, load
from bot.shelf import Shelf
from tests.conftest import ROOT


class Time:
    """Seconds that the test lets pass."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks"))


@pytest.fixture
def books(folder, time) -> Shelf:
    return Shelf(folder, time)


@pytest.fixture
def said():
    """What was logged."""
    logs.unconfigured()  # a command that ran before may have turned all but errors off
    with structlog.testing.capture_logs() as lines:
        yield lines


def settle(time: Time) -> None:
    """Two looks' worth of time: what changed has stood still."""
    time.now += shelf.LOOK_AFTER_SECONDS


def looked(books: Shelf, time: Time):
    """The book after two looks."""
    for _look in range(2):
        settle(time)
        books()
    return books()


def rename_care(folder: Path, title: str) -> None:
    path = folder / "desk.yaml"
    path.write_text(
        path.read_text().replace("Customer care, fr: Service client}, lead", f"{title}, fr: Service client}}, lead")
    )


def test_the_same_book_as_long_as_nothing_changes(books, time, said):
    first = books()
    assert looked(books, time) is first
    assert said == []


def test_a_changed_file_is_taken_when_it_has_stood_still(books, folder, time, said):
    first = books()
    rename_care(folder, "Clients")
    assert books() is first, "not before its time"
    settle(time)
    assert books() is first, "it may still be being written"
    settle(time)
    assert books().desk.teams["care"].title["en"] == "Clients"
    assert "playbooks_reloaded" in [line["event"] for line in said]


def test_a_file_that_is_still_being_written_is_waited_for(books, folder, time):
    first = books()
    whole = (folder / "general.yaml").read_text()
    for share in (0.3, 0.6, 0.9):
        (folder / "general.yaml").write_text(whole[: int(len(whole) * share)])
        settle(time)
        assert books() is first
    (folder / "general.yaml").write_text(whole.replace("General complaint", "All the rest"))
    assert looked(books, time).playbooks["general"].title["en"] == "All the rest"
    assert books().rejected == ()


def test_a_playbook_that_is_added_or_taken_away(books, folder, time, said):
    assert "late-delivery" in books().playbooks
    (folder / "late-delivery.yaml").rename(folder / "late-delivery.txt")
    for path in folder.glob("*.yaml"):
        path.write_text(path.read_text().replace("goes_to: late-delivery", "goes_to: general"))
    assert "late-delivery" not in looked(books, time).playbooks
    reloaded = next(line for line in said if line["event"] == "playbooks_reloaded")
    assert reloaded["gone"] == ["late-delivery"]


def test_a_bad_file_never_replaces_a_good_one_and_is_told_once(books, folder, time, said):
    first = books()
    good = (folder / "general.yaml").read_text()
    (folder / "general.yaml").write_text("name: [")
    kept = looked(books, time)
    assert kept.playbooks == first.playbooks
    assert kept.rejected[0].startswith("general.yaml:")
    assert kept.choose("my table never arrived", "en").playbook.name == "late-delivery"
    for _look in range(5):
        settle(time)
        books()
    assert [line["event"] for line in said].count("playbooks_rejected") == 1
    (folder / "general.yaml").write_text(good)
    assert looked(books, time).rejected == ()


def test_the_whole_folder_goes_away(books, folder, time):
    first = books()
    folder.rename(folder.parent / "elsewhere")
    assert looked(books, time).playbooks == first.playbooks
    assert "desk.yaml" in books().rejected[0]
    (folder.parent / "elsewhere").rename(folder)
    assert looked(books, time).rejected == ()


def test_without_a_good_one_the_mistakes_are_raised_until_they_are_mended(folder, time):
    good = (folder / "general.yaml").read_text()
    (folder / "general.yaml").write_text("name: [")
    books = Shelf(folder, time)
    for _try in range(2):
        with pytest.raises(PlaybookError, match=r"general\.yaml:"):
            books()
    (folder / "general.yaml").write_text(good)
    assert books().rejected == ()


def test_only_the_content_counts_not_who_wrote_it(books, folder, time):
    versions = {name: playbook.version for name, playbook in books().playbooks.items()}
    os.utime(folder / "general.yaml")
    assert {name: playbook.version for name, playbook in looked(books, time).playbooks.items()} == versions


def test_nobody_waits_for_a_thread_that_reads(folder, time):
    reading, go_on = threading.Event(), threading.Event()
    go_on.set()

    def slowly(where):
        reading.set()
        assert go_on.wait(10)
        return load(where)

    books = Shelf(folder, time, slowly)
    first = books()
    rename_care(folder, "Clients")
    settle(time)
    books()
    settle(time)
    reading.clear()
    go_on.clear()
    reader = threading.Thread(target=books)
    reader.start()
    assert reading.wait(10)
    assert books() is first
    go_on.set()
    reader.join()
    assert books().desk.teams["care"].title["en"] == "Clients"
