"""The managers' week: whether there is anything to tell, and the one thing to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.desk import actions, listening, suggestions
from bot.desk.listening import Step
from bot.desk.models import Correction, Suggestion
from tests.conftest import TUESDAY
from tests.desk import months

UNTIL = TUESDAY - timedelta(days=1, hours=9)  # Monday at midnight, more or less


def rising(seed=4):
    """Few people complain of late deliveries, then many."""
    said = months.invent(
        seed, 300, UNTIL - timedelta(days=36), UNTIL - timedelta(days=7), ["rude-staff", "damaged-item"]
    )
    many = months.invent(seed + 1, 80, UNTIL - timedelta(days=7), UNTIL, ["late-delivery"])
    return said + [replace(one, author=f"L{number}", dismissed=None) for number, one in enumerate(many)]


@pytest.fixture
def week(store, book, clock):
    """What the week looks like now."""

    def look():
        with store.read() as session:
            return listening.week(session, book, UNTIL, clock())

    return look


@pytest.fixture
def heard(store, book):
    """A month in which a cause has just risen."""
    store.write(lambda session: months.store(session, rising(), book=book))


def open_item(store, book, clock, due, cause="late-delivery"):
    given = {"cause": cause, "what": "Warn by SMS", "owner": "U0IVY", "due": due, "by": "U0HEL"}
    return store.write(lambda session: actions.open(session, book, **given, now=clock())).id


def test_a_quiet_week_has_no_message(store, week):
    with store.read() as session:
        assert not listening.has_news(session, UNTIL)
    assert week().step == Step.NONE


def test_a_week_with_a_complaint_or_something_that_waits_has_one(store, book, clock):
    with store.read() as session:
        assert not listening.has_news(session, UNTIL)
    open_item(store, book, clock, date(2026, 12, 24))
    with store.read() as session:
        assert listening.has_news(session, UNTIL)


def test_what_rises_is_looked_into_until_somebody_is_at_work_on_it(store, book, clock, heard, week):
    found = week()
    assert (found.step, found.rising.playbook) == (Step.RISING, "late-delivery")
    open_item(store, book, clock, date(2026, 12, 24))
    assert week().rising is None
    assert week().step != Step.RISING


def test_what_is_late_comes_first(store, book, clock, heard, week):
    open_item(store, book, clock, date(2026, 11, 24), "rude-staff")
    clock.pass_(days=2)
    found = week()
    assert (found.step, [item.cause for item in found.late]) == (Step.OVERDUE, ["rude-staff"])


def test_what_keeps_coming_without_rising_is_named_too(store, book, week, clock):
    said = months.invent(8, 400, UNTIL - timedelta(days=36), UNTIL, ["rude-staff", "damaged-item"])
    store.write(lambda session: months.store(session, said, book=book))
    found = week()
    assert found.step == Step.REPEATED
    assert found.repeated.playbook in ("rude-staff", "damaged-item")


def test_suggestions_that_wait_for_a_week_are_named(store, book, week, clock, aside):
    aside(kind="suggestion")
    store.write(lambda session: suggestions.gather(session, book, clock()))
    assert week().step == Step.NONE
    store.write(lambda s: s.execute(update(Suggestion).values(noted_at=clock() - timedelta(days=8))))
    assert week().step == Step.UNGIVEN


def test_a_triage_that_sets_too_much_aside_is_to_be_fitted_anew(store, week, clock, aside):
    mentions = [aside(author_handle=f"a{number}") for number in range(40)]

    def review(session):
        for number, mention in enumerate(mentions):
            after = "complaint" if number < 8 else "right"
            session.add(Correction(mention_id=mention, what="review", before="noise", after=after, person="U0LEA",
                                   at=clock()))  # fmt: skip

    store.write(review)
    found = week()
    assert (found.step, found.reviewed.wrong, found.reviewed.looked_at) == (Step.FIT, 8, 40)


def test_ideas_are_no_cause_and_corrections_are_counted_by_kind(store, book, week, clock, aside):
    said = months.invent(2, 60, UNTIL - timedelta(days=6), UNTIL)
    store.write(lambda session: months.store(session, said, book=book))
    mention = aside()

    def correct(session):
        for what in ("kind", "kind", "topic", "review"):
            at = UNTIL - timedelta(days=1)
            session.add(Correction(mention_id=mention, what=what, before="a", after="b", person="U0LEA", at=at))

    store.write(correct)
    found = week()
    assert "idea" in {one.playbook for one in found.insights.causes}
    assert "idea" not in {one.playbook for one in found.causes}
    assert found.insights.corrections == {"kind": 2, "topic": 1}
