"""The queue: every order shows each complaint once, however many arrive between two pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from bot.desk.models import Clock, Complaint, Mention, Ticket
from bot.web.desk import queue
from bot.web.desk.queue import Filters
from tests.web.desk import filled

SORTS = ("deadline", "priority", "age", "newest")


def walk(store, book, asked, limit=7, between=lambda _number: None):
    """The references on all pages, page by page."""
    pages, after = [], ""
    while True:
        with store.read() as session:
            found = queue.page(session, book, Filters.read({**asked, "after": after}), None, limit)
            pages.append([row.complaint.ref for row in found.rows])
        between(len(pages))
        after = found.following
        if not after:
            return [ref for page in pages for ref in page]


def arrive(store, number, now, *, due, priority):
    """Somebody complains just now."""

    def happening(session):
        session.add(Mention(
            id=f"new{number}", source="generic", external_id=f"new{number}", network="x", url="", author_handle="new",
            author_name="New", author={}, title="", text="New", language="en", media=[], hints={}, posted_at=now,
            received_at=now, state="complaint", reason="", correlation="n",
        ))  # fmt: skip
        session.flush()
        one = Complaint(
            ref=filled.reference(100_000 + number), mention_id=f"new{number}", state="open", playbook="general",
            playbook_version="1", playbook_reason="", frozen={}, team="care", facts={}, opened_at=now, correlation="n",
            priority=priority,
        )  # fmt: skip
        session.add(one)
        session.flush()
        session.add(Clock(
            complaint_id=one.id, metric="first_response", state="running", started_at=now, warn_at=due, due_at=due,
            policy={}, pauses=[],
        ))  # fmt: skip

    store.write(happening)


@pytest.mark.parametrize("state", ["live", "open", "all"])
@pytest.mark.parametrize("sort", SORTS)
def test_the_pages_together_are_the_whole_list_in_order_and_once(store, book, refs, sort, state):
    asked = Filters.read({"state": state, "sort": sort})
    shown = walk(store, book, {"state": state, "sort": sort})
    with store.read() as session:
        rows = session.scalars(select(Complaint).where(Complaint.state.in_(queue.STATES[state]))).all()
        running = select(Clock.complaint_id, Clock.due_at, Clock.id).where(Clock.ended_at.is_(None))
        due = {one: (at, number) for one, at, number in session.execute(running.order_by(Clock.due_at.desc()))}
    expected = [one for one in rows if asked.sort != "deadline" or one.id in due]
    keys = {
        "deadline": lambda one: due.get(one.id), "age": lambda one: (one.opened_at, one.id),
        "newest": lambda one: (-one.opened_at.timestamp(), -one.id),
        "priority": lambda one: (-(one.priority or 0), -one.id),
    }  # fmt: skip
    assert shown == [one.ref for one in sorted(expected, key=keys[asked.sort])]
    assert len(set(shown)) == len(shown) > 5


@pytest.mark.parametrize("sort", SORTS)
def test_nothing_is_shown_twice_or_left_out_while_others_arrive(store, book, refs, clock, sort):
    before = walk(store, book, {"state": "live", "sort": sort})
    now = clock()

    def others(number):
        # At the front, in the middle and at the end of every order.
        for place, hours in enumerate((-2000, -20, 4, 2000)):
            arrive(
                store,
                number * 10 + place,
                now - timedelta(hours=hours),
                due=now + timedelta(hours=hours),
                priority=(0, 50, 100, None)[place],
            )

    after = walk(
        store, book, {"state": "live", "sort": sort}, between=lambda number: others(number) if number < 4 else None
    )
    known = set(before)
    assert [ref for ref in after if ref in known] == before
    assert len(set(after)) == len(after)


def test_unknown_priorities_come_last_and_have_pages_of_their_own(store, book, clock):
    for number in range(9):
        arrive(store, number, clock(), due=clock(), priority=None if number % 2 else number)
    shown = walk(store, book, {"sort": "priority"}, limit=2)
    assert shown == [filled.reference(100_000 + number) for number in (8, 6, 4, 2, 0, 7, 5, 3, 1)]


def test_a_complaint_with_two_running_promises_stands_once_at_the_one_that_ends_first(store, book, clock):
    arrive(store, 1, clock(), due=clock() + timedelta(hours=5), priority=1)
    arrive(store, 2, clock(), due=clock() + timedelta(hours=3), priority=1)

    def happening(session):
        one = session.scalars(select(Complaint).where(Complaint.mention_id == "new1")).one()
        session.add(
            Clock(
                complaint_id=one.id,
                metric="resolution",
                state="running",
                started_at=clock(),
                warn_at=clock(),
                due_at=clock() + timedelta(hours=1),
                policy={},
                pauses=[],
            )
        )

    store.write(happening)
    assert walk(store, book, {}, limit=1) == [filled.reference(100_001), filled.reference(100_002)]
    with store.read() as session:
        first = queue.page(session, book, Filters(), None).rows[0]
        assert first.clock is not None
        assert first.clock.metric == "resolution"


@pytest.mark.parametrize("limit", [1, 3])
def test_what_is_rare_is_found_behind_many_deadlines_of_others(store, book, clock, refs, limit):
    for number in range(140):
        arrive(store, number, clock(), due=clock() + timedelta(minutes=number), priority=1)
    due = clock() + timedelta(minutes=150)
    arrive(store, 999, clock(), due=due, priority=1)
    store.write(lambda session: session.execute(
        update(Complaint).where(Complaint.mention_id == "new999").values(playbook="unlikely")))  # fmt: skip
    assert walk(store, book, {"playbook": "unlikely"}, limit) == [filled.reference(100_999)]
    owned = walk(store, book, {"owner": "U0IVY"}, limit)
    with store.read() as session:
        running = select(Complaint.ref).join(Ticket, Ticket.complaint_id == Complaint.id)
        running = running.join(Clock, Clock.complaint_id == Complaint.id).where(Clock.ended_at.is_(None))
        running = running.where(Ticket.owner == "U0IVY", Complaint.state == "answered").order_by(Clock.due_at, Clock.id)
        assert owned == list(dict.fromkeys(session.scalars(running)))


FILTERS: dict[str, tuple[dict[str, str], Callable[[Complaint, str | None], bool]]] = {
    "team": ({"team": "care"}, lambda one, _owner: one.team == "care"),
    "topic": ({"playbook": "late-delivery"}, lambda one, _owner: one.playbook == "late-delivery"),
    "stakes": ({"stakes": "P2"}, lambda one, _owner: one.stakes == "P2"),
    "owner": ({"owner": "U0IVY"}, lambda _one, owner: owner == "U0IVY"),
    "nobody": ({"owner": "nobody"}, lambda _one, owner: not owner),
    "name": ({"text": "nadia"}, lambda one, _owner: one.mention.author_name.startswith("Nadia")),
    "handle": ({"text": "@omar1"}, lambda one, _owner: one.mention.author_handle == "omar1"),
    "both": ({"team": "care", "stakes": "P3"}, lambda one, _owner: (one.team, one.stakes) == ("care", "P3")),
    "sign": ({"text": "%"}, lambda _one, _owner: False),
    "stranger": ({"text": "nobody is called so"}, lambda _one, _owner: False),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_show_what_they_say(store, book, refs, name):
    asked, holds = FILTERS[name]
    shown = walk(store, book, {"state": "all", "sort": "age", **asked})
    with store.read() as session:
        rows = session.execute(
            select(Complaint, Ticket.owner).outerjoin(Ticket).order_by(Complaint.opened_at, Complaint.id)
        )
        assert shown == [one.ref for one, owner in rows if holds(one, owner)]


def test_a_reference_is_found_however_it_is_typed(store, book, refs):
    typed = refs[5].lower().replace("-", " ")
    assert walk(store, book, {"state": "all", "sort": "age", "text": typed}) == [refs[5]]


def test_no_statement_counts_or_skips_rows(store, book, refs):
    said: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: said.append(given[2].lower()))
    for sort in SORTS:
        walk(store, book, {"sort": sort, "team": "care"})
    assert len(said) > 8
    # SQLite's dialect writes "LIMIT ? OFFSET ?" with 0 where only a limit was asked for.
    assert not [
        statement for statement in said if "count(" in statement or re.search(r"offset (?!\?(\n?\)|$))", statement)
    ]


@given(st.text(max_size=60))
def test_no_key_that_somebody_types_breaks_the_page(text):
    found = queue.read(text)
    assert found is None or (isinstance(found[1], int) and found[1] >= 0)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)), st.integers(0, 2**62 - 1))  # noqa: DTZ001
def test_a_key_is_read_as_it_was_written(at, number):
    at = at.replace(tzinfo=UTC)
    assert queue.read(queue.written((at, number))) == ((at - queue.EPOCH) // queue.MICROSECOND, number)


@given(
    st.dictionaries(
        st.sampled_from(["state", "team", "playbook", "stakes", "owner", "text", "sort", "after"]), st.text(max_size=20)
    )
)
def test_filters_say_the_same_in_an_address_as_they_were_read(given_):
    from urllib.parse import parse_qsl

    asked = Filters.read(given_)
    assert Filters.read(dict(parse_qsl(asked.address(), keep_blank_values=True))) == asked
