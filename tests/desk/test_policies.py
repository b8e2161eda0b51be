"""Which policy applies: by network, venue, playbook, priority and tier, in order, and why."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from bot.desk import alerts, clocks, complaints, mentions, retiming, sla, tickets
from bot.desk.calendars import WEEKDAYS
from bot.desk.hours import CalendarSpec
from bot.desk.models import Clock, Complaint, Event
from bot.desk.playbooks.promises import SlaPolicy, Target, TierRule
from bot.desk.vocabulary import ClockState, Metric, Refused
from bot.sources import generic
from tests.conftest import alert_body
from tests.desk.conftest import with_desk
from tests.desk.test_walk import approve, draft_for, publish


def target(limit: str, calendar: str = "always") -> Target:
    return Target(target="1m", limit=limit, calendar=calendar)


def policy(name: str, limit: str = "5h", **fields) -> SlaPolicy:
    whole = {"first_response": target(limit), "resolution": target("9d")}
    return SlaPolicy(**({"name": name} | whole | fields))


GOLD = SlaPolicy(name="gold", tiers=["gold"], first_response=target("2m"))
SAFE = SlaPolicy(name="grave", priorities=["P1"], first_response=target("3m"))
LATE = SlaPolicy(name="late parcels", playbooks=["late-delivery"], first_response=target("4m"), update=target("6h"))
PRESS = policy("press", "10m", venues=["press"])


@pytest.fixture
def desk(book):
    tiers = {"gold": TierRule(handles=["@Halden"]), "known": TierRule(followers=1000, networks=["x"])}
    return with_desk(
        book, sla=[PRESS, GOLD, SAFE, LATE, policy("x", "1h", networks=["x"]), policy("rest")], tiers=tiers
    )


@pytest.mark.parametrize(
    ("playbook", "network", "stakes", "tier", "name"),
    [
        ("general", "x", "P3", "", "x"),
        ("general", "google", "P3", "", "rest"),
        ("general", "press", "P3", "", "press"),
        ("general", "x", "P1", "", "grave"),
        ("general", "x", "P1", "gold", "gold"),
        ("late-delivery", "x", "P3", "", "late parcels"),
        ("late-delivery", "press", "P3", "", "late parcels"),  # the particular one before the venue's
    ],
)
def test_the_first_that_fits_in_order(desk, playbook, network, stakes, tier, name):
    promised = desk.promised(desk.playbooks[playbook], network, stakes, tier)
    assert promised["first_response"][0] == name
    assert promised["resolution"][0] in ("x", "rest", "press", playbook), "what it leaves out comes from the next"


def test_a_playbooks_own_targets_stand_between_particular_and_general_policies(desk):
    own = desk.playbooks["general"].model_copy(update={
        "sla": desk.playbooks["general"].sla.model_copy(update={"first_response": target("7m")})})  # fmt: skip
    assert desk.promised(own, "x", "P3", "")["first_response"] == ("general", target("7m"))
    assert desk.promised(own, "x", "P1", "")["first_response"][0] == "grave"


def test_who_is_asked_and_what_does_not_fit(desk):
    found = desk.candidates(desk.playbooks["general"], "google", "P3", "")
    assert [(one.name, bool(one.misfits)) for one in found] == [
        ("gold", True), ("grave", True), ("late parcels", True), ("general", False), ("press", True), ("x", True),
        ("rest", False),
    ]  # fmt: skip
    assert found[0].misfits == [("tier", "", ["gold"])]


@pytest.mark.parametrize(
    ("author", "network", "tier"),
    [
        ({"handle": "halden"}, "x", "gold"), ({"handle": "halden", "tier": "Silver"}, "x", "silver"),
        ({"handle": "n", "followers": 1000}, "x", "known"), ({"handle": "n", "followers": 999}, "x", ""),
        ({"handle": "n", "followers": 5000}, "google", ""), ({}, "x", ""),
    ],
)  # fmt: skip
def test_a_tier_is_the_alerts_word_or_the_first_rule_that_fits(desk, author, network, tier):
    assert desk.tier_of(author, network, "generic") == tier


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"networks": ["x"], "resolution": target("1d")}, "lacks first_response"),
        ({"tiers": ["gold"]}, "promises nothing"),
        ({"priorities": ["P9"], "resolution": target("1d")}, "P1"),
        ({"resolution": {"target": "1m", "limit": "1h", "calendar": "always", "warn": [1.5]}}, "less than 1"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(fields, said):
    with pytest.raises(ValidationError, match=said):
        SlaPolicy(**({"name": "odd"} | fields))


def test_a_complaint_gets_the_policy_of_its_tier(store, desk, clock):
    body = alert_body(author={"handle": "nadia", "tier": "gold"})

    def happening(session):
        alerts.store(
            session.connection(), [alerts.row(generic.parse("generic", json.dumps(body).encode())[0], clock())]
        )
        for alert in alerts.unread(session, 100):
            mentions.take_all(session, desk, [(alert, generic.read(alert.payload))], clock())

    store.write(happening)
    with store.read() as session:
        first = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).one()
    assert first.policy["name"] == "gold"
    assert (first.due_at - first.started_at).total_seconds() == 120


# ---- which clocks run


@pytest.fixture
def public(store, book, clock, complaint, lea):
    draft_for(store, book, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)
    assert publish(store, book, clock, draft.id)
    return complaint


def states(store, complaint, metric):
    with store.read() as session:
        return [c.state for c in sla.of_complaint(session, complaint) if c.metric == metric]


def test_news_is_due_from_the_answer_on_and_again_after_each_word_of_ours(store, book, clock, public, act):
    assert states(store, public, Metric.UPDATE) == [ClockState.RUNNING]
    clock.pass_(days=1)
    act(lambda s, c: clocks.responded(s, book, complaints.frozen_playbook(book, c), c, clock()))
    assert states(store, public, Metric.UPDATE) == [ClockState.MET, ClockState.RUNNING]


def test_the_customers_next_word_wants_an_answer_and_the_oldest_one_counts(store, book, clock, public, act, noe):
    wrote = clock.pass_(hours=1)
    frozen = complaints.frozen_playbook
    act(lambda s, c: clocks.customer_wrote(s, book, frozen(book, c), c, wrote))
    clock.pass_(minutes=20)
    act(lambda s, c: clocks.customer_wrote(s, book, frozen(book, c), c, clock()))
    with store.read() as session:
        running = sla.running(session, public, Metric.NEXT_RESPONSE)
        assert running.started_at == wrote
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    act(lambda s, c: tickets.wait(s, book, c, noe, "the order number", clock()))
    assert states(store, public, Metric.NEXT_RESPONSE) == [ClockState.MET], "asking them something is an answer"
    assert states(store, public, Metric.UPDATE) == [ClockState.MET, ClockState.PAUSED]


def test_before_our_reply_a_further_word_starts_no_second_clock(store, book, clock, complaint, act):
    act(lambda s, c: clocks.customer_wrote(s, book, complaints.frozen_playbook(book, c), c, clock()))
    assert states(store, complaint, Metric.NEXT_RESPONSE) == []


# ---- counted anew


def shorter(book):
    """The staffed hours end at noon, and the first response is due in two hours."""
    week = {day: ["08:30-12:00"] for day in WEEKDAYS[:5]}
    hours = CalendarSpec(name="staffed", zone="Europe/Paris", week=week, holidays="FR")
    quick = book.desk.sla[0].model_copy(update={"first_response": Target(target="1h", limit="2h", calendar="staffed")})
    return with_desk(book, calendars={**book.desk.calendars, "staffed": hours}, sla=[quick, *book.desk.sla[1:]])


def counted(store, book, now):
    with store.read() as session:
        return [one for portion in retiming.changes(session, book, now) for one in portion]


def test_an_edit_is_shown_first_and_moves_nothing(store, book, clock, complaint):
    assert counted(store, book, clock()) == [], "the same files change nothing"
    (one,) = [found for found in counted(store, shorter(book), clock()) if found.metric == Metric.FIRST_RESPONSE]
    assert one.before == one.after.replace(hour=one.before.hour), "two hours instead of three"
    assert (one.before - one.after).total_seconds() == 3600
    with store.read() as session:
        assert session.get_one(Clock, one.clock).due_at == one.before


def test_a_manager_applies_it_to_what_still_runs(store, book, clock, complaint, hel, lea):
    def pausing(session):
        running = sla.running(session, complaint, Metric.FIRST_RESPONSE)
        sla.pause(running, clock(), "asked")
        sla.resume(running, clock.pass_(minutes=10))

    store.write(pausing)
    new = shorter(book)
    with pytest.raises(Refused, match="Only a manager"):
        store.write(lambda s: retiming.apply(s, new, lea, "new hours", clock()))
    with pytest.raises(Refused, match="Say why"):
        store.write(lambda s: retiming.apply(s, new, hel, " ", clock()))
    expected = {one.clock: one.after for one in counted(store, new, clock())}
    moved, last = store.write(lambda s: retiming.apply(s, new, hel, "new hours", clock()))
    assert moved == len(expected) > 0
    assert store.write(lambda s: retiming.apply(s, new, hel, "new hours", clock(), last)) == (0, 0)
    with store.read() as session:
        for number, after in expected.items():
            clock_ = session.get_one(Clock, number)
            assert (clock_.due_at, clock_.version) == (after, 3 if clock_.pauses else 2)
            assert clock_.next_at in (clock_.warn_at, clock_.due_at)
        told = session.scalars(select(Event).where(Event.kind == "retimed")).all()
        assert [event.data["why"] for event in told] == ["new hours"] * moved
    assert counted(store, new, clock()) == [], "counted anew, it is what the files say"


def test_history_stays_and_nothing_becomes_late_by_being_counted_anew(store, book, clock, complaint, hel):
    with store.read() as session:
        first = sla.running(session, complaint, Metric.FIRST_RESPONSE)
    clock.now = first.started_at.replace(hour=11, minute=30)  # the new deadline has passed, the old one has not
    (one,) = [found for found in counted(store, shorter(book), clock()) if found.metric == Metric.FIRST_RESPONSE]
    assert one.left
    store.write(lambda s: retiming.apply(s, shorter(book), hel, "new hours", clock()))
    with store.read() as session:
        assert session.get_one(Clock, first.id).due_at == first.due_at
    clock.now = first.due_at.replace(hour=23)
    assert [found.metric for found in counted(store, shorter(book), clock()) if found.clock == first.id] == []


def test_a_warning_that_was_given_is_not_given_again(store, book, clock, complaint, hel):
    with store.read() as session:
        number, warn_at = (found := sla.running(session, complaint, Metric.FIRST_RESPONSE)).id, found.warn_at
    clock.now = warn_at
    store.write(lambda s: sla.pass_moment(s.get_one(Clock, number), clock()))
    store.write(lambda s: retiming.apply(s, shorter(book), hel, "new hours", clock()))
    with store.read() as session:
        clock_ = session.get_one(Clock, number)
        assert clock_.next_at > clock_.due_at, "what comes next is the deadline"
    with store.read() as session:
        assert session.scalars(select(Complaint.state)).one() == "open"
