"""The defects that return in every desk (LESSONS), each with a test of its name, on both databases."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.desk import alerts, complaints, digests, drafts, events, mentions, outbox, publishing, reports, sla, tickets
from bot.desk.models import Alert, Card, Clock, Complaint, Draft, Effect, Mention
from bot.desk.vocabulary import (
    AlertState,
    ClockState,
    DraftState,
    IllegalMove,
    Lane,
    MentionState,
    Metric,
    Refused,
)
from bot.sources import generic
from tests.conftest import alert_body
from tests.desk.test_walk import approve, draft_for, publish

SECOND = timedelta(seconds=1)


def effect_of(session, key: str) -> Effect:
    return session.scalars(select(Effect).where(Effect.key == key)).one()


@pytest.fixture
def act(store, complaint):
    """Run one verb on the complaint in one transaction."""
    return lambda verb: store.write(lambda session: verb(session, session.get_one(Complaint, complaint)))


@pytest.fixture
def approved(store, book, clock, complaint, lea) -> Draft:
    """A reply that a person approved and nobody has sent yet."""
    draft_for(store, book, clock, complaint)
    return approve(store, book, clock, complaint, lea)


@pytest.fixture
def begin(store, book, clock):
    """What a worker does first: hold the effect and get the text, or nothing when it may not go."""

    def happening(session, draft_id):
        return publishing.begin_publishing(session, book, effect_of(session, f"publish:{draft_id}"), clock())

    return lambda draft_id: store.write(lambda session: happening(session, draft_id))


# 1 -------------------------------------------------------------------------------------------------


def test_wrong_clock(take, store, clock, book):
    """Written on the Saturday before the clocks change, after closing; the deadline is Monday's, to the second."""
    clock.now = clock.now.replace(month=3, day=28, hour=20)
    take(posted_at="2026-03-28T13:30:00+01:00")  # half an hour before closing
    with store.read() as session:
        first = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).one()
        told = reports.explain(session, session.scalars(select(Complaint)).one())[0]
    # One hour, three hours: none are left on Saturday (13:00 closes), Sunday is closed, Monday counts from 08:30 CEST.
    assert first.warn_at.isoformat() == "2026-03-30T07:30:00+00:00"
    assert first.due_at.isoformat() == "2026-03-30T09:30:00+00:00"
    assert sum(window["seconds"] for window in told["windows"]) == 3 * 3600


# 2 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scanned", ["never", "before", "after"])
@pytest.mark.parametrize("late", [0, 1])
def test_late_work_is_late_whenever_the_scan_ran(store, book, clock, complaint, lea, scanned, late):
    draft_for(store, book, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)
    with store.read() as session:
        due = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).one().due_at
    clock.now = due + late * SECOND
    if scanned == "before":
        store.write(lambda session: digests.scan(session, book, due - SECOND, 100))
    assert publish(store, book, clock, draft.id)
    if scanned == "after":
        store.write(lambda session: digests.scan(session, book, due + timedelta(hours=5), 100))
    with store.read() as session:
        first = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).one()
    assert first.state == (ClockState.BREACHED if late else ClockState.MET)
    assert first.breached_at == (due if late else None)


def test_reopened_work_starts_a_new_clock_and_keeps_the_old_breach(store, book, clock, approved, act, noe, begin):
    publish(store, book, clock, approved.id)
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    clock.pass_(days=40)
    act(
        lambda s, c: tickets.resolve(
            s, book, c, noe, clock(), outcome="solved", reason="", done="sent", on="2026-12-01"
        )
    )
    clock.pass_(days=3)
    act(lambda s, c: tickets.reopen(s, book, c, noe, "broken again", clock()))
    with store.read() as session:
        old, new = [c for c in sla.of_complaint(session, approved.complaint_id) if c.metric == Metric.RESOLUTION]
    assert (old.state, old.round) == (ClockState.BREACHED, 1)
    assert (new.state, new.round, new.started_at, new.breached_at) == (ClockState.RUNNING, 2, clock(), None)


# 3 -------------------------------------------------------------------------------------------------


