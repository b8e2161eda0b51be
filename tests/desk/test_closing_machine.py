"""However people press, no path closes a complaint without outcome, process and treatment; on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.desk import commitments, complaints, drafts, episodes, reopening, tickets
from bot.desk.closing import asking, lines, resolving, watching
from bot.desk.models import Base, Closure, Commitment, Complaint, Satisfaction
from bot.desk.people import person
from bot.desk.vocabulary import CLOSING, CommitmentState, ComplaintState, DraftState, Outcome, Refused, TicketState
from tests.conftest import examples
from tests.desk.conftest import LINE, with_people
from tests.desk.test_walk import CLOSED, REFUSED

WHO = ["U0NOE", "U0IVY", "U0HEL"]
BLANK = [part.name for part in fields(resolving.Said)]


class Closings(RuleBasedStateMachine):
    """One complaint whose reply is public; anybody presses anything."""

    def __init__(self, store, book, clock, begin) -> None:
        super().__init__()
        self.store, self.book, self.clock, self.begin = store, book, clock, begin

    @initialize(promise=st.booleans())
    def answered(self, promise):
        self.id = self.begin(promise)

    def act(self, verb):
        self.clock.pass_(seconds=1)
        try:
            return self.store.write(lambda session: verb(session, session.get_one(Complaint, self.id)))
        except Refused as refusal:
            assert refusal.said("fr").strip()
            return None

    def who(self, name):
        return person(self.book, name)

    @rule(name=st.sampled_from(WHO))
    def claim(self, name):
        self.act(lambda s, c: tickets.claim(s, self.book, c, self.who(name), self.clock()))

    @rule(name=st.sampled_from(WHO))
    def release(self, name):
        self.act(lambda s, c: tickets.release(s, self.book, c, self.who(name), self.clock()))

    @rule(name=st.sampled_from(WHO))
    def wait(self, name):
        self.act(lambda s, c: tickets.wait(s, self.book, c, self.who(name), "the number", self.clock()))

    @rule(name=st.sampled_from(WHO), text=st.sampled_from(["Je l'ai dit : je vous écris demain à 18 h.", "appelé"]))
    def note(self, name, text):
        self.act(lambda s, c: tickets.note(s, self.book, c, self.who(name), text, self.clock()))

    @rule(name=st.sampled_from(WHO), refused=st.booleans(), left_out=st.sampled_from([*BLANK, "", "", "", ""]))
    def resolve(self, name, refused, left_out):
        said = REFUSED if refused else CLOSED
        said = replace(said, **{left_out: " "}) if left_out else said
        self.act(lambda s, c: resolving.resolve(s, self.book, c, self.who(name), said, self.clock()))

    @rule(name=st.sampled_from(WHO), appeal=st.booleans())
    def take_up_again(self, name, appeal):
        verb = resolving.appeal if appeal else resolving.reopen
        self.act(lambda s, c: verb(s, self.book, c, self.who(name), "not solved", self.clock()))

    @rule(name=st.sampled_from(WHO), number=st.integers(1, 4), what=st.sampled_from(["keep", "confirm", "set_aside"]))
    def decide_on_a_promise(self, name, number, what):
        verb = getattr(commitments, what)
        self.act(lambda s, c: verb(s, self.book, c, self.who(name), number, self.clock()))

    @rule(name=st.sampled_from(WHO), number=st.integers(1, 4), told=st.sampled_from(["", "by telephone"]))
    def renegotiate(self, name, number, told):
        said = {"on": (self.clock() + timedelta(days=2)).date().isoformat(), "at": "18:00", "reason": "late"}
        self.act(lambda s, c: commitments.renegotiate(
            s, self.book, c, self.who(name), number, self.clock(), **said, told=told))  # fmt: skip

    @rule(hours=st.integers(1, 80))
    def time_passes(self, hours):
        self.clock.pass_(hours=hours)
        self.store.write(lambda session: commitments.scan(session, self.book, self.clock(), 50))

    @rule()
    def the_line_is_written(self):
        def write(session, complaint):
            closure = episodes.standing(session, complaint.id)
            if closure is not None:
                lines.propose(session, complaint, closure.id, LINE, "fr", {}, self.clock())

        self.act(write)

    @rule(why=st.sampled_from(["", "not wanted"]))
    def skip(self, why):
        self.act(lambda s, c: asking.begin(
            s, self.book, c, lines.skip(s, c, self.who("U0HEL"), why, self.clock()), self.clock()))  # fmt: skip

    @rule(score=st.sampled_from(["sent", "1", "4"]))
    def answer(self, score):
        self.act(lambda s, c: asking.answer(s, self.book, c, self.who("U0NOE"), score, "", self.clock()))

    @rule(what=st.sampled_from(["writes", "lowers", "raises"]))
    def the_customer(self, what):
        def happening(session, complaint):
            if what == "writes":
                reopening.customer_wrote(session, self.book, complaint, complaint.mention, self.clock())
            else:
                after = 1.0 if what == "lowers" else 5.0
                watching.edited(session, self.book, complaint, 3.0, after, self.clock())

        self.act(happening)

    @invariant()
    def what_is_closed_has_the_three(self):
        with self.store.read() as session:
            complaint, closure = session.get_one(Complaint, self.id), episodes.standing(session, self.id)
            ticket = complaints.ticket_of(session, self.id)
            resolved = complaint.state == ComplaintState.RESOLVED
            assert resolved == (closure is not None) == (ticket.state == TicketState.RESOLVED)
            for one in session.scalars(select(Closure)):
                solved = one.outcome == Outcome.SOLVED
                assert one.done_what and one.done_on if solved else one.reason and one.recourse
                assert one.repeated >= 0 and one.hand_offs >= 0 and one.began_at <= one.closed_at
                assert one.explanation.strip() and one.explained_by in self.book.desk.people

    @invariant()
    def no_refusal_is_decided_again_by_the_same_person(self):
        with self.store.read() as session:
            found = episodes.of_complaint(session, self.id)
            ticket = complaints.ticket_of(session, self.id)
            first = [one for one in found if one.level == 1 and one.outcome == Outcome.REFUSED]
            again = [one for one in found if one.level == 2]
            assert bool(again) <= bool(first)
            assert all(one.decided_by != first[-1].decided_by for one in again)
            mediator = self.book.desk.recourse.mediator["fr"]
            assert all(mediator in one.recourse for one in again if one.outcome == Outcome.REFUSED)
            assert ticket.level == 2 or not any(one.reopened_at for one in first)

    @invariant()
    def nothing_promised_was_left_lying_when_it_closed(self):
        with self.store.read() as session:
            closure = episodes.standing(session, self.id)
            if closure is None:
                return
            for row in session.scalars(select(Commitment)):
                if row.created_at <= closure.closed_at and row.state == CommitmentState.OPEN:
                    assert row.follows is not None and row.due_at >= closure.closed_at
                    assert row.next_at is not None or row.broken_at is not None, "nobody would look at it again"

    @invariant()
    def one_question_an_episode_and_only_after_the_line(self):
        with self.store.read() as session:
            asked = session.scalars(select(Satisfaction)).all()
            assert len({one.closure_id for one in asked}) == len(asked)
            for one in asked:
                assert session.get_one(Closure, one.closure_id).line in lines.SETTLED

    @invariant()
    def no_line_waits_on_what_is_open(self):
        with self.store.read() as session:
            line = drafts.current(session, self.id, CLOSING)
            if line is not None and line.state == DraftState.PROPOSED:
                assert session.get_one(Complaint, self.id).state == ComplaintState.RESOLVED


def test_no_path_closes_without_the_three(store, book, clock, claimed, noe, lea):
    """Each example begins with the rows of a complaint that was just answered."""
    book = with_people(book)
    kept = {}
    with store.read() as session:
        for table in Base.metadata.sorted_tables:
            kept[table] = [dict(row._mapping) for row in session.execute(table.select())]
    start = clock()

    def begin(promise):
        clock.now = start
        with store.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
            for table, rows in kept.items():
                if rows:
                    connection.execute(table.insert(), rows)
        if promise:
            due = clock() + timedelta(hours=5)
            store.write(lambda session: session.add(Commitment(
                complaint_id=claimed, what="news", said="ce soir", due_at=due, owner=noe.id, created_at=clock(),
                state=CommitmentState.OPEN, next_at=due)))  # fmt: skip
        return claimed

    run_state_machine_as_test(
        lambda: Closings(store, book, clock, begin),
        settings=settings(
            max_examples=examples(12), stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
