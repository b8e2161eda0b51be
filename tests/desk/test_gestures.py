"""Gestures: granted at once within one's authority, else decided by somebody who may, in time, within the budget."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import events, facts, gestures
from bot.desk.models import Effect, Gesture
from bot.desk.playbooks.deskfile import Away
from bot.desk.playbooks.granting import Budget
from bot.desk.playbooks.playbook import Grant
from bot.desk.vocabulary import Decision, Refused, Role
from tests.desk.conftest import effect_of, perform, reminders, with_desk, with_people, with_playbook


@pytest.fixture
def book(book):
    grants = {
        "voucher": Grant(most={Role.COMMUNITY_MANAGER: 10, Role.SUPPORT_AGENT: 20, Role.MANAGER: 50}),
        "replacement": Grant(may=[Role.SUPPORT_AGENT]),
    }
    return with_playbook(book, "late-delivery", grants=grants)


@pytest.fixture
def ask(act, book, clock):
    return lambda person, kind, amount="", why="three weeks late", book=book: act(
        lambda s, c: gestures.ask(s, book, c, person, kind, amount, why, clock())
    )


@pytest.fixture
def decide(act, book, clock):
    return lambda person, gesture, decision="granted", reason="": act(
        lambda s, c: gestures.decide(s, book, c, person, gesture.id, decision, reason, clock())
    )


def test_within_authority_it_is_granted_at_once(store, ask, complaint, lea, noe):
    given_ = ask(lea, "voucher", "10,00 €")
    assert (given_.decision, given_.decided_by, given_.amount, given_.currency) == ("granted", lea.id, 1000, "EUR")
    assert not given_.beyond_authority
    assert ask(noe, "replacement").decision == Decision.GRANTED
    with store.read() as session:
        granted = gestures.decided(session, [complaint])[complaint]
        assert [(one.kind, one.amount) for one in granted] == [("voucher", Decimal(10)), ("replacement", None)]
        assert reminders(session) == []


def test_beyond_it_somebody_who_may_is_asked_and_grants_with_one_click(
    store, clock, ask, decide, complaint, lea, hel, ivy
):
    asked = ask(lea, "voucher", "40")
    assert (asked.decision, asked.beyond_authority, asked.due_at) == (None, True, clock() + timedelta(minutes=30))
    with store.read() as session:
        (reminder,) = reminders(session)
        assert (reminder["user"], reminder["about"], reminder["complaints"]) == (hel.id, "gesture", [complaint])
    with pytest.raises(Refused, match="Hélène"):
        decide(ivy, asked)
    assert decide(hel, asked).decided_by == hel.id
    with pytest.raises(Refused, match="Hélène Duvivier has decided"):
        decide(hel, asked)
    with store.read() as session:
        told = effect_of(session, f"tell:gesture:{asked.id}:{lea.id}").payload
        assert told["user"] == lea.id
        assert effect_of(session, f"gesture:{asked.id}").done_at is not None
        kinds = [event.kind for event in events.of_complaint(session, complaint)]
        assert kinds[-2:] == ["gesture_asked", "gesture_granted"]
        assert gestures.without_power(session.query(Gesture)) == {lea.id: 1}


def test_a_teams_lead_who_may_is_asked_before_the_managers(store, ask, lea, noe):
    ask(lea, "voucher", "15")
    with store.read() as session:
        assert [one["user"] for one in reminders(session)] == [noe.id]


def test_a_refusal_says_why(decide, ask, lea, hel, store, complaint):
    asked = ask(lea, "refund", "100")
    with pytest.raises(Refused) as refusal:
        decide(hel, asked, "refused")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused):
        decide(hel, asked, "perhaps")
    assert decide(hel, asked, "refused", "not yet").reason == "not yet"
    with store.read() as session:
        assert gestures.decided(session, [complaint]) == {}


@pytest.mark.parametrize(
    ("kind", "amount", "why", "field"),
    [
        ("cruise", "1", "x", "kind"), ("voucher", "", "x", "amount"), ("voucher", "ten", "x", "amount"),
        ("voucher", "0", "x", "amount"), ("voucher", "-5", "x", "amount"), ("voucher", "5", " ", "why"),
        ("replacement", "5", "x", "amount"), ("refund", "2001", "x", "amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_at_its_field(ask, lea, kind, amount, why, field):
    with pytest.raises(Refused) as refusal:
        ask(lea, kind, amount, why)
    assert refusal.value.field == field


def test_the_same_is_not_asked_twice_while_it_waits(ask, decide, lea, hel):
    asked = ask(lea, "voucher", "40")
    with pytest.raises(Refused, match="asked for already"):
        ask(lea, "voucher", "30")
    decide(hel, asked)
    assert ask(lea, "voucher", "5").decision == "granted"


def test_what_a_playbook_does_not_name_is_a_managers_to_decide(ask, noe, hel):
    assert ask(noe, "refund", "20").beyond_authority, "desk.yaml lets an agent, this playbook does not"
    assert ask(hel, "delivery", "").decision == "granted"


def test_over_the_budget_a_manager_decides_knowingly(store, book, clock, complaint, ask, decide, lea, hel):
    tight = with_desk(book, gestures=book.desk.gestures.model_copy(update={"budget": Budget(amount=12, per="month")}))
    ask(lea, "voucher", "10", book=tight)
    over = ask(lea, "voucher", "5", book=tight)
    assert over.decision is None
    decide(hel, over)
    with store.read() as session:
        assert gestures.spent(session, tight, clock()) == Decimal(15)
        clock.now = datetime.fromisoformat("2026-12-01T00:00:00+01:00")
        assert gestures.spent(session, tight, clock()) == 0, "a new month"


def test_when_nobody_decides_in_time_the_managers_hear_of_it_once(store, book, clock, ask, decide, lea, hel):
    asked = ask(lea, "voucher", "40")
    clock.now = asked.due_at
    perform(store, clock, f"gesture:{asked.id}", lambda s, e: gestures.overdue(s, book, e, clock()))
    with store.read() as session:
        waits = [one for one in reminders(session) if one["about"] == "gesture_waits"]
        assert [one.get("user") or one["channel"] for one in waits] == [hel.id, "managers"]
        assert session.get_one(Effect, effect_of(session, f"gesture:{asked.id}").id).done_at is not None


def test_whoever_is_away_is_not_asked(store, book, clock, ask, lea, hel):
    # Nobody else may: better somebody who is away than nobody.
    away = with_people(book, U0HEL={"away": [Away(first=clock().date(), last=clock().date())]})
    ask(lea, "voucher", "90", book=away)
    with store.read() as session:
        assert [one["user"] for one in reminders(session)] == [hel.id]


@given(st.decimals("0.01", "9999999", places=2), st.sampled_from(["", " €", " EUR", " euros"]), st.booleans())
def test_any_amount_is_read_as_it_was_written(amount, sign, french):
    said = f"{amount}".replace(".", ",") if french else f"{amount}"
    assert facts.amount(said + sign) == amount


@given(st.text(max_size=20))
def test_no_text_is_read_as_nothing_or_less(said):
    try:
        assert facts.amount(said) > 0
    except Refused as refusal:
        assert refusal.field == "amount"
