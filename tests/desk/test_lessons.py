"""The defects that return in every desk (LESSONS), each with a test of its name, on both databases."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.desk import alerts, approvals, complaints, digests, drafts, events, mentions, publishing, reports, sla, tickets
from bot.desk.closing import resolving
from bot.desk.models import Alert, Card, Clock, Complaint, Effect, Mention
from bot.desk.vocabulary import (
    AlertState,
    ClockState,
    DraftState,
    MentionState,
    Metric,
    Refused,
)
from bot.sources import generic
from tests.conftest import alert_body
from tests.desk.test_walk import CLOSED, REFUSED, approve, draft_for, publish

SECOND = timedelta(seconds=1)


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
    act(lambda s, c: resolving.resolve(s, book, c, noe, CLOSED, clock()))
    clock.pass_(days=3)
    act(lambda s, c: resolving.reopen(s, book, c, noe, "broken again", clock()))
    with store.read() as session:
        old, new = [c for c in sla.of_complaint(session, approved.complaint_id) if c.metric == Metric.RESOLUTION]
    assert (old.state, old.round) == (ClockState.BREACHED, 1)
    assert (new.state, new.round, new.started_at, new.breached_at) == (ClockState.RUNNING, 2, clock(), None)


# 3 -------------------------------------------------------------------------------------------------


def test_bursts_make_one_digest_per_channel(store, book, clock):
    def burst(session):
        bodies = [
            alert_body(posted_at=(clock() - timedelta(seconds=n)).isoformat(), author={"handle": f"h{n}"})
            for n in range(30)
        ]
        incoming = generic.parse("generic", json.dumps({"alerts": bodies}).encode())
        alerts.store(session.connection(), [alerts.row(item, clock()) for item in incoming])
        for alert in alerts.unread(session, 100):
            mentions.take_all(session, book, [(alert, generic.read(alert.payload))], clock())

    store.write(burst)
    clock.pass_(days=30)
    while store.write(lambda session: digests.scan(session, book, clock(), 25)):
        pass
    with store.read() as session:
        promised = session.scalars(select(Effect).where(Effect.kind == "digest.post")).all()
        untold = digests.untold(session, Metric.FIRST_RESPONSE)
    assert sorted((effect.channel, effect.payload["metrics"][0]) for effect in promised) == [
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
            mentions.take_all(session, book, [(alert, generic.read(alert.payload))], clock())

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


# 8 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["Bonjour [[le prénom]],", "Bonjour {name},", "Bonjour [[le pré", "", "a" * 9000])
def test_blank_variables_block_approval(store, book, clock, complaint, lea, body):
    draft_for(store, book, clock, complaint, body)
    with pytest.raises(Refused) as refusal:
        approve(store, book, clock, complaint, lea)
    what_to_do = refusal.value.checks[0].said("en")[1] if body else "Edit"
    assert what_to_do in str(refusal.value), "it says what to do"
    if "[[le prénom]]" in body:
        assert "le prénom" in str(refusal.value), "and names what is missing"
    with store.read() as session:
        draft = drafts.current(session, complaint)
        assert (draft.state, draft.approved_by, draft.reply_text) == (DraftState.PROPOSED, None, None)
        assert session.scalars(select(Effect).where(Effect.kind == approvals.PUBLISH)).first() is None


# 9 -------------------------------------------------------------------------------------------------


def refusals(book, lea, sam, noe, ivy, now):
    """Clicks that may not do anything now, on a complaint whose reply is public and whose ticket Noé has."""
    return {
        "approve": lambda s, c: approvals.approve(s, book, c, lea, "x", now),
        "edit": lambda s, c: drafts.edit(s, book, c, lea, 1, "x", now),
        "regenerate": lambda s, c: drafts.regenerate(s, book, c, lea, now),
        "dismiss": lambda s, c: complaints.dismiss(s, book, c, lea, "x", now),
        "restore": lambda s, c: complaints.restore(s, book, c, lea, now),
        "posted": lambda s, c: publishing.posted_by_hand(s, book, c, lea, "https://a.example", now),
        "again": lambda s, c: publishing.publish_again(s, book, c, lea, now),
        "claim a colleague's": lambda s, c: tickets.claim(s, book, c, ivy, now),
        "claim one's own": lambda s, c: tickets.claim(s, book, c, noe, now),
        "release": lambda s, c: tickets.release(s, book, c, ivy, now),
        "wait": lambda s, c: tickets.wait(s, book, c, ivy, "x", now),
        "wait for nothing": lambda s, c: tickets.wait(s, book, c, noe, " ", now),
        "note nothing": lambda s, c: tickets.note(s, book, c, noe, " ", now),
        "resolve": lambda s, c: resolving.resolve(s, book, c, ivy, CLOSED, now),
        "resolve as?": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, outcome="?"), now),
        "refuse without reason": lambda s, c: resolving.resolve(s, book, c, noe, replace(REFUSED, reason=""), now),
        "resolve without a deed": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, done=""), now),
        "resolve in the future": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, on="2027-01-01"), now),
        "resolve some day": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, on="soon"), now),
        "refuse without recourse": lambda s, c: resolving.resolve(s, book, c, noe, replace(REFUSED, recourse=" "), now),
        "resolve unexplained": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, explanation=""), now),
        "explained by nobody": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, explained_by="?"), now),
        "repeated?": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, repeated="often"), now),
        "no line": lambda s, c: resolving.resolve(s, book, c, noe, replace(CLOSED, line=""), now),
        "appeal": lambda s, c: resolving.appeal(s, book, c, noe, "x", now),
        "reopen": lambda s, c: resolving.reopen(s, book, c, noe, "x", now),
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
        lambda s, c: approvals.approve(s, book, c, sam, "x", clock()),
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
