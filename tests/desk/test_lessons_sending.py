"""The defects of sending (sent twice or never, internal texts, stale texts), each with tests of its name."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import approvals, complaints, drafts, events, outbox, publishing
from bot.desk.models import Complaint, Draft
from bot.desk.vocabulary import (
    DraftState,
    IllegalMove,
    Lane,
    Refused,
)
from tests.desk.conftest import effect_of
from tests.desk.test_walk import WORDS, approve, draft_for, publish

# 5 -------------------------------------------------------------------------------------------------


def test_sent_twice_or_never_crash_before_the_hold(store, clock, approved, begin):
    """The worker dies after claiming: nothing was held, so the lease ends and another worker sends it."""
    store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock()))
    clock.now += outbox.LEASE
    (effect,) = store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock()))
    assert effect.payload == {"draft": approved.id}
    assert begin(approved.id).reply_text == approved.reply_text


@pytest.mark.parametrize("decision", ["it is online", "publish again"])
def test_sent_twice_or_never_crash_between_call_and_commit(
    store, book, clock, approved, begin, act, lea, decision
):  # fmt: skip
    """The worker dies while (or just after) the network is called: nobody sends again until a person has looked."""
    patience = timedelta(minutes=1)
    assert begin(approved.id) is not None
    clock.now += patience
    assert store.write(lambda session: publishing.reap(session, clock(), patience)) == 0, "it may be alive"
    clock.pass_(hours=2)
    assert store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock())) == []
    assert store.write(lambda session: publishing.reap(session, clock(), patience)) == 1
    assert store.write(lambda session: publishing.reap(session, clock(), patience)) == 0
    with store.read() as session:
        draft = session.get_one(Draft, approved.id)
        assert (draft.state, bool(draft.problem)) == (DraftState.UNKNOWN, True)
        assert events.last_of_kind(session, approved.complaint_id, "outcome_unknown") is not None
    assert begin(approved.id) is None, "even a lost hint sends nothing"
    if decision == "it is online":
        act(lambda s, c: publishing.posted_by_hand(s, book, c, lea, "https://social.example/r", clock()))
        assert store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock())) == []
    else:
        act(lambda s, c: publishing.publish_again(s, book, c, lea, clock()))
        (effect,) = store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock()))
        assert (effect.payload, effect.attempts) == ({"draft": approved.id}, 1)
        assert publish(store, book, clock, approved.id)
    with store.read() as session:
        assert session.get_one(Draft, approved.id).state == DraftState.PUBLISHED
        assert effect_of(session, f"publish:{approved.id}").done_at is not None


@pytest.mark.parametrize("outcome", ["published", "not_sent", "outcome_unknown", "refused_by_network"])
@pytest.mark.parametrize("meanwhile", ["nothing", "reaped", "noted by a person"])
def test_sent_twice_or_never_an_answer_that_comes_late(
    store, book, clock, approved, begin, act, lea, outcome, meanwhile
):
    """The worker was only slow: its outcome is used where it is still asked for, and breaks nothing where it is not."""
    begin(approved.id)
    clock.pass_(minutes=30)
    if meanwhile != "nothing":
        store.write(lambda session: publishing.reap(session, clock(), timedelta(minutes=1)))
    if meanwhile == "noted by a person":
        act(lambda s, c: publishing.posted_by_hand(s, book, c, lea, "https://social.example/seen", clock()))

    def settle(session):
        draft = session.get_one(Draft, approved.id)
        if outcome == "published":
            publishing.published(session, book, draft, "https://social.example/r", clock(), clock())
        else:
            getattr(publishing, outcome)(session, draft, "why", clock())

    store.write(settle)
    with store.read() as session:
        draft = session.get_one(Draft, approved.id)
        published = [e for e in events.of_complaint(session, approved.complaint_id) if e.kind == "published"]
    expected = {
        "published": DraftState.PUBLISHED, "not_sent": DraftState.APPROVED,
        "outcome_unknown": DraftState.UNKNOWN, "refused_by_network": DraftState.FAILED,
    }[outcome]  # fmt: skip
    if meanwhile == "noted by a person":
        expected = DraftState.PUBLISHED
        assert draft.published_url == "https://social.example/seen"
    assert draft.state == expected
    assert len(published) == (1 if expected == DraftState.PUBLISHED else 0)


def test_sent_twice_or_never_the_table_itself_forbids_it(store, clock, book, approved):
    publish(store, book, clock, approved.id)
    with store.read() as session, pytest.raises(IllegalMove):
        drafts.to_state(session.get_one(Draft, approved.id), DraftState.PUBLISHING, clock())


# 6 -------------------------------------------------------------------------------------------------


def test_internal_text_never_reaches_the_customer(store, book, clock, approved, act, noe, lea, begin):
    """Notes, reasons and waits stay inside: what leaves is the approved text and what the customer wrote."""
    secret = "Le client est pénible, faire traîner"
    act(lambda s, c: events.record(s, c, "note", noe.id, clock(), text=secret))
    sent = begin(approved.id)
    leaving = json.dumps([sent.reply_text, sent.target, sent.language])
    assert secret not in leaving
    assert sent.reply_text == f"{WORDS}\n— Léa, service client Brindelune"
    publish_key = f"publish:{approved.id}"
    with store.read() as session:
        assert effect_of(session, publish_key).payload == {"draft": approved.id}, "no text travels in an effect"


# 7 -------------------------------------------------------------------------------------------------

OVERTAKEN = {
    "edited": {"kind": "edited", "text": "Toujours rien !"},
    "deleted": {"kind": "deleted"},
    "wrote again": {"id": "second", "in_reply_to": "first", "text": "C'est bon, je l'ai."},
}


@pytest.mark.parametrize("network", ["facebook", "reviews"])  # sent by us, posted by hand
@pytest.mark.parametrize("change", OVERTAKEN)
def test_stale_texts_do_not_go_out(take, store, book, clock, lea, network, change):
    take(id="first", network=network)
    with store.read() as session:
        complaint = session.scalars(select(Complaint)).one().id
    draft_for(store, book, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)
    clock.pass_(seconds=5)
    take(**{"id": "first", "network": network} | OVERTAKEN[change])
    if network == "facebook":
        assert publish(store, book, clock, draft.id) is None
    with store.read() as session:
        old, new = drafts.all_versions(session, complaint)
        assert (old.state, new.state, new.body) == (DraftState.SUPERSEDED, DraftState.PROPOSED, old.body)
        why = events.last_of_kind(session, complaint, "approval_voided").data["why"]
        assert why.startswith("the customer ")
    hand = lambda s: publishing.posted_by_hand(  # noqa: E731
        s, book, s.get_one(Complaint, complaint), lea, "https://r.example/1", clock())  # fmt: skip
    with pytest.raises(Refused, match="No approved reply is waiting"):
        store.write(hand)
    if change == "deleted":
        with pytest.raises(Refused, match="deleted the post"):
            approve(store, book, clock, complaint, lea)
        store.write(lambda s: complaints.dismiss(s, book, s.get_one(Complaint, complaint), lea, "deleted", clock()))
    else:
        assert approve(store, book, clock, complaint, lea).number == 2


def test_stale_texts_do_not_go_out_when_the_card_was_read_before_the_edit(take, store, book, clock, lea):
    take(id="first")
    with store.read() as session:
        complaint = session.scalars(select(Complaint)).one()
    draft_for(store, book, clock, complaint.id)
    with store.read() as session:
        shown = drafts.shown_as(drafts.current(session, complaint.id), session.get_one(Complaint, complaint.id))
    take(id="first", kind="edited", text="Autre chose")
    with pytest.raises(Refused, match="edited, deleted or wrote again since you read this"):
        store.write(lambda s: approvals.approve(s, book, s.get_one(Complaint, complaint.id), lea, shown, clock()))


@pytest.mark.parametrize("field", ["reply_text", "target", "language"])
def test_stale_texts_do_not_go_out_when_the_draft_changed_after_its_approval(
    store, clock, book, approved, begin, field
):
    def change(session):
        draft = session.get_one(Draft, approved.id)
        value = {**draft.target, "id": "another-post"} if field == "target" else "xx"
        setattr(draft, field, value)

    store.write(change)
    assert begin(approved.id) is None
    with store.read() as session:
        assert drafts.current(session, approved.complaint_id).number == 2


def test_stale_texts_do_not_go_out_when_the_account_changed(store, clock, book, approved):
    other = book.desk.model_copy(update={"voice": book.desk.voice.model_copy(update={"account": "@somebody_else"})})
    changed = type(book)(other, book.playbooks)
    begun = store.write(
        lambda s: publishing.begin_publishing(s, changed, effect_of(s, f"publish:{approved.id}"), clock())
    )
    assert begun is None


def promised(store, clock, complaint, said="demain avant 11 h", hours=3.0, until=None):
    by = (clock() + timedelta(hours=hours)).isoformat()
    commitment = {"what": "x", "by": by, "said": said} | ({"until": until} if until else {})

    def happening(session):
        row = session.get_one(Complaint, complaint)
        sorry = "Bonjour, trois semaines pour des tasses : c'est notre erreur, je vous présente mes excuses."
        words = f"{sorry} Je vous écris {said}."
        return drafts.propose(session, row, words, "fr", "playbook", clock(), commitments=[commitment], why={})

    return store.write(happening)


def test_stale_texts_do_not_go_out_when_their_promise_has_passed(store, book, clock, complaint, lea, begin, act):
    promised(store, clock, complaint)
    clock.pass_(hours=2, minutes=50)
    with pytest.raises(Refused, match="time promised in this reply"):
        approve(store, book, clock, complaint, lea)
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WORDS.replace("Nadia, ", ""), clock()))
    assert approve(store, book, clock, complaint, lea).number == 2, "the words were taken out, so nothing is promised"


def test_stale_texts_do_not_go_out_when_the_network_was_down_too_long(store, book, clock, complaint, lea, begin):
    promised(store, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)
    clock.pass_(hours=3, seconds=1)
    assert begin(draft.id) is None
    with store.read() as session:
        assert "time promised" in events.last_of_kind(session, complaint, "approval_voided").data["why"]


def test_stale_texts_do_not_go_out_when_tomorrow_has_become_today(store, book, clock, complaint, lea):
    midnight = clock().replace(hour=23, minute=0)  # in Paris
    promised(store, clock, complaint, hours=25, until=midnight.isoformat())
    clock.now = midnight + timedelta(hours=8)
    with pytest.raises(Refused, match="time promised in this reply"):
        approve(store, book, clock, complaint, lea)
