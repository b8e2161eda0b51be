"""Every path through the ticket verbs, by hypothesis: three tickets, four people, absences, rounds and customers."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot import db, migrations
from bot.desk import absences, complaints, reopening, sla, tickets
from bot.desk.closing import resolving
from bot.desk.models import Complaint, Event, Mention, Ticket, TicketLink
from bot.desk.people import allowed
from bot.desk.playbooks import load
from bot.desk.routing import crew
from bot.desk.tickets import rounds
from bot.desk.vocabulary import ClockState, ComplaintState, MentionState, Metric, Refused, TicketState
from tests.conftest import ROOT, TUESDAY, examples
from tests.desk.crews import desk_with
from tests.desk.test_walk import CLOSED, put_right

BOOK = desk_with(
    load(ROOT / "playbooks"),
    delivery={"assign": "round_robin", "each": 2, "idle": "8h", "wait_at_most": "3d", "reopened": "owner"},
    care={"assign": "open", "capacity": 2, "each": 2},
)
PEOPLE = st.sampled_from([allowed(BOOK, who, "log") for who in ("U0NOE", "U0IVY", "U0HEL")])
NUMBERS = st.integers(0, 2)
HELD = (TicketState.CLAIMED, TicketState.WAITING, TicketState.SNOOZED)


class Tickets(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        engine = db.make_engine(f"sqlite:///{self.folder / 'd.db'}")
        migrations.upgrade(engine)
        self.store, self.now, self.ids = db.make_store(engine), TUESDAY, []
        for number in range(3):
            self.ids.append(self.store.write(lambda s, n=number: self._open(s, n)))

    def _mention(self, session, author):
        row = Mention(
            id=str(uuid.uuid4()), source="generic", external_id=uuid.uuid4().hex, network="facebook", url="",
            author_handle=author, author_name=author, author={}, title="", language="fr", text="Rien reçu.", media=[],
            hints={}, posted_at=self.now, received_at=self.now, state=MentionState.COMPLAINT, reason="",
            correlation="c",
        )  # fmt: skip
        session.add(row)
        return row

    def _open(self, session, number):
        from bot.desk import opening

        mention = self._mention(session, "ann" if number < 2 else "bob")
        session.flush()
        (opened,) = opening.open_all(session, BOOK, [mention], self.now)
        opened.team = "delivery"
        complaints.answered(session, BOOK, opened, self.now, self.now)
        session.flush()
        return opened.id

    def act(self, number, verb):
        try:
            self.store.write(lambda session: verb(session, session.get_one(Complaint, self.ids[number])))
        except Refused as refusal:
            assert refusal.said("fr").strip()

    def ref(self, number):
        with self.store.read() as session:
            return session.get_one(Complaint, self.ids[number]).ref

    @rule(n=NUMBERS, who=PEOPLE)
    def claim(self, n, who):
        self.act(n, lambda s, c: tickets.claim(s, BOOK, c, who, self.now))

    @rule(n=NUMBERS, who=PEOPLE)
    def release(self, n, who):
        self.act(n, lambda s, c: tickets.release(s, BOOK, c, who, self.now))

    @rule(n=NUMBERS, who=PEOPLE)
    def take(self, n, who):
        self.act(n, lambda s, c: tickets.take(s, BOOK, c, who, self.now))

    @rule(n=NUMBERS, who=PEOPLE, to=st.sampled_from(["U0NOE", "U0IVY", "care", "delivery", "nobody", "U0LEA"]))
    def transfer(self, n, who, to):
        self.act(n, lambda s, c: tickets.transfer(s, BOOK, c, who, to, "the depot knows", self.now))

    @rule(n=NUMBERS, who=PEOPLE)
    def wait(self, n, who):
        self.act(n, lambda s, c: tickets.wait(s, BOOK, c, who, "the order number", self.now))

    @rule(n=NUMBERS, who=PEOPLE, days=st.integers(-1, 3))
    def snooze(self, n, who, days):
        day = (self.now + timedelta(days=days)).date().isoformat()
        self.act(n, lambda s, c: tickets.snooze(s, BOOK, c, who, day, "the parcel", self.now))

    @rule(n=NUMBERS, other=NUMBERS, who=PEOPLE, why=st.sampled_from(["", "same parcel"]))
    def merge(self, n, other, who, why):
        self.act(n, lambda s, c: tickets.merge(s, BOOK, c, who, self.ref(other), why, self.now))

    @rule(n=NUMBERS, who=PEOPLE)
    def split(self, n, who):
        self.act(n, lambda s, c: tickets.split(s, BOOK, c, who, self.now))

    @rule(n=NUMBERS, other=NUMBERS, who=PEOPLE)
    def link_and_unlink(self, n, other, who):
        self.act(n, lambda s, c: tickets.link(s, c, who, self.ref(other), "neighbours", self.now))
        if other != n:
            self.act(n, lambda s, c: tickets.unlink(s, c, who, self.ref(other), self.now))

    @rule(n=NUMBERS, who=PEOPLE)
    def resolve(self, n, who):
        said = replace(CLOSED, on=self.now.date().isoformat())
        self.act(n, lambda s, c: put_right(s, BOOK, c, who, self.now, said))

    @rule(n=NUMBERS, who=PEOPLE)
    def reopen(self, n, who):
        self.act(n, lambda s, c: resolving.reopen(s, BOOK, c, who, "broken again", self.now))

    @rule(n=NUMBERS)
    def the_customer_writes(self, n):
        self.act(n, lambda s, c: reopening.customer_wrote(s, BOOK, c, self._mention(s, "ann"), self.now))

    @rule(who=PEOPLE, hours=st.sampled_from([None, 5, 50]))
    def leave(self, who, hours):
        until = self.now + timedelta(hours=hours) if hours else None
        self.store.write(lambda s: absences.leave(s, who, until, self.now))

    @rule(who=PEOPLE)
    def come_back(self, who):
        try:
            self.store.write(lambda s: absences.come_back(s, who, self.now))
        except Refused as refusal:
            assert refusal.said("fr").strip()

    @rule(hours=st.sampled_from([1, 9, 30, 80]))
    def time_passes_and_the_round_is_made(self, hours):
        self.now += timedelta(hours=hours)
        there = self.store.write(lambda s: crew.there(s, BOOK, "delivery", self.now))
        self.store.write(lambda s: rounds.scan(s, BOOK, self.now, 10))
        with self.store.read() as session:
            assert not session.scalars(select(Ticket).where(Ticket.look_at <= self.now)).all(), "nothing is overdue"
        before = self._owners()
        self.store.write(lambda s: rounds.drain_all(s, BOOK, self.now))
        for ticket, owner in self._owners().items():
            assert before[ticket] == owner or owner in there, "nobody away or off duty is given work"

    def _owners(self):
        with self.store.read() as session:
            return {row.id: row.owner for row in session.scalars(select(Ticket))}

    @invariant()
    def each_ticket_tells_one_story(self):
        with self.store.read() as session:
            for row in session.scalars(select(Ticket)):
                complaint = row.complaint
                assert (row.state == TicketState.RESOLVED) == (complaint.state == ComplaintState.RESOLVED)
                if row.state != TicketState.RESOLVED:
                    assert (row.owner is not None) == (row.state in HELD)
                    assert (row.merged_into is not None) == (row.state == TicketState.MERGED)
                assert (row.snoozed_until is not None) == (row.state == TicketState.SNOOZED)
                assert (row.waiting_for is not None) == (row.state == TicketState.WAITING)
                assert row.team == complaint.team
                clock = sla.running(session, complaint.id, Metric.RESOLUTION)
                assert (clock is not None) == (row.state != TicketState.RESOLVED)
                if clock is not None:
                    assert (clock.state == ClockState.PAUSED) == (row.state == TicketState.WAITING)

    @invariant()
    def nobody_holds_too_much(self):
        with self.store.read() as session:
            people = ["U0NOE", "U0IVY"]
            for load in crew.loads(session, BOOK, people).values():
                assert load.held <= 2

    @invariant()
    def merging_is_no_circle_and_stands_in_a_row(self):
        with self.store.read() as session:
            for row in session.scalars(select(Ticket).where(Ticket.state == TicketState.MERGED)):
                into = session.get_one(Ticket, row.merged_into)
                assert into.state not in (TicketState.MERGED, TicketState.RESOLVED)
                links = select(TicketLink).where(TicketLink.ticket_id == row.id, TicketLink.undone_at.is_(None))
                assert [one.other_id for one in session.scalars(links) if one.merged] == [into.id]

    @invariant()
    def hand_offs_are_what_the_timelines_say(self):
        with self.store.read() as session:
            for row in session.scalars(select(Ticket)):
                kinds = select(Event).where(Event.complaint_id == row.complaint_id)
                passed = session.scalars(kinds.where(Event.kind.in_(["transferred", "taken"]))).all()
                assert row.handoffs == len(passed)

    def teardown(self):
        if hasattr(self, "store"):
            self.store.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)


Tickets.TestCase.settings = settings(
    max_examples=examples(6), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTickets = Tickets.TestCase
