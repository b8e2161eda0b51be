"""Other people with the same problem belong together and stay themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.triage.groups import Groups

A_DAY = 86400.0


def of(groups: Groups, who: str, topic: str, text: str, at: float = 0.0) -> str | None:
    return groups.of(who, topic, text.split(), at)


def test_two_people_at_the_same_lift_belong_together():
    groups = Groups()
    assert of(groups, "a", "service-outage", "lift broken again at quarry street flats") is None
    assert of(groups, "b", "late-delivery", "quarry street parcel never came") is None
    assert of(groups, "c", "service-outage", "carried the pram up, quarry street lift dead") == "a"
    assert of(groups, "d", "service-outage", "no lift quarry street since monday") == "a"


def test_what_everybody_names_brings_nobody_together():
    groups = Groups()
    for number in range(100):
        said = f"parcel late word{chr(97 + number % 26)}{'x' * (number % 7 + 4)}"
        of(groups, f"m{number}", "late-delivery", said, number * A_DAY / 10)
    assert of(groups, "z", "late-delivery", "parcel late and nothing else", 13 * A_DAY) is None


def test_what_many_name_since_yesterday_is_what_they_have_in_common():
    groups = Groups()
    for number in range(60):
        of(groups, f"m{number}", "service-outage", f"oven{number} screen{number} dark", 0.0)
    found = [
        of(groups, f"n{number}", "service-outage", "lift quarry street", 10 * A_DAY + number) for number in range(30)
    ]
    assert found == [None] + ["n0"] * 29


def test_the_most_alike_comes_first_and_of_equals_the_latest():
    groups = Groups()
    groups.add("a", "t", ["lift", "quarry", "pram"])
    groups.add("b", "t", ["lift", "quarry"])
    groups.add("c", "t", ["lift", "quarry"])
    groups.add("c", "t", ["pram", "lift", "quarry"])  # filed once
    assert groups.near(["t"], ["quarry", "lift", "pram"]) == {
        "a": ["quarry", "lift", "pram"], "c": ["quarry", "lift"], "b": ["quarry", "lift"],
    }  # fmt: skip
    assert groups.near(["t"], ["lift"]) == groups.near(["other"], ["lift", "quarry"]) == {}
    assert list(groups.near([], ["lift", "quarry", "pram"])) == list(
        groups.near(["t", "u"], ["lift", "quarry", "pram"])
    )


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from("alpha beta gamma delta".split()))), max_size=60)
)
def test_a_group_is_named_after_a_mention_that_was_there(rows):
    groups, seen = Groups(), set()
    for number, (topic, words) in enumerate(rows):
        found = groups.of(str(number), topic, words)
        assert found is None or found in seen
        seen.add(str(number))
