"""Action items: opened against a cause, reminded of, done or dropped, and measured with an honest interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import actions
from bot.desk.insights import Verdict
from bot.desk.models import ActionItem, Effect
from bot.desk.vocabulary import ActionState, IllegalMove, Refused, move
from tests.conftest import TUESDAY
from tests.desk import months

DUE = date(2026, 12, 24)


@pytest.fixture
def item(store, book, clock, hel):
    """An action item of Ivy's, opened by Hélène."""
    return store.write(lambda s: open_one(s, book, clock)).id


def open_one(session, book, clock, **fields):
    given = {"cause": "late-delivery", "what": "Warn by SMS", "owner": "U0IVY", "due": DUE, "by": "U0HEL"} | fields
    return actions.open(session, book, **given, now=clock())


def on_item(store, item, verb):
    return store.write(lambda session: verb(session, session.get_one(ActionItem, item)))


def told(store):
    with store.read() as session:
        return [
            effect.payload["user"] for effect in session.scalars(select(Effect).where(Effect.kind == "owner.remind"))
        ]


def test_an_action_item_is_due_at_the_end_of_its_day_and_its_owner_is_told(store, item):
    with store.read() as session:
        found = session.get_one(ActionItem, item)
        assert found.due_at == datetime(2026, 12, 24, 22, 59, 59, tzinfo=UTC)  # midnight in Paris
        assert (found.state, found.opened_by) == (ActionState.OPEN, "U0HEL")
    assert told(store) == ["U0IVY"]


