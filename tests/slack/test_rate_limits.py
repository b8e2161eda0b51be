"""Slack takes about one message a second and channel: pace is kept, nothing is lost, every card is right in the end."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.desk import approvals, complaints, drafts, outbox, tickets
from bot.desk.models import Card, Complaint, Draft, Effect, Pace
from bot.desk.vocabulary import ComplaintState, Lane
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import CHANNELS, eventually, refuse, too_fast
from workers import drain, rounds


def burst(take, number, **fields):
    for index in range(number):
        take(
            url=f"https://social.example/p/{index}",
            author={"handle": f"client{index}", "name": f"Customer {index}"},
            **fields,
        )


def limited(slack, clock, channel="approvals", after=5):
    """One message a second in ``channel`` once ``after`` were taken at once, as Slack's limit works."""
    taken = []

    def rule(method, arguments):
        if method == "chat.postMessage" and arguments["channel"] in (channel, CHANNELS[channel]):
            recent = [at for at in taken if at > clock() - timedelta(seconds=1)]
            if len(recent) >= (after if len(taken) <= after else 1):
                return too_fast(1)
            taken.append(clock())
        return None

    slack.rule = rule


def work_for(app, clock, seconds, step=1.0):
    """Let the workers work while simulated time passes."""
    passed = 0.0
    while passed < seconds:
        drain.drain(app, Lane.CHAT)
        clock.pass_(seconds=step)
        passed += step
    drain.drain(app, Lane.CHAT)


def bring_back(app, clock):
    """The rounds of some minutes: folded cards come back a few at a time."""
    for _round in range(16):
        rounds.show_folded(app)
        work_for(app, clock, 30)


def test_a_slowed_channel_is_left_alone_as_long_as_slack_asked_and_others_go_on(
    app, slack, clock, store, book, take, lea
):
    burst(take, 4)
    slack.rule = lambda method, arguments: (
        too_fast(30) if method == "chat.postMessage" and arguments["channel"] == "approvals" else None
    )
    drain.drain(app, Lane.CHAT)
    asked = slack.counted()["chat.postMessage"]
    assert asked == 1  # the rest of the batch did not go there
    clock.pass_(seconds=29)
    drain.drain(app, Lane.CHAT)
    assert slack.counted()["chat.postMessage"] == asked

    def elsewhere(session):
        key = {"user": "U0SAM", "channel": None, "text": "hello"}
        outbox.arm(session, "tell:1", "person.tell", Lane.CHAT, clock(), payload=key)
        outbox.arm(session, "home:U0SAM", "home.show", Lane.CHAT, clock(), payload={"user": "U0SAM"})

    store.write(elsewhere)
    drain.drain(app, Lane.CHAT)
    assert told(slack) == ["hello"]
    assert slack.counted()["views.publish"] == 1
    slack.rule = lambda *_call: None
    work_for(app, clock, 10)
    assert len(slack.in_channel("approvals")) == 4


def test_two_minutes_of_429_end_with_every_card_right(app, slack, clock, store, book, take, lea):
    burst(take, 3)
    drain.drain(app, Lane.CHAT)
    assert len(slack.in_channel("approvals")) == 3
    slack.rule = lambda method, _arguments: too_fast(20) if method.startswith("chat.") else None

    def change(session):
        for complaint in session.query(Complaint):
            shown = drafts.shown_as(drafts.current(session, complaint.id), complaint)
            approvals.approve(session, book, complaint, lea, shown, clock())

    store.write(change)
    until = clock() + timedelta(minutes=2)
    while clock() < until:
        drain.drain(app, Lane.CHAT)
        drain.drain(app, Lane.MODEL)
        clock.pass_(seconds=5)
    assert count(app, Draft, Draft.state == "published") == 3
    slack.rule = lambda *_call: None
    work_for(app, clock, 90)
    # Whether somebody takes the tickets, and keeps what was promised, is looked at hours from now.
    later = ("claim.escalate", "commitment.escalate")
    assert count(app, Effect, Effect.done_at.is_(None) & Effect.kind.not_in(later)) == 0
    assert len(slack.in_channel("approvals")) == 3
    assert all("Published" in json.dumps(message) for message in slack.in_channel("approvals"))
    assert len(slack.in_channel("customer-service")) == 3


@pytest.fixture
def flood(app, slack, clock, take):
    """40 complaints at once while Slack takes one message a second; five simulated seconds later."""
    limited(slack, clock)
    burst(take, 40)
    work_for(app, clock, 5)
    return app


def fold_of(slack):
    return next(m for m in reversed(slack.in_channel("approvals")) if "card_unfold_next" in json.dumps(m["blocks"]))