def test_bursts_make_one_digest_per_channel(store, book, clock):
    def burst(session):
        bodies = [alert_body(posted_at=(clock() - timedelta(seconds=n)).isoformat()) for n in range(30)]
        incoming = generic.parse("generic", json.dumps({"alerts": bodies}).encode())
        alerts.store(session.connection(), [alerts.row(item, clock()) for item in incoming])
        for alert in alerts.unread(session, 100):
            mentions.take(session, book, alert, generic.read(alert.payload), clock())

    store.write(burst)
    clock.pass_(days=30)
    while store.write(lambda session: digests.scan(session, book, clock(), 25)):
        pass
    with store.read() as session:
        promised = session.scalars(select(Effect).where(Effect.kind == "digest.post")).all()
        untold = digests.untold(session, Metric.FIRST_RESPONSE)
    assert sorted((effect.channel, effect.payload["kind"]) for effect in promised) == [
        ("approvals", Metric.FIRST_RESPONSE), ("customer-service", Metric.RESOLUTION),
    ]  # fmt: skip
    assert len(untold) == 30
    assert [item.clock.due_at for item in untold] == sorted(item.clock.due_at for item in untold), "worst first"
    store.write(lambda session: digests.told(session, [item.clock.id for item in untold], clock()))
    clock.pass_(days=1)
    assert store.write(lambda session: digests.scan(session, book, clock(), 100)) == 0, "told once"


# 4 -------------------------------------------------------------------------------------------------


def test_received_twice_is_one_mention(store, book, clock):
    body = json.dumps(alert_body(id="the-same")).encode()
    start = threading.Barrier(10)

    def deliver(_number):
        start.wait()
        new = 0
        for _time in range(5):
            rows = [alerts.row(item, clock()) for item in generic.parse("generic", body)]
            new += len(store.write(lambda session, rows=rows: alerts.store(session.connection(), rows)))
            store.write(read)
        return new

    def read(session):
        for alert in alerts.unread(session, 20):
            mentions.take(session, book, alert, generic.read(alert.payload), clock())

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(deliver, range(10))) == 1
    with store.read() as session:
        for table in (Alert, Mention, Complaint, Card):
            assert session.scalar(select(func.count()).select_from(table)) == 1, table.__name__


def test_an_item_and_its_edits_are_one_mention_in_whatever_order_they_come(take, store):
    take(id="late", kind="edited", text="Toujours rien reçu, et personne ne répond.")
    take(id="late", kind="created", text="Toujours rien reçu.")
    with store.read() as session:
        mention = session.scalars(select(Mention)).one()
        assert mention.text.endswith("personne ne répond.")
        states = [alert.state for alert in session.scalars(select(Alert).order_by(Alert.id))]
    assert states == [AlertState.READ, AlertState.REPEATED]


def test_deleted_before_it_was_seen_is_kept_without_its_words(take, store):
    for kind in ("deleted", "created", "edited", "deleted"):
        take(id="gone", kind=kind, title="Titre", text="Mes mots à moi", media=["https://a.example/1.jpg"])
    with store.read() as session:
        mention = session.scalars(select(Mention)).one()
        assert (mention.state, mention.text, mention.title, mention.media) == (MentionState.GONE, "", "", [])
        assert session.scalars(select(Complaint)).first() is None
        assert not any("Mes mots" in alert.payload for alert in session.scalars(select(Alert)))
        assert all(alert.reason for alert in session.scalars(select(Alert).where(Alert.state == AlertState.REPEATED)))


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
        act(lambda s, c: publishing.publish_again(s, c, lea, clock()))
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
    assert sent.reply_text == "Bonjour Nadia, vos tasses partent ce soir.\n— Léa, service client Brindelune"
    publish_key = f"publish:{approved.id}"
    with store.read() as session:
        assert effect_of(session, publish_key).payload == {"draft": approved.id}, "no text travels in an effect"


# 7 -------------------------------------------------------------------------------------------------

OVERTAKEN = {
    "edited": {"kind": "edited", "text": "J'ai tout reçu, merci !"},
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
        store.write(lambda s: drafts.approve(s, book, s.get_one(Complaint, complaint.id), lea, shown, clock()))


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
        return drafts.propose(session, row, f"Bonjour, je vous écris {said}.", "fr", "playbook", clock(),
                              commitments=[commitment], why={})  # fmt: skip

    return store.write(happening)


def test_stale_texts_do_not_go_out_when_their_promise_has_passed(store, book, clock, complaint, lea, begin, act):
    promised(store, clock, complaint)
    clock.pass_(hours=2, minutes=50)
    with pytest.raises(Refused, match="time promised in this reply"):
        approve(store, book, clock, complaint, lea)
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, "Bonjour, je vous écris ce soir.", clock()))
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


