"""Fixtures for the whole suite: real databases (SQLite always, PostgreSQL when TEST_DATABASE_URL names one)."""

from __future__ import annotations

import os
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Connection, create_engine, delete, insert, make_url, text
from sqlalchemy.orm import Session

from bot import db, migrations, settings
from bot.context import Context
from bot.desk import alerts, complaints, mentions, playbooks
from bot.desk.models import Acknowledgement, Base, Complaint, Mention
from bot.desk.people import Person, allowed
from bot.desk.vocabulary import Lane, MentionState
from bot.sources import generic

ROOT = Path(__file__).parent.parent


def examples(thorough: int) -> int:
    """How many examples hypothesis looks for: ``thorough`` in .ci/run, a third of it where somebody waits.

    ``AMENDS_THOROUGH=10`` is ten times as thorough.
    """
    return max(5, round(thorough * float(os.environ.get("AMENDS_THOROUGH") or 1 / 3)))


hypothesis.settings.register_profile("amends", deadline=None, max_examples=examples(100))  # no test is timed
hypothesis.settings.load_profile("amends")
SERVER = os.environ.get("TEST_DATABASE_URL", "")
# A Tuesday morning in the opening hours of the shipped desk, away from holidays.
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The time of a test; it stands still until it is moved."""

    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **parts: float) -> datetime:
        """Let time pass, e.g. ``clock.pass_(hours=2)``."""
        self.now += timedelta(**parts)
        return self.now


@dataclass
class Wakes:
    """Remembers which lanes were woken."""

    lanes: list[Lane] = field(default_factory=list)

    def __call__(self, *lanes: Lane) -> None:
        self.lanes += lanes


def _server_address() -> str:
    return settings.load({"DATABASE_URL": SERVER}).database


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: four tenths of the time a test waits, for a database, a browser, a process."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture(scope="session")
def postgresql(worker_id: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test process alone."""
    if not SERVER:
        pytest.skip("TEST_DATABASE_URL is not set: SQLite only")
    name = f"amends_{worker_id}_{uuid.uuid4().hex[:8]}"
    admin = create_engine(_server_address(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    address = make_url(_server_address()).set(database=name).render_as_string(hide_password=False)
    engine = db.make_engine(address)
    migrations.upgrade(engine)
    engine.dispose()
    yield address
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


def _acknowledge(address: str) -> None:
    """Everybody of the shipped desk has read the code of conduct: else nobody could approve."""
    desk = playbooks.load(ROOT / "playbooks").desk
    assert desk.conduct is not None
    engine = db.make_engine(address)
    read = [{"person": who, "version": desk.conduct.version, "at": TUESDAY} for who in desk.people]
    with engine.begin() as connection:
        connection.execute(insert(Acknowledgement), read)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, empty but for the acknowledgements."""
    path = tmp_path_factory.mktemp("template") / "amends.db"
    engine = db.make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    _acknowledge(f"sqlite:///{path}")
    return path


def _empty(connection: Connection) -> None:
    """Delete every row and restart every sequence: a third of a second quicker than TRUNCATE, which makes a new file
    for each table, full or empty."""
    tables = Base.metadata.sorted_tables
    each = (f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in tables)
    filled = set(connection.scalars(text(" UNION ALL ".join(each))))
    for table in reversed(tables):
        if table.name in filled:
            connection.execute(delete(table))
    used = "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
    for sequence in list(connection.scalars(text(used))):
        connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database in which nothing has happened yet; each test runs once per kind."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "amends.db"
        path.write_bytes(template.read_bytes())
        return f"sqlite:///{path}"
    address: str = request.getfixturevalue("postgresql")
    engine = create_engine(address)
    with engine.begin() as connection:
        _empty(connection)
    engine.dispose()
    _acknowledge(address)
    return address


@pytest.fixture
def store(database: str) -> Iterator[db.Store]:
    """Where rows are."""
    made = db.make_store(db.make_engine(database, pool_size=20))
    yield made
    made.engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture(scope="session")
def book() -> playbooks.Book:
    """The shipped playbooks."""
    return playbooks.load(ROOT / "playbooks")


@pytest.fixture
def wakes() -> Wakes:
    """What was woken."""
    return Wakes()


@pytest.fixture
def context(
    store: db.Store, database: str, clock: Clock, book: playbooks.Book, wakes: Wakes, tmp_path: Path
) -> Context:
    """One installation as an edge sees it, without a queue."""
    chosen = settings.load({
        "DATABASE_URL": database, "AMENDS_HOME": str(tmp_path / "home"), "AMENDS_SECRET_GENERIC": "s3cret",
        "PLAYBOOKS_DIR": str(ROOT / "playbooks"), "REDIS_URL": "redis://127.0.0.1:1/0",
    })  # fmt: skip
    return Context(chosen, store, lambda: book, clock, wakes)


@pytest.fixture
def lea(book: playbooks.Book) -> Person:
    """A community manager who reads French."""
    return allowed(book, "U0LEA", "approve")


@pytest.fixture
def sam(book: playbooks.Book) -> Person:
    """A community manager who reads English."""
    return allowed(book, "U0SAM", "approve")


@pytest.fixture
def noe(book: playbooks.Book) -> Person:
    """A support agent."""
    return allowed(book, "U0NOE", "work")


@pytest.fixture
def ivy(book: playbooks.Book) -> Person:
    """Another support agent."""
    return allowed(book, "U0IVY", "work")


def alert_body(**fields: Any) -> dict[str, Any]:
    """A generic alert; name the fields that matter to the test."""
    external_id = fields.get("id") or uuid.uuid4().hex  # each post has an address of its own
    author = fields.get("author")
    handle = author.get("handle") if isinstance(author, dict) else None
    # Of another person the same words would be a copy.
    own = f" Commande {zlib.crc32(handle.encode())}." if isinstance(handle, str) and handle != "nadia.o" else ""
    return {
        "id": external_id,
        "network": "facebook",
        "url": f"https://social.example/p/{str(external_id)[:60]}",
        "author": {"handle": "nadia.o", "name": "Nadia Orsel", "followers": 312},
        "text": f"Bonjour, j'attends mes tasses depuis trois semaines, toujours rien reçu.{own}",
        "posted_at": (TUESDAY - timedelta(minutes=10)).isoformat(),
    } | fields


@pytest.fixture
def take(store: db.Store, book: playbooks.Book, clock: Clock) -> Callable[..., str]:
    """Let an alert become what it is; returns the mention's id. ``take(text=…, kind="edited", …)``."""
    import json

    def happening(session: Session, body: dict[str, Any], source: str) -> str:
        incoming = generic.parse(source, json.dumps(body).encode())[0]
        assert incoming.errors is None, incoming.errors
        alerts.store(session.connection(), [alerts.row(incoming, clock())])
        for alert in alerts.unread(session, 100):
            for opened in mentions.take_all(session, book, [(alert, generic.read(alert.payload))], clock()):
                complaints.ask_for_draft(session, opened, clock())
        return incoming.mention_id

    return lambda source="generic", **fields: store.write(lambda s: happening(s, alert_body(**fields), source))


@pytest.fixture
def complaint(take: Callable[..., str], store: db.Store) -> int:
    """The id of a complaint that was just opened (late delivery, French, Facebook)."""
    mention_id = take()
    with store.read() as session:
        return session.query(Complaint).filter_by(mention_id=mention_id).one().id


@pytest.fixture
def aside(store: db.Store, clock: Clock) -> Callable[..., str]:
    """Set a mention aside, as triage does; returns its id. ``aside(doubtful=True, told_at=…, text=…)``."""

    def happening(session: Session, doubtful: bool, fields: dict[str, Any]) -> str:
        mention_id = str(uuid.uuid4())
        reason = {"text": "It reads like {kind}.", "values": {}, "names": {"kind": "nothing that concerns us"}}
        given = {
            "source": "generic", "external_id": mention_id, "network": "facebook", "url": "https://social.example/a",
            "author_handle": "jobs.daily", "author_name": "Jobs Daily", "author": {}, "title": "", "language": "en",
            "text": "Brindelune hires: ten jobs near you.", "media": [], "hints": {}, "posted_at": clock(),
            "received_at": clock(), "state": MentionState.DISCARDED, "correlation": "c",
            "reason": "It reads like nothing that concerns us.", "triage": {"doubtful": doubtful, "reasons": [reason]},
        }  # fmt: skip
        session.add(Mention(id=mention_id, **given | fields))
        return mention_id

    return lambda doubtful=False, **fields: store.write(lambda session: happening(session, doubtful, fields))


def pytest_report_header() -> str:
    """Say once what would otherwise be hundreds of lines of skips."""
    return "databases: SQLite" + (" and PostgreSQL" if SERVER else " (PostgreSQL too when TEST_DATABASE_URL names one)")
