"""Alerts read together come out as they would one by one, whatever their order."""

from __future__ import annotations

import json
import uuid

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import alerts, complaints, mentions, outbox
from bot.desk.models import Alert, Card, Clock, Complaint, Effect, Event, Mention
from bot.desk.vocabulary import FROM_THE_START, Lane
from bot.sources import generic
from tests.conftest import TUESDAY, alert_body, examples
from tests.desk.test_machine import BOOK, empty_store

POSTS = st.sampled_from(["a", "b", "c"])
SAID = st.fixed_dictionaries(
    {
        "id": POSTS,
        "kind": st.sampled_from(["created", "created", "edited", "deleted"]),
        "text": st.sampled_from(["Where is my parcel?", "Still waiting for my parcel!", "The mug is broken."]),
        "author": st.sampled_from([{"handle": "nadia"}, {"handle": "emil"}, {"handle": "@Brindelune"}]),
    },
    optional={"in_reply_to": POSTS},
)


def told(store, batches):
    """What the desk knows after reading ``batches`` of alerts, without what is drawn at random."""
    for batch in batches:
        store.write(lambda session, batch=batch: read(session, batch))
    with store.read() as session:
        ref = {complaint.id: complaint.mention.external_id for complaint in session.scalars(select(Complaint))}
        return {
            "alerts": [(a.state, a.reason, "dropped" in a.payload) for a in ordered(session, Alert)],
            "mentions": {
                m.external_id: (m.state, m.text, m.revision, ref.get(m.complaint_id)) for m in ordered(session, Mention)
            },
            "complaints": {ref[c.id]: (c.state, c.thread_revision, c.playbook) for c in ordered(session, Complaint)},
            "events": {
                of: [e.kind for e in ordered(session, Event) if e.complaint_id == complaint]
                for complaint, of in ref.items()
            },
            "clocks": sorted((ref[c.complaint_id], c.metric, c.due_at) for c in ordered(session, Clock)),
            "cards": sorted(ref[c.complaint_id] for c in ordered(session, Card)),
        }


def ordered(session, table):
    return session.scalars(select(table).order_by(table.id))


def read(session, batch):
    for fields in batch:
        incoming = generic.parse("generic", json.dumps(alert_body(**fields)).encode())
        alerts.store(session.connection(), [alerts.row(one, TUESDAY) for one in incoming])
    found = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
    mentions.take_all(session, BOOK, found, TUESDAY)


@given(st.lists(SAID, min_size=1, max_size=8))
@settings(max_examples=examples(150), deadline=None)
def test_alerts_read_together_come_out_as_one_by_one(said):
    one_by_one = told(empty_store(), [[fields] for fields in said])
    assert told(empty_store(), [said]) == one_by_one


def test_complaints_opened_together_each_have_everything(store, book, clock):
    def happening(session):
        many = [{"id": f"post-{n}", "text": f"My parcel {n} is late.", "author": {"handle": f"h{n}"}} for n in range(7)]
        for fields in many:
            incoming = generic.parse("generic", json.dumps(alert_body(**fields)).encode())
            alerts.store(session.connection(), [alerts.row(one, clock()) for one in incoming])
        found = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
        return [complaint.id for complaint in mentions.take_all(session, book, found, clock())]

    opened = store.write(happening)
    with store.read() as session:
        for number, complaint_id in enumerate(opened):
            complaint = session.get_one(Complaint, complaint_id)
            assert complaint.mention.external_id == f"post-{number}"
            assert complaint.mention.complaint_id == complaint_id
            assert complaints.frozen_playbook(book, complaint).name == complaint.playbook
            metrics = session.scalars(select(Clock.metric).where(Clock.complaint_id == complaint_id)).all()
            assert sorted(metrics) == sorted(FROM_THE_START)
            assert session.scalars(select(Card.subject).where(Card.complaint_id == complaint_id)).all() == [
                str(complaint_id)
            ]
            events = session.scalars(select(Event).where(Event.complaint_id == complaint_id)).all()
            assert [event.kind for event in events] == ["opened"]
    assert len(set(opened)) == 7


def test_effects_armed_together_are_those_armed_one_by_one(store, clock):
    """Arming twice in one go folds, as it does one after the other."""
    twice = [outbox.Arming("k:1", "card.show", Lane.CHAT, {"card": n}, urgency=5 - n) for n in (1, 2)]
    other = outbox.Arming("k:2", "card.show", Lane.CHAT, {"card": 3}, channel="approvals", correlation="c")
    store.write(lambda session: outbox.arm_all(session, [*twice, other], clock()))
    with store.read() as session:
        first, second = session.scalars(select(Effect).order_by(Effect.key)).all()
        assert (first.generation, first.payload, first.urgency) == (2, {"card": 2}, 3)
        assert (second.channel, second.correlation, second.due_at) == ("approvals", "c", clock())
    store.write(lambda session: outbox.tick_all(session, [first, second], clock()))
    with store.read() as session:
        assert not session.scalars(select(Effect).where(Effect.done_at.is_(None))).all()


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_mentions_id_is_a_version_5_uuid(source, external_id):
    expected = uuid.uuid5(alerts.MENTIONS, f"{source}\x00{external_id}")
    assert alerts.mention_id(source, external_id) == str(expected)
