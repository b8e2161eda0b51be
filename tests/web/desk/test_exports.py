"""Exports: everything that is filtered, as text that no spreadsheet calculates, streamed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.desk import cells
from bot.desk.models import Complaint, Event, Mention
from bot.web.desk import exports


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith(cells.BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(cells.BOM))))


def test_the_file_holds_all_that_is_filtered_and_nothing_else(manager, store, refs, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 7)
    answer = manager.get("/desk/queue.csv?state=all&sort=age&team=care")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="complaints-2026-11-24.csv"')
    with store.read() as session:
        wanted = session.scalars(
            select(Complaint.ref).where(Complaint.team == "care").order_by(Complaint.opened_at, Complaint.id)
        )
        assert [row["ref"] for row in rows(answer.text)] == list(wanted)


def test_the_audit_log_as_a_file(manager, store, refs, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 50)
    found = rows(manager.get("/desk/audit.csv?person=U0NOE").text)
    with store.read() as session:
        assert len(found) == session.scalar(select(func.count()).where(Event.actor == "U0NOE"))
    assert {row["who"] for row in found} == {"Noé Garance"}
    assert [row["at"] for row in found] == sorted((row["at"] for row in found), reverse=True)


def test_who_took_what_away_and_who_came_in_stand_in_the_audit_log(manager, store, refs):
    taken = len(rows(manager.get("/desk/queue.csv?state=all&sort=age&team=care").text))
    with store.read() as session:
        found = session.scalars(select(Event).where(Event.complaint_id.is_(None)).order_by(Event.id)).all()
        assert [(event.kind, event.actor) for event in found] == [("signed_in", "U0HEL"), ("exported", "U0HEL")]
        assert (found[1].data["n"], found[1].data["format"]) == (taken, "CSV")
        assert "team=care" in found[1].data["asked"]
    page = manager.text("/desk/audit")
    assert f"Hélène Duvivier a exporté : réclamations (CSV), {taken} lignes" in page
    assert "Hélène Duvivier a ouvert les pages du manager" in page
    (line,) = rows(manager.get("/desk/audit.csv?kind=exported").text)
    assert (line["ref"], line["actor"]) == ("", "U0HEL")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_cell_is_a_formula_and_personal_data_is_masked(manager, store, refs):
    hostile = ('=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1")

    def happening(session):
        ids = session.scalars(select(Mention.id).limit(len(hostile))).all()
        for mention_id, words in zip(ids, hostile, strict=True):
            session.execute(update(Mention).where(Mention.id == mention_id).values(
                author_name=words, author_handle=words, text=f"{words} 06 12 34 56 78"))  # fmt: skip

    store.write(happening)
    text = manager.get("/desk/queue.csv?state=all&sort=age").text
    assert "06 12 34 56 78" not in text
    for row in rows(text):
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(cells.FORMULA), cell
    assert sum(row["author"].startswith("'") for row in rows(text)) == len(hostile)


@given(st.text())
def test_a_cell_says_what_it_said_and_is_never_calculated(words):
    cell = cells.safe(words)
    assert cell in (words, f"'{words}")
    assert not cell.lstrip(" \u00a0").startswith(cells.FORMULA)


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n\x00", codec="utf-8")), min_size=2, max_size=3),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(table):
    text = "".join(cells.lines(table)).removeprefix(cells.BOM)
    assert list(csv.reader(io.StringIO(text))) == [[cells.safe(cell) for cell in row] for row in table]
