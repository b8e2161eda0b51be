"""Complaining again: who wrote after we had answered the same kind of complaint of theirs is known when it opens."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import event, select

from bot.desk import alerts, mentions, steering
from bot.desk.models import Complaint, Mention
from bot.desk.vocabulary import MentionState
from bot.sources import generic
from tests.conftest import alert_body

LATE, BROKEN = "My table never arrived.", "The vase arrived broken."


@pytest.fixture
def opened(take, store):
    """Take a mention; the complaint that it opened."""

    def opening(**fields):
        mention = take(**fields)
        with store.read() as session:
            return session.scalars(select(Complaint).where(Complaint.mention_id == mention)).one()

    return opening


@pytest.fixture
def answered(store, clock):
    """Say that a complaint was answered (or resolved without an answer) at this moment."""

    def answer(complaint, at="answered_at"):
        store.write(lambda session: setattr(session.get_one(Complaint, complaint.id), at, clock()))

    return answer


def written(clock, **fields):
    """An alert's fields for something written now."""
    return {"text": LATE, "language": "en", "posted_at": clock().isoformat(), **fields}


@pytest.mark.parametrize("how", ["answered_at", "resolved_at"])
def test_who_writes_after_an_answer_writes_again(opened, answered, clock, how):
    first = opened(**written(clock))
    assert first.again is False
    clock.pass_(hours=1)
    other = opened(**written(clock, text=BROKEN))
    assert other.again is False, "the first one has no answer yet, and this is another matter"
    answered(first, how)
    clock.pass_(hours=1)
    assert opened(**written(clock)).again is True


@pytest.mark.parametrize(
    "fields",
    [
        {"text": BROKEN},  # another matter: "once should have been enough" would not be true
        {"author": {"handle": "omar", "name": "Nadia Orsel"}},
        {"network": "instagram", "text": f"Hello? {LATE}"},  # the same handle elsewhere may be somebody else
    ],
)
def test_what_is_not_again(opened, answered, clock, fields):
    answered(opened(**written(clock)))
    clock.pass_(hours=1)
    assert opened(**written(clock, **fields)).again is False


def test_what_was_written_before_the_answer_and_came_late_is_a_further_word(opened, answered, take, store, clock):
    first, before = opened(**written(clock)), clock.pass_(minutes=30)
    clock.pass_(minutes=30)
    answered(first)
    clock.pass_(hours=1)
    late = take(**written(clock, text=f"Hello? {LATE}", posted_at=before.isoformat()))
    with store.read() as session:
        mention = session.get_one(Mention, late)
        assert (mention.state, mention.complaint_id) == (MentionState.JOINED, first.id), "a further word on the first"


def test_what_came_weeks_late_begins_a_complaint_but_is_not_again(opened, answered, clock):
    """Too long ago for a further word; but "once should have been enough" would not be true of it."""
    first, before = opened(**written(clock)), clock.pass_(minutes=30)
    clock.pass_(minutes=30)
    answered(first)
    clock.pass_(days=20)
    assert opened(**written(clock, text=f"Hello? {LATE}", posted_at=before.isoformat())).again is False


def test_nobody_knows_whether_somebody_without_a_name_writes_again(opened, answered, clock):
    answered(opened(**written(clock, author={"name": ""})))
    clock.pass_(hours=1)
    assert opened(**written(clock, author={"name": ""})).again is None


def test_one_query_finds_it_for_a_whole_batch(opened, answered, store, book, clock):
    answered(opened(**written(clock)))
    clock.pass_(hours=1)
    handles = ["nadia.o", *(f"h{number}" for number in range(9))]
    said = []

    def happening(session):
        read = []
        for number, handle in enumerate(handles):
            body = alert_body(**written(clock, id=str(number), author={"handle": handle, "name": "N"}))
            incoming = generic.parse("generic", json.dumps(body).encode())[0]
            alerts.store(session.connection(), [alerts.row(incoming, clock())])
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
        said.clear()
        return {one.mention.author_handle: one.again for one in mentions.take_all(session, book, read, clock())}

    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    found = store.write(happening)
    assert found == {handle: handle == "nadia.o" for handle in handles}
    assert len([one for one in said if "coalesce(complaint.answered_at" in one]) == 1


def test_another_playbook_asks_again(opened, answered, store, book, clock, lea):
    answered(opened(**written(clock)))
    clock.pass_(hours=1)
    other = opened(**written(clock, text=BROKEN))
    assert other.again is False

    def choose(session):
        complaint = session.get_one(Complaint, other.id)
        steering.choose_playbook(session, book, complaint, lea, "late-delivery", clock())
        return complaint.again

    assert store.write(choose) is True
