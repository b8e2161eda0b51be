"""``amends import``: every line ends up stored or reported, whatever happens in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from bot.desk.models import Alert
from tests.conftest import alert_body

HEAD = "id,network,author,text,posted_at"


@pytest.fixture
def stored(store):
    """``external_id → payload`` of what is in the table alert."""

    def rows():
        with store.read() as session:
            return {row.external_id: json.loads(row.payload) for row in session.scalars(select(Alert))}

    return rows


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*bodies):
    return "\n".join(json.dumps(body, ensure_ascii=False) for body in bodies) + "\n"


def test_json_lines_with_a_bom_and_empty_lines(desk, tmp_path, stored):
    content = "\ufeff" + lines(alert_body(id="a", text="déçue")) + "\n   \r\n" + lines(alert_body(id="b")).strip()
    said = desk(f"import {written(tmp_path, 'old.jsonl', content)}")
    assert (said.code, said.out) == (0, "2 accepted, 0 known already, 0 rejected\n")
    assert stored()["a"]["text"] == "déçue"
    assert set(stored()) == {"a", "b"}


def test_it_may_be_done_again(desk, tmp_path, stored):
    path = written(tmp_path, "old.jsonl", lines(*(alert_body(id=f"n{n}") for n in range(1100))))
    assert desk(f"import {path} --json").json["accepted"] == 1100
    again = desk(f"import {path} --json").json
    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, 1100, 0)
    assert len(stored()) == 1100


def test_the_source_can_be_named(desk, tmp_path, store):
    path = written(tmp_path, "old.jsonl", lines(alert_body(id="a")))
    assert desk(f"import {path} --source old_tool").code == 0
    assert desk(f"import {path} --source 'Old Tool'").code == 1
    with store.read() as session:
        assert session.scalars(select(Alert.source)).all() == ["old_tool"]


def test_bad_lines_are_reported_with_number_and_reason_and_the_others_stored(desk, tmp_path, stored):
    content = b"".join([
        lines(alert_body(id="a")).encode(), b"\n", b"{not json\n", b'["a list"]\n',
        lines({"alerts": [alert_body(), alert_body()]}).encode(), lines(alert_body(id="b", posted_at="soon")).encode(),
        'été {"id":"c"}\n'.encode("latin-1"), lines(alert_body(id="d")).encode(),
    ])  # fmt: skip
    path = written(tmp_path, "old.jsonl", content)
    said = desk(f"import {path}")
    assert said.code == 0
    assert said.out.startswith("2 accepted, 0 known already, 5 rejected\n  line 3: ")
    assert str(tmp_path / "old.jsonl.rejects") in said.out
    rejected = [json.loads(line) for line in (tmp_path / "old.jsonl.rejects").read_text().splitlines()]
    assert [item["line"] for item in rejected] == [3, 4, 5, 6, 7]
    assert rejected[0]["text"] == "{not json"
    assert "is not JSON" in rejected[0]["errors"]
    assert "one alert a line" in rejected[2]["errors"]
    assert rejected[3]["errors"].startswith("posted_at: ")
    assert "UTF-8" in rejected[4]["errors"]
    assert set(stored()) == {"a", "d"}


def test_the_report_is_of_this_run(desk, tmp_path):
    path = written(tmp_path, "old.jsonl", "{\n")
    assert desk(f"import {path} --json").json["rejected"] == 1
    path.write_text(lines(alert_body(id="a")))
    assert desk(f"import {path} --rejects {tmp_path / 'other'} --json").json["rejected"] == 0
    assert desk(f"import {path} --json").json["rejected"] == 0
    assert not (tmp_path / "old.jsonl.rejects").exists()


def test_csv_as_spreadsheets_write_it(desk, tmp_path, stored):
    content = (
        "\ufeff" + HEAD + ",handle,followers,rating\r\n"
        'a,reviews,Nadia Orsel,"Bonjour, ""déçue"",\nsur deux lignes",2026-11-24T08:00:00Z,nadia.o,312,2\r\n'
        ",,,,\r\n"
        "\r\n"
        "b,x,,Late again,2026-11-24T08:00:00+01:00,,,\r\n"
    )
    said = desk(f"import {written(tmp_path, 'old.CSV', content)}")
    assert said.out == "2 accepted, 0 known already, 0 rejected\n"
    assert stored()["a"]["text"] == 'Bonjour, "déçue",\nsur deux lignes'
    assert stored()["a"]["author"] == {"name": "Nadia Orsel", "handle": "nadia.o", "followers": "312"}
    assert "author" not in stored()["b"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_of_other_spreadsheets(desk, tmp_path, stored, separator):
    head = " Id ;Network;TEXT;posted_at".replace(";", separator)
    row = "a;x;Bonjour, c'est cassé;2026-11-24T08:00:00Z".replace(";", separator)
    path = written(tmp_path, "old.csv", f"{head}\n{row}\n")
    assert desk(f"import {path} --json").json["accepted"] == 1
    assert stored()["a"]["text"] == "Bonjour, c'est cassé"


def test_bad_csv_rows_are_reported_with_the_line_they_begin_on(desk, tmp_path, stored):
    content = b"\n".join([
        HEAD.encode(),
        b'a,x,Jo,"two\nlines",2026-11-24T08:00:00Z',
        b"b,x,Jo,Hello, a comma without quotes,2026-11-24T08:00:00Z",
        "c,x,Zoé,déçue,2026-11-24T08:00:00Z".encode("cp1252"),
        b"d,x,Jo,no date",
        b"e,x,Jo,fine,2026-11-24T08:00:00Z",
    ])  # fmt: skip
    said = desk(f"import {written(tmp_path, 'old.csv', content)} --json").json
    assert (said["accepted"], said["rejected"]) == (2, 3)
    assert [item["line"] for item in said["first_rejected"]] == [4, 5, 6]
    reasons = [item["errors"] for item in said["first_rejected"]]
    assert "between quotes" in reasons[0]
    assert "UTF-8" in reasons[1]
    assert reasons[2] == "posted_at: is missing, it must be there"
    rejected = (tmp_path / "old.csv.rejects").read_text(encoding="utf-8")
    assert "a comma without quotes" in rejected
    assert set(stored()) == {"a", "e"}


def test_a_csv_without_the_needed_columns_says_which(desk, tmp_path):
    path = written(tmp_path, "old.csv", "id,text\n1,2\n")
    said = desk(f"import {path}")
    assert said.code == 1
    assert "missing: network, posted_at" in said.err


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.csv"])
def test_an_empty_file_is_no_accident(desk, tmp_path, name):
    said = desk(f"import {written(tmp_path, name, '')}")
    assert (said.code, "Traceback" in said.err) == (0 if name.endswith("jsonl") else 1, False)


def test_a_missing_file(desk, tmp_path):
    said = desk(f"import {tmp_path / 'nothing.jsonl'}")
    assert (said.code, said.err) == (1, f"{tmp_path / 'nothing.jsonl'}: no such file\n")


def test_where_nobody_watches_there_is_no_progress_bar(desk, tmp_path):
    path = written(tmp_path, "old.jsonl", lines(*(alert_body() for _ in range(600))))
    said = desk(f"import {path} --json")
    assert said.err == ""
    assert said.json["accepted"] == 600


def command(path, database, tmp_path):
    environ = {
        **os.environ, "DATABASE_URL": database, "AMENDS_HOME": str(tmp_path / "home"), "TERM": "xterm",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }  # fmt: skip
    return {"args": [sys.executable, "-m", "bot", "import", str(path), "--json"], "env": environ}


def test_on_a_terminal_the_bar_is_shown_beside_the_answer(database, tmp_path):
    pty = pytest.importorskip("pty")
    path = written(tmp_path, "old.jsonl", lines(*(alert_body() for _ in range(600))))
    ours, theirs = pty.openpty()
    done = subprocess.run(**command(path, database, tmp_path), stderr=theirs, stdout=subprocess.PIPE, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Importing old.jsonl" in shown
    assert json.loads(done.stdout)["accepted"] == 600


def test_killed_in_the_middle_it_goes_on_where_it_was(database, store, tmp_path):
    total = 40_000
    path = written(tmp_path, "old.jsonl", lines(*(alert_body(id=f"n{n}") for n in range(total))))

    def count():
        with store.read() as session:
            return session.scalar(select(func.count()).select_from(Alert))

    process = subprocess.Popen(**command(path, database, tmp_path), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while count() == 0:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    kept = count()
    assert 0 < kept < total
    assert kept % 500 == 0  # whole batches
    done = subprocess.run(**command(path, database, tmp_path), stdout=subprocess.PIPE, timeout=110)
    report = json.loads(done.stdout)
    assert (report["accepted"], report["duplicates"]) == (total - kept, kept)
    assert count() == total