def listed(slack):
    """How many complaints the fold says are waiting."""
    return int(fold_of(slack)["text"].split()[0])


@ONE_DATABASE
def test_300_complaints_are_carded_or_folded_and_none_is_forgotten(app, slack, clock, store, take):
    limited(slack, clock)
    burst(take, 300)
    work_for(app, clock, 5)
    with store.read() as session:
        carded = session.query(Card).filter(Card.kind == "approval", Card.ts.is_not(None)).count()
        folded = session.query(Card).filter(Card.kind == "approval", Card.folded_at.is_not(None)).count()
    assert carded + folded == 300
    assert listed(slack) == folded
    assert len(slack.in_channel("approvals")) == carded + 1
    refs = [block["accessory"]["value"] for block in fold_of(slack)["blocks"] if "accessory" in block]
    assert len(set(refs)) == 10


def test_unfolding_shows_the_next_five_and_one_by_name(flood, desk, slack, clock, store):
    folded, carded = listed(slack), len(slack.in_channel("approvals"))
    ref = fold_of(slack)["blocks"][4]["accessory"]["value"]
    assert desk.press("U0SAM", "card_unfold", ref, channel=CHANNELS["approvals"]).status_code == 200
    work_for(flood, clock, 6)
    assert listed(slack) == folded - 1
    assert len(slack.in_channel("approvals")) == carded + 1
    assert ref in json.dumps(slack.in_channel("approvals")[-1]["blocks"])
    desk.press("U0SAM", "card_unfold_next", "next", channel=CHANNELS["approvals"])
    work_for(flood, clock, 12)
    assert listed(slack) == folded - 6
    assert len(slack.in_channel("approvals")) == carded + 6


def test_a_folded_complaint_that_is_dealt_with_leaves_the_fold(flood, desk, slack, clock, store, book, sam):
    folded = listed(slack)
    ref = fold_of(slack)["blocks"][1]["accessory"]["value"]

    def dismiss(session):
        complaints.dismiss(session, book, complaints.by_ref(session, ref), sam, "Another brand.", clock())

    store.write(dismiss)
    work_for(flood, clock, 5)
    assert listed(slack) == folded - 1
    assert ref not in json.dumps(fold_of(slack)["blocks"])

    def restore(session):
        complaints.restore(session, book, complaints.by_ref(session, ref), sam, clock())

    store.write(restore)
    work_for(flood, clock, 5)
    assert listed(slack) == folded  # once, although its clock is in its second round


def test_a_folded_card_near_its_deadline_is_posted_on_its_own(app, slack, clock, store, take):
    limited(slack, clock)
    burst(take, 30)
    work_for(app, clock, 5)
    clock.pass_(minutes=51)  # the target of one hour, counted from ten minutes ago
    before = len(slack.in_channel("approvals"))
    assert rounds.scan_clocks(app) == 30
    work_for(app, clock, 20)
    assert len(slack.in_channel("approvals")) == before + 1, "all at once they are one digest"
    bring_back(app, clock)
    with store.read() as session:
        assert session.query(Card).filter(Card.kind == "approval", Card.ts.is_(None)).count() == 0
    assert "has been shown" in json.dumps(slack.in_channel("approvals"))


def test_a_later_burst_gets_a_fold_of_its_own_where_people_look(app, slack, clock, store, take):
    limited(slack, clock)
    burst(take, 30)
    work_for(app, clock, 5)
    clock.pass_(minutes=51)
    rounds.scan_clocks(app)
    bring_back(app, clock)
    before = len(slack.in_channel("approvals"))
    take_more(take, app)
    work_for(app, clock, 5)
    folds = [m for m in slack.in_channel("approvals") if "card_unfold_next" in json.dumps(m["blocks"])]
    assert len(folds) == 1
    assert slack.in_channel("approvals").index(folds[0]) >= before


def take_more(take, app):
    for index in range(30):
        take(
            url=f"https://social.example/q/{index}",
            author={"handle": f"other{index}", "name": f"Other {index}"},
        )


