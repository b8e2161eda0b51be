"""Who gets a ticket and why; who is there; what goes back to the queue; what wakes. Each lesson has its test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import absences, events, outbox, reopening, routing, sla, tickets
from bot.desk.calendars import ALWAYS, calendar_of
from bot.desk.closing import resolving
from bot.desk.models import Complaint, Effect, Event, Mention, Ticket
from bot.desk.people import allowed
from bot.desk.playbooks.teams import Route
from bot.desk.routing import crew, giving
from bot.desk.tickets import bulk, queues, rounds
from bot.desk.vocabulary import ClockState, ComplaintState, Metric, Refused, TicketState
from tests.conftest import TUESDAY
from tests.desk.crews import answered, complaints_of, desk_with, ticket
from tests.desk.test_walk import put_right

IN_TURN = {"assign": "round_robin", "each": 1}


def drain(store, book, clock, team="delivery"):
    return store.write(lambda s: [row.owner for row in giving.drain(s, book, team, clock())])


def say_back(store, book, complaint, clock):
    """The customer writes again."""

    def happening(session):
        row = session.get_one(Complaint, complaint)
        fields = {name: getattr(row.mention, name) for name in (
            "source", "network", "url", "author_handle", "author_name", "author", "title", "language", "text", "media",
            "hints", "posted_at", "received_at", "state", "reason", "correlation")}  # fmt: skip
        word = Mention(id=f"again-{clock().isoformat()}", external_id="again", **fields)
        session.add(word)
        reopening.customer_wrote(session, book, row, word, clock())

    store.write(happening)


def test_the_first_route_that_fits_wins_and_says_why(store, book, complaint, clock):
    routes = [Route(to="delivery", languages=["en"]), Route(to="care", venues=["social"], playbooks=["late-delivery"])]
    book = desk_with(book, routes=routes)
    with store.read() as session:
        routed = routing.choose(book, session.get_one(Complaint, complaint))
    assert (routed.team, routed.values["number"], routed.passed) == ("care", "2", ((1, "fr"),))
    held = ticket(store, answered(store, book, complaint, clock()))
    assert held.team == "care"
    assert held.routed["what"] == "late-delivery, social"
    with store.read() as session:
        assert session.get_one(Complaint, complaint).team == "care"


def test_a_team_without_the_skill_is_passed_over_for_one_that_has_it(store, book, complaint):
    with store.read() as session:
        row = session.get_one(Complaint, complaint)
        able = desk_with(book, delivery={"skills": {"languages": ["en"]}}, care={"skills": {"languages": ["fr"]}})
        assert routing.choose(able, row).team == "care"
        unable = desk_with(book, delivery={"skills": {"languages": ["en"]}})
        assert routing.choose(unable, row).team == "delivery"
        assert "lacks" in routing.choose(unable, row).why


def test_each_in_turn_and_nobody_full_is_given_more(store, book, clock, take):
    book = desk_with(book, delivery=IN_TURN)
    for one in complaints_of(store, take, 3):
        answered(store, book, one, clock())
    assert drain(store, book, clock) == ["U0NOE", "U0IVY"]
    assert drain(store, book, clock) == []


def test_the_queue_drains_when_capacity_frees(store, book, clock, take, noe):
    """chatwoot 10583."""
    book = desk_with(book, delivery=IN_TURN)
    ids = complaints_of(store, take, 3)
    for one in ids:
        answered(store, book, one, clock())
    drain(store, book, clock)
    with store.read() as session:
        mine = session.scalars(select(Ticket).where(Ticket.owner == "U0NOE")).one().complaint_id

    def happening(session):
        put_right(session, book, session.get_one(Complaint, mine), noe, clock())

    store.write(happening)
    with store.read() as session:
        effect = session.scalars(select(Effect).where(Effect.key == "drain:delivery")).one()
        assert effect.done_at is None, "promised in the transaction in which the room came about"
    store.write(lambda s: giving.perform(s, book, s.get_one(Effect, effect.id), clock()))
    with store.read() as session:
        assert session.scalars(select(Ticket).where(Ticket.state == TicketState.QUEUED)).all() == []


@pytest.mark.parametrize("gone", ["said", "in the file", "off hours", "the team is closed"])
def test_nobody_who_is_not_there_is_given_work(store, book, clock, complaint, gone):
    people = {"U0IVY": {"roles": []}}
    if gone == "off hours":
        people["U0NOE"] = {"hours": "staffed"}
        clock.now = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    if gone == "in the file":
        from bot.desk.playbooks.deskfile import Away

        people["U0NOE"] = {"away": [Away(first=clock().date(), last=clock().date())]}
    hours = {"hours": "staffed"} if gone == "the team is closed" else {}
    clock.now = datetime(2026, 11, 24, 22, 0, tzinfo=UTC) if hours else clock.now
    book = desk_with(book, people=people, delivery={**IN_TURN, **hours})
    noe = allowed(book, "U0NOE", "work")
    if gone == "said":
        store.write(lambda s: absences.leave(s, noe, clock() + timedelta(hours=3), clock()))
    answered(store, book, complaint, clock())
    assert drain(store, book, clock) == []
    clock.pass_(hours=34)  # Wednesday evening, or Thursday morning
    assert drain(store, book, clock) == ["U0NOE"]


def test_a_reopened_ticket_of_somebody_absent_goes_back_to_the_team(store, book, clock, complaint, noe):
    """chatwoot 9587."""
    book = desk_with(book, delivery={"reopened": "owner"})
    held = answered(store, book, complaint, clock())
    act = lambda verb: store.write(lambda s: verb(s, session_complaint(s, complaint)))  # noqa: E731
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    act(lambda s, c: put_right(s, book, c, noe, clock()))
    act(lambda s, c: resolving.reopen(s, book, c, noe, "broken", clock()))
    assert ticket(store, held).owner == "U0NOE", "who is there keeps it"
    act(lambda s, c: put_right(s, book, c, noe, clock()))
    store.write(lambda s: absences.leave(s, noe, None, clock()))
    say_back(store, book, complaint, clock)
    assert (ticket(store, held).owner, ticket(store, held).state) == (None, TicketState.QUEUED)


def session_complaint(session, complaint):
    return session.get_one(Complaint, complaint)


def test_a_waiting_ticket_of_somebody_absent_goes_to_the_team_when_the_customer_writes(
    store, book, clock, complaint, noe
):
    held = answered(store, book, complaint, clock())
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, complaint), noe, clock()))
    store.write(lambda s: tickets.wait(s, book, session_complaint(s, complaint), noe, "the number", clock()))
    store.write(lambda s: absences.leave(s, noe, None, clock()))
    say_back(store, book, complaint, clock)
    assert ticket(store, held).state == TicketState.QUEUED
    with store.read() as session:
        assert events.last_of_kind(session, complaint, "returned").data["owner"] == "U0NOE"


def test_what_nothing_is_done_with_goes_back_and_waiting_is_capped(store, book, clock, complaint, noe):
    book = desk_with(book, delivery={"idle": "4h", "wait_at_most": "2d", "hours": "staffed"})
    held = answered(store, book, complaint, clock())
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, complaint), noe, clock()))
    clock.pass_(hours=3)
    store.write(lambda s: tickets.note(s, book, session_complaint(s, complaint), noe, "called", clock()))
    assert store.write(lambda s: rounds.scan(s, book, clock() + timedelta(hours=2), 10)) == 0, "a note is an action"
    store.write(lambda s: tickets.wait(s, book, session_complaint(s, complaint), noe, "the number", clock()))
    clock.pass_(days=1)
    assert store.write(lambda s: rounds.scan(s, book, clock(), 10)) == 0
    clock.pass_(days=2)
    assert store.write(lambda s: rounds.scan(s, book, clock(), 10)) == 1
    assert ticket(store, held).state == TicketState.CLAIMED
    with store.read() as session:
        assert events.last_of_kind(session, complaint, "silent")
        assert sla.running(session, complaint, Metric.RESOLUTION).state == ClockState.RUNNING
    clock.pass_(days=3)
    assert store.write(lambda s: rounds.scan(s, book, clock(), 10)) == 1
    assert (ticket(store, held).state, ticket(store, held).owner) == (TicketState.QUEUED, None)
    with store.read() as session:
        assert outbox.lanes_armed(session) is not None
        told = session.scalars(select(Effect.payload).where(Effect.kind == "person.tell")).all()
    assert [one["user"] for one in told] == ["U0NOE", "U0NOE"], "of both"


def test_a_snoozed_ticket_wakes_on_its_morning_or_when_the_customer_writes(store, book, clock, complaint, noe):
    held = answered(store, book, complaint, clock())
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, complaint), noe, clock()))
    for wakes_it in ("the day", "the customer"):
        day = (clock() + timedelta(days=2)).date().isoformat()
        store.write(lambda s, d=day: tickets.snooze(s, book, session_complaint(s, complaint), noe, d, "x", clock()))
        assert ticket(store, held).state == TicketState.SNOOZED
        if wakes_it == "the day":
            clock.pass_(hours=30)
            assert store.write(lambda s: rounds.scan(s, book, clock(), 10)) == 0
            clock.pass_(hours=18)
            store.write(lambda s: rounds.scan(s, book, clock(), 10))
        else:
            say_back(store, book, complaint, clock)
        assert ticket(store, held).state == TicketState.CLAIMED


def test_a_merge_shows_its_evidence_and_is_undone(store, book, clock, take, noe, ivy):
    """chatwoot 9264."""
    take(text="Deux tasses manquent dans mon colis.", id="a")
    take(text="Votre site refuse ma carte depuis hier soir, paiement impossible.", id="b")
    with store.read() as session:
        one, two = session.scalars(select(Complaint).order_by(Complaint.id)).all()
    first, second = answered(store, book, one.id, clock()), answered(store, book, two.id, clock())
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, two.id), noe, clock()))
    store.write(lambda s: tickets.merge(s, book, session_complaint(s, two.id), noe, one.ref, "", clock()))
    assert ticket(store, second).merged_into == first
    with store.read() as session:
        assert events.last_of_kind(session, two.id, "merged").data["author"] == "nadia.o"
        beside = queues.beside(session, book, session.get_one(Ticket, first), clock())
        assert beside.merged_here == [two.ref]
    with pytest.raises(Refused, match=one.ref):
        store.write(lambda s: tickets.claim(s, book, session_complaint(s, two.id), ivy, clock()))
    store.write(lambda s: tickets.split(s, book, session_complaint(s, two.id), ivy, clock()))
    assert (ticket(store, second).state, ticket(store, second).merged_into) == (TicketState.QUEUED, None)
    store.write(lambda s: tickets.merge(s, book, session_complaint(s, two.id), ivy, one.ref, "", clock()))
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, one.id), noe, clock()))
    store.write(lambda s: put_right(s, book, session_complaint(s, one.id), noe, clock()))
    with store.read() as session:
        assert {c.state for c in session.scalars(select(Complaint))} == {ComplaintState.RESOLVED}
        ends = session.scalars(select(Event.complaint_id).where(Event.kind == "resolved"))
        assert sorted(ends) == [one.id, two.id]


def test_only_who_leads_takes_a_ticket_from_somebody(store, book, clock, complaint, noe, ivy, hel):
    held = answered(store, book, complaint, clock())
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, complaint), noe, clock()))
    with pytest.raises(Refused, match="lead"):
        store.write(lambda s: tickets.take(s, book, session_complaint(s, complaint), ivy, clock()))
    store.write(lambda s: tickets.take(s, book, session_complaint(s, complaint), hel, clock()))
    assert (ticket(store, held).owner, ticket(store, held).handoffs) == ("U0HEL", 1)


def test_all_tickets_of_an_incident_at_once_and_what_could_not_be_done_is_told(store, book, clock, take, noe, ivy):
    book = desk_with(book, delivery={"each": 2})
    ids = complaints_of(store, take, 4)
    for one in ids:
        answered(store, book, one, clock())

    def belongs(session):
        for one in ids:
            session.get_one(Complaint, one).incident_id = 7

    store.write(belongs)
    store.write(lambda s: tickets.claim(s, book, session_complaint(s, ids[0]), ivy, clock()))
    done, left = store.write(lambda s: bulk.act(s, book, 7, noe, bulk.CLAIM, "", "", clock()))
    assert (len(done), len(left)) == (2, 2), "one is Ivy's, and then Noé is full"
    done, left = store.write(lambda s: bulk.act(s, book, 7, noe, bulk.NOTE, "", "the carrier knows", clock()))
    assert (len(done), left) == (4, [])


def test_members_come_from_the_file_and_from_user_groups(store, book, clock):
    book = desk_with(book, care={"members": ["S0SUPPORT"]}, people={"U0NOE": {"teams": []}, "U0IVY": {"teams": []}})
    assert crew.groups(book) == ["S0SUPPORT"]
    store.write(lambda s: crew.keep_members(s, "S0SUPPORT", ["U0IVY", "U0STRANGER", "U0NOE"], clock()))
    with store.read() as session:
        assert crew.members(session, book, "care") == ["U0IVY", "U0NOE"], "who has no role has no work"
    store.write(lambda s: crew.keep_members(s, "S0SUPPORT", ["U0NOE"], clock()))
    with store.read() as session:
        assert crew.members(session, book, "care") == ["U0NOE"]


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("friday", "2026-11-27T00:00"), ("until vendredi 14h", "2026-11-27T14:00"), ("tuesday", "2026-12-01T00:00"),
        ("demain 9:30", "2026-11-25T09:30"), ("2026-12-04", "2026-12-04T00:00"), ("4.12.", "2026-12-04T00:00"),
        ("jusqu’au 04/01", "2027-01-04T00:00"), ("17:00", "2026-11-24T17:00"),
    ],
)  # fmt: skip
def test_until_when_somebody_is_away(said, until):
    assert absences.read_until(said, TUESDAY, calendar_of(ALWAYS)) == datetime.fromisoformat(until + "+00:00")


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_moment_to_come_or_a_refusal(said):
    try:
        found = absences.read_until(said, TUESDAY, calendar_of(ALWAYS))
    except Refused as refusal:
        assert refusal.said("fr")
    else:
        assert TUESDAY < found <= TUESDAY + timedelta(days=367)
