"""How merged tickets end, and begin again: one work, one decision, one question; each complaint its own closing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.desk import complaints, episodes, events, reopening, tickets
from bot.desk.closing import asking, resolving
from bot.desk.models import Clock, Closure, Complaint, Satisfaction, Ticket, TicketLink
from bot.desk.vocabulary import ClockState, ComplaintState, Metric, Refused, TicketState
from tests.desk.crews import answered
from tests.desk.test_walk import CLOSED, REFUSED


@pytest.fixture
def pair(store, book, clock, take, noe):
    """Two answered complaints of ``authors``; the second is merged into the first, which Noé has. Their ids."""

    def happening(*authors):
        for number, author in enumerate(authors):
            text = ("Deux tasses manquent dans mon colis.", "Votre site refuse ma carte depuis hier soir.")[number]
            take(text=text, id=f"p{number}", author={"handle": author, "name": author})
        with store.read() as session:
            first, second = session.scalars(select(Complaint.id).order_by(Complaint.id)).all()
            ref = session.get_one(Complaint, first).ref
        for one in (first, second):
            answered(store, book, one, clock())
        do(store, first, lambda s, c: tickets.claim(s, book, c, noe, clock()))
        do(store, second, lambda s, c: tickets.merge(s, book, c, noe, ref, "the same parcel", clock()))
        return first, second

    return happening


def do(store, complaint, verb):
    return store.write(lambda session: verb(session, session.get_one(Complaint, complaint)))


def state(store, complaint):
    with store.read() as session:
        ticket = complaints.ticket_of(session, complaint)
        return ComplaintState(session.get_one(Complaint, complaint).state), TicketState(ticket.state), ticket


def kinds(store, complaint):
    with store.read() as session:
        return [event.kind for event in events.of_complaint(session, complaint)]


def closings(store, complaint):
    with store.read() as session:
        return list(session.scalars(select(Closure).where(Closure.complaint_id == complaint).order_by(Closure.id)))


def ask(store, book, clock, complaint):
    """What follows the closing line: the question, where one is asked."""
    do(store, complaint, lambda s, c: asking.begin(s, book, c, episodes.standing(s, c.id), clock()))


def questions(store):
    with store.read() as session:
        return list(session.scalars(select(Satisfaction.complaint_id).order_by(Satisfaction.id)))


def test_only_the_ticket_in_which_the_work_goes_on_closes_both(store, book, clock, pair, noe):
    first, second = pair("nadia", "nadia")
    with pytest.raises(Refused) as refusal:
        do(store, second, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    with store.read() as session:
        assert session.get_one(Complaint, first).ref in refusal.value.said("fr"), "it says where"
    assert closings(store, second) == []
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    for one in (first, second):
        (closing,) = closings(store, one)
        assert (closing.outcome, closing.decided_by, closing.explanation) == ("solved", noe.id, CLOSED.explanation)
        assert state(store, one)[:2] == (ComplaintState.RESOLVED, TicketState.RESOLVED)
        assert kinds(store, one).count("resolved") == 1


@pytest.mark.parametrize(("authors", "asked"), [(("nadia", "nadia"), 1), (("nadia", "emil"), 2)])
def test_a_customer_is_asked_once_for_one_trouble(store, book, clock, pair, noe, authors, asked):
    first, second = pair(*authors)
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    for one in (second, first, second):
        ask(store, book, clock, one)
    assert sorted(questions(store)) == [first, second][:asked]


@pytest.mark.parametrize("pressed", ["main", "merged", "customer", "unhappy"])
def test_one_customers_merged_complaints_are_taken_up_again_together(store, book, clock, pair, noe, ivy, pressed):
    first, second = pair("nadia", "nadia")
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    ask(store, book, clock, first)
    clock.pass_(hours=1)
    if pressed == "unhappy":
        do(store, first, lambda s, c: asking.answer(s, book, c, ivy, "1", "toujours rien", clock()))
    elif pressed == "customer":
        do(store, second, lambda s, c: reopening.customer_wrote(s, book, c, c.mention, clock()))
    else:
        of = first if pressed == "main" else second
        do(store, of, lambda s, c: resolving.reopen(s, book, c, ivy, "one cup is missing", clock()))
    assert state(store, first)[:2] == (ComplaintState.ANSWERED, TicketState.QUEUED)
    assert state(store, second)[:2] == (ComplaintState.ANSWERED, TicketState.MERGED)
    for one in (first, second):
        assert [closing.reopened_at for closing in closings(store, one)] == [clock()]
        assert kinds(store, one).count("reopened") == 1
        with store.read() as session:
            resolution = session.scalars(
                select(Clock).where(Clock.complaint_id == one, Clock.metric == Metric.RESOLUTION).order_by(Clock.id)
            ).all()
            assert [clock_.state for clock_ in resolution] == [ClockState.MET, ClockState.RUNNING]
    do(store, first, lambda s, c: tickets.claim(s, book, c, noe, clock()))
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    ask(store, book, clock, first)
    ask(store, book, clock, second)
    assert [len(closings(store, one)) for one in (first, second)] == [2, 2]
    assert questions(store) == [first, first], "once for each episode"


def test_a_merged_complaint_of_somebody_else_begins_again_alone(store, book, clock, pair, noe, ivy):
    first, second = pair("nadia", "emil")
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    do(store, second, lambda s, c: resolving.reopen(s, book, c, ivy, "not for me", clock()))
    assert state(store, first)[:2] == (ComplaintState.RESOLVED, TicketState.RESOLVED)
    assert state(store, second)[:2] == (ComplaintState.ANSWERED, TicketState.QUEUED)
    assert state(store, second)[2].merged_into is None
    assert "split" in kinds(store, second)
    assert "split_here" in kinds(store, first)
    with store.read() as session:
        assert session.scalars(select(TicketLink.undone_by)).all() == [ivy.id]
    do(store, first, lambda s, c: resolving.reopen(s, book, c, ivy, "nor for me", clock()))
    assert state(store, second)[1] == TicketState.QUEUED, "each goes its own way now"


def test_a_split_ticket_closes_and_begins_again_by_itself(store, book, clock, pair, noe, ivy):
    first, second = pair("nadia", "nadia")
    do(store, second, lambda s, c: tickets.split(s, book, c, ivy, clock()))
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    assert state(store, second)[:2] == (ComplaintState.ANSWERED, TicketState.QUEUED)
    assert closings(store, second) == []
    do(store, second, lambda s, c: tickets.claim(s, book, c, ivy, clock()))
    do(store, second, lambda s, c: resolving.resolve(s, book, c, ivy, CLOSED, clock()))
    ask(store, book, clock, first)
    ask(store, book, clock, second)
    assert questions(store) == [first, second], "two troubles, each with its question"
    do(store, second, lambda s, c: resolving.reopen(s, book, c, noe, "again", clock()))
    assert state(store, first)[1] == TicketState.RESOLVED
    assert state(store, second)[1] == TicketState.QUEUED


def test_a_merged_refusal_names_the_recourse_of_each_and_is_appealed_as_one(store, book, clock, pair, noe, ivy):
    first, second = pair("nadia", "nadia")
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, REFUSED, clock()))
    assert [closings(store, one)[0].recourse for one in (first, second)] == [REFUSED.recourse] * 2
    do(store, second, lambda s, c: resolving.appeal(s, book, c, ivy, "she kept the receipt", clock()))
    assert [state(store, one)[2].level for one in (first, second)] == [2, 2]
    with pytest.raises(Refused, match="first time"):
        do(store, first, lambda s, c: tickets.claim(s, book, c, noe, clock()))
    do(store, first, lambda s, c: tickets.claim(s, book, c, ivy, clock()))
    do(store, first, lambda s, c: resolving.resolve(s, book, c, ivy, REFUSED, clock()))
    mediator = book.desk.recourse.mediator["fr"]
    assert all(closings(store, one)[-1].recourse.endswith(mediator) for one in (first, second))


def test_whoever_refused_decides_no_appeal_that_was_merged_into_another_of_their_tickets(
    store, book, clock, pair, noe, ivy
):
    first, second = pair("nadia", "emil")
    do(store, second, lambda s, c: tickets.split(s, book, c, ivy, clock()))
    do(store, second, lambda s, c: tickets.claim(s, book, c, noe, clock()))
    do(store, second, lambda s, c: resolving.resolve(s, book, c, noe, REFUSED, clock()))
    do(store, second, lambda s, c: resolving.appeal(s, book, c, ivy, "she kept the receipt", clock()))
    with store.read() as session:
        ref = session.get_one(Complaint, first).ref
    do(store, second, lambda s, c: tickets.merge(s, book, c, ivy, ref, "the same parcel", clock()))
    with pytest.raises(Refused, match="first time"):
        do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))


def test_a_grave_complaint_is_not_asked_about_by_the_way_of_a_merge(store, book, clock, pair, noe):
    first, second = pair("nadia", "nadia")

    def grave(session, complaint):
        complaint.mention.triage = {**(complaint.mention.triage or {}), "sure_risks": ["safety"]}

    do(store, first, grave)
    do(store, first, lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    ask(store, book, clock, first)
    ask(store, book, clock, second)
    assert questions(store) == []
    with store.read() as session:
        assert {one.state for one in session.scalars(select(Ticket))} == {TicketState.RESOLVED}
