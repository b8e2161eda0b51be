"""Closing: outcome, process and treatment; appeals; the public line; the question afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.desk import approvals, complaints, drafts, episodes, events, gestures, judging, publishing, tickets
from bot.desk.closing import asking, lines, process, resolving
from bot.desk.models import Card, Closure, Complaint, Draft, Satisfaction
from bot.desk.playbooks.closings import Recourse
from bot.desk.playbooks.playbook import Grant
from bot.desk.vocabulary import CLOSING, ComplaintState, DraftState, Role, TicketState
from tests.desk.conftest import LINE, perform, reminders, with_desk, with_playbook
from tests.desk.test_walk import CLOSED, REFUSED, approve, draft_for


def latest(store, complaint) -> Closure:
    with store.read() as session:
        return episodes.latest(session, complaint)


def kinds(store, complaint) -> list[str]:
    with store.read() as session:
        return [event.kind for event in events.of_complaint(session, complaint)]


def test_a_closing_keeps_outcome_process_and_treatment(store, claimed, close, take, clock):
    take(id="more", in_reply_to=None, text="Toujours rien reçu, j'attends mes tasses depuis trois semaines !")
    close(replace(CLOSED, repeated="2"))
    closure = latest(store, claimed)
    assert (closure.outcome, closure.done_what, closure.done_on) == ("solved", "sent", "2026-11-24")
    assert (closure.hand_offs, closure.repeated, closure.episode, closure.level) == (0, 2, 1, 1)
    assert (closure.explanation, closure.explained_by, closure.decided_by) == (CLOSED.explanation, "U0NOE", "U0NOE")
    assert closure.watch_until == clock() + timedelta(days=14)
    with store.read() as session:
        complaint = session.get_one(Complaint, claimed)
        assert complaint.state == ComplaintState.RESOLVED
        assert complaint.facts["outcome"]["value"] == CLOSED.line


def test_hand_offs_are_read_off_the_timeline(store, claimed, act, book, clock, noe, ivy):
    for before, after in ((noe, ivy), (ivy, noe), (noe, noe)):
        act(lambda s, c, who=before: tickets.release(s, book, c, who, clock()))
        act(lambda s, c, who=after: tickets.claim(s, book, c, who, clock()))
    with store.read() as session:
        assert process.of_complaint(session, session.get_one(Complaint, claimed)).hand_offs == 2


def test_granted_gestures_are_part_of_the_outcome_and_undecided_ones_stand_in_the_way(
    store, book, claimed, act, close, clock, noe, hel, refused
):
    grants = {"voucher": Grant(most={Role.SUPPORT_AGENT: 20, Role.MANAGER: 50})}
    book = with_playbook(book, "late-delivery", grants=grants)
    act(lambda s, c: gestures.ask(s, book, c, noe, "voucher", "10", "three weeks", clock()))
    beyond = act(lambda s, c: gestures.ask(s, book, c, noe, "voucher", "40", "and a birthday", clock()))
    assert beyond.beyond_authority
    assert "waits for a decision" in str(refused(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock())))
    act(lambda s, c: gestures.decide(s, book, c, hel, beyond.id, "refused", "once is enough", clock()))
    close()
    assert latest(store, claimed).gestures == [{"kind": "voucher", "amount": "10.00 EUR", "by": "U0NOE"}]
    with store.read() as session:  # a line that names the amount does not pass
        complaint = session.get_one(Complaint, claimed)
        draft = drafts.unwritten(complaint)
        draft.kind = CLOSING
        known = judging.Known(granted=[gestures.Granted("voucher", Decimal(10), "1")])
        words = "Bonjour Nadia,\nC'est réglé : un bon d'achat de 10 € vous attend.\n— Léa, service client Brindelune"
        playbook = complaints.frozen_playbook(book, complaint)
        assert not judging.judge(book, playbook, complaint, draft, words, known, None).check("R12").ok


def test_a_refusal_goes_to_somebody_else_and_then_to_the_mediator(
    store, book, claimed, close, act, clock, noe, ivy, refused, take
):
    close(REFUSED)
    assert latest(store, claimed).recourse == REFUSED.recourse
    act(lambda s, c: resolving.appeal(s, book, c, ivy, "she kept the receipt", clock()))
    with store.read() as session:
        ticket = complaints.ticket_of(session, claimed)
        assert (ticket.level, ticket.state, ticket.owner) == (2, TicketState.QUEUED, None)
        (asked,) = [one for one in reminders(session) if one["about"] == "appeal"]
        assert asked["user"] == "U0HEL", "the lead decided the first time, so a manager is asked"
    assert "first time" in str(refused(lambda s, c: tickets.claim(s, book, c, noe, clock())))
    act(lambda s, c: tickets.claim(s, book, c, ivy, clock()))
    with store.read() as session:
        mediator = resolving.recourse(session, book, session.get_one(Complaint, claimed), "fr")
    assert "médiateur" in mediator
    close(REFUSED, ivy)
    closure = latest(store, claimed)
    assert (closure.level, closure.decided_by) == (2, ivy.id)
    assert closure.recourse.endswith(mediator), "whatever was typed, the mediator is named"
    take(id="answer", in_reply_to=None, text="x", kind="edited")
    assert kinds(store, claimed).count("appealed") == 1


def test_whoever_refused_may_not_decide_anew_even_with_the_ticket(
    store, book, claimed, close, act, clock, noe, refused
):
    close(REFUSED)
    act(lambda s, c: resolving.reopen(s, book, c, noe, "I pressed the wrong button", clock()))

    def hand_over(session, complaint):
        ticket = complaints.ticket_of(session, complaint.id)
        ticket.state, ticket.owner = TicketState.CLAIMED, noe.id

    act(hand_over)
    assert "first time" in str(refused(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock())))


def test_only_a_refusal_is_appealed(claimed, close, refused, book, clock, noe):
    close()
    assert "Nothing was refused" in str(refused(lambda s, c: resolving.appeal(s, book, c, noe, "x", clock())))


def test_without_a_mediator_in_the_desk_the_person_names_one(
    store, book, claimed, close, act, clock, noe, ivy, refused
):
    book = with_desk(book, recourse=Recourse())
    close(REFUSED)
    act(lambda s, c: resolving.appeal(s, book, c, noe, "x", clock()))
    act(lambda s, c: tickets.claim(s, book, c, ivy, clock()))
    blank = replace(REFUSED, recourse="")
    found = refused(lambda s, c: resolving.resolve(s, book, c, ivy, blank, clock()))
    assert found.field == "recourse"


def test_the_customers_answer_to_a_refusal_is_an_appeal(store, claimed, close, take):
    close(REFUSED)
    take(id="no", in_reply_to="none")
    with store.read() as session:
        origin = session.get_one(Complaint, claimed).mention.external_id
    take(id="no2", in_reply_to=origin, text="Je n'accepte pas ce refus.")
    with store.read() as session:
        assert complaints.ticket_of(session, claimed).level == 2
        assert episodes.latest(session, claimed).reopened_why == "customer"


# The public line


def test_the_line_is_a_draft_approved_and_published_like_any_other(store, claimed, close, lined, book):
    close()
    with store.read() as session:
        card = session.scalars(select(Card).where(Card.kind == lines.CARD)).one()
        assert card.channel == book.desk.channels.approvals
        assert session.scalars(select(Satisfaction)).first() is None, "first the conclusive response"
    lined()
    closure = latest(store, claimed)
    assert closure.line == lines.PUBLISHED
    with store.read() as session:
        line = session.scalars(select(Draft).where(Draft.kind == CLOSING)).one()
        assert (line.state, line.reply_text) == (DraftState.PUBLISHED, f"{LINE}\n— Léa, service client Brindelune")
        assert session.get_one(Complaint, claimed).state == ComplaintState.RESOLVED
        assert drafts.current(session, claimed).kind == "reply", "the reply stays the reply"
        assert session.scalars(select(Satisfaction)).one().closure_id == closure.id


@pytest.mark.parametrize("words", ["Nadia Orsel, 06 12 34 56 78 : réglé.", "C'est réglé : [[comment]]."])
def test_personal_data_and_blanks_keep_a_line_back(store, claimed, close, act, book, clock, lea, refused, words):
    close()
    act(lambda s, c: lines.propose(s, c, latest(store, claimed).id, words, "fr", {}, clock()))
    with store.read() as session:
        shown = drafts.shown_as(drafts.current(session, claimed, CLOSING), session.get_one(Complaint, claimed))
    refused(lambda s, c: approvals.approve(s, book, c, lea, shown, clock(), {}), judging.Blocked)


def test_the_line_can_be_edited_and_undone(store, claimed, close, act, book, clock, lea, noe):
    close()
    act(lambda s, c: lines.propose(s, c, latest(store, claimed).id, LINE, "fr", {}, clock()))
    number = 2
    act(lambda s, c: drafts.edit(s, book, c, lea, number, f"{LINE} Merci à vous.", clock()))
    with store.read() as session:
        line = drafts.current(session, claimed, CLOSING)
        assert (line.number, line.kind, line.edit_of) == (3, CLOSING, 2)
        shown = drafts.shown_as(line, session.get_one(Complaint, claimed))
    act(lambda s, c: approvals.approve(s, book, c, lea, shown, clock(), {"R9": "x", "R1": "x"}))
    act(lambda s, c: approvals.undo(s, c, lea, clock()))
    with store.read() as session:
        assert drafts.current(session, claimed, CLOSING).state == DraftState.PROPOSED


def test_skipping_the_line_needs_a_reason(store, claimed, close, act, clock, lea, refused):
    close()
    refused(lambda s, c: lines.skip(s, c, lea, " ", clock()))
    act(lambda s, c: lines.skip(s, c, lea, "she asked us to leave it", clock()))
    closure = latest(store, claimed)
    assert (closure.line, closure.line_why, closure.line_by) == (lines.SKIPPED, "she asked us to leave it", lea.id)
    refused(lambda s, c: lines.skip(s, c, lea, "again", clock()))


def test_reopened_work_takes_the_line_back(store, claimed, close, act, book, clock, lea, noe, begin):
    close()
    act(lambda s, c: lines.propose(s, c, latest(store, claimed).id, LINE, "fr", {}, clock()))
    with store.read() as session:
        line = drafts.current(session, claimed, CLOSING)
        shown = drafts.shown_as(line, session.get_one(Complaint, claimed))
    act(lambda s, c: approvals.approve(s, book, c, lea, shown, clock(), {"R9": "x"}))
    act(lambda s, c: resolving.reopen(s, book, c, noe, "not at all", clock()))
    assert begin(line.id) is None
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    close()
    assert latest(store, claimed).episode == 2


def test_a_line_that_was_on_its_way_when_it_was_reopened_settles_nothing(
    store, claimed, close, act, book, clock, lea, noe, begin
):
    close()
    act(lambda s, c: lines.propose(s, c, latest(store, claimed).id, LINE, "fr", {}, clock()))
    with store.read() as session:
        line = drafts.current(session, claimed, CLOSING)
        shown = drafts.shown_as(line, session.get_one(Complaint, claimed))
    act(lambda s, c: approvals.approve(s, book, c, lea, shown, clock(), {"R9": "x"}))
    assert begin(line.id) is not None
    act(lambda s, c: resolving.reopen(s, book, c, noe, "not at all", clock()))
    act(lambda s, _c: publishing.published(s, book, s.get_one(Draft, line.id), "https://a.example", clock(), clock()))
    with store.read() as session:
        assert session.get_one(Complaint, claimed).state == ComplaintState.ANSWERED
        assert session.scalars(select(Satisfaction)).first() is None


# The question


def question(store) -> Satisfaction | None:
    with store.read() as session:
        return session.scalars(select(Satisfaction).order_by(Satisfaction.id.desc())).first()


def left(session, effect, book, now):
    asked = asking.to_send(session, book, effect, now)
    if asked is not None:
        asking.left_to_person(session, asked, None, now)


def test_the_question_is_asked_once_an_episode_and_an_unhappy_answer_reopens(
    store, claimed, close, lined, act, book, clock, noe, refused
):
    close()
    refused(lambda s, c: asking.answer(s, book, c, noe, "5", "", clock()))
    lined()
    asked = question(store)
    assert "réglée à vos yeux" in asked.text
    perform(store, clock, f"satisfaction:{asked.id}", lambda s, e: left(s, e, book, clock()))
    refused(lambda s, c: asking.answer(s, book, c, noe, "6", "", clock()))
    act(lambda s, c: asking.answer(s, book, c, noe, "sent", "", clock()))
    refused(lambda s, c: asking.answer(s, book, c, noe, "sent", "", clock()))
    act(lambda s, c: asking.answer(s, book, c, noe, "1", "still two cups short", clock()))
    with store.read() as session:
        complaint = session.get_one(Complaint, claimed)
        assert complaint.state == ComplaintState.ANSWERED
        assert episodes.latest(session, claimed).reopened_why == episodes.UNHAPPY
        assert session.get_one(Satisfaction, asked.id).score == 1
    refused(lambda s, c: asking.answer(s, book, c, noe, "5", "", clock()))
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    close()
    lined(f"{LINE} Les deux qui manquaient ont suivi, avec une autre tasse pour votre mère.")
    assert question(store).id != asked.id, "a new episode may ask once again"


def test_a_question_whose_worker_died_is_left_to_a_person(store, claimed, close, lined, book, clock):
    close()
    lined()
    asked = question(store)
    perform(store, clock, f"satisfaction:{asked.id}", lambda s, e: asking.to_send(s, book, e, clock()))
    reap = lambda: store.write(lambda s: asking.reap(s, clock(), timedelta(minutes=1)))  # noqa: E731
    assert reap() == 0, "it may still be at work"
    clock.pass_(minutes=2)
    assert (reap(), reap()) == (1, 0)
    assert (question(store).by_hand, question(store).sent_at) == (True, None)


@pytest.mark.parametrize("grave", ["abusive", "serious", "risk"])
def test_nobody_is_asked_after_abuse_legal_or_safety(store, claimed, close, lined, act, book, grave):
    def make_grave(_session, complaint):
        if grave == "serious":
            complaint.frozen = {**complaint.frozen, "serious": True}
            complaint.playbook_version = "of before"
        else:
            known = {"abusive": True} if grave == "abusive" else {"sure_risks": ["legal"]}
            complaint.mention.triage = known

    act(make_grave)
    close()
    lined()
    assert question(store) is None


def test_shares_are_hidden_under_thirty_answers():
    assert asking.Satisfied(asked=40, n=29, happy=29).share is None
    assert asking.Satisfied(asked=40, n=30, happy=15).share == 0.5


def test_answers_are_counted(store, claimed, close, lined, act, book, clock, noe):
    close()
    lined()
    act(lambda s, c: asking.answer(s, book, c, noe, "4", "", clock()))
    with store.read() as session:
        found = asking.satisfied(session, clock() - timedelta(days=1), clock() + timedelta(days=1))
    assert found == asking.Satisfied(asked=1, n=1, happy=1)


def test_at_the_counter_there_is_no_public_line_and_the_question_comes_at_once(store, take, book, clock, lea, noe):
    mention = take(network="shop")
    with store.read() as session:
        number = session.scalars(select(Complaint.id).where(Complaint.mention_id == mention)).one()
    draft_for(store, book, clock, number)
    approve(store, book, clock, number, lea)

    def close(session):
        complaint = session.get_one(Complaint, number)
        publishing.posted_by_hand(session, book, complaint, lea, "https://a.example", clock())
        tickets.claim(session, book, complaint, noe, clock())
        resolving.resolve(session, book, complaint, noe, replace(CLOSED, line=""), clock())

    store.write(close)
    assert latest(store, number).line == lines.NONE
    assert question(store) is not None
