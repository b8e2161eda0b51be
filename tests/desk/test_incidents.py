"""An incident opens, holds everything on its topic back, is spoken of with one voice, and lets go."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.desk import actions, approvals, drafts, escalations, events, freezes, publishing, steering
from bot.desk.incidents import belonging, declaring, ending, figures, pacing, statements, story, telling, weighing
from bot.desk.judging import Blocked, ReasonsNeeded
from bot.desk.models import Approval, Complaint, Draft, Incident
from bot.desk.people import allowed
from bot.desk.vocabulary import DraftState, IncidentState, Refused
from tests.desk.conftest import with_desk
from tests.desk.incidents import FOR_ONE, STATEMENT, Crisis, effect
from tests.desk.test_walk import REASONS, WORDS, draft_for


@pytest.fixture
def crisis(store, book, clock, take):
    return Crisis(store, book, clock, take)


def refusal(run, kind=Refused):
    """Run what must be refused; what it says in both languages."""
    with pytest.raises(kind) as found:
        run()
    assert found.value.said("fr") != found.value.said("en")
    return found.value.said("en")


def approve_one(crisis, number, who=None):
    def happening(session):
        complaint = session.get_one(Complaint, number)
        shown = drafts.shown_as(drafts.current(session, number), complaint)
        return approvals.approve(session, crisis.book, complaint, who or crisis.lea, shown, crisis.clock(), REASONS)

    return crisis.do(happening)


# ---- opening


def test_what_was_opened_within_the_day_joins_and_what_comes_later_too(crisis, clock):
    old = crisis.complain(0)
    clock.pass_(hours=25)
    recent, other = crisis.complain(1), crisis.complain(2, text="Votre vendeuse a été odieuse avec ma mère au magasin.")
    dismissed = crisis.complain(3)
    crisis.dismiss(dismissed)
    number = crisis.declare()
    later = crisis.complain(4)
    part = {one: crisis.complaint(one).incident_id for one in (old, recent, other, dismissed, later)}
    assert part == {old: None, recent: number, other: None, dismissed: None, later: number}
    kinds = crisis.read(lambda s: [one.kind for one in events.of_complaint(s, later)])
    assert kinds[:2] == ["opened", "incident_joined"]
    assert [one.payload for one in crisis.due("card.show") if one.channel == "managers"]


def test_only_one_is_open_on_a_topic_and_the_second_is_told_so(crisis):
    crisis.declare()
    said = refusal(crisis.declare)
    assert "Incident 1" in said and "Hélène Duvivier" in said

    def twin(session):
        first = crisis.latest(session)
        copied = {c.key: getattr(first, c.key) for c in Incident.__table__.columns if c.key not in ("id", "version")}
        session.add(Incident(**copied))

    with pytest.raises(IntegrityError), crisis.store.writers.begin() as session:
        twin(session)
        session.flush()


@pytest.mark.parametrize(("topic", "why"), [("no-such", "why"), ("late-delivery", " ")])
def test_declaring_needs_a_topic_and_a_reason(crisis, topic, why):
    refusal(lambda: crisis.do(
        lambda s: declaring.declare(s, crisis.book, crisis.hel, topic, "", why, crisis.clock())
    ))  # fmt: skip


def test_only_managers_steer_incidents(book):
    for who in ("U0LEA", "U0NOE"):
        refusal(lambda who=who: allowed(book, who, "incident"))


# ---- held back


def test_what_was_approved_and_has_not_left_is_taken_back(crisis, clock):
    number = crisis.complain(0)
    draft_for(crisis.store, crisis.book, clock, number)
    approve_one(crisis, number)
    crisis.declare()
    draft = crisis.draft(number)
    assert (draft.state, draft.number, draft.why["voided"]) == (DraftState.PROPOSED, 2, freezes.HELD_BACK)
    assert crisis.due("reply.publish") == []
    assert "held_back" in crisis.read(lambda s: [one.kind for one in story.of_incident(s, 1)])


def test_nothing_on_the_topic_is_approved_and_the_refusal_says_who_decides(crisis, clock):
    number, older = crisis.complain(0), None
    draft_for(crisis.store, crisis.book, clock, number)
    clock.pass_(hours=30)
    older, number = number, crisis.complain(1)
    draft_for(crisis.store, crisis.book, clock, number)
    crisis.declare()
    for held in (number, older):  # the older one is no part of it, but it is the same topic
        said = refusal(lambda held=held: approve_one(crisis, held))
        assert "Hélène Duvivier" in said and "Incident 1" in said


def test_what_slips_through_at_the_same_moment_is_stopped_before_the_network(crisis, clock, begin):
    number = crisis.complain(0)
    draft_for(crisis.store, crisis.book, clock, number)
    crisis.declare()
    crisis.act(lambda _s, i: setattr(i, "state", IncidentState.ENDED))
    draft = approve_one(crisis, number)  # approved by somebody who did not see the incident yet
    crisis.act(lambda _s, i: setattr(i, "state", IncidentState.DECLARED))
    assert begin(draft.id) is None
    assert crisis.draft(number).state == DraftState.PROPOSED


def test_a_reply_whose_outcome_is_unknown_is_not_sent_again_meanwhile(crisis, clock, begin):
    number = crisis.complain(0)
    draft_for(crisis.store, crisis.book, clock, number)
    draft = approve_one(crisis, number)
    begin(draft.id)
    crisis.do(lambda s: publishing.outcome_unknown(s, s.get_one(Draft, draft.id), "x", clock()))
    crisis.declare()
    refusal(lambda: crisis.do(
        lambda s: publishing.publish_again(s, crisis.book, s.get_one(Complaint, number), crisis.lea, clock())
    ))  # fmt: skip
    crisis.do(lambda s: publishing.posted_by_hand(
        s, crisis.book, s.get_one(Complaint, number), crisis.lea, "https://a.example/1", clock()))  # fmt: skip
    assert crisis.draft(number).state == DraftState.PUBLISHED


def test_nobody_is_reminded_of_an_approval_that_nobody_may_give(crisis, clock):
    number = crisis.complain(0)
    crisis.declare()
    clock.pass_(hours=1)
    key = escalations.key_of(number)
    crisis.do(lambda s: escalations.escalate(s, crisis.book, effect(s, key), clock()))
    assert crisis.due("people.remind") == []
    assert crisis.read(lambda s: effect(s, key)).due_at == clock() + escalations.HELD_BACK
    crisis.act(lambda s, i: ending.end(s, crisis.book, i, crisis.hel, "no", clock(), false_alarm=True))
    clock.pass_(hours=1)
    crisis.do(lambda s: escalations.escalate(s, crisis.book, effect(s, key), clock()))
    assert crisis.due("people.remind")


def test_whoever_warns_of_a_danger_is_not_kept_waiting(crisis, clock):
    crisis.topic = "safety-or-injury"
    number = crisis.complain(0, text="The kettle caught fire and burned my hand.", language="en")
    assert crisis.complaint(number).playbook == "safety-or-injury"
    crisis.declare()
    with crisis.store.read() as session:
        complaint = session.get_one(Complaint, number)
        assert freezes.part_of(complaint, freezes.open_incidents(session)) is not None
        assert freezes.held(session, complaint) is None


def test_one_that_cannot_wait_is_answered_on_its_own(crisis, clock):
    number = crisis.complain(0)
    draft_for(crisis.store, crisis.book, clock, number)
    crisis.declare()
    alone = lambda why: crisis.do(lambda s: belonging.answer_alone(  # noqa: E731
        s, crisis.book, s.get_one(Complaint, number), crisis.hel, why, clock()))  # fmt: skip
    refusal(lambda: alone(" "))
    alone("in hospital tomorrow")
    assert approve_one(crisis, number).state == DraftState.APPROVED
    assert crisis.complaint(number).incident_id == 1
    assert "on its own already" in refusal(lambda: alone("again"))
    told = crisis.read(lambda s: events.last_of_kind(s, number, "incident_alone"))
    assert told.data["why"] == "in hospital tomorrow"


# ---- belonging


def test_taken_out_it_goes_its_own_way_and_put_in_it_comes_back(crisis, clock):
    number = crisis.complain(0)
    draft_for(crisis.store, crisis.book, clock, number)
    crisis.declare()
    out = lambda: crisis.do(lambda s: belonging.take_out(  # noqa: E731
        s, crisis.book, s.get_one(Complaint, number), crisis.lea, "lost, not late", clock()))  # fmt: skip
    back = lambda: crisis.act(lambda s, i: belonging.put_in(  # noqa: E731
        s, crisis.book, i, s.get_one(Complaint, number), crisis.lea, clock()))  # fmt: skip
    assert "already" in refusal(back)
    out()
    assert (crisis.complaint(number).incident_id, crisis.complaint(number).apart_from) == (None, 1)
    assert "part of no open incident" in refusal(out)
    approve_one(crisis, number)
    crisis.do(lambda s: approvals.undo(s, s.get_one(Complaint, number), crisis.lea, clock()))
    back()
    refusal(lambda: approve_one(crisis, number))
    lines = crisis.read(lambda s: [one.kind for one in story.of_incident(s, 1)])
    assert lines == ["declared", "taken_out", "put_in"]


def test_another_playbook_takes_it_out_and_this_one_puts_it_in(crisis, clock):
    number = crisis.complain(0)
    other = crisis.complain(1, text="Votre vendeuse a été odieuse avec ma mère au magasin.")
    crisis.declare()
    choose = lambda which, name: crisis.do(lambda s: steering.choose_playbook(  # noqa: E731
        s, crisis.book, s.get_one(Complaint, which), crisis.lea, name, clock()))  # fmt: skip
    choose(number, "lost-parcel")
    choose(other, "late-delivery")
    assert crisis.complaint(number).incident_id is None
    assert crisis.complaint(other).incident_id == 1


def test_an_answered_one_and_one_of_another_incident_cannot_be_put_in(crisis, clock):
    number = crisis.complain(0)
    crisis.declare()
    crisis.topic = "lost-parcel"
    crisis.declare()
    said = refusal(lambda: crisis.act(lambda s, i: belonging.put_in(
        s, crisis.book, i, s.get_one(Complaint, number), crisis.lea, clock())))  # fmt: skip
    assert "incident 1" in said
    refusal(lambda: crisis.read(lambda s: belonging.by_number(s, "77")))
    assert crisis.read(lambda s: belonging.by_number(s, " incident 2 ").id) == 2


# ---- the statement


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"cluster": "?"}, "cluster"), ({"next_word_at": None}, "day"), ({"owner": "U0NOBODY"}, "owner")],
)
def test_whose_doing_it_is_needs_an_answer_and_a_time(crisis, changed, field):
    crisis.declare()
    with pytest.raises(Refused) as found:
        crisis.cluster(**changed)
    assert found.value.field == field
    with pytest.raises(Refused):
        crisis.cluster(next_word_at=crisis.clock() - timedelta(hours=1))


def test_a_statement_comes_after_the_cluster_and_says_something(crisis):
    crisis.declare()
    assert "Hélène Duvivier" in refusal(crisis.write)
    crisis.cluster()
    refusal(lambda: crisis.write("  "))
    assert (crisis.write(), crisis.write(), crisis.write(STATEMENT + "\nMerci.")) == (1, 1, 2)


def test_with_its_approval_everything_is_written_anew(crisis, clock):
    numbers = crisis.crowd(2)
    draft_for(crisis.store, crisis.book, clock, numbers[0])
    crisis.declare()
    crisis.settle()
    crisis.answering()
    assert crisis.incident.state == IncidentState.ANSWERING
    asked = {one.payload["complaint"]: one.payload["after"] for one in crisis.due("draft.compose")}
    assert asked == {numbers[0]: 1, numbers[1]: None}
    assert "already" in refusal(crisis.approve)


def test_a_blank_keeps_it_from_being_approved(crisis):
    crisis.crowd(1)
    crisis.declare()
    crisis.cluster()
    crisis.write("Voici ce que nous savons : [[quoi]].\nJe vous écris ici le 25 novembre avant 18 h.")
    refusal(crisis.approve, Blocked)


def test_a_warning_needs_a_reason_that_holds_for_every_reply(crisis):
    numbers = crisis.crowd(1)
    crisis.declare()
    crisis.cluster()
    text = "À la suite d'un problème technique, vos livraisons ont du retard.\n" + STATEMENT
    crisis.write(text)
    with pytest.raises(ReasonsNeeded) as found:
        crisis.approve()
    reasons = {one.id: "we know no more yet" for one in found.value.checks}
    crisis.approve(**reasons)
    assert crisis.read(lambda s: statements.set_aside(s, crisis.latest(s))) == reasons
    assert numbers


def test_the_statement_speaks_the_languages_of_those_who_wait(crisis):
    crisis.crowd(1)
    crisis.complain(9, text="I have been waiting for my desk for three weeks, still nothing.", language="en")
    crisis.declare()
    crisis.cluster()
    crisis.write()
    assert "English (1)" in refusal(crisis.approve)


def test_whoever_approves_has_read_these_words(crisis):
    crisis.crowd(1)
    crisis.declare()
    crisis.cluster()
    assert "write it first" in refusal(lambda: crisis.approve(shown=""))
    crisis.write()
    read = crisis.shown()
    crisis.write(STATEMENT.replace("dimanche", "lundi"))
    assert "Léa Morel wrote revision 2" in refusal(lambda: crisis.approve(shown=read))


def test_where_editors_may_not_approve_alone_somebody_else_reads_it(crisis, book):
    rules = book.desk.approval.model_copy(update={"editor_may_approve_alone": False})
    crisis.book = with_desk(book, approval=rules)
    crisis.crowd(1)
    crisis.declare()
    crisis.cluster()
    crisis.write(who=crisis.hel)
    assert "somebody else" in refusal(crisis.approve)
    crisis.write(STATEMENT.replace("dimanche", "lundi"), who=crisis.lea)
    crisis.approve()
    assert crisis.incident.state == IncidentState.ANSWERING


def test_where_it_was_done_to_us_nothing_is_admitted_and_no_apology_is_missed(crisis):
    crisis.crowd(1)
    crisis.declare()
    crisis.cluster("victim")
    look = lambda text: crisis.read(lambda s: weighing.judged(  # noqa: E731
        s, crisis.book, crisis.latest(s), "fr", text))  # fmt: skip
    assert look(STATEMENT).passes
    assert not look("C'est notre faute, nous avons été négligents.\n" + STATEMENT).passes
    crisis.cluster("accidental")
    assert look("C'est notre faute, et nous réparons cela.\n" + STATEMENT).passes
    assert not look("C'est la faute du transporteur, voyez avec lui.\n" + STATEMENT).passes


def test_withdrawn_it_holds_no_more_and_nothing_leaves(crisis, clock):
    numbers = crisis.crowd(1)
    crisis.declare()
    crisis.answering()
    crisis.worded(numbers)
    batch = crisis.gather()
    crisis.press(batch.id)
    assert [one["why"] for one in crisis.carry(batch.id)] == [None]
    withdraw = lambda why: crisis.act(lambda s, i: statements.withdraw(s, i, crisis.hel, why, clock()))  # noqa: E731
    refusal(lambda: withdraw(""))
    withdraw("it is the depot in Lens")
    assert (crisis.incident.state, crisis.incident.revision) == (IncidentState.DECLARED, None)
    assert crisis.draft(numbers[0]).state == DraftState.PROPOSED
    assert "no statement holds" in refusal(lambda: withdraw("again")).casefold()
    assert "withdrawn" in refusal(crisis.approve)
    crisis.write(STATEMENT.replace("Lille", "Lens"))
    crisis.approve()
    assert crisis.incident.revision == 2


# ---- one press, many replies


@pytest.fixture
def spoken(crisis):
    """A statement stands, and five replies say it."""
    numbers = crisis.crowd(5)
    crisis.declare()
    crisis.answering()
    crisis.worded(numbers)
    return numbers


def test_one_press_approves_exactly_the_texts_of_the_batch(crisis, spoken):
    batch = crisis.gather()
    assert [item["complaint"] for item in batch.items] == spoken
    assert batch.left_out == []
    crisis.press(batch.id)
    assert [one["why"] for one in crisis.carry(batch.id)] == [None] * 5
    given = crisis.read(lambda s: s.scalars(select(Approval)).all())
    assert {one.person for one in given} == {"U0LEA"}
    for number in spoken:
        draft = crisis.draft(number)
        assert draft.state == DraftState.APPROVED
        assert draft.reply_text == f"{draft.body}\n— Léa, service client Brindelune"
        assert draft.approved_hash in {one.hash for one in given}
    assert "Léa Morel has approved" in refusal(lambda: crisis.press(batch.id))


def test_what_changed_meanwhile_is_left_out_and_named(crisis, spoken, clock, take):
    batch = crisis.gather()
    edited, wrote, out, gone, _same = spoken
    crisis.do(lambda s: drafts.edit(s, crisis.book, s.get_one(Complaint, edited), crisis.lea, 1,
                                    "Bonjour, autre chose.", clock()))  # fmt: skip
    take(id="again", in_reply_to=f"m{spoken.index(wrote)}", text="Alors ?",
         author={"handle": f"person{spoken.index(wrote)}"})  # fmt: skip
    crisis.do(lambda s: pacing.leave_out(s, crisis.book, s.merge(batch), out, crisis.lea, clock()))
    crisis.dismiss(gone)
    crisis.press(batch.id)
    became = {one["complaint"]: one["why"] for one in crisis.carry(batch.id)}
    assert [bool(became[number]) for number in spoken] == [True, True, True, True, False]
    assert "taken out" in became[out]


def test_what_needs_more_than_one_look_is_left_out_and_named(crisis, spoken, clock):
    risky, severe, blocked, other, _ready = spoken

    def change(session):
        session.get_one(Complaint, risky).mention.triage = {"sure_risks": ["legal"]}
        session.get_one(Complaint, severe).severity = "blame"

    crisis.do(change)
    crisis.propose(blocked, "Écrivez-nous ici votre numéro de téléphone et votre adresse.")
    crisis.propose(other, WORDS, statement=False)
    batch = crisis.gather()
    assert [item["complaint"] for item in batch.items] == [spoken[4]]
    named = {one["complaint"]: one["why"] for one in batch.left_out}
    assert set(named) == {risky, severe, blocked, other}
    assert ("risk" in named[risky], "two people" in named[severe]) == (True, True)
    assert "does not say the statement" in named[other]


def test_facts_may_repeat_the_sentence_for_the_person_may_not(crisis):
    numbers = crisis.crowd(3)
    crisis.declare()
    crisis.answering()
    for number in numbers[:2]:
        crisis.propose(number, FOR_ONE[0])
    crisis.propose(numbers[2], FOR_ONE[2])
    batch = crisis.gather()
    assert [item["complaint"] for item in batch.items] == [numbers[0], numbers[2]]
    (copied,) = batch.left_out
    assert copied["complaint"] == numbers[1]
    assert "recent reply" in copied["why"]


def test_a_press_on_an_old_card_approves_what_that_card_showed(crisis, spoken, clock):
    first = crisis.gather()
    later = crisis.complain(5)
    crisis.propose(later, FOR_ONE[5])
    second = crisis.gather()
    assert (len(first.items), len(second.items)) == (5, 6)
    crisis.press(first.id)
    assert len(crisis.carry(first.id)) == 5
    assert crisis.draft(later).state == DraftState.PROPOSED
    third = crisis.gather()
    assert [item["complaint"] for item in third.items] == [later]
    assert crisis.gather().id == third.id, "the same again is no new batch"


def test_a_new_statement_takes_back_what_says_the_old_one(crisis, spoken):
    batch = crisis.gather()
    crisis.press(batch.id)
    crisis.carry(batch.id)
    crisis.settle()
    crisis.write(STATEMENT.replace("Lyon", "Dijon"))
    assert crisis.draft(spoken[0]).state == DraftState.APPROVED, "a proposal changes nothing"
    crisis.approve()
    assert {crisis.draft(number).state for number in spoken} == {DraftState.PROPOSED}
    assert len(crisis.due("draft.compose")) == 5
    assert crisis.gather().items == []


def test_they_leave_one_after_the_other_on_each_network(crisis, clock):
    numbers = [crisis.complain(number, network="mastodon" if number % 2 else "facebook") for number in range(5)]
    crisis.declare()
    crisis.answering()
    crisis.worded(numbers)
    batch = crisis.gather()
    crisis.press(batch.id)
    crisis.carry(batch.id)
    at = [(crisis.draft(number).publish_at - clock()).total_seconds() for number in numbers]
    assert at == [20, 20, 40, 40, 60]
    dues = [one.due_at for one in crisis.due("reply.publish")]
    assert dues == [crisis.draft(number).publish_at for number in numbers]


def test_stop_takes_back_what_has_not_left_and_one_press_goes_on(crisis, spoken, clock, begin):
    batch = crisis.gather()
    refusal(crisis.stop)
    crisis.press(batch.id)
    crisis.carry(batch.id)
    assert begin(crisis.draft(spoken[0]).id) is not None
    assert crisis.stop() == 4
    assert crisis.draft(spoken[0]).state == DraftState.PUBLISHING
    assert {crisis.draft(number).state for number in spoken[1:]} == {DraftState.PROPOSED}
    assert len(crisis.due("reply.publish")) == 1
    onwards = crisis.gather()
    assert [item["complaint"] for item in onwards.items] == spoken[1:]
    crisis.press(onwards.id, crisis.hel)
    assert [one["why"] for one in crisis.carry(onwards.id)] == [None] * 4
    assert crisis.draft(spoken[1]).approved_by == "U0HEL"
    assert crisis.incident.stopped_at is None


def test_stopped_while_they_are_being_approved_the_rest_is_left_out(crisis, spoken):
    batch = crisis.gather()
    crisis.press(batch.id)
    item = crisis.read(lambda s: pacing.undecided(s, batch.id))[0]
    crisis.do(lambda s: pacing.approve_one(s, crisis.book, batch.id, item, crisis.clock()))
    crisis.stop()
    onwards = crisis.gather()
    crisis.press(onwards.id, crisis.hel)  # goes on before the worker has come to the rest
    became = crisis.carry(batch.id)
    assert [one["why"] is None for one in became] == [True, False, False, False, False]
    assert became[1]["values"]["who"] == "Léa Morel"
    assert [one["why"] for one in crisis.carry(onwards.id)] == [None] * 5
    assert {crisis.draft(number).approved_by for number in spoken} == {"U0HEL"}


# ---- told, ended, reviewed


def test_the_room_is_told_when_it_is_due_and_not_before(crisis, clock):
    crisis.crowd(3)
    crisis.declare()
    tell = lambda: crisis.do(lambda s: telling.scan(s, crisis.book, clock()))  # noqa: E731
    assert tell() == 0
    clock.pass_(minutes=30)
    assert (tell(), tell()) == (1, 0)
    (told,) = crisis.due("incident.tell")
    assert told.payload["call"] == ["U0HEL"], "the statement is missing: the managers are called"
    assert crisis.incident.next_telling_at == clock() + timedelta(minutes=30)


def test_calm_is_no_new_complaint_for_long_or_back_to_what_is_usual(crisis, clock):
    crisis.crowd(3)
    crisis.declare()
    calm = lambda: crisis.read(lambda s: figures.of_incident(s, crisis.book, crisis.latest(s), clock()).calm)  # noqa: E731
    assert not calm()
    clock.pass_(hours=1, minutes=1)
    assert not calm(), "nobody knows what is usual"
    crisis.act(lambda _s, i: setattr(i, "usual", 2.0))
    assert calm()
    crisis.act(lambda _s, i: setattr(i, "usual", None))
    clock.pass_(hours=1)
    assert calm()


def test_figures_count_people_once(crisis, clock):
    numbers = crisis.crowd(3)
    crisis.do(lambda s: setattr(s.get_one(Complaint, numbers[2]).mention, "author_handle", "person0"))
    crisis.declare()
    found = crisis.read(lambda s: figures.of_incident(s, crisis.book, crisis.latest(s), clock()))
    assert (found.complaints, found.authors, found.waiting, found.answered) == (3, 2, 3, 0)


def test_it_ends_and_its_review_is_asked_for_each_day_until_it_is_written(crisis, clock):
    numbers = crisis.crowd(1)
    crisis.declare()
    crisis.settle()
    end = lambda why="the depot works again", false_alarm=False: crisis.act(  # noqa: E731
        lambda s, i: ending.end(s, crisis.book, i, crisis.hel, why, clock(), false_alarm=false_alarm)
    )
    assert "false alarm" in refusal(end)
    crisis.answering()
    refusal(lambda: end(" "))
    review = lambda **more: crisis.act(lambda s, i: ending.review(  # noqa: E731
        s, crisis.book, i, crisis.hel, clock(),
        **({"what": "flood", "change": "two depots", "who": "U0NOE", "by": "2026-12-15"} | more)))  # fmt: skip
    assert "not over yet" in refusal(review)
    end()
    assert "already" in refusal(end)
    assert crisis.read(lambda s: freezes.held(s, s.get_one(Complaint, numbers[0]))) is None
    for _day in range(2):
        clock.pass_(days=1)
        assert crisis.do(lambda s: telling.scan(s, crisis.book, clock())) == 1
    assert [one.payload["call"] for one in crisis.due("incident.tell")] == [["U0HEL"]] * 2
    for wrong in ({"what": ""}, {"change": " "}, {"who": "?"}, {"by": "soon"}, {"by": "2026-01-01"}):
        with pytest.raises(Refused) as found:
            review(**wrong)
        assert found.value.field == next(iter(wrong))
    review()
    assert crisis.incident.state == IncidentState.REVIEWED
    [item] = crisis.read(actions.listed)
    assert (item.cause, item.what, item.owner) == (crisis.incident.topic, "two depots", "U0NOE")
    assert "already" in refusal(review)
    clock.pass_(days=2)
    assert crisis.do(lambda s: telling.scan(s, crisis.book, clock())) == 0


def test_a_false_alarm_lets_everything_go_with_drafts_of_their_own(crisis, clock):
    number = crisis.complain(0)
    crisis.declare()
    crisis.settle()
    crisis.act(lambda s, i: ending.end(s, crisis.book, i, crisis.hel, "no", clock(), false_alarm=True))
    assert [one.payload["complaint"] for one in crisis.due("draft.compose")] == [number]
    draft_for(crisis.store, crisis.book, clock, number)
    assert approve_one(crisis, number).state == DraftState.APPROVED
    assert crisis.declare() == 2, "a new one may begin"
    assert crisis.complaint(number).incident_id == 2


def test_the_whole_story_can_be_told_in_both_languages(crisis, spoken, clock):
    batch = crisis.gather()
    crisis.press(batch.id)
    crisis.carry(batch.id)
    crisis.stop()
    for event in crisis.read(lambda s: story.of_incident(s, 1)):
        english, _words = story.words(event, crisis.book, "en")
        french, _words = story.words(event, crisis.book, "fr")
        assert english != french
        assert "{" not in english + french


def test_every_line_of_the_story_has_its_sentence():
    recorded = set()
    for path in Path(story.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "story.record":
                kind = node.args[2]
                texts = [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]
                recorded |= {text.value for text in texts}
    assert recorded == set(story.SENTENCES)
