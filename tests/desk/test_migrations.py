"""Migrations: from empty, back and again, two at once, and equal to the models; on both databases."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from bot import db, migrations, settings
from bot.desk import complainants
from bot.desk.figures import keeping
from bot.desk.figures.parts import Sum, Tallied, by_dimension
from bot.desk.models import Base, Complainant, Draft
from tests.conftest import ROOT, SERVER


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    if not SERVER:
        pytest.skip("TEST_DATABASE_URL is not set: SQLite only")
    server = settings.load({"DATABASE_URL": SERVER}).database
    name = f"amends_empty_{uuid.uuid4().hex[:8]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


def tables(address: str) -> set[str]:
    engine = db.make_engine(address)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found - {"alembic_version"}


def test_from_empty_back_to_empty_and_again(empty):
    engine = db.make_engine(empty)
    assert migrations.revisions(engine)[0] is None
    for _time in range(2):
        migrations.upgrade(engine)
        here, head = migrations.revisions(engine)
        assert here == head
        assert tables(empty) == set(Base.metadata.tables)
        migrations.upgrade(engine)  # nothing to do
        migrations.downgrade(engine, "base")
        assert migrations.revisions(engine)[0] is None
        assert tables(empty) == set()
    engine.dispose()


def test_the_models_and_the_migrations_agree(empty):
    engine = db.make_engine(empty)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_four_processes_at_once_all_succeed(empty):
    script = "import sys; from bot import db, migrations; migrations.upgrade(db.make_engine(sys.argv[1]))"
    started = [subprocess.Popen([sys.executable, "-c", script, empty], cwd=ROOT) for _ in range(4)]
    try:
        assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    finally:
        for process in started:
            process.kill()
    engine = db.make_engine(empty)
    here, head = migrations.revisions(engine)
    engine.dispose()
    assert here == head
    assert tables(empty) == set(Base.metadata.tables)


OLD = """
INSERT INTO mention (id, source, external_id, network, url, author_handle, author_name, author, title, text, language,
                     media, hints, posted_at, received_at, revision, state, reason, correlation)
VALUES ('m', 'generic', '1', 'x', '', 'nadia', 'Nadia', '{}', '', 'late', 'en', '[]', '{}',
        '2026-11-20 09:00:00+00', '2026-11-20 09:00:00+00', 1, 'complaint', '', 'c');
INSERT INTO complaint (id, version, ref, mention_id, state, playbook, playbook_version, playbook_reason, frozen, team,
                       thread_revision, opened_at, correlation)
VALUES (1, 1, 'K4M-7RX2', 'm', 'open', 'late-delivery', 'abc', '', '{}', 'delivery', 1, '2026-11-20 09:00:00+00', 'c');
INSERT INTO draft (id, version, complaint_id, number, state, body, language, written_by, commitments, why, created_at,
                   changed_at, target)
VALUES (1, 1, 1, 1, 'proposed', 'Hi Nadia', 'en', 'playbook', '[]', '{}', '2026-11-20 09:00:00+00',
        '2026-11-20 09:00:00+00', '{}')
"""


def test_rows_of_the_first_version_are_taken_along(empty):
    engine = db.make_engine(empty)
    migrations.upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in OLD.split(";"):
            connection.execute(text(statement))
    migrations.upgrade(engine)
    with db.make_store(engine).read() as session:
        draft = session.get_one(Draft, 1)
        assert (draft.playbook, draft.playbook_version) == ("late-delivery", "abc")
        assert draft.complaint.facts == {}
        counted = session.get_one(Complainant, 1)
        assert (counted.topic, counted.source, counted.live) == ("late-delivery", "generic", True)
        session.delete(counted)
        session.flush()
        complainants.count(session, [draft.complaint])
        session.flush()
        session.expunge(counted)
        again = session.get_one(Complainant, 1)
        assert (again.author, again.minute) == (counted.author, counted.minute), "counted as it would be today"
    migrations.downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT body FROM draft")) == "Hi Nadia"
    engine.dispose()


KEPT = """
INSERT INTO rollup (metric, day, team, source, network, playbook, stakes, count, met, breached, timed, seconds, spread)
VALUES ('claim', '2026-11-20', 'care', 'generic', '{network}', '{playbook}', 'P2', 3, 1, 2, 3, 300, '{spread}')
"""


def test_figures_that_were_kept_are_added_up_by_team_and_by_playbook(empty):
    engine = db.make_engine(empty)
    migrations.upgrade(engine, "0016")
    with engine.begin() as connection:
        for network, playbook, spread in (
            ("x", "general", '{"53": 3}'), ("reviews", "general", '{"53": 1, "60": 2}'), ("x", "late-delivery", '{}'),
        ):  # fmt: skip
            said = KEPT.format(network=network, playbook=playbook, spread=spread)
            connection.execute(text(said.replace(":", r"\:")))
    migrations.upgrade(engine)
    with db.make_store(engine).read() as session:
        found = keeping.tallies(session)
        assert found == by_dimension(keeping.rollups(session))
    engine.dispose()
    assert found[Tallied("team", "2026-11-20", "claim", "care")] == Sum(9, 3, 6, 9, 900, {53: 4, 60: 2})
    assert found[Tallied("playbook", "2026-11-20", "claim", "general")] == Sum(6, 2, 4, 6, 600, {53: 4, 60: 2})
    assert len(found) == 3
