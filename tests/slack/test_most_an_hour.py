"""A channel gets so many new messages an hour; what has less at stake joins one message, and none is forgotten."""

from __future__ import annotations

import json
import math
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import alerts, folds, mentions, outbox
from bot.desk.models import Card, Complaint
from bot.desk.vocabulary import Lane
from bot.sources import generic
from tests.conftest import alert_body
from workers import composing, drain, rounds

MOST = 4


@pytest.fixture
def small(app, book):
    """The app of a desk whose channels get four new messages an hour."""
    channels = book.desk.channels.model_copy(update={"most_an_hour": MOST})
    changed = replace(book, desk=book.desk.model_copy(update={"channels": channels}))
    return replace(app, book=lambda: changed)


@pytest.fixture
def come(small, clock):
    """Let as many complaints begin in one transaction, ``come("P2", None, …)`` with this at stake; then the workers."""

    def begin(session, stakes, fields):
        authors = [{"handle": uuid.uuid4().hex, "name": "Nadia Orsel"} for _one in stakes]  # one's own would join
        bodies = [json.dumps(alert_body(author=author, **fields)).encode() for author in authors]
        incoming = [generic.parse("generic", body)[0] for body in bodies]
        alerts.store(session.connection(), [alerts.row(one, clock()) for one in incoming])
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
        opened = mentions.take_all(session, small.book(), read, clock())
        for complaint, at_stake in zip(opened, stakes, strict=True):
            complaint.stakes = at_stake
        composing.draft_first(small, session, opened, clock())
        return [complaint.id for complaint in opened]

    def run(*stakes, **fields):
        given = {"posted_at": clock().isoformat()} | fields
        ids = small.store.write(lambda session: begin(session, stakes, given))
        drain.drain(small, Lane.CHAT)
        return ids

    return run


def standing(app):
    """Complaints whose cards stand in Slack on their own."""
    with app.store.read() as session:
        return set(session.scalars(select(Card.complaint_id).where(Card.kind == "approval", Card.ts.is_not(None))))


def folded(slack):
    """References in the latest fold, as listed, and how many it says there are."""
    found = [one for one in slack.in_channel("approvals") if "card_unfold_next" in json.dumps(one["blocks"])]
    assert len(found) <= 1
    if not found:
        return [], 0
    shown = [block["accessory"]["value"] for block in found[0]["blocks"] if "accessory" in block]
    return shown, int(found[0]["text"].split()[0])


def refs(app, ids):
    with app.store.read() as session:
        return [session.get_one(Complaint, one).ref for one in ids]


def test_up_to_the_limit_every_complaint_has_its_card(small, slack, come):
    ids = come(*[None] * MOST)
    assert standing(small) == set(ids)
    assert folded(slack) == ([], 0)


def test_what_comes_beyond_it_is_listed_in_one_message_the_worst_first(small, slack, come):
    first = come(*[None] * MOST)
    ids = come("P4", None, "P4") + come("P3")
    assert standing(small) == set(first)
    order = [ids[1], ids[3], ids[0], ids[2]]  # nobody knows: as P3
    assert folded(slack) == (refs(small, order), 4)
    assert "the worst first" in json.dumps(slack.in_channel("approvals"))


def test_of_one_burst_the_worst_get_the_room_there_is(small, slack, come):
    ids = come("P4", "P4", "P1", "P4", "P3", "P2", "P4")
    assert standing(small) >= {ids[2], ids[4], ids[5]}
    assert len(standing(small)) == MOST
    assert folded(slack)[1] == 3


def test_what_is_graver_finds_room_beyond_the_limit_but_not_without_end(small, slack, come):
    come(*[None] * MOST)
    ids = come("P2", "P1", "P3", "P2", "P1")
    assert standing(small) >= {ids[1], ids[4]}  # half as many again for P1, a quarter for P2: those are used up
    assert folded(slack) == (refs(small, [ids[0], ids[3], ids[2]]), 3)
    more = come("P1")
    assert folded(slack)[0][0] == refs(small, more)[0]


def test_a_single_grave_one_has_a_card_whatever_came_before(small, slack, come):
    come(*[None] * MOST, "P3", "P4")
    (grave,) = come("P2")
    assert grave in standing(small)


def test_what_is_near_its_deadline_has_one_too(small, slack, clock, come):
    come(*[None] * MOST)
    late = come(None, posted_at=(clock() - timedelta(hours=2)).isoformat())
    assert standing(small) >= set(late)
    assert folded(slack) == ([], 0)
    waits = come(None)
    assert folded(slack)[1] == 1
    clock.pass_(hours=1, minutes=1)
    rounds.scan_clocks(small)
    drain.drain(small, Lane.CHAT)
    assert standing(small) >= set(waits)


def test_when_the_hour_has_room_again_folded_cards_are_posted(small, slack, clock, come):
    come(*[None] * MOST)
    least, worse = come("P4", "P3")
    clock.pass_(minutes=59)
    rounds.show_folded(small)
    drain.drain(small, Lane.CHAT)
    assert folded(slack)[1] == 2
    clock.pass_(minutes=2)  # the four are an hour old
    (later,) = come("P4")  # waits its turn behind those that are listed
    assert folded(slack)[1] == 3
    assert rounds.show_folded(small) == 3
    drain.drain(small, Lane.CHAT)
    assert standing(small) >= {least, worse, later}
    assert folded(slack) == ([], 0)


def test_they_come_back_a_few_at_a_time_and_not_while_slack_asks_to_slow_down(small, slack, clock, come):
    come(*[None] * MOST)
    lesser, *worse = come("P4", *["P2"] * 9)
    clock.pass_(minutes=61)
    small.store.write(lambda session: outbox.slow_down(session, "approvals", timedelta(seconds=5), clock()))
    assert rounds.show_folded(small) == 0
    clock.pass_(minutes=2)
    assert rounds.show_folded(small) == math.ceil(MOST * folds.BEYOND["P2"])
    drain.drain(small, Lane.CHAT)
    assert rounds.show_folded(small) == 0
    assert lesser not in standing(small)
    assert len(standing(small) & set(worse)) == 1 + 5  # the first had found room at once


def test_grave_ones_are_not_folded_when_slack_asks_to_slow_down(small, slack, clock, come):
    from tests.slack.slacklike import too_fast

    slack.rule = lambda method, _arguments: too_fast(5) if method == "chat.postMessage" else None
    ids = come("P1", "P3", "P2", "P4")
    more = come(*[None] * 6)
    slack.rule = lambda *_call: None
    for _second in range(20):
        clock.pass_(seconds=1)
        drain.drain(small, Lane.CHAT)
    assert {ids[0], ids[2]} <= standing(small)
    assert folded(slack)[1] == len(ids + more) - len(standing(small))
