"""Insights: every figure against an independent count, intervals, and what is not said where there is too little."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import insights
from bot.desk.insights import Verdict, intervals, naming, plain, recurring
from bot.desk.insights.recurring import Said
from tests.conftest import TUESDAY
from tests.desk import months

SINCE, UNTIL = TUESDAY - timedelta(days=28), TUESDAY
INVENTED = months.invent(7, 400, SINCE - timedelta(days=70), UNTIL)


@pytest.fixture
def found(store, book):
    store.write(lambda session: months.store(session, INVENTED))
    with store.read() as session:
        return insights.find(session, book, SINCE, UNTIL)


def within(since, until):
    return [
        (number, one)
        for number, one in enumerate(INVENTED, start=1)
        if since <= one.at < until and one.dismissed != "noise"
    ]


def people(of):
    return len({months.who(number, one) for number, one in of})


def test_every_figure_is_what_an_independent_count_finds(found):
    whole = within(SINCE, UNTIL)
    assert (found.complaints, found.people) == (len(whole), people(whole))
    assert found.mentions == sum(SINCE <= one.at < UNTIL for one in INVENTED)
    assert {cause.playbook for cause in found.causes} == set(months.CAUSES)
    for cause in found.causes:
        of = [(number, one) for number, one in whole if one.cause == cause.playbook]
        assert (cause.complaints, cause.people, cause.of_people) == (len(of), people(of), people(whole))
        assert cause.handled.answered == sum(one.waited is not None for _n, one in of)
        assert cause.handled.resolved == sum(one.outcome is not None for _n, one in of)
        assert cause.handled.solved == sum(one.outcome == "solved" for _n, one in of)
        assert cause.handled.refused == sum(one.outcome == "refused" for _n, one in of)
        assert cause.handled.reopened == sum(one.reopened for _n, one in of)
        waits = [one.waited for _n, one in of if one.waited is not None]
        assert cause.hours_to_answer == pytest.approx(median(waits), abs=1e-4)
        check_groups(cause, of)
        check_remedies(cause, [one for _n, one in of])


def check_groups(cause, of):
    for listed, key in (
        (cause.by_venue, lambda one: months.NETWORKS[one.network]),
        (cause.by_language, lambda one: one.language),
        (cause.by_team, lambda one: one.team),
    ):
        groups = defaultdict(list)
        for number, one in of:
            groups[key(one)].append((number, one))
        assert {name: (c.complaints, c.people) for name, c in listed} == {
            name: (len(group), people(group)) for name, group in groups.items()
        }


def check_remedies(cause, of):
    times, again = Counter(), Counter()
    for one in of:
        if one.outcome:
            what = "refused" if one.outcome == "refused" else one.gesture or ""
            times[what] += 1
            again[what] += one.reopened
    assert {(one.what, one.times, one.reopened) for one in cause.remedies} == {
        (w, n, again[w]) for w, n in times.items()
    }


def test_a_cause_is_compared_with_the_periods_before_as_far_as_history_goes(found):
    assert found.periods == 2  # seventy days hold two periods of 28
    before = within(SINCE - timedelta(days=56), SINCE)
    assert (found.before.complaints, found.before.people) == (len(before), people(before))
    for cause in found.causes:
        of = [(number, one) for number, one in before if one.cause == cause.playbook]
        assert (cause.earlier, cause.change.before_people) == (len(of), people(of))
        assert cause.change.before_of == found.before.people


def test_personas_are_groups_with_their_numbers_and_small_ones_stay_together(found):
    whole, groups = within(SINCE, UNTIL), defaultdict(list)
    for number, one in whole:
        key = (one.cause, months.NETWORKS[one.network], one.arousal or "unknown", one.language)
        groups[key].append((number, one))
    large = {key: (len(of), people(of)) for key, of in groups.items() if people(of) >= 5}
    drawn = {(p.playbook, p.venue, p.tone, p.language): (p.complaints, p.people) for p in found.personas}
    assert drawn == large
    assert found.rest.complaints == len(whole) - sum(complaints for complaints, _people in large.values())
    for one in found.personas:
        of = [each for _n, each in groups[one.playbook, one.venue, one.tone, one.language]]
        assert one.resolved == sum(each.outcome is not None for each in of)
        assert not set(vars(one)) & {"name", "quote"}


def test_a_prolific_author_counts_once_and_a_nameless_one_each_time(store, book):
    one = months.invent(1, 1, SINCE, UNTIL, ["rude-staff"])[0]
    from dataclasses import replace

    said = [replace(one, author="Loud", network="x", dismissed=None)] * 50
    said += [replace(one, author="", network="x", dismissed=None)] * 3
    said += [replace(one, author="loud", network="facebook", dismissed=None)]
    store.write(lambda session: months.store(session, said))
    with store.read() as session:
        (cause,) = insights.find(session, book, SINCE, UNTIL).causes
    assert (cause.complaints, cause.people) == (54, 5)
    assert cause.share is None  # five people are no base for a rate
    assert cause.change is None  # and there is no history


def test_nothing_heard_is_nothing_said(store, book):
    with store.read() as session:
        found = insights.find(session, book, SINCE, UNTIL)
    assert (found.complaints, found.people, found.causes, found.personas) == (0, 0, (), ())
    assert json.dumps(plain.as_json(found), default=str)


def test_what_programs_read_holds_every_number(found):
    told = json.loads(json.dumps(plain.as_json(found), default=str))
    assert [cause["complaints"] for cause in told["causes"]] == [cause.complaints for cause in found.causes]
    assert told["causes"][0]["change"]["verdict"] in set(Verdict)
    rows = list(plain.rows(found))
    assert len(rows) == len(found.causes)
    assert {len(row) for row in rows} == {len(plain.COLUMNS)}


# What may be said about a change


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 500), st.integers(1, 500), st.integers(1, 40))
def test_an_interval_holds_what_was_seen_and_grows_with_the_claims(before, of_before, after, of_after, claims):
    before, after = min(before, of_before), min(after, of_after)
    one = intervals.change(before, of_before, after, of_after)
    many = intervals.change(before, of_before, after, of_after, claims)
    if min(of_before, of_after) < 30:
        assert one.verdict == Verdict.TOO_FEW and one.low is None
        return
    between = after / of_after - before / of_before
    assert -1 <= one.low <= between + 1e-12 and between - 1e-12 <= one.high <= 1
    assert many.low <= one.low and one.high <= many.high
    back = intervals.change(after, of_after, before, of_before)
    assert (back.low, back.high) == pytest.approx((-one.high, -one.low))


def test_newcombes_own_example():
    """R. G. Newcombe (1998), table II, method 10: 56/70 and 48/80 differ by 0.0524 to 0.3339."""
    low, high = intervals.difference(48, 80, 56, 70, 1.959964)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_chance_alone_is_rarely_called_a_change():
    chance, wrong = random.Random(3), 0
    for _week in range(300):
        shares = [(sum(chance.random() < 0.1 for _ in range(200)), sum(chance.random() < 0.1 for _ in range(800)))
                  for _cause in range(5)]  # fmt: skip
        found = [intervals.change(before, 800, now, 200, claims=5) for now, before in shares]
        wrong += any(one.verdict in (Verdict.MORE, Verdict.FEWER) for one in found)
    assert wrong <= 0.08 * 300


@pytest.mark.parametrize(
    ("change", "english", "french"),
    [
        (None, "nothing to compare with yet", "rien à quoi comparer"),
        (intervals.change(3, 20, 9, 20), "too few people to compare", "trop peu de personnes"),
        (intervals.change(10, 100, 11, 100), "no clear change: 10% then, 11% now", "pas de changement net : 10 %"),
        (intervals.change(5, 100, 40, 100), "more than before: 5.0% then, 40% now", "plus qu'avant : 5,0 %"),
        (intervals.change(40, 100, 5, 100), "fewer than before: 40% then, 5.0% now", "moins qu'avant : 40 %"),
    ],
)
def test_a_change_is_said_in_both_languages(change, english, french):
    assert naming.changed(change, "en").startswith(english)
    assert naming.changed(change, "fr").startswith(french)


# What keeps coming up


def complaints(*said, cause="late-delivery", language="en"):
    return [Said(cause, author, text, language, week) for author, text, week in said]


OTHERS = [Said("rude-staff", f"o{n}", "The cashier shouted at my mother in the shop.", "en", 0) for n in range(20)]


def test_what_several_people_name_keeps_coming_up_counted_by_people():
    said = complaints(
        ("a", "The pickup locker was full again. Pickup locker!", 0), ("b", "Your pickup locker is broken.", 1),
        ("c", "locker never opens, stupid pickup locker", 3), ("d", "Where is it?", 0),
        ("e", "The neighbour signed for it.", 0), ("e", "The neighbour, again!", 1), ("e", "Neighbour!!", 2),
        *((f"z{n}", "Still waiting for my parcel.", 0) for n in range(12)),
    )  # fmt: skip
    (one, *rest) = recurring.recurring([*said, *OTHERS])["late-delivery"]
    assert (one.words, one.people, one.of, one.weeks) == ("pickup locker", 3, 17, 3)
    assert not any("neighbour" in each.words for each in rest), "one person is nobody's pattern"
    assert not any(each.words == "locker" for each in rest), "the pair says it"


def test_what_everybody_says_and_anger_and_the_brand_tell_nothing():
    said = complaints(*((f"p{n}", f"Brindelune, you bloody idiots, my parcel {n} is stuck in customs", 0)
                        for n in range(20)))  # fmt: skip
    said += complaints(*((f"q{n}", "no parcel here", 0) for n in range(40)))
    words = [each.words for each in recurring.recurring([*said, *OTHERS], ["Brindelune"])["late-delivery"]]
    assert "stuck" in " ".join(words) or "customs" in " ".join(words)
    assert not {"brindelune", "bloody", "idiots", "parcel"} & set(" ".join(words).split())


def test_personal_data_is_masked_before_a_word_is_looked_at():
    said = complaints(
        *((f"p{n}", "Call jeanne.dupont@mail.example or @jeanne.d at 06 12 34 56 78", 0) for n in range(5))
    )
    words = " ".join(each.words for each in recurring.recurring([*said, *OTHERS])["late-delivery"])
    assert "jeanne" not in words and "dupont" not in words and "mail" not in words


def test_spelling_and_accents_of_a_word_are_one_word():
    said = complaints(("a", "Le carton était écrasé", 0), ("b", "carton ECRASE", 0), ("c", "cartons écrasés", 1),
                      ("d", "rien", 0), ("e", "rien du tout", 0), language="fr")  # fmt: skip
    (one, *_rest) = recurring.recurring([*said, *OTHERS])["late-delivery"]
    assert one.people == 3
