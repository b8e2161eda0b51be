"""Suggestions of critics: found, given to somebody, answered, and the critic told by the ordinary way."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.desk import complaints, drafts, events, people, suggestions
from bot.desk.models import Complaint, Draft, Effect, Suggestion
from bot.desk.vocabulary import ComplaintState, IllegalMove, Refused, SuggestionState, move
from tests.desk.conftest import with_people

IDEA = "Why not offer evening delivery? Half of us are at work when your van comes."


@pytest.fixture
def idea(take, store, book, clock):
    """The number of a suggestion that was just found."""
    take(text=IDEA, language="en", author={"handle": "omar.f", "name": "Omar Feld"})
    assert store.write(lambda session: suggestions.gather(session, book, clock())) == 1
    with store.read() as session:
        return session.scalars(select(Suggestion.id)).one()


@pytest.fixture
def on(store, idea):
    """Run a verb on it: ``on(lambda s, one: …)``."""
    return lambda verb: store.write(lambda session: verb(session, session.get_one(Suggestion, idea)))


@pytest.fixture
def given(on, book, lea, clock):
    """It was given to Ivy."""
    on(lambda s, one: suggestions.give(s, book, one, lea, "U0IVY", clock()))


def complaint_of(session, number):
    return suggestions.complaint_of(session, session.get_one(Suggestion, number))


def test_ideas_are_found_once_and_complaints_are_none(take, store, book, clock, idea):
    take(author={"handle": "nadia.o", "name": "Nadia"})
    for _time in range(2):
        assert store.write(lambda session: suggestions.gather(session, book, clock())) == 0
    with store.read() as session:
        assert [one.mention.text for one in suggestions.listed(session)] == [f"{IDEA}"]


def test_what_a_person_calls_a_suggestion_is_one(take, store, book, clock, lea):
    take()

    def dismiss(session):
        one = session.scalars(select(Complaint)).one()
        complaints.dismiss(session, book, one, lea, "only an idea", clock(), "suggestion")

    store.write(dismiss)
    assert store.write(lambda session: suggestions.gather(session, book, clock())) == 1


def test_what_triage_takes_for_one_is_one_and_what_is_old_or_gone_is_not(aside, store, book, clock):
    aside(kind="suggestion")
    aside(kind="suggestion", state="gone")
    aside(kind="suggestion", received_at=clock() - timedelta(days=40))
    aside(kind="praise")
    assert store.write(lambda session: suggestions.gather(session, book, clock())) == 1


def test_the_owner_is_told_and_stands_on_the_timeline(store, book, idea, given, clock):
    with store.read() as session:
        one = session.get_one(Suggestion, idea)
        assert (one.state, one.owner, one.due_at) == (SuggestionState.ASKED, "U0IVY", clock() + timedelta(days=7))
        complaint = complaint_of(session, idea)
        assert events.last_of_kind(session, complaint.id, "suggestion_given").data["owner"] == "Ivy Ashdown"
        assert complaint.facts["owner"]["value"] == "Ivy Ashdown"
        assert session.scalars(select(Effect.payload).where(Effect.kind == "owner.remind")).one() == {"user": "U0IVY"}


def test_somebody_without_any_role_may_own_and_answer(store, book, on, lea, clock):
    book = with_people(book, U0IVY={"roles": []})
    on(lambda s, one: suggestions.give(s, book, one, lea, "U0IVY", clock()))
    ivy = people.allowed(book, "U0IVY", people.BELONG)
    on(lambda s, one: suggestions.answer(s, book, one, ivy, "declined", "Drivers are off by then.", clock()))


def test_the_answer_becomes_a_fact_of_the_open_complaint_and_a_draft_is_asked_for(
    store, book, on, idea, given, clock, ivy
):
    on(lambda s, one: suggestions.answer(s, book, one, ivy, "taken_up", "Evening rounds start in March.", clock()))
    with store.read() as session:
        one, complaint = session.get_one(Suggestion, idea), complaint_of(session, idea)
        assert one.state == SuggestionState.ANSWERED
        assert complaint.facts["answer"] == {
            "value": "Evening rounds start in March", "by": "U0IVY", "at": clock().isoformat(), "confirmed_by": "U0IVY",
        }  # fmt: skip
        asked = session.scalars(select(Effect).where(Effect.key == f"compose:{complaint.id}")).one()
        assert asked.payload["asked_by"] == "U0IVY"


def test_an_answer_after_the_reply_stands_on_the_timeline_and_a_person_says_how_it_was_told(
    store, book, on, idea, given, clock, ivy, lea
):
    def answered(session):
        complaint = complaint_of(session, idea)
        complaint.state, complaint.answered_at = ComplaintState.ANSWERED, clock()

    store.write(answered)
    on(lambda s, one: suggestions.answer(s, book, one, ivy, "declined", "Too few drivers.", clock()))
    with store.read() as session:
        complaint = complaint_of(session, idea)
        assert events.last_of_kind(session, complaint.id, "suggestion_answered").data["text"] == "Too few drivers."
        assert "answer" not in complaint.facts
    on(lambda s, one: suggestions.told(s, book, one, lea, "In a private message", clock()))
    with store.read() as session:
        assert session.get_one(Suggestion, idea).state == SuggestionState.TOLD
        assert suggestions.waiting(session) == {"new": 0, "asked": 0, "answered": 0}


def test_one_that_was_set_aside_gets_a_card_when_there_is_an_answer(aside, store, book, clock, lea, ivy):
    mention = aside(kind="suggestion", text=IDEA)
    store.write(lambda session: suggestions.gather(session, book, clock()))

    def walk(session):
        one = session.scalars(select(Suggestion)).one()
        suggestions.give(session, book, one, lea, "U0IVY", clock())
        suggestions.answer(session, book, one, ivy, "taken_up", "From March on.", clock())
        return one.id

    number = store.write(walk)
    with store.read() as session:
        complaint = complaint_of(session, number)
        assert complaint.mention_id == mention
        assert complaint.playbook == "idea"
        assert complaint.facts["answer"]["value"] == "From March on"


def test_the_critic_who_deleted_the_idea_is_waited_for_by_nobody(store, book, idea, given, on, clock, ivy):
    store.write(lambda s: setattr(s.get_one(Suggestion, idea).mention, "state", "gone"))
    with store.read() as session:
        assert suggestions.listed(session) == []
        assert suggestions.of_owner(session, "U0IVY") == []
        assert suggestions.waiting(session)["asked"] == 0


REFUSALS = {
    "twice to the same": lambda at: suggestions.give(at.s, at.book, at.one, at.lea, "U0IVY", at.now),
    "to a stranger": lambda at: suggestions.give(at.s, at.book, at.one, at.lea, "U0GONE", at.now),
    "not theirs": lambda at: suggestions.answer(at.s, at.book, at.one, at.lea, "declined", "no", at.now),
    "no verdict": lambda at: suggestions.answer(at.s, at.book, at.one, at.ivy, "perhaps", "no", at.now),
    "no reason": lambda at: suggestions.answer(at.s, at.book, at.one, at.ivy, "declined", " ", at.now),
    "a blank": lambda at: suggestions.answer(at.s, at.book, at.one, at.ivy, "declined", "[[why]]", at.now),
    "too long": lambda at: suggestions.answer(at.s, at.book, at.one, at.ivy, "declined", "x" * 501, at.now),
    "told too early": lambda at: suggestions.told(at.s, at.book, at.one, at.lea, "by letter", at.now),
    "dropped without a reason": lambda at: suggestions.drop(at.book, at.one, at.lea, "", at.now),
    "not dropped": lambda at: suggestions.take_up_again(at.one, at.now),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_is_refused_in_words(on, given, book, clock, lea, ivy, what):
    with pytest.raises(Refused) as refusal:
        on(lambda s, one: REFUSALS[what](SimpleNamespace(s=s, one=one, book=book, lea=lea, ivy=ivy, now=clock())))
    assert refusal.value.said("fr") != refusal.value.said("en")


def test_nobody_answers_what_nobody_was_asked(on, book, clock, ivy):
    with pytest.raises(Refused, match="Nobody has been asked"):
        on(lambda s, one: suggestions.answer(s, book, one, ivy, "declined", "no", clock()))


def test_one_that_was_dropped_can_be_taken_up_again(on, store, book, clock, lea, idea):
    on(lambda _s, one: suggestions.drop(book, one, lea, "It is a joke.", clock()))
    with pytest.raises(Refused, match="Léa Morel said"):
        on(lambda s, one: suggestions.give(s, book, one, lea, "U0IVY", clock()))
    with store.read() as session:
        assert [one.id for one in suggestions.latest(session)] == [idea]
    on(lambda _s, one: suggestions.take_up_again(one, clock()))
    on(lambda s, one: suggestions.give(s, book, one, lea, "U0IVY", clock()))


@pytest.mark.parametrize("state", SuggestionState)
def test_only_the_table_moves_a_suggestion(state):
    reached = set()
    for to in SuggestionState:
        try:
            reached.add(move(state, to))
        except IllegalMove:
            continue
    assert (SuggestionState.TOLD in reached) == (state == SuggestionState.ANSWERED)
    assert state not in reached


def test_an_owner_who_does_not_answer_is_reminded_a_few_times(store, book, given, clock):
    moments = 0
    for _day in range(30):
        clock.pass_(days=1)
        moments += store.write(lambda session: suggestions.scan(session, clock()))
    assert moments == suggestions.REMINDED_MOST
    with store.read() as session:
        assert session.scalars(select(Suggestion.next_at)).one() is None
        assert len(session.scalars(select(Effect).where(Effect.kind == "owner.remind")).all()) == 1, "one message"


def test_a_reply_that_says_the_answer_has_told_the_critic(store, book, on, idea, given, clock, ivy):
    on(lambda s, one: suggestions.answer(s, book, one, ivy, "taken_up", "Evening rounds start in March.", clock()))

    def publish(session, text):
        complaint = complaint_of(session, idea)
        draft = drafts.propose(session, complaint, text, "en", "playbook", clock(), commitments=[], why={})
        draft.state, draft.published_at, draft.reply_text = "published", clock(), text
        draft.approved_by = "U0SAM"

    clock.pass_(hours=1)
    store.write(lambda session: publish(session, "Thanks, we pass it on."))
    assert store.write(lambda session: suggestions.scan(session, clock())) == 0

    def say_it(session):
        session.scalars(select(Draft)).one().reply_text = "You asked. Evening rounds start in March.\n— Sam"

    store.write(say_it)
    assert store.write(lambda session: suggestions.scan(session, clock())) == 1
    with store.read() as session:
        one = session.get_one(Suggestion, idea)
        assert (one.state, one.told_how, one.told_by) == (SuggestionState.TOLD, "reply", "U0SAM")


def test_how_often_a_critic_wrote_before_is_counted(take, store, book, clock, aside):
    for day in (3, 2):
        aside(author_handle="omar.f", received_at=clock() - timedelta(days=day))
    aside(author_handle="omar.f", network="x", received_at=clock() - timedelta(days=1))
    take(text=IDEA, language="en", author={"handle": "omar.f", "name": "Omar Feld"})
    store.write(lambda session: suggestions.gather(session, book, clock()))
    with store.read() as session:
        found = suggestions.listed(session)
        assert suggestions.times_heard(session, found) == {found[0].id: 2}, "elsewhere it may be somebody else"