# 8 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["Bonjour [[le prénom]],", "Bonjour {name},", "Bonjour [[le pré", "", "a" * 9000])
def test_blank_variables_block_approval(store, book, clock, complaint, lea, body):
    draft_for(store, book, clock, complaint, body)
    with pytest.raises(Refused) as refusal:
        approve(store, book, clock, complaint, lea)
    assert "Edit" in str(refusal.value), "it says what to do"
    if "[[le prénom]]" in body:
        assert "le prénom" in str(refusal.value), "and names what is missing"
    with store.read() as session:
        draft = drafts.current(session, complaint)
        assert (draft.state, draft.approved_by, draft.reply_text) == (DraftState.PROPOSED, None, None)
        assert session.scalars(select(Effect).where(Effect.kind == drafts.PUBLISH)).first() is None


# 9 -------------------------------------------------------------------------------------------------


def refusals(book, lea, sam, noe, ivy, now):
    """Clicks that may not do anything now, on a complaint whose reply is public and whose ticket Noé has."""
    done = {"outcome": "solved", "reason": "", "done": "sent", "on": "2026-11-24"}
    return {
        "approve": lambda s, c: drafts.approve(s, book, c, lea, "x", now),
        "edit": lambda s, c: drafts.edit(s, book, c, lea, 1, "x", now),
        "regenerate": lambda s, c: drafts.regenerate(s, book, c, lea, now),
        "dismiss": lambda s, c: complaints.dismiss(s, book, c, lea, "x", now),
        "restore": lambda s, c: complaints.restore(s, book, c, lea, now),
        "posted": lambda s, c: publishing.posted_by_hand(s, book, c, lea, "https://a.example", now),
        "again": lambda s, c: publishing.publish_again(s, c, lea, now),
        "claim a colleague's": lambda s, c: tickets.claim(s, book, c, ivy, now),
        "claim one's own": lambda s, c: tickets.claim(s, book, c, noe, now),
        "release": lambda s, c: tickets.release(s, book, c, ivy, now),
        "wait": lambda s, c: tickets.wait(s, book, c, ivy, "x", now),
        "wait for nothing": lambda s, c: tickets.wait(s, book, c, noe, " ", now),
        "note nothing": lambda s, c: tickets.note(s, c, noe, " ", now),
        "resolve": lambda s, c: tickets.resolve(s, book, c, ivy, now, **done),
        "resolve as?": lambda s, c: tickets.resolve(s, book, c, noe, now, **{**done, "outcome": "?"}),
        "refuse without reason": lambda s, c: tickets.resolve(s, book, c, noe, now, **{**done, "outcome": "refused"}),
        "resolve without a deed": lambda s, c: tickets.resolve(s, book, c, noe, now, **{**done, "done": ""}),
        "resolve in the future": lambda s, c: tickets.resolve(s, book, c, noe, now, **{**done, "on": "2027-01-01"}),
        "resolve some day": lambda s, c: tickets.resolve(s, book, c, noe, now, **{**done, "on": "soon"}),
        "reopen": lambda s, c: tickets.reopen(s, book, c, noe, "x", now),
    }


def test_refused_clicks_explain_themselves(store, book, clock, approved, act, lea, sam, noe, ivy):
    publish(store, book, clock, approved.id)
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    with store.read() as session:
        before = len(events.of_complaint(session, approved.complaint_id))
    for name, click in refusals(book, lea, sam, noe, ivy, clock()).items():
        with pytest.raises(Refused) as refusal:
            act(click)
        sentence = str(refusal.value)
        assert len(sentence) > 15 and sentence[-1] in ".)/", name
        assert "{" not in sentence, name
        if name.startswith(("claim a", "release")):
            assert "Noé Garance" in sentence
    with store.read() as session:
        assert len(events.of_complaint(session, approved.complaint_id)) == before, "a refused click changes nothing"


def test_refused_clicks_explain_themselves_on_a_dismissed_complaint(store, book, clock, complaint, act, lea, sam):
    act(lambda s, c: complaints.dismiss(s, book, c, lea, "not ours", clock()))
    for click in (
        lambda s, c: drafts.approve(s, book, c, sam, "x", clock()),
        lambda s, c: drafts.edit(s, book, c, sam, 1, "x", clock()),
        lambda s, c: complaints.dismiss(s, book, c, sam, "too", clock()),
    ):
        with pytest.raises(Refused, match=r"Léa Morel has dismissed this complaint: “not ours”\. Restore"):
            act(click)
    with pytest.raises(Refused, match="There is no ticket yet"):
        act(lambda s, c: tickets.claim(s, book, c, sam, clock()))
    for unknown in ("K4M-7RX2", "", "hello"):
        with store.read() as session, pytest.raises(Refused, match="A reference looks like"):
            complaints.by_ref(session, unknown)
