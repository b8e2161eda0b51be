"""To watch, or not to engage: recorded by whom, why, until when; it wakes at its day or when more is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.desk import (
    abstentions,
    approvals,
    complaints,
    digests,
    discards,
    drafts,
    escalations,
    events,
    reports,
    sla,
    timeline,
    waiting,
)
from bot.desk.incidents import declaring
from bot.desk.models import Abstention, Complaint, Draft, Effect, Mention
from bot.desk.people import allowed
from bot.desk.vocabulary import ClockState, ComplaintState, DraftState, Metric, Refused
from tests.conftest import alert_body
from tests.desk.conftest import effect_of, reminders

WORDS = "Quand on aime pas, on va ailleurs, c'est tout ce que j'ai à dire sur cette enseigne et ses tables."


@pytest.fixture
def abstain(act, book, lea, clock):
    """``abstain(needs="watch", until="2026-12-01")`` by Léa; returns what was decided."""

    def run(needs="do_not_engage", reason="feeding a troll", until="2026-12-01", who=lea):
        return act(lambda s, c: abstentions.abstain(s, book, c, who, needs, reason, until, clock()))

    return run


@pytest.fixture
def look(store, complaint):
    """``(complaint, clocks by metric, latest draft, what stands, kinds of events)``."""

    def run():
        with store.read() as session:
            found = session.get_one(Complaint, complaint)
            clocks = {clock.metric: clock for clock in sla.of_complaint(session, complaint)}
            standing = abstentions.standing(session, [found.mention_id]).get(found.mention_id)
            kinds = [event.kind for event in events.of_complaint(session, complaint)]
            return found, clocks, drafts.current(session, complaint), standing, kinds

    return run


def wake(store, book, clock):
    return store.write(lambda session: abstentions.wake_due(session, book, clock(), 50))


def test_what_is_decided_is_recorded_and_everything_rests(drafted, abstain, look, store, clock, book):
    abstain()
    found, clocks, draft, standing, kinds = look()
    assert found.state == ComplaintState.ABSTAINED
    assert draft.state == DraftState.WITHDRAWN
    assert {one.state for one in clocks.values()} == {ClockState.PAUSED}
    assert {one.pause_reason for one in clocks.values()} == {abstentions.PAUSED}
    assert (standing.needs, standing.person, standing.reason) == ("do_not_engage", "U0LEA", "feeding a troll")
    assert standing.until == datetime(2026, 12, 1, 7, 0, tzinfo=UTC), "eight o'clock in Paris"
    assert kinds[-1] == "abstained"
    with store.read() as session:
        last = events.last_of_kind(session, drafted, "abstained")
        sentence, exact = timeline.words(last, book, "en")
        assert effect_of(session, escalations.key_of(drafted)).done_at is not None
    assert (sentence, exact) == ("Léa Morel decided: do not engage, until 1 December 2026", "feeding a troll")
    assert timeline.words(last, book, "fr")[0] == "Léa Morel a décidé : ne pas intervenir, jusqu'au 1er décembre 2026"
    clock.pass_(days=2)
    with store.read() as session:
        assert digests.untold(session, Metric.FIRST_RESPONSE) == []
        assert not waiting.is_waiting(session, session.get_one(Complaint, drafted))


def test_it_wakes_on_its_day_and_the_clocks_count_on(drafted, abstain, look, store, clock, book):
    _found, before, _draft, _standing, _kinds = look()
    due, left = before["first_response"].due_at, before["first_response"].due_at - clock()
    abstain()
    clock.now = datetime(2026, 12, 1, 6, 59, 59, tzinfo=UTC)
    assert wake(store, book, clock) == 0
    clock.pass_(seconds=1)
    assert wake(store, book, clock) == 1
    assert wake(store, book, clock) == 0
    found, clocks, draft, standing, kinds = look()
    assert (found.state, standing, draft.state) == (ComplaintState.OPEN, None, DraftState.PROPOSED)
    first = clocks["first_response"]
    assert first.state == ClockState.RUNNING
    calendar = sla.calendar_of_clock(first)
    assert first.due_at > due and calendar.between(clock(), first.due_at) <= left.total_seconds()
    assert "woken" in kinds
    with store.read() as session:
        assert effect_of(session, f"compose:{drafted}").done_at is None, "a draft with the times of now"
        assert effect_of(session, escalations.key_of(drafted)).done_at is None
        assert [one["about"] for one in reminders(session)] == ["awake"] * 2
        row = session.scalars(select(Abstention)).one()
        assert (row.ended_by, row.ended_why) == ("amends", abstentions.DAY_CAME)


def test_what_was_late_stays_late(drafted, abstain, look, store, clock, book):
    clock.pass_(days=3)
    abstain()
    _found, clocks, *_rest = look()
    assert clocks["first_response"].breached_at is not None
    clock.now = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    wake(store, book, clock)
    _found, clocks, *_rest = look()
    assert clocks["first_response"].breached_at is not None


def test_for_good_stops_the_clocks_and_only_more_words_wake_it(drafted, abstain, look, store, clock, book, take):
    abstain(until="")
    found, clocks, _draft, standing, _kinds = look()
    assert standing.until is None
    assert {one.state for one in clocks.values()} == {ClockState.STOPPED}
    clock.pass_(days=10)
    assert wake(store, book, clock) == 0
    take(in_reply_to=found.mention.external_id, text="Toujours rien ! Vous dormez ?")
    found, clocks, draft, standing, _kinds = look()
    assert (found.state, standing, draft.state) == (ComplaintState.OPEN, None, DraftState.PROPOSED)
    assert (clocks["first_response"].round, clocks["first_response"].state) == (2, ClockState.RUNNING)
    assert clocks["first_response"].started_at == clock()
    with store.read() as session:
        row = session.scalars(select(Abstention)).one()
        assert (row.ended_by, row.ended_why) == ("customer", abstentions.WROTE_AGAIN)


def test_an_edited_post_wakes_it(drafted, abstain, look, take, store):
    abstain()
    with store.read() as session:
        post = session.get_one(Complaint, drafted).mention.external_id
    take(id=post, kind="edited", text="Je porte plainte demain.")
    assert look()[0].state == ComplaintState.OPEN


def test_support_that_grows_after_the_decision_wakes_it(take, store, book, clock, lea):
    def copy(number):
        take(id=f"c{number}", text=WORDS, author={"handle": f"h{number}", "name": f"N{number}"})

    def state():
        with store.read() as session:
            return session.scalars(select(Complaint.state).where(Complaint.id == first)).one()

    take(id="first", text=WORDS, author={"handle": "h0", "name": "N0"})
    with store.read() as session:
        first = session.scalars(select(Complaint.id)).one()
    for number in (1, 2, 3):
        copy(number)

    def happening(session):
        found = session.get_one(Complaint, first)
        abstentions.abstain(session, book, found, lea, "watch", "alone with it so far", "2026-12-01", clock())

    store.write(happening)
    copy(4)
    copy(5)
    assert state() == "abstained", "what had joined before counts for nothing"
    copy(6)
    assert state() == "open"
    with store.read() as session:
        assert events.last_of_kind(session, first, "woken").data["why"] == abstentions.OTHERS_JOINED


LIFT = [
    "L'ascenseur du quai 4 est encore en panne, impossible de monter avec le fauteuil de ma mère",
    "Toujours pas d'ascenseur quai 4 ce matin, trois étages à pied avec deux valises",
    "quai 4 ascenseur HS depuis lundi et personne pour aider, merci bien",
    "Encore l'ascenseur en rade au quai 4 !!! c'est une honte",
    "Quai 4, ascenseur en panne, j'ai porté la poussette",
]


@pytest.fixture
def lift(take, store, book, clock, lea):
    """Somebody tells of the lift, and it is decided to watch that: ``(complaint, others(n), state())``."""

    def tell(number):
        take(text=LIFT[number], language="fr", author={"handle": f"rider{number}", "name": f"Rider {number}"})

    def state():
        with store.read() as session:
            return session.get_one(Complaint, first).state

    tell(0)
    with store.read() as session:
        first = session.scalars(select(Complaint.id)).one()
    tell(1)
    watch = "watch", "two people so far", "2026-12-01", clock()
    store.write(lambda s: abstentions.abstain(s, book, s.get_one(Complaint, first), lea, *watch))
    return first, tell, state


def test_other_people_with_the_same_problem_wake_it(lift, store):
    first, tell, state = lift
    tell(2)
    tell(3)
    assert state() == "abstained", "the two of before count for nothing"
    tell(4)
    assert state() == "open"
    with store.read() as session:
        assert events.last_of_kind(session, first, "woken").data["why"] == abstentions.OTHERS_JOINED


def test_what_wakes_joins_the_incident_that_began_meanwhile(lift, store, book, clock):
    first, _tell, _state = lift
    with store.read() as session:
        topic = session.get_one(Complaint, first).playbook
    manager = allowed(book, "U0HEL", "incident")

    def declare(session):
        return declaring.declare(session, book, manager, topic, "The lift", "one engine room", clock()).id

    incident = store.write(declare)
    store.write(lambda s: abstentions.engage(s, book, s.get_one(Complaint, first), manager, clock()))
    with store.read() as session:
        assert session.get_one(Complaint, first).incident_id == incident


def test_a_person_answers_after_all_and_nobody_is_called(drafted, abstain, look, act, book, sam, clock, store):
    abstain()
    act(lambda s, c: abstentions.engage(s, book, c, sam, clock()))
    found, _clocks, draft, standing, kinds = look()
    assert (found.state, draft.state, standing) == (ComplaintState.OPEN, DraftState.PROPOSED, None)
    assert kinds[-1] == "engaged"
    with store.read() as session:
        assert reminders(session) == []


def test_words_of_a_person_are_proposed_again_as_they_were(drafted, abstain, act, look, book, lea, clock, store):
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, "Bonjour Nadia, pardon.", clock()))
    abstain()
    act(lambda s, c: abstentions.engage(s, book, c, lea, clock()))
    draft = look()[2]
    assert (draft.body, draft.state, draft.written_by) == ("Bonjour Nadia, pardon.", DraftState.PROPOSED, "U0LEA")
    with store.read() as session:
        open_ = session.scalars(select(Effect).where(Effect.key == f"compose:{drafted}", Effect.done_at.is_(None)))
        before = open_.all()
    assert all(effect.payload.get("after") is None for effect in before), "nothing new was asked for"


def test_it_may_be_decided_anew(drafted, abstain, look, store, sam):
    abstain("watch", until="2026-12-01")
    abstain("watch", "another week", "2026-12-08", sam)
    _found, _clocks, _draft, standing, kinds = look()
    assert (standing.person, standing.until.date().isoformat()) == ("U0SAM", "2026-12-08")
    assert kinds.count("abstained") == 2
    with store.read() as session:
        assert len(session.scalars(select(Abstention)).all()) == 2
    abstain("do_not_engage", "for good", "")
    assert {one.state for one in look()[1].values()} == {ClockState.STOPPED}


@pytest.mark.parametrize(
    ("needs", "reason", "until", "field", "says"),
    [
        ("watch", "x", "", "until", "nobody watches for ever"),
        ("wait", "x", "2026-12-01", "needs", "Choose"),
        ("watch", "  ", "2026-12-01", "reason", "Say why"),
        ("watch", "x", "2026-11-24", "until", "begun already"),
        ("watch", "x", "2020-01-01", "until", "begun already"),
        ("watch", "x", "2028-01-01", "until", "within a year"),
        ("watch", "x", "soon", "until", "2026-12-31"),
    ],
)
def test_what_cannot_be_decided_says_what_to_do(drafted, refused, book, lea, clock, needs, reason, until, field, says):
    refusal = refused(lambda s, c: abstentions.abstain(s, book, c, lea, needs, reason, until, clock()))
    assert refusal.field == field
    assert says in str(refusal)


def test_a_reply_on_its_way_keeps_it_open(approved, refused, book, lea, clock, complaint):
    refusal = refused(lambda s, c: abstentions.abstain(s, book, c, lea, "watch", "x", "2026-12-01", clock()))
    assert "approved this reply already" in str(refusal)


def test_a_reply_that_the_network_refused_must_be_mended_first(approved, refused, act, book, lea, clock):
    act(lambda s, _c: setattr(s.get_one(Draft, approved.id), "state", DraftState.FAILED))
    refusal = refused(lambda s, c: abstentions.abstain(s, book, c, lea, "watch", "x", "2026-12-01", clock()))
    assert "Mend it with Edit" in str(refusal)


def test_while_it_rests_nothing_is_approved_dismissed_or_written(drafted, abstain, refused, act, book, lea, clock):
    abstain()
    for verb in (
        lambda s, c: approvals.approve(s, book, c, lea, "1:x:1", clock()),
        lambda s, c: complaints.dismiss(s, book, c, lea, "spam", clock()),
        lambda s, c: drafts.edit(s, book, c, lea, 1, "Bonjour", clock()),
    ):
        assert "Answer after all" in str(refused(verb))
    assert act(lambda s, c: drafts.propose(s, c, "x", "fr", "playbook", clock(), commitments=[], why={})) is None
    act(lambda s, c: abstentions.engage(s, book, c, lea, clock()))
    assert "open as any other" in str(refused(lambda s, c: abstentions.engage(s, book, c, lea, clock())))


def test_only_those_who_approve_may_decide(book):
    with pytest.raises(Refused):
        allowed(book, "U0NOE", "approve")
    assert allowed(book, "U0HEL", "approve")


# ---- what was set aside


def decide(store, book, clock, who, mention_id, needs="watch", until="2026-12-01"):
    def happening(session):
        found = session.get_one(Mention, mention_id)
        return abstentions.abstain_from_mention(session, book, found, who, needs, "may grow", until, clock()).id

    return store.write(happening)


def test_what_was_set_aside_can_be_watched_and_comes_back_in_the_digest(aside, store, book, clock, lea):
    watched = aside(told_at=clock())
    decide(store, book, clock, lea, watched)
    with store.read() as session:
        assert discards.untold(session, 10) == []
    clock.now = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert wake(store, book, clock) == 1
    with store.read() as session:
        assert [one.id for one in discards.untold(session, 10)] == [watched]
        assert abstentions.standing(session, [watched]) == {}


def test_a_watch_ends_when_a_complaint_is_made_of_it(aside, store, book, clock, lea):
    watched = aside(told_at=clock())
    decide(store, book, clock, lea, watched)
    store.write(lambda s: discards.restore(s, book, s.get_one(Mention, watched), lea, clock()))
    with store.read() as session:
        row = session.scalars(select(Abstention)).one()
        assert (row.ended_by, row.ended_at) == ("U0LEA", clock())


def test_it_can_be_ended_and_only_once(aside, store, book, clock, lea):
    watched = aside(told_at=clock())
    decide(store, book, clock, lea, watched)

    def let_go(session):
        abstentions.let_go(session, book, session.get_one(Mention, watched), lea, clock())

    store.write(let_go)
    with pytest.raises(Refused, match="nothing to end"):
        store.write(let_go)


def test_what_joined_or_is_gone_is_not_watched(take, store, book, clock, lea, complaint):
    with store.read() as session:
        post = session.get_one(Complaint, complaint).mention
        origin, external = post.id, post.external_id
    joined = take(in_reply_to=external, text="Alors ?")
    with pytest.raises(Refused, match="decide about that one"):
        decide(store, book, clock, lea, joined)
    decide(store, book, clock, lea, origin)
    with store.read() as session:
        assert session.get_one(Complaint, complaint).state == ComplaintState.ABSTAINED
    gone = take(**alert_body(id="gone", kind="deleted"))
    with pytest.raises(Refused, match="nothing left to watch"):
        decide(store, book, clock, lea, gone)


def test_every_one_is_listed(aside, take, store, book, clock, lea, complaint):
    watched, other = aside(triage={"needs": "watch"}), aside(triage={"needs": "do_not_engage"})
    with store.read() as session:
        origin = session.get_one(Complaint, complaint).mention_id
    decide(store, book, clock, lea, origin, "do_not_engage", "")
    decide(store, book, clock, lea, watched, "do_not_engage", "2026-12-01")
    with store.read() as session:
        found, total = reports.mentions_in(session, "", None, 10, "do_not_engage")
        assert ({one.id for one in found}, total) == ({origin, watched, other}, 3)
        assert reports.mentions_in(session, "", None, 10, "watch") == ([], 0)
        rows, count = abstentions.all_standing(session, 10)
        assert ([one.mention_id for one in rows], count) == ([watched, origin], 2), "what is for good comes last"