@ONE_DATABASE
@pytest.mark.parametrize(
    "error",
    ["channel_not_found", "invalid_auth", "missing_scope", "not_in_channel", "is_archived", "token_revoked",
     "account_inactive", "restricted_action", "msg_blocks_too_long", "invalid_blocks"],
)  # fmt: skip
def test_what_only_a_person_can_mend_is_kept_said_loudly_and_tried_rarely(app, slack, clock, complaint, error, logged):
    slack.rule = lambda method, _arguments: refuse(error) if method.startswith("chat.") else None
    drain.drain(app, Lane.CHAT)
    work_for(app, clock, 60, step=5)
    assert slack.counted()["chat.postMessage"] == 1
    with app.store.read() as session:
        kept = session.query(Effect).filter(Effect.done_at.is_(None), Effect.kind == "card.show").one()
        assert error in kept.last_error and ": " in kept.last_error
    assert any(entry["log_level"] == "error" and error in entry.get("problem", "") for entry in logged)
    slack.rule = lambda *_call: None
    clock.pass_(minutes=3)
    drain.drain(app, Lane.CHAT)
    assert len(slack.in_channel("approvals")) == 1


def test_a_card_that_somebody_deleted_in_slack_is_posted_anew(app, slack, clock, drafted, store, book, sam):
    slack.messages.clear()
    store.write(lambda session: complaints.show(session, session.get_one(Complaint, drafted), clock()))
    drain.drain(app, Lane.CHAT)
    assert len(slack.in_channel("approvals")) == 1
    store.write(lambda session: complaints.show(session, session.get_one(Complaint, drafted), clock()))
    drain.drain(app, Lane.CHAT)
    assert len(slack.in_channel("approvals")) == 1


@pytest.mark.parametrize("known", [True, False], ids=["a channel we know", "the first card ever"])
def test_a_crash_after_posting_does_not_post_the_card_twice(app, slack, clock, take, store, known):
    if known:
        take(author={"handle": "first", "name": "First"})
        drain.drain(app, Lane.CHAT)
    before = len(slack.in_channel("approvals"))
    slack.after = lambda method, _arguments: (500, {}, {}) if method == "chat.postMessage" else None
    take()
    drain.drain(app, Lane.CHAT)  # Slack has the card, and we do not know it
    assert len(slack.in_channel("approvals")) == before + 1
    slack.after = lambda *_call: None
    clock.pass_(minutes=2)
    drain.drain(app, Lane.CHAT)
    assert len(slack.in_channel("approvals")) == before + 1
    with store.read() as session:
        assert session.query(Card).filter(Card.ts.is_(None)).count() == 0


@ONE_DATABASE
def test_where_the_history_may_not_be_read_a_second_card_is_better_than_none(app, slack, clock, complaint):
    slack.after = lambda method, _arguments: (500, {}, {}) if method == "chat.postMessage" else None
    drain.drain(app, Lane.CHAT)
    slack.after = lambda *_call: None
    slack.rule = lambda method, _arguments: refuse("not_in_channel") if method == "conversations.history" else None
    clock.pass_(minutes=2)
    drain.drain(app, Lane.CHAT)
    assert count(app, Card, Card.ts.is_(None)) == 0


@ONE_DATABASE
def test_a_person_whom_the_channel_cannot_reach_is_told_directly(desk, slack, drafted):
    slack.rule = lambda method, _arguments: refuse("not_in_channel") if method == "chat.postEphemeral" else None
    desk.press("U0SAM", "ticket_claim", desk.complaint(drafted).ref)
    desk.work()
    assert [m["channel"] for m in slack.of("chat.postMessage")][-1] == "U0SAM"


def test_a_429_keeps_its_pace_in_the_database(app, slack, clock, complaint):
    slack.rule = lambda method, _arguments: too_fast(45) if method == "chat.postMessage" else None
    drain.drain(app, Lane.CHAT)
    with app.store.read() as session:
        pace = session.get_one(Pace, "approvals")
        assert pace.free_at == clock() + timedelta(seconds=45)
    assert eventually(lambda: count(app, Effect, Effect.last_error.is_not(None)) == 1)


def test_a_changed_ticket_redraws_both_cards_though_one_channel_is_slow(
    desk, app, slack, clock, store, book, drafted, noe
):
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    desk.work()
    slack.rule = lambda method, arguments: (
        too_fast(10) if method == "chat.update" and arguments["channel"] == CHANNELS["approvals"] else None
    )
    store.write(lambda session: tickets.claim(session, book, session.get_one(Complaint, drafted), noe, clock()))
    drain.drain(app, Lane.CHAT)
    assert "Noé Garance" in json.dumps(slack.in_channel("customer-service"), ensure_ascii=False)
    assert "Noé Garance" not in json.dumps(slack.in_channel("approvals"), ensure_ascii=False)
    slack.rule = lambda *_call: None
    clock.pass_(seconds=11)
    drain.drain(app, Lane.CHAT)
    assert "Noé Garance" in json.dumps(slack.in_channel("approvals"), ensure_ascii=False)
    assert desk.complaint(drafted).state == ComplaintState.ANSWERED
