"""Group commit: many requests in one transaction, each with its own outcome."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from bot import db
from bot.desk.alerts import Incoming
from bot.web.commit import GroupCommit
from tests.conftest import TUESDAY


class Broken(Incoming):
    """An alert whose row no database takes: its key is NOT NULL."""

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "key", None)


def alert(name: str, kind: type[Incoming] = Incoming) -> Incoming:
    return kind("generic", name, "created", "{}")


@pytest.fixture
def commit(store) -> Iterator[GroupCommit]:
    made = GroupCommit(store.engine)
    yield made
    made.close()


@contextmanager
def nobody_writes(store):
    """Holds the table, so that what is sent meanwhile gathers into one batch."""
    with store.engine.connect() as connection:
        connection.begin()  # SQLite: BEGIN IMMEDIATE
        if store.engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE alert IN EXCLUSIVE MODE"))
        yield
        connection.rollback()


async def gathered(store, commit, requests):
    """The outcome of each request, all but the first few of which were written by one statement."""
    with nobody_writes(store):
        ahead = [asyncio.create_task(commit.store([alert(f"ahead {n}")], TUESDAY)) for n in range(2)]
        tasks = [asyncio.create_task(commit.store(request, TUESDAY)) for request in requests]
        await asyncio.sleep(0)  # they stand in line
    await asyncio.gather(*ahead)
    return await asyncio.gather(*tasks, return_exceptions=True)


def test_requests_that_wait_together_are_one_transaction(store, commit):
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    outcomes = asyncio.run(gathered(store, commit, [[alert(f"a{n}")] for n in range(100)]))
    assert [outcome == {alert(f"a{n}").key} for n, outcome in enumerate(outcomes)] == [True] * 100
    assert len(commits) <= 4


@pytest.mark.parametrize("bad", [{0}, {19}, {7, 8}, set(range(20))])
def test_a_bad_row_fails_its_own_request_and_no_other(store, commit, stored, bad):
    requests = [[alert(f"a{n}"), alert(f"b{n}", Broken if n in bad else Incoming)] for n in range(20)]
    outcomes = asyncio.run(gathered(store, commit, requests))
    assert {n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)} == bad
    good = [n for n in range(20) if n not in bad]
    assert [outcomes[n] for n in good] == [{alert(f"a{n}").key, alert(f"b{n}").key} for n in good]
    names = {row.external_id for row in stored() if row.external_id[:1] in "ab" and row.external_id[:5] != "ahead"}
    assert names == {f"{letter}{n}" for n in good for letter in "ab"}


def test_an_over_long_value_fails_its_own_request_and_no_other(store, commit, stored):
    if store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite does not bound the length of text")
    long = Incoming("s" * 65, "long", "created", "{}")
    outcomes = asyncio.run(gathered(store, commit, [[alert("a")], [long], [alert("b")]]))
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]


def test_every_new_key_belongs_to_exactly_one_request(store, stored):
    """Two processes, a hundred requests each, the same keys in ever other orders (which deadlocks, if it can)."""
    chance = random.Random(7)
    names = [f"n{n}" for n in range(60)]
    writers = [GroupCommit(store.engine), GroupCommit(store.engine)]

    async def happening():
        requests = [[alert(name) for name in chance.sample(names, 20)] for _ in range(200)]
        return await asyncio.gather(
            *(writers[n % 2].store(request, TUESDAY) for n, request in enumerate(requests))
        )  # fmt: skip

    owned = Counter(key for outcome in asyncio.run(happening()) for key in outcome)
    for writer in writers:
        writer.close()
    assert set(owned.values()) == {1}
    assert set(owned) == {row.key for row in stored()}


def test_the_first_of_a_batch_owns_what_it_brought(store, commit):
    shared = alert("shared")
    outcomes = asyncio.run(gathered(store, commit, [[alert("a"), shared], [shared], [shared, alert("b")]]))
    assert outcomes == [{alert("a").key, shared.key}, set(), {alert("b").key}]


def test_a_requests_rows_keep_their_order(store, commit, stored):
    requests = [[alert(f"a{n}-{m}") for m in range(30)] for n in range(30)]
    asyncio.run(gathered(store, commit, requests))
    names = [row.external_id for row in stored() if not row.external_id.startswith("ahead")]
    for n in range(30):
        assert [name for name in names if name.startswith(f"a{n}-")] == [f"a{n}-{m}" for m in range(30)]


def test_a_sender_who_hangs_up_takes_nobody_along(store, commit, stored):
    async def happening():
        with nobody_writes(store):
            tasks = [asyncio.create_task(commit.store([alert(f"a{n}")], TUESDAY)) for n in range(6)]
            await asyncio.sleep(0)
            tasks[0].cancel()  # being written
            tasks[4].cancel()  # standing in line
            await asyncio.sleep(0)
        return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = asyncio.run(happening())
    assert [isinstance(outcome, asyncio.CancelledError) for outcome in outcomes] == [
        True, False, False, False, True, False,
    ]  # fmt: skip
    assert {alert(f"a{n}").key for n in (1, 2, 3, 5)} <= {row.key for row in stored()}


def test_a_database_that_is_gone_is_asked_once_and_all_are_told():
    engine = db.make_engine("postgresql+psycopg://amends@127.0.0.1:1/amends")
    asked: list[object] = []
    event.listen(engine, "do_connect", lambda *arguments: asked.append(arguments) and None)
    commit = GroupCommit(engine)

    async def happening():
        tasks = [asyncio.create_task(commit.store([alert(f"a{n}")], TUESDAY)) for n in range(64)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = asyncio.run(happening())
    commit.close()
    assert all(isinstance(outcome, Exception) for outcome in outcomes)
    assert len(asked) <= 4  # not once per request: each try may take as long as a time-out
