"""What is usual: learned from the weeks before, of sources that were in service; gaps and new tools bend nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.triage.usual import DAYS, WEEKS, History, Source, calm

NOW = 493_000  # an hour


def ends(now=NOW):
    return [now - 168.0 * week for week in range(1, WEEKS + 1)]


def steady(people=1, days=DAYS, topic="late", missing=()):
    """``people`` each hour, on so many days; ``missing``: days back on which the tool was down."""
    hours = range(NOW - 24 * days, NOW)
    return [(topic, hour, people) for hour in hours if (NOW - 1 - hour) // 24 not in missing]


def usual(rows, hours=24.0, topic="late", weeks=3):
    return Source(NOW, rows).usual(topic, ends(), hours, weeks)


@pytest.mark.parametrize("hours", [1 / 12, 1, 4, 24, 72])
def test_what_always_comes_is_usual(hours):
    found = usual(steady(), hours)
    assert found.mean == pytest.approx(hours, rel=0.05)
    assert found.weeks == WEEKS


def test_nights_and_weekends_have_a_usual_of_their_own():
    rows = [("late", hour, 10) for hour in range(NOW - 24 * DAYS, NOW) if hour % 24 == (NOW - 1) % 24]
    assert usual(rows, 1).mean > 2
    quiet = Source(NOW, rows).usual("late", [end - 12 for end in ends()], 1, 3)
    assert quiet.mean < 0.3


def test_a_rare_topic_is_expected_by_its_share_of_everything():
    rows = steady(4, topic="late") + [("rare", NOW - 24 * day - 13, 1) for day in range(5, DAYS, 9)]
    assert 0.05 < usual(rows, topic="rare").mean < 0.4


def test_a_topic_never_heard_of_is_usually_nobody():
    assert 0 < usual(steady(10), topic="new").mean < 0.1


@pytest.mark.parametrize("days", [0, 1, 6, 20])
def test_too_short_a_history_says_nothing(days):
    source = Source(NOW, steady(5, days=days))
    assert source.weeks < 3
    assert usual(steady(5, days=days)) is None
    assert History(NOW, [("new", *row) for row in steady(5, days=days)]).known(3) == []


def test_three_weeks_are_enough():
    assert usual(steady(5, days=25)).mean == pytest.approx(120, rel=0.1)


@pytest.mark.parametrize(("down", "weeks"), [(range(1, 5), 8), (range(5, 18), 6), ([7, 8, 14], 6), (range(20, 50), 3)])
def test_a_silence_does_not_make_little_usual(down, weeks):
    found = usual(steady(2, missing=set(down)))
    assert found.mean == pytest.approx(48, rel=0.1)
    assert found.weeks == weeks


def test_quiet_weekends_are_no_silence():
    closed = {day for day in range(DAYS) if day % 7 in (1, 2)}
    assert usual(steady(2, missing=closed)).weeks == WEEKS
    monday = Source(NOW, steady(2, missing=closed)).usual("late", [end - 24 for end in ends()], 24, 3)
    assert monday.weeks == WEEKS
    assert monday.mean < 10


def test_old_things_of_a_tool_that_was_connected_lately_are_no_history():
    topics = [f"topic-{number}" for number in range(8)]
    old = [(topics[day % 8], NOW - 24 * day - 5, 1) for day in range(5, 45)]
    now = [(topic, NOW - hour, 1) for hour in range(96) for topic in topics]
    assert Source(NOW, old + now).weeks < 3


def test_a_surge_of_last_week_is_not_usual_and_spoils_no_history():
    topics = [f"topic-{number}" for number in range(6)]
    rows = [row for topic in topics for row in steady(1, topic=topic)]
    surge = [("topic-0", NOW - 24 * 7 - hour, 50) for hour in range(1, 20)]
    found = usual(rows + surge, topic="topic-0")
    assert found.weeks == WEEKS
    assert found.mean < 40


def test_everything_growing_is_a_level():
    topics = [f"topic-{number}" for number in range(8)]
    history = History(NOW, [("ear", *row) for topic in topics for row in steady(1, topic=topic)])
    seen = dict.fromkeys(topics, 48)
    assert history.level("ear", "topic-0", seen, ends(), 24, 3) == pytest.approx(2, rel=0.05)
    assert history.level("ear", "topic-0", {"topic-0": 900, "topic-1": 200}, ends(), 24, 3) == 1, "only surges"


def test_each_source_is_measured_against_itself():
    rows = [("ear", *row) for row in steady(2)] + [("young", *row) for row in steady(50, days=3)]
    found, sources = History(NOW, rows).usual("late", ends(), 24, 3, {})
    assert sources == {"ear"}
    assert found.mean == pytest.approx(48, rel=0.05)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=9))
def test_calm_takes_away_and_never_adds(counts):
    assert all(after <= before for after, before in zip(calm(counts), counts, strict=True))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(NOW - 2000, NOW + 50), st.integers(1, 9)), max_size=60))
def test_any_history_is_read_without_trouble(rows):
    source = Source(NOW, rows)
    for hours in (1 / 12, 24, 72):
        found = source.usual("a", ends(), hours, 2)
        assert found is None or (found.mean > 0 and found.shape > 0 and found.weeks >= 2)
