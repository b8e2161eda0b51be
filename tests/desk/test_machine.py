"""Anybody may press anything at any time: whatever people, customers and networks do, the desk's promises hold."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot import db
from bot.desk import (
    abstentions,
    alerts,
    approvals,
    commitments,
    complaints,
    digests,
    drafts,
    editing,
    episodes,
    escalations,
    events,
    gestures,
    hotlines,
    mentions,
    outbox,
    playbooks,
    publishing,
    quorum,
    rewritings,
    sla,
    steering,
    tickets,
    waiting,
)
from bot.desk.closing import asking, lines, resolving
from bot.desk.models import (
    Acknowledgement,
    Base,
    Clock,
    Commitment,
    Complaint,
    Draft,
    Effect,
    Event,
    Gesture,
    Mention,
    Ticket,
)
from bot.desk.people import person
from bot.desk.playbooks.playbook import Approval as Rules
from bot.desk.playbooks.playbook import Grant
from bot.desk.vocabulary import (
    CLOSING,
    REPLY,
    ClockState,
    ComplaintState,
    Decision,
    DraftState,
    Lane,
    MentionState,
    Metric,
    Refused,
    Role,
    TicketState,
)
from bot.sources import generic
from tests.conftest import ROOT, TUESDAY, alert_body, examples
from tests.desk.conftest import with_playbook
from tests.desk.test_walk import CLOSED, REASONS, REFUSED, WORDS

BOOK = playbooks.load(ROOT / "playbooks")
FIRSTHAND = BOOK.playbooks["general"].model_copy(  # a manager first, a hotline, two people
    update={"name": "firsthand", "approval": Rules(manager_first=True, people=2), "hotline": "legal"}
)
BOOK = with_playbook(BOOK, "late-delivery", grants={"voucher": Grant(most={Role.COMMUNITY_MANAGER: 10})})
BOOK = replace(BOOK, playbooks={**BOOK.playbooks, "firsthand": FIRSTHAND})
LINE = "Bonjour Nadia,\nVoici comment cela s'est terminé : vos tasses sont arrivées mardi."
APPROVERS = [person(BOOK, who) for who in ("U0LEA", "U0SAM", "U0HEL")]
AGENTS = [person(BOOK, who) for who in ("U0NOE", "U0IVY")]
EVENT_OF = {  # what the timeline must have gained when a state was reached
    ("complaint", ComplaintState.DISMISSED): "dismissed",
    ("complaint", ComplaintState.ANSWERED): "ticket_opened",
    ("complaint", ComplaintState.ABSTAINED): "abstained",
    ("complaint", ComplaintState.RESOLVED): "resolved",
    ("draft", DraftState.APPROVED): "approved",
    ("draft", DraftState.PUBLISHED): "published",
    ("draft", DraftState.UNKNOWN): "outcome_unknown",
    ("draft", DraftState.FAILED): "publishing_failed",
    ("ticket", TicketState.WAITING): "waiting",
    ("ticket", TicketState.CLAIMED): "claimed",
}


def latest_number(session, complaint):
    return getattr(drafts.in_hand(session, complaint), "number", 0)


@cache
def store() -> db.Store:
    """One database in memory for all examples: making the tables anew each time would be most of the work."""
    engine = db.make_engine("sqlite://")
    Base.metadata.create_all(engine)
    return db.make_store(engine)


def empty_store() -> db.Store:
    with store().engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        read = [{"person": who, "version": BOOK.desk.conduct.version, "at": TUESDAY} for who in BOOK.desk.people]
        connection.execute(Acknowledgement.__table__.insert(), read)
    return store()


class Desk(RuleBasedStateMachine):
    @initialize(network=st.sampled_from(["facebook", "reviews"]), severe=st.booleans())
    def complain(self, network, severe):
        self.store, self.now, self.serial = empty_store(), TUESDAY, 0
        self.sent: list[tuple[str, str]] = []  # what the network took: (draft's hash, its text)
        self.network = network
        self.said(id="origin", network=network)
        with self.store.read() as session:
            self.id = session.scalars(select(Complaint.id)).one()
        self.shown = ""
        if severe:
            self.grade(APPROVERS[0], "blame")
        self.propose(WORDS, promise=False)

    # ---------------------------------------------------------------- the world

    def said(self, **fields):
        def happening(session):
            incoming = generic.parse("generic", json.dumps(alert_body(**fields)).encode())
            alerts.store(session.connection(), [alerts.row(item, self.now) for item in incoming])
            for alert in alerts.unread(session, 10):
                mentions.take_all(session, BOOK, [(alert, generic.read(alert.payload))], self.now)
                session.flush()

        self.store.write(happening)

    def act(self, verb):
        """One verb in one transaction. Only a refusal may come out of it, and it must say something."""
        self.now += timedelta(seconds=1)
        try:
            return self.store.write(lambda session: verb(session, session.get_one(Complaint, self.id)))
        except Refused as refusal:
            assert str(refusal).strip()
            return None

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_clocks_are_scanned(self):
        self.store.write(lambda session: digests.scan(session, BOOK, self.now, 100))

    @rule(words=st.sampled_from(["Toujours rien !", "Merci, c'est réglé."]))
    def the_customer_edits(self, words):
        self.said(id="origin", network=self.network, kind="edited", text=words)

    @rule()
    def the_customer_deletes(self):
        self.said(id="origin", network=self.network, kind="deleted")

    @rule()
    def the_customer_writes_again(self):
        self.serial += 1
        self.said(id=f"more{self.serial}", network=self.network, in_reply_to="origin")

    @rule(serial=st.integers(1, 3))
    def the_customer_takes_a_further_word_back(self, serial):
        if serial <= self.serial:
            self.said(id=f"more{serial}", network=self.network, kind="deleted")

    # ---------------------------------------------------------------- the desk

    @rule(body=st.sampled_from([WORDS + " Nous les suivons ce soir.", "Bonjour, [[quoi]] ?"]), promise=st.booleans())
    def propose(self, body, promise):
        by = (self.now + timedelta(hours=3)).isoformat()
        promised = [{"what": "x", "by": by, "said": "ce soir", "until": by}] if promise else []
        self.act(lambda s, c: drafts.propose(s, c, body, "fr", "playbook", self.now, commitments=promised, why={}))

    @rule(
        who=st.sampled_from(APPROVERS), number=st.integers(0, 6), body=st.sampled_from(["", WORDS + " Pardon encore."])
    )
    def edit(self, who, number, body):
        self.act(lambda s, c: drafts.edit(s, BOOK, c, who, number, body, self.now))

    @rule(who=st.sampled_from(APPROVERS))
    def edit_the_latest(self, who):
        self.act(lambda s, c: drafts.edit(s, BOOK, c, who, latest_number(s, c), WORDS + " Merci.", self.now))

    @rule()
    def look(self):
        """Remember what the card shows, to press on it later."""
        with self.store.read() as session:
            complaint = session.get_one(Complaint, self.id)
            latest = drafts.in_hand(session, complaint)
            self.shown = drafts.shown_as(latest, complaint) if latest else ""

    @rule(who=st.sampled_from(APPROVERS), look=st.booleans())
    def approve(self, who, look):
        if look:
            self.look()
        draft = self.act(lambda s, c: approvals.approve(s, BOOK, c, who, self.shown, self.now, REASONS))
        if draft is not None:
            self.agreed(draft)

    @rule(who=st.sampled_from(APPROVERS))
    def read_and_approve(self, who):
        self.approve(who, look=True)

    def agreed(self, draft):
        """Somebody said yes: whether that was enough, by the rules of this moment."""
        with self.store.read() as session:
            complaint = session.get_one(Complaint, self.id)
            rules = quorum.needed(BOOK, complaints.frozen_playbook(BOOK, complaint), complaint, draft)
            given = [person(BOOK, one.person) for one in approvals.of_draft(session, draft)]
        assert len({one.id for one in given}) == len(given) >= 1
        assert rules.lacks(given) == (draft.state == DraftState.PROPOSED)

    @rule(who=st.sampled_from(APPROVERS))
    def undo(self, who):
        self.act(lambda s, c: approvals.undo(s, c, who, self.now))

    @rule(who=st.sampled_from(APPROVERS), number=st.integers(0, 5))
    def use_version(self, who, number):
        self.act(lambda s, c: rewritings.use_version(s, BOOK, c, who, number, self.now))

    @rule(who=st.sampled_from(APPROVERS), kind=st.sampled_from(["shorter", "free", "?"]))
    def ask_for_change(self, who, kind):
        self.act(lambda s, c: drafts.ask_for_change(s, BOOK, c, who, latest_number(s, c), kind, "", self.now))

    @rule(who=st.sampled_from(APPROVERS), name=st.sampled_from(["late-delivery", "general", "firsthand", "?"]))
    def choose_playbook(self, who, name):
        self.act(lambda s, c: steering.choose_playbook(s, BOOK, c, who, name, self.now))

    @rule(who=st.sampled_from(APPROVERS))
    def clear(self, who):
        self.act(lambda s, c: steering.clear(s, BOOK, c, who, self.now))

    @rule(who=st.sampled_from(APPROVERS), severity=st.sampled_from(["disapproval", "blame", "?"]))
    def grade(self, who, severity):
        self.act(lambda s, c: steering.grade(s, BOOK, c, who, severity, self.now))

    @rule(who=st.sampled_from(APPROVERS), value=st.sampled_from(["", "vos tasses"]))
    def fill_slots(self, who, value):
        self.act(lambda s, c: steering.fill_slots(s, BOOK, c, who, {"object": value}, self.now))

    @rule(who=st.sampled_from(APPROVERS + AGENTS), kind=st.sampled_from(["voucher", "replacement", "?"]),
          amount=st.sampled_from(["", "5", "60", "900"]))  # fmt: skip
    def ask_for_a_gesture(self, who, kind, amount):
        self.act(lambda s, c: gestures.ask(s, BOOK, c, who, kind, amount, "three weeks", self.now))

    @rule(who=st.sampled_from(APPROVERS), number=st.integers(1, 2), decision=st.sampled_from(["granted", "refused"]))
    def decide(self, who, number, decision):
        self.act(lambda s, c: gestures.decide(s, BOOK, c, who, number, decision, "because", self.now))

    @rule(who=st.sampled_from(APPROVERS), close=st.booleans())
    def have_it_open(self, who, close):
        self.act(lambda s, c: editing.open_edit(s, c, who, 1, self.now))
        if close:
            self.act(lambda s, c: editing.close_edit(s, c, who, self.now, "Bonj"))

    @rule()
    def the_worker_talks(self):
        """What is due in the other lane: chains, clocks, windows that were left open; the rest is drawn and sent."""
        for effect in self.store.write(lambda session: outbox.claim(session, Lane.CHAT, 50, self.now)):
            verb = {
                "approval.escalate": lambda s, e: escalations.escalate(s, BOOK, e, self.now),
                "closing.compose": self.write_the_line,
                commitments.ESCALATE: lambda s, e: commitments.escalate(s, BOOK, e, self.now),
                "gesture.due": lambda s, e: gestures.overdue(s, BOOK, e, self.now),
                "hotline.due": lambda s, e: hotlines.overdue(s, BOOK, e, self.now),
                "editing.over": lambda s, e: editing.over(s, e, self.now),
            }.get(effect.kind, lambda s, e: outbox.tick(s, e, self.now))
            self.store.write(lambda s, e=effect, verb=verb: verb(s, e))

    @rule(who=st.sampled_from(APPROVERS))
    def regenerate(self, who):
        self.act(lambda s, c: drafts.regenerate(s, BOOK, c, who, self.now))

    @rule(outcome=st.sampled_from(["ok", "unknown", "not sent", "refused", "died", "late ok"]))
    def the_worker_publishes(self, outcome):
        claimed = self.store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, self.now))
        for effect in claimed:
            if effect.kind != approvals.PUBLISH:
                self.store.write(lambda s, e=effect: self.leave_to_a_person(s, e))
                continue
            draft = self.store.write(lambda s, e=effect: publishing.begin_publishing(s, BOOK, e, self.now))
            if draft is not None:
                assert draft.approved_hash == drafts.digest(BOOK, draft.reply_text, draft.target, draft.language)
                if outcome in ("ok", "late ok") and draft.kind == REPLY:
                    self.sent.append((draft.approved_hash, draft.reply_text))
                if outcome == "late ok":
                    self.reap()
                self.store.write(lambda s, e=effect, d=draft: self.settle(s, e, d.id, outcome))

    def leave_to_a_person(self, session, effect):
        """No source here has a private way: the question is sent by hand."""
        asked = asking.to_send(session, BOOK, effect, self.now)
        if asked is not None:
            asking.left_to_person(session, asked, None, self.now)
            outbox.tick(session, effect, self.now)

    def write_the_line(self, session, effect):
        complaint = session.get_one(Complaint, self.id)
        lines.propose(session, complaint, effect.payload["closure"], LINE, "fr", {}, self.now)
        outbox.tick(session, effect, self.now)

    def settle(self, session, effect, draft_id, outcome):
        draft = session.get_one(Draft, draft_id)
        if outcome in ("ok", "late ok"):
            publishing.published(session, BOOK, draft, "https://social.example/r", self.now, self.now)
            outbox.tick(session, effect, self.now)
        elif outcome == "not sent":
            publishing.not_sent(session, draft, "no connection", self.now)
            outbox.postpone(session, effect, "no connection", self.now)
        elif outcome == "unknown":
            publishing.outcome_unknown(session, draft, "time-out", self.now)
        elif outcome == "refused":
            publishing.refused_by_network(session, draft, "answered 400", self.now)
            outbox.tick(session, effect, self.now)

    @rule()
    def reap(self):
        self.now += timedelta(minutes=5)
        self.store.write(lambda session: publishing.reap(session, self.now, timedelta(minutes=1)))

    @rule(who=st.sampled_from(APPROVERS), url=st.sampled_from(["https://social.example/r", "nowhere"]))
    def posted_by_hand(self, who, url):
        self.act(lambda s, c: publishing.posted_by_hand(s, BOOK, c, who, url, self.now))

    @rule(who=st.sampled_from(APPROVERS))
    def publish_again(self, who):
        self.act(lambda s, c: publishing.publish_again(s, BOOK, c, who, self.now))

    @rule(who=st.sampled_from(APPROVERS), reason=st.sampled_from(["", "spam"]))
    def dismiss(self, who, reason):
        self.act(lambda s, c: complaints.dismiss(s, BOOK, c, who, reason, self.now))

    @rule(who=st.sampled_from(APPROVERS))
    def restore(self, who):
        self.act(lambda s, c: complaints.restore(s, BOOK, c, who, self.now))

    @rule(
        who=st.sampled_from(APPROVERS),
        needs=st.sampled_from(["watch", "do_not_engage", "?"]),
        until=st.sampled_from(["", "2026-11-25", "2026-11-27"]),
    )
    def abstain(self, who, needs, until):
        self.act(lambda s, c: abstentions.abstain(s, BOOK, c, who, needs, "it would feed it", until, self.now))

    @rule(who=st.sampled_from(APPROVERS))
    def engage(self, who):
        self.act(lambda s, c: abstentions.engage(s, BOOK, c, who, self.now))

    @rule()
    def what_is_due_wakes(self):
        self.store.write(lambda session: abstentions.wake_due(session, BOOK, self.now, 10))

    @rule(who=st.sampled_from(AGENTS))
    def claim(self, who):
        self.act(lambda s, c: tickets.claim(s, BOOK, c, who, self.now))

    @rule(who=st.sampled_from(AGENTS))
    def release(self, who):
        self.act(lambda s, c: tickets.release(s, BOOK, c, who, self.now))

    @rule(who=st.sampled_from(AGENTS), what=st.sampled_from(["", "the order number"]))
    def wait(self, who, what):
        self.act(lambda s, c: tickets.wait(s, BOOK, c, who, what, self.now))

    @rule(who=st.sampled_from(AGENTS), text=st.sampled_from(["", "called the depot"]))
    def note(self, who, text):
        self.act(lambda s, c: tickets.note(s, BOOK, c, who, text, self.now))

    @rule(who=st.sampled_from(AGENTS), outcome=st.sampled_from(["solved", "refused", "?"]),
          reason=st.sampled_from(["", "wear"]), on=st.sampled_from(["2026-11-24", "2030-01-01", "soon"]))  # fmt: skip
    def resolve(self, who, outcome, reason, on):
        said = replace(REFUSED if outcome == "refused" else CLOSED, outcome=outcome, reason=reason, on=on)
        self.act(lambda s, c: resolving.resolve(s, BOOK, c, who, said, self.now))

    @rule(who=st.sampled_from(AGENTS), number=st.integers(1, 2))
    def keep(self, who, number):
        self.act(lambda s, c: commitments.keep(s, BOOK, c, who, number, self.now))

    @rule(who=st.sampled_from(APPROVERS), why=st.sampled_from(["", "she asked us not to"]))
    def skip_the_line(self, who, why):
        self.act(lambda s, c: asking.begin(s, BOOK, c, lines.skip(s, c, who, why, self.now), self.now))

    @rule(who=st.sampled_from(AGENTS), score=st.sampled_from(["sent", "1", "5", "?"]))
    def note_the_answer(self, who, score):
        self.act(lambda s, c: asking.answer(s, BOOK, c, who, score, "", self.now))

    @rule(who=st.sampled_from(AGENTS), why=st.sampled_from(["", "broken again"]))
    def reopen(self, who, why):
        self.act(lambda s, c: resolving.reopen(s, BOOK, c, who, why, self.now))

    # ---------------------------------------------------------------- what always holds

    @invariant()
    def at_most_one_reply_is_public_and_it_is_the_one_approved(self):
        with self.store.read() as session:
            public = session.scalars(select(Draft).where(Draft.state == DraftState.PUBLISHED)).all()
            assert sum(draft.kind == REPLY for draft in public) <= 1
            assert sum(draft.kind == CLOSING for draft in public) <= len(episodes.of_complaint(session, self.id))
            for draft in public:
                assert draft.approved_by
                assert draft.approved_hash == drafts.digest(BOOK, draft.reply_text, draft.target, draft.language)
                assert draft.reply_text == drafts.signed(
                    BOOK, draft.body, person(BOOK, draft.approved_by), draft.language
                )
                assert "[[" not in draft.reply_text
            held = [d.state for d in session.scalars(select(Draft).where(Draft.kind == REPLY))]
            assert sum(state not in (DraftState.SUPERSEDED,) for state in held) <= 1

    @invariant()
    def everybody_who_approved_agreed_to_the_same_text(self):
        with self.store.read() as session:
            for draft in session.scalars(select(Draft).where(Draft.approved_by.is_not(None))):
                given = approvals.of_draft(session, draft)
                assert {one.hash for one in given} == {draft.approved_hash}
                assert given[0].person == draft.approved_by, "the first of them signs"
                assert (draft.state == DraftState.SUPERSEDED) or session.get_one(
                    Complaint, self.id
                ).state != "dismissed"

    @invariant()
    def an_open_complaint_is_watched_over_until_somebody_approves(self):
        with self.store.read() as session:
            complaint = session.get_one(Complaint, self.id)
            watch = session.scalars(select(Effect).where(Effect.key == escalations.key_of(self.id))).one()
            if waiting.is_waiting(session, complaint):
                steps = len(watch.payload["steps"])
                ended = events.last_of_kind(session, self.id, "escalated")
                assert watch.done_at is None or (ended is not None and ended.data["step"] == steps)

    @invariant()
    def nothing_is_written_before_a_manager_has_cleared_it(self):
        with self.store.read() as session:
            complaint = session.get_one(Complaint, self.id)
            if complaint.state == ComplaintState.OPEN and complaints.awaits_clearance(complaint):
                assert drafts.current(session, self.id) is None

    @invariant()
    def a_gesture_is_granted_by_somebody_who_may(self):
        with self.store.read() as session:
            for gesture in session.scalars(select(Gesture)):
                assert (gesture.decision is None) == (gesture.decided_by is None)
                if gesture.decision == Decision.GRANTED:
                    assert gestures.may_decide(BOOK, gesture, person(BOOK, gesture.decided_by))

    @invariant()
    def what_is_said_in_public_has_its_clock(self):
        with self.store.read() as session:
            promised = {(row.draft_id, row.said) for row in session.scalars(select(Commitment))}
            public = session.scalars(select(Draft).where(Draft.state == DraftState.PUBLISHED))
            said = {
                (draft.id, item["said"])
                for draft in public
                for item in draft.commitments
                if item["said"] in draft.reply_text
            }
            assert promised == said

    @invariant()
    def what_is_closed_has_outcome_process_and_treatment(self):
        with self.store.read() as session:
            complaint, closure = session.get_one(Complaint, self.id), episodes.standing(session, self.id)
            assert (complaint.state == ComplaintState.RESOLVED) == (closure is not None)
            if closure is not None:
                assert closure.done_what and closure.done_on if closure.outcome == "solved" else closure.reason
                assert closure.outcome == "solved" or closure.recourse
                assert closure.explanation and closure.explained_by in BOOK.desk.people and closure.repeated >= 0

    @invariant()
    def a_second_sending_needs_a_persons_decision(self):
        with self.store.read() as session:
            decided = session.scalars(select(Event).where(Event.kind == "publish_again")).all()
        assert len(self.sent) <= 1 + len(decided)

    @invariant()
    def complaint_ticket_and_clocks_tell_the_same_story(self):
        with self.store.read() as session:
            complaint = session.get_one(Complaint, self.id)
            ticket = session.scalars(select(Ticket)).first()
            past_the_reply = complaint.state in (ComplaintState.ANSWERED, ComplaintState.RESOLVED)
            assert (ticket is not None) == past_the_reply
            assert past_the_reply == bool(
                session.scalars(select(Draft).where(Draft.state == DraftState.PUBLISHED)).all()
            )
            first = sla.running(session, self.id, Metric.FIRST_RESPONSE)
            resolution = sla.running(session, self.id, Metric.RESOLUTION)
            if complaint.state != ComplaintState.ABSTAINED:  # there they pause until a day, or have stopped for good
                assert (first is not None) == (complaint.state == ComplaintState.OPEN)
                assert (resolution is not None) == (complaint.state in (ComplaintState.OPEN, ComplaintState.ANSWERED))
            for metric in Metric:
                open_ones = [c for c in sla.of_complaint(session, self.id) if c.metric == metric and not c.ended_at]
                assert len(open_ones) <= 1 or metric == Metric.COMMITMENT, "one for each promise"
            if ticket is not None:
                assert (ticket.state == TicketState.RESOLVED) == (complaint.state == ComplaintState.RESOLVED)
                assert (ticket.owner is None) == (ticket.state == TicketState.QUEUED)
                assert (ticket.waiting_for is None) == (ticket.state != TicketState.WAITING)
                if resolution is not None:
                    assert (resolution.state == ClockState.PAUSED) == (ticket.state == TicketState.WAITING)

    @invariant()
    def what_nobody_engages_with_is_recorded_and_rests(self):
        with self.store.read() as session:
            complaint = session.get_one(Complaint, self.id)
            standing = abstentions.standing(session, [complaint.mention_id])
            assert bool(standing) == (complaint.state == ComplaintState.ABSTAINED)
            assert len(standing) <= 1
            if standing:
                assert waiting.is_waiting(session, complaint) is False
                clocks = sla.of_complaint(session, self.id)
                assert not any(clock.state == ClockState.RUNNING for clock in clocks)
                latest = drafts.current(session, self.id)
                assert latest is None or latest.state == DraftState.WITHDRAWN

    @invariant()
    def a_clock_is_judged_by_its_row(self):
        with self.store.read() as session:
            for clock in session.scalars(select(Clock)):
                if clock.state in (ClockState.MET, ClockState.BREACHED):
                    assert (clock.state == ClockState.BREACHED) == (clock.breached_at is not None)
                    assert clock.breached_at is not None or clock.ended_at <= clock.due_at
                if clock.state != ClockState.RUNNING:
                    assert clock.next_at is None
                elif clock.breached_at is None:
                    assert clock.next_at is not None, "nobody would look at it again"

    @invariant()
    def every_state_has_its_line_on_the_timeline(self):
        with self.store.read() as session:
            kinds = {event.kind for event in session.scalars(select(Event))}
            ticket = session.scalars(select(Ticket)).first()
            reached = {("complaint", session.get_one(Complaint, self.id).state)}
            reached |= {("draft", draft.state) for draft in session.scalars(select(Draft))}
            reached |= {("ticket", ticket.state)} if ticket else set()
        assert {EVENT_OF[state] for state in reached if state in EVENT_OF} <= kinds

    @invariant()
    def what_is_under_way_is_in_the_outbox(self):
        with self.store.read() as session:
            for draft in session.scalars(
                select(Draft).where(Draft.state.in_([DraftState.PUBLISHING, DraftState.UNKNOWN]))
            ):
                effect = session.scalars(select(Effect).where(Effect.key == f"publish:{draft.id}")).one()
                assert effect.held_at is not None
                assert effect.done_at is None
            if self.network != "reviews":
                for draft in session.scalars(select(Draft).where(Draft.state == DraftState.APPROVED)):
                    effect = session.scalars(select(Effect).where(Effect.key == f"publish:{draft.id}")).one()
                    assert effect.done_at is None, "approved and forgotten"
                    assert effect.held_at is None

    @invariant()
    def what_the_customer_took_back_is_nowhere(self):
        with self.store.read() as session:
            for mention in session.scalars(select(Mention).where(Mention.state == MentionState.GONE)):
                assert (mention.text, mention.title, mention.media) == ("", "", [])
            origin = session.scalars(select(Mention).where(Mention.external_id == "origin")).one()
            if origin.state == MentionState.GONE:
                edits = [e.data for e in session.scalars(select(Event).where(Event.kind == "customer_edited"))]
                assert not any(any(data.values()) for data in edits)


Desk.TestCase.settings = settings(
    max_examples=examples(20),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestDesk = Desk.TestCase


def test_the_hash_of_an_approval_is_over_text_target_account_and_language():
    target = {"source": "s", "id": "1", "network": "x", "url": ""}
    plain = drafts.digest(BOOK, "a", target, "fr")
    assert len(plain) == len(hashlib.sha256().hexdigest())
    other = BOOK.desk.model_copy(update={"voice": BOOK.desk.voice.model_copy(update={"account": "@other"})})
    assert plain != drafts.digest(BOOK, "b", target, "fr")
    assert plain != drafts.digest(BOOK, "a", {**target, "id": "2"}, "fr")
    assert plain != drafts.digest(BOOK, "a", target, "en")
    assert plain != drafts.digest(type(BOOK)(other, BOOK.playbooks), "a", target, "fr")