def test_whoever_takes_it_upon_themselves_needs_no_message(store, book, clock):
    store.write(lambda s: open_one(s, book, clock, owner="U0HEL"))
    assert told(store) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cause": "nothing-known"}, "cause"), ({"what": "  "}, "what"), ({"what": "x" * 501}, "what"),
        ({"owner": "U0GONE"}, "owner"), ({"due": date(2026, 11, 23)}, "due"), ({"due": date(2030, 1, 1)}, "due"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_action_item_is_refused_at_its_field(store, book, clock, fields, field):
    with pytest.raises(Refused) as refusal:
        store.write(lambda s: open_one(s, book, clock, **fields))
    assert refusal.value.field == field
    assert refusal.value.said("fr") != refusal.value.said("en")


def test_today_is_still_to_come_until_midnight(store, book, clock):
    store.write(lambda s: open_one(s, book, clock, due=date(2026, 11, 24)))


def test_the_owner_or_a_manager_ends_it_and_nobody_else(store, book, clock, item, ivy, noe, hel):
    with pytest.raises(Refused, match="Ivy Ashdown"):
        on_item(store, item, lambda _s, one: actions.done(book, one, noe, "sent", clock()))
    with pytest.raises(Refused) as empty:
        on_item(store, item, lambda _s, one: actions.done(book, one, ivy, " ", clock()))
    assert empty.value.field == "note"
    with pytest.raises(Refused) as empty:
        on_item(store, item, lambda _s, one: actions.drop(book, one, hel, "", clock()))
    assert empty.value.field == "why"
    on_item(store, item, lambda _s, one: actions.done(book, one, ivy, "SMS since today", clock()))
    with pytest.raises(Refused, match="Ivy Ashdown has noted"):
        on_item(store, item, lambda _s, one: actions.drop(book, one, hel, "no money", clock()))


def test_what_was_dropped_says_who_dropped_it(store, book, clock, item, hel, ivy):
    on_item(store, item, lambda _s, one: actions.drop(book, one, hel, "no money", clock()))
    with pytest.raises(Refused, match="Hélène Duvivier has dropped"):
        on_item(store, item, lambda _s, one: actions.done(book, one, ivy, "done", clock()))
    with store.read() as session:
        assert session.get_one(ActionItem, item).note == "no money"
        assert actions.causes_with_action(session) == set()


@pytest.mark.parametrize("state", ActionState)
def test_only_the_table_moves_an_action_item(state):
    ways = {
        ActionState.OPEN: {ActionState.DONE, ActionState.DROPPED}, ActionState.DONE: {ActionState.MEASURED},
    }.get(state, set())  # fmt: skip
    for to in ActionState:
        if to in ways:
            assert move(state, to) == to
        else:
            with pytest.raises(IllegalMove):
                move(state, to)


@pytest.mark.parametrize("said", ["", "x", "99", "9" * 40, "-1"])
def test_a_number_that_no_action_item_has_is_refused(store, item, said):
    with pytest.raises(Refused), store.read() as session:
        actions.by_id(session, said)


def test_an_owner_is_reminded_on_the_day_and_when_it_is_late_never_for_ever(store, book, clock, item):
    def due_now():
        return store.write(lambda session: actions.scan(session, clock()))

    assert due_now() == 0
    moments = []
    for _half_a_day in range(120):
        clock.pass_(hours=12)
        if due_now():
            moments.append(clock())
    assert len(moments) == actions.REMINDED_MOST
    assert [moment.day for moment in moments] == [24, 25, 27]
    assert {moment.hour for moment in moments} == {9}, "in the morning"


def test_an_item_is_measured_four_weeks_after_it_was_done(store, book, clock, item, ivy):
    clock.pass_(days=3)
    on_item(store, item, lambda _s, one: actions.done(book, one, ivy, "SMS", clock()))
    clock.pass_(days=27)
    assert store.write(lambda session: actions.scan(session, clock())) == 0
    clock.pass_(days=2)
    assert store.write(lambda session: actions.scan(session, clock())) == 1
    with store.read() as session:
        found = session.get_one(ActionItem, item)
        assert found.state == ActionState.MEASURED
        effect = actions.effect_of(found)
        assert effect.change.verdict == Verdict.TOO_FEW, "nobody complained: nothing is claimed"
        assert [one.id for one in actions.measured_between(session, TUESDAY, clock() + timedelta(hours=1))] == [item]


def test_the_effect_is_what_an_independent_count_finds(store, book, clock, ivy):
    """Before: every fourth person complains of it; after: every twentieth."""
    opened, done_at, end = TUESDAY, TUESDAY + timedelta(days=14), TUESDAY + timedelta(days=45)
    said = months.invent(11, 900, opened - timedelta(days=100), end)
    said = [replace(one, cause="rude-staff" if one.cause == "late-delivery" and one.at > done_at and number % 5 else
                    one.cause) for number, one in enumerate(said)]  # fmt: skip
    store.write(lambda session: months.store(session, said))
    item = store.write(lambda s: open_one(s, book, clock)).id
    clock.now = done_at
    on_item(store, item, lambda _s, one: actions.done(book, one, ivy, "SMS", clock()))
    clock.now = end
    effect = on_item(store, item, lambda s, one: actions.measure(s, one, clock()))

    def people(since, until, cause=None):
        return len({
            months.who(number, one) for number, one in enumerate(said, start=1)
            if since <= one.at < until and one.dismissed != "noise" and cause in (None, one.cause)
        })  # fmt: skip

    before, after = (opened - timedelta(weeks=8), opened), (done_at, done_at + timedelta(weeks=4))
    change = effect.change
    assert (change.before_people, change.before_of) == (people(*before, "late-delivery"), people(*before))
    assert (change.people, change.of) == (people(*after, "late-delivery"), people(*after))
    assert change.verdict == Verdict.FEWER
    assert (effect.weeks_before, effect.weeks_after) == (8, 4)
    with store.read() as session:
        kept = actions.effect_of(session.get_one(ActionItem, item))
        assert kept.change.low == pytest.approx(change.low)
        assert kept.change.verdict == "fewer"


def test_history_that_is_too_short_is_taken_as_far_as_it_goes(store, book, clock, ivy):
    said = months.invent(3, 60, TUESDAY - timedelta(days=7), TUESDAY)
    store.write(lambda session: months.store(session, said))
    item = store.write(lambda s: open_one(s, book, clock)).id
    on_item(store, item, lambda _s, one: actions.done(book, one, ivy, "SMS", clock()))
    clock.pass_(days=28)
    effect = on_item(store, item, lambda s, one: actions.measure(s, one, clock()))
    assert 0.5 < effect.weeks_before <= 1
    assert effect.change.verdict == Verdict.TOO_FEW
    assert effect.change.low is None
