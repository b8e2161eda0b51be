"""Surges: how many people are too many. The decision's properties, and replayed weeks of invented brands."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.triage.surges import STRETCHES, Rules, Stretch, Told, find, tail
from bot.triage.usual import Usual
from tests.triage import replayed

RULES = Rules()
people, means, shapes = st.integers(0, 3000), st.floats(0, 500), st.floats(0.5, 1e4)
hours = st.sampled_from([*STRETCHES])
weeks = st.integers(0, 8)
stretches = st.builds(Stretch, hours, people, st.none() | st.builds(Usual, means, shapes, weeks))


def surge(authors, mean, *, shape=20.0, known=6, rules=RULES, told=None, length=2.0):
    return find([Stretch(length, authors, Usual(mean, shape, known))], rules, told)


@given(
    st.lists(stretches, max_size=5), st.integers(0, 4), st.integers(1, 500), st.sampled_from(["low", "normal", "high"])
)
def test_more_people_never_unsurge(found, place, more, sensitivity):
    rules = Rules(sensitivity=sensitivity)
    grown = [replace(one, authors=one.authors + more * (number == place)) for number, one in enumerate(found)]
    if find(found, rules):
        assert find(grown, rules)


@given(means, shapes, hours, st.sampled_from(["low", "normal", "high"]))
def test_one_person_is_never_a_surge(mean, shape, length, sensitivity):
    assert find([Stretch(length, 1, Usual(mean, shape, 8))], Rules(least_authors=1, sensitivity=sensitivity)) is None


@given(people, means, shapes, st.integers(0, 2), hours)
def test_without_history_nothing_is_claimed(authors, mean, shape, known, length):
    assert find([Stretch(length, authors, Usual(mean, shape, known))], RULES) is None
    assert find([Stretch(length, authors, None)], RULES) is None


@given(people, means, shapes, st.floats(1, 50))
def test_what_is_more_usual_surprises_less(authors, mean, shape, times):
    if surge(authors, mean * times, shape=shape):
        assert surge(authors, mean, shape=shape)


@given(people, means, shapes)
def test_more_sensitive_finds_all_that_less_sensitive_does(authors, mean, shape):
    found = [bool(surge(authors, mean, shape=shape, rules=Rules(sensitivity=one))) for one in ("low", "normal", "high")]
    assert found == sorted(found)


@given(st.integers(1, 400), st.floats(0.01, 200), st.floats(0.5, 1e6))
@example(authors=1, mean=25.0, shape=921_907.0)
def test_the_tail_is_a_chance_that_falls_with_every_person(authors, mean, shape):
    first, next_ = tail(authors, mean, shape), tail(authors + 1, mean, shape)
    assert 0 <= next_ <= first * (1 + 1e-9) <= 1 + 1e-8
    assert first <= mean / authors * 1.001, "Markov's inequality"


@pytest.mark.parametrize("mean", [0.1, 3.0, 40.0])
def test_the_tail_is_that_of_a_poisson_where_one_is_sure(mean):
    for authors in (1, 4, 12, 50):
        exact = 1 - sum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(authors))
        assert tail(authors, mean, 1e9) == pytest.approx(exact, rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(
    ("authors", "mean", "shape", "expected"),
    [(4, 0.001, 20, False), (5, 0.1, 20, True), (5, 0.1, 0.5, False), (11, 1.4, 20, True), (6, 1.4, 20, False),
     (150, 100, 1e9, False), (220, 100, 1e9, True), (220, 100, 10, False)],
)  # fmt: skip
def test_small_numbers_unsure_ones_and_a_mere_half_more(authors, mean, shape, expected):
    assert bool(surge(authors, mean, shape=shape)) is expected


def test_the_reasons_say_it_in_numbers_in_both_languages():
    found = surge(11, 1.4)
    assert (
        found.reasons[0].said() == "11 people in 2 hours; usually 1 or 2 at this time of the week; seen over 6 weeks."
    )
    assert found.reasons[0].said("fr") == (
        "11 personnes en 2 heures ; d'habitude 1 ou 2 à ce moment de la semaine, d'après 6 semaines."
    )
    assert "nobody" in surge(6, 0.02).reasons[0].said()
    assert "about 40" in surge(150, 40).reasons[0].said()
    raised = find([Stretch(24, 40, Usual(6, 40, 8, level=1.8))], RULES)
    assert raised.reasons[1].said("fr").startswith("Tout le reste est aussi à 180 %")
    assert all(reason.said("fr") != reason.said() for reason in raised.reasons)


def test_the_stretch_that_shows_it_best_is_named():
    usual = [Stretch(1, 9, Usual(1.0, 20, 8)), Stretch(4, 30, Usual(4.0, 20, 8)), Stretch(24, 31, Usual(24.0, 20, 8))]
    assert find(usual, RULES).stretch.hours == 4


def test_within_the_cooldown_only_what_grows_much_further_is_told():
    told = Told(11, 2)
    assert surge(30, 1.4, told=told) is None, "not three times as many"
    assert surge(40, 1.4, told=told)
    assert surge(60, 5, length=24, told=told) is None, "more people, but in more time"


@pytest.mark.parametrize(("brand", "seeds", "days"), [("low", 3, 7), ("ordinary", 1, 4), ("large", 1, 0.5)])
def test_a_replayed_week_finds_each_surge_soon_and_hardly_anything_else(brand, seeds, days):
    for seed in range(seeds):
        found = replayed.week(brand, "usual_rows", seed, days)
        assert all(took is not None and took <= replayed.MOST_PEOPLE for took in found.took), found.took
        assert len(found.false) <= 1


@pytest.mark.parametrize("kind", ["doubled", "silent", "connected"])
def test_a_wild_week_raises_at_most_one_false_alarm(kind):
    for brand, days in (("low", 7), ("ordinary", 1.5)):
        found = replayed.week(brand, kind, 1, days)
        assert len(found.false) <= 1
        assert None not in found.took


@pytest.mark.parametrize("brand", ["low", "ordinary"])
def test_the_first_weeks_of_the_first_tool_raise_no_alarm(brand):
    found = replayed.week(brand, "alone", 2, days=20)
    assert (found.false, found.took) == ([], [None, None, None])


def test_the_clocks_change_and_the_time_of_the_week_stays():
    assert replayed.hour_of(replayed.NOW) - replayed.past_ends(replayed.hour_of(replayed.NOW))[3] == 4 * 168 + 1
