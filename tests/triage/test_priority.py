"""How urgent: a sum that anybody can check, with a floor for the ordinary single post."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.triage import priority
from bot.triage.priority import FLOOR, Weighed

WEIGHED = st.builds(
    Weighed, stakes=st.sampled_from(["P1", "P2", "P3", "P4"]), arousal=st.sampled_from(["high", "low", None]),
    reach=st.none() | st.integers(0, 10**9), venue=st.sampled_from(["press", "reviews", "social", None]),
    authors=st.integers(1, 10**6), waited=st.floats(0, 10**4),
)  # fmt: skip


@given(WEIGHED)
def test_it_is_the_sum_of_its_parts_between_floor_and_hundred(weighed):
    found = priority.priority(weighed)
    assert FLOOR <= found <= 100
    assert found == max(FLOOR, min(100, sum(priority.parts(weighed).values())))


@given(WEIGHED, st.integers(0, 10**9))
def test_reach_alone_never_lifts_a_complaint_over_one_where_more_is_at_stake(weighed, reach):
    quiet = Weighed("P1")
    loud = Weighed("P3", reach=reach, arousal=weighed.arousal, venue=weighed.venue)
    assert priority.priority(quiet) > priority.priority(loud)


def test_the_ordinary_post_of_one_person_keeps_its_floor():
    assert priority.priority(Weighed("P4")) == FLOOR


def test_support_and_waiting_raise_it_and_have_an_end():
    alone, many = Weighed("P3"), Weighed("P3", authors=64)
    assert priority.priority(many) > priority.priority(alone)
    assert priority.parts(Weighed("P3", authors=10**9))["same problem"] == priority.SAME_PROBLEM_MOST
    assert priority.parts(Weighed("P3", waited=10**6))["waiting"] == priority.WAITED_MOST
