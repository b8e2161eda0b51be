"""While nobody approves, or takes what a hotline was told, others are told in turn, by hours and deputies."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import approvals, complaints, drafts, duty, escalations, events, hotlines, outbox, steering
from bot.desk.models import Complaint, Effect
from bot.desk.playbooks.deskfile import Away, Chain, Step
from bot.desk.playbooks.playbook import Approval as Rules
from bot.desk.vocabulary import Lane, Refused
from tests.desk.conftest import effect_of, perform, reminders, with_desk, with_people, with_playbook
from tests.desk.test_walk import WORDS, approve, draft_for

DAY = date(2026, 11, 25)
SATURDAY_NIGHT = datetime.fromisoformat("2026-11-28T23:00:00+01:00")


def watching(store, complaint):
    with store.read() as session:
        return effect_of(session, escalations.key_of(complaint))


@pytest.fixture
def due(store, book, clock, complaint):
    """Let the next step of the chain come: whom it told."""

    def happening():
        effect = watching(store, complaint)
        assert effect.done_at is None
        clock.now = max(clock.now, effect.due_at)
        perform(store, clock, effect.key, lambda s, e: escalations.escalate(s, book, e, clock()))
        with store.read() as session:
            last = events.last_of_kind(session, complaint, "escalated")
            return last.data if last else None

    return happening


def test_the_chain_goes_step_by_step_counted_from_the_beginning(store, clock, complaint, due):
    began = clock()
    assert watching(store, complaint).due_at == began + timedelta(minutes=20)
    assert due() == {"step": 1, "told": "Léa Morel, Sam Whitlock"}, "they stand in for each other"
    assert watching(store, complaint).due_at == began + timedelta(minutes=45)
    assert due() == {"step": 2, "told": "Hélène Duvivier"}
    assert watching(store, complaint).done_at is not None, "the chain has ended"
    with store.read() as session:
        assert [one["user"] for one in reminders(session)] == ["U0LEA", "U0SAM", "U0HEL"]


def test_it_is_counted_in_the_chains_hours(store, clock, take):
    clock.now = SATURDAY_NIGHT
    take(posted_at=SATURDAY_NIGHT.isoformat())
    with store.read() as session:
        complaint = session.scalars(select(Complaint.id)).one()
        monday = datetime.fromisoformat("2026-11-30T08:50:00+01:00")
        assert effect_of(session, escalations.key_of(complaint)).due_at == monday


def test_it_stops_with_the_approval_and_begins_anew_when_that_is_taken_back(
    store, book, clock, complaint, lea, act, due
):
    draft_for(store, book, clock, complaint)
    due()
    approve(store, book, clock, complaint, lea)
    assert watching(store, complaint).done_at is not None
    act(lambda s, c: approvals.undo(s, c, lea, clock()))
    again = watching(store, complaint)
    assert (again.payload["step"], again.done_at) == (0, None)
    assert again.due_at == clock() + timedelta(minutes=20)


def test_it_stops_when_nobody_needs_to_approve_and_begins_anew_when_restored(store, book, clock, complaint, lea, act):
    act(lambda s, c: complaints.dismiss(s, book, c, lea, "spam", clock()))
    assert watching(store, complaint).done_at is not None
    clock.pass_(hours=1)
    act(lambda s, c: complaints.restore(s, book, c, lea, clock()))
    assert watching(store, complaint).due_at == clock() + timedelta(minutes=20)


def test_a_step_that_comes_after_the_approval_tells_nobody(store, book, clock, complaint, lea):
    """The worker had claimed it before the approval."""
    draft_for(store, book, clock, complaint)
    effect = watching(store, complaint)
    approve(store, book, clock, complaint, lea)
    store.write(lambda s: escalations.escalate(s, book, s.get_one(Effect, effect.id), clock()))
    with store.read() as session:
        assert reminders(session) == []
        assert events.last_of_kind(session, complaint, "escalated") is None


def test_performing_a_step_twice_tells_once(store, book, clock, complaint, due):
    due()
    effect = watching(store, complaint)
    with store.read() as session:
        before = [event.data for event in events.of_complaint(session, complaint) if event.kind == "escalated"]
    assert [one["step"] for one in before] == [1]
    assert effect.payload["step"] == 1, "the row itself says what comes next"


def test_editing_the_chain_moves_no_running_one(store, book, clock, complaint, due):
    chain = Chain(calendar="always", approval=[Step(after="1m", tell=["manager"])])
    changed = with_desk(book, chains={"usual": chain})
    effect = watching(store, complaint)
    clock.now = effect.due_at
    perform(store, clock, effect.key, lambda s, e: escalations.escalate(s, changed, e, clock()))
    with store.read() as session:
        assert [one["user"] for one in reminders(session)] == ["U0LEA", "U0SAM"]


def test_two_hundred_at_nine_o_clock_are_one_reminder_each(store, book, clock, take):
    for number in range(12):
        take(id=f"p{number}", author={"handle": f"h{number}", "name": "Nadia Orsel"})
    clock.pass_(minutes=21)
    with store.read() as session:
        keys = session.scalars(select(Effect.key).where(Effect.kind == escalations.ESCALATE)).all()
    for key in keys:
        perform(store, clock, key, lambda s, e: escalations.escalate(s, book, e, clock()))
    with store.read() as session:
        assert [(one["user"], len(one["complaints"])) for one in reminders(session)] == [("U0LEA", 12), ("U0SAM", 12)]


def test_a_desk_without_a_chain_escalates_nothing(store, book, clock, take, complaint):
    """The shipped chain was frozen for this one; without any, there is simply no effect."""
    none, general = with_desk(book, chain="", chains={}), book.playbooks["general"]
    store.write(lambda s: escalations.begin(s, none, [(s.get_one(Complaint, complaint), general)], clock()))
    assert watching(store, complaint).generation == 1


# ---- hours, absences, deputies


def test_who_is_away_or_off_is_stood_in_for(book, clock):
    today = clock().date()
    away = {"away": [Away(first=today, last=today)]}
    assert duty.on_duty(book, "U0LEA", clock())
    assert not duty.on_duty(book, "U0NOBODY", clock())
    assert duty.present(with_people(book, U0LEA=away), ["U0LEA"], clock()) == ["U0SAM"]
    assert duty.present(with_people(book, U0LEA=away, U0SAM=away), ["U0LEA"], clock()) == [], "a circle ends"
    night = {"hours": "staffed"}
    assert not duty.on_duty(with_people(book, U0LEA=night), "U0LEA", SATURDAY_NIGHT)
    assert duty.on_duty(with_people(book, U0LEA=night), "U0LEA", clock())


def test_a_day_off_is_a_day_where_they_work(book):
    eve = datetime.fromisoformat("2026-11-24T23:30:00+00:00")  # the 25th already in Paris
    off = with_people(book, U0LEA={"hours": "staffed", "away": [Away(first=DAY, last=DAY)]})
    assert not duty.on_duty(off, "U0LEA", eve)


def test_names_of_a_chain_become_people_channels_and_groups(book, clock):
    asked = duty.resolved(
        book, ["#crisis", "delivery", "lead", "S0CARE", "U0SAM", "owner"], clock(), team="care", owner="U0NOE"
    )
    assert asked == duty.Asked(("U0NOE", "U0IVY", "U0SAM"), ("crisis",), ("S0CARE",))


def test_never_nobody(book, clock):
    today = clock().date()
    gone = {"away": [Away(first=today, last=today)]}
    empty = with_people(book, U0LEA=gone, U0SAM=gone)
    assert duty.resolved(empty, ["deputies"], clock(), first=["U0LEA"]).people == ("U0HEL",)
    alone = with_people(book, U0LEA=gone, U0SAM=gone, U0HEL=gone)
    assert duty.resolved(alone, ["deputies"], clock(), first=["U0LEA"]) == duty.Asked(channels=("managers",))


# ---- hotlines


@pytest.fixture
def told(store, book, clock, act):
    """A complaint whose playbook has a hotline."""
    safe = with_playbook(book, "late-delivery", hotline="safety")

    def begin(session, complaint):
        hotlines.begin(session, safe, safe.playbooks["late-delivery"], complaint, clock())

    act(begin)
    return safe


def test_a_hotline_is_told_at_once_and_has_a_clock(store, clock, complaint, told, act, refused, hel, lea):
    with store.read() as session:
        (reminder,) = reminders(session)
        assert (reminder["user"], reminder["about"]) == (hel.id, "hotline")
        due = session.scalars(select(Effect).where(Effect.kind == "people.remind")).one()
        assert due.due_at == clock(), "not a second later"
        assert effect_of(session, hotlines.key_of(complaint)).due_at == clock() + timedelta(minutes=15)
    assert "Hélène" in str(refused(lambda s, c: hotlines.take(s, told, c, lea, clock())))
    act(lambda s, c: hotlines.take(s, told, c, hel, clock()))
    with store.read() as session:
        assert hotlines.taken_by(session, session.get_one(Complaint, complaint)) == hel.id
        assert effect_of(session, hotlines.key_of(complaint)).done_at is not None
    refused(lambda s, c: hotlines.take(s, told, c, hel, clock()))


def test_what_nobody_takes_goes_to_the_managers_and_their_channel(store, clock, complaint, told):
    clock.pass_(minutes=15)
    perform(store, clock, hotlines.key_of(complaint), lambda s, e: hotlines.overdue(s, told, e, clock()))
    with store.read() as session:
        late = [one for one in reminders(session) if one["about"] == "hotline_untaken"]
        assert [one.get("user") or one["channel"] for one in late] == ["U0HEL", "managers"]
        assert events.last_of_kind(session, complaint, "hotline_untaken") is not None


def test_what_was_answered_meanwhile_is_nobodys_alarm(store, clock, complaint, told, lea):
    draft_for(store, told, clock, complaint)
    approve(store, told, clock, complaint, lea)
    clock.pass_(minutes=15)
    perform(store, clock, hotlines.key_of(complaint), lambda s, e: hotlines.overdue(s, told, e, clock()))
    with store.read() as session:
        assert events.last_of_kind(session, complaint, "hotline_untaken") is None


def test_without_a_hotline_there_is_nothing_to_take(book, clock, complaint, refused, hel):
    refused(lambda s, c: hotlines.take(s, book, c, hel, clock()))


# ---- a manager first


def test_where_a_manager_comes_first_nothing_is_written_before(store, book, clock, complaint, act, refused, lea, hel):
    first = with_playbook(book, "late-delivery", approval=Rules(manager_first=True))
    frozen = first.dumped(first.playbooks["late-delivery"])
    act(lambda _s, c: setattr(c, "frozen", frozen))
    early = act(lambda s, c: drafts.propose(s, c, WORDS, "fr", "playbook", clock(), commitments=[], why={}))
    assert early is None
    said = refused(lambda _s, c: complaints.guard_cleared(first, c))
    assert "Hélène" in str(said)
    refused(lambda s, c: steering.clear(s, first, c, lea, clock()))
    claimed = store.write(lambda s: outbox.claim(s, Lane.CHAT, 5, clock()))
    store.write(lambda s: outbox.tick_all(s, claimed, clock()))
    act(lambda s, c: steering.clear(s, first, c, hel, clock()))
    refused(lambda s, c: steering.clear(s, first, c, hel, clock()))
    with store.read() as session:
        assert session.get_one(Complaint, complaint).cleared_by == hel.id
        assert effect_of(session, f"compose:{complaint}").done_at is None
    assert draft_for(store, first, clock, complaint)


def test_where_nobody_has_to_clear_it_nobody_can(book, clock, complaint, refused, hel):
    with pytest.raises(Refused, match="needs no clearance"):
        raise refused(lambda s, c: steering.clear(s, book, c, hel, clock()))
