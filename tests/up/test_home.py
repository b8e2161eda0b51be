"""The data folder: found again, refused when it is somebody else's, damaged or in use; mended when nothing is lost."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from pathlib import Path

import pytest

from bot.up.errors import StartError
from bot.up.home import Home, open_home

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data of ours"


def database(folder: Path, rows: int = 0) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "amends.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.execute('CREATE TABLE "odd ""name" (text TEXT)')
        connection.executemany('INSERT INTO "odd ""name" VALUES (?)', [("x" * 2000,)] * rows)
    connection.close()
    return file


def opened(folder: Path) -> Home:
    return open_home(folder, folder / "amends.db", ADDRESS)


def finished(folder: Path, rows: int = 3) -> Path:
    """A folder as an earlier start left it; answers its database."""
    file = database(folder, rows)
    home = opened(folder)
    home.complete()
    home.release()
    return file


def refusal(folder: Path) -> str:
    with pytest.raises(StartError) as caught:
        opened(folder)
    return str(caught.value)


def test_a_new_folder_is_made_and_marked_last(folder: Path) -> None:
    home = opened(folder)
    assert home.marker is None
    assert not (folder / "amends.json").exists()
    home.complete()
    assert json.loads((folder / "amends.json").read_text())["format"] == 1
    assert folder.stat().st_mode & 0o077 == 0


def test_a_second_start_finds_the_data_and_keeps_its_age(folder: Path) -> None:
    finished(folder)
    before = (folder / "amends.json").read_text()
    home = opened(folder)
    assert home.marker is not None
    home.complete()
    assert (folder / "amends.json").read_text() == before


def test_a_second_instance_is_told_who_runs_and_where(folder: Path) -> None:
    home = opened(folder)
    said = refusal(folder)
    assert f"already runs on this data (process {os.getpid()}, {ADDRESS})" in said
    assert "set AMENDS_HOME" in said
    home.release()
    assert opened(folder)


def test_somebody_elses_folder_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.odt").touch()
    said = refusal(folder)
    assert "thesis.odt" in said
    assert "Set AMENDS_HOME to a new folder" in said
    assert [entry.name for entry in folder.iterdir()] == ["thesis.odt"]


def test_a_file_in_the_place_of_the_folder(folder: Path) -> None:
    folder.write_text("")
    assert f"{folder} is a file" in refusal(folder)
    assert "is a file" in refusal(folder / "below")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    said = refusal(Path("/proc/amends"))
    assert "cannot write to its data folder /proc/amends" in said
    assert "set AMENDS_HOME" in said


def test_an_interrupted_first_start_with_nothing_stored_is_put_aside(folder: Path) -> None:
    database(folder)
    home = opened(folder)
    said = home.set_aside()
    assert "interrupted before anything was stored" in said
    assert not (folder / "amends.db").exists()
    assert len(list(folder.glob("interrupted-*/amends.db"))) == 1
    assert home.set_aside() == ""
    home.release()
    assert opened(folder)


def test_an_interrupted_first_start_with_something_stored_is_left_as_it_is(folder: Path) -> None:
    file = database(folder, rows=1)
    assert opened(folder).set_aside() == ""
    assert file.exists()


def test_a_finished_folder_is_never_put_aside(folder: Path) -> None:
    file = finished(folder, rows=0)
    assert opened(folder).set_aside() == ""
    assert file.exists()


def test_an_empty_database_file_is_a_first_start_that_was_cut_short(folder: Path) -> None:
    folder.mkdir()
    (folder / "amends.db").touch()
    assert opened(folder).marker is None


@pytest.mark.parametrize("damage", ["garbage", "page", "cut"])
def test_a_damaged_database_is_named_and_not_touched(folder: Path, damage: str) -> None:
    file = finished(folder, rows=50)
    whole = file.read_bytes()
    spoilt = {
        "garbage": b"this was never a database" * 40,
        "page": whole[:8192] + b"\xff" * 4096 + whole[12288:],
        "cut": whole[: len(whole) // 2],
    }[damage]
    file.write_bytes(spoilt)
    said = refusal(folder)
    assert f"The database {file} is damaged" in said
    assert f"mv '{folder}' '{folder}.old'" in said
    assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(spoilt).digest()


def test_a_database_that_is_gone_is_not_quietly_replaced(folder: Path) -> None:
    finished(folder).unlink()
    assert "its database is missing" in refusal(folder)
    assert not (folder / "amends.db").exists()


def test_a_folder_used_with_a_database_server_may_become_an_embedded_one(folder: Path) -> None:
    home = open_home(folder, None, ADDRESS)
    home.complete()
    home.release()
    home = opened(folder)
    home.complete()
    assert json.loads((folder / "amends.json").read_text())["embedded"] is True


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_a_marker_that_cannot_be_read(folder: Path, text: str) -> None:
    finished(folder)
    (folder / "amends.json").write_text(text)
    assert f"{folder / 'amends.json'} cannot be read" in refusal(folder)


def test_a_folder_of_a_later_version(folder: Path) -> None:
    finished(folder)
    (folder / "amends.json").write_text('{"format": 2}')
    assert "Update Amends" in refusal(folder)
