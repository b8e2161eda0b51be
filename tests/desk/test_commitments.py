"""Commitments: noticed, warned of, broken, kept, renegotiated; nothing closes while one is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import commitments, events, tickets
from bot.desk.calendars import ALWAYS
from bot.desk.closing import resolving
from bot.desk.models import Commitment, Complaint, Effect
from bot.desk.playbooks.promises import Rota
from bot.desk.vocabulary import CommitmentState
from tests.desk.conftest import perform, reminders, with_desk
from tests.desk.test_chains import chained as chain_of
from tests.desk.test_chains import due_effects, refreeze
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


# ---- its chain


HELD = Rota(zone="UTC", week={"fri": {"14:00-15:00": ["U0IVY"]}})
COMMITTED = [
    {"after": "30m", "tell": "lead", "repeat": 1, "every": "15m"},
    {"before": "40m", "tell": "manager"},
    {"after": "2h", "tell": "noon", "hold": True},
]


@pytest.fixture
def chained(store, book, claimed):
    """The complaint begins with a chain of its own for what we say; with ``book``'s clocks refrozen."""

    def happening(**steps):
        desk = chain_of(with_desk(book, rotas={"noon": HELD}), **steps)
        refreeze(store, desk, claimed)
        return desk

    return happening


@pytest.fixture
def said(store, act, book, clock, noe):
    """Noé says that they will call on Friday noon."""

    def happening():
        act(lambda s, c: tickets.note(s, book, c, noe, TOLD, clock()))
        row = rows(store)[-1]
        act(lambda s, c: commitments.confirm(s, book, c, noe, row.id, clock()))
        return rows(store)[-1]

    return happening


def steps_told(store, complaint):
    with store.read() as session:
        return [
            (event.kind.removeprefix("commitment_"), event.data["told"])
            for event in events.of_complaint(session, complaint)
            if event.kind in ("commitment_near", "commitment_escalated") and "step" in event.data
        ]


def work(store, desk, clock, moment):
    """What the beat and a worker do at ``moment``."""
    clock.now = moment
    store.write(lambda session: commitments.scan(session, desk, clock(), 100))
    while keys := due_effects(store, clock, commitments.ESCALATE):
        for key in keys:
            perform(store, clock, key, lambda s, e: commitments.escalate(s, desk, e, clock()))


def test_its_chain_warns_before_repeats_and_holds_until_somebody_is_there(store, claimed, chained, said, clock):
    desk = chained(commitment=COMMITTED, breach=[{"after": "0m", "tell": "#managers"}])
    row = said()
    minutes = lambda many: row.due_at + timedelta(minutes=many, seconds=1)  # noqa: E731
    work(store, desk, clock, minutes(-41))
    assert steps_told(store, claimed) == []
    work(store, desk, clock, minutes(-39))
    assert steps_told(store, claimed) == [("near", "Hélène Duvivier")]
    work(store, desk, clock, minutes(29))
    assert len(steps_told(store, claimed)) == 1
    work(store, desk, clock, minutes(31))
    work(store, desk, clock, minutes(46))
    assert steps_told(store, claimed)[1:] == [("escalated", "Noé Garance")] * 2
    work(store, desk, clock, minutes(150))  # 13:30 in London: nobody of the rota is there
    assert len(steps_told(store, claimed)) == 3
    work(store, desk, clock, row.due_at.replace(hour=14, minute=1))
    assert steps_told(store, claimed)[3:] == [("escalated", "Ivy Ashdown")]
    work(store, desk, clock, minutes(3000))
    assert len(steps_told(store, claimed)) == 4, "the chain has ended"


def test_its_chain_is_that_of_the_complaints_beginning_whatever_becomes_of_the_files(
    store, claimed, chained, said, clock
):
    chained(breach=[{"after": "10m", "tell": "manager"}])
    row = said()
    today = chain_of(with_desk(chained(breach=[])), breach=[{"after": "5h", "tell": "lead"}])
    work(store, today, clock, row.due_at + timedelta(minutes=11))
    assert steps_told(store, claimed) == [("escalated", "Hélène Duvivier")]


def test_a_desk_without_a_chain_still_tells_who_said_it_and_a_manager(store, claimed, chained, said, clock):
    desk = chained(approval=[{"after": "10m", "tell": "manager"}])
    row = said()
    work(store, desk, clock, row.due_at + timedelta(hours=3))
    assert steps_told(store, claimed) == [("escalated", "Noé Garance"), ("escalated", "Hélène Duvivier")]


def test_a_worker_that_stood_still_takes_every_step_once_and_kept_ends_it(
    store, book, claimed, chained, said, act, clock, noe
):
    desk = chained(commitment=COMMITTED)
    row = said()
    work(store, desk, clock, row.due_at + timedelta(minutes=50))
    assert [kind for kind, _told in steps_told(store, claimed)] == ["near", "escalated", "escalated"]
    act(lambda s, c: commitments.keep(s, book, c, noe, row.id, clock()))
    work(store, desk, clock, row.due_at + timedelta(days=9))
    assert len(steps_told(store, claimed)) == 3


def test_another_day_has_a_chain_of_its_own(store, book, claimed, chained, said, act, clock, noe):
    desk = chained(commitment=COMMITTED)
    row = said()
    act(lambda s, c: commitments.renegotiate(
        s, book, c, noe, row.id, clock(), on="2026-12-01", at="18:00", reason="x", told="y"))  # fmt: skip
    work(store, desk, clock, row.due_at + timedelta(hours=5))
    assert steps_told(store, claimed) == [], "the first day is no longer promised"
    new = rows(store)[-1]
    work(store, desk, clock, new.due_at - timedelta(minutes=39))
    assert steps_told(store, claimed) == [("near", "Hélène Duvivier")]


def test_what_was_said_before_chains_began_with_it_is_escalated_all_the_same(store, book, promised, clock):
    """Rows of an earlier version have no effect yet, or one that does not name its complaint."""
    key = f"escalate:commitment:{promised.id}"
    store.write(lambda s: s.delete(s.scalars(select(Effect).where(Effect.key == key)).one()))
    work(store, book, clock, promised.due_at + timedelta(hours=1))
    assert steps_told(store, promised.complaint_id) == [("escalated", "Noé Garance")]
    old = {"commitment": promised.id, "step": 1, "since": promised.due_at.isoformat(), "calendar": ALWAYS.kept(),
           "steps": [{"after": "0m", "tell": ["owner"]}, {"after": "2h", "tell": ["manager"]}]}  # fmt: skip
    store.write(lambda s: setattr(s.scalars(select(Effect).where(Effect.key == key)).one(), "payload", old))
    work(store, book, clock, promised.due_at + timedelta(hours=9))
    assert steps_told(store, promised.complaint_id)[1:] == [("escalated", "Hélène Duvivier")]
