"""``/amends export`` at the wire: a file to one person, made by a worker, on record before it leaves."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import cells, exports
from bot.desk.models import Effect, Event
from bot.desk.vocabulary import Lane
from tests.conftest import TUESDAY
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import refuse
from workers import drain

FORMULAS = "=HYPERLINK(1)"


@pytest.fixture
def filled(take, clock):
    """Three complaints, one of them with a formula for a name; an old one lies outside of a week."""
    take(text="An old one, from before.", author={"handle": "old", "name": "Old"})
    clock.pass_(days=20)
    take(text="Call me: 06 12 34 56 78, the cup is broken.", author={"handle": "tom", "name": FORMULAS})
    take()


def asked(desk, user, said):
    answer = desk.send_form(signed.command(user, said)).text
    for lane in (Lane.MODEL, Lane.CHAT):
        drain.drain(desk.app, lane)
    return answer


def notes(desk):
    with desk.app.store.read() as session:
        found = session.scalars(select(Event).where(Event.kind == "exported").order_by(Event.id))
        return [(event.actor, event.data["what"], event.data["format"], event.data["n"]) for event in found]


def test_a_list_comes_as_a_file_to_whoever_asked(desk, slack, filled):
    answer = asked(desk, "U0HEL", "export réclamations 7j")
    assert "message privé" in answer
    ((place, content),) = slack.files
    assert place == "DU0HEL"
    text = content.decode()
    assert text.startswith(cells.BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(cells.BOM))))
    assert [row["handle"] for row in rows] == ["tom", "nadia.o"]  # the oldest first, of these days only
    assert tuple(rows[0]) == exports.COMPLAINT_COLUMNS
    assert rows[0]["author"] == f"'{FORMULAS}"
    assert "06 12 34 56 78" not in text
    assert notes(desk) == [("U0HEL", "complaints", "CSV", 2)]
    (completed,) = slack.of("files.completeUploadExternal")
    assert "2 lignes" in completed["initial_comment"]
    assert "réclamations" in completed["initial_comment"].lower()


@ONE_DATABASE
def test_a_spreadsheet_holds_no_formula_and_no_link(desk, slack, filled):
    asked(desk, "U0HEL", "export xlsx 90d")
    ((_place, content),) = slack.files
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        everything = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "replace")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.replace("HYPERLINK(1)", "").lower()
    assert FORMULAS in everything
    assert "06 12 34 56 78" not in everything
    assert notes(desk) == [("U0HEL", "complaints", "XLSX", 3)]


@ONE_DATABASE
@pytest.mark.parametrize(("said", "columns"), [("export tickets", None), ("export figures venue 28d", "venue")])
def test_tickets_and_figures_too(desk, slack, drafted, clock, said, columns):
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    clock.pass_(minutes=2)
    desk.work()
    asked(desk, "U0HEL", said)
    text = slack.files[-1][1].decode().removeprefix(cells.BOM)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert (tuple(rows[0]) == exports.TICKET_COLUMNS) if columns is None else rows[0][columns] == "facebook"
    assert notes(desk)[-1][3] == len(rows)


@ONE_DATABASE
def test_where_there_is_nothing_no_file_comes_and_nothing_is_on_record(desk, slack):
    asked(desk, "U0HEL", "export tickets today")
    assert "rien à exporter" in told(slack)[-1]
    assert slack.files == []
    assert notes(desk) == []


@ONE_DATABASE
def test_it_is_on_record_once_before_it_leaves_however_often_sending_fails(desk, slack, filled, clock):
    slack.rule = lambda method, _given: refuse("internal_error") if method == "files.completeUploadExternal" else None
    asked(desk, "U0HEL", "export 7d")
    assert slack.files == []
    assert len(notes(desk)) == 1
    slack.rule = lambda _method, _given: None
    clock.pass_(minutes=30)
    drain.drain(desk.app, Lane.MODEL)
    assert len(slack.files) == 1
    assert len(notes(desk)) == 1


@ONE_DATABASE
def test_an_app_without_the_scope_for_files_says_so_once(desk, slack, filled, clock):
    slack.rule = lambda method, _given: refuse("missing_scope") if method == "files.getUploadURLExternal" else None
    asked(desk, "U0HEL", "export 7d")
    clock.pass_(hours=2)
    asked(desk, "U0HEL", "help")
    (said,) = [said for said in told(slack) if "missing_scope" in said]
    assert "administrateur" in said


@ONE_DATABASE
def test_rows_are_bounded_and_it_is_said(desk, slack, filled, monkeypatch):
    monkeypatch.setattr("bot.desk.exports.MOST_ROWS", 1)
    monkeypatch.setattr("workers.exports.MOST_ROWS", 1)
    asked(desk, "U0HEL", "export 7d")
    assert len(slack.files[-1][1].decode().splitlines()) == 2
    (completed,) = slack.of("files.completeUploadExternal")
    assert "il y en a d'autres" in completed["initial_comment"]
    assert notes(desk)[-1][3] == 1


@ONE_DATABASE
@pytest.mark.parametrize(
    ("user", "said", "why"),
    [("U0IVY", "export", "This needs the role manager"), ("U0SAM", "export tickets", "This needs the role manager"),
     ("U0STRANGER", "export", "not on this desk yet"), ("U0HEL", "export secrets", "ne s'exporte pas"),
     ("U0HEL", "export 900d", "366")],
)  # fmt: skip
def test_what_is_refused_leaves_nothing_to_do(desk, slack, user, said, why):
    assert why in asked(desk, user, said)
    assert slack.files == []
    assert count(desk.app, Effect, Effect.kind == "export.send") == 0


@ONE_DATABASE
def test_whoever_is_no_manager_any_more_gets_nothing(desk, slack, filled, book, monkeypatch):
    desk.send_form(signed.command("U0HEL", "export 7d"))
    people = desk.app.book().desk.people
    monkeypatch.setitem(people, "U0HEL", people["U0HEL"].model_copy(update={"roles": []}))
    drain.drain(desk.app, Lane.MODEL)
    assert slack.files == []
    assert notes(desk) == []


@pytest.mark.parametrize("said", ["", "xlsx", "figures by week 90d", "tickets semaine excel", "chiffres lieu 7j csv"])
def test_what_was_read_can_be_promised_and_read_again(book, said):
    wanted = exports.read(book, said, TUESDAY)
    assert exports.of_payload(wanted.written()) == wanted
    assert wanted.period.last - wanted.period.first < timedelta(days=91)
    assert wanted.filename.endswith((".csv", ".xlsx"))
