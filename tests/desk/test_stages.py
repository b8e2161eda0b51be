"""Which stage a broken promise is laid to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import sla, stages, tickets
from bot.desk.models import Complaint
from bot.desk.vocabulary import Metric
from tests.conftest import TUESDAY
from tests.desk.test_walk import approve, draft_for, publish


def hours(*said):
    return [None if one is None else TUESDAY + timedelta(hours=one) for one in said]


@pytest.mark.parametrize(
    ("moments", "found"),
    [
        ((0,), [("detect", 0, None)]),
        ((0, 1, 3), [("detect", 0, 1), ("draft", 1, 3), ("approve", 3, None)]),
        ((0, 1, None, 3), [("detect", 0, 1), ("draft", 1, 1), ("approve", 1, 3), ("post", 3, None)]),
        ((0, 2, 1, 3), [("detect", 0, 2), ("draft", 2, 2), ("approve", 2, 3), ("post", 3, None)]),
        (range(8), [(name, n, n + 1) for n, name in enumerate(
            ["detect", "draft", "approve", "post", "hand_over", "claim", "work"])]),
    ],
)  # fmt: skip
def test_stages_follow_each_other_without_gaps(moments, found):
    expected = [stages.Span(name, *hours(begin, end)) for name, begin, end in found]
    assert stages.spans(hours(*moments)) == expected


def causes(store, complaint, now):
    with store.read() as session:
        found = stages.of_complaint(session, session.get_one(Complaint, complaint))
        return {clock.metric: stages.cause(clock, found, now) for clock in sla.of_complaint(session, complaint)}


def test_a_late_answer_is_laid_to_the_stage_that_took_longest(store, book, clock, complaint, lea, act, noe):
    assert causes(store, complaint, clock())[Metric.FIRST_RESPONSE] is None, "nothing is late yet"
    clock.pass_(minutes=30)
    draft_for(store, book, clock, complaint)
    clock.pass_(hours=7)
    assert causes(store, complaint, clock())[Metric.FIRST_RESPONSE] == "approve", "late, whether or not a scan came"
    draft = approve(store, book, clock, complaint, lea)
    publish(store, book, clock, draft.id)
    clock.pass_(days=1)
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    clock.pass_(days=30)
    found = causes(store, complaint, clock())
    assert found[Metric.FIRST_RESPONSE] == "approve", "the night that followed is not its time"
    assert found[Metric.RESOLUTION] == "work"
    assert found[Metric.UPDATE] is None, "no stage is measured for it"
