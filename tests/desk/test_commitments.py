"""Commitments: noticed, warned of, broken, kept, renegotiated; nothing closes while one is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import commitments, events, tickets
from bot.desk.closing import resolving
from bot.desk.models import Commitment, Complaint
from bot.desk.vocabulary import CommitmentState
from tests.desk.conftest import perform, reminders
from tests.desk.test_walk import CLOSED

TOLD = "J'ai dit à la cliente : je vous rappelle vendredi avant midi."


def rows(store) -> list[Commitment]:
    with store.read() as session:
        return list(session.scalars(select(Commitment).order_by(Commitment.id)))


@pytest.fixture
def promised(store, claimed, act, book, clock, noe) -> Commitment:
    """Noé noted what they said to the customer, and confirmed it."""
    act(lambda s, c: tickets.note(s, book, c, noe, TOLD, clock()))
    (row,) = rows(store)
    act(lambda s, c: commitments.confirm(s, book, c, noe, row.id, clock()))
    return rows(store)[0]


@pytest.fixture
def scan(store, book, clock):
    return lambda: store.write(lambda session: commitments.scan(session, book, clock(), 100))


def test_a_note_that_tells_of_a_promise_asks_about_it(store, claimed, act, book, clock, noe, refused):
    act(lambda s, c: tickets.note(s, book, c, noe, TOLD, clock()))
    act(lambda s, c: tickets.note(s, book, c, noe, TOLD, clock()))
    for internal in ("Dépôt appelé.", "Le colis part avec le camion de ce soir.", "Leaves with tonight's truck."):
        act(lambda s, c, text=internal: tickets.note(s, book, c, noe, text, clock()))
    (row,) = rows(store)
    assert (row.state, row.owner, row.next_at) == (CommitmentState.NOTICED, noe.id, None)
    assert row.due_at == datetime(2026, 11, 27, 11, 0, tzinfo=UTC), "Friday noon in Paris"
    assert "vendredi" in row.what
    refused(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    act(lambda s, c: commitments.set_aside(s, book, c, noe, row.id, clock()))
    act(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))


def test_it_is_warned_of_then_broken_then_escalated_step_by_step(store, book, promised, scan, clock):
    assert scan() == 0
    clock.now = promised.warn_at
    assert scan() == 1
    clock.now = promised.due_at
    assert scan() == 0, "the moment itself is in time"
    clock.pass_(seconds=1)
    assert scan() == 1
    key = f"escalate:commitment:{promised.id}"
    for _step in range(2):
        clock.pass_(hours=3)
        perform(store, clock, key, lambda s, e: commitments.escalate(s, book, e, clock()))
    with store.read() as session:
        about = {(one["about"], one.get("user")) for one in reminders(session)}
        kinds = [event.kind for event in events.of_complaint(session, promised.complaint_id)]
    assert about == {
        ("commitment", "U0NOE"), ("commitment_broken", "U0NOE"), ("commitment_broken", "U0HEL")
    }  # fmt: skip
    assert kinds.count("commitment_near") == kinds.count("commitment_broken") == 1
    assert kinds.count("commitment_escalated") == 2
    assert rows(store)[0].broken_at == promised.due_at


def test_judged_by_the_row_and_not_by_the_scan(store, book, promised, act, clock, noe):
    clock.now = promised.due_at + timedelta(seconds=1)
    act(lambda s, c: commitments.keep(s, book, c, noe, promised.id, clock()))
    row = rows(store)[0]
    assert (row.state, row.broken_at, row.ended_by) == (CommitmentState.KEPT, promised.due_at, noe.id)


def test_kept_in_time_is_kept_and_nobody_is_told(store, book, promised, act, scan, clock, noe, refused):
    act(lambda s, c: commitments.keep(s, book, c, noe, promised.id, clock()))
    refused(lambda s, c: commitments.keep(s, book, c, noe, promised.id, clock()))
    clock.pass_(days=5)
    assert scan() == 0
    assert rows(store)[0].broken_at is None


def test_another_day_is_agreed_with_the_customer_and_kept_on_the_timeline(
    store, book, promised, act, clock, noe, refused
):
    def move(**changes):
        said = {"on": "2026-12-01", "at": "18:00", "reason": "the truck broke down", "told": "by telephone"} | changes
        return lambda s, c: commitments.renegotiate(s, book, c, noe, promised.id, clock(), **said)

    for field, blank in (("on", "2026-11-20"), ("on", ""), ("at", "noonish"), ("reason", " "), ("told", "")):
        assert refused(move(**{field: blank})).field == field
    new = act(move())
    assert (new.follows, new.due_at) == (promised.id, datetime(2026, 12, 1, 17, 0, tzinfo=UTC))
    old = rows(store)[0]
    assert (old.state, old.reason, old.told_how) == ("renegotiated", "the truck broke down", "by telephone")
    with store.read() as session:
        last = events.last_of_kind(session, promised.complaint_id, "renegotiated")
        assert last.data["told"] == "by telephone"
    act(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))


def test_nothing_closes_while_one_is_neither_kept_nor_renegotiated(store, book, promised, act, clock, noe, refused):
    found = refused(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    assert "vendredi" in str(found)
    act(lambda s, c: commitments.renegotiate(
        s, book, c, noe, promised.id, clock(), on="2026-11-25", at="18:00", reason="x", told="y"))  # fmt: skip
    clock.pass_(days=3)
    refused(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))  # that day has passed as well


def test_a_commitment_of_another_complaint_is_none_of_this_one(promised, refused, book, clock, noe):
    refused(lambda s, c: commitments.keep(s, book, c, noe, promised.id + 7, clock()))


def test_the_kept_rate_by_team(store, book, promised, act, clock, noe):
    since, until = clock(), clock() + timedelta(days=10)
    with store.read() as session:
        assert commitments.kept_by_team(session, since, until) == {"delivery": commitments.Kept()}
    act(lambda s, c: commitments.renegotiate(
        s, book, c, noe, promised.id, clock(), on="2026-11-28", at="18:00", reason="x", told="y"))  # fmt: skip
    clock.pass_(days=6)
    act(lambda s, c: commitments.keep(s, book, c, noe, promised.id + 1, clock()))
    with store.read() as session:
        found = commitments.kept_by_team(session, since, until)["delivery"]
    assert found == commitments.Kept(kept=0, broken=1, renegotiated=1)
    assert (found.n, found.share) == (1, 0.0)


def test_a_noticed_promise_is_on_the_complaint_it_was_noted_on(store, promised):
    with store.read() as session:
        complaint = session.get_one(Complaint, promised.complaint_id)
        assert [row.id for row in commitments.of_complaint(session, complaint.id)] == [promised.id]
