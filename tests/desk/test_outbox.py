"""The outbox: nothing is performed twice while leased, the last truth wins, slowed channels are paced."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.desk import outbox
from bot.desk.models import Effect, Pace
from bot.desk.vocabulary import Lane

SECOND = timedelta(seconds=1)


@pytest.fixture
def arm(store, clock):
    def arm(key="k", **more):
        store.write(lambda session: outbox.arm(session, key, "card.show", more.pop("lane", Lane.CHAT), clock(), **more))

    return arm


@pytest.fixture
def claim(store, clock):
    def claim(limit=10, lane=Lane.CHAT):
        return store.write(lambda session: outbox.claim(session, lane, limit, clock()))

    return claim


@pytest.fixture
def row(store):
    def row(key="k") -> Effect:
        with store.read() as session:
            return session.scalars(select(Effect).where(Effect.key == key)).one()

    return row


@pytest.fixture
def tick(store, clock):
    return lambda effect: store.write(lambda session: outbox.tick(session, effect, clock()))


def test_eight_threads_never_claim_one_effect_twice(store, clock, arm):
    def fill(session):
        for number in range(120):
            outbox.arm(session, f"k{number}", "card.show", Lane.CHAT, clock(), urgency=number % 5)

    store.write(fill)
    start = threading.Barrier(8)

    def work(_number):
        start.wait()
        mine = []
        while batch := store.write(lambda session: outbox.claim(session, Lane.CHAT, 7, clock())):
            mine += [effect.key for effect in batch]
        return mine

    with ThreadPoolExecutor(8) as pool:
        claimed = Counter(key for mine in pool.map(work, range(8)) for key in mine)
    assert len(claimed) == 120
    assert set(claimed.values()) == {1}


def test_the_most_urgent_and_longest_due_come_first(arm, claim, clock):
    arm("later", urgency=5)
    clock.pass_(seconds=1)
    arm("click", urgency=1)
    arm("also later", urgency=5)
    assert [effect.key for effect in claim(2)] == ["click", "later"]


def test_what_is_due_in_the_future_or_another_lane_waits(arm, claim, clock):
    arm("future", due_at=clock() + timedelta(minutes=1))
    arm("model", lane=Lane.MODEL)
    assert claim() == []
    assert [effect.key for effect in claim(lane=Lane.MODEL)] == ["model"]
    clock.pass_(minutes=1)
    assert [effect.key for effect in claim()] == ["future"]


def test_a_lease_ends_and_the_attempt_is_counted(arm, claim, clock):
    arm()
    assert [effect.attempts for effect in claim()] == [1]
    clock.now += outbox.LEASE - SECOND
    assert claim() == []
    clock.now += SECOND
    assert [effect.attempts for effect in claim()] == [2]


def test_arming_what_waits_folds_the_two_into_one(arm, claim, tick, row):
    arm(payload={"n": 1}, urgency=4)
    arm(payload={"n": 2}, urgency=1)
    arm(payload={"n": 3}, urgency=9)
    (effect,) = claim()
    assert (effect.payload, effect.urgency, effect.generation) == ({"n": 3}, 1, 3)
    tick(effect)
    assert row().done_at is not None
    assert claim() == []


def test_arming_what_is_being_performed_makes_it_run_once_more(arm, claim, tick, row):
    arm(payload={"n": 1})
    (effect,) = claim()
    arm(payload={"n": 2})
    assert claim() == [], "it is leased"
    tick(effect)
    (again,) = claim()
    assert (again.payload, again.attempts) == ({"n": 2}, 1)
    tick(again)
    assert row().done_at is not None


def test_arming_what_is_done_repeats_it(arm, claim, tick, clock):
    arm(urgency=1)
    tick(claim()[0])
    clock.pass_(hours=1)
    arm(urgency=7, payload={"n": 2})
    (again,) = claim()
    assert (again.urgency, again.payload, again.attempts) == (7, {"n": 2}, 1)


def test_arming_does_not_cut_a_back_off_short(store, arm, claim, clock):
    arm()
    (effect,) = claim()
    store.write(lambda session: outbox.postpone(session, effect, "down", clock(), after=timedelta(minutes=5)))
    arm()
    clock.pass_(minutes=4)
    assert claim() == []
    clock.pass_(minutes=1)
    assert len(claim()) == 1


def test_it_backs_off_longer_each_time_up_to_a_limit(store, arm, claim, row, clock):
    arm()
    waits = []
    for _ in range(14):
        (effect,) = claim()
        store.write(lambda session, effect=effect: outbox.postpone(session, effect, "x" * 900, clock()))
        waits.append(row().due_at - clock())
        clock.now = row().due_at
    assert waits[:3] == [timedelta(seconds=4), timedelta(seconds=8), timedelta(seconds=16)]
    assert waits == sorted(waits)
    assert waits[-1] == outbox.LONGEST_RETRY
    assert row().last_error == "x" * 500


def test_an_unforeseen_failure_comes_back_but_leaves_a_hold_alone(store, arm, claim, row, clock):
    arm("free")
    arm("held")
    by_key = {effect.key: effect for effect in claim()}
    store.write(lambda session: outbox.hold(session, by_key["held"], clock()))
    for effect in by_key.values():
        store.write(lambda session, effect=effect: outbox.note_failure(session, effect, "boom", clock()))
    clock.pass_(hours=1)
    assert [effect.key for effect in claim()] == ["free"]
    assert row("held").held_at is not None
    assert row("held").last_error == "boom"


def test_what_was_put_back_counts_no_attempt(store, arm, claim, clock):
    arm()
    (effect,) = claim()
    store.write(lambda session: outbox.put_back(session, effect, None, clock()))
    assert [effect.attempts for effect in claim()] == [1]


def test_a_held_effect_is_claimed_by_nobody_until_it_is_released(store, arm, claim, tick, clock, row):
    arm()
    (effect,) = claim()
    store.write(lambda session: outbox.hold(session, effect, clock()))
    clock.pass_(days=1)
    arm()
    assert claim() == [], "arming it does not release it"

    def held(before):
        return store.write(lambda session: [e.key for e in outbox.held_since(session, "card.show", before)])

    assert held(clock()) == ["k"]
    assert held(clock() - timedelta(days=2)) == []
    tick(effect)
    assert held(clock()) == []
    assert len(claim()) == 1, "armed while held: it runs once more"


def test_a_disarmed_effect_is_done(store, arm, claim, clock):
    arm("a")
    arm("b")
    store.write(lambda session: outbox.disarm(session, ["a"], clock()))
    assert [effect.key for effect in claim()] == ["b"]


def test_a_slowed_channel_gives_one_a_second_and_the_others_run_free(store, arm, claim, clock):
    for number in range(4):
        arm(f"slow{number}", channel="approvals")
        arm(f"free{number}", channel="tickets")
    arm("nowhere")
    store.write(lambda session: outbox.slow_down(session, "approvals", timedelta(seconds=30), clock()))
    assert sorted(effect.key for effect in claim()) == ["free0", "free1", "free2", "free3", "nowhere"]
    clock.pass_(seconds=29)
    assert claim() == []
    got = []
    for _ in range(8):
        clock.pass_(seconds=0.5)
        got.append([effect.key for effect in claim()])
    assert [key for keys in got for key in keys] == ["slow0", "slow1", "slow2", "slow3"]
    assert all(len(keys) <= 1 for keys in got)
    assert all(not (before and after) for before, after in pairwise(got)), "a second apart"


def test_the_turn_of_a_slowed_channel_is_not_taken_by_a_lane_with_nothing_for_it(store, arm, claim, clock):
    store.write(lambda session: outbox.slow_down(session, "approvals", SECOND, clock()))
    arm("card", channel="approvals")
    clock.pass_(seconds=1)
    assert claim(lane=Lane.MODEL) == []
    assert [effect.key for effect in claim()] == ["card"]


def test_a_channel_runs_free_again_when_it_has_been_calm(store, arm, claim, clock):
    store.write(lambda session: outbox.slow_down(session, "approvals", SECOND, clock()))
    assert store.write(lambda session: outbox.slowed(session, "approvals", clock()))
    clock.now += SECOND + outbox.CALM_AFTER
    assert not store.write(lambda session: outbox.slowed(session, "approvals", clock()))
    for number in range(3):
        arm(f"k{number}", channel="approvals")
    assert len(claim()) == 3


def test_eight_threads_send_one_message_a_second_to_a_slowed_channel(store, clock):
    def fill(session):
        for number in range(20):
            outbox.arm(session, f"k{number}", "card.show", Lane.CHAT, clock(), channel="approvals")
        outbox.slow_down(session, "approvals", timedelta(), clock())

    store.write(fill)
    start = threading.Barrier(8)

    def work(_number):
        start.wait()
        return [e.key for e in store.write(lambda session: outbox.claim(session, Lane.CHAT, 5, clock()))]

    with ThreadPoolExecutor(8) as pool:
        claimed = [key for mine in pool.map(work, range(8)) for key in mine]
    assert len(claimed) == 1
    with store.read() as session:
        assert session.get_one(Pace, "approvals").free_at == clock() + outbox.ONE_MESSAGE


def test_again_repeats_what_ran_and_nothing_else(store, clock):
    """What never ran stays so; what is being performed is due again after its tick; many calls are one."""
    after = timedelta(seconds=2)

    def again(session):
        outbox.again(session, "home:U0LEA", Lane.CHAT, clock(), after)
        return outbox.lanes_armed(session), session.query(Effect).count()

    assert store.write(again) == (set(), 0)
    store.write(lambda s: outbox.arm(s, "home:U0LEA", "home.show", Lane.CHAT, clock(), payload={"user": "U0LEA"}))
    (effect,) = store.write(lambda s: outbox.claim(s, Lane.CHAT, 9, clock()))
    assert store.write(again) == ({Lane.CHAT}, 1)  # while it is being drawn
    store.write(lambda s: outbox.tick(s, effect, clock()))
    (effect,) = store.write(lambda s: outbox.claim(s, Lane.CHAT, 9, clock()))
    store.write(lambda s: outbox.tick(s, effect, clock()))
    for _call in range(3):
        store.write(again)
    assert store.write(lambda s: outbox.claim(s, Lane.CHAT, 9, clock())) == []
    clock.pass_(seconds=2)
    assert len(store.write(lambda s: outbox.claim(s, Lane.CHAT, 9, clock()))) == 1
