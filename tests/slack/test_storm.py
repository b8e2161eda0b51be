"""Ten thousand mentions within an hour: a few dozen messages, nothing lost, the gravest at the top.

``AMENDS_STORM=full`` sends the ten thousand (minutes to half an hour, by machine and database); else there are fewer.
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.desk import folds
from bot.desk.models import Alert, Card, Clock, Complaint, Event, Mention
from bot.desk.vocabulary import AlertState, ComplaintState, Lane, MentionState, Metric
from bot.slack.cards import FOLD_SHOWS
from bot.triage import fitted
from tests.slack import storm
from tests.slack.slacklike import SlackLike
from workers import drain, rounds

NUMBER, PARTS = (10_000, 60) if os.environ.get("AMENDS_STORM") == "full" else (500, 10)
PEOPLE_MOST = 48  # messages that one person or the managers' channel may get in the hour


@dataclass
class Hour:
    """An installation through which a storm goes."""

    app: App
    slack: SlackLike
    clock: Any
    most: int

    def come(self, number: int, parts: int) -> None:
        """The storm, with what the beat does between its parts."""
        for bodies in storm.storm(number, self.clock(), parts):
            storm.receive(self.app, bodies)
            drain.drain(self.app, Lane.CHAT)
            self.beat(minutes=59 / parts)

    def beat(self, **later: float) -> None:
        """Time passes, the beat makes its rounds, and the workers do what is due."""
        self.clock.pass_(**later)
        rounds.scan_clocks(self.app)
        rounds.weigh(self.app)
        rounds.discarded(self.app)
        rounds.show_folded(self.app)
        drain.drain(self.app, Lane.CHAT)

    def posted(self) -> Counter[str]:
        """New messages by where they were posted."""
        return Counter(str(message["channel"]) for message in self.slack.of("chat.postMessage"))


@pytest.fixture
def small(app, slack, clock, book):
    """The app with the shipped model, and with channels that get so many messages an hour: ``small(most)``."""

    def with_most(most: int) -> Hour:
        channels = book.desk.channels.model_copy(update={"most_an_hour": most})
        changed = replace(book, desk=book.desk.model_copy(update={"channels": channels}))
        return Hour(replace(app, book=lambda: changed, model=fitted.shipped), slack, clock, most)

    return with_most


@pytest.mark.timeout(240)
def test_of_a_storm_few_messages_come_and_nothing_is_lost(small):
    _holds(small(10), number=160, parts=5)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_of_a_great_storm_too(small):
    _holds(small(40), number=NUMBER, parts=PARTS)


def _holds(hour: Hour, number: int, parts: int) -> None:
    hour.come(number, parts)
    _few_messages(hour)
    with hour.app.store.read() as session:
        _all_have_ended_somewhere(session, hour.clock())
        _every_clock_runs(session, hour.clock())
        _the_gravest_stand_first(session, hour)
        _one_person_counts_once(session)
    _come_back_when_there_is_room(hour)


def _few_messages(hour: Hour) -> None:
    posted = hour.posted()
    beside = 12  # folds, digests of deadlines, the digest of what was set aside
    assert posted.pop("approvals") <= math.ceil(folds.BEYOND["P1"] * hour.most) + beside, posted
    assert max(posted.values()) <= PEOPLE_MOST, posted
    folded = [one for one in hour.slack.in_channel("approvals") if "card_unfold_next" in json.dumps(one["blocks"])]
    assert len(folded) == 1


def _all_have_ended_somewhere(session, now) -> None:
    states = Counter(session.scalars(select(Alert.state)))
    assert not states.keys() - {AlertState.READ, AlertState.REPEATED}, states
    mentions = session.scalars(select(Mention)).all()
    assert {one.id for one in mentions} == set(session.scalars(select(Alert.mention_id)))
    assert all(one.reason for one in mentions)
    of_complaint = {card.complaint_id: card for card in session.scalars(select(Card).where(Card.kind == "approval"))}
    for one in mentions:
        if one.state == MentionState.DISCARDED:
            assert one.told_at or now - one.received_at <= timedelta(hours=1)  # digests are an hour apart
        else:
            card = of_complaint[one.complaint_id]
            assert card.ts or card.folded_at


def _every_clock_runs(session, now) -> None:
    of_complaints = session.execute(
        select(Clock, Mention.posted_at)
        .join(Complaint, Complaint.id == Clock.complaint_id)
        .join(Mention, Mention.id == Complaint.mention_id)
        .where(Clock.metric == Metric.FIRST_RESPONSE)
    ).all()
    assert len(of_complaints) == session.scalar(select(func.count()).select_from(Complaint))
    for clock, posted_at in of_complaints:
        assert clock.started_at == posted_at
        assert clock.ended_at is None
        assert (clock.warned_at is not None) == (clock.warn_at <= now)


def _the_gravest_stand_first(session, hour: Hour) -> None:
    def gravity(one: Complaint) -> tuple[str, int]:
        return one.stakes or "P3", -(one.priority or 0)

    away = select(Complaint).join(Card, Card.complaint_id == Complaint.id).where(Card.ts.is_(None))
    folded = sorted(session.scalars(away), key=gravity)
    (message,) = [one for one in hour.slack.in_channel("approvals") if "card_unfold_next" in json.dumps(one["blocks"])]
    shown = [block["accessory"]["value"] for block in message["blocks"] if "accessory" in block]
    by_ref = {one.ref: one for one in folded}
    assert [gravity(by_ref[ref]) for ref in shown] == [gravity(one) for one in folded[:FOLD_SHOWS]]
    assert int(message["text"].split()[0]) == len(folded)
    for name in storm.GRAVE:
        (one,) = session.scalars(select(Complaint).join(Mention).where(Mention.author_handle == f"grave.{name}"))
        assert one.stakes in ("P1", "P2")
        told = select(Event).where(Event.complaint_id == one.id, Event.kind == "hotline_told")
        assert session.scalars(told).first() is not None  # people by name, whatever becomes of the card
        assert all(gravity(one) <= gravity(other) for other in folded if (other.stakes or "P3") > str(one.stakes))


def _one_person_counts_once(session) -> None:
    of_one = select(func.count()).select_from(Complaint).join(Mention).where(Mention.author_handle == "loud")
    assert session.scalar(of_one) == 1


def _come_back_when_there_is_room(hour: Hour) -> None:
    standing = select(func.count()).where(Card.kind == "approval", Card.ts.is_not(None))
    with hour.app.store.read() as session:
        before = session.scalar(standing)
        worst = folds.listed(session, "approvals", 3)
    hour.beat(minutes=61)
    for _round in range(3):
        hour.beat(seconds=30)
    with hour.app.store.read() as session:
        after = session.scalar(standing)
        assert before < after <= before + 4 * folds.A_FEW + math.ceil(folds.NEARLY_LATE * hour.most)
        for complaint, _due in worst:
            assert session.scalars(select(Card).where(Card.complaint_id == complaint.id)).one().ts
            assert session.get_one(Complaint, complaint.id).state == ComplaintState.OPEN
