"""Whatever people and networks do while an incident is open: nothing leaves that is held back, and every reply that
left was approved, word for word, by the person in whose name it is."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from bot.desk import alerts, approvals, complaints, drafts, freezes, mentions, outbox, passages, publishing, steering
from bot.desk.incidents import batches, belonging, declaring, ending, pacing, statements, telling
from bot.desk.models import Approval, Batch, Complaint, Draft, Effect, Event, Incident, IncidentEvent
from bot.desk.vocabulary import FLOWS, INCIDENT_OPEN, ComplaintState, DraftState, IncidentState, Refused
from bot.sources import generic
from tests.conftest import TUESDAY, alert_body, examples
from tests.desk.incidents import FOR_ONE, SAID, STATEMENT
from tests.desk.test_machine import AGENTS, APPROVERS, BOOK, empty_store
from tests.desk.test_walk import REASONS

PEOPLE = st.sampled_from(APPROVERS)
WHICH = st.integers(0, 3)
HEL = APPROVERS[2]


class Crisis(RuleBasedStateMachine):
    @initialize(early=st.integers(1, 3), spoken=st.sampled_from([True, True, False]))
    def begin(self, early, spoken):
        self.store, self.now, self.serial = empty_store(), TUESDAY, 0
        self.batches: dict[int, dict[int, str]] = {}  # batch → draft → the words that were shown
        self.states: dict[int, str] = {}
        for _person in range(early):
            self.somebody_complains()
        if spoken:
            self.speak_with_one_voice()

    # ---------------------------------------------------------------- the world

    @rule()
    def somebody_complains(self):
        if self.serial >= 4:
            return
        number, self.serial = self.serial, self.serial + 1
        self.said(id=f"m{number}", text=SAID[number], author={"handle": f"person{number}", "name": "Nadia"})

    @rule(which=WHICH, kind=st.sampled_from(["edited", "deleted"]))
    def a_customer_moves_on(self, which, kind):
        if which < self.serial:
            self.said(id=f"m{which}", kind=kind, text="Toujours rien !")

    def said(self, **fields):
        def happening(session):
            incoming = generic.parse("generic", json.dumps(alert_body(**fields)).encode())
            alerts.store(session.connection(), [alerts.row(item, self.now) for item in incoming])
            for alert in alerts.unread(session, 10):
                mentions.take_all(session, BOOK, [(alert, generic.read(alert.payload))], self.now)

        self.store.write(happening)

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(lost=st.booleans())
    def they_leave(self, lost):
        for which in range(3):
            self.now += timedelta(minutes=1)
            self.the_network_takes_what_is_due(which, lost)

    @rule(which=WHICH, lost=st.booleans())
    def the_network_takes_what_is_due(self, which, lost):
        """A worker publishes what is due now, or dies in between."""

        def begin(session):
            due = session.scalars(select(Effect).where(
                Effect.kind == "reply.publish", Effect.done_at.is_(None), Effect.held_at.is_(None),
                Effect.due_at <= self.now,
            )).all()  # fmt: skip
            if not due:
                return None
            effect = due[which % len(due)]
            draft = publishing.begin_publishing(session, BOOK, effect, self.now)
            if draft is not None:
                self.leaves(session, draft)
                return effect.id, draft.id
            return None

        begun = self.store.write(begin)
        if begun and not lost:
            self.store.write(lambda s: publishing.published(
                s, BOOK, s.get_one(Draft, begun[1]), "https://a.example", self.now, self.now))  # fmt: skip
            self.store.write(lambda s: outbox.tick(s, s.get_one(Effect, begun[0]), self.now))

    def leaves(self, session, draft):
        """The words are handed to the network: the promises that must hold right now."""
        complaint = draft.complaint
        assert freezes.held(session, complaint) is None, "nothing of the topic is published while it is held back"
        sha256 = drafts.digest(BOOK, draft.reply_text, draft.target, draft.language)
        given = approvals.of_draft(session, draft)
        assert given and {one.hash for one in given} == {sha256} == {draft.approved_hash}

    # ---------------------------------------------------------------- people

    def act(self, verb):
        """One verb in one transaction. Only a refusal may come out of it, and it says something in both languages."""
        self.now += timedelta(seconds=1)
        try:
            return self.store.write(verb)
        except Refused as refusal:
            assert refusal.said("fr").strip() and refusal.said("en").strip()
            return None

    def on(self, which, verb):
        def happening(session):
            found = session.scalars(select(Complaint).order_by(Complaint.id)).all()
            return verb(session, found[which]) if which < len(found) else None

        return self.act(happening)

    def in_(self, verb):
        """``verb(session, incident)`` on the latest incident, if there is one."""

        def happening(session):
            incident = session.scalars(select(Incident).order_by(Incident.id.desc())).first()
            return verb(session, incident) if incident else None

        return self.act(happening)

    @rule()
    def declare(self):
        self.act(lambda s: declaring.declare(s, BOOK, HEL, "late-delivery", "", "why", self.now))

    @rule(which=WHICH, statement=st.booleans())
    def a_draft_is_written(self, which, statement):
        def propose(session, complaint):
            found = passages.of_complaints(session, [complaint], BOOK).get(complaint.id, {}).get("fr")
            words = f"Bonjour Nadia,\n{FOR_ONE[which]} " + (STATEMENT.replace("\n", " ") if statement else "")
            latest = drafts.current(session, complaint.id)
            drafts.propose(
                session, complaint, words, "fr", "playbook", self.now, after=latest.number if latest else None,
                commitments=found.promised(words) if found else [],
                why={"statement": found.revision} if found and statement else {},
            )  # fmt: skip

        self.on(which, propose)

    @rule(which=WHICH, who=PEOPLE)
    def approve_one(self, which, who):
        def approve(session, complaint):
            latest = drafts.current(session, complaint.id)
            shown = drafts.shown_as(latest, complaint) if latest else ""
            approvals.approve(session, BOOK, complaint, who, shown, self.now, REASONS)
            assert freezes.held(session, complaint) is None

        self.on(which, approve)

    @rule(which=WHICH, who=PEOPLE)
    def undo(self, which, who):
        self.on(which, lambda s, c: approvals.undo(s, c, who, self.now))

    @rule(which=WHICH, who=PEOPLE)
    def edit(self, which, who):
        def edit(session, complaint):
            latest = drafts.current(session, complaint.id)
            body = f"{latest.body} Je vous tiens au courant." if latest else "Bonjour"
            drafts.edit(session, BOOK, complaint, who, latest.number if latest else 0, body, self.now)

        self.on(which, edit)

    @rule(which=WHICH, who=PEOPLE, name=st.sampled_from(["late-delivery", "lost-parcel"]))
    def choose_playbook(self, which, who, name):
        self.on(which, lambda s, c: steering.choose_playbook(s, BOOK, c, who, name, self.now))

    @rule(which=WHICH, who=PEOPLE)
    def dismiss(self, which, who):
        self.on(which, lambda s, c: complaints.dismiss(s, BOOK, c, who, "x", self.now))

    @rule(which=WHICH, who=PEOPLE)
    def restore(self, which, who):
        self.on(which, lambda s, c: complaints.restore(s, BOOK, c, who, self.now))

    @rule(which=WHICH, who=PEOPLE, how=st.sampled_from(["out", "in", "alone"]))
    def belong(self, which, who, how):
        if how == "in":
            self.on(which, lambda s, c: belonging.put_in(
                s, BOOK, s.scalars(select(Incident).order_by(Incident.id.desc())).first(), c, who, self.now
            ) if s.scalar(select(Incident.id).limit(1)) else None)  # fmt: skip
        elif how == "out":
            self.on(which, lambda s, c: belonging.take_out(s, BOOK, c, who, "other", self.now))
        else:
            self.on(which, lambda s, c: belonging.answer_alone(s, BOOK, c, who, "now", self.now))

    @rule(cluster=st.sampled_from(["accidental", "victim", "?"]))
    def say_whose_doing_it_is(self, cluster):
        word = TUESDAY.replace(hour=17) + timedelta(days=1)
        self.in_(lambda s, i: statements.choose_cluster(
            s, BOOK, i, HEL, self.now, cluster=cluster, known="", done="", safety="", next_word_at=word))  # fmt: skip

    @rule(who=PEOPLE, text=st.sampled_from([STATEMENT, STATEMENT.replace("Lyon", "Dijon"), "[[x]]"]))
    def write(self, who, text):
        self.in_(lambda s, i: statements.write(s, BOOK, i, who, {"fr": text}, self.now))

    @rule()
    def approve_the_statement(self):
        self.in_(lambda s, i: statements.approve(
            s, BOOK, i, HEL, statements.shown_as(statements.latest(s, i)), self.now, REASONS))  # fmt: skip

    @rule()
    def withdraw(self):
        self.in_(lambda s, i: statements.withdraw(s, i, HEL, "wrong", self.now))

    @rule()
    def speak_with_one_voice(self):
        """What leads to many replies, in one go: else it is rarely reached."""
        self.declare()
        self.say_whose_doing_it_is("accidental")
        self.write(APPROVERS[0], STATEMENT)
        self.approve_the_statement()
        for which in range(self.serial):
            self.a_draft_is_written(which, statement=True)
        self.gather()

    @rule()
    def gather(self):
        batch = self.in_(lambda s, i: batches.gathered(s, BOOK, i, self.now))
        if batch is not None and batch.id not in self.batches:
            with self.store.read() as session:
                words = {ready.draft.id: ready.draft.body for ready in batches.shown_in(session, batch)}
            self.batches[batch.id] = words

    @rule(who=st.sampled_from([*APPROVERS, *AGENTS[:0]]), back=st.integers(0, 2), die=st.booleans())
    def press(self, who, back, die):
        """Somebody presses on the newest card or on an old one; the worker may die in the middle of it."""
        known = sorted(self.batches)
        if not known:
            return
        number = known[max(0, len(known) - 1 - back)]
        self.act(lambda s: pacing.approve(s, BOOK, s.get_one(Batch, number), who, self.now))
        self.carry(number, die=die)

    def carry(self, number, *, die):
        with self.store.read() as session:
            decided = session.get_one(Batch, number).decided_by
            items = pacing.undecided(session, number) if decided else []
        for item in items[:1] if die else items:
            self.store.write(lambda s, item=item: pacing.approve_one(s, BOOK, number, item, self.now))
            self.approved_as_shown(number, item, decided)
        if decided and not die:
            effect = select(Effect).where(Effect.key == f"approve:{number}")
            self.store.write(lambda s: pacing.carried(s, s.scalars(effect).one(), self.now))

    def approved_as_shown(self, number, item, who):
        with self.store.read() as session:
            became = session.get_one(Batch, number).outcome[-1]
            if became["why"] is None:
                draft = session.get_one(Draft, item["draft"])
                assert draft.body == self.batches[number][draft.id], "exactly the words that were shown"
                assert draft.state == DraftState.APPROVED
                (given,) = session.scalars(select(Approval).where(Approval.draft_id == draft.id)).all()
                assert given.person == who == draft.approved_by
                assert given.hash == drafts.digest(BOOK, draft.reply_text, draft.target, draft.language)
                assert freezes.held(session, draft.complaint) is None

    @rule(who=PEOPLE, stopped=st.booleans(), lost=st.booleans())
    def press_and_watch_them_leave(self, who, stopped, lost):
        self.gather()
        self.press(who, 0, die=False)
        self.they_leave(lost)
        if stopped:
            self.stop(who)
        self.they_leave(lost)

    @rule(who=PEOPLE)
    def stop(self, who):
        self.in_(lambda s, i: pacing.stop(s, i, who, self.now))

    @rule()
    def the_room_is_told(self):
        self.store.write(lambda s: telling.scan(s, BOOK, self.now))

    @rule(false_alarm=st.booleans())
    def end(self, false_alarm):
        self.in_(lambda s, i: ending.end(s, BOOK, i, HEL, "over", self.now, false_alarm=false_alarm))

    @rule()
    def review(self):
        self.in_(lambda s, i: ending.review(
            s, BOOK, i, HEL, self.now, what="x", change="y", who="U0HEL", by="2027-01-31"))  # fmt: skip

    # ---------------------------------------------------------------- the promises

    @invariant()
    def one_incident_is_open_on_a_topic_and_states_follow_the_table(self):
        with self.store.read() as session:
            found = session.scalars(select(Incident)).all()
            assert sum(one.state in INCIDENT_OPEN for one in found) <= 1
            for one in found:
                before = IncidentState(self.states.get(one.id, one.state))
                reached = {before} | FLOWS[IncidentState][before]
                reached |= {to for state in list(reached) for to in FLOWS[IncidentState][state]}
                assert one.state in reached
                self.states[one.id] = one.state
                told = session.scalar(
                    select(func.count()).select_from(IncidentEvent).where(IncidentEvent.incident_id == one.id)
                )
                assert told

    @invariant()
    def what_is_held_back_is_approved_by_nobody(self):
        with self.store.read() as session:
            for complaint in session.scalars(select(Complaint).where(Complaint.state == ComplaintState.OPEN)):
                draft = drafts.current(session, complaint.id)
                if freezes.held(session, complaint) and draft is not None:
                    assert draft.state != DraftState.APPROVED
                    assert not (draft.state == DraftState.PROPOSED and draft.reply_text)

    @invariant()
    def each_that_is_part_of_it_has_a_line_that_says_so(self):
        with self.store.read() as session:
            for complaint in session.scalars(select(Complaint).where(Complaint.incident_id.is_not(None))):
                kinds = set(session.scalars(select(Event.kind).where(Event.complaint_id == complaint.id)))
                assert "incident_joined" in kinds


Crisis.TestCase.settings = settings(
    max_examples=examples(15),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestCrisis = Crisis.TestCase
