"""The database: one way to write, tried again after a lost race and never for another reason."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from bot import db
from bot.desk.models import Beat, Complaint, Handled

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Refusal(OperationalError):
    """What a driver reports, with its SQLSTATE."""

    def __init__(self, words: str, sqlstate: str = "") -> None:
        original = Exception(words)
        original.sqlstate = sqlstate  # type: ignore[attr-defined]
        super().__init__("UPDATE …", {}, original)


LOST = {
    "stale": lambda: StaleDataError("0 rows matched"),
    "unique": lambda: IntegrityError("INSERT …", {}, Exception("UNIQUE constraint failed")),
    "locked": lambda: Refusal("database is locked"),
    "serialization": lambda: Refusal("could not serialize access", "40001"),
    "deadlock": lambda: Refusal("deadlock detected", "40P01"),
}
NOT_LOST = {
    "gone": lambda: Refusal("server closed the connection unexpectedly", "57P01"),
    "full": lambda: Refusal("database or disk is full"),
    "bug": lambda: ValueError("a bug"),
}


@pytest.mark.parametrize("error", LOST.values(), ids=LOST.keys())
def test_a_lost_race_is_run_again(store, error):
    runs = []

    def happening(session):
        session.add(Beat(name=f"run {len(runs)}", at=NOW))
        session.flush()
        runs.append(1)
        if len(runs) < 3:
            raise error()
        return "done"

    assert store.write(happening) == "done"
    with store.read() as session:
        assert session.scalars(select(Beat.name)).all() == ["run 2"]  # the lost runs left nothing


@pytest.mark.parametrize("error", LOST.values(), ids=LOST.keys())
def test_it_gives_up_in_the_end_and_says_why(store, error):
    runs = []

    def happening(_session):
        runs.append(1)
        raise error()

    with pytest.raises(type(error())):
        store.write(happening)
    assert len(runs) == db.TRIES


@pytest.mark.parametrize("error", NOT_LOST.values(), ids=NOT_LOST.keys())
def test_other_errors_are_not_repeated_and_nothing_is_kept(store, error):
    runs = []

    def happening(session):
        session.add(Beat(name="half done", at=NOW))
        session.flush()
        runs.append(1)
        raise error()

    with pytest.raises(type(error())):
        store.write(happening)
    assert len(runs) == 1
    with store.read() as session:
        assert session.scalars(select(Beat)).all() == []


def test_a_real_lost_race_is_run_again_with_what_the_winner_wrote(store, complaint):
    seen = []

    def happening(session):
        row = session.get_one(Complaint, complaint)
        seen.append(row.team)
        stale = len(seen) == 1
        if stale and store.engine.dialect.name == "postgresql":
            store.write(lambda other: setattr(other.get_one(Complaint, complaint), "team", "care"))
        elif stale:  # SQLite lets nobody in between: pretend the row was read before the winner wrote
            session.execute(text("UPDATE complaint SET version = version + 1"))
        row.team = f"{row.team}!"

    store.write(happening)
    assert len(seen) == 2
    with store.read() as session:
        assert session.get_one(Complaint, complaint).team == f"{seen[1]}!"


def test_reading_keeps_nothing(store):
    with store.read() as session:
        session.add(Beat(name="x", at=NOW))
        session.flush()
    with store.read() as session:
        assert session.scalars(select(Beat)).all() == []


def test_reading_does_not_wait_for_a_writer(store):
    writing, may_end = threading.Event(), threading.Event()

    def happening(session):
        session.add(Beat(name="slow", at=NOW))
        session.flush()
        writing.set()
        assert may_end.wait(30)

    thread = threading.Thread(target=lambda: store.write(happening))
    thread.start()
    try:
        assert writing.wait(30)
        with store.read() as session:
            assert session.scalars(select(Beat)).all() == []
    finally:
        may_end.set()
        thread.join(30)
    with store.read() as session:
        assert session.scalars(select(Beat.name)).all() == ["slow"]


def test_sqlite_is_durable_and_strict(tmp_path):
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_sqlite_writers_take_the_lock_at_once_and_readers_do_not(tmp_path):
    store = db.make_store(db.make_engine(f"sqlite:///{tmp_path / 'a.db'}"))
    probe = db.make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with probe.connect() as waiting:
        waiting.exec_driver_sql("PRAGMA busy_timeout=0")
        with store.read() as session:
            session.execute(text("SELECT 1"))
            waiting.exec_driver_sql("ROLLBACK")
            waiting.exec_driver_sql("BEGIN IMMEDIATE")  # a reader is in nobody's way
            waiting.exec_driver_sql("ROLLBACK")
        with store.writers.begin() as session:
            session.execute(text("SELECT 1"))
            with pytest.raises(OperationalError, match="locked"):
                waiting.exec_driver_sql("BEGIN IMMEDIATE")
            waiting.exec_driver_sql("BEGIN")
    store.engine.dispose()
    probe.dispose()


COUNTER = """
import os, sys
from sqlalchemy import text
from bot import db
from bot.desk.models import Handled
from datetime import UTC, datetime
store = db.make_store(db.make_engine(os.environ["DATABASE"]))
def happening(session):
    number = session.scalar(text("SELECT count(*) FROM handled"))
    session.add(Handled(key=f"{number:04}", at=datetime.now(UTC)))  # clashes when another wrote between
    session.flush()
for _ in range(int(sys.argv[1])):
    store.write(happening)
"""


def test_two_processes_write_at_once_and_lose_nothing(database, store):
    each = 25
    environ = {**os.environ, "DATABASE": database}
    started = [subprocess.Popen([sys.executable, "-c", COUNTER, str(each)], env=environ) for _ in range(2)]
    try:
        assert [process.wait(90) for process in started] == [0, 0]
    finally:
        for process in started:
            process.kill()
    with store.read() as session:
        assert session.scalars(select(Handled.key).order_by(Handled.key)).all() == [f"{n:04}" for n in range(2 * each)]
