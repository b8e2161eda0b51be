"""Chains for tickets nobody takes and promises that were broken: steps, repetitions, rotas, holds, and lost workers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import chains, digests, escalations, events, sla, tickets
from bot.desk.calendars import ALWAYS, calendar_of
from bot.desk.models import Clock, Complaint, Effect
from bot.desk.playbooks.deskfile import Away
from bot.desk.playbooks.promises import Chain, Rota, Step
from bot.desk.vocabulary import Metric
from tests.desk.conftest import effect_of, perform, with_desk, with_people
from tests.desk.test_walk import approve, draft_for, publish

MINUTE = timedelta(minutes=1)


def chained(book, **steps):
    """``book`` with one chain, counted around the clock."""
    chain = Chain(calendar="always", **{kind: [Step(**one) for one in found] for kind, found in steps.items()})
    return with_desk(book, chains={"usual": chain}, chain="usual")


def due_effects(store, clock, kind):
    with store.read() as session:
        query = select(Effect).where(Effect.kind == kind, Effect.done_at.is_(None), Effect.due_at <= clock())
        return [effect.key for effect in session.scalars(query.order_by(Effect.due_at))]


def work_off(store, book, clock, kind):
    """What a worker does with what is due, until nothing is; how many steps."""
    steps = 0
    while keys := due_effects(store, clock, kind):
        for key in keys:
            perform(store, clock, key, lambda s, e: escalations.escalate(s, book, e, clock()))
            steps += 1
    return steps


def told(store, complaint, kind):
    with store.read() as session:
        return [event.data["told"] for event in events.of_complaint(session, complaint) if event.kind == kind]


def refreeze(store, book, complaint):
    """Let the complaint's clocks carry ``book``'s chain, as if it had begun with it."""

    def happening(session):
        found = session.get_one(Complaint, complaint)
        playbook = book.playbooks[found.playbook]
        for clock in sla.of_complaint(session, complaint):
            promised = sla.promised(book, playbook, found, Metric(clock.metric))
            clock.policy = sla.frozen(book, playbook, *promised, clock.started_at)

    store.write(happening)


@pytest.fixture
def answered(store, book, clock, complaint, lea):
    """Its reply is public: a ticket waits."""

    def happening(desk):
        refreeze(store, desk, complaint)
        draft_for(store, desk, clock, complaint)
        draft = approve(store, desk, clock, complaint, lea)
        assert publish(store, desk, clock, draft.id)
        return complaint

    return happening


# ---- nobody takes the ticket


def test_a_ticket_that_nobody_takes_goes_up_the_chain_and_stops_when_somebody_has_it(
    store, book, clock, answered, noe, act
):
    desk = chained(book, claim=[{"after": "10m", "tell": "lead", "repeat": 1}, {"after": "1h", "tell": "manager"}])
    complaint = answered(desk)
    clock.pass_(minutes=10)
    assert work_off(store, desk, clock, escalations.CLAIM) == 1
    clock.pass_(minutes=10)
    assert work_off(store, desk, clock, escalations.CLAIM) == 1
    assert told(store, complaint, "claim_escalated") == ["Noé Garance", "Noé Garance"], "the lead, and once more"
    act(lambda s, c: tickets.claim(s, desk, c, noe, clock()))
    clock.pass_(hours=3)
    assert work_off(store, desk, clock, escalations.CLAIM) == 1, "the effect ends,"
    assert len(told(store, complaint, "claim_escalated")) == 2, "and tells nobody"
    act(lambda s, c: tickets.release(s, desk, c, noe, clock()))
    clock.pass_(minutes=10)
    work_off(store, desk, clock, escalations.CLAIM)
    assert len(told(store, complaint, "claim_escalated")) == 3, "released, it waits anew"


def test_the_chain_is_that_of_the_complaints_beginning(store, book, clock, answered):
    desk = chained(book, claim=[{"after": "10m", "tell": "manager"}])
    complaint = answered(desk)
    clock.pass_(minutes=11)
    work_off(store, chained(book, claim=[{"after": "5h", "tell": "lead"}]), clock, escalations.CLAIM)
    assert told(store, complaint, "claim_escalated") == ["Hélène Duvivier"]


# ---- a promise was broken


BREACH = [{"after": "0m", "tell": "manager"}, {"after": "30m", "tell": ["U0LEA"], "repeat": 2, "every": "20m"},
          {"after": "2h", "tell": "#managers"}]  # fmt: skip


def late(store, complaint):
    with store.read() as session:
        found = sla.of_complaint(session, complaint)
        return next(clock for clock in found if clock.metric == Metric.FIRST_RESPONSE)


def test_the_beat_stood_still_for_hours_and_no_step_is_left_out_or_doubled(store, book, clock, complaint):
    """Every breach is judged by its deadline, one digest tells of it, and the steps come in their order, each once."""
    desk = chained(book, breach=BREACH)
    refreeze(store, desk, complaint)
    first = late(store, complaint)
    clock.now = first.due_at + timedelta(hours=1, minutes=15)
    assert store.write(lambda s: digests.scan(s, desk, clock(), 100)) == 1
    assert store.write(lambda s: digests.scan(s, desk, clock(), 100)) == 0
    assert late(store, complaint).breached_at == first.due_at
    with store.read() as session:
        assert len(session.scalars(select(Effect).where(Effect.kind == "digest.post")).all()) == 1
        effect = effect_of(session, escalations.breach_key(first.id))
        assert effect.due_at == first.due_at, "counted from the deadline, whenever that was found"
    assert work_off(store, desk, clock, escalations.BREACH) == 4
    assert told(store, complaint, "breach_escalated") == ["Hélène Duvivier", *["Léa Morel"] * 3]
    clock.now = first.due_at + timedelta(hours=2)
    assert work_off(store, desk, clock, escalations.BREACH) == 1
    assert told(store, complaint, "breach_escalated")[-1] == "#managers"
    clock.pass_(days=2)
    assert work_off(store, desk, clock, escalations.BREACH) == 0, "the chain has ended"


def test_a_queue_emptied_in_the_middle_of_a_chain_changes_nothing(store, book, clock, complaint, wakes):
    """The queue only carries hints: what comes next stands in the database, and the next round finds it there."""
    desk = chained(book, breach=BREACH)
    refreeze(store, desk, complaint)
    clock.now = late(store, complaint).due_at + timedelta(seconds=1)
    store.write(lambda s: digests.scan(s, desk, clock(), 100))
    assert work_off(store, desk, clock, escalations.BREACH) == 1
    wakes.lanes.clear()  # nobody was woken, and nothing that was queued is left
    clock.pass_(minutes=35)
    assert work_off(store, desk, clock, escalations.BREACH) == 1
    assert told(store, complaint, "breach_escalated") == ["Hélène Duvivier", "Léa Morel"]


def test_it_ends_with_the_promise(store, book, clock, complaint, answered):
    desk = chained(book, breach=BREACH)
    refreeze(store, desk, complaint)
    clock.now = late(store, complaint).due_at + timedelta(seconds=1)
    store.write(lambda s: digests.scan(s, desk, clock(), 100))
    work_off(store, desk, clock, escalations.BREACH)
    answered(desk)
    clock.pass_(hours=5)
    work_off(store, desk, clock, escalations.BREACH)
    assert told(store, complaint, "breach_escalated") == ["Hélène Duvivier"]


# ---- before a deadline, held until somebody is there, by the clock on the wall


def test_a_step_before_the_deadline_follows_the_deadline(store, book, clock, take):
    desk = chained(book, approval=[{"before": "30m", "tell": "manager"}])
    take()
    with store.read() as session:
        complaint = session.scalars(select(Complaint.id)).one()

    def begin(session):
        found = session.get_one(Complaint, complaint)
        escalations.stop(session, found, clock())
        escalations.begin(session, desk, [(found, desk.playbooks[found.playbook])], clock())

    store.write(begin)
    due = late(store, complaint).due_at
    with store.read() as session:
        assert effect_of(session, escalations.key_of(complaint)).due_at == due - 30 * MINUTE

    def later(session):
        clock_ = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).one()
        sla.pause(clock_, clock(), "asked")
        sla.resume(clock_, clock() + 20 * MINUTE)

    store.write(later)
    clock.now = due - 30 * MINUTE
    work_off(store, desk, clock, escalations.ESCALATE)
    assert told(store, complaint, "escalated") == [], "the deadline has moved meanwhile"
    clock.now = late(store, complaint).due_at - 30 * MINUTE
    work_off(store, desk, clock, escalations.ESCALATE)
    assert told(store, complaint, "escalated") == ["Hélène Duvivier"]


def test_a_held_step_waits_until_somebody_is_on_duty(store, book, clock, answered):
    night = Rota(zone="UTC", week={"tue": {"12:00-13:00": ["U0IVY"]}})
    desk = chained(with_desk(book, rotas={"noon": night}), claim=[{"after": "5m", "tell": "noon", "hold": True}])
    complaint = answered(desk)
    clock.pass_(minutes=5)
    work_off(store, desk, clock, escalations.CLAIM)
    assert told(store, complaint, "claim_escalated") == []
    clock.now = datetime(2026, 11, 24, 12, 4, tzinfo=UTC)
    work_off(store, desk, clock, escalations.CLAIM)
    assert told(store, complaint, "claim_escalated") == ["Ivy Ashdown"]


def test_without_a_hold_the_managers_are_told_in_place_of_nobody(store, book, clock, answered):
    desk = with_people(
        chained(book, claim=[{"after": "5m", "tell": "lead"}]),
        U0NOE={"away": [Away(first=date(2026, 11, 24), last=date(2026, 11, 24))]},
    )
    complaint = answered(desk)
    clock.pass_(minutes=5)
    work_off(store, desk, clock, escalations.CLAIM)
    assert told(store, complaint, "claim_escalated") == ["Hélène Duvivier"]


def test_repetitions_are_steps_in_the_order_of_time():
    found = chains.unrolled(calendar_of(ALWAYS), [
        {"after": "10m", "tell": ["a"], "repeat": 2, "every": "15m"}, {"after": "20m", "tell": ["b"]},
        {"before": "30m", "tell": ["c"], "repeat": 3, "every": "15m"},
    ])  # fmt: skip
    assert [(one.get("after") or one["before"], one["tell"]) for one in found] == [
        ("10m", ["a"]), ("20m", ["b"]), ("1500s", ["a"]), ("2400s", ["a"]),
        ("1800s", ["c"]), ("900s", ["c"]), ("0s", ["c"]),
    ]  # fmt: skip
