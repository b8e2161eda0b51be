"""The public closing line has a deadline and a chain, as everything that waits for an approval."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import approvals, complaints, digests, drafts, escalations, events, reopening, waiting
from bot.desk.closing import asking, lines, resolving
from bot.desk.models import Clock, Complaint, Draft, Effect
from bot.desk.playbooks.promises import Target
from bot.desk.vocabulary import CLOSING, ClockState, Metric
from tests.desk.conftest import LINE, effect_of, reminders, with_desk
from tests.desk.test_chains import due_effects
from tests.desk.test_walk import REASONS, publish, put_right


def clocks_of(store, complaint) -> list[Clock]:
    with store.read() as session:
        query = select(Clock).where(Clock.complaint_id == complaint, Clock.metric == Metric.CLOSING)
        return list(session.scalars(query.order_by(Clock.id)))


def told(store, complaint) -> list[str]:
    with store.read() as session:
        return [one.data["told"] for one in events.of_complaint(session, complaint) if one.kind == "escalated"]


def work_off(store, book, clock) -> None:
    """What the beat and a worker do at this moment."""
    store.write(lambda session: digests.scan(session, book, clock(), 100))
    while keys := due_effects(store, clock, escalations.ESCALATE):
        for key in keys:
            store.write(lambda s, k=key: escalations.escalate(s, book, effect_of(s, k), clock()))


@pytest.fixture
def waits(store, claimed, close, act, clock):
    """It is resolved, and its line was composed; nobody has approved it. The draft's id."""
    close()

    def propose(session, complaint):
        payload = effect_of(session, f"closing:{complaint.id}").payload
        return lines.propose(session, complaint, payload["closure"], LINE, "fr", {}, clock()).id

    return act(propose)


def approve(store, act, book, clock, person, draft_id):
    with store.read() as session:
        draft = session.get_one(Draft, draft_id)
        shown = drafts.shown_as(draft, session.get_one(Complaint, draft.complaint_id))
    return act(lambda s, c: approvals.approve(s, book, c, person, shown, clock(), REASONS))


def test_its_deadline_is_that_of_a_next_response_unless_the_desk_says_otherwise(
    store, book, claimed, waits, act, clock, noe
):
    (line,) = clocks_of(store, claimed)
    assert (line.state, line.started_at, line.due_at) == (ClockState.RUNNING, clock(), clock() + timedelta(hours=4))
    quick = Target(target="5m", limit="10m", calendar="always")
    policies = [one.model_copy(update={"closing": quick}) for one in book.desk.sla]
    act(lambda s, c: resolving.reopen(s, book, c, noe, "one cup is missing", clock()))
    assert clocks_of(store, claimed)[0].state == ClockState.STOPPED
    changed = with_desk(book, sla=policies)
    act(lambda s, c: setattr(complaints.ticket_of(s, c.id), "owner", "U0NOE"))
    act(lambda s, c: setattr(complaints.ticket_of(s, c.id), "state", "claimed"))
    act(lambda s, c: put_right(s, changed, c, noe, clock()))
    assert clocks_of(store, claimed)[1].due_at == clock() + timedelta(minutes=10)


def test_a_line_that_nobody_approves_goes_up_the_chain_and_into_the_digest(store, book, claimed, waits, clock):
    assert told(store, claimed) == []
    clock.pass_(minutes=21)
    work_off(store, book, clock)
    assert told(store, claimed) == ["Léa Morel, Sam Whitlock"], "the deputies of those who approve"
    with store.read() as session:
        assert {one["user"] for one in reminders(session) if one["about"] == "approval"} == {"U0LEA", "U0SAM"}
    clock.pass_(minutes=25)
    work_off(store, book, clock)
    assert told(store, claimed)[1:] == ["Hélène Duvivier"]
    clock.pass_(hours=4)
    work_off(store, book, clock)
    (late,) = clocks_of(store, claimed)
    assert late.breached_at == late.due_at
    with store.read() as session:
        posts = session.scalars(select(Effect).where(Effect.kind == "digest.post")).all()
        found = {one.channel: digests.untold(session, *one.payload["metrics"]) for one in posts}
        assert [item.clock.metric for item in found["approvals"]] == [Metric.CLOSING], "where approvals are"
        broken = session.scalars(select(Effect).where(Effect.key == escalations.breach_key(late.id))).all()
        assert len(broken) == 1, "and its breach has a chain as any"
    assert len(told(store, claimed)) == 2, "the chain of the approval has ended"


def test_approved_in_time_it_is_kept_and_nobody_is_told(store, book, claimed, waits, act, clock, lea):
    approve(store, act, book, clock, lea, waits)
    with store.read() as session:
        assert not waiting.line_waits(session, session.get_one(Complaint, claimed))
    publish(store, book, clock, waits)
    assert clocks_of(store, claimed)[0].state == ClockState.MET
    clock.pass_(days=1)
    work_off(store, book, clock)
    assert told(store, claimed) == []


def test_taken_back_it_waits_anew(store, book, claimed, waits, act, clock, lea):
    approve(store, act, book, clock, lea, waits)
    clock.pass_(seconds=5)
    act(lambda s, c: approvals.undo(s, c, lea, clock()))
    clock.pass_(minutes=21)
    work_off(store, book, clock)
    assert told(store, claimed) == ["Léa Morel, Sam Whitlock"]


def test_published_late_it_is_late(store, book, claimed, waits, act, clock, lea):
    due = clocks_of(store, claimed)[0].due_at
    clock.now = due + timedelta(seconds=1)
    approve(store, act, book, clock, lea, waits)
    publish(store, book, clock, waits)
    (line,) = clocks_of(store, claimed)
    assert (line.state, line.breached_at) == (ClockState.BREACHED, due)


def test_skipped_with_a_reason_the_promise_no_longer_applies(store, book, claimed, waits, act, clock, lea):
    act(lambda s, c: asking.begin(s, book, c, lines.skip(s, c, lea, "the thread is closed", clock()), clock()))
    assert clocks_of(store, claimed)[0].state == ClockState.STOPPED
    clock.pass_(days=1)
    work_off(store, book, clock)
    assert told(store, claimed) == []


def test_taken_up_again_nobody_is_reminded_of_a_line(store, book, claimed, waits, act, clock):
    act(lambda s, c: reopening.customer_wrote(s, book, c, c.mention, clock()))
    clock.pass_(days=1)
    work_off(store, book, clock)
    assert told(store, claimed) == []
    assert clocks_of(store, claimed)[0].state == ClockState.STOPPED
    with store.read() as session:
        kinds = session.scalars(select(Draft.state).where(Draft.kind == CLOSING)).all()
    assert kinds == ["withdrawn"]
