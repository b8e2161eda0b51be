"""Fifty agents and two hundred tickets at once, on both databases: one owner each, nobody over capacity."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from bot.desk import tickets
from bot.desk.models import Complaint, Effect, Event, Ticket
from bot.desk.people import allowed
from bot.desk.routing import giving
from bot.desk.vocabulary import Refused, TicketState
from tests.desk.crews import desk_with, many_tickets

AGENTS, TICKETS, EACH, WANTED = 50, 200, 3, 12


def crowd_of(book):
    return [allowed(book, f"U{number:04}", "work") for number in range(AGENTS)]


def test_fifty_agents_claim_two_hundred_tickets_at_once(store, book, clock):
    book = desk_with(book, crowd=AGENTS, delivery={"each": EACH})
    ids = many_tickets(store, book, TICKETS, clock())
    start = threading.Barrier(AGENTS)

    def hands(person):
        mine, told = [], []
        wanted = random.Random(person.id).sample(ids, WANTED)
        start.wait()
        for one in wanted:
            try:
                store.write(lambda s, c=one: tickets.claim(s, book, s.get_one(Complaint, c), person, clock()))
                mine.append(one)
            except Refused as refusal:
                told.append(refusal.said("fr"))
        return person.id, mine, told

    with ThreadPoolExecutor(AGENTS) as pool:
        outcomes = list(pool.map(hands, crowd_of(book)))
    with store.read() as session:
        owned = {row.complaint_id: row.owner for row in session.scalars(select(Ticket)) if row.owner}
        claimed = Counter(session.scalars(select(Event.complaint_id).where(Event.kind == "claimed")))
    assert {one: who for who, mine, _told in outcomes for one in mine} == owned, "what each was told is what is so"
    assert set(claimed) == set(owned)
    assert max(claimed.values()) == 1
    held = Counter(owned.values())
    assert max(held.values()) <= EACH
    assert len(owned) >= AGENTS * EACH * 0.8, "nearly everybody found enough"
    for _who, mine, told in outcomes:
        assert len(mine) + len(told) == WANTED, "everybody was told of each"
        assert all(told)


def test_queues_that_drain_at_once_give_nobody_too_much_and_all_that_fits(store, book, clock):
    book = desk_with(book, crowd=AGENTS, delivery={"each": EACH, "assign": "least_loaded", "capacity": 120})
    many_tickets(store, book, TICKETS, clock())
    start = threading.Barrier(8)

    def drain(_number):
        start.wait()
        given = 0
        for _time in range(4):
            given += store.write(lambda s: len(giving.drain(s, book, "delivery", clock())))
        return given

    with ThreadPoolExecutor(8) as pool:
        given = sum(pool.map(drain, range(8)))
    with store.read() as session:
        rows = session.scalars(select(Ticket)).all()
        told = session.scalars(select(Effect).where(Effect.kind == "person.tell")).all()
    owners = Counter(row.owner for row in rows if row.owner)
    assert given == sum(owners.values()) == 120
    assert max(owners.values()) <= EACH
    assert min(owners.values()) >= 2, "the fewest first"
    assert sum(row.state == TicketState.QUEUED for row in rows) == TICKETS - 120
    assert len(told) == 120
